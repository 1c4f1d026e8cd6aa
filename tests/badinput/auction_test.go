package badinput

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// hourly posts a job as changed, with an hour for bids, and returns its id.
func (s *scene) hourly(changes ...func(*types.JobRequest)) string {
	s.t.Helper()
	m := s.client.Post(testapp.Job{Clocks: types.Clocks{BidMs: hour, RevealMs: hour, DeliveryMs: hour, ReviewMs: hour}})
	for _, change := range changes {
		change(&m.Request)
	}
	return s.post(m)
}

func (s *scene) place(a *testapp.Agent, job string, price int64) *types.MsgPlaceBid {
	return &types.MsgPlaceBid{
		Signer: a.Operator.String(), Provider: a.String(), Job: job, Price: sdkmath.NewInt(price), Pledge: sdkmath.NewInt(price), DeliveryMs: minute,
	}
}

func (s *scene) placeBid() *types.MsgPlaceBid { return s.place(s.p3, s.hourly(openJob), 5*unit) }

// takeJob takes a job at half its time: 10 units of expected cost, a quarter of the loss of 10 units at risk.
func (s *scene) takeJob() *types.MsgTakeJob {
	job := s.hourly(clockJob)
	s.advance(hour / 2)
	return &types.MsgTakeJob{
		Signer: s.p3.Operator.String(), Provider: s.p3.String(), Job: job, MinPrice: sdkmath.NewInt(7_500_000),
		Pledge: sdkmath.NewInt(10 * unit), DeliveryMs: minute,
	}
}

// awardJob chooses the dearer of two bids.
func (s *scene) awardJob() *types.MsgAwardJob {
	s.t.Helper()
	job := s.hourly(openJob, chosenJob)
	s.do(s.place(s.p1, job, 4*unit), s.place(s.p3, job, 5*unit))
	s.advance(hour)
	require.NoError(s.t, s.App().Keepers.Market.EndBlock(s.ctx))
	return &types.MsgAwardJob{Signer: s.client.Operator.String(), Client: s.client.String(), Job: job, Provider: s.p3.String()}
}

func placeCases(t *testing.T, w *world) {
	type msg = *types.MsgPlaceBid
	at, job, signer := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Signer }
	is := func(change func(msg), want error, names string) row[msg] { return only(change, want, names) }
	on := func(job func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = job(s) }, want, ""}
	}
	run(t, w, "market.PlaceBid", (*scene).placeBid,
		refusedPlace(),
		actors(p3, identitytypes.ActionBid, signer),
		addresses("provider", at), upper("provider", at), notAgents(at),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		limited(p3, signer, 5*unit),
		amounts("price", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Price = v }),
		amounts("pledge", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Pledge = v }),
		numbers("delivery_ms", 1, types.MaxWindowMs, math.MaxUint64, func(m msg, v uint64) { m.DeliveryMs = v }),
		hashes("note.sha256", 32, true, func(m msg) *[]byte { return &m.Note.Sha256 }),
		bidders(at, signer, job, openJob),
		rows[msg]{
			"price absent":               is(func(m msg) { m.Price = sdkmath.Int{} }, field.ErrMissing, "price"),
			"price below the floor":      is(func(m msg) { m.Price = sdkmath.NewInt(unit - 1) }, types.ErrPriceBelowFloor, "price"),
			"price above the budget":     is(func(m msg) { m.Price = sdkmath.NewInt(10*unit + 1) }, types.ErrPriceAboveBudget, "price"),
			"delivery_ms above the job":  is(func(m msg) { m.DeliveryMs = hour + 1 }, types.ErrDeliveryTooLong, "delivery_ms"),
			"delivery_ms below all":      is(func(m msg) { m.DeliveryMs = second - 1 }, agreementtypes.ErrClock, "delivery_ms"),
			"pledge absent":              is(func(m msg) { m.Pledge = sdkmath.Int{} }, reputationtypes.ErrCapitalShort, ""),
			"pledge too little":          is(func(m msg) { m.Pledge = sdkmath.NewInt(5*unit - 1) }, reputationtypes.ErrCapitalShort, ""),
			"pledge above cover":         is(func(m msg) { m.Pledge = sdkmath.NewInt(10*unit + 1) }, agreementtypes.ErrPledgeTooHigh, "pledge"),
			"a note without its hash":    is(func(m msg) { m.Note.Uri = "ipfs://x" }, field.ErrMissing, "note.sha256"),
			"on a sealed job":            on(func(s *scene) string { return s.open }, types.ErrAuction),
			"on a clock":                 on(func(s *scene) string { return s.hourly(clockJob) }, types.ErrAuction),
			"the bidding has ended":      {func(s *scene, _ msg) { s.advance(hour) }, types.ErrBiddingClosed, ""},
			"on a job that is choosing":  on(func(s *scene) string { return s.awardJob().Job }, types.ErrBiddingClosed),
			"on a job that is cancelled": {func(s *scene, m msg) { s.do(s.cancelOf(m.Job)) }, types.ErrBiddingClosed, ""},
			"twice":                      {func(s *scene, m msg) { s.do(m) }, types.ErrNotImproved, ""},
			"a dearer one after it":      {func(s *scene, m msg) { s.do(s.place(s.p3, m.Job, 4*unit)) }, types.ErrNotImproved, ""},
			"a cheaper one after it":     {func(s *scene, m msg) { s.do(s.place(s.p3, m.Job, 6*unit)) }, nil, ""},
			"as many bids as there may be, and hardly better": {func(s *scene, m msg) {
				s.setMarket(func(p *types.Params) { p.MaxBids = 1 })
				s.do(s.place(s.p1, m.Job, 5*unit+1))
			}, types.ErrTooManyBids, ""},
			"too many running agreements": {func(s *scene, m msg) {
				s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
				s.do(s.place(s.p3, s.hourly(openJob), unit))
			}, agreementtypes.ErrTooManyEngaged, ""},
			"no money for the pledge": {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
		})
}

