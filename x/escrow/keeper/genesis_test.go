package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// store is the module's own part of the state.
func (f *fixture) store() map[string]string {
	f.Helper()
	all := map[string]string{}
	for _, key := range f.keys {
		if key.Name() != types.ModuleName {
			continue
		}
		it := f.ctx.KVStore(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			all[string(it.Key())] = string(it.Value())
		}
		require.NoError(f, it.Close())
	}
	return all
}

// Export and import give the same bytes in the store, and the same export again.
func TestGenesisRoundTrip(t *testing.T) {
	f := newFixture(t)
	a, b := f.agent("a"), f.agent("b")
	f.operator(a, account("operator"), 100)
	f.hold(a, "1", 10, troth)
	f.hold(a, "2", 10, usd)
	f.hold(b, "3", 1000, troth)
	require.NoError(t, f.work.Hold(f.ctx, f.can(a, account("operator")), []byte{0, 255}, sdk.NewInt64Coin(troth, 9), nil))
	f.clock.now += windowMs
	require.NoError(t, f.work.Grow(f.ctx, f.can(a, account("operator")), []byte{0, 255}, sdk.NewInt64Coin(troth, 3)))
	require.NoError(t, f.market.Move(f.ctx, []byte("1"), types.Target{Scope: "agreement", Ref: []byte{0, 255}}, math.NewInt(4)))
	_, err := f.market.Pay(f.ctx, []byte("3"), a.addr, math.NewInt(500), types.Fees{BurnBps: 200})
	require.NoError(t, err)
	f.endBlock()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	bz := f.cdc.MustMarshalJSON(gs)
	require.Len(t, gs.Holds, 4)

	g := emptyFixture(t)
	g.agent("a")
	g.agent("b")
	g.mint(a.addr, 490, troth)
	var read types.GenesisState
	require.NoError(t, g.cdc.UnmarshalJSON(bz, &read))
	require.NoError(t, g.k.InitGenesis(g.ctx, read))
	require.Equal(t, f.store(), g.store())
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.Equal(t, string(bz), string(g.cdc.MustMarshalJSON(again)))
	g.check(g.k.Checks())
	require.NoError(t, g.market.Release(g.ctx, []byte("3")), "the holds live on")
}

func TestGenesisIsRefused(t *testing.T) {
	f := emptyFixture(t)
	a := f.agent("a")
	fund := func(amount int64, operator string) types.Funding {
		return types.Funding{Spend: identitytypes.SpendRef{Agent: a.addr.String(), Operator: operator}, Amount: math.NewInt(amount)}
	}
	hold := func(amount int64, fs ...types.Funding) types.Hold {
		if len(fs) == 0 {
			fs = []types.Funding{fund(amount, "")}
		}
		return types.Hold{Agent: a.addr.String(), Coin: sdk.Coin{Denom: troth, Amount: math.NewInt(amount)}, Fundings: fs}
	}
	entry := func(ref string, h types.Hold) types.HoldEntry {
		return types.HoldEntry{Scope: "market", Ref: []byte(ref), Hold: h}
	}
	long := make([]types.Funding, 0, 9)
	for i := range 9 {
		long = append(long, fund(1, string(rune('a'+i))))
	}
	foreign := fund(10, "")
	foreign.Spend.Agent = a.owner.String()
	short := hold(10)
	short.Agent = a.owner.String()
	for name, tc := range map[string]struct {
		params types.Params
		holds  []types.HoldEntry
		err    error
	}{
		"no parameters":                  {params: types.Params{}, err: field.ErrRange},
		"a hold twice":                   {holds: []types.HoldEntry{entry("1", hold(1)), entry("1", hold(1))}, err: types.ErrGenesis},
		"no ref":                         {holds: []types.HoldEntry{entry("", hold(1))}, err: types.ErrGenesis},
		"no scope":                       {holds: []types.HoldEntry{{Ref: []byte("1"), Hold: hold(1)}}, err: field.ErrMissing},
		"a scope without a handle":       {holds: []types.HoldEntry{{Scope: "bank", Ref: []byte("1"), Hold: hold(1)}}, err: types.ErrScopeUnknown},
		"no agent":                       {holds: []types.HoldEntry{entry("1", types.Hold{})}, err: field.ErrMissing},
		"an address that no agent has":   {holds: []types.HoldEntry{entry("1", short)}, err: types.ErrGenesis},
		"nothing held":                   {holds: []types.HoldEntry{entry("1", hold(0))}, err: field.ErrCoin},
		"no funding":                     {holds: []types.HoldEntry{entry("1", types.Hold{Agent: a.addr.String(), Coin: sdk.NewInt64Coin(troth, 1)})}, err: types.ErrGenesis},
		"too many fundings":              {holds: []types.HoldEntry{entry("1", hold(9, long...))}, err: types.ErrGenesis},
		"a funding of nothing":           {holds: []types.HoldEntry{entry("1", hold(1, fund(1, "x"), fund(0, "y")))}, err: field.ErrRange},
		"neighbours of one mandate":      {holds: []types.HoldEntry{entry("1", hold(2, fund(1, "x"), fund(1, "x")))}, err: types.ErrGenesis},
		"another agent's mandate":        {holds: []types.HoldEntry{entry("1", hold(10, foreign))}, err: types.ErrGenesis},
		"fundings that are not the hold": {holds: []types.HoldEntry{entry("1", hold(3, fund(2, "")))}, err: types.ErrGenesis},
		"more held than there is":        {holds: []types.HoldEntry{entry("1", hold(600)), entry("2", hold(401))}, err: types.ErrInsufficient},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.GenesisState{Params: testParams(), Holds: tc.holds}
			if name == "no parameters" {
				gs.Params = tc.params
			}
			cached, _ := f.ctx.CacheContext()
			require.ErrorIs(t, f.k.InitGenesis(cached, gs), tc.err)
		})
	}
}

