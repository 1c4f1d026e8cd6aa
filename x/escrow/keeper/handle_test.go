package keeper_test

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func TestHold(t *testing.T) {
	operator, other := account("operator"), account("other")
	for name, tc := range map[string]struct {
		signer       string // owner when empty
		ref          []byte
		coin         sdk.Coin
		counterparty sdk.AccAddress
		before       func(f *fixture, a agent)
		err          error
	}{
		"the owner reserves a part":                {coin: sdk.NewInt64Coin(troth, 10)},
		"all that is available":                    {coin: sdk.NewInt64Coin(troth, 1000)},
		"a known counterparty":                     {coin: sdk.NewInt64Coin(troth, 10), counterparty: other},
		"the longest ref":                          {coin: sdk.NewInt64Coin(troth, 10), ref: bytes.Repeat([]byte{9}, types.MaxRef)},
		"the least amount":                         {coin: sdk.NewInt64Coin(usd, 5)},
		"an operator within its mandate":           {signer: "operator", coin: sdk.NewInt64Coin(troth, 100)},
		"the last of the allowed holds":            {coin: sdk.NewInt64Coin(troth, 10), before: holds(2)},
		"one more than available":                  {coin: sdk.NewInt64Coin(troth, 1001), err: types.ErrInsufficient},
		"one more than is left of other holds":     {coin: sdk.NewInt64Coin(troth, 999), before: holds(1), err: types.ErrInsufficient},
		"an operator above its mandate":            {signer: "operator", coin: sdk.NewInt64Coin(troth, 101), err: identitytypes.ErrAboveAction},
		"an operator with an unlisted denom":       {signer: "listed", coin: sdk.NewInt64Coin(troth, 10), counterparty: operator, err: identitytypes.ErrCounterpartyNotAllowed},
		"nobody":                                   {signer: "nobody", coin: sdk.NewInt64Coin(troth, 10), err: types.ErrNoAuthority},
		"no ref":                                   {coin: sdk.NewInt64Coin(troth, 10), ref: []byte{}, err: types.ErrRef},
		"too long a ref":                           {coin: sdk.NewInt64Coin(troth, 10), ref: make([]byte, types.MaxRef+1), err: types.ErrRef},
		"nothing":                                  {coin: sdk.NewInt64Coin(troth, 0), err: field.ErrCoin},
		"less than nothing":                        {coin: sdk.Coin{Denom: troth, Amount: math.NewInt(-1)}, err: field.ErrCoin},
		"no amount":                                {coin: sdk.Coin{Denom: troth}, err: field.ErrCoin},
		"no denom":                                 {coin: sdk.Coin{Amount: math.OneInt()}, err: field.ErrCoin},
		"above every amount":                       {coin: sdk.NewCoin(troth, field.MaxAmount.AddRaw(1)), err: field.ErrCoin},
		"a denom that is not accepted":             {coin: sdk.NewInt64Coin(shell, 10), err: types.ErrDenomNotAccepted},
		"below the least amount":                   {coin: sdk.NewInt64Coin(usd, 4), err: types.ErrBelowMinHold},
		"a ref in use":                             {coin: sdk.NewInt64Coin(troth, 10), ref: []byte("0"), before: holds(1), err: types.ErrHoldExists},
		"more holds than allowed":                  {coin: sdk.NewInt64Coin(troth, 10), before: holds(3), err: types.ErrTooManyHolds},
		"a counterparty that the bank blocks":      {coin: sdk.NewInt64Coin(troth, 10), counterparty: authtypes.NewModuleAddress("mint"), err: types.ErrRecipient},
		"the pool of burned coins as counterparty": {coin: sdk.NewInt64Coin(troth, 10), counterparty: authtypes.NewModuleAddress(types.ModuleName), err: types.ErrRecipient},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.operator(a, operator, 100)
			_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
				Owner: a.owner.String(), Agent: a.addr.String(), Key: account("listed").String(), Mandate: mandate(100, other),
			})
			require.NoError(t, err)
			p := testParams()
			p.MaxHoldsPerAgent = 3
			f.setParams(p)
			if tc.before != nil {
				tc.before(f, a)
			}
			authority := identitytypes.Authority{}
			switch tc.signer {
			case "":
				authority = f.can(a, a.owner)
			case "nobody":
			default:
				authority = f.can(a, account(tc.signer))
			}
			ref := tc.ref
			if ref == nil {
				ref = []byte("new")
			}
			act := func(ctx sdk.Context) error { return f.market.Hold(ctx, authority, ref, tc.coin, tc.counterparty) }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			before := f.money(a.addr, tc.coin.Denom)
			require.Equal(t, []string{types.EventHoldPlaced}, f.events(act))
			n := tc.coin.Amount.Int64()
			require.Equal(t, [3]int64{before[0], before[1] + n, before[2] - n}, f.money(a.addr, tc.coin.Denom))
			hold, err := f.market.Get(f.ctx, ref)
			require.NoError(t, err)
			require.Equal(t, a.addr.String(), hold.Agent)
			require.Equal(t, tc.coin, hold.Coin)
			has, err := f.work.Has(f.ctx, ref)
			require.NoError(t, err)
			require.False(t, has, "the hold is seen in another scope")
			has, err = f.k.HasHolds(f.ctx, a.addr)
			require.NoError(t, err)
			require.True(t, has)
			f.endBlock()
		})
	}
}

