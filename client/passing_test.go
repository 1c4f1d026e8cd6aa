package client

import (
	"errors"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// What was refused for its gas, its fee or its time is not lost; what was refused for what it says is.
func TestPassing(t *testing.T) {
	refusal := func(e *errorsmod.Error) error { return newTxError(e.Codespace(), e.ABCICode(), e.Error()) }
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"out of gas":                {refusal(sdkerrors.ErrOutOfGas), true},
		"fee too small":             {refusal(sdkerrors.ErrInsufficientFee), true},
		"no money for the fee":      {refusal(sdkerrors.ErrInsufficientFunds), true},
		"the owner pays no more":    {refusal(feegrant.ErrFeeLimitExceeded), true},
		"too late":                  {refusal(sdkerrors.ErrTxTimeout), true},
		"full":                      {refusal(sdkerrors.ErrMempoolIsFull), true},
		"sequence":                  {refusal(sdkerrors.ErrWrongSequence), true},
		"inside of a node":          {newTxError(errorsmod.UndefinedCodespace, 1, "internal"), true},
		"wrapped":                   {errors.Join(errors.New("x"), refusal(sdkerrors.ErrOutOfGas)), true},
		"not authorized":            {refusal(identitytypes.ErrNotAuthorized), false},
		"the seal is broken":        {refusal(markettypes.ErrSealBroken), false},
		"the agent lacks money":     {refusal(escrowtypes.ErrInsufficient), false},
		"a message of wrong form":   {refusal(sdkerrors.ErrInvalidRequest), false},
		"a code without a sentinel": {newTxError("market", 60_000, "new"), false},
		"trouble on the way":        {ErrUnreachable, false},
		"no error":                  {nil, false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, Passing(c.err)) })
	}
}

// A transaction that ran out of gas in a block did nothing: the key is free for another.
func TestARefusalThatPassesFreesTheKey(t *testing.T) {
	f := newFakeNode(t)
	c, box := f.client(), newOutbox(t)
	ended := sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(1)
	f.mine(time.Second, failed("sdk", 11, "out of gas in location: WriteFlat"))
	a := <-ended
	require.ErrorIs(t, a.err, sdkerrors.ErrOutOfGas)
	require.True(t, Passing(a.err))
	ended = sendingOnce(t.Context(), c, box, "k")
	f.waitOffered(2)
	f.mine(time.Second, sent)
	require.NoError(t, (<-ended).err)
}

// A transaction that a block refused at its entrance has paid nothing and used no nonce: a later block may take it, so that
// its key is not free before its timeout.
func TestARefusalWithoutAFeeFreesTheKeyAtItsTimeoutOnly(t *testing.T) {
	poor := &abci.ExecTxResult{Codespace: "sdk", Code: 5, Log: "0utroth is smaller than 29utroth: insufficient funds"}
	for name, later := range map[string]func(f *fakeNode, tx []byte) error{
		"a later block takes it": func(f *fakeNode, tx []byte) error {
			f.mu.Lock()
			f.pool = append(f.pool, tx)
			f.mu.Unlock()
			f.mine(time.Second, sent)
			return nil
		},
		"none takes it": func(f *fakeNode, _ []byte) error {
			f.mine(2*time.Minute, nil)
			return sdkerrors.ErrInsufficientFunds
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeNode(t)
			c, box := f.client(), newOutbox(t)
			ended := sendingOnce(t.Context(), c, box, "k")
			f.waitOffered(1)
			e, err := box.Load("k")
			require.NoError(t, err)
			f.mine(time.Second, func() *abci.ExecTxResult { return poor })
			select {
			case a := <-ended:
				t.Fatalf("ended early: %v", a.err)
			case <-time.After(100 * time.Millisecond):
			}
			want := later(f, e.Tx.Bytes)
			a := <-ended
			if want != nil {
				require.ErrorIs(t, a.err, want)
				return
			}
			require.NoError(t, a.err)
			require.Equal(t, e.Tx.Hash, a.r.Hash)
		})
	}
}

// A node that finds a transaction too late has not refused what it says.
func TestATransactionThatComesTooLateIsExpired(t *testing.T) {
	late := &abci.ResponseQuery{Code: sdkerrors.ErrTxTimeout.ABCICode(), Codespace: "sdk", Log: "tx timeout"}
	f := newFakeNode(t)
	f.refuse = late
	wait := sending(t.Context(), f.client())
	f.waitOffered(1)
	f.mine(2*time.Minute, nil)
	_, err := wait()
	require.ErrorIs(t, err, ErrExpired)

	f = newFakeNode(t)
	wait = sending(t.Context(), f.client())
	f.waitOffered(1)
	f.mine(2*time.Minute, func() *abci.ExecTxResult {
		return &abci.ExecTxResult{Codespace: "sdk", Code: late.Code, Log: late.Log}
	})
	_, err = wait()
	require.ErrorIs(t, err, ErrExpired)
}
