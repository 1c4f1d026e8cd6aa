// Package testapp runs the whole application in tests: several instances of it execute every block, each in another way,
// and must agree on every result and on the state; the invariants of all modules are checked after each block.
//
//	c := testapp.New(t, testapp.Options{})
//	c.Run(c.Tx(c.Accounts[0], banktypes.NewMsgSend(…))).RequireOK()
package testapp

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// ChainID of every test chain; the deterministic keys here are good for nothing else.
const ChainID = "troth-testapp-1"

// GenesisTime of every test chain.
var GenesisTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Options of a chain; the zero value is a chain of four accounts on three instances.
type Options struct {
	// Validators, 1 by default and at most 8, with the same stake each and a key for the beacon.
	Validators int
	// Accounts that have coins at genesis, 4 by default. Odd ones sign with ed25519, even ones with secp256k1.
	Accounts int
	// Balance of each account, 10^12 utroth by default.
	Balance math.Int
	// BlockTime is 1 s by default.
	BlockTime time.Duration
	// Genesis changes the genesis state, such as parameters of modules.
	Genesis func(cdc codec.Codec, state map[string]json.RawMessage)
	// Instances execute every block: Sequential, Parallel and Restarted by default.
	Instances []Instance
	// SkipInvariants leaves them out after each block, for blocks with thousands of transactions.
	SkipInvariants bool
	// RestartEvery is after how many blocks the Restarted instance begins anew, 4 by default. It is most of what an empty
	// block costs.
	RestartEvery int64
}

// Chain is a chain under test.
type Chain struct {
	t testing.TB

	// Accounts with coins at genesis.
	Accounts []*Account
	// Height and Time of the last block.
	Height int64
	Time   time.Time
	// Proposer is the number of the validator that proposes the next block.
	Proposer int

	options    Options
	instances  []*instance
	validators validators
	nonce      int64
	made       int // accounts by NewAccount
	signing    sdk.Context
}

// Result is what a block did.
type Result struct {
	t testing.TB
	// Height of the block.
	Height int64
	// AppHash after it, the same on all instances.
	AppHash []byte
	// Txs are the results in the order of the transactions.
	Txs []*abci.ExecTxResult
	// Proofs are the results of the items of the block that are proofs of the beacon: one in a good block.
	Proofs []*abci.ExecTxResult
	// Events of the block itself, deadlines among them.
	Events []abci.Event
}

// New makes a chain and executes its first block.
func New(t testing.TB, o Options) *Chain {
	t.Helper()
	c := Prepare(t, o)
	genesis := c.Genesis()
	for _, kind := range c.options.Instances {
		in := newInstance(t, kind, c.validators.keys())
		in.restartEvery = c.options.RestartEvery
		require.NoError(t, in.initChain(genesis))
		c.instances = append(c.instances, in)
	}
	c.Run()
	return c
}

// Prepare makes accounts, validators and a genesis, for a chain that somebody else runs.
func Prepare(t testing.TB, o Options) *Chain {
	t.Helper()
	if o.Accounts == 0 {
		o.Accounts = 4
	}
	if o.Balance.IsNil() {
		o.Balance = math.NewInt(1_000_000_000_000)
	}
	if o.BlockTime == 0 {
		o.BlockTime = time.Second
	}
	if len(o.Instances) == 0 {
		o.Instances = []Instance{Sequential, Parallel, Restarted}
	}
	if o.RestartEvery == 0 {
		o.RestartEvery = 4
	}
	c := &Chain{t: t, options: o, Time: GenesisTime}
	for i := range max(o.Validators, 1) {
		c.validators = append(c.validators, newValidator(i))
	}
	for i := range o.Accounts {
		c.Accounts = append(c.Accounts, newAccount(fmt.Sprintf("account %d", i), i%2 == 1))
	}
	return c
}

// SetBlockTime changes how far apart the next blocks are.
func (c *Chain) SetBlockTime(d time.Duration) { c.options.BlockTime = d }

