package keeper_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

func TestMove(t *testing.T) {
	for name, tc := range map[string]struct {
		from   string
		to     types.Target
		amount math.Int
		before func(f *fixture, a agent)
		left   int64
		there  int64
		err    error
	}{
		"a part to a new hold of another scope":    {to: target("agreement", "new"), amount: math.NewInt(4), left: 6, there: 4},
		"everything, and the old one is gone":      {to: target("agreement", "new"), amount: math.NewInt(10), there: 10},
		"a part to a new hold of the same scope":   {to: target("market", "new"), amount: math.NewInt(4), left: 6, there: 4},
		"into a hold that is there":                {to: target("market", "own"), amount: math.NewInt(4), left: 6, there: 24},
		"everything into a hold that is there":     {to: target("market", "own"), amount: math.NewInt(10), there: 30},
		"below the least amount of a hold":         {to: target("agreement", "new"), amount: math.NewInt(1), before: raiseMinHold, left: 9, there: 1},
		"of a denom that was taken off":            {to: target("agreement", "new"), amount: math.NewInt(4), before: takeOff, left: 6, there: 4},
		"an agent with all the holds it may have":  {to: target("agreement", "new"), amount: math.NewInt(4), before: oneHold, left: 6, there: 4},
		"to the longest ref":                       {to: target("agreement", strings.Repeat("r", types.MaxRef)), amount: math.NewInt(4), left: 6, there: 4},
		"nothing":                                  {to: target("agreement", "new"), amount: math.ZeroInt(), left: 10},
		"more than there is":                       {to: target("agreement", "new"), amount: math.NewInt(11), err: types.ErrAboveHold},
		"less than nothing":                        {to: target("agreement", "new"), amount: math.NewInt(-1), err: types.ErrAmount},
		"no number":                                {to: target("agreement", "new"), err: types.ErrAmount},
		"from a hold that is not there":            {from: "none", to: target("agreement", "new"), amount: math.NewInt(1), err: types.ErrHoldNotFound},
		"to a scope nobody has":                    {to: target("bank", "new"), amount: math.NewInt(1), err: types.ErrScopeUnknown},
		"to no ref":                                {to: target("agreement", ""), amount: math.NewInt(1), err: types.ErrRef},
		"to too long a ref":                        {to: types.Target{Scope: "agreement", Ref: bytes.Repeat([]byte{1}, 65)}, amount: math.NewInt(1), err: types.ErrRef},
		"onto itself":                              {to: target("market", "ref"), amount: math.NewInt(1), err: types.ErrSameHold},
		"into another agent's hold":                {to: target("market", "foreign"), amount: math.NewInt(1), err: types.ErrHoldMismatch},
		"nothing into another agent's hold":        {to: target("market", "foreign"), amount: math.ZeroInt(), err: types.ErrHoldMismatch},
		"into a hold of another denom":             {to: target("market", "dollars"), amount: math.NewInt(1), err: types.ErrHoldMismatch},
		"out of another scope, with the same name": {from: "own", to: target("agreement", "own"), amount: math.NewInt(20), there: 20},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a, b := f.agent("a"), f.agent("b")
			f.hold(a, "ref", 10, troth)
			f.hold(a, "own", 20, troth)
			f.hold(a, "dollars", 10, usd)
			f.hold(b, "foreign", 10, troth)
			if tc.before != nil {
				tc.before(f, a)
			}
			from := []byte("ref")
			if tc.from != "" {
				from = []byte(tc.from)
			}
			act := func(ctx sdk.Context) error { return f.market.Move(ctx, from, tc.to, tc.amount) }
			if tc.err != nil {
				f.refuses(tc.err, act)
				return
			}
			before := f.money(a.addr, troth)
			if tc.amount.IsZero() {
				require.Empty(t, f.events(act))
			} else {
				require.Equal(t, []string{types.EventHoldMoved}, f.events(act))
			}
			require.Equal(t, before, f.money(a.addr, troth), "no coin moves and nothing becomes available")
			require.Equal(t, tc.left, f.amount("market", string(from)))
			require.Equal(t, tc.there, f.amount(tc.to.Scope, string(tc.to.Ref)))
			f.endBlock()
		})
	}
}