// holds places n holds of 2 troth.
func holds(n int) func(*fixture, agent) {
	return func(f *fixture, a agent) {
		for i := range n {
			f.hold(a, strconv.Itoa(i), 2, troth)
		}
	}
}

func (f *fixture) setParams(p types.Params) {
	f.Helper()
	gs := types.MsgUpdateParams{Authority: govAddress.String(), Params: p}
	_, err := f.msg().UpdateParams(f.ctx, &gs)
	require.NoError(f, err)
}

func TestGrow(t *testing.T) {
	for name, tc := range map[string]struct {
		by     string
		ref    string
		coin   sdk.Coin
		before func(f *fixture, a agent)
		err    error
	}{
		"by the owner":                    {coin: sdk.NewInt64Coin(troth, 7)},
		"by all that is available":        {coin: sdk.NewInt64Coin(troth, 990)},
		"by one more than available":      {coin: sdk.NewInt64Coin(troth, 991), err: types.ErrInsufficient},
		"by an operator":                  {by: "operator", coin: sdk.NewInt64Coin(troth, 50)},
		"by an operator above its limit":  {by: "operator", coin: sdk.NewInt64Coin(troth, 101), err: identitytypes.ErrAboveAction},
		"by nobody":                       {by: "nobody", coin: sdk.NewInt64Coin(troth, 1), err: types.ErrNoAuthority},
		"by nothing":                      {coin: sdk.NewInt64Coin(troth, 0), err: field.ErrCoin},
		"another agent's hold":            {by: "stranger", coin: sdk.NewInt64Coin(troth, 1), err: types.ErrHoldMismatch},
		"with another denom":              {coin: sdk.NewInt64Coin(usd, 10), err: types.ErrHoldMismatch},
		"a hold that is not there":        {ref: "none", coin: sdk.NewInt64Coin(troth, 1), err: types.ErrHoldNotFound},
		"a denom that was taken off":      {coin: sdk.NewInt64Coin(troth, 1), before: takeOff, err: types.ErrDenomNotAccepted},
		"an eighth mandate":               {by: "operator", coin: sdk.NewInt64Coin(troth, 1), before: windows(6)},
		"a ninth mandate":                 {by: "operator", coin: sdk.NewInt64Coin(troth, 1), before: windows(7), err: types.ErrTooManyFundings},
		"the youngest of eight mandates":  {by: "same", coin: sdk.NewInt64Coin(troth, 1), before: windows(7)},
		"by the owner after many windows": {coin: sdk.NewInt64Coin(troth, 1), before: windows(7), err: types.ErrTooManyFundings},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a, b := f.agent("a"), f.agent("b")
			f.operator(a, account("operator"), 100)
			f.hold(a, "ref", 10, troth)
			if tc.before != nil {
				tc.before(f, a)
			}
			var authority identitytypes.Authority
			switch tc.by {
			case "":
				authority = f.can(a, a.owner)
			case "operator":
				f.clock.now += windowMs
				authority = f.can(a, account("operator"))
			case "same":
				authority = f.can(a, account("operator"))
			case "stranger":
				authority = f.can(b, b.owner)
			}
			ref := []byte("ref")
			if tc.ref != "" {
				ref = []byte(tc.ref)
			}
			act := func(ctx sdk.Context) error { return f.market.Grow(ctx, authority, ref, tc.coin) }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			before := f.money(a.addr, troth)
			require.Equal(t, []string{types.EventHoldGrown}, f.events(act))
			n := tc.coin.Amount.Int64()
			require.Equal(t, [3]int64{before[0], before[1] + n, before[2] - n}, f.money(a.addr, troth))
			f.endBlock()
		})
	}
}