// bidders are the rows of agents that may not bid on a job, whatever they bid.
func bidders[M sdk.Msg](provider, signer, job func(M) *string, kind func(*types.JobRequest)) rows[M] {
	as := func(a func(*scene) *testapp.Agent, want error) row[M] {
		return row[M]{func(s *scene, m M) { *signer(m), *provider(m) = a(s).Operator.String(), a(s).String() }, want, ""}
	}
	on := func(change func(*scene, *types.JobRequest), want error) row[M] {
		return row[M]{func(s *scene, m M) {
			*job(m) = s.hourly(kind, func(r *types.JobRequest) { change(s, r) })
			s.advance(hour / 2)
		}, want, ""}
	}
	return rows[M]{
		"the client itself":                   as(func(s *scene) *testapp.Agent { return s.client }, types.ErrSameController),
		"another agent of the client's owner": as(func(s *scene) *testapp.Agent { return s.sibling }, types.ErrSameController),
		"a paused agent":                      as(func(s *scene) *testapp.Agent { return s.paused }, identitytypes.ErrAgentPaused),
		"a retired agent": {func(s *scene, m M) { *signer(m), *provider(m) = s.retired.Owner.String(), s.retired.String() },
			identitytypes.ErrAgentRetired, ""},
		"the client's owner operates the provider": {func(s *scene, _ M) {
			s.do(&identitytypes.MsgAddOperator{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Key: s.client.Owner.String(), Mandate: wideMandate()})
		}, types.ErrSameController, ""},
		"not invited":     on(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p1.String()} }, types.ErrNotInvited),
		"invited":         on(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p3.String()} }, nil),
		"an unmet demand": on(func(s *scene, r *types.JobRequest) { r.Requirements = kya(s.p1.String()) }, identitytypes.ErrRequirementUnmet),
		"a demand met by its own word": on(func(s *scene, r *types.JobRequest) {
			r.Requirements = kya(s.p1.String())
			s.do(&identitytypes.MsgAttest{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Subject: s.p3.String(), Schema: "kya"})
		}, identitytypes.ErrRequirementUnmet),
		"a demand that is met": on(func(s *scene, r *types.JobRequest) {
			r.Requirements = kya(s.p1.String())
			s.do(&identitytypes.MsgAttest{Signer: s.p1.Owner.String(), Agent: s.p1.String(), Subject: s.p3.String(), Schema: "kya"})
		}, nil),
		"a low score": on(func(_ *scene, r *types.JobRequest) { r.MinScoreBps = 9_000 }, types.ErrScoreTooLow),
		"a panel that got dear": {func(s *scene, m M) {
			*job(m) = s.hourly(kind, func(r *types.JobRequest) { r.Verification = panel() })
			s.dear()
			s.advance(hour / 2)
		}, agreementtypes.ErrPanel, "milestones[0]"},
		"a last judge of what judges are worth since": {func(s *scene, m M) {
			s.dear()
			*job(m) = s.hourly(kind, func(r *types.JobRequest) { r.Verification = last(s.p2.String()) })
			s.cheap()
			s.advance(hour / 2)
		}, agreementtypes.ErrFinal, "final"},
		"the evaluator itself": on(func(s *scene, r *types.JobRequest) {
			r.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: s.p3.String(), EvalMs: hour}
		}, agreementtypes.ErrEvaluator),
		"operator that may not deal with the client": {func(s *scene, m M) {
			*signer(m) = s.mandate(s.p3, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p1.String()} })
		}, identitytypes.ErrCounterpartyNotAllowed, ""},
	}
}

