package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/x/escrow/types"
)

func TestPay(t *testing.T) {
	half := types.Fees{BurnBps: 200, ProtocolFeeBps: 100}
	for name, tc := range map[string]struct {
		ref     string
		denom   string
		to      string // the other agent when empty
		amount  math.Int
		fees    types.Fees
		before  func(f *fixture, a agent)
		want    [3]int64 // paid, burned, protocol fee
		virtual bool
		err     error
	}{
		"everything without fees":              {amount: math.NewInt(500), want: [3]int64{500, 0, 0}},
		"a part with fees":                     {amount: math.NewInt(200), fees: half, want: [3]int64{194, 4, 2}},
		"fees floor, the payee gets the rest":  {amount: math.NewInt(99), fees: half, want: [3]int64{98, 1, 0}},
		"fees that come to nothing":            {amount: math.NewInt(49), fees: half, want: [3]int64{49, 0, 0}},
		"fees that take everything":            {amount: math.NewInt(10), fees: types.Fees{BurnBps: 5000, ProtocolFeeBps: 5000}, want: [3]int64{0, 5, 5}},
		"a denom that cannot be burned":        {denom: usd, amount: math.NewInt(200), fees: half, want: [3]int64{194, 4, 2}},
		"a denom that was taken off":           {amount: math.NewInt(200), fees: half, before: takeOff, want: [3]int64{194, 4, 2}},
		"nothing":                              {amount: math.ZeroInt(), fees: half},
		"itself":                               {to: "self", amount: math.NewInt(200), fees: half, want: [3]int64{194, 4, 2}},
		"an account without an agent":          {to: "stranger", amount: math.NewInt(200), want: [3]int64{200, 0, 0}},
		"nobody":                               {to: "nobody", amount: math.NewInt(1), err: types.ErrRecipient},
		"more than there is":                   {amount: math.NewInt(501), err: types.ErrAboveHold},
		"less than nothing":                    {amount: math.NewInt(-1), err: types.ErrAmount},
		"no number":                            {err: types.ErrAmount},
		"fees above the payment":               {amount: math.NewInt(1), fees: types.Fees{BurnBps: 5000, ProtocolFeeBps: 5001}, err: types.ErrFees},
		"fees that overflow when they are sum": {amount: math.NewInt(1), fees: types.Fees{BurnBps: ^uint32(0), ProtocolFeeBps: 1}, err: types.ErrFees},
		"out of a hold that is not there":      {ref: "none", amount: math.NewInt(1), err: types.ErrHoldNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a, b := f.agent("a"), f.agent("b")
			denom := tc.denom
			if denom == "" {
				denom = troth
			}
			f.hold(a, "ref", 500, denom)
			f.hold(a, "rest of the account", 500, denom)
			if tc.before != nil {
				tc.before(f, a)
			}
			to := map[string]sdk.AccAddress{"": b.addr, "self": a.addr, "stranger": account("stranger")}[tc.to]
			ref := []byte("ref")
			if tc.ref != "" {
				ref = []byte(tc.ref)
			}
			var got types.Payment
			act := func(ctx sdk.Context) (err error) {
				got, err = f.market.Pay(ctx, ref, to, tc.amount, tc.fees)
				return err
			}
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			if tc.amount.IsZero() {
				before := f.state()
				require.Empty(t, f.events(act))
				require.Equal(t, before, f.state())
				require.True(t, got.Paid.IsZero() && got.Burned.IsZero() && got.ProtocolFee.IsZero())
				return
			}
			payee := f.bank.GetBalance(f.ctx, to, denom).Amount.Int64()
			supply := f.bank.GetSupply(f.ctx, denom).Amount.Int64()
			require.Equal(t, []string{types.EventHoldPaid}, f.events(act))
			require.Equal(t, tc.want, [3]int64{got.Paid.Int64(), got.Burned.Int64(), got.ProtocolFee.Int64()})
			require.Equal(t, tc.amount, got.Paid.Add(got.Burned).Add(got.ProtocolFee))
			n := tc.amount.Int64()
			if tc.to == "self" {
				require.Equal(t, [3]int64{1000 - n + tc.want[0], 1000 - n, tc.want[0]}, f.money(a.addr, denom))
			} else {
				require.Equal(t, payee+tc.want[0], f.bank.GetBalance(f.ctx, to, denom).Amount.Int64(), "spendable at once")
				require.Equal(t, [3]int64{1000 - n, 1000 - n, 0}, f.money(a.addr, denom))
			}
			accepted, err := f.market.Denom(f.ctx, denom)
			burnable := err == nil && accepted.Burnable
			f.endBlock()
			require.Equal(t, tc.want[2], f.bank.GetBalance(f.ctx, authtypes.NewModuleAddress(authtypes.FeeCollectorName), denom).Amount.Int64())
			gone := supply - f.bank.GetSupply(f.ctx, denom).Amount.Int64()
			out := f.bank.GetBalance(f.ctx, types.UnspendableAddress(), denom).Amount.Int64()
			if burnable {
				require.Equal(t, []int64{tc.want[1], 0}, []int64{gone, out})
			} else {
				require.Equal(t, []int64{0, tc.want[1]}, []int64{gone, out})
			}
		})
	}
}

