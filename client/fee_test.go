package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/grpc/node"

	"github.com/trothchain/troth/internal/explain"
)

// A node that lies about the gas price or the gas would have everything that the signer owns as a fee.
func TestAFeeAboveTheMostIsNotSigned(t *testing.T) {
	for name, c := range map[string]struct {
		price, gas string
		opts       []Option
		want       error
	}{
		"both lie":                   {price: "1000000utroth", gas: "1000000000", want: ErrMaxFee},
		"the price lies":             {price: "900utroth", gas: "1000", want: ErrMaxFee},
		"the gas lies":               {price: "0.0025utroth", gas: "1000000000", want: ErrMaxFee},
		"the gas overflows":          {price: "0.0025utroth", gas: "9223372036854775807", want: ErrResponse},
		"the price overflows":        {price: "99999999999999999999999999999999999999999999999999999999999utroth", gas: "1000", want: ErrMaxFee},
		"another denom":              {price: "0.0025gold", gas: "1000", want: ErrMaxFee},
		"above what is allowed":      {price: "0.0025utroth", gas: "1000", opts: []Option{WithMaxFee("28utroth")}, want: ErrMaxFee},
		"nothing is allowed":         {price: "0.0025utroth", gas: "1000", opts: []Option{WithMaxFee("0utroth")}, want: ErrMaxFee},
		"nothing, and nothing asked": {price: "0utroth", gas: "1000", opts: []Option{WithMaxFee("0utroth")}},
		"just what is allowed":       {price: "0.0025utroth", gas: "1000", opts: []Option{WithMaxFee("29utroth")}},
		"much, as allowed":           {price: "900utroth", gas: "1000", opts: []Option{WithMaxFee("11troth")}},
		"as usual":                   {price: "0.0025utroth", gas: "1000000"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeNode(t)
			f.gas = c.gas
			f.answer("/cosmos.base.node.v1beta1.Service/Config", &node.ConfigResponse{MinimumGasPrice: c.price})
			cl := f.client(c.opts...)
			tx, err := cl.Prepare(t.Context(), pay(cl))
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.want)
			require.Empty(t, tx.Bytes)
			_, err = cl.Send(t.Context(), pay(cl))
			require.ErrorIs(t, err, c.want)
			require.Zero(t, f.offered)
		})
	}
	require.Contains(t, explain.Remedy(ErrMaxFee), "--max-fee")
}

// The RPC of a testnet that is the main chain in truth gets nothing signed for the main chain, and the other way round.
func TestNothingIsSignedForANodeOfAnotherChain(t *testing.T) {
	f := newFakeNode(t)
	c := f.client(WithChainID("troth-1"))
	_, err := c.Prepare(t.Context(), pay(c))
	require.ErrorIs(t, err, ErrChain)
	c = f.client()
	_, err = c.Prepare(t.Context(), pay(c))
	require.NoError(t, err)
	f.mu.Lock()
	f.chain = "fake-2"
	f.mu.Unlock()
	_, err = c.Prepare(t.Context(), pay(c))
	require.ErrorIs(t, err, ErrChain, "the node changed")
}

// A block that a node invents, past the timeout, does not free a key while the transaction may still land.
func TestAKeyIsFreeOnlyWhenThisMachinesClockHasPassedTheTimeout(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	c.now = time.Now
	ended := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(1)
	e, err := box.Load("k")
	require.NoError(t, err)
	f.mine(2*time.Minute, nil)
	select {
	case a := <-ended:
		t.Fatalf("ended early: %v", a.err)
	case <-time.After(100 * time.Millisecond):
	}
	f.mu.Lock()
	require.Len(t, f.pool, 1, "nothing is signed twice")
	f.mu.Unlock()
	f.mine(time.Second, sent)
	a := <-ended
	require.NoError(t, a.err)
	require.Equal(t, e.Tx.Hash, a.r.Hash)
}

// On a machine whose clock is more than the timeout behind, every transaction was past its timeout when it was made.
func TestAClockThatIsBehindDelaysNothing(t *testing.T) {
	f := newFakeNode(t)
	f.mine(70*time.Second, nil)
	c := f.client()
	c.now = time.Now
	tx, err := c.Prepare(t.Context(), pay(c))
	require.NoError(t, err)
	require.True(t, tx.Timeout.After(f.now().Add(DefaultTimeout-time.Second)), "%s, the last block is of %s", tx.Timeout, f.now())
}
