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
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// roundRow is a fault that a first offer and a counter-offer have in common: world changes the state, terms and expires
// the message.
type roundRow struct {
	world   func(f *fixture)
	terms   func(t *agreementtypes.Terms)
	expires func(now uint64) uint64
	err     error
}

// roundFaults are those of a round by the client.
func roundFaults() map[string]roundRow {
	terms := func(err error, change func(t *agreementtypes.Terms)) roundRow {
		return roundRow{terms: change, err: err}
	}
	world := func(err error, change func(f *fixture)) roundRow { return roundRow{world: change, err: err} }
	expires := func(err error, in func(now uint64) uint64) roundRow { return roundRow{expires: in, err: err} }
	return map[string]roundRow{
		"no title":               terms(field.ErrMissing, func(t *agreementtypes.Terms) { t.Title = "" }),
		"a parent that is not":   terms(agreementtypes.ErrParent, func(t *agreementtypes.Terms) { t.Parent = "agr_0000000000000000" }),
		"a delivery too fast":    terms(agreementtypes.ErrClock, func(t *agreementtypes.Terms) { t.Milestones[0].DeliveryMs = 999 }),
		"a review too long":      terms(agreementtypes.ErrClock, func(t *agreementtypes.Terms) { t.ReviewMs = 31 * day }),
		"another denom":          terms(escrowtypes.ErrDenomNotAccepted, func(t *agreementtypes.Terms) { t.Price.Denom = "atom" }),
		"a price beyond measure": terms(agreementtypes.ErrPriceRange, func(t *agreementtypes.Terms) { t.Price.Amount = math.NewInt(1e15 + 1) }),
		"a price beyond means":   terms(escrowtypes.ErrInsufficient, func(t *agreementtypes.Terms) { t.Price.Amount = math.NewInt(purse + 1) }),
		"an evaluator that is not": terms(agreementtypes.ErrEvaluator, func(t *agreementtypes.Terms) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: sdk.AccAddress(make([]byte, 32)).String(), EvalMs: hour}
		}),
		"a party as evaluator": terms(agreementtypes.ErrEvaluator, func(t *agreementtypes.Terms) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: t.Provider, EvalMs: hour}
		}),
		"instant with rework":                      terms(agreementtypes.ErrInstant, func(t *agreementtypes.Terms) { t.Instant, t.ReworkRounds = true, 1 }),
		"instant without enough pledge":            terms(agreementtypes.ErrInstant, func(t *agreementtypes.Terms) { t.Instant = true }),
		"an expiry in the past":                    expires(types.ErrExpiry, func(now uint64) uint64 { return now - 1 }),
		"an expiry too soon":                       expires(types.ErrExpiry, func(now uint64) uint64 { return now + 19_999 }),
		"an expiry too late":                       expires(types.ErrExpiry, func(now uint64) uint64 { return now + 30*day + 1 }),
		"no expiry":                                expires(field.ErrRange, func(uint64) uint64 { return 0 }),
		"an expiry beyond all":                     expires(types.ErrExpiry, func(uint64) uint64 { return ^uint64(0) }),
		"the soonest expiry":                       expires(nil, func(now uint64) uint64 { return now + 20_000 }),
		"the latest expiry":                        expires(nil, func(now uint64) uint64 { return now + 30*day }),
		"a paused other side":                      world(identitytypes.ErrAgentPaused, func(f *fixture) { require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusPaused)) }),
		"a paused maker":                           world(identitytypes.ErrAgentPaused, func(f *fixture) { require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused)) }),
		"one owner":                                world(types.ErrSameController, func(f *fixture) { f.hand("provider", f.agent("client").owner) }),
		"an operator's agent":                      world(types.ErrSameController, func(f *fixture) { f.mandate("provider", f.agent("client").owner, nil) }),
		"the provider's owner operates the client": world(nil, func(f *fixture) { f.mandate("client", f.agent("provider").owner, nil) }),
		"a denom taken off":                        world(escrowtypes.ErrDenomNotAccepted, func(f *fixture) { f.dropDenom() }),
		"no money":                                 world(escrowtypes.ErrInsufficient, func(f *fixture) { f.drain("client") }),
		"below the least hold": world(escrowtypes.ErrBelowMinHold, func(f *fixture) {
			f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = math.NewInt(4*unit + 1) })
		}),
	}
}

