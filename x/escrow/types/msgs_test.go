package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
)

var alice, agent, bob = address(1, 20), address(2, 32), address(3, 20)

func address(b byte, n int) string { return sdk.AccAddress(strings.Repeat(string(b), n)).String() }

func TestMsgWithdrawIsChecked(t *testing.T) {
	denoms := func(n int) (coins sdk.Coins) {
		for i := range n {
			coins = append(coins, sdk.NewInt64Coin("denom"+string(rune('a'+i)), 1))
		}
		return coins
	}
	for name, tc := range map[string]struct {
		change func(m *types.MsgWithdraw)
		err    error
	}{
		"as it should be":       {change: func(*types.MsgWithdraw) {}},
		"sixteen coins":         {change: func(m *types.MsgWithdraw) { m.Coins = denoms(16) }},
		"the greatest amount":   {change: func(m *types.MsgWithdraw) { m.Coins[0].Amount = field.MaxAmount }},
		"no owner":              {change: func(m *types.MsgWithdraw) { m.Owner = "" }, err: field.ErrMissing},
		"a malformed owner":     {change: func(m *types.MsgWithdraw) { m.Owner = "troth1" }, err: field.ErrAddress},
		"no agent":              {change: func(m *types.MsgWithdraw) { m.Agent = "" }, err: field.ErrMissing},
		"no recipient":          {change: func(m *types.MsgWithdraw) { m.To = "" }, err: field.ErrMissing},
		"to itself":             {change: func(m *types.MsgWithdraw) { m.To = strings.ToUpper(m.Agent) }, err: field.ErrDuplicate},
		"no coins":              {change: func(m *types.MsgWithdraw) { m.Coins = nil }, err: field.ErrMissing},
		"seventeen coins":       {change: func(m *types.MsgWithdraw) { m.Coins = denoms(17) }, err: field.ErrTooMany},
		"coins of nothing":      {change: func(m *types.MsgWithdraw) { m.Coins[0].Amount = math.ZeroInt() }, err: field.ErrCoin},
		"negative coins":        {change: func(m *types.MsgWithdraw) { m.Coins[0].Amount = math.NewInt(-1) }, err: field.ErrCoin},
		"no amount":             {change: func(m *types.MsgWithdraw) { m.Coins[0].Amount = math.Int{} }, err: field.ErrCoin},
		"above every amount":    {change: func(m *types.MsgWithdraw) { m.Coins[0].Amount = field.MaxAmount.AddRaw(1) }, err: field.ErrCoin},
		"a malformed denom":     {change: func(m *types.MsgWithdraw) { m.Coins[0].Denom = "1" }, err: field.ErrCoin},
		"a denom twice":         {change: func(m *types.MsgWithdraw) { m.Coins = append(m.Coins, m.Coins[0]) }, err: field.ErrDuplicate},
		"denoms not in order":   {change: func(m *types.MsgWithdraw) { m.Coins = sdk.Coins{denoms(2)[1], denoms(2)[0]} }, err: field.ErrFormat},
		"nothing of it present": {change: func(m *types.MsgWithdraw) { *m = types.MsgWithdraw{} }, err: field.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgWithdraw{Owner: alice, Agent: agent, To: bob, Coins: sdk.NewCoins(sdk.NewInt64Coin("utroth", 5))}
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestParamsAreChecked(t *testing.T) {
	denom := func(d string) types.AcceptedDenom {
		return types.AcceptedDenom{Denom: d, UnitsPerNumeraire: 1, MinHold: math.OneInt()}
	}
	for name, tc := range map[string]struct {
		change func(p *types.Params)
		err    error
	}{
		"the default":       {change: func(*types.Params) {}},
		"no accepted denom": {change: func(p *types.Params) { p.AcceptedDenoms = nil }},
		"the highest fees":  {change: func(p *types.Params) { p.BurnBps, p.ProtocolFeeBps = 5000, 5000 }},
		"one hold":          {change: func(p *types.Params) { p.MaxHoldsPerAgent = 1 }},
		"the most units":    {change: func(p *types.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = types.MaxUnitsPerNumeraire }},
		"a denom twice": {change: func(p *types.Params) {
			p.AcceptedDenoms = []types.AcceptedDenom{denom("aaa"), denom("bbb"), denom("aaa")}
		}, err: field.ErrDuplicate},
		"a malformed denom": {change: func(p *types.Params) { p.AcceptedDenoms[0].Denom = "" }, err: field.ErrCoin},
		"no units":          {change: func(p *types.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 0 }, err: field.ErrRange},
		"too many units": {change: func(p *types.Params) {
			p.AcceptedDenoms[0].UnitsPerNumeraire++
			p.AcceptedDenoms[0].UnitsPerNumeraire += 1e18
		}, err: field.ErrRange},
		"a least hold of 0":    {change: func(p *types.Params) { p.AcceptedDenoms[0].MinHold = math.ZeroInt() }, err: field.ErrRange},
		"no least hold":        {change: func(p *types.Params) { p.AcceptedDenoms[0].MinHold = math.Int{} }, err: field.ErrMissing},
		"too high a burn":      {change: func(p *types.Params) { p.BurnBps = 5001 }, err: field.ErrRange},
		"too high a fee":       {change: func(p *types.Params) { p.ProtocolFeeBps = 5001 }, err: field.ErrRange},
		"no holds":             {change: func(p *types.Params) { p.MaxHoldsPerAgent = 0 }, err: field.ErrRange},
		"too many holds":       {change: func(p *types.Params) { p.MaxHoldsPerAgent = 65537 }, err: field.ErrRange},
		"thirty-three denoms":  {change: func(p *types.Params) { p.AcceptedDenoms = make([]types.AcceptedDenom, 33) }, err: field.ErrTooMany},
		"nothing of it is set": {change: func(p *types.Params) { *p = types.Params{} }, err: field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			tc.change(&p)
			require.ErrorIs(t, p.Validate(), tc.err)
			require.ErrorIs(t, (&types.MsgUpdateParams{Authority: alice, Params: p}).ValidateBasic(), tc.err)
			require.ErrorIs(t, types.GenesisState{Params: p}.Validate(), tc.err)
			if tc.err == nil {
				require.NoError(t, p.Fees().Validate(), "what params allow, payments must")
			}
		})
	}
	require.ErrorIs(t, (&types.MsgUpdateParams{Params: types.DefaultParams()}).ValidateBasic(), field.ErrMissing)
	require.NoError(t, types.DefaultGenesis().Validate())
}
