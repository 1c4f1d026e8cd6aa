package badinput

import (
	"math"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// listService lists a page of p3, for clients that p2 knows.
func (s *scene) listService() *types.MsgListService {
	terms := s.terms()
	terms.Client = ""
	return &types.MsgListService{Signer: s.p3.Owner.String(), Provider: s.p3.String(), Terms: terms, Capacity: 1}
}

// required are requirements that an attestation of p2 meets.
func (s *scene) required(n int) []identitytypes.Requirement {
	all := make([]identitytypes.Requirement, n)
	for i := range all {
		all[i] = identitytypes.Requirement{Schema: "kya:" + string(rune('a'+i)), Issuers: []string{s.p2.String()}}
	}
	return all
}

// listed lists a service as the past of a case.
func (s *scene) listed(m *types.MsgListService) string {
	s.t.Helper()
	var listed types.MsgListServiceResponse
	s.respond(m, &listed)
	return listed.Service
}

func (s *scene) updateService() *types.MsgUpdateService {
	m := s.listService()
	return &types.MsgUpdateService{
		Signer: m.Signer, Provider: m.Provider, Service: s.listed(m), Terms: m.Terms, Capacity: 2, Active: true,
	}
}

func (s *scene) removeService() *types.MsgRemoveService {
	m := s.listService()
	return &types.MsgRemoveService{Signer: m.Signer, Provider: m.Provider, Service: s.listed(m)}
}

func (s *scene) hireService() *types.MsgHire {
	return &types.MsgHire{
		Signer: s.client.Operator.String(), Client: s.client.String(), Service: s.listed(s.listService()), Version: 1, Price: coin(5 * unit),
		Spec: agreementtypes.Spec{Uri: "ipfs://page", Sha256: hash("page"), Bytes: 3},
	}
}

func serviceCases(t *testing.T, w *world) {
	listServiceCases(t, w)
	updateServiceCases(t, w)
	removeServiceCases(t, w)
	hireCases(t, w)
}

// templates are the rows of terms that must not name their client.
func templates[M sdk.Msg](at func(M) *agreementtypes.Terms) rows[M] {
	is := func(change func(*scene, *agreementtypes.Terms), want error, names string) row[M] {
		return row[M]{func(s *scene, m M) { change(s, at(m)) }, want, names}
	}
	provider := func(m M) *string { return &at(m).Provider }
	return join(addresses("terms.provider", provider), upper("terms.provider", provider), rows[M]{
		"terms absent":           is(func(_ *scene, t *agreementtypes.Terms) { *t = agreementtypes.Terms{} }, field.ErrMissing, "terms.provider"),
		"terms with a client":    is(func(s *scene, t *agreementtypes.Terms) { t.Client = s.client.String() }, types.ErrTemplate, "terms.client"),
		"terms with some client": is(func(_ *scene, t *agreementtypes.Terms) { t.Client = "anybody" }, types.ErrTemplate, "terms.client"),
		"terms with a parent":    is(func(s *scene, t *agreementtypes.Terms) { t.Parent = s.working }, types.ErrTemplate, "terms.parent"),
		"terms of another":       is(func(s *scene, t *agreementtypes.Terms) { t.Provider = s.p2.String() }, types.ErrNotParty, "terms.provider"),
		"terms of another denom": is(func(_ *scene, t *agreementtypes.Terms) { t.Price.Denom = "atom" }, escrowtypes.ErrDenomNotAccepted, "atom"),
		"terms judged by oneself": is(func(s *scene, t *agreementtypes.Terms) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: s.p3.String(), EvalMs: hour}
		}, agreementtypes.ErrEvaluator, "evaluator"),
		"a price worth nothing": is(func(s *scene, t *agreementtypes.Terms) {
			s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1e18 })
			t.Price.Amount = sdkmath.OneInt()
		}, agreementtypes.ErrPriceRange, "price"),
	})
}