func target(scope, ref string) types.Target { return types.Target{Scope: scope, Ref: []byte(ref)} }

// amount of a hold, 0 when there is none.
func (f *fixture) amount(scope, ref string) int64 {
	f.Helper()
	h := f.market
	if scope == "agreement" {
		h = f.work
	}
	has, err := h.Has(f.ctx, []byte(ref))
	require.NoError(f, err)
	if !has {
		return 0
	}
	hold, err := h.Get(f.ctx, []byte(ref))
	require.NoError(f, err)
	return hold.Coin.Amount.Int64()
}

func raiseMinHold(f *fixture, _ agent) {
	p := testParams()
	p.AcceptedDenoms[0].MinHold = math.NewInt(100)
	f.setParams(p)
}

func oneHold(f *fixture, _ agent) {
	p := testParams()
	p.MaxHoldsPerAgent = 1
	f.setParams(p)
}

// The mandates travel along, the youngest first, and are restored where the money ends.
func TestMoveTakesTheYoungestAlong(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	old, young := account("old"), account("young")
	f.operator(a, old, 100)
	f.operator(a, young, 100)
	require.NoError(t, f.market.Hold(f.ctx, f.can(a, old), []byte("ref"), sdk.NewInt64Coin(troth, 10), nil))
	require.NoError(t, f.market.Grow(f.ctx, f.can(a, young), []byte("ref"), sdk.NewInt64Coin(troth, 10)))
	require.NoError(t, f.market.Move(f.ctx, []byte("ref"), target("agreement", "new"), math.NewInt(13)))

	require.NoError(t, f.work.Shrink(f.ctx, []byte("new"), math.NewInt(11)))
	require.Equal(t, []int64{9, 0}, []int64{f.spent(a, old), f.spent(a, young)})
	require.NoError(t, f.market.Release(f.ctx, []byte("ref")))
	require.Equal(t, []int64{2, 0}, []int64{f.spent(a, old), f.spent(a, young)})
	require.NoError(t, f.work.Release(f.ctx, []byte("new")))
	require.Equal(t, []int64{0, 0}, []int64{f.spent(a, old), f.spent(a, young)})
	f.endBlock()
}

// Money of any number of mandates can be moved into one hold. The oldest then restore nobody; the mandate gets back too
// little, never too much.
func TestMoveNeverFailsForTheNumberOfMandates(t *testing.T) {
	f := newFixture(t)
	a := f.agent("a")
	operator := account("operator")
	f.operator(a, operator, 100)
	fill := func(ref string) {
		require.NoError(t, f.market.Hold(f.ctx, f.can(a, operator), []byte(ref), sdk.NewInt64Coin(troth, 1), nil))
		for range types.MaxFundings - 1 {
			f.clock.now += windowMs
			require.NoError(t, f.market.Grow(f.ctx, f.can(a, operator), []byte(ref), sdk.NewInt64Coin(troth, 1)))
		}
		f.clock.now += windowMs
	}
	fill("one")
	fill("two")
	require.Equal(t, int64(16), f.spent(a, operator))
	require.NoError(t, f.market.Move(f.ctx, []byte("one"), target("agreement", "all"), math.NewInt(8)))
	require.NoError(t, f.market.Move(f.ctx, []byte("two"), target("agreement", "all"), math.NewInt(8)))
	f.endBlock()

	hold, err := f.work.Get(f.ctx, []byte("all"))
	require.NoError(t, err)
	require.Len(t, hold.Fundings, types.MaxFundings)
	require.Equal(t, int64(9), hold.Fundings[0].Amount.Int64())
	require.Empty(t, hold.Fundings[0].Spend.Operator)
	require.NoError(t, f.work.Release(f.ctx, []byte("all")))
	require.Equal(t, int64(9), f.spent(a, operator))
	require.Equal(t, [3]int64{1000, 0, 1000}, f.money(a.addr, troth))
}
