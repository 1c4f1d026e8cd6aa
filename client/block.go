package client

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cosmos/gogoproto/proto"
)

// Event is something that happened in a block: its type, such as "market.job_posted", and its attributes.
type Event struct {
	Type       string
	Attributes []Attribute
	// Tx is the hash of the transaction, empty for what the chain did by itself at the end of the block.
	Tx string
}

// Attribute is one value of an event.
type Attribute struct{ Key, Value string }

// Get returns the first value of a key, or "".
func (e Event) Get(key string) string {
	for _, a := range e.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// TxResult is a transaction of a block, whether it succeeded or not.
type TxResult struct {
	Hash      string
	Code      uint32
	Codespace string
	Log       string
	GasUsed   int64
	Data      []byte
	Events    []Event
}

// charged tells a transaction that passed the entrance of its block, which takes its fee and its nonce: it can never land
// again. One that was refused there has no events, and whoever proposes a later block may include it once more.
func (r *TxResult) charged() bool { return r.Code == 0 || len(r.Events) > 0 }

// Block is what happened at one height.
type Block struct {
	Height int64
	Time   time.Time
	Txs    []TxResult
	// End are the events of the chain itself, after all transactions.
	End []Event
}

// Events returns the events of all transactions that succeeded, in order, then those of the chain itself.
func (b *Block) Events() []Event {
	var all []Event
	for _, tx := range b.Txs {
		if tx.Code == 0 {
			all = append(all, tx.Events...)
		}
	}
	return append(all, b.End...)
}

func (b *Block) find(hash string) *TxResult {
	for i := range b.Txs {
		if b.Txs[i].Hash == hash {
			return &b.Txs[i]
		}
	}
	return nil
}

// cached is how many blocks are remembered for all callers of one client.
const cached = 64

// watch shares one look at the chain between all callers: whoever needs news asks, the others wait for the same answer.
type watch struct {
	c      *Client
	turn   chan struct{}
	mu     sync.Mutex
	height int64
	asked  time.Time
	blocks map[int64]*Block
}

func newWatch(c *Client) *watch {
	return &watch{c: c, turn: make(chan struct{}, 1), blocks: make(map[int64]*Block)}
}

// take waits for the turn to ask the node.
func (w *watch) take(ctx context.Context) error {
	select {
	case w.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tip returns the last height known; when it is below want, it asks the node, but not more often than every poll.
func (w *watch) tip(ctx context.Context, want int64) (int64, error) {
	if h, fresh := w.known(want); fresh {
		return h, nil
	}
	if err := w.take(ctx); err != nil {
		return 0, err
	}
	defer func() { <-w.turn }()
	if h, fresh := w.known(want); fresh {
		return h, nil
	}
	h, err := w.c.Height(ctx)
	if err != nil {
		return 0, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.height, w.asked = h, time.Now()
	return h, nil
}

func (w *watch) known(want int64) (int64, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.height, want > 0 && w.height >= want || time.Since(w.asked) < w.c.poll
}

// block returns the block of a height that tip has reached.
func (w *watch) block(ctx context.Context, height int64) (*Block, error) {
	if b := w.have(height); b != nil {
		return b, nil
	}
	if err := w.take(ctx); err != nil {
		return nil, err
	}
	defer func() { <-w.turn }()
	if b := w.have(height); b != nil {
		return b, nil
	}
	b, err := w.c.Block(ctx, height)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blocks[height] = b
	if len(w.blocks) > cached {
		for h := range w.blocks {
			if h <= height-cached/2 {
				delete(w.blocks, h)
			}
		}
	}
	if len(w.blocks) > 2*cached { // readers far behind filled it: start again
		w.blocks = map[int64]*Block{height: b}
	}
	return b, nil
}

func (w *watch) have(height int64) *Block {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.blocks[height]
}

// Block reads a block and its results. ErrPruned when the node does not keep it any more.
func (c *Client) Block(ctx context.Context, height int64) (*Block, error) {
	var blk *ctypes.ResultBlock
	var res *ctypes.ResultBlockResults
	err := c.call(ctx, func(rpc *rpchttp.HTTP) (err error) {
		if blk, err = rpc.Block(ctx, &height); err != nil {
			return err
		}
		res, err = rpc.BlockResults(ctx, &height)
		return err
	})
	if err != nil {
		if strings.Contains(err.Error(), "lowest height") || strings.Contains(err.Error(), "is not available") {
			return nil, ErrPruned.Wrapf("%d: %s", height, err)
		}
		return nil, err
	}
	if blk.Block == nil {
		return nil, ErrPruned.Wrapf("%d", height)
	}
	if len(blk.Block.Txs) != len(res.TxsResults) {
		return nil, ErrResponse.Wrapf("block %d: %d transactions, %d results", height, len(blk.Block.Txs), len(res.TxsResults))
	}
	b := &Block{Height: height, Time: blk.Block.Time, End: events(res.FinalizeBlockEvents, "")}
	for i, tx := range blk.Block.Txs {
		r := res.TxsResults[i]
		hash := fmt.Sprintf("%X", tx.Hash())
		b.Txs = append(b.Txs, TxResult{hash, r.Code, r.Codespace, r.Log, r.GasUsed, r.Data, events(r.Events, hash)})
	}
	return b, nil
}

func events(in []abci.Event, tx string) []Event {
	out := make([]Event, 0, len(in))
	for _, e := range in {
		ev := Event{Type: e.Type, Tx: tx}
		for _, a := range e.Attributes {
			ev.Attributes = append(ev.Attributes, Attribute{a.Key, a.Value})
		}
		out = append(out, ev)
	}
	return out
}

// ErrStop ends Follow without an error.
var ErrStop = errors.New("stop following")

// Follow calls fn for every block from height from on, in order and without gaps, as they come; from 0 starts with the
// next block. The height of the last block fn took is the cursor: store it, and go on with Follow from the next one.
// Follow returns when fn returns an error (nil for ErrStop) or the context ends. Nodes that do not answer are asked
// again.
func (c *Client) Follow(ctx context.Context, from int64, fn func(*Block) error) error {
	for h := from; ; {
		tip, err := c.watch.tip(ctx, h)
		switch {
		case err == nil && h <= 0:
			if tip == 0 {
				break
			}
			h = tip + 1
			continue
		case err == nil && h <= tip:
			b, err := c.watch.block(ctx, h)
			if err == nil {
				if err := fn(b); err != nil {
					if errors.Is(err, ErrStop) {
						return nil
					}
					return err
				}
				h++
				continue
			}
			if errors.Is(err, ErrPruned) || errors.Is(err, ErrResponse) {
				return err
			}
			c.log.Debug("block not read yet", "height", h, "error", err)
		case err != nil:
			c.log.Debug("no news of the chain", "error", err)
		}
		if err := sleep(ctx, c.poll); err != nil {
			return err
		}
	}
}

// newOf makes an empty message of a registered type.
func newOf(t reflect.Type) (proto.Message, bool) {
	if t.Kind() != reflect.Pointer {
		return nil, false
	}
	m, ok := reflect.New(t.Elem()).Interface().(proto.Message)
	return m, ok
}