func TestMakeOfferIsRefused(t *testing.T) {
	run := func(name string, err error, build func(f *fixture) *types.MsgMakeOffer) {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.agent("client")
			f.agent("provider")
			m := build(f)
			send := func(ctx ctx) error { _, err := f.msgs.MakeOffer(ctx, m); return err }
			if err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(err, send)
			}
			f.block()
		})
	}
	for name, r := range roundFaults() {
		run(name, r.err, func(f *fixture) *types.MsgMakeOffer {
			m := f.makeMsg("client", f.page("client", "provider"))
			if r.world != nil {
				r.world(f)
				m.Signer = f.agents["client"].owner.String()
			}
			if r.terms != nil {
				r.terms(&m.Terms)
			}
			if r.expires != nil {
				m.ExpiresMs = r.expires(f.now())
			}
			return m
		})
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgMakeOffer)
		err    error
	}{
		"by a stranger to the terms": {func(f *fixture, m *types.MsgMakeOffer) {
			m.Signer, m.Maker = f.agent("other").owner.String(), f.agent("other").addr.String()
		}, types.ErrNotParty},
		"signed by nobody of the agent": {func(f *fixture, m *types.MsgMakeOffer) { m.Signer = f.agent("provider").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgMakeOffer) {
			m.Signer = f.operator("client", identitytypes.ActionHire).String()
		}, identitytypes.ErrActionNotAllowed},
		"for no agent": {func(f *fixture, m *types.MsgMakeOffer) { m.Maker = f.agent("client").owner.String() }, identitytypes.ErrAgentNotFound},
		"to no agent":  {func(f *fixture, m *types.MsgMakeOffer) { m.Terms.Provider = f.agent("client").owner.String() }, identitytypes.ErrAgentNotFound},
		"to itself":    {func(f *fixture, m *types.MsgMakeOffer) { m.Terms.Provider = m.Terms.Client }, agreementtypes.ErrSameParty},
		"to a retired agent": {func(f *fixture, m *types.MsgMakeOffer) {
			require.NoError(f.t, f.setStatus("provider", identitytypes.AgentStatusRetired))
		}, identitytypes.ErrAgentRetired},
		"with a mandate that is too small": {func(f *fixture, m *types.MsgMakeOffer) {
			m.Signer = f.mandate("client", []byte("negotiator__________"), func(m *identitytypes.Mandate) { m.Limits[0].PerAction = math.NewInt(4*unit - 1) }).String()
		}, identitytypes.ErrAboveAction},
		"about anything": {func(f *fixture, m *types.MsgMakeOffer) { m.About = "x" }, id.ErrMalformed},
		"too many open": {func(f *fixture, m *types.MsgMakeOffer) {
			f.setParams(func(p *types.Params) { p.MaxOffers = 2 })
			f.make("client", f.page("client", "provider"))
			f.make("client", f.page("client", "other"))
		}, types.ErrTooManyOffers},
		"strangers fill only their own room": {func(f *fixture, m *types.MsgMakeOffer) {
			f.setParams(func(p *types.Params) { p.MaxOffers = 1 })
			f.make("provider", f.page("client", "provider"))
			f.make("other", f.page("client", "other"))
		}, nil},
	} {
		run(name, tc.err, func(f *fixture) *types.MsgMakeOffer {
			m := f.makeMsg("client", f.page("client", "provider"))
			tc.change(f, m)
			return m
		})
	}
	for name, tc := range map[string]struct {
		terms func(t *agreementtypes.Terms)
		world func(f *fixture)
		err   error
	}{
		"a provider without cover": {func(t *agreementtypes.Terms) { t.Pledge = math.ZeroInt() }, nil, reputationtypes.ErrCapitalShort},
		"a pledge above all":       {func(t *agreementtypes.Terms) { t.Pledge = math.NewInt(4*unit + 1) }, nil, agreementtypes.ErrPledgeTooHigh},
		"a provider without money": {nil, func(f *fixture) { f.drain("provider") }, escrowtypes.ErrInsufficient},
		"a provider with no room":  {nil, func(f *fixture) { f.engageFully("provider") }, agreementtypes.ErrTooManyEngaged},
	} {
		run(name, tc.err, func(f *fixture) *types.MsgMakeOffer {
			m := f.makeMsg("provider", f.page("client", "provider"))
			if tc.terms != nil {
				tc.terms(&m.Terms)
			}
			if tc.world != nil {
				tc.world(f)
			}
			return m
		})
	}
}