// requirements are the rows of a list of requirements.
func requirements[M sdk.Msg](at func(M) *[]identitytypes.Requirement) rows[M] {
	is := func(n int, change func([]identitytypes.Requirement), want error) row[M] {
		return row[M]{func(s *scene, m M) {
			list := s.required(n)
			if change != nil {
				change(list)
			}
			*at(m) = list
		}, want, "requirements"}
	}
	return rows[M]{
		"8 requirements":                is(8, nil, nil),
		"9 requirements":                is(9, nil, field.ErrTooMany),
		"10000 requirements":            {func(_ *scene, m M) { *at(m) = make([]identitytypes.Requirement, 10_000) }, field.ErrTooMany, "requirements"},
		"a requirement unset":           is(1, func(l []identitytypes.Requirement) { l[0] = identitytypes.Requirement{} }, field.ErrMissing),
		"a requirement twice":           is(2, func(l []identitytypes.Requirement) { l[1] = l[0] }, field.ErrDuplicate),
		"a requirement of no issuer":    is(1, func(l []identitytypes.Requirement) { l[0].Issuers = nil }, field.ErrMissing),
		"a requirement of nine":         is(1, func(l []identitytypes.Requirement) { l[0].Issuers = make([]string, 9) }, field.ErrTooMany),
		"a requirement of a bad issuer": is(1, func(l []identitytypes.Requirement) { l[0].Issuers[0] = "alice" }, field.ErrAddress),
	}
}

func listServiceCases(t *testing.T, w *world) {
	type msg = *types.MsgListService
	at, signer, terms := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Signer }, func(m msg) *agreementtypes.Terms { return &m.Terms }
	run(t, w, "market.ListService", (*scene).listService,
		actors(p3, identitytypes.ActionNegotiate, signer),
		addresses("provider", at), upper("provider", at), listers(at, terms),
		workTerms(terms), templates(terms), requirements(func(m msg) *[]identitytypes.Requirement { return &m.Requirements }),
		numbers("capacity", 1, 64, math.MaxUint32, func(m msg, v uint64) { m.Capacity = uint32(v) }),
		rows[msg]{
			"twice":             {func(s *scene, _ msg) { s.listed(s.listService()) }, nil, ""},
			"the most capacity": only(func(m msg) { m.Capacity = 64 }, nil, ""),
			"by a paused agent": {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"without any money": {func(s *scene, _ msg) { s.drain(s.p3) }, nil, ""},
			"too many services": {func(s *scene, _ msg) {
				s.setMarket(func(p *types.Params) { p.MaxServices = 1 })
				s.listed(s.listService())
			}, types.ErrTooManyServices, ""},
			"no money for the storage": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.StoragePrice = 1_000_000 })
				m.Terms.Criteria = longCriteria()
				s.drain(s.p3)
			}, escrowtypes.ErrInsufficient, ""},
			"storage beyond the mandate": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.StoragePrice = 1_000_000 })
				m.Terms.Criteria = longCriteria()
				m.Signer = s.mandate(s.p3, limits(unit, unit, unit))
			}, identitytypes.ErrAboveAction, ""},
		})
}

// longCriteria make a record longer than what is free.
func longCriteria() []agreementtypes.Criterion {
	all := criteria(16)
	for i := range all {
		all[i].Text = "complete, in the tone of the original, with all footnotes, names as they are, and no word left out"
	}
	return all
}

// listers are the rows of a provider that is no agent; the terms name the same.
func listers[M sdk.Msg](at func(M) *string, terms func(M) *agreementtypes.Terms) rows[M] {
	all := rows[M]{}
	for label, r := range notAgents(at) {
		all[label] = row[M]{func(s *scene, m M) { r.do(s, m); terms(m).Provider = *at(m) }, r.want, r.names}
	}
	return all
}