func TestBurn(t *testing.T) {
	for name, tc := range map[string]struct {
		denom       string
		amount      math.Int
		gone, aside int64
		err         error
	}{
		"a denom that can be burned leaves the supply": {denom: troth, amount: math.NewInt(100), gone: 100},
		"a part of it":                           {denom: troth, amount: math.NewInt(1), gone: 1},
		"another denom goes where nobody has it": {denom: usd, amount: math.NewInt(100), aside: 100},
		"nothing":                                {denom: troth, amount: math.ZeroInt()},
		"more than there is":                     {denom: troth, amount: math.NewInt(101), err: types.ErrAboveHold},
		"less than nothing":                      {denom: troth, amount: math.NewInt(-1), err: types.ErrAmount},
		"no number":                              {denom: troth, err: types.ErrAmount},
		"a hold that is not there":               {amount: math.NewInt(1), err: types.ErrHoldNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.operator(a, account("operator"), 100)
			if tc.denom != "" {
				require.NoError(t, f.market.Hold(f.ctx, f.can(a, account("operator")), []byte("ref"), sdk.NewInt64Coin(tc.denom, 100), nil))
			}
			act := func(ctx sdk.Context) error { return f.market.Burn(ctx, []byte("ref"), tc.amount) }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			supply := f.bank.GetSupply(f.ctx, tc.denom).Amount.Int64()
			if tc.amount.IsZero() {
				require.Empty(t, f.events(act))
			} else {
				require.Equal(t, []string{types.EventHoldBurned}, f.events(act))
			}
			n := tc.gone + tc.aside
			require.Equal(t, [3]int64{1000 - n, 100 - n, 900}, f.money(a.addr, tc.denom))
			f.endBlock()
			require.Equal(t, supply-tc.gone, f.bank.GetSupply(f.ctx, tc.denom).Amount.Int64())
			require.Equal(t, tc.aside, f.bank.GetBalance(f.ctx, types.UnspendableAddress(), tc.denom).Amount.Int64())
		})
	}
}

// A part that floors to nothing makes no transfer; escrow's own debits leave nothing to remember.
func TestZeroPartsMakeNoTransfer(t *testing.T) {
	for name, tc := range map[string]struct {
		amount    int64
		fees      types.Fees
		transfers int
	}{
		"payee only":          {49, types.Fees{BurnBps: 200, ProtocolFeeBps: 200}, 1},
		"payee and burn":      {50, types.Fees{BurnBps: 200, ProtocolFeeBps: 100}, 2},
		"payee and fee":       {50, types.Fees{ProtocolFeeBps: 200}, 2},
		"payee, burn and fee": {50, types.Fees{BurnBps: 200, ProtocolFeeBps: 200}, 3},
		"no payee":            {2, types.Fees{BurnBps: 5000, ProtocolFeeBps: 5000}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a, b := f.agent("a"), f.agent("b")
			f.hold(a, "ref", 100, troth)
			ctx := f.ctx.WithEventManager(sdk.NewEventManager())
			_, err := f.market.Pay(ctx, []byte("ref"), b.addr, math.NewInt(tc.amount), tc.fees)
			require.NoError(t, err)
			transfers := 0
			for _, e := range ctx.EventManager().Events() {
				if e.Type == banktypes.EventTypeTransfer {
					transfers++
				}
			}
			require.Equal(t, tc.transfers, transfers)
			f.check(f.k.Checks())
		})
	}
}

// A sum that is less than a hold is told, never made negative.
func TestABrokenSumIsTold(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 100, troth)
	remove(2)(f, a)
	f.refusesQuietly(types.ErrBroken, func(ctx sdk.Context) error { return f.market.Release(ctx, []byte("ref")) })
	f.refusesQuietly(types.ErrBroken, func(ctx sdk.Context) error { return f.market.Burn(ctx, []byte("ref"), math.OneInt()) })
}

// What was burned stays counted against the mandate.
func TestBurnRestoresNobody(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.operator(a, account("operator"), 100)
	require.NoError(t, f.market.Hold(f.ctx, f.can(a, account("operator")), []byte("ref"), sdk.NewInt64Coin(troth, 100), nil))
	require.NoError(t, f.market.Burn(f.ctx, []byte("ref"), math.NewInt(60)))
	require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
	require.Equal(t, int64(60), f.spent(a, account("operator")))
}

// The end of the block burns nothing but what was sent to be burned, survives a module account that cannot burn, and
// leaves alone what is not burnable.
func TestEndBlockNeverFails(t *testing.T) {
	f := newFixture(t)
	f.mint(authtypes.NewModuleAddress(types.ModuleName), 7, troth, usd, shell)
	f.endBlock()
	account := authtypes.NewModuleAddress(types.ModuleName)
	require.Equal(t, "7ushell,7uusd", f.bank.GetAllBalances(f.ctx, account).String())

	f.mint(account, 7, troth)
	macc, ok := f.accounts.GetModuleAccount(f.ctx, types.ModuleName).(*authtypes.ModuleAccount)
	require.True(t, ok)
	macc.Permissions = nil
	f.accounts.SetModuleAccount(f.ctx, macc)
	before := f.state()
	require.Equal(t, []string{types.EventEndBlockFailed}, f.events(func(ctx sdk.Context) error { return f.k.EndBlock(ctx) }))
	require.Equal(t, before, f.state())
	macc.Permissions = []string{authtypes.Burner}
	f.accounts.SetModuleAccount(f.ctx, macc)
	f.endBlock()
	require.Equal(t, "7ushell,7uusd", f.bank.GetAllBalances(f.ctx, account).String(), "burned in the next block")

	empty := emptyFixture(t)
	require.Equal(t, []string{types.EventEndBlockFailed}, empty.events(func(ctx sdk.Context) error { return empty.k.EndBlock(ctx) }))
}
