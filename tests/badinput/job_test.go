package badinput

import (
	"math"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func client(w *world) *testapp.Agent { return w.client }

func (s *scene) postJob() *types.MsgPostJob {
	m := s.client.Post(testapp.Job{Loss: 20 * unit, Backups: 2})
	m.Request.Criteria = criteria(2)
	return m
}

// criteria of equal weight.
func criteria(n int) []agreementtypes.Criterion {
	all := make([]agreementtypes.Criterion, n)
	for i := range all {
		all[i] = agreementtypes.Criterion{Text: "it reads well", WeightBps: uint32(bps / n)}
	}
	all[0].WeightBps += uint32(bps % n)
	return all
}

func jobCases(t *testing.T, w *world) {
	marketParamsCases(t, w)
	postCases(t, w)
	cancelCases(t, w)
	marketRetryCases(t, w)
	placeCases(t, w)
	takeCases(t, w)
	chooseCases(t, w)
}

func postCases(t *testing.T, w *world) {
	type msg = *types.MsgPostJob
	at := func(m msg) *string { return &m.Client }
	request := func(change func(*types.JobRequest), want error, names string) row[msg] {
		return only(func(m msg) { change(&m.Request) }, want, names)
	}
	clock := func(name string, outside error, set func(*types.Clocks, uint64)) rows[msg] {
		is := func(v uint64, want error) row[msg] {
			return only(func(m msg) { set(&m.Request.Clocks, v) }, want, name)
		}
		return rows[msg]{
			name + " zero":              is(0, field.ErrRange),
			name + " overflowing":       is(math.MaxUint64, field.ErrRange),
			name + " overflowing int64": is(math.MaxInt64+1, field.ErrRange),
			name + " too short":         is(999, outside),
			name + " too long":          is(30*day+1, outside),
			name + " the shortest":      is(second, nil),
			name + " the longest":       is(30*day, nil),
		}
	}
	run(t, w, "market.PostJob", (*scene).postJob,
		actors(client, identitytypes.ActionHire, func(m msg) *string { return &m.Signer }),
		addresses("client", at), upper("client", at), notAgents(at),
		limited(client, func(m msg) *string { return &m.Signer }, 10*unit), again(),
		texts("title", 140, false, func(m msg) *string { return &m.Request.Title }),
		texts("spec.uri", 512, false, func(m msg) *string { return &m.Request.Spec.Uri }),
		hashes("spec.sha256", 32, false, func(m msg) *[]byte { return &m.Request.Spec.Sha256 }),
		tags("skill", 2, 48, func(m msg, v string) { m.Request.Skill = v }),
		texts("criteria", 140, false, func(m msg) *string { return &m.Request.Criteria[1].Text }),
		numbers("criteria.weight_bps", 1, bps, math.MaxUint32, func(m msg, v uint64) { m.Request.Criteria[1].WeightBps = uint32(v) }),
		amounts("budget", 1, field.ErrCoin, func(m msg, v sdkmath.Int) { m.Request.Budget.Amount, m.Request.Loss = v, sdkmath.ZeroInt() }),
		amounts("loss", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Request.Loss = v }),
		numbers("min_score_bps", 0, bps, math.MaxUint32, func(m msg, v uint64) { m.Request.MinScoreBps = uint32(v) }),
		numbers("sigma_bps", 0, 100_000, math.MaxUint32, func(m msg, v uint64) { m.Request.SigmaBps = uint32(v) }),
		numbers("backups", 0, 3, math.MaxUint32, func(m msg, v uint64) { m.Request.Backups = uint32(v) }),
		clock("bid_ms", types.ErrWindow, func(c *types.Clocks, v uint64) { c.BidMs = v }),
		clock("reveal_ms", types.ErrWindow, func(c *types.Clocks, v uint64) { c.RevealMs = v }),
		clock("delivery_ms", agreementtypes.ErrClock, func(c *types.Clocks, v uint64) { c.DeliveryMs = v }),
		clock("review_ms", agreementtypes.ErrClock, func(c *types.Clocks, v uint64) { c.ReviewMs = v }),
		requestedAuctions(), requestedWork(), requestedBidders(),
		rows[msg]{
			"request absent":                    request(func(r *types.JobRequest) { *r = types.JobRequest{} }, field.ErrMissing, "title"),
			"skill absent":                      request(func(r *types.JobRequest) { r.Skill = "" }, field.ErrMissing, "skill"),
			"clocks absent":                     request(func(r *types.JobRequest) { r.Clocks = types.Clocks{} }, field.ErrRange, "bid_ms"),
			"spec absent":                       request(func(r *types.JobRequest) { r.Spec = agreementtypes.Spec{} }, field.ErrMissing, "spec.uri"),
			"17 criteria":                       request(func(r *types.JobRequest) { r.Criteria = criteria(17) }, field.ErrTooMany, "criteria"),
			"10000 criteria":                    request(func(r *types.JobRequest) { r.Criteria = criteria(10_000) }, field.ErrTooMany, "criteria"),
			"16 criteria":                       request(func(r *types.JobRequest) { r.Criteria = criteria(16) }, nil, ""),
			"no criteria":                       request(func(r *types.JobRequest) { r.Criteria = nil }, nil, ""),
			"criterion empty":                   request(func(r *types.JobRequest) { r.Criteria[0] = agreementtypes.Criterion{} }, field.ErrMissing, "criteria"),
			"weights sum to too little":         request(func(r *types.JobRequest) { r.Criteria[0].WeightBps-- }, field.ErrRange, "weight_bps"),
			"weights sum to too much":           request(func(r *types.JobRequest) { r.Criteria[0].WeightBps++ }, field.ErrRange, "weight_bps"),
			"one criterion twice as heavy":      request(func(r *types.JobRequest) { r.Criteria = append(r.Criteria, r.Criteria...) }, field.ErrRange, "weight_bps"),
			"budget absent":                     request(func(r *types.JobRequest) { r.Budget = sdk.Coin{} }, field.ErrCoin, "budget"),
			"budget without amount":             request(func(r *types.JobRequest) { r.Budget.Amount = sdkmath.Int{} }, field.ErrCoin, "budget"),
			"budget without denom":              request(func(r *types.JobRequest) { r.Budget.Denom = "" }, field.ErrCoin, "budget"),
			"budget of a malformed denom":       request(func(r *types.JobRequest) { r.Budget.Denom = "u troth" }, field.ErrCoin, "budget"),
			"budget of a denom of 10 kB":        request(func(r *types.JobRequest) { r.Budget.Denom = strings.Repeat("a", 10_000) }, field.ErrCoin, "budget"),
			"budget of another denom":           request(func(r *types.JobRequest) { r.Budget.Denom = "atom" }, escrowtypes.ErrDenomNotAccepted, "atom"),
			"budget of the denom in upper case": request(func(r *types.JobRequest) { r.Budget.Denom = "UTROTH" }, escrowtypes.ErrDenomNotAccepted, "UTROTH"),
			"budget above 10^15 micro":          request(func(r *types.JobRequest) { r.Budget.Amount = sdkmath.NewInt(1e15 + 1) }, types.ErrBudgetValue, "budget"),
			"budget as much as a number can be": request(func(r *types.JobRequest) { r.Budget.Amount = field.MaxAmount }, types.ErrBudgetValue, "budget"),
			"budget above what is available":    request(func(r *types.JobRequest) { r.Budget.Amount = sdkmath.NewInt(purse - 1) }, escrowtypes.ErrInsufficient, ""),
			"budget of 10^15 micro":             request(func(r *types.JobRequest) { r.Budget.Amount = sdkmath.NewInt(1e15) }, escrowtypes.ErrInsufficient, ""),
			"loss above ten budgets":            request(func(r *types.JobRequest) { r.Loss = sdkmath.NewInt(100*unit + 1) }, types.ErrLoss, "loss"),
			"loss of ten budgets":               request(func(r *types.JobRequest) { r.Loss = sdkmath.NewInt(100 * unit) }, nil, ""),
			"loss absent":                       request(func(r *types.JobRequest) { r.Loss = sdkmath.Int{} }, nil, ""),
			"budget worth nothing": {func(s *scene, m msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1e18 })
				m.Request.Budget.Amount, m.Request.Loss = sdkmath.OneInt(), sdkmath.OneInt()
			}, types.ErrBudgetValue, "budget"},
			"budget of a denom it has none of": {func(s *scene, m msg) {
				s.accept("atom")
				m.Signer, m.Request.Budget, m.Request.Loss = s.client.Owner.String(), sdk.NewInt64Coin("atom", 5), sdkmath.ZeroInt()
			}, escrowtypes.ErrInsufficient, "atom"},
			"budget below min_hold": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = sdkmath.NewInt(10*unit + 1) })
			}, escrowtypes.ErrBelowMinHold, ""},
			"denom accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, escrowtypes.ErrDenomNotAccepted, ""},
			"too many holds": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.MaxHoldsPerAgent = 1 })
			}, escrowtypes.ErrTooManyHolds, ""},
			"too many jobs": {func(s *scene, _ msg) {
				s.setMarket(func(p *types.Params) { p.MaxOpenJobs = 3 })
			}, types.ErrTooManyJobs, ""},
			"paused agent, by its operator": {func(s *scene, m msg) { m.Signer, m.Client = s.paused.Operator.String(), s.paused.String() },
				identitytypes.ErrAgentPaused, ""},
			"paused agent, by its owner": {func(s *scene, m msg) { m.Signer, m.Client = s.paused.Owner.String(), s.paused.String() },
				identitytypes.ErrAgentPaused, ""},
			"retired agent": {func(s *scene, m msg) { m.Signer, m.Client = s.retired.Owner.String(), s.retired.String() },
				identitytypes.ErrAgentRetired, ""},
			"retired agent, by its operator": {func(s *scene, m msg) { m.Signer, m.Client = s.retired.Operator.String(), s.retired.String() },
				identitytypes.ErrNotAuthorized, ""},
			"operator with a list of counterparties": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.client, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p1.String()} })
			}, identitytypes.ErrCounterpartyNotAllowed, ""},
		})
}

