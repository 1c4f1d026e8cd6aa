package badinput

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app/testapp"
)

// signatureCases puts every message into a transaction that somebody else signed, all into one block that votes have
// forced upon the chain: each is refused, and our stores stay as they were.
func signatureCases(t *testing.T, w *world) {
	thief := w.p2.Operator // signs for nobody here
	governance, err := sdk.AccAddressFromBech32(authority())
	require.NoError(t, err)
	w.do(w.stranger, banktypes.NewMsgSend(w.stranger.Address, governance, sdk.NewCoins(coin(unit)))) // for fees
	var txs [][]byte
	var names []string
	for _, build := range valid {
		m := build(w.scene(t))
		txs = append(txs, w.Tx(thief, m))
		names = append(names, sdk.MsgTypeURL(m))
	}
	before := w.Dump()
	r := w.RunByHand(txs...)
	for i, tx := range r.Txs {
		require.Equal(t, sdkerrors.ErrInvalidPubKey.ABCICode(), tx.Code, "%s: %s", names[i], tx.Log)
		require.Equal(t, sdkerrors.RootCodespace, tx.Codespace, names[i])
	}
	after := w.Dump()
	for module := range counts {
		if module != "clock" && module != "beacon" { // a block took place
			require.Empty(t, testapp.Diff(testapp.State{module: before[module]}, testapp.State{module: after[module]}))
		}
	}
}