// App returns the first instance, for reading.
func (c *Chain) App() *app.App { return c.instances[0].app }

// Context returns a context on the last committed state, for queries and keepers; what is written into it is lost.
func (c *Chain) Context() sdk.Context {
	c.t.Helper()
	ctx, err := c.App().QueryContext()
	require.NoError(c.t, err)
	return ctx.WithBlockTime(c.Time)
}

// Run executes one block with the transactions on every instance, demands that all agree, and checks the invariants.
// The transactions pass PrepareProposal and ProcessProposal as on a real network.
func (c *Chain) Run(txs ...[]byte) *Result {
	c.t.Helper()
	proposed := c.ProposeItems(txs...)
	require.Len(c.t, withoutProofs(proposed), len(txs), "PrepareProposal left transactions out; send them in several blocks")
	return c.RunItems(proposed...)
}

// RunByHand executes a block with the beacon's proof and exactly these transactions, as if the votes of others had
// overruled ProcessProposal.
func (c *Chain) RunByHand(txs ...[]byte) *Result {
	c.t.Helper()
	return c.RunItems(append(c.ProposeItems(), txs...)...)
}

// RunItems executes a block with exactly these items, proof or none.
func (c *Chain) RunItems(items ...[]byte) *Result {
	c.t.Helper()
	return c.RunBlock(c.NextBlock(items...))
}

// RunUntil executes empty blocks until done says so, at most 200.
func (c *Chain) RunUntil(done func(*Result) bool) *Result {
	c.t.Helper()
	for range 200 {
		if r := c.Run(); done(r) {
			return r
		}
	}
	c.t.Fatal("200 blocks were not enough")
	return nil
}

// RunFor executes empty blocks for a span of block time.
func (c *Chain) RunFor(d time.Duration) {
	c.t.Helper()
	for end := c.Time.Add(d); c.Time.Before(end); {
		c.Run()
	}
}

// Propose returns what the first instance would propose of the transactions.
func (c *Chain) Propose(txs ...[]byte) [][]byte {
	c.t.Helper()
	return withoutProofs(c.ProposeItems(txs...))
}

// withoutProofs are the transactions among the items of a block.
func withoutProofs(items [][]byte) [][]byte {
	return slices.DeleteFunc(slices.Clone(items), vrf.IsItem)
}

// ProposeItems returns what the first instance would propose, with the proof of the beacon.
func (c *Chain) ProposeItems(txs ...[]byte) [][]byte {
	c.t.Helper()
	res, err := c.App().PrepareProposal(c.proposal(txs...))
	require.NoError(c.t, err)
	return res.Txs
}

// proposal asks for a proposal of the next block.
func (c *Chain) proposal(txs ...[]byte) *abci.RequestPrepareProposal {
	return &abci.RequestPrepareProposal{
		Height: c.Height + 1, Time: c.Time.Add(c.options.BlockTime), Txs: txs, MaxTxBytes: app.MaxBlockBytes,
		ProposerAddress: c.ConsensusAddress(c.Proposer), NextValidatorsHash: c.validators.hash(),
	}
}

// Process says whether a validator would vote for a block with the beacon's proof and these transactions; nothing is
// executed.
func (c *Chain) Process(txs ...[]byte) bool {
	c.t.Helper()
	return c.ProcessItems(append(c.ProposeItems(), txs...)...)
}

// ProcessItems says whether a validator would vote for a block with exactly these items.
func (c *Chain) ProcessItems(items ...[]byte) bool {
	c.t.Helper()
	res, err := c.App().ProcessProposal(processing(c.NextBlock(items...)))
	require.NoError(c.t, err)
	return res.Status == abci.ResponseProcessProposal_ACCEPT
}

