package badinput

import (
	sdkmath "cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/market/negotiation"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// engaged lets p3 have one agreement at a time, and has it bind itself.
func (s *scene) engaged() {
	s.t.Helper()
	s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
	s.do(s.place(s.p3, s.hourly(openJob), unit))
}

// harder has a concession take less of a pledge, so that an instant payment needs more of it.
func (s *scene) harder() {
	s.t.Helper()
	m := s.reputationParams()
	m.Params.ConcedeBps -= 100
	m.Params.SigmaBps += 1_000
	m.Params.SigmaInstantBps += 1_000
	s.do(m)
}

func instantTerms(t *agreementtypes.Terms) { t.Instant, t.Pledge = true, instantPledge }

func refusedMakeOffer() rows[*types.MsgMakeOffer] {
	type msg = *types.MsgMakeOffer
	return join(dealings(client, func(m msg) *string { return &m.Signer }), rows[msg]{
		"by a provider with too many agreements": {func(s *scene, m msg) {
			s.engaged()
			m.Maker, m.Signer = s.p3.String(), s.p3.Owner.String()
		}, agreementtypes.ErrTooManyEngaged, ""},
	})
}

func refusedCounterOffer() rows[*types.MsgCounterOffer] {
	type msg = *types.MsgCounterOffer
	signer, maker := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Maker }
	provider := func(s *scene, m msg) {
		made := s.offered(s.makeOffer())
		m.Signer, m.Maker, m.Offer, m.Answers = s.p3.Owner.String(), s.p3.String(), made.Offer, made.Hash
	}
	return join(dealings(client, signer), crowded[msg](), revalued[msg](), retirees(signer, maker),
		when("by the provider", provider, rows[msg]{
			"with too many agreements": {func(s *scene, _ msg) { // the offer that the valid message answers is one
				s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
			}, agreementtypes.ErrTooManyEngaged, ""},
			"without cover":  only(func(m msg) { m.Terms.Pledge = sdkmath.ZeroInt() }, reputationtypes.ErrCapitalShort, ""),
			"above its loss": only(func(m msg) { m.Terms.Pledge = m.Terms.Loss.AddRaw(1) }, agreementtypes.ErrPledgeTooHigh, "pledge"),
		}),
		rows[msg]{
			"after all the rounds": {func(s *scene, m msg) {
				other := *m
				other.Signer, other.Maker = s.p3.Owner.String(), s.p3.String()
				for round := 2; round <= negotiation.MaxRounds; round++ {
					next := copied(m)
					if round%2 == 1 {
						next.Signer, next.Maker = other.Signer, other.Maker
					}
					var made types.MsgCounterOfferResponse
					s.respond(next, &made)
					m.Answers = made.Hash
				}
				if negotiation.MaxRounds%2 == 0 {
					m.Signer, m.Maker = other.Signer, other.Maker
				}
			}, types.ErrTooManyRounds, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
		})
}

func refusedAcceptOffer() rows[*types.MsgAcceptOffer] {
	type msg = *types.MsgAcceptOffer
	signer := func(m msg) *string { return &m.Signer }
	// offers is the acceptance of terms that were offered otherwise, after something has happened.
	offers := func(change func(*scene, *agreementtypes.Terms), since func(*scene), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			first := s.makeOffer()
			change(s, &first.Terms)
			made := s.offered(first)
			m.Offer, m.Accepts = made.Offer, made.Hash
			if since != nil {
				since(s)
			}
		}, want, ""}
	}
	return join(dealings(p3, signer), crowded[msg](), revalued[msg](), reclocked[msg](),
		retirees(signer, func(m msg) *string { return &m.Agent }), rows[msg]{
			"of a pledge above its loss": offers(func(_ *scene, t *agreementtypes.Terms) { t.Pledge = t.Loss.AddRaw(1) }, nil, agreementtypes.ErrPledgeTooHigh),
			"of no pledge":               offers(func(_ *scene, t *agreementtypes.Terms) { t.Pledge = sdkmath.ZeroInt() }, nil, reputationtypes.ErrCapitalShort),
			"of a parent that ended since": offers(func(s *scene, t *agreementtypes.Terms) { t.Parent = s.working },
				func(s *scene) { s.do(s.terminate()) }, agreementtypes.ErrParent),
			"of an evaluator that the client bought since": offers(func(s *scene, t *agreementtypes.Terms) { t.Verification = judge(s.p2.String()) },
				func(s *scene) { s.hand(s.p2, s.client.Owner.String()) }, agreementtypes.ErrEvaluator),
			"of a panel that got dear": offers(func(_ *scene, t *agreementtypes.Terms) { t.Verification = panel() }, (*scene).dear, agreementtypes.ErrPanel),
			"of a last judge of what judges are worth since": offers(func(s *scene, t *agreementtypes.Terms) {
				s.dear()
				t.Verification = last(s.p2.String())
			}, (*scene).cheap, agreementtypes.ErrFinal),
			"paid at once, too little pledge since": offers(func(_ *scene, t *agreementtypes.Terms) { instantTerms(t) }, (*scene).harder, agreementtypes.ErrInstant),
		})
}

