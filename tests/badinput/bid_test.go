package badinput

import (
	"math"
	"testing"

	sdkmath "cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func (s *scene) commitBid() *types.MsgCommitBid {
	return testapp.Bid{Provider: s.p3, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}.Commit(s.open)
}

func commitCases(t *testing.T, w *world) {
	type msg = *types.MsgCommitBid
	at, job, signer := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Signer }
	is := func(job func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = job(s) }, want, ""}
	}
	as := func(a func(*scene) *testapp.Agent, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Signer, m.Provider = a(s).Operator.String(), a(s).String() }, want, ""}
	}
	run(t, w, "market.CommitBid", (*scene).commitBid,
		refusedCommit(),
		actors(p3, identitytypes.ActionBid, signer),
		addresses("provider", at), upper("provider", at), notAgents(at),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		hashes("commitment", 32, false, func(m msg) *[]byte { return &m.Commitment }),
		limited(p3, signer, 100_000),
		rows[msg]{
			"on a revealing job":                            is(func(s *scene) string { return s.revealing }, types.ErrBiddingClosed),
			"on an awarded job":                             is(func(s *scene) string { return s.awarded }, types.ErrBiddingClosed),
			"on an expired job":                             is(func(s *scene) string { return s.expired }, types.ErrBiddingClosed),
			"on a cancelled job":                            is(func(s *scene) string { return s.cancelled }, types.ErrBiddingClosed),
			"on a job of an agreement's id":                 is(func(s *scene) string { return "job" + s.working[len("agr"):] }, types.ErrJobNotFound),
			"at the end of the bidding, its deadline waits": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrBiddingClosed, ""},
			"twice": {func(s *scene, _ msg) { s.do(s.commitBid()) }, types.ErrAlreadyCommitted, ""},
			"another bid after the first": {func(s *scene, m msg) {
				s.do(s.commitBid())
				m.Commitment = hash("another")
			}, types.ErrAlreadyCommitted, ""},
			"max_bids were committed, an operator below the doubled deposit": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.MaxBids = 1 })
				m.Job, m.Signer = s.committed, s.mandate(s.p3, limits(199_999, purse, purse))
			}, identitytypes.ErrAboveAction, ""},
			"max_bids were committed, an operator for the doubled deposit": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.MaxBids = 1 })
				m.Job, m.Signer = s.committed, s.mandate(s.p3, limits(200_000, purse, purse))
			}, nil, ""},
			"the client itself":                   as(func(s *scene) *testapp.Agent { return s.client }, types.ErrSameController),
			"another agent of the client's owner": as(func(s *scene) *testapp.Agent { return s.sibling }, types.ErrSameController),
			"a paused agent":                      as(func(s *scene) *testapp.Agent { return s.paused }, identitytypes.ErrAgentPaused),
			"a retired agent": {func(s *scene, m msg) { m.Signer, m.Provider = s.retired.Owner.String(), s.retired.String() },
				identitytypes.ErrAgentRetired, ""},
			"the client's owner operates the provider": {func(s *scene, _ msg) {
				s.do(&identitytypes.MsgAddOperator{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Key: s.client.Owner.String(), Mandate: wideMandate()})
			}, types.ErrSameController, ""},
			"the client's owner took the provider over": {func(s *scene, m msg) {
				s.hand(s.p3, s.client.Owner.String())
				m.Signer = s.client.Owner.String()
			}, types.ErrSameController, ""},
			"a score below the job's minimum": {func(s *scene, m msg) {
				post := s.postJob()
				post.Request.MinScoreBps = 9_000
				m.Job = s.post(post)
			}, types.ErrScoreTooLow, ""},
			"no money for the deposit": {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"too many holds": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.MaxHoldsPerAgent = 1 })
			}, escrowtypes.ErrTooManyHolds, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
			"operator that may not deal with the client": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.p3, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p1.String()} })
			}, identitytypes.ErrCounterpartyNotAllowed, ""},
			"operator that may deal with the client only": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.p3, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.client.String()} })
			}, nil, ""},
			"a copy of another's commitment is taken under seal": {func(s *scene, m msg) {
				m.Job, m.Commitment = s.committed, s.bid1.Commit(s.committed).Commitment
			}, nil, ""},
		})
}

// post posts a job as the past of a case and returns its id.
func (s *scene) post(m *types.MsgPostJob) string {
	s.t.Helper()
	res, err := s.App().MsgServiceRouter().Handler(m)(s.ctx, m)
	if err != nil {
		s.t.Fatal(err)
	}
	var posted types.MsgPostJobResponse
	if err := posted.Unmarshal(res.MsgResponses[0].Value); err != nil {
		s.t.Fatal(err)
	}
	return posted.Job
}

