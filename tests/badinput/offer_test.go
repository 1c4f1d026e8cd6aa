package badinput

import (
	"math"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// respond delivers a message that must succeed, as the past of a case, and reads its response.
func (s *scene) respond(msg sdk.Msg, response proto.Message) {
	s.t.Helper()
	res, err := s.App().MsgServiceRouter().Handler(msg)(s.ctx, msg)
	require.NoError(s.t, err, "before the case: %T", msg)
	require.NoError(s.t, proto.Unmarshal(res.MsgResponses[0].Value, response))
}

// terms of client and p3: 5 units, covered in cash.
func (s *scene) terms() agreementtypes.Terms {
	return agreementtypes.Terms{
		Client: s.client.String(), Provider: s.p3.String(), Title: "Translate a page",
		Spec:     agreementtypes.Spec{Uri: "ipfs://spec", Sha256: hash("spec"), Bytes: 8},
		Criteria: criteria(2), Skill: "writing", Price: coin(5 * unit), Loss: sdkmath.NewInt(5 * unit), Pledge: sdkmath.NewInt(5 * unit),
		Milestones: agreementtypes.SingleMilestone(hour), ReviewMs: hour,
	}
}

func (s *scene) makeOffer() *types.MsgMakeOffer {
	return &types.MsgMakeOffer{
		Signer: s.client.Owner.String(), Maker: s.client.String(), Terms: s.terms(), ExpiresMs: s.now() + hour,
		Note: types.Note{Uri: "ipfs://note", Sha256: hash("note")}, About: s.open,
	}
}

// offered opens a negotiation as the past of a case.
func (s *scene) offered(m *types.MsgMakeOffer) types.MsgMakeOfferResponse {
	s.t.Helper()
	var made types.MsgMakeOfferResponse
	s.respond(m, &made)
	return made
}

// counterOffer answers an offer of p3.
func (s *scene) counterOffer() *types.MsgCounterOffer {
	first := s.makeOffer()
	first.Signer, first.Maker = s.p3.Owner.String(), s.p3.String()
	made := s.offered(first)
	return &types.MsgCounterOffer{
		Signer: s.client.Owner.String(), Maker: s.client.String(), Offer: made.Offer, Answers: made.Hash, Terms: s.terms(), ExpiresMs: s.now() + hour,
	}
}

// acceptOffer accepts an offer of the client.
func (s *scene) acceptOffer() *types.MsgAcceptOffer {
	made := s.offered(s.makeOffer())
	return &types.MsgAcceptOffer{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Offer: made.Offer, Accepts: made.Hash}
}

func (s *scene) rejectOffer() *types.MsgRejectOffer {
	made := s.offered(s.makeOffer())
	return &types.MsgRejectOffer{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Offer: made.Offer, Reason: types.ReasonBusy}
}

func offerCases(t *testing.T, w *world) {
	makeOfferCases(t, w)
	counterOfferCases(t, w)
	acceptOfferCases(t, w)
	rejectOfferCases(t, w)
	retryOfferCases(t, w)
}

func makeOfferCases(t *testing.T, w *world) {
	type msg = *types.MsgMakeOffer
	at, signer, terms := func(m msg) *string { return &m.Maker }, func(m msg) *string { return &m.Signer }, func(m msg) *agreementtypes.Terms { return &m.Terms }
	about := func(about func(*scene) string, want error, names string) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.About = about(s) }, want, names}
	}
	is := func(s string) func(*scene) string { return func(*scene) string { return s } }
	expires := func(in func(now uint64) uint64, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.ExpiresMs = in(s.now()) }, want, "expires_ms"}
	}
	run(t, w, "market.MakeOffer", (*scene).makeOffer,
		actors(client, identitytypes.ActionNegotiate, signer),
		addresses("maker", at), upper("maker", at), notAgents(at),
		limited(client, signer, 5*unit),
		workTerms(terms), parties(terms),
		texts("note.uri", 512, true, func(m msg) *string { return &m.Note.Uri }),
		hashes("note.sha256", 32, false, func(m msg) *[]byte { return &m.Note.Sha256 }),
		rows[msg]{
			"expires_ms zero":        only(func(m msg) { m.ExpiresMs = 0 }, field.ErrRange, "expires_ms"),
			"expires_ms overflowing": expires(func(uint64) uint64 { return math.MaxUint64 }, types.ErrExpiry),
			"expires_ms now":         expires(func(now uint64) uint64 { return now }, types.ErrExpiry),
			"expires_ms long ago":    expires(func(uint64) uint64 { return 1 }, types.ErrExpiry),
			"expires_ms too soon":    expires(func(now uint64) uint64 { return now + 999 }, types.ErrExpiry),
			"expires_ms too late":    expires(func(now uint64) uint64 { return now + 30*day + 1 }, types.ErrExpiry),
			"expires_ms in seconds":  expires(func(now uint64) uint64 { return now/1_000 + 3_600 }, types.ErrExpiry),
			"expires_ms the soonest": expires(func(now uint64) uint64 { return now + second }, nil),
			"expires_ms the latest":  expires(func(now uint64) uint64 { return now + 30*day }, nil),
			"no note":                only(func(m msg) { m.Note = types.Note{} }, nil, ""),
			"about nothing":          about(is(""), nil, ""),
			"about anything":         about(is("x"), id.ErrMalformed, "about"),
			"about 10 kB":            about(is("svc_"+strings.Repeat("0", 10_000)), id.ErrMalformed, "about"),
			"about an agreement":     about(func(s *scene) string { return s.working }, id.ErrMalformed, "about"),
			"about no job":           about(is("job_0000000000000000"), types.ErrJobNotFound, ""),
			"about no service":       about(is("svc_0000000000000000"), types.ErrServiceNotFound, ""),
			"about a cancelled job":  about(func(s *scene) string { return s.cancelled }, nil, ""),
			"about another client's job": {func(s *scene, m msg) {
				m.Terms.Client = s.p2.String()
				m.Maker, m.Signer = s.p2.String(), s.p2.Owner.String()
			}, types.ErrAbout, "about"},
			"about another's service": about(func(s *scene) string {
				l := s.listService()
				l.Signer, l.Provider = s.p2.Owner.String(), s.p2.String()
				l.Terms.Provider = l.Provider
				return s.listed(l)
			}, types.ErrAbout, "about"),
			"about a service":            about(func(s *scene) string { return s.listed(s.listService()) }, nil, ""),
			"by a stranger to the terms": {func(s *scene, m msg) { m.Maker, m.Signer = s.p2.String(), s.p2.Owner.String() }, types.ErrNotParty, "maker"},
			"to a paused agent":          {func(s *scene, m msg) { m.Terms.Provider = s.paused.String() }, identitytypes.ErrAgentPaused, ""},
			"to a retired agent":         {func(s *scene, m msg) { m.Terms.Provider = s.retired.String() }, identitytypes.ErrAgentRetired, ""},
			"to nobody":                  {func(_ *scene, m msg) { m.Terms.Provider = address("nobody") }, identitytypes.ErrAgentNotFound, ""},
			"to an agent of its owner":   {func(s *scene, m msg) { m.Terms.Provider = s.sibling.String() }, types.ErrSameController, ""},
			"of a denom not accepted":    only(func(m msg) { m.Terms.Price.Denom = "atom" }, escrowtypes.ErrDenomNotAccepted, "atom"),
			"of more than there is":      only(func(m msg) { m.Terms.Price.Amount = sdkmath.NewInt(purse) }, escrowtypes.ErrInsufficient, ""),
			"of a denom it has none of":  {func(s *scene, m msg) { s.accept("atom"); m.Terms.Price.Denom = "atom" }, escrowtypes.ErrInsufficient, "atom"},
			"below min_hold": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = sdkmath.NewInt(5*unit + 1) })
			}, escrowtypes.ErrBelowMinHold, ""},
			"too many holds": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.MaxHoldsPerAgent = 1 })
			}, escrowtypes.ErrTooManyHolds, ""},
			"too many open": {func(s *scene, _ msg) {
				s.setMarket(func(p *types.Params) { p.MaxOffers = 1 })
				s.offered(s.makeOffer())
			}, types.ErrTooManyOffers, ""},
			"the others' room is full": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.MaxOffers = 1 })
				first := s.makeOffer()
				first.Maker, first.Signer = s.p3.String(), s.p3.Owner.String()
				s.offered(first)
			}, nil, ""},
			"twice":           {func(s *scene, _ msg) { s.offered(s.makeOffer()) }, nil, ""},
			"a paused maker":  {func(s *scene, _ msg) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"by the provider": {func(s *scene, m msg) { m.Maker, m.Signer = s.p3.String(), s.p3.Owner.String() }, nil, ""},
			"by the provider without cover": {func(s *scene, m msg) {
				m.Maker, m.Signer, m.Terms.Pledge = s.p3.String(), s.p3.Owner.String(), sdkmath.ZeroInt()
			}, reputationtypes.ErrCapitalShort, ""},
			"by the provider above its loss": {func(s *scene, m msg) {
				m.Maker, m.Signer, m.Terms.Pledge = s.p3.String(), s.p3.Owner.String(), sdkmath.NewInt(5*unit+1)
			}, agreementtypes.ErrPledgeTooHigh, "pledge"},
		})
}

