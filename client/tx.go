package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cosmos/gogoproto/proto"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

const (
	// unorderedGas is added to simulated gas: the simulation writes no nonce and verifies no signature.
	unorderedGas = 10_000
	// simulationGas is the gas limit of the simulated transaction, so that paying a fee is simulated too.
	simulationGas = 300_000
	// skew keeps a timeout below what the chain allows when the two clocks differ a little.
	skew = 5 * time.Second
	// mostGas is more than any block holds: a node that says so is wrong or lies.
	mostGas = 1 << 40
	// halted is the age of the last block from which on the next one is waited for, if the timeout hangs on it.
	halted = time.Minute
)

// Tx is a signed transaction that may be under way. It can be stored before it is sent: Submit with the same Tx never
// does anything twice.
type Tx struct {
	Bytes []byte `json:"bytes"`
	// Hash is the upper-case hex sha256 of Bytes.
	Hash string `json:"hash"`
	// Timeout is the block time after which the transaction can never land.
	Timeout time.Time `json:"timeout"`
	// Height is the last block before the transaction was made.
	Height int64     `json:"height"`
	Gas    uint64    `json:"gas"`
	Fee    sdk.Coins `json:"fee"`

	// fresh until it is sent for the first time by the process that made it: only then does a refusal by one node mean
	// that no other node has it.
	fresh *atomic.Bool
}

// Prepare simulates and signs a transaction without sending it. A message the chain would refuse now is a *TxError.
// ErrMaxFee for a fee above WithMaxFee, ErrChain when the node belongs to another chain than the client: nothing is signed. On a
// chain that has made no block for minutes, and on a node that has made none since it started, it waits for the next
// block: only then is it known which timeout is taken.
func (c *Client) Prepare(ctx context.Context, msgs ...sdk.Msg) (Tx, error) {
	if c.signer == nil {
		return Tx{}, ErrNoSigner
	}
	if len(msgs) == 0 {
		return Tx{}, ErrOption.Wrap("no message")
	}
	if err := c.loadAccount(ctx); err != nil {
		return Tx{}, err
	}
	status, err := c.Status(ctx)
	if err != nil {
		return Tx{}, err
	}
	id, err := c.ChainID(ctx)
	if err != nil {
		return Tx{}, err
	}
	if id != status.ChainID {
		return Tx{}, ErrChain.Wrapf("%.64q, not %q", status.ChainID, id)
	}
	if now := c.now(); !c.ordered && now.Sub(status.Time) > halted && now.Add(c.timeout).After(status.Time.Add(MaxTimeout-skew)) {
		if status, err = c.nextBlock(ctx, status.Height); err != nil {
			return Tx{}, err
		}
	}
	tx, err := c.prepare(ctx, status, msgs)
	if !c.ordered && stale(err) {
		if status, err = c.nextBlock(ctx, status.Height); err != nil {
			return Tx{}, err
		}
		tx, err = c.prepare(ctx, status, msgs)
	}
	return tx, err
}

// nextBlock waits for a block above height.
func (c *Client) nextBlock(ctx context.Context, height int64) (Status, error) {
	for {
		s, err := c.Status(ctx)
		if err == nil && s.Height > height {
			return s, nil
		}
		if err := sleep(ctx, c.poll); err != nil {
			return s, fmt.Errorf("waiting for a block after %d: %w", height, err)
		}
	}
}

func (c *Client) prepare(ctx context.Context, status Status, msgs []sdk.Msg) (Tx, error) {
	price, err := c.price(ctx)
	if err != nil {
		return Tx{}, err
	}
	d := draft{msgs: msgs, memo: c.memo, pub: c.signer, timeout: c.timeoutFrom(status.Time)}
	if c.ordered {
		if d.sequence, err = c.loadSequence(ctx); err != nil {
			return Tx{}, err
		}
	} else {
		d.unordered = true
	}
	used, err := c.simulate(ctx, d, price)
	if err != nil {
		return Tx{}, err
	}
	d.gas = used*c.gasFactor/100 + unorderedGas
	d.fee = feeOf(price, d.gas)
	if err := c.affordable(d.fee, price, d.gas); err != nil {
		return Tx{}, err
	}
	raw, err := c.sign(d)
	if err != nil {
		return Tx{}, err
	}
	sum := sha256.Sum256(raw)
	tx := Tx{
		Bytes: raw, Hash: strings.ToUpper(hex.EncodeToString(sum[:])), Timeout: d.timeout, Height: status.Height,
		Gas: d.gas, Fee: d.fee, fresh: new(atomic.Bool),
	}
	tx.fresh.Store(true)
	return tx, nil
}