func TestCounterOfferIsRefused(t *testing.T) {
	run := func(name string, err error, change func(f *fixture, m *types.MsgCounterOffer)) {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			o := f.make("provider", f.page("client", "provider"))
			m := f.counterMsg("client", o, f.page("client", "provider", priced(4*unit)))
			change(f, m)
			send := func(ctx ctx) error { _, err := f.msgs.CounterOffer(ctx, m); return err }
			if err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(err, send)
			}
			f.block()
		})
	}
	for name, r := range roundFaults() {
		if name == "another denom" {
			r.err = types.ErrTerms // told first
		}
		run(name, r.err, func(f *fixture, m *types.MsgCounterOffer) {
			if r.world != nil {
				r.world(f)
				m.Signer = f.agents["client"].owner.String()
			}
			if r.terms != nil {
				r.terms(&m.Terms)
			}
			if r.expires != nil {
				m.ExpiresMs = r.expires(f.now())
			}
		})
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgCounterOffer)
		err    error
	}{
		"by a stranger": {func(f *fixture, m *types.MsgCounterOffer) {
			m.Signer, m.Maker = f.agent("other").owner.String(), f.agent("other").addr.String()
		}, types.ErrNotParty},
		"by the maker of the last round": {func(f *fixture, m *types.MsgCounterOffer) {
			m.Signer, m.Maker = f.agent("provider").owner.String(), f.agent("provider").addr.String()
		}, types.ErrNotYourTurn},
		"signed by nobody of the agent": {func(f *fixture, m *types.MsgCounterOffer) { m.Signer = f.agent("provider").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgCounterOffer) {
			m.Signer = f.operator("client", identitytypes.ActionHire).String()
		}, identitytypes.ErrActionNotAllowed},
		"no negotiation":          {func(_ *fixture, m *types.MsgCounterOffer) { m.Offer = "ofr_0000000000000000" }, types.ErrOfferNotFound},
		"a malformed negotiation": {func(_ *fixture, m *types.MsgCounterOffer) { m.Offer = "x" }, id.ErrMalformed},
		"a round that was not":    {func(_ *fixture, m *types.MsgCounterOffer) { m.Answers = make([]byte, 32) }, types.ErrRoundChanged},
		"another client":          {func(f *fixture, m *types.MsgCounterOffer) { m.Terms.Client = f.agent("other").addr.String() }, types.ErrTerms},
		"another provider":        {func(f *fixture, m *types.MsgCounterOffer) { m.Terms.Provider = f.agent("other").addr.String() }, types.ErrTerms},
		"the parties exchanged": {func(_ *fixture, m *types.MsgCounterOffer) {
			m.Terms.Client, m.Terms.Provider = m.Terms.Provider, m.Terms.Client
		}, types.ErrTerms},
		"at the moment of expiry, its deadline waits": {func(f *fixture, m *types.MsgCounterOffer) {
			f.setNow(f.now() + hour)
			m.ExpiresMs = f.now() + hour
		}, types.ErrOfferClosed},
		"after a rejection": {func(f *fixture, m *types.MsgCounterOffer) { f.reject("client", f.offer(m.Offer)) }, types.ErrOfferClosed},
		"after the expiry":  {func(f *fixture, m *types.MsgCounterOffer) { f.pass(hour); m.ExpiresMs = f.now() + hour }, types.ErrOfferClosed},
	} {
		run(name, tc.err, tc.change)
	}
}

func TestAcceptOfferIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		maker  string
		change func(f *fixture, m *types.MsgAcceptOffer)
		err    error
	}{
		"as it should be": {"client", func(*fixture, *types.MsgAcceptOffer) {}, nil},
		"by a stranger": {"client", func(f *fixture, m *types.MsgAcceptOffer) {
			m.Signer, m.Agent = f.agent("other").owner.String(), f.agent("other").addr.String()
		}, types.ErrNotParty},
		"by its maker": {"client", func(f *fixture, m *types.MsgAcceptOffer) {
			m.Signer, m.Agent = f.agent("client").owner.String(), f.agent("client").addr.String()
		}, types.ErrNotYourTurn},
		"signed by the maker's owner": {"client", func(f *fixture, m *types.MsgAcceptOffer) { m.Signer = f.agent("client").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {"client", func(f *fixture, m *types.MsgAcceptOffer) {
			m.Signer = f.operator("provider", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"no negotiation":                   {"client", func(_ *fixture, m *types.MsgAcceptOffer) { m.Offer = "ofr_0000000000000000" }, types.ErrOfferNotFound},
		"another hash":                     {"client", func(_ *fixture, m *types.MsgAcceptOffer) { m.Accepts = make([]byte, 32) }, types.ErrRoundChanged},
		"at the moment of expiry":          {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.setNow(f.now() + hour) }, types.ErrOfferClosed},
		"a moment before":                  {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.setNow(f.now() + hour - 1) }, nil},
		"accepted already":                 {"client", func(f *fixture, m *types.MsgAcceptOffer) { f.agree("provider", f.offer(m.Offer)) }, types.ErrOfferClosed},
		"rejected already":                 {"client", func(f *fixture, m *types.MsgAcceptOffer) { f.reject("provider", f.offer(m.Offer)) }, types.ErrOfferClosed},
		"pruned":                           {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.pass(hour); f.pass(3 * day) }, types.ErrOfferNotFound},
		"a provider without money":         {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.drain("provider") }, escrowtypes.ErrInsufficient},
		"a client without money":           {"provider", func(f *fixture, _ *types.MsgAcceptOffer) { f.drain("client") }, escrowtypes.ErrInsufficient},
		"a provider with no room":          {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.engageFully("provider") }, agreementtypes.ErrTooManyEngaged},
		"a denom taken off":                {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
		"a denom taken off, the other way": {"provider", func(f *fixture, _ *types.MsgAcceptOffer) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
		"a mandate that is too small": {"client", func(f *fixture, m *types.MsgAcceptOffer) {
			m.Signer = f.mandate("provider", []byte("negotiator__________"), func(m *identitytypes.Mandate) { m.Limits[0].PerAction = math.NewInt(4*unit - 1) }).String()
		}, identitytypes.ErrAboveAction},
		"a mandate for others": {"provider", func(f *fixture, m *types.MsgAcceptOffer) {
			m.Signer = f.mandate("client", []byte("negotiator__________"), func(m *identitytypes.Mandate) { m.Counterparties = []string{f.agent("other").addr.String()} }).String()
		}, identitytypes.ErrCounterpartyNotAllowed},
		"the client's owner took the provider over": {"client", func(f *fixture, m *types.MsgAcceptOffer) {
			f.hand("provider", f.agent("client").owner)
			m.Signer = f.agent("provider").owner.String()
		}, types.ErrSameController},
		"the client's owner took the maker over":   {"provider", func(f *fixture, _ *types.MsgAcceptOffer) { f.hand("provider", f.agent("client").owner) }, types.ErrSameController},
		"the client's owner operates the acceptor": {"client", func(f *fixture, _ *types.MsgAcceptOffer) { f.mandate("provider", f.agent("client").owner, nil) }, types.ErrSameController},
		// what a provider declares does not take its own offer back
		"the client's owner operates the maker": {"provider", func(f *fixture, _ *types.MsgAcceptOffer) { f.mandate("provider", f.agent("client").owner, nil) }, nil},
		"a delivery that is not allowed any more": {"client", func(f *fixture, _ *types.MsgAcceptOffer) {
			f.setAgreement(func(p *agreementtypes.Params) { p.MaxDeliveryMs = 29 * minute })
		}, agreementtypes.ErrClock},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			o := f.make(tc.maker, f.page("client", "provider"))
			m := f.acceptMsg(map[string]string{"client": "provider", "provider": "client"}[tc.maker], o)
			tc.change(f, m)
			send := func(ctx ctx) error { _, err := f.msgs.AcceptOffer(ctx, m); return err }
			if tc.err == nil {
				require.NoError(t, send(f.ctx))
			} else {
				f.refused(tc.err, send)
			}
			f.block()
		})
	}
}

