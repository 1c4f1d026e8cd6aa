package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cosmos/gogoproto/proto"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// Result is a transaction that succeeded in a block.
type Result struct {
	Hash    string
	Height  int64
	GasUsed int64
	Gas     uint64
	Fee     sdk.Coins
	// Events of the transaction, in order.
	Events []Event
	// Responses of the messages, in order.
	Responses []proto.Message
}

// Response returns the response of message i as its own type.
func Response[T proto.Message](r Result, i int) (T, error) {
	var zero T
	if i < 0 || i >= len(r.Responses) {
		return zero, ErrResponse.Wrapf("transaction %s: %d responses, want number %d", r.Hash, len(r.Responses), i)
	}
	v, ok := r.Responses[i].(T)
	if !ok {
		return zero, ErrResponse.Wrapf("transaction %s: response %d is %T", r.Hash, i, r.Responses[i])
	}
	return v, nil
}

// Send sends the messages as one transaction and waits until it is in a block. It returns
//   - a *TxError when the chain refuses it, before or in a block;
//   - ErrExpired when it was not included in time and never can be: sending again is safe;
//   - ErrPending, joined with the context's error, when the context ends first.
func (c *Client) Send(ctx context.Context, msgs ...sdk.Msg) (Result, error) {
	if c.ordered {
		c.sequence.Lock()
		defer c.sequence.Unlock()
	}
	tx, err := c.Prepare(ctx, msgs...)
	if err != nil {
		return Result{}, err
	}
	return c.Submit(ctx, tx)
}

// Submit sends a prepared transaction and waits for it, as Send does. It can be called again with the same Tx at any
// time, after a crash as well: the transaction lands at most once. A refusal of a Tx that was sent before is only
// returned when its timeout has passed, because another node may still include it; and so is one in a block that charged
// no fee, because a later block may still take it.
func (c *Client) Submit(ctx context.Context, tx Tx) (Result, error) {
	s := submission{c: c, tx: tx, next: tx.Height + 1, definite: tx.fresh != nil && tx.fresh.Swap(false)}
	for {
		if err := s.send(ctx); err != nil {
			return Result{}, pending(tx, err)
		}
		end, r, err := s.look(ctx)
		if end {
			return r, err
		}
		if err != nil && done(ctx, err) {
			return Result{}, pending(tx, err)
		}
		if err != nil {
			c.log.Debug("no news of the chain", "hash", tx.Hash, "error", err)
		}
		if err := sleep(ctx, c.poll); err != nil {
			return Result{}, pending(tx, err)
		}
	}
}

// resend is the pause before a transaction is offered again: a node that restarted has lost it.
const resend = 5 * time.Second

// submission is one transaction on its way.
type submission struct {
	c  *Client
	tx Tx
	// next height to look at.
	next int64
	// definite while a refusal means that no node has the transaction.
	definite bool
	refusal  error
	sentAt   time.Time
	// over is the height of a block past the timeout, 0 before.
	over int64
}

// send offers the transaction to the mempool when it is due; only the end of the context is an error.
func (s *submission) send(ctx context.Context) error {
	if s.refusal != nil && !Passing(s.refusal) || time.Since(s.sentAt) < resend {
		return nil
	}
	lost, err := s.c.broadcast(ctx, s.tx.Bytes)
	if lost {
		s.definite = false
	}
	switch {
	case err == nil:
		s.definite, s.refusal, s.sentAt = false, nil, time.Now()
	case stale(err):
		s.c.log.Debug("the node has made no block since it started", "hash", s.tx.Hash)
	case errors.Is(err, sdkerrors.ErrTxTimeout):
		s.definite, s.sentAt = false, time.Now() // its end, when the blocks say so, too
	case errors.As(err, new(*TxError)):
		s.refusal, s.sentAt = err, time.Now()
	case done(ctx, err):
		return err
	default:
		s.c.log.Debug("transaction not sent yet", "hash", s.tx.Hash, "error", err)
	}
	return nil
}

// look reads the new blocks; end tells that the result or the error is final.
func (s *submission) look(ctx context.Context) (end bool, r Result, err error) {
	var tip int64
	if s.refusal != nil {
		tip, err = s.c.Height(ctx) // it may be refused because it is in the very last block
	} else {
		tip, err = s.c.watch.tip(ctx, s.next)
	}
	if err != nil {
		return false, r, err
	}
	for ; s.next <= tip; s.next++ {
		b, err := s.c.watch.block(ctx, s.next)
		if err != nil {
			return errors.Is(err, ErrPruned) || errors.Is(err, ErrResponse), r, err
		}
		if found := b.find(s.tx.Hash); found != nil {
			r, err := s.c.result(s.tx, b, found)
			if err == nil || found.charged() {
				return true, r, err
			}
			if s.definite = false; !errors.Is(err, sdkerrors.ErrTxTimeout) {
				s.refusal = err
			}
		}
		if s.over == 0 && b.Time.After(s.tx.Timeout) {
			s.over = b.Height
		}
	}
	switch {
	case s.refusal != nil && s.definite:
		return true, r, s.refusal
	case s.over == 0 || !s.c.now().After(s.tx.Timeout): // a false block alone ends nothing
		return false, r, nil
	case s.refusal != nil:
		return true, r, s.refusal
	default:
		return true, r, ErrExpired.Wrapf("transaction %s: block %d is past its timeout", s.tx.Hash, s.over)
	}
}

func pending(tx Tx, err error) error {
	return errors.Join(ErrPending.Wrapf("transaction %s until %s", tx.Hash, tx.Timeout.Format("15:04:05.000")), err)
}

// result turns an included transaction into what Send returns.
func (c *Client) result(tx Tx, b *Block, r *TxResult) (Result, error) {
	if r.Code != 0 {
		e := newTxError(r.Codespace, r.Code, r.Log)
		e.Hash, e.Height = tx.Hash, b.Height
		return Result{}, e
	}
	out := Result{Hash: tx.Hash, Height: b.Height, GasUsed: r.GasUsed, Gas: tx.Gas, Fee: tx.Fee, Events: r.Events}
	var err error
	if out.Responses, err = responses(r.Data); err != nil {
		return out, ErrResponse.Wrapf("transaction %s: %s", tx.Hash, err)
	}
	return out, nil
}

// responses decodes the responses of a transaction's messages.
func responses(raw []byte) ([]proto.Message, error) {
	var data sdk.TxMsgData
	if err := proto.Unmarshal(raw, &data); err != nil {
		return nil, err
	}
	var out []proto.Message
	for _, packed := range data.MsgResponses {
		m, err := unpack(packed)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func unpack(packed *codectypes.Any) (proto.Message, error) {
	name := packed.TypeUrl
	if len(name) > 0 && name[0] == '/' {
		name = name[1:]
	}
	t := proto.MessageType(name)
	if t == nil {
		return nil, fmt.Errorf("unknown response %s", packed.TypeUrl)
	}
	m, ok := newOf(t)
	if !ok {
		return nil, fmt.Errorf("response %s is no message", packed.TypeUrl)
	}
	return m, proto.Unmarshal(packed.Value, m)
}