// No hold grows beyond the greatest amount, so that the arithmetic of fees never overflows.
func TestGrowIsBounded(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	most := sdk.NewCoins(sdk.NewCoin(troth, field.MaxAmount))
	require.NoError(t, f.bank.MintCoins(f.ctx, "mint", most))
	require.NoError(t, f.bank.SendCoins(f.ctx, authtypes.NewModuleAddress("mint"), a.addr, most))
	require.NoError(t, f.market.Hold(f.ctx, f.can(a, a.owner), []byte("ref"), most[0], nil))
	f.refuses(field.ErrRange, func(ctx sdk.Context) error {
		return f.market.Grow(ctx, f.can(a, a.owner), []byte("ref"), sdk.NewInt64Coin(troth, 1))
	})
}

// takeOff ends the acceptance of troth.
func takeOff(f *fixture, _ agent) {
	p := testParams()
	p.AcceptedDenoms = p.AcceptedDenoms[1:]
	f.setParams(p)
}

// windows grows the hold by 1 in each of n windows of the operator's mandate.
func windows(n int) func(*fixture, agent) {
	return func(f *fixture, a agent) {
		for range n {
			f.clock.now += windowMs
			require.NoError(f, f.market.Grow(f.ctx, f.can(a, account("operator")), []byte("ref"), sdk.NewInt64Coin(troth, 1)))
		}
	}
}

func TestShrink(t *testing.T) {
	for name, tc := range map[string]struct {
		ref    string
		amount math.Int
		before func(f *fixture, a agent)
		err    error
	}{
		"by a part":                         {amount: math.NewInt(3)},
		"by everything, and it is gone":     {amount: math.NewInt(10)},
		"by nothing":                        {amount: math.ZeroInt()},
		"of a denom that was taken off":     {amount: math.NewInt(3), before: takeOff},
		"by more than there is":             {amount: math.NewInt(11), err: types.ErrAboveHold},
		"by less than nothing":              {amount: math.NewInt(-1), err: types.ErrAmount},
		"by no number":                      {err: types.ErrAmount},
		"a hold that is not there":          {ref: "none", amount: math.NewInt(1), err: types.ErrHoldNotFound},
		"a hold that is not there, nothing": {ref: "none", amount: math.ZeroInt(), err: types.ErrHoldNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.hold(a, "ref", 10, troth)
			if tc.before != nil {
				tc.before(f, a)
			}
			ref := []byte("ref")
			if tc.ref != "" {
				ref = []byte(tc.ref)
			}
			act := func(ctx sdk.Context) error { return f.market.Shrink(ctx, ref, tc.amount) }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			if tc.amount.IsZero() {
				before := f.state()
				require.Empty(t, f.events(act))
				require.Equal(t, before, f.state())
				return
			}
			require.Equal(t, []string{types.EventHoldShrunk}, f.events(act))
			n := tc.amount.Int64()
			require.Equal(t, [3]int64{1000, 10 - n, 990 + n}, f.money(a.addr, troth))
			has, err := f.market.Has(f.ctx, ref)
			require.NoError(t, err)
			require.Equal(t, n < 10, has)
			f.endBlock()
		})
	}
}

func TestRelease(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 10, troth)
	f.hold(a, "other", 5, troth)
	f.refuses(types.ErrHoldNotFound, func(ctx sdk.Context) error { return f.work.Release(ctx, []byte("ref")) })
	takeOff(f, a)
	require.Equal(t, []string{types.EventHoldReleased}, f.events(func(ctx sdk.Context) error { return f.market.Release(ctx, []byte("ref")) }))
	require.Equal(t, [3]int64{1000, 5, 995}, f.money(a.addr, troth))
	f.refuses(types.ErrHoldNotFound, func(ctx sdk.Context) error { return f.market.Release(ctx, []byte("ref")) })
	_, err := f.market.Get(f.ctx, []byte("ref"))
	require.ErrorIs(t, err, types.ErrHoldNotFound)
	require.NoError(t, f.market.Release(f.ctx, []byte("other")))
	has, err := f.k.HasHolds(f.ctx, a.addr)
	require.NoError(t, err)
	require.False(t, has)
	f.endBlock()
}

