package app_test

import (
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
)

// TestTransactionsThatBreakARuleOfTheChain sends each both to the mempool and, as a malicious proposer would, into a
// block: no node takes it, no balance changes.
func TestTransactionsThatBreakARuleOfTheChain(t *testing.T) {
	least := app.MinFee(testapp.DefaultGas)
	tests := map[string]struct {
		options testapp.TxOptions
		want    *errorsmod.Error
	}{
		"no fee":                       {testapp.TxOptions{Fee: sdk.Coins{}}, sdkerrors.ErrInsufficientFee},
		"one utroth short":             {testapp.TxOptions{Fee: sdk.NewCoins(least.SubAmount(math.OneInt()))}, sdkerrors.ErrInsufficientFee},
		"another denom":                {testapp.TxOptions{Fee: sdk.NewCoins(sdk.NewInt64Coin("uother", 1_000_000))}, sdkerrors.ErrInsufficientFee},
		"another denom on top":         {testapp.TxOptions{Fee: sdk.NewCoins(least, sdk.NewInt64Coin("uother", 1))}, sdkerrors.ErrInsufficientFee},
		"gas above the transaction's":  {testapp.TxOptions{Gas: app.MaxTxGas + 1}, sdkerrors.ErrInvalidGasLimit},
		"longer than a transaction":    {testapp.TxOptions{Memo: strings.Repeat("x", app.MaxTxBytes)}, sdkerrors.ErrTxTooLarge},
		"memo too long":                {testapp.TxOptions{Memo: strings.Repeat("x", 300)}, sdkerrors.ErrMemoTooLarge},
		"timeout in the past":          {testapp.TxOptions{Timeout: testapp.GenesisTime.Add(-time.Second)}, sdkerrors.ErrTxTimeout},
		"timeout further than ten min": {testapp.TxOptions{Timeout: testapp.GenesisTime.Add(time.Hour)}, sdkerrors.ErrInvalidRequest},
		"sequence of an ordered one":   {testapp.TxOptions{Ordered: true, Sequence: 5}, sdkerrors.ErrWrongSequence},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential, testapp.Parallel}})
			from, to := c.Accounts[0], c.Accounts[1]
			before := balance(c, from.Address)
			tx := c.TxWith(from, tc.options, send(from, to, 1))

			check, err := c.App().CheckTx(&abci.RequestCheckTx{Tx: tx})
			require.NoError(t, err)
			block := c.RunByHand(tx)

			for _, got := range []struct {
				space string
				code  uint32
				log   string
			}{{check.Codespace, check.Code, check.Log}, {block.Txs[0].Codespace, block.Txs[0].Code, block.Txs[0].Log}} {
				require.Equal(t, tc.want.ABCICode(), got.code, got.log)
				require.Equal(t, tc.want.Codespace(), got.space, got.log)
			}
			require.Equal(t, before, balance(c, from.Address))
		})
	}
}

func TestTooManyMessages(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	from, to := c.Accounts[0], c.Accounts[1]
	msgs := make([]sdk.Msg, app.MaxTxMsgs+1)
	for i := range msgs {
		msgs[i] = send(from, to, 1)
	}
	full := c.TxWith(from, testapp.TxOptions{Gas: app.MaxTxGas}, msgs[1:]...)
	c.Run(full).RequireOK()

	over := c.RunByHand(c.TxWith(from, testapp.TxOptions{Gas: app.MaxTxGas}, msgs...))

	require.Equal(t, sdkerrors.ErrTxTooLarge.ABCICode(), over.Txs[0].Code, over.Txs[0].Log)
}

func TestAFeeIsNotTakenFromAGranterWhoGrantedNothing(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	granter, from := c.Accounts[0], c.Accounts[1]
	before := balance(c, granter.Address)

	r := c.Run(c.TxWith(from, testapp.TxOptions{Granter: granter.Address}, send(from, granter, 1)))

	require.Contains(t, r.Txs[0].Log, "does not allow to pay fees")
	require.Equal(t, before, balance(c, granter.Address))
}

func TestAFeeCanBeGranted(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	granter, poor := c.Accounts[0], c.NewAccount()
	grant, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, granter.Address, poor.Address)
	require.NoError(t, err)
	c.Run(c.Tx(granter, grant, send(granter, poor, 10))).RequireOK()
	before := balance(c, granter.Address)

	c.Run(c.TxWith(poor, testapp.TxOptions{Granter: granter.Address}, send(poor, c.Accounts[1], 10))).RequireOK()

	require.True(t, balance(c, poor.Address).IsZero())
	require.Equal(t, before.Sub(app.MinFee(testapp.DefaultGas).Amount), balance(c, granter.Address))
}

func TestMinFeeRoundsUp(t *testing.T) {
	for gas, want := range map[uint64]int64{1: 1, 400: 1, 401: 2, 1_000_000: 2_500, app.MaxTxGas: 31_250} {
		require.Equal(t, want, app.MinFee(gas).Amount.Int64(), "%d gas", gas)
	}
	require.True(t, app.MinFee(1<<64-1).IsPositive(), "no overflow")
}

func TestSimulationNeedsNoFee(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	from, to := c.Accounts[0], c.Accounts[1]
	gas, _, err := c.App().Simulate(c.TxWith(from, testapp.TxOptions{Fee: sdk.Coins{}}, send(from, to, 1)))
	require.NoError(t, err)
	require.Positive(t, gas.GasUsed)
}