// drain withdraws all that is available of the agent.
func (s *scene) drain(a *testapp.Agent) {
	s.t.Helper()
	m := s.withdraw()
	m.Owner, m.Agent = a.Owner.String(), a.String()
	m.Coins[0] = coin(s.available(a))
	s.do(m)
}

func (s *scene) revealBid() *types.MsgRevealBid {
	m := s.bid1.Reveal(s.revealing)
	return m
}

func p1(w *world) *testapp.Agent { return w.p1 }

func revealCases(t *testing.T, w *world) {
	type msg = *types.MsgRevealBid
	at, job, signer := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Signer }
	sealBroken := func(change func(msg)) row[msg] { return only(change, types.ErrSealBroken, "") }
	run(t, w, "market.RevealBid", (*scene).revealBid,
		refusedReveal(),
		actors(p1, identitytypes.ActionBid, signer),
		addresses("provider", at), upper("provider", at), notAgents(at),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		amounts("price", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Price = v }),
		amounts("pledge", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Pledge = v }),
		hashes("salt", 32, false, func(m msg) *[]byte { return &m.Salt }),
		hashes("note.sha256", 32, true, func(m msg) *[]byte { return &m.Note.Sha256 }),
		limited(p1, signer, 5*unit),
		rows[msg]{
			"price absent":            only(func(m msg) { m.Price = sdkmath.Int{} }, field.ErrMissing, "price"),
			"delivery_ms zero":        only(func(m msg) { m.DeliveryMs = 0 }, field.ErrRange, "delivery_ms"),
			"delivery_ms overflowing": only(func(m msg) { m.DeliveryMs = math.MaxUint64 }, field.ErrRange, "delivery_ms"),
			"note.uri too long":       only(func(m msg) { m.Note.Uri = string(make([]byte, 513)) }, field.ErrLength, "note.uri"),
			"note.uri not UTF-8":      only(func(m msg) { m.Note.Uri = "\xff" }, field.ErrFormat, "note.uri"),
			"note.uri without hash":   only(func(m msg) { m.Note.Uri = "ipfs://note" }, field.ErrMissing, "note.sha256"),

			"another price":       sealBroken(func(m msg) { m.Price = m.Price.SubRaw(1) }),
			"a price far lower":   sealBroken(func(m msg) { m.Price = sdkmath.OneInt() }),
			"the greatest price":  sealBroken(func(m msg) { m.Price = field.MaxAmount }),
			"another delivery_ms": sealBroken(func(m msg) { m.DeliveryMs++ }),
			"another pledge":      sealBroken(func(m msg) { m.Pledge = m.Pledge.AddRaw(1) }),
			"no pledge":           sealBroken(func(m msg) { m.Pledge = sdkmath.ZeroInt() }),
			"pledge absent":       sealBroken(func(m msg) { m.Pledge = sdkmath.Int{} }),
			"a note":              sealBroken(func(m msg) { m.Note = types.Note{Uri: "ipfs://note", Sha256: hash("note")} }),
			"a note's hash":       sealBroken(func(m msg) { m.Note.Sha256 = hash("note") }),
			"another salt":        sealBroken(func(m msg) { m.Salt = hash("salt") }),
			"a salt of zeros":     sealBroken(func(m msg) { m.Salt = make([]byte, 32) }),
			"another provider's bid": {func(s *scene, m msg) {
				*m = *s.bid2.Reveal(s.revealing)
				m.Signer, m.Provider = s.p1.Operator.String(), s.p1.String()
			},
				types.ErrSealBroken, ""},
			"a copied commitment": {func(s *scene, m msg) { m.Signer, m.Provider = s.p3.Operator.String(), s.p3.String() }, types.ErrSealBroken, ""},
			"a copied commitment after the original": {func(s *scene, m msg) {
				s.do(s.revealBid())
				m.Signer, m.Provider = s.p3.Operator.String(), s.p3.String()
			}, types.ErrSealBroken, ""},
			"a commitment made for another job": {func(s *scene, m msg) {
				bid := testapp.Bid{Provider: s.p3, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}
				other := bid.Commit(s.open)
				post := s.postJob()
				other.Job = s.post(post)
				s.do(other)
				s.advance(post.Request.Clocks.BidMs)
				*m = *bid.Reveal(other.Job)
			}, types.ErrSealBroken, ""},

			"nothing was committed": {func(s *scene, m msg) {
				m.Signer, m.Provider = s.sibling.Operator.String(), s.sibling.String()
			}, types.ErrCommitmentNotFound, ""},
			"twice":                {func(s *scene, _ msg) { s.do(s.revealBid()) }, types.ErrCommitmentNotFound, ""},
			"while bids are taken": {func(s *scene, m msg) { *m = *s.bid1.Reveal(s.committed) }, types.ErrRevealClosed, ""},
			"a moment before the end of the bidding": {func(s *scene, m msg) {
				*m = *s.bid1.Reveal(s.committed)
				job, err := s.jobOf(s.committed)
				if err != nil {
					s.t.Fatal(err)
				}
				s.advance(job.BidEndMs - 1 - s.now())
			}, types.ErrRevealClosed, ""},
			"at the end of the bidding, its deadline waits": {func(s *scene, m msg) {
				*m = *s.bid1.Reveal(s.committed)
				job, err := s.jobOf(s.committed)
				if err != nil {
					s.t.Fatal(err)
				}
				s.advance(job.BidEndMs - s.now())
			}, nil, ""},
			"after the reveals, the award waits": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrRevealClosed, ""},
			"on an awarded job":                  {func(s *scene, m msg) { m.Job = s.awarded }, types.ErrRevealClosed, ""},
			"on an expired job":                  {func(s *scene, m msg) { m.Job = s.expired }, types.ErrRevealClosed, ""},
			"on a cancelled job":                 {func(s *scene, m msg) { m.Job = s.cancelled }, types.ErrRevealClosed, ""},
			"paused since the commitment":        {func(s *scene, _ msg) { s.setStatus(s.p1, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"taken over by the client's owner since": {func(s *scene, m msg) {
				s.hand(s.p1, s.client.Owner.String())
				m.Signer = s.client.Owner.String()
			}, types.ErrSameController, ""},
			"too many running agreements": {func(s *scene, _ msg) {
				s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
			}, agreementtypes.ErrTooManyEngaged, ""},
			"no money for the pledge": {func(s *scene, _ msg) { s.drain(s.p1) }, escrowtypes.ErrInsufficient, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
			"operator that may not deal with the client": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.p1, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p2.String()} })
			}, identitytypes.ErrCounterpartyNotAllowed, ""},
		},
		sealedBids())
}

