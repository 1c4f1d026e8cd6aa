package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/identity/types"
)

// Each invariant holds on a lively chain and notices what it is for.
func TestInvariantsNoticeABrokenState(t *testing.T) {
	one, two, gone := types.AgentAddress(alice, []byte("one")), types.AgentAddress(bob, []byte("two")), types.AgentAddress(bob, []byte("gone"))
	agent := func(f *fixture, addr sdk.AccAddress, change func(*types.Agent)) {
		a := f.agent(addr)
		change(&a)
		f.k.SetAgent(f.ctx, addr, a)
	}
	operator := func(f *fixture, change func(*types.Operator)) {
		o := f.operator(one, hot)
		change(&o)
		f.k.SetOperator(f.ctx, one, hot, o)
	}
	for name, tc := range map[string]struct {
		check   string
		breakIt func(*fixture)
		err     error
	}{
		"a name that points to another agent": {"identity/names", func(f *fixture) { f.k.SetName(f.ctx, "one", two) }, types.ErrBroken},
		"a name that points to nobody":        {"identity/names", func(f *fixture) { f.k.SetName(f.ctx, "one", mallory) }, types.ErrAgentNotFound},
		"a name that is not in the index":     {"identity/names", func(f *fixture) { f.k.SetName(f.ctx, "one", nil) }, types.ErrBroken},
		"a skill of a paused agent":           {"identity/skills", func(f *fixture) { f.k.SetSkill(f.ctx, "go", two) }, types.ErrBroken},
		"a skill the agent does not have":     {"identity/skills", func(f *fixture) { f.k.SetSkill(f.ctx, "perl", one) }, types.ErrBroken},
		"a skill that is not in the index":    {"identity/skills", func(f *fixture) { agent(f, two, func(a *types.Agent) { a.Status = types.AgentStatusActive }) }, types.ErrBroken},
		"an agent listed under another owner": {"identity/owners", func(f *fixture) { f.k.SetOwner(f.ctx, mallory, one) }, types.ErrBroken},
		"a wrong count of operators":          {"identity/operators", func(f *fixture) { agent(f, one, func(a *types.Agent) { a.Operators = 3 }) }, types.ErrBroken},
		"operators of a retired agent":        {"identity/operators", func(f *fixture) { agent(f, one, func(a *types.Agent) { a.Status = types.AgentStatusRetired }) }, types.ErrBroken},
		"an operator of nobody":               {"identity/operators", func(f *fixture) { f.k.SetOperator(f.ctx, mallory, hot, f.operator(one, hot)) }, types.ErrBroken},
		"an operator under another agent":     {"identity/operators", func(f *fixture) { operator(f, func(o *types.Operator) { o.Agent = two.String() }) }, types.ErrBroken},
		"a serial twice":                      {"identity/operators", func(f *fixture) { operator(f, func(o *types.Operator) { o.Serial = 2 }) }, types.ErrBroken},
		"a counter above its limit":           {"identity/mandates", func(f *fixture) { operator(f, func(o *types.Operator) { o.Spent[0].Lifetime = math.NewInt(1001) }) }, types.ErrBroken},
		"a retired name without a deadline":   {"identity/deadlines", func(f *fixture) { agent(f, gone, func(a *types.Agent) { a.DueMs++ }) }, types.ErrBroken},
		"a deadline without a retired name":   {"identity/deadlines", func(f *fixture) { f.k.ScheduleName(f.ctx, 5, "one") }, types.ErrBroken},
		"an agent whose account became special": {"identity/accounts", func(f *fixture) {
			f.auth.SetAccount(f.ctx, authtypes.NewModuleAccount(authtypes.NewBaseAccountWithAddress(one), "x"))
		}, types.ErrAccountTaken},
		"an agent whose account is gone": {"identity/accounts", func(f *fixture) { f.auth.RemoveAccount(f.ctx, f.auth.GetAccount(f.ctx, one)) }, types.ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			f := lively(t)
			f.checkInvariants()
			f.broken = true
			tc.breakIt(f)
			found := false
			for _, c := range f.k.Checks() {
				if c.Name == tc.check {
					found = true
					require.ErrorIs(t, c.Run(f.ctx), tc.err)
				}
			}
			require.True(t, found)
		})
	}
}