// limited are the rows of an operator that spends beyond each limit of its mandate; spent is what the message takes.
func limited[M sdk.Msg](agent func(*world) *testapp.Agent, signer func(M) *string, spent int64) rows[M] {
	is := func(change func(*identitytypes.Mandate), want error) row[M] {
		return row[M]{func(s *scene, m M) { *signer(m) = s.mandate(agent(s.world), change) }, want, ""}
	}
	const much = purse
	return rows[M]{
		"operator above per_action":            is(limits(spent-1, much, much), identitytypes.ErrAboveAction),
		"operator above per_window":            is(limits(much, spent-1, much), identitytypes.ErrAboveWindow),
		"operator above lifetime":              is(limits(much, much, spent-1), identitytypes.ErrAboveLifetime),
		"operator at each of its limits":       is(limits(spent, spent, spent), nil),
		"operator of a mandate without limits": is(func(m *identitytypes.Mandate) { m.Limits = nil }, identitytypes.ErrDenomNotAllowed),
		"operator of a mandate for another denom": is(func(m *identitytypes.Mandate) { m.Limits[0].Denom = "atom" },
			identitytypes.ErrDenomNotAllowed),
		"operator unlimited": is(func(m *identitytypes.Mandate) {
			m.Limits = []identitytypes.Limit{{Denom: chain.BaseDenom, Unlimited: true}}
		}, nil),
	}
}