func refusedListService() rows[*types.MsgListService] {
	type msg = *types.MsgListService
	signer, provider := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }
	long := func(s *scene, m msg) { s.storing(); m.Terms.Criteria = longCriteria() }
	return join(retirees(signer, provider, func(m msg) *string { return &m.Terms.Provider }),
		when("much to store", long, join(tight(p3, signer), undecided(p3, signer), crowded[msg]())))
}

func refusedUpdateService() rows[*types.MsgUpdateService] {
	type msg = *types.MsgUpdateService
	signer, provider := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }
	long := func(s *scene, m msg) { s.storing(); m.Terms.Criteria = longCriteria() }
	return join(retirees(signer, provider, func(m msg) *string { return &m.Terms.Provider }),
		when("much to store", long, join(tight(p3, signer), undecided(p3, signer), crowded[msg]())))
}

// storing makes storage dear.
func (s *scene) storing() {
	s.t.Helper()
	s.setMarket(func(p *types.Params) { p.StoragePrice = 1_000_000 })
}

func refusedHire() rows[*types.MsgHire] {
	type msg = *types.MsgHire
	signer := func(m msg) *string { return &m.Signer }
	lists := func(change func(*scene, *agreementtypes.Terms), since func(*scene, msg), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			l := s.listService()
			change(s, &l.Terms)
			m.Service = s.listed(l)
			if since != nil {
				since(s, m)
			}
		}, want, ""}
	}
	return join(dealings(client, signer), crowded[msg](), revalued[msg](), reclocked[msg](),
		retirees(signer, func(m msg) *string { return &m.Client }), rows[msg]{
			"a pledge above the loss": lists(func(_ *scene, t *agreementtypes.Terms) { t.Pledge = t.Loss.AddRaw(1) }, nil, agreementtypes.ErrPledgeTooHigh),
			"by its evaluator": lists(func(s *scene, t *agreementtypes.Terms) { t.Verification = judge(s.p2.String()) },
				func(s *scene, m msg) { m.Signer, m.Client = s.p2.Owner.String(), s.p2.String() }, agreementtypes.ErrEvaluator),
			"a panel that got dear": lists(func(_ *scene, t *agreementtypes.Terms) { t.Verification = panel() },
				func(s *scene, _ msg) { s.dear() }, agreementtypes.ErrPanel),
			"a last judge of what judges are worth since": lists(func(s *scene, t *agreementtypes.Terms) {
				s.dear()
				t.Verification = last(s.p2.String())
			}, func(s *scene, _ msg) { s.cheap() }, agreementtypes.ErrFinal),
			"paid at once, too little pledge since": lists(func(_ *scene, t *agreementtypes.Terms) { instantTerms(t) },
				func(s *scene, _ msg) { s.harder() }, agreementtypes.ErrInstant),
		})
}

func refusedHireQuoted() rows[*types.MsgHireQuoted] {
	type msg = *types.MsgHireQuoted
	signer := func(m msg) *string { return &m.Signer }
	quotes := func(change func(*scene, *agreementtypes.Terms), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			change(s, &m.Terms)
			m.Quote = s.signQuote(quoter, s.ctx.ChainID(), m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		}, want, ""}
	}
	return join(dealings(client, signer), crowded[msg](), revalued[msg](),
		retirees(signer, func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Terms.Client }), rows[msg]{
			"quoted below a parent that has ended": quotes(func(s *scene, t *agreementtypes.Terms) { t.Parent = s.completed }, agreementtypes.ErrParent),
			"quoted with the client's evaluator":   quotes(func(s *scene, t *agreementtypes.Terms) { t.Verification = judge(s.sibling.String()) }, agreementtypes.ErrEvaluator),
			"quoted with a panel too dear":         quotes(func(_ *scene, t *agreementtypes.Terms) { t.Verification = panel(); t.Verification.FeeBps = 1 }, agreementtypes.ErrPanel),
			"quoted with a last judge of much":     quotes(func(s *scene, t *agreementtypes.Terms) { t.Verification = last(s.p2.String()) }, agreementtypes.ErrFinal),
			"quoted at once, too little pledge":    quotes(func(_ *scene, t *agreementtypes.Terms) { t.Instant = true }, agreementtypes.ErrInstant),
			"quoted with a pledge above the loss":  quotes(func(_ *scene, t *agreementtypes.Terms) { t.Pledge = t.Loss.AddRaw(1) }, agreementtypes.ErrPledgeTooHigh),
			"quoted without a pledge":              quotes(func(_ *scene, t *agreementtypes.Terms) { t.Pledge = sdkmath.ZeroInt() }, reputationtypes.ErrCapitalShort),
			"provider with too many agreements":    {func(s *scene, _ msg) { s.engaged() }, agreementtypes.ErrTooManyEngaged, ""},
		})
}
