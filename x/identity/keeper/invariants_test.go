package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

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
	attestation := func(f *fixture, change func(*types.Attestation)) {
		a, err := f.k.Attestation(f.ctx, two, "kya", one)
		require.NoError(f, err)
		change(&a)
		f.k.SetAttestation(f.ctx, two, "kya", one, a)
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
		"an allowance that never ends":      {"identity/deadlines", func(f *fixture) { operator(f, func(o *types.Operator) { o.Mandate.ExpiresMs++ }) }, types.ErrBroken},
		"an end of no allowance":            {"identity/deadlines", func(f *fixture) { operator(f, func(o *types.Operator) { o.FeeLimit = nil }) }, types.ErrBroken},
		"an allowance without a mandate":    {"identity/allowances", func(f *fixture) { f.grant(two, hot, 1) }, types.ErrBroken},
		"an allowance the mandate says not": {"identity/allowances", func(f *fixture) { f.grant(one, warm, 1) }, types.ErrBroken},
		"an allowance above the limit":      {"identity/allowances", func(f *fixture) { operator(f, func(o *types.Operator) { o.FeeLimit = fees(999) }) }, types.ErrBroken},
		"an allowance without a limit":      {"identity/allowances", func(f *fixture) { f.grant(one, hot, 0) }, types.ErrBroken},
		"an attestation not listed":         {"identity/attestations", func(f *fixture) { f.k.SetIssued(f.ctx, one, two, "kya", false) }, types.ErrBroken},
		"an attestation listed that is not": {"identity/attestations", func(f *fixture) { f.k.SetIssued(f.ctx, one, two, "none", true) }, types.ErrBroken},
		"an attestation listed and counted that is not": {"identity/attestations", func(f *fixture) {
			f.k.SetIssued(f.ctx, one, two, "none", true)
			f.k.SetIssuedCount(f.ctx, one, 3)
		}, types.ErrBroken},
		"an allowance that ends by itself": {"identity/allowances", func(f *fixture) {
			end := f.ctx.BlockTime().Add(time.Hour)
			require.NoError(f, f.feegrant.UpdateAllowance(f.ctx, one, hot, &feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(coin(1)), Expiration: &end}))
		}, types.ErrBroken},
		"an issuer that counts wrong":         {"identity/attestations", func(f *fixture) { f.k.SetIssuedCount(f.ctx, one, 1) }, types.ErrBroken},
		"an issuer that does not count":       {"identity/attestations", func(f *fixture) { f.k.SetIssuedCount(f.ctx, two, 0) }, types.ErrBroken},
		"a count of no attestations":          {"identity/attestations", func(f *fixture) { f.k.SetIssuedCount(f.ctx, gone, 1) }, types.ErrBroken},
		"an attestation under another schema": {"identity/attestations", func(f *fixture) { attestation(f, func(a *types.Attestation) { a.Schema = "other" }) }, types.ErrBroken},
		"an attestation of another owner":     {"identity/attestations", func(f *fixture) { attestation(f, func(a *types.Attestation) { a.Handovers = 1 }) }, types.ErrBroken},
		"an attestation that is never pruned": {"identity/deadlines", func(f *fixture) { attestation(f, func(a *types.Attestation) { a.ExpiresMs++ }) }, types.ErrBroken},
		"an agent whose account is gone":      {"identity/accounts", func(f *fixture) { f.auth.RemoveAccount(f.ctx, f.auth.GetAccount(f.ctx, one)) }, types.ErrBroken},
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