func limits(perAction, perWindow, lifetime int64) func(*identitytypes.Mandate) {
	return func(m *identitytypes.Mandate) {
		m.Limits[0].PerAction, m.Limits[0].PerWindow, m.Limits[0].Lifetime = sdkmath.NewInt(perAction), sdkmath.NewInt(perWindow), sdkmath.NewInt(lifetime)
	}
}

// again are the rows of an operator that posts a second job of 10 units: spending is counted over all modules, comes back
// with what a hold returns, and leaves the window with time.
func again() rows[*types.MsgPostJob] {
	type msg = *types.MsgPostJob
	is := func(change func(*identitytypes.Mandate), between func(*scene, string, string), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			m.Signer = s.mandate(s.client, change)
			first := s.postJob()
			first.Signer = m.Signer
			job := s.post(first)
			if between != nil {
				between(s, m.Signer, job)
			}
		}, want, ""}
	}
	cancel := func(s *scene, signer, job string) {
		s.do(&types.MsgCancelJob{Signer: signer, Client: s.client.String(), Job: job})
	}
	wait := func(ms uint64) func(*scene, string, string) {
		return func(s *scene, _, _ string) { s.advance(ms) }
	}
	const much, two, less = purse, 20 * unit, 20*unit - 1
	return rows[msg]{
		"second job above per_window":                           is(limits(much, less, much), nil, identitytypes.ErrAboveWindow),
		"second job above lifetime":                             is(limits(much, much, less), nil, identitytypes.ErrAboveLifetime),
		"second job at per_window and lifetime":                 is(limits(much, two, two), nil, nil),
		"second job after the first came back":                  is(limits(much, less, less), cancel, nil),
		"second job above per_window, less than a window later": is(limits(much, less, much), wait(hour-1), identitytypes.ErrAboveWindow),
		"second job two windows later":                          is(limits(much, less, much), wait(2*hour), nil),
		"second job two windows later above lifetime":           is(limits(much, much, less), wait(2*hour), identitytypes.ErrAboveLifetime),
	}
}