// timeoutFrom returns a timeout no other transaction of this key has: random below a millisecond, so that processes
// that share a key do not collide, and within what a chain whose last block is at blockTime accepts. It counts from the
// later of the two clocks: on a machine whose clock is behind, it would be past when the transaction is made.
func (c *Client) timeoutFrom(blockTime time.Time) time.Time {
	at := c.now()
	if blockTime.After(at) {
		at = blockTime
	}
	at = at.Add(c.timeout)
	if latest := blockTime.Add(MaxTimeout - skew); at.After(latest) {
		at = latest
	}
	return c.nonces.next(at.Add(-time.Duration(rand.Int64N(int64(time.Millisecond)))))
}

// draft is a transaction before it is signed.
type draft struct {
	msgs      []sdk.Msg
	memo      string
	pub       Signer
	timeout   time.Time
	unordered bool
	sequence  uint64
	gas       uint64
	fee       sdk.Coins
}

// encode returns the two signed parts of the transaction.
func (d draft) encode() (body, auth []byte, err error) {
	b := txtypes.TxBody{Memo: d.memo, TimeoutTimestamp: &d.timeout, Unordered: d.unordered}
	for _, m := range d.msgs {
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			return nil, nil, err
		}
		b.Messages = append(b.Messages, packed)
	}
	key, err := codectypes.NewAnyWithValue(d.pub.PubKey())
	if err != nil {
		return nil, nil, err
	}
	a := txtypes.AuthInfo{
		SignerInfos: []*txtypes.SignerInfo{{
			PublicKey: key,
			ModeInfo:  &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}},
			Sequence:  d.sequence,
		}},
		Fee: &txtypes.Fee{Amount: d.fee, GasLimit: d.gas},
	}
	if body, err = proto.Marshal(&b); err != nil {
		return nil, nil, err
	}
	auth, err = proto.Marshal(&a)
	return body, auth, err
}

// sign returns the encoded, signed transaction.
func (c *Client) sign(d draft) ([]byte, error) {
	body, auth, err := d.encode()
	if err != nil {
		return nil, err
	}
	c.account.mu.Lock()
	doc := txtypes.SignDoc{BodyBytes: body, AuthInfoBytes: auth, ChainId: c.account.chainID, AccountNumber: c.account.number}
	c.account.mu.Unlock()
	bytes, err := proto.Marshal(&doc)
	if err != nil {
		return nil, err
	}
	sig, err := c.signer.Sign(bytes)
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&txtypes.TxRaw{BodyBytes: body, AuthInfoBytes: auth, Signatures: [][]byte{sig}})
}

// simulate returns the gas the transaction would use now.
func (c *Client) simulate(ctx context.Context, d draft, price sdk.DecCoins) (uint64, error) {
	d.gas = simulationGas
	d.fee = feeOf(price, d.gas)
	body, auth, err := d.encode()
	if err != nil {
		return 0, err
	}
	raw, err := proto.Marshal(&txtypes.TxRaw{BodyBytes: body, AuthInfoBytes: auth, Signatures: [][]byte{make([]byte, signatureLen(d.pub.PubKey()))}})
	if err != nil {
		return 0, err
	}
	q, err := c.abciQuery(ctx, simulatePath, raw, 0)
	if err != nil {
		return 0, err
	}
	var r struct {
		GasInfo struct {
			GasUsed json.Number `json:"gas_used"`
		} `json:"gas_info"`
	}
	if err := json.Unmarshal(q.Value, &r); err != nil {
		return 0, ErrResponse.Wrapf("simulation: %s", err)
	}
	used, err := r.GasInfo.GasUsed.Int64()
	if err != nil || used <= 0 || used > mostGas {
		return 0, ErrResponse.Wrapf("simulation: gas used %q", r.GasInfo.GasUsed)
	}
	return uint64(used), nil
}

// mldsa65SignatureLen is fixed by FIPS 204.
const mldsa65SignatureLen = 3309

// signatureLen is the length of a signature, whose bytes cost gas.
func signatureLen(key cryptotypes.PubKey) int {
	if _, ok := key.(*mldsa65.PubKey); ok {
		return mldsa65SignatureLen
	}
	return 64
}

// loadAccount learns the chain id and the account number once.
func (c *Client) loadAccount(ctx context.Context) error {
	if _, err := c.ChainID(ctx); err != nil {
		return err
	}
	c.account.mu.Lock()
	known := c.account.known
	c.account.mu.Unlock()
	if known {
		return nil
	}
	info, err := c.accountInfo(ctx)
	if err != nil {
		return err
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	c.account.number, c.account.known = info.AccountNumber, true
	return nil
}

func (c *Client) loadSequence(ctx context.Context) (uint64, error) {
	info, err := c.accountInfo(ctx)
	if err != nil {
		return 0, err
	}
	return info.Sequence, nil
}

func (c *Client) accountInfo(ctx context.Context) (*authtypes.BaseAccount, error) {
	r, err := authtypes.NewQueryClient(c).AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: c.Address().String()})
	if errors.Is(err, sdkerrors.ErrKeyNotFound) || (err != nil && strings.Contains(err.Error(), "not found")) {
		return nil, ErrNoAccount.Wrap(c.Address().String())
	}
	if err != nil {
		return nil, err
	}
	return r.Info, nil
}
