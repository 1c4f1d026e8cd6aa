package app_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
)

// TestAMaliciousProposalIsRefused shows a validator blocks that only a proposer with a program of its own would make.
func TestAMaliciousProposalIsRefused(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	from, to := c.Accounts[0], c.Accounts[1]
	transfer := func(o testapp.TxOptions) []byte { return c.TxWith(from, o, send(from, to, 1)) }
	good := transfer(testapp.TxOptions{})
	greedy := func(n int) (txs [][]byte) {
		for range n {
			txs = append(txs, transfer(testapp.TxOptions{Gas: app.MaxTxGas}))
		}
		return txs
	}
	tests := map[string]struct {
		txs    [][]byte
		accept bool
	}{
		"an honest block":             {[][]byte{good, transfer(testapp.TxOptions{})}, true},
		"an empty block":              {nil, true},
		"gas up to the limit":         {greedy(8), true},
		"gas above the limit":         {greedy(9), false},
		"bytes that are nothing":      {[][]byte{good, []byte("junk")}, false},
		"an empty transaction":        {[][]byte{good, {}}, false},
		"the same transaction twice":  {[][]byte{good, good}, false},
		"no fee":                      {[][]byte{transfer(testapp.TxOptions{Fee: sdk.Coins{}})}, false},
		"no gas limit to count":       {[][]byte{transfer(testapp.TxOptions{Gas: app.MaxTxGas + 1})}, false},
		"a transaction too long":      {[][]byte{transfer(testapp.TxOptions{Memo: string(bytes.Repeat([]byte("x"), app.MaxTxBytes))})}, false},
		"more bytes than a block has": {long(c, from, to), false},
		"more transactions than fit":  {make([][]byte, app.MaxBlockTxs+1), false},
		"trailing bytes":              {[][]byte{append(bytes.Clone(good), 0x00)}, false},
		"unknown fields":              {[][]byte{append(bytes.Clone(good), 0x7a, 0x01, 0x00)}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { require.Equal(t, tc.accept, c.Process(tc.txs...)) })
	}
}

// long is a block of more than MaxBlockBytes, each transaction below MaxTxBytes and all gas below the block's.
func long(c *testapp.Chain, from, to *testapp.Account) (txs [][]byte) {
	memo := string(bytes.Repeat([]byte("x"), app.MaxTxBytes-1_000))
	for size := 0; size <= app.MaxBlockBytes; {
		tx := c.TxWith(from, testapp.TxOptions{Memo: memo}, send(from, to, 1))
		txs, size = append(txs, tx), size+len(tx)
	}
	return txs
}

// TestProposalsHoldOnlyWhatValidatorsAccept: what PrepareProposal leaves of a mempool with everything in it passes
// ProcessProposal, and keeps the mempool's order.
func TestProposalsHoldOnlyWhatValidatorsAccept(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	from, to := c.Accounts[0], c.Accounts[1]
	first, last := c.Tx(from, send(from, to, 1)), c.Tx(from, send(from, to, 2))
	mempool := [][]byte{first, []byte("junk"), first, c.TxWith(from, testapp.TxOptions{Fee: sdk.Coins{}}, send(from, to, 1)), last}
	require.Equal(t, [][]byte{first, last}, c.Propose(mempool...))

	for range 12 {
		mempool = append(mempool, c.TxWith(from, testapp.TxOptions{Gas: app.MaxTxGas}, send(from, to, 1)))
	}
	mempool = append(mempool, long(c, from, to)...)
	proposed := c.Propose(mempool...)
	require.True(t, c.Process(proposed...))
	require.Less(t, len(proposed), len(mempool))
	require.Greater(t, len(proposed), 8)
}

// TestARefusedBlockExecutesAllTheSame: votes can overrule one node, so a block that it would refuse must not harm it, nor
// part it from nodes with another executor.
func TestARefusedBlockExecutesAllTheSame(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	from, to := c.Accounts[0], c.Accounts[1]
	good := c.Tx(from, send(from, to, 1))
	r := c.RunByHand(good, good, c.TxWith(from, testapp.TxOptions{Fee: sdk.Coins{}}, send(from, to, 1)), []byte("junk"), nil)
	var ok []bool
	for _, tx := range r.Txs {
		ok = append(ok, tx.IsOK())
	}
	require.Equal(t, []bool{true, false, false, false, false}, ok)
	c.Run(c.Tx(from, send(from, to, 1))).RequireOK()
}
