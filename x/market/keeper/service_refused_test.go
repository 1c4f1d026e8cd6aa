package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// offeredRow is a fault that listing and updating a service have in common.
type offeredRow struct {
	world func(f *fixture)
	terms func(t *agreementtypes.Terms)
	err   error
}

func offeredFaults() map[string]offeredRow {
	terms := func(err error, change func(t *agreementtypes.Terms)) offeredRow {
		return offeredRow{terms: change, err: err}
	}
	world := func(err error, change func(f *fixture)) offeredRow { return offeredRow{world: change, err: err} }
	return map[string]offeredRow{
		"as it should be":        terms(nil, func(*agreementtypes.Terms) {}),
		"a client":               terms(types.ErrTemplate, func(t *agreementtypes.Terms) { t.Client = t.Provider }),
		"a parent":               terms(types.ErrTemplate, func(t *agreementtypes.Terms) { t.Parent = "agr_0000000000000000" }),
		"another provider":       terms(types.ErrNotParty, func(t *agreementtypes.Terms) { t.Provider = sdk.AccAddress(make([]byte, 32)).String() }),
		"no title":               terms(field.ErrMissing, func(t *agreementtypes.Terms) { t.Title = "" }),
		"a delivery too fast":    terms(agreementtypes.ErrClock, func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs = 999 }),
		"another denom":          terms(escrowtypes.ErrDenomNotAccepted, func(t *agreementtypes.Terms) { t.Price.Denom = "atom" }),
		"a price beyond measure": terms(agreementtypes.ErrPriceRange, func(t *agreementtypes.Terms) { t.Price.Amount = math.NewInt(1e15 + 1) }),
		"no evaluator there": terms(agreementtypes.ErrEvaluator, func(t *agreementtypes.Terms) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: sdk.AccAddress(make([]byte, 32)).String(), EvalMs: hour}
		}),
		"instant without enough pledge": terms(agreementtypes.ErrInstant, func(t *agreementtypes.Terms) { t.Instant = true }),
		"a price worth nothing": {func(f *fixture) {
			f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1e18 })
		}, priced(1), agreementtypes.ErrPriceRange},
		"a paused provider":  world(identitytypes.ErrAgentPaused, func(f *fixture) { require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusPaused)) }),
		"a retired provider": world(identitytypes.ErrAgentRetired, func(f *fixture) { require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusRetired)) }),
		"a denom taken off":  world(escrowtypes.ErrDenomNotAccepted, func(f *fixture) { f.dropDenom() }),
		"no money for the deposit": {func(f *fixture) {
			f.setParams(func(p *types.Params) { p.StoragePrice = 1_000_000 })
			f.drain("provider")
		}, func(t *agreementtypes.Terms) {
			for i := 0; i < 16; i++ {
				t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: "complete, in the tone of the original, with all footnotes, names as they are, and no word left out", WeightBps: 625})
			}
		}, escrowtypes.ErrInsufficient},
	}
}

func TestListServiceIsRefused(t *testing.T) {
	for name, r := range offeredFaults() {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.listServiceMsg("provider")
			if r.world != nil {
				r.world(f)
			}
			if r.terms != nil {
				r.terms(&m.Terms)
			}
			send := func(ctx ctx) error { _, err := f.msgs.ListService(ctx, m); return err }
			if r.err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(r.err, send)
			}
			f.block()
		})
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgListService)
		err    error
	}{
		"signed by a stranger": {func(f *fixture, m *types.MsgListService) { m.Signer = f.agent("other").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgListService) {
			m.Signer = f.operator("provider", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"for no agent": {func(f *fixture, m *types.MsgListService) {
			m.Provider = f.agent("provider").owner.String()
			m.Terms.Provider = m.Provider
		}, identitytypes.ErrAgentNotFound},
		"no room for anybody": {func(_ *fixture, m *types.MsgListService) { m.Capacity = 0 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.listServiceMsg("provider")
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error { _, err := f.msgs.ListService(ctx, m); return err })
		})
	}
}

func TestUpdateServiceIsRefused(t *testing.T) {
	for name, r := range offeredFaults() {
		if name == "a retired provider" {
			continue // the deposit of a service keeps an agent; without one it may retire, as below
		}
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.updateMsg(f.listService("provider"))
			if r.world != nil {
				r.world(f)
			}
			if r.terms != nil {
				r.terms(&m.Terms)
			}
			send := func(ctx ctx) error { _, err := f.msgs.UpdateService(ctx, m); return err }
			if r.err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(r.err, send)
			}
			f.block()
		})
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgUpdateService)
		err    error
	}{
		"signed by a stranger": {func(f *fixture, m *types.MsgUpdateService) { m.Signer = f.agent("other").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgUpdateService) {
			m.Signer = f.operator("provider", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"by another provider": {func(f *fixture, m *types.MsgUpdateService) {
			m.Signer, m.Provider = f.agent("other").owner.String(), f.agent("other").addr.String()
			m.Terms.Provider = m.Provider
		}, types.ErrNotLister},
		"no service":          {func(_ *fixture, m *types.MsgUpdateService) { m.Service = "svc_0000000000000000" }, types.ErrServiceNotFound},
		"a malformed service": {func(_ *fixture, m *types.MsgUpdateService) { m.Service = "x" }, id.ErrMalformed},
		"by a retired provider": {func(f *fixture, _ *types.MsgUpdateService) {
			require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusRetired))
		}, identitytypes.ErrAgentRetired},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.updateMsg(f.listService("provider"))
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error { _, err := f.msgs.UpdateService(ctx, m); return err })
			f.block()
		})
	}
}

func TestRemoveServiceIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgRemoveService)
		err    error
	}{
		"signed by a stranger": {func(f *fixture, m *types.MsgRemoveService) { m.Signer = f.agent("other").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgRemoveService) {
			m.Signer = f.operator("provider", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"by another provider": {func(f *fixture, m *types.MsgRemoveService) {
			m.Signer, m.Provider = f.agent("other").owner.String(), f.agent("other").addr.String()
		}, types.ErrNotLister},
		"no service": {func(_ *fixture, m *types.MsgRemoveService) { m.Service = "svc_0000000000000000" }, types.ErrServiceNotFound},
		"twice": {func(f *fixture, m *types.MsgRemoveService) {
			copied := *m
			_, err := f.msgs.RemoveService(f.ctx, &copied)
			require.NoError(f.t, err)
		}, types.ErrServiceNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.removeMsg(f.listService("provider"))
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error { _, err := f.msgs.RemoveService(ctx, m); return err })
			f.block()
		})
	}
}

func TestHireIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		list   func(f *fixture, m *types.MsgListService)
		change func(f *fixture, m *types.MsgHire)
		err    error
	}{
		"as it should be":      {nil, func(*fixture, *types.MsgHire) {}, nil},
		"signed by a stranger": {nil, func(f *fixture, m *types.MsgHire) { m.Signer = f.agent("other").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without HIRE": {nil, func(f *fixture, m *types.MsgHire) {
			m.Signer = f.operator("client", identitytypes.ActionNegotiate).String()
		}, identitytypes.ErrActionNotAllowed},
		"by a paused client": {nil, func(f *fixture, _ *types.MsgHire) {
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"no service":           {nil, func(_ *fixture, m *types.MsgHire) { m.Service = "svc_0000000000000000" }, types.ErrServiceNotFound},
		"a later version":      {nil, func(_ *fixture, m *types.MsgHire) { m.Version = 2 }, types.ErrServiceChanged},
		"a lower price":        {nil, func(_ *fixture, m *types.MsgHire) { m.Price.Amount = math.NewInt(3 * unit) }, types.ErrServiceChanged},
		"a higher price":       {nil, func(_ *fixture, m *types.MsgHire) { m.Price.Amount = math.NewInt(5 * unit) }, types.ErrServiceChanged},
		"no specification":     {nil, func(_ *fixture, m *types.MsgHire) { m.Spec = agreementtypes.Spec{} }, field.ErrMissing},
		"a parent that is not": {nil, func(_ *fixture, m *types.MsgHire) { m.Parent = "agr_0000000000000000" }, agreementtypes.ErrParent},
		"no money":             {nil, func(f *fixture, _ *types.MsgHire) { f.drain("client") }, escrowtypes.ErrInsufficient},
		"a denom taken off":    {nil, func(f *fixture, _ *types.MsgHire) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
		"the provider itself": {nil, func(f *fixture, m *types.MsgHire) {
			m.Signer, m.Client = f.agent("provider").owner.String(), f.agent("provider").addr.String()
		}, types.ErrSameController},
		"an agent of its owner": {nil, func(f *fixture, m *types.MsgHire) {
			f.hand("client", f.agent("provider").owner)
			m.Signer = f.agent("client").owner.String()
		}, types.ErrSameController},
		"an operator of it": {nil, func(f *fixture, _ *types.MsgHire) { f.mandate("provider", f.agent("client").owner, nil) }, types.ErrSameController},
		"a mandate too small": {nil, func(f *fixture, m *types.MsgHire) {
			m.Signer = f.mandate("client", []byte("buyer_______________"), func(m *identitytypes.Mandate) { m.Limits[0].PerAction = math.NewInt(4*unit - 1) }).String()
		}, identitytypes.ErrAboveAction},
		"a mandate for others": {nil, func(f *fixture, m *types.MsgHire) {
			m.Signer = f.mandate("client", []byte("buyer_______________"), func(m *identitytypes.Mandate) { m.Counterparties = []string{f.agent("other").addr.String()} }).String()
		}, identitytypes.ErrCounterpartyNotAllowed},
		"a mandate for the provider": {nil, func(f *fixture, m *types.MsgHire) {
			m.Signer = f.mandate("client", []byte("buyer_______________"), func(m *identitytypes.Mandate) { m.Counterparties = []string{f.agent("provider").addr.String()} }).String()
		}, nil},
		"without what is required": {requiresKYA, func(*fixture, *types.MsgHire) {}, identitytypes.ErrRequirementUnmet},
		"with what is required":    {requiresKYA, func(f *fixture, _ *types.MsgHire) { f.attest("issuer", "client", "kya") }, nil},
		"with another's word":      {requiresKYA, func(f *fixture, _ *types.MsgHire) { f.attest("other", "client", "kya") }, identitytypes.ErrRequirementUnmet},
		"an evaluator of the client": {func(f *fixture, m *types.MsgListService) {
			m.Terms.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: f.agent("judge").addr.String(), EvalMs: hour}
		}, func(f *fixture, _ *types.MsgHire) { f.hand("judge", f.agent("client").owner) }, agreementtypes.ErrEvaluator},
		"an evaluator that is the client": {func(f *fixture, m *types.MsgListService) {
			m.Terms.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: f.agent("client").addr.String(), EvalMs: hour}
		}, func(*fixture, *types.MsgHire) {}, agreementtypes.ErrEvaluator},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.agent("client")
			l := f.listServiceMsg("provider")
			if tc.list != nil {
				tc.list(f, l)
			}
			m := f.hireMsg("client", f.listed(l))
			tc.change(f, m)
			send := func(ctx ctx) error { _, err := f.msgs.Hire(ctx, m); return err }
			if tc.err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(tc.err, send)
			}
			f.block()
		})
	}
}

func requiresKYA(f *fixture, m *types.MsgListService) {
	m.Requirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{f.agent("issuer").addr.String()}}}
}