func counterOfferCases(t *testing.T, w *world) {
	type msg = *types.MsgCounterOffer
	at, signer, terms := func(m msg) *string { return &m.Maker }, func(m msg) *string { return &m.Signer }, func(m msg) *agreementtypes.Terms { return &m.Terms }
	run(t, w, "market.CounterOffer", (*scene).counterOffer,
		actors(client, identitytypes.ActionNegotiate, signer),
		addresses("maker", at), upper("maker", at), notAgents(at),
		limited(client, signer, 5*unit),
		workTerms(terms), parties(terms),
		ids("offer", "ofr", "job", types.ErrOfferNotFound, func(m msg) *string { return &m.Offer }),
		hashes("answers", 32, false, func(m msg) *[]byte { return &m.Answers }),
		texts("note.uri", 512, true, func(m msg) *string { m.Note.Sha256 = hash("note"); return &m.Note.Uri }),
		hashes("note.sha256", 32, true, func(m msg) *[]byte { return &m.Note.Sha256 }),
		rows[msg]{
			"expires_ms zero":         only(func(m msg) { m.ExpiresMs = 0 }, field.ErrRange, "expires_ms"),
			"expires_ms overflowing":  only(func(m msg) { m.ExpiresMs = math.MaxUint64 }, types.ErrExpiry, "expires_ms"),
			"a hash of another round": only(func(m msg) { m.Answers = hash("another") }, types.ErrRoundChanged, "answers"),
			"a hash of zeros":         only(func(m msg) { m.Answers = make([]byte, 32) }, types.ErrRoundChanged, "answers"),
			"another client":          {func(s *scene, m msg) { m.Terms.Client = s.p2.String() }, types.ErrTerms, "terms.client"},
			"another provider":        {func(s *scene, m msg) { m.Terms.Provider = s.p2.String() }, types.ErrTerms, "terms.provider"},
			"another denom":           only(func(m msg) { m.Terms.Price.Denom = "atom" }, types.ErrTerms, "terms.price.denom"),
			"the same terms":          only(func(msg) {}, nil, ""),
			"by a stranger":           {func(s *scene, m msg) { m.Maker, m.Signer = s.p2.String(), s.p2.Owner.String() }, types.ErrNotParty, ""},
			"by the last maker":       {func(s *scene, m msg) { m.Maker, m.Signer = s.p3.String(), s.p3.Owner.String() }, types.ErrNotYourTurn, ""},
			"twice":                   {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrNotYourTurn, ""},
			"after the expiry, its deadline waits": {func(s *scene, m msg) {
				s.advance(hour)
				m.ExpiresMs = s.now() + hour
			}, types.ErrOfferClosed, ""},
			"after a rejection": {func(s *scene, m msg) {
				s.do(&types.MsgRejectOffer{Signer: s.client.Owner.String(), Agent: s.client.String(), Offer: m.Offer, Reason: types.ReasonBusy})
			}, types.ErrOfferClosed, ""},
			"of more than there is": only(func(m msg) { m.Terms.Price.Amount = sdkmath.NewInt(purse) }, escrowtypes.ErrInsufficient, ""),
			"a paused other side":   {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"a paused maker":        {func(s *scene, _ msg) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"an owner of both":      {func(s *scene, _ msg) { s.hand(s.p3, s.client.Owner.String()) }, types.ErrSameController, ""},
		})
}

func acceptOfferCases(t *testing.T, w *world) {
	type msg = *types.MsgAcceptOffer
	at, signer := func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Signer }
	run(t, w, "market.AcceptOffer", (*scene).acceptOffer,
		actors(p3, identitytypes.ActionNegotiate, signer),
		addresses("agent", at), upper("agent", at), notAgents(at),
		limited(p3, signer, 5*unit),
		ids("offer", "ofr", "job", types.ErrOfferNotFound, func(m msg) *string { return &m.Offer }),
		hashes("accepts", 32, false, func(m msg) *[]byte { return &m.Accepts }),
		rows[msg]{
			"a hash of another round":              only(func(m msg) { m.Accepts = hash("another") }, types.ErrRoundChanged, "accepts"),
			"by a stranger":                        {func(s *scene, m msg) { m.Agent, m.Signer = s.p2.String(), s.p2.Owner.String() }, types.ErrNotParty, ""},
			"by the maker":                         {func(s *scene, m msg) { m.Agent, m.Signer = s.client.String(), s.client.Owner.String() }, types.ErrNotYourTurn, ""},
			"twice":                                {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrOfferClosed, ""},
			"after the expiry, its deadline waits": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrOfferClosed, ""},
			"a moment before the expiry":           {func(s *scene, _ msg) { s.advance(hour - 1) }, nil, ""},
			"paused":                               {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"a paused maker is bound":              {func(s *scene, _ msg) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, nil, ""},
			"no money":                             {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"the maker's money is held":            {func(s *scene, _ msg) { s.drain(s.client) }, nil, ""},
			"the maker's owner took it over": {func(s *scene, m msg) {
				s.hand(s.p3, s.client.Owner.String())
				m.Signer = s.client.Owner.String()
			}, types.ErrSameController, ""},
			"too many running agreements": {func(s *scene, m msg) {
				s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
				first := s.makeOffer()
				first.Maker, first.Signer = s.p3.String(), s.p3.Owner.String()
				s.offered(first)
			}, agreementtypes.ErrTooManyEngaged, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
			"after a counter-offer of its own": {func(s *scene, m msg) {
				s.do(&types.MsgCounterOffer{
					Signer: m.Signer, Maker: m.Agent, Offer: m.Offer, Answers: m.Accepts, Terms: s.terms(), ExpiresMs: s.now() + hour,
				})
			}, types.ErrNotYourTurn, ""},
		})
}

func rejectOfferCases(t *testing.T, w *world) {
	type msg = *types.MsgRejectOffer
	at, signer := func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Signer }
	reason := func(r types.Reason, want error) row[msg] { return only(func(m msg) { m.Reason = r }, want, "reason") }
	run(t, w, "market.RejectOffer", (*scene).rejectOffer,
		actors(p3, identitytypes.ActionNegotiate, signer),
		addresses("agent", at), upper("agent", at), notAgents(at),
		ids("offer", "ofr", "svc", types.ErrOfferNotFound, func(m msg) *string { return &m.Offer }),
		rows[msg]{
			"reason unspecified":                   reason(0, field.ErrRange),
			"reason not known":                     reason(9, field.ErrRange),
			"reason negative":                      reason(-1, field.ErrRange),
			"reason the last":                      reason(types.ReasonTermsChanged, nil),
			"by a stranger":                        {func(s *scene, m msg) { m.Agent, m.Signer = s.p2.String(), s.p2.Owner.String() }, types.ErrNotParty, ""},
			"by the maker":                         {func(s *scene, m msg) { m.Agent, m.Signer = s.client.String(), s.client.Owner.String() }, types.ErrNotYourTurn, ""},
			"twice":                                {func(s *scene, m msg) { again := *m; s.do(&again) }, types.ErrOfferClosed, ""},
			"after the expiry, its deadline waits": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrOfferClosed, ""},
			"paused":                               {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, nil, ""},
		})
}

// retryOffer runs the stuck deadline of an offer again.
func (s *scene) retryOffer() *types.MsgRetry {
	made := s.offered(s.makeOffer())
	key, err := types.ParseOfferID("offer", made.Offer)
	require.NoError(s.t, err)
	s.advance(hour) // a stuck deadline is one that was due
	gs, err := s.App().Keepers.Market.ExportGenesis(s.ctx)
	require.NoError(s.t, err)
	s.jam(gs.Deadlines, types.KindOffer, key)
	s.empty("market")
	require.NoError(s.t, s.App().Keepers.Market.InitGenesis(s.ctx, *gs))
	return &types.MsgRetry{Sender: s.stranger.String(), Offer: made.Offer}
}

func retryOfferCases(t *testing.T, w *world) {
	type msg = *types.MsgRetry
	sender := func(m msg) *string { return &m.Sender }
	unknown := ids("offer", "ofr", "job", types.ErrOfferNotFound, func(m msg) *string { return &m.Offer })
	delete(unknown, "offer absent") // then a job is asked for
	run(t, w, "market.Retry of an offer", (*scene).retryOffer,
		addresses("sender", sender), upper("sender", sender), unknown,
		rows[msg]{
			"nothing named":      only(func(m msg) { m.Offer = "" }, id.ErrMalformed, "job"),
			"a job as well":      {func(s *scene, m msg) { m.Job = s.cancelled }, types.ErrRetry, "job"},
			"a provider as well": {func(s *scene, m msg) { m.Provider = s.p1.String() }, types.ErrRetry, "provider"},
			"one that waits":     {func(s *scene, m msg) { again := s.makeOffer(); m.Offer = s.offered(again).Offer }, deadline.ErrNotStuck, ""},
			"one that has ended": {func(s *scene, m msg) { again := *m; s.do(&again) }, deadline.ErrNotStuck, ""},
		})
}