func kya(issuer string) []identitytypes.Requirement {
	return []identitytypes.Requirement{{Schema: "kya", Issuers: []string{issuer}}}
}

func (s *scene) cancelOf(job string) *types.MsgCancelJob {
	return &types.MsgCancelJob{Signer: s.client.Operator.String(), Client: s.client.String(), Job: job}
}

func takeCases(t *testing.T, w *world) {
	type msg = *types.MsgTakeJob
	at, job, signer := func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Signer }
	is := func(change func(msg), want error, names string) row[msg] { return only(change, want, names) }
	on := func(job func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = job(s) }, want, ""}
	}
	run(t, w, "market.TakeJob", (*scene).takeJob,
		refusedTake(),
		actors(p3, identitytypes.ActionBid, signer),
		addresses("provider", at), upper("provider", at), notAgents(at),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		limited(p3, signer, 10*unit),
		amounts("min_price", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.MinPrice = v }),
		amounts("pledge", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Pledge = v }),
		numbers("delivery_ms", 1, types.MaxWindowMs, math.MaxUint64, func(m msg, v uint64) { m.DeliveryMs = v }),
		hashes("note.sha256", 32, true, func(m msg) *[]byte { return &m.Note.Sha256 }),
		bidders(at, signer, job, clockJob),
		rows[msg]{
			"min_price absent":                 is(func(m msg) { m.MinPrice = sdkmath.Int{} }, nil, ""),
			"min_price above the price":        is(func(m msg) { m.MinPrice = sdkmath.NewInt(7_500_001) }, types.ErrPriceBelowMin, "min_price"),
			"min_price of all there is":        is(func(m msg) { m.MinPrice = field.MaxAmount }, types.ErrPriceBelowMin, "min_price"),
			"delivery_ms above the job":        is(func(m msg) { m.DeliveryMs = hour + 1 }, types.ErrDeliveryTooLong, "delivery_ms"),
			"delivery_ms below all":            is(func(m msg) { m.DeliveryMs = second - 1 }, agreementtypes.ErrClock, "delivery_ms"),
			"pledge absent":                    is(func(m msg) { m.Pledge = sdkmath.Int{} }, types.ErrClockTooEarly, ""),
			"pledge of less than the price":    is(func(m msg) { m.Pledge, m.MinPrice = sdkmath.NewInt(4*unit), sdkmath.ZeroInt() }, nil, ""),
			"pledge above cover":               is(func(m msg) { m.Pledge = sdkmath.NewInt(10*unit + 1) }, agreementtypes.ErrPledgeTooHigh, "pledge"),
			"pledge of all there is":           is(func(m msg) { m.Pledge = field.MaxAmount }, agreementtypes.ErrPledgeTooHigh, "pledge"),
			"a note without its hash":          is(func(m msg) { m.Note.Uri = "ipfs://x" }, field.ErrMissing, "note.sha256"),
			"a sealed job":                     on(func(s *scene) string { return s.open }, types.ErrAuction),
			"an open auction":                  on(func(s *scene) string { return s.hourly(openJob) }, types.ErrAuction),
			"a clock that has just begun":      on(func(s *scene) string { return s.hourly(clockJob) }, types.ErrClockTooEarly),
			"a clock that has run out":         {func(s *scene, _ msg) { s.advance(hour / 2) }, types.ErrBiddingClosed, ""},
			"a clock that was cancelled":       {func(s *scene, m msg) { s.do(s.cancelOf(m.Job)) }, types.ErrBiddingClosed, ""},
			"a clock taken a moment ago":       {func(s *scene, m msg) { s.do(s.taken(s.p1, m)); s.advance(1) }, types.ErrBiddingClosed, ""},
			"a clock taken at the same moment": {func(s *scene, m msg) { s.do(s.taken(s.p1, m)) }, nil, ""},
			"twice":                            {func(s *scene, m msg) { s.do(m) }, types.ErrAlreadyTaken, ""},
			"no money for the pledge":          {func(s *scene, _ msg) { s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"no money, but another has taken":  {func(s *scene, m msg) { s.do(s.taken(s.p1, m)); s.drain(s.p3) }, escrowtypes.ErrInsufficient, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
		})
}

// taken is the message by which another agent takes the job.
func (s *scene) taken(a *testapp.Agent, m *types.MsgTakeJob) *types.MsgTakeJob {
	other := *m
	other.Signer, other.Provider = a.Operator.String(), a.String()
	return &other
}

func chooseCases(t *testing.T, w *world) {
	type msg = *types.MsgAwardJob
	at, job, provider := func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Provider }
	on := func(job func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = job(s) }, want, ""}
	}
	run(t, w, "market.AwardJob", (*scene).awardJob,
		refusedAward(),
		actors(client, identitytypes.ActionHire, func(m msg) *string { return &m.Signer }),
		addresses("client", at), upper("client", at), notAgents(at),
		addresses("provider", provider), upper("provider", provider),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		rows[msg]{
			"another agent of the same owner": {func(s *scene, m msg) {
				m.Signer, m.Client = s.sibling.Operator.String(), s.sibling.String()
			}, types.ErrNotClient, "client"},
			"the provider itself": {func(s *scene, m msg) {
				m.Signer, m.Client = s.p3.Owner.String(), s.p3.String()
			}, types.ErrNotClient, "client"},
			"a provider without a bid":     {func(s *scene, m msg) { m.Provider = s.p2.String() }, types.ErrBidNotFound, "provider"},
			"a stranger as provider":       {func(s *scene, m msg) { m.Provider = s.stranger.String() }, types.ErrBidNotFound, "provider"},
			"another bid that stands":      {func(s *scene, m msg) { m.Provider = s.p1.String() }, nil, ""},
			"while bids are taken":         on(func(s *scene) string { return s.hourly(openJob, chosenJob) }, types.ErrNotChoosing),
			"of a job the chain awards":    on(func(s *scene) string { return s.revealing }, types.ErrNotChoosing),
			"of an awarded job":            on(func(s *scene) string { return s.awarded }, types.ErrNotChoosing),
			"of an expired job":            on(func(s *scene) string { return s.expired }, types.ErrNotChoosing),
			"of a cancelled job":           on(func(s *scene) string { return s.cancelled }, types.ErrNotChoosing),
			"when the time is over":        {func(s *scene, _ msg) { s.advance(hour) }, types.ErrNotChoosing, ""},
			"a moment before it is":        {func(s *scene, _ msg) { s.advance(hour - 1) }, nil, ""},
			"twice":                        {func(s *scene, m msg) { s.do(m) }, types.ErrNotChoosing, ""},
			"paused client":                {func(s *scene, _ msg) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, identitytypes.ErrAgentPaused, ""},
			"a provider that is paused":    {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, nil, ""},
			"a provider the client bought": {func(s *scene, _ msg) { s.hand(s.p3, s.client.Owner.String()) }, types.ErrSameController, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, nil, ""},
		})
}