func (s *scene) cancelJob() *types.MsgCancelJob {
	return &types.MsgCancelJob{Signer: s.client.Operator.String(), Client: s.client.String(), Job: s.open}
}

func cancelCases(t *testing.T, w *world) {
	type msg = *types.MsgCancelJob
	at, job := func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Job }
	is := func(job func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = job(s) }, want, ""}
	}
	run(t, w, "market.CancelJob", (*scene).cancelJob,
		actors(client, identitytypes.ActionHire, func(m msg) *string { return &m.Signer }),
		addresses("client", at), upper("client", at), notAgents(at),
		ids("job", "job", "agr", types.ErrJobNotFound, job),
		rows[msg]{
			"revealing":         is(func(s *scene) string { return s.revealing }, types.ErrBiddingClosed),
			"awarded":           is(func(s *scene) string { return s.awarded }, types.ErrBiddingClosed),
			"expired":           is(func(s *scene) string { return s.expired }, types.ErrBiddingClosed),
			"cancelled":         is(func(s *scene) string { return s.cancelled }, types.ErrBiddingClosed),
			"with a commitment": is(func(s *scene) string { return s.committed }, nil),
			"twice":             {func(s *scene, _ msg) { s.do(s.cancelJob()) }, types.ErrBiddingClosed, ""},
			"the bidding has ended, but its deadline waits": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrBiddingClosed, ""},
			"another agent of the same owner": {func(s *scene, m msg) {
				m.Signer, m.Client = s.sibling.Operator.String(), s.sibling.String()
			}, types.ErrNotClient, "client"},
			"a provider": {func(s *scene, m msg) {
				m.Signer, m.Client = s.p1.Owner.String(), s.p1.String()
			}, types.ErrNotClient, "client"},
			"paused client": {func(s *scene, _ msg) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, nil, ""},
			"paused client, signed by a stranger": {func(s *scene, m msg) {
				s.setStatus(s.client, identitytypes.AgentStatusPaused)
				m.Signer = s.stranger.String()
			}, identitytypes.ErrNotAuthorized, ""},
			"paused client, operator without HIRE": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.client, func(m *identitytypes.Mandate) { m.Actions = []identitytypes.Action{identitytypes.ActionBid} })
				s.setStatus(s.client, identitytypes.AgentStatusPaused)
			}, identitytypes.ErrActionNotAllowed, ""},
			"denom accepted no more": {func(s *scene, m msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
				m.Job = s.committed
			}, nil, ""},
		})
}

func (s *scene) marketRetry() *types.MsgRetry {
	s.stick("market")
	return &types.MsgRetry{Sender: s.stranger.String(), Job: s.cancelled}
}

func marketRetryCases(t *testing.T, w *world) {
	type msg = *types.MsgRetry
	sender, job, provider := func(m msg) *string { return &m.Sender }, func(m msg) *string { return &m.Job }, func(m msg) *string { return &m.Provider }
	named := rows[msg]{}
	for label, r := range addresses("provider", provider) {
		if label == "provider absent" {
			continue
		}
		named[label] = row[msg]{func(s *scene, m msg) { m.Provider = s.p1.String(); r.do(s, m) }, r.want, r.names}
	}
	is := func(change func(*scene, msg)) row[msg] { return row[msg]{change, deadline.ErrNotStuck, ""} }
	unknown := ids("job", "job", "agr", types.ErrJobNotFound, job)
	run(t, w, "market.Retry", (*scene).marketRetry,
		addresses("sender", sender), upper("sender", sender), named, unknown,
		rows[msg]{
			"of a commitment nobody made":   {func(s *scene, m msg) { m.Job, m.Provider = s.committed, s.p3.String() }, types.ErrCommitmentNotFound, ""},
			"of a commitment of a stranger": {func(s *scene, m msg) { m.Provider = s.stranger.String() }, types.ErrCommitmentNotFound, ""},
			"of a job whose deadline waits": is(func(s *scene, m msg) { m.Job = s.post(s.postJob()) }),
			"of a commitment that waits": is(func(s *scene, m msg) {
				m.Job, m.Provider = s.post(s.postJob()), s.p1.String()
				s.do(testapp.Bid{Provider: s.p1, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}.Commit(m.Job))
			}),
			"of a job that is overdue":        {func(s *scene, m msg) { m.Job = s.open }, nil, ""},
			"of a commitment that is overdue": {func(s *scene, m msg) { m.Job, m.Provider = s.committed, s.p1.String() }, nil, ""},
		})
}