// What comes back goes to the youngest mandates; what is paid stays counted against the oldest.
func TestWhatComesBackRestoresTheYoungestFirst(t *testing.T) {
	f := newFixture(t)
	a, b := f.agent("a"), f.agent("b")
	old, young := account("old"), account("young")
	f.operator(a, old, 100)
	f.operator(a, young, 100)
	require.NoError(t, f.market.Hold(f.ctx, f.can(a, old), []byte("ref"), sdk.NewInt64Coin(troth, 10), nil))
	require.NoError(t, f.market.Grow(f.ctx, f.can(a, young), []byte("ref"), sdk.NewInt64Coin(troth, 10)))
	require.Equal(t, []int64{10, 10}, []int64{f.spent(a, old), f.spent(a, young)})

	require.NoError(t, f.market.Shrink(f.ctx, []byte("ref"), math.NewInt(4)))
	require.Equal(t, []int64{10, 6}, []int64{f.spent(a, old), f.spent(a, young)})
	_, err := f.market.Pay(f.ctx, []byte("ref"), b.addr, math.NewInt(3), types.Fees{})
	require.NoError(t, err)
	require.Equal(t, []int64{10, 6}, []int64{f.spent(a, old), f.spent(a, young)})
	require.NoError(t, f.market.Shrink(f.ctx, []byte("ref"), math.NewInt(8)))
	require.Equal(t, []int64{8, 0}, []int64{f.spent(a, old), f.spent(a, young)})
	require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
	require.Equal(t, []int64{3, 0}, []int64{f.spent(a, old), f.spent(a, young)}, "only the payment counts")
}

// Money comes back although the operator was removed and the agent handed over.
func TestReleaseOutlivesTheMandate(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.operator(a, account("operator"), 100)
	require.NoError(t, f.market.Hold(f.ctx, f.can(a, account("operator")), []byte("ref"), sdk.NewInt64Coin(troth, 10), nil))
	_, err := identitykeeper.NewMsgServer(f.identity).RemoveOperator(f.ctx, &identitytypes.MsgRemoveOperator{
		Signer: a.owner.String(), Agent: a.addr.String(), Key: account("operator").String(),
	})
	require.NoError(t, err)
	require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
	require.Equal(t, [3]int64{1000, 0, 1000}, f.money(a.addr, troth))
}

func TestReads(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	f.hold(a, "ref", 10, troth)
	d, err := f.market.Denom(f.ctx, usd)
	require.NoError(t, err)
	require.Equal(t, uint64(100), d.UnitsPerNumeraire)
	_, err = f.market.Denom(f.ctx, shell)
	require.ErrorIs(t, err, types.ErrDenomNotAccepted)
	fees, err := f.market.Fees(f.ctx)
	require.NoError(t, err)
	require.Equal(t, types.Fees{BurnBps: 200}, fees)
	available, err := f.market.Available(f.ctx, a.addr, troth)
	require.NoError(t, err)
	require.Equal(t, int64(990), available.Int64())
	available, err = f.work.Available(f.ctx, account("nobody"), troth)
	require.NoError(t, err)
	require.True(t, available.IsZero())
}

func TestHandlesAreGivenOutOnce(t *testing.T) {
	f := emptyFixture(t)
	require.Panics(t, func() { f.k.Handle("market") })
	require.Panics(t, func() { f.k.Handle("") })
	require.Panics(t, func() { f.k.Handle("Market") })
	require.NotPanics(t, func() { f.k.Handle("payment") })
}

func TestNothingWorksBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	a := f.agent("a")
	f.refuses(types.ErrNotSet, func(ctx sdk.Context) error {
		return f.market.Hold(ctx, f.can(a, a.owner), []byte("ref"), sdk.NewInt64Coin(troth, 1), nil)
	})
	_, err := f.market.Fees(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.market.Denom(f.ctx, troth)
	require.ErrorIs(t, err, types.ErrNotSet)
}