// processing shows a block to a validator.
func processing(block *abci.RequestFinalizeBlock) *abci.RequestProcessProposal {
	return &abci.RequestProcessProposal{
		Height: block.Height, Time: block.Time, Txs: block.Txs, Hash: block.Hash, ProposerAddress: block.ProposerAddress,
		ProposedLastCommit: block.DecidedLastCommit, NextValidatorsHash: block.NextValidatorsHash,
	}
}

// RunBlock executes a block made by hand, whatever ProcessProposal says of it.
func (c *Chain) RunBlock(block *abci.RequestFinalizeBlock) *Result {
	c.t.Helper()
	var first *abci.ResponseFinalizeBlock
	for _, in := range c.instances {
		res, err := in.finalize(block)
		require.NoError(c.t, err, "%s, height %d", in.kind, block.Height)
		if first == nil {
			first = res
			continue
		}
		c.requireSame(first, res, in)
	}
	c.Height, c.Time = block.Height, block.Time
	if !c.options.SkipInvariants {
		require.NoError(c.t, c.App().CheckInvariants(c.Context()), "height %d", c.Height)
	}
	r := &Result{t: c.t, Height: c.Height, AppHash: first.AppHash, Events: first.Events}
	for i, result := range first.TxResults {
		if vrf.IsItem(block.Txs[i]) {
			r.Proofs = append(r.Proofs, result)
		} else {
			r.Txs = append(r.Txs, result)
		}
	}
	return r
}

// requireSame compares everything that goes into the next block's header.
func (c *Chain) requireSame(first, other *abci.ResponseFinalizeBlock, in *instance) {
	c.t.Helper()
	require.Len(c.t, other.TxResults, len(first.TxResults), "results on %s", in.kind)
	for i := range first.TxResults {
		a, b := first.TxResults[i], other.TxResults[i]
		require.Equal(c.t, a.Code, b.Code, "transaction %d on %s: %s / %s", i, in.kind, a.Log, b.Log)
		require.Equal(c.t, a.GasUsed, b.GasUsed, "gas of transaction %d on %s", i, in.kind)
	}
	require.Equal(c.t, cmttypes.NewResults(first.TxResults).Hash(), cmttypes.NewResults(other.TxResults).Hash(), "results on %s", in.kind)
	if string(first.AppHash) != string(other.AppHash) {
		require.Empty(c.t, Diff(c.instances[0].dump(), in.dump()), "state on %s", in.kind)
	}
	require.Equal(c.t, first.AppHash, other.AppHash, "app hash on %s", in.kind)
	require.Equal(c.t, first.ValidatorUpdates, other.ValidatorUpdates, "validators on %s", in.kind)
	require.Equal(c.t, first.Events, other.Events, "events of the block on %s", in.kind)
}

// NextBlock is the next block with the items, signed by all validators.
func (c *Chain) NextBlock(items ...[]byte) *abci.RequestFinalizeBlock {
	height, blockTime := c.Height+1, c.Time.Add(c.options.BlockTime)
	hash := sha256.New()
	if err := binary.Write(hash, binary.BigEndian, height); err != nil {
		c.t.Fatal(err)
	}
	for _, item := range items {
		hash.Write(item)
	}
	return &abci.RequestFinalizeBlock{
		Height: height, Time: blockTime, Txs: items, Hash: hash.Sum(nil), ProposerAddress: c.ConsensusAddress(c.Proposer),
		DecidedLastCommit: c.validators.commit(c.Height > 0), NextValidatorsHash: c.validators.hash(),
	}
}

// RequireOK demands that every transaction succeeded.
func (r *Result) RequireOK() *Result {
	r.t.Helper()
	for i, tx := range r.Txs {
		require.Zero(r.t, tx.Code, "transaction %d of height %d: %s", i, r.Height, tx.Log)
	}
	return r
}

// Executions counts how often the parallel instance has run a transaction since the last call: one each without
// conflicts. It is 0 on a chain without that instance.
func (c *Chain) Executions() int64 {
	for _, in := range c.instances {
		if in.kind == Parallel {
			return in.executions.Swap(0)
		}
	}
	return 0
}