func updateServiceCases(t *testing.T, w *world) {
	type msg = *types.MsgUpdateService
	at, signer, terms := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Signer }, func(m msg) *agreementtypes.Terms { return &m.Terms }
	run(t, w, "market.UpdateService", (*scene).updateService,
		actors(p3, identitytypes.ActionNegotiate, signer),
		addresses("provider", at), upper("provider", at), listers(at, terms),
		ids("service", "svc", "ofr", types.ErrServiceNotFound, func(m msg) *string { return &m.Service }),
		workTerms(terms), templates(terms), requirements(func(m msg) *[]identitytypes.Requirement { return &m.Requirements }),
		numbers("capacity", 1, 64, math.MaxUint32, func(m msg, v uint64) { m.Capacity = uint32(v) }),
		rows[msg]{
			"by another provider": {func(s *scene, m msg) {
				m.Signer, m.Provider = s.p2.Owner.String(), s.p2.String()
				m.Terms.Provider = m.Provider
			}, types.ErrNotLister, ""},
			"nothing changed": only(func(m msg) { m.Capacity = 1 }, nil, ""),
			"switched off":    only(func(m msg) { m.Active = false }, nil, ""),
			"twice":           {func(s *scene, m msg) { again := *m; s.do(&again) }, nil, ""},
			"removed meanwhile": {func(s *scene, m msg) {
				s.do(&types.MsgRemoveService{Signer: m.Signer, Provider: m.Provider, Service: m.Service})
			}, types.ErrServiceNotFound, ""},
			"by a paused agent":   {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"by its owner before": {func(s *scene, _ msg) { s.hand(s.p3, s.stranger.String()) }, identitytypes.ErrNotAuthorized, ""},
			"no money for the storage": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.StoragePrice = 1_000_000 })
				m.Terms.Criteria = longCriteria()
				s.drain(s.p3)
			}, escrowtypes.ErrInsufficient, ""},
		})
}

func removeServiceCases(t *testing.T, w *world) {
	type msg = *types.MsgRemoveService
	at, signer := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Signer }
	run(t, w, "market.RemoveService", (*scene).removeService,
		actors(p3, identitytypes.ActionNegotiate, signer),
		addresses("provider", at), upper("provider", at), notAgents(at),
		ids("service", "svc", "job", types.ErrServiceNotFound, func(m msg) *string { return &m.Service }),
		rows[msg]{
			"by another provider": {func(s *scene, m msg) { m.Signer, m.Provider = s.p2.Owner.String(), s.p2.String() }, types.ErrNotLister, ""},
			"twice":               {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrServiceNotFound, ""},
			"by a paused agent":   {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, nil, ""},
		})
}