// sealedBids are the rows of bids that are what was sealed, and that the job or an agreement does not allow.
func sealedBids() rows[*types.MsgRevealBid] {
	type msg = *types.MsgRevealBid
	is := func(change func(*testapp.Bid), job func(*types.JobRequest), want error, names string) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			bid := testapp.Bid{Provider: s.p3, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}
			change(&bid)
			*m = *s.auction(bid, job)
		}, want, names}
	}
	return rows[msg]{
		"sealed price below the floor":          is(func(b *testapp.Bid) { b.Price = unit - 1 }, nil, types.ErrPriceBelowFloor, "price"),
		"sealed price above the budget":         is(func(b *testapp.Bid) { b.Price = 10*unit + 1 }, nil, types.ErrPriceAboveBudget, "price"),
		"sealed price far above the budget":     is(func(b *testapp.Bid) { b.Price = math.MaxInt64 }, nil, types.ErrPriceAboveBudget, "price"),
		"sealed delivery_ms above the job's":    is(func(b *testapp.Bid) { b.DeliveryMs = hour + 1 }, nil, types.ErrDeliveryTooLong, "delivery_ms"),
		"sealed delivery_ms below all":          is(func(b *testapp.Bid) { b.DeliveryMs = second - 1 }, nil, agreementtypes.ErrClock, "delivery_ms"),
		"sealed pledge above cover and loss":    is(func(b *testapp.Bid) { b.Pledge = 10*unit + 1 }, nil, agreementtypes.ErrPledgeTooHigh, "pledge"),
		"sealed pledge of all money there is":   is(func(b *testapp.Bid) { b.Pledge = math.MaxInt64 }, nil, agreementtypes.ErrPledgeTooHigh, "pledge"),
		"sealed pledge too little, no capital":  is(func(b *testapp.Bid) { b.Pledge = 5*unit - 1 }, nil, reputationtypes.ErrCapitalShort, ""),
		"sealed pledge of nothing, no capital":  is(func(b *testapp.Bid) { b.Pledge = 0 }, nil, reputationtypes.ErrCapitalShort, ""),
		"sealed pledge below what the job asks": is(func(*testapp.Bid) {}, func(r *types.JobRequest) { r.SigmaBps = 20_000 }, reputationtypes.ErrCapitalShort, ""),
		"sealed pledge as high as the loss":     is(func(b *testapp.Bid) { b.Pledge = 10 * unit }, nil, nil, ""),
		"sealed price of the whole budget":      is(func(b *testapp.Bid) { b.Price, b.Pledge = 10*unit, 10*unit }, nil, nil, ""),
		"sealed price at the floor":             is(func(b *testapp.Bid) { b.Price, b.Pledge = unit, unit }, nil, nil, ""),
	}
}