// A provider that locked capital only can retire while its offer stands; it cannot be bound any more.
func TestAMakerThatRetiredCannotBeBound(t *testing.T) {
	f := newFixture(t)
	f.capital("provider", 4*unit)
	o := f.make("provider", f.page("client", "provider", func(t *agreementtypes.Terms) { t.Pledge = math.ZeroInt() }))
	require.Zero(t, f.held("provider"))
	require.NoError(t, f.setStatus("provider", identitytypes.AgentStatusRetired))
	f.refused(identitytypes.ErrAgentRetired, func(ctx ctx) error {
		_, err := f.msgs.AcceptOffer(ctx, f.acceptMsg("client", o))
		return err
	})
	f.pass(hour)
	require.Zero(t, f.covers(), "its capital is free again")
}

func TestRejectOfferIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgRejectOffer)
		err    error
	}{
		"by a stranger": {func(f *fixture, m *types.MsgRejectOffer) {
			m.Signer, m.Agent = f.agent("other").owner.String(), f.agent("other").addr.String()
		}, types.ErrNotParty},
		"by its maker": {func(f *fixture, m *types.MsgRejectOffer) {
			m.Signer, m.Agent = f.agent("client").owner.String(), f.agent("client").addr.String()
		}, types.ErrNotYourTurn},
		"signed by nobody of the agent": {func(f *fixture, m *types.MsgRejectOffer) { m.Signer = f.agent("client").owner.String() }, identitytypes.ErrNotAuthorized},
		"signed without NEGOTIATE": {func(f *fixture, m *types.MsgRejectOffer) {
			m.Signer = f.operator("provider", identitytypes.ActionBid).String()
		}, identitytypes.ErrActionNotAllowed},
		"no negotiation":          {func(_ *fixture, m *types.MsgRejectOffer) { m.Offer = "ofr_0000000000000000" }, types.ErrOfferNotFound},
		"without a reason":        {func(_ *fixture, m *types.MsgRejectOffer) { m.Reason = 0 }, field.ErrRange},
		"twice":                   {func(f *fixture, m *types.MsgRejectOffer) { f.reject("provider", f.offer(m.Offer)) }, types.ErrOfferClosed},
		"after an acceptance":     {func(f *fixture, m *types.MsgRejectOffer) { f.agree("provider", f.offer(m.Offer)) }, types.ErrOfferClosed},
		"at the moment of expiry": {func(f *fixture, _ *types.MsgRejectOffer) { f.setNow(f.now() + hour) }, types.ErrOfferClosed},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.rejectMsg("provider", f.make("client", f.page("client", "provider")))
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error { _, err := f.msgs.RejectOffer(ctx, m); return err })
			f.block()
		})
	}
}