func hireCases(t *testing.T, w *world) {
	type msg = *types.MsgHire
	at, signer := func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Signer }
	// lists is a hire of a service that was listed otherwise.
	lists := func(change func(*scene, *types.MsgListService), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			l := s.listService()
			change(s, l)
			m.Service = s.listed(l)
		}, want, ""}
	}
	// by is a hire of a service listed by a key of p3 with a mandate, after something has happened.
	by := func(mandate func(*identitytypes.Mandate), before func(*scene, string), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			l := s.listService()
			l.Signer = s.mandate(s.p3, mandate)
			m.Service = s.listed(l)
			if before != nil {
				before(s, l.Signer)
			}
		}, want, ""}
	}
	changed := types.ErrServiceChanged
	run(t, w, "market.Hire", (*scene).hireService,
		actors(client, identitytypes.ActionHire, signer),
		addresses("client", at), upper("client", at), notAgents(at),
		limited(client, signer, 5*unit),
		ids("service", "svc", "job", types.ErrServiceNotFound, func(m msg) *string { return &m.Service }),
		texts("spec.uri", 512, false, func(m msg) *string { return &m.Spec.Uri }),
		hashes("spec.sha256", 32, false, func(m msg) *[]byte { return &m.Spec.Sha256 }),
		amounts("price", 1, field.ErrCoin, func(m msg, v sdkmath.Int) { m.Price.Amount = v }),
		rows[msg]{
			"spec absent":          only(func(m msg) { m.Spec = agreementtypes.Spec{} }, field.ErrMissing, "spec.uri"),
			"price absent":         only(func(m msg) { m.Price = sdk.Coin{} }, field.ErrCoin, "price"),
			"price of no denom":    only(func(m msg) { m.Price.Denom = "" }, field.ErrCoin, "price"),
			"price of a bad denom": only(func(m msg) { m.Price.Denom = "u troth" }, field.ErrCoin, "price"),
			"price of another":     only(func(m msg) { m.Price.Denom = "atom" }, changed, "now version 1 at 5000000utroth"),
			"price too low":        only(func(m msg) { m.Price.Amount = sdkmath.OneInt() }, changed, "now version 1"),
			"price too high":       only(func(m msg) { m.Price.Amount = field.MaxAmount }, changed, "now version 1"),
			"version zero":         only(func(m msg) { m.Version = 0 }, field.ErrRange, "version"),
			"version to come":      only(func(m msg) { m.Version = 2 }, changed, "now version 1"),
			"version overflowing":  only(func(m msg) { m.Version = math.MaxUint64 }, changed, "now version 1"),
			"a parent":             {func(s *scene, m msg) { m.Parent = s.working }, nil, ""},
			"a malformed parent":   only(func(m msg) { m.Parent = "x" }, id.ErrMalformed, "parent"),
			"a job as parent":      {func(s *scene, m msg) { m.Parent = s.open }, id.ErrMalformed, "parent"},
			"a parent that is not": only(func(m msg) { m.Parent = "agr_0000000000000000" }, agreementtypes.ErrParent, ""),
			"a parent of others": {func(s *scene, m msg) {
				m.Parent = s.working
				m.Client, m.Signer = s.p2.String(), s.p2.Operator.String()
			}, agreementtypes.ErrParent, ""},
			"changed meanwhile": {func(s *scene, m msg) {
				u := &types.MsgUpdateService{Signer: s.p3.Owner.String(), Provider: s.p3.String(), Service: m.Service, Terms: s.listService().Terms, Capacity: 1, Active: true}
				s.do(u)
			}, changed, "now version 2"},
			"switched off meanwhile": {func(s *scene, m msg) {
				u := &types.MsgUpdateService{Signer: s.p3.Owner.String(), Provider: s.p3.String(), Service: m.Service, Terms: s.listService().Terms, Capacity: 1}
				s.do(u)
			}, types.ErrServiceInactive, ""},
			"full":                     {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrServiceBusy, ""},
			"by the provider itself":   {func(s *scene, m msg) { m.Client, m.Signer = s.p3.String(), s.p3.Owner.String() }, types.ErrSameController, ""},
			"by an agent of its owner": {func(s *scene, m msg) { s.hand(s.client, s.p3.Owner.String()); m.Signer = s.p3.Owner.String() }, types.ErrSameController, ""},
			"by a paused client":       {func(s *scene, m msg) { m.Client, m.Signer = s.paused.String(), s.paused.Operator.String() }, identitytypes.ErrAgentPaused, ""},
			"without money":            {func(s *scene, _ msg) { s.drain(s.client) }, escrowtypes.ErrInsufficient, ""},
			"provider without money":   {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"provider paused":          {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"provider handed over":     {func(s *scene, _ msg) { s.hand(s.p3, s.stranger.String()) }, identitytypes.ErrNotAuthorized, ""},
			"requirements not met":     lists(func(s *scene, l *types.MsgListService) { l.Requirements = s.required(1) }, identitytypes.ErrRequirementUnmet),
			"cover not enough":         lists(func(_ *scene, l *types.MsgListService) { l.Terms.Pledge = sdkmath.NewInt(5*unit - 1) }, reputationtypes.ErrCapitalShort),
			"lister may do all":        by(nil, nil, nil),
			"lister revoked": by(nil, func(s *scene, key string) {
				s.do(&identitytypes.MsgRemoveOperator{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Key: key})
			}, identitytypes.ErrNotAuthorized),
			"lister above per_action":  by(limits(5*unit-1, purse, purse), nil, identitytypes.ErrAboveAction),
			"lister above per_window":  by(limits(purse, 5*unit-1, purse), nil, identitytypes.ErrAboveWindow),
			"lister above lifetime":    by(limits(purse, purse, 5*unit-1), nil, identitytypes.ErrAboveLifetime),
			"lister at all its limits": by(limits(5*unit, 5*unit, 5*unit), nil, nil),
			"lister without NEGOTIATE": by(nil, func(s *scene, key string) {
				m := wideMandate()
				m.Actions = []identitytypes.Action{identitytypes.ActionBid}
				s.do(&identitytypes.MsgUpdateMandate{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Key: key, Mandate: m})
			}, identitytypes.ErrActionNotAllowed),
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
			"too many running agreements": {func(s *scene, _ msg) {
				s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
				first := s.makeOffer()
				first.Maker, first.Signer = s.p3.String(), s.p3.Owner.String()
				s.offered(first)
			}, agreementtypes.ErrTooManyEngaged, ""},
		})
}