// A module account that may not burn is found when the chain starts, not when the first job is paid.
func TestGenesisNeedsTheBurner(t *testing.T) {
	f := emptyFixture(t)
	macc := authtypes.NewEmptyModuleAccount(types.ModuleName)
	f.accounts.SetModuleAccount(f.ctx, f.accounts.NewAccount(f.ctx, macc).(*authtypes.ModuleAccount))
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, types.GenesisState{Params: testParams()}), types.ErrBroken)
}

// Each invariant sees the damage it is there for.
func TestInvariantsSeeDamage(t *testing.T) {
	for name, tc := range map[string]struct {
		damage func(f *fixture, a agent)
		broken []string
	}{
		"no damage": {damage: func(*fixture, agent) {}},
		"a balance below the holds": {
			damage: func(f *fixture, a agent) {
				require.NoError(f, f.bank.UncheckedSetBalance(f.ctx, a.addr, sdk.NewInt64Coin(troth, 9)))
			},
			broken: []string{"escrow/covered"},
		},
		"a sum that is lost":    {damage: remove(2), broken: []string{"escrow/held"}},
		"an index that is lost": {damage: remove(3), broken: []string{"escrow/index"}},
		"a count that is lost":  {damage: remove(4), broken: []string{"escrow/index"}},
		"a hold that is lost":   {damage: remove(1), broken: []string{"escrow/held", "escrow/index"}},
		"a debit that is remembered": {
			damage: func(f *fixture, a agent) {
				require.NoError(f, f.bank.SendCoins(f.ctx, a.addr, account("other"), coins(1, troth)))
			},
			broken: []string{"escrow/asked"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("a")
			f.hold(a, "ref", 10, troth)
			tc.damage(f, a)
			var broken []string
			for _, c := range f.k.Checks() {
				if err := c.Run(f.ctx); err != nil {
					require.ErrorIs(t, err, types.ErrBroken)
					broken = append(broken, c.Name)
				}
			}
			require.Equal(t, tc.broken, broken)
		})
	}
}

// remove deletes what the store has under a prefix.
func remove(prefix byte) func(*fixture, agent) {
	return func(f *fixture, _ agent) {
		for k := range f.store() {
			if k[0] == prefix {
				for _, key := range f.keys {
					if key.Name() == types.ModuleName {
						f.ctx.KVStore(key).Delete([]byte(k))
					}
				}
			}
		}
	}
}
