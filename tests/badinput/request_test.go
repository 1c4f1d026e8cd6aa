package badinput

import (
	"math"
	"strings"

	sdkmath "cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// openJob makes a job an open auction.
func openJob(r *types.JobRequest) { r.Auction, r.Clocks.RevealMs = types.AuctionOpen, 0 }

// clockJob makes it a clock.
func clockJob(r *types.JobRequest) {
	r.Auction, r.Clocks.RevealMs, r.Backups = types.AuctionClock, 0, 0
}

// chosenJob has the client choose.
func chosenJob(r *types.JobRequest) { r.Award, r.Clocks.AwardMs = types.AwardClient, hour }

// postFullJob is a job with all there is.
func (s *scene) postFullJob() *types.MsgPostJob {
	m := s.postJob()
	r := &m.Request
	openJob(r)
	chosenJob(r)
	r.Skills, r.Invited = []string{"german", "legal"}, []string{s.p1.String(), s.p2.String()}
	r.Requirements = []identitytypes.Requirement{{Schema: "kya", Value: "yes", Issuers: []string{s.p3.String()}}}
	r.Milestones = []types.JobMilestone{{Title: "Draft", ShareBps: 4_000}, {Title: "Final", ShareBps: 6_000}}
	r.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: s.p3.String(), FeeBps: 100, EvalMs: hour}
	r.ReworkRounds, r.Recipients = 1, []agreementtypes.Recipient{agreementtypes.RecipientClient, agreementtypes.RecipientEvaluator}
	return m
}

func (s *scene) postClock() *types.MsgPostJob {
	m := s.postJob()
	clockJob(&m.Request)
	m.Request.StartCost = sdkmath.NewInt(unit)
	return m
}

type post = *types.MsgPostJob

func asked(change func(*types.JobRequest), want error, names string) row[post] {
	return only(func(m post) { change(&m.Request) }, want, names)
}

// requestedAuctions are the rows of how a job is awarded.
func requestedAuctions() rows[post] {
	clocked := func(change func(*types.JobRequest), want error, names string) row[post] {
		return asked(func(r *types.JobRequest) { clockJob(r); change(r) }, want, names)
	}
	chosen := func(ms uint64, want error) row[post] {
		return asked(func(r *types.JobRequest) { chosenJob(r); r.Clocks.AwardMs = ms }, want, "award_ms")
	}
	return rows[post]{
		"an open auction":                    asked(openJob, nil, ""),
		"a clock":                            asked(clockJob, nil, ""),
		"a choice":                           asked(chosenJob, nil, ""),
		"an auction not known":               asked(func(r *types.JobRequest) { r.Auction = 4 }, field.ErrRange, "auction"),
		"a negative auction":                 asked(func(r *types.JobRequest) { r.Auction = -1 }, field.ErrRange, "auction"),
		"an award not known":                 asked(func(r *types.JobRequest) { r.Award = 3 }, field.ErrRange, "award"),
		"a negative award":                   asked(func(r *types.JobRequest) { r.Award = math.MinInt32 }, field.ErrRange, "award"),
		"reveals of an open auction":         asked(func(r *types.JobRequest) { r.Auction = types.AuctionOpen }, field.ErrRange, "reveal_ms"),
		"reveals of a clock":                 asked(func(r *types.JobRequest) { r.Auction, r.Backups = types.AuctionClock, 0 }, field.ErrRange, "reveal_ms"),
		"award_ms of a job the chain awards": asked(func(r *types.JobRequest) { r.Clocks.AwardMs = hour }, field.ErrRange, "award_ms"),
		"award_ms zero":                      chosen(0, field.ErrRange),
		"award_ms overflowing":               chosen(math.MaxUint64, field.ErrRange),
		"award_ms too short":                 chosen(999, types.ErrWindow),
		"award_ms too long":                  chosen(30*day+1, types.ErrWindow),
		"award_ms the longest":               chosen(30*day, nil),
		"a clock whose client chooses":       clocked(chosenJob, types.ErrAuction, "award"),
		"a clock with a backup":              clocked(func(r *types.JobRequest) { r.Backups = 1 }, types.ErrAuction, "backups"),
		"start_cost of a sealed auction":     asked(func(r *types.JobRequest) { r.StartCost = sdkmath.OneInt() }, types.ErrAuction, "start_cost"),
		"start_cost of an open auction":      asked(func(r *types.JobRequest) { openJob(r); r.StartCost = sdkmath.OneInt() }, types.ErrAuction, "start_cost"),
		"start_cost negative":                clocked(func(r *types.JobRequest) { r.StartCost = sdkmath.NewInt(-1) }, field.ErrRange, "start_cost"),
		"start_cost 2^128":                   clocked(func(r *types.JobRequest) { r.StartCost = power(128) }, field.ErrRange, "start_cost"),
		"start_cost absent":                  clocked(func(r *types.JobRequest) { r.StartCost = sdkmath.Int{} }, nil, ""),
		"start_cost of the end":              clocked(func(r *types.JobRequest) { r.StartCost = sdkmath.NewInt(30 * unit) }, types.ErrStartCost, "start_cost"),
		"start_cost just below the end":      clocked(func(r *types.JobRequest) { r.StartCost = sdkmath.NewInt(30*unit - 1) }, nil, ""),
	}
}

// requestedBidders are the rows of who may bid, and under which tags the job is found.
func requestedBidders() rows[post] {
	of := func(change func(*scene, *types.JobRequest), want error, names string) row[post] {
		return row[post]{func(s *scene, m post) { change(s, &m.Request) }, want, names}
	}
	required := func(change func(*identitytypes.Requirement), want error, names string) row[post] {
		return of(func(s *scene, r *types.JobRequest) {
			r.Requirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{s.p3.String()}}}
			change(&r.Requirements[0])
		}, want, names)
	}
	return rows[post]{
		"invited":                       of(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p1.String()} }, nil, ""),
		"invited in upper case":         of(func(s *scene, r *types.JobRequest) { r.Invited = []string{strings.ToUpper(s.p1.String())} }, nil, ""),
		"invited retired":               of(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.retired.String()} }, nil, ""),
		"invited the client":            of(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.client.String()} }, types.ErrSameController, "invited[0]"),
		"invited the client, uppercase": of(func(s *scene, r *types.JobRequest) { r.Invited = []string{strings.ToUpper(s.client.String())} }, types.ErrSameController, "invited[0]"),
		"invited no agent":              of(func(_ *scene, r *types.JobRequest) { r.Invited = []string{address("nobody")} }, identitytypes.ErrAgentNotFound, "invited[0]"),
		"invited an owner":              of(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p1.Owner.String()} }, identitytypes.ErrAgentNotFound, "invited[0]"),
		"invited nothing":               of(func(_ *scene, r *types.JobRequest) { r.Invited = []string{""} }, field.ErrMissing, "invited[0]"),
		"invited of another chain":      of(func(s *scene, r *types.JobRequest) { r.Invited = []string{prefixed("cosmos", s.p1.String())} }, field.ErrAddress, "invited[0]"),
		"invited twice":                 of(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p1.String(), s.p1.String()} }, field.ErrDuplicate, "invited[1]"),
		"invited 33":                    of(func(_ *scene, r *types.JobRequest) { r.Invited = make([]string, 33) }, field.ErrTooMany, "invited"),
		"invited 10000":                 of(func(_ *scene, r *types.JobRequest) { r.Invited = make([]string, 10_000) }, field.ErrTooMany, "invited"),
		"required":                      required(func(*identitytypes.Requirement) {}, nil, ""),
		"required of no schema":         required(func(r *identitytypes.Requirement) { r.Schema = "" }, field.ErrMissing, "requirements[0].schema"),
		"required of a long value":      required(func(r *identitytypes.Requirement) { r.Value = strings.Repeat("v", 129) }, field.ErrLength, "requirements[0].value"),
		"required of no issuer":         required(func(r *identitytypes.Requirement) { r.Issuers = nil }, field.ErrMissing, "requirements[0].issuers"),
		"required of nine issuers":      required(func(r *identitytypes.Requirement) { r.Issuers = make([]string, 9) }, field.ErrTooMany, "requirements[0].issuers"),
		"required nine times":           of(func(_ *scene, r *types.JobRequest) { r.Requirements = make([]identitytypes.Requirement, 9) }, field.ErrTooMany, "requirements"),
		"tags 8":                        asked(func(r *types.JobRequest) { r.Skills = strings.Fields("aa bb cc dd ee ff gg hh") }, field.ErrTooMany, "skills"),
		"tags 7":                        asked(func(r *types.JobRequest) { r.Skills = strings.Fields("aa bb cc dd ee ff gg") }, nil, ""),
		"tag of the skill":              asked(func(r *types.JobRequest) { r.Skills = []string{r.Skill} }, field.ErrDuplicate, "skills[0]"),
		"tag twice":                     asked(func(r *types.JobRequest) { r.Skills = []string{"aa", "aa"} }, field.ErrDuplicate, "skills[1]"),
		"tag malformed":                 asked(func(r *types.JobRequest) { r.Skills = []string{"a b"} }, field.ErrFormat, "skills[0]"),
		"tag absent":                    asked(func(r *types.JobRequest) { r.Skills = []string{""} }, field.ErrMissing, "skills[0]"),
	}
}

// requestedWork are the rows of what the terms of the agreement will have of the request.
func requestedWork() rows[post] {
	of := func(change func(*scene, *types.JobRequest), want error, names string) row[post] {
		return row[post]{func(s *scene, m post) { change(s, &m.Request) }, want, names}
	}
	judged := func(change func(*scene, *types.JobRequest), want error, names string) row[post] {
		return of(func(s *scene, r *types.JobRequest) {
			r.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: s.p3.String(), EvalMs: hour}
			change(s, r)
		}, want, names)
	}
	parts := func(shares ...uint32) func(*types.JobRequest) {
		return func(r *types.JobRequest) {
			for _, share := range shares {
				r.Milestones = append(r.Milestones, types.JobMilestone{ShareBps: share})
			}
		}
	}
	hashed := func(answers ...[]byte) func(*types.JobRequest) {
		return func(r *types.JobRequest) {
			r.Verification.Method = agreementtypes.MethodHash
			for _, a := range answers {
				r.Milestones = append(r.Milestones, types.JobMilestone{ShareBps: bps / uint32(len(answers)), AnswerSha256: a})
			}
		}
	}
	const evaluator, milestones = "verification.evaluator", "milestones"
	return rows[post]{
		"parts":                 asked(parts(4_000, 6_000), nil, ""),
		"parts of too little":   asked(parts(4_000, 5_999), field.ErrRange, "share_bps"),
		"parts of too much":     asked(parts(4_000, 6_001), field.ErrRange, "share_bps"),
		"part of nothing":       asked(parts(10_000, 0), field.ErrRange, "milestones[1].share_bps"),
		"part of more than all": asked(parts(math.MaxUint32), field.ErrRange, "share_bps"),
		"parts 17":              asked(parts(make([]uint32, 17)...), field.ErrTooMany, milestones),
		"parts 10000":           asked(parts(make([]uint32, 10_000)...), field.ErrTooMany, milestones),
		"part of less than a base unit": asked(func(r *types.JobRequest) {
			parts(1, 9_999)(r)
			r.Budget.Amount, r.Loss = sdkmath.NewInt(9_999), sdkmath.ZeroInt()
		}, agreementtypes.ErrPriceRange, milestones),
		"part with a long title":          asked(func(r *types.JobRequest) { parts(10_000)(r); r.Milestones[0].Title = strings.Repeat("t", 141) }, field.ErrLength, "milestones[0].title"),
		"part delivered too fast":         asked(func(r *types.JobRequest) { parts(1, 9_999)(r); r.Clocks.DeliveryMs = hour }, agreementtypes.ErrClock, "delivery_ms"),
		"part delivered too slowly":       asked(func(r *types.JobRequest) { parts(1, 9_999)(r); r.Clocks.DeliveryMs = 60 * day }, agreementtypes.ErrClock, "delivery_ms"),
		"answers":                         asked(hashed(hash("one"), hash("two")), nil, ""),
		"answers the same":                asked(hashed(hash("one"), hash("one")), field.ErrDuplicate, "answer_sha256"),
		"answer short":                    asked(hashed(hash("one")[1:]), field.ErrLength, "answer_sha256"),
		"answer absent":                   asked(hashed(nil), field.ErrMissing, "answer_sha256"),
		"answers without milestones":      asked(hashed(), field.ErrMissing, milestones),
		"answer nobody asked for":         asked(func(r *types.JobRequest) { hashed(hash("one"))(r); r.Verification.Method = 0 }, agreementtypes.ErrVerification, "answer_sha256"),
		"method not known":                asked(func(r *types.JobRequest) { r.Verification.Method = 5 }, field.ErrRange, "verification.method"),
		"method negative":                 asked(func(r *types.JobRequest) { r.Verification.Method = -1 }, field.ErrRange, "verification.method"),
		"evaluator":                       judged(func(*scene, *types.JobRequest) {}, nil, ""),
		"evaluator nobody asked for":      of(func(s *scene, r *types.JobRequest) { r.Verification.Evaluator = s.p3.String() }, agreementtypes.ErrVerification, "verification"),
		"evaluator absent":                judged(func(_ *scene, r *types.JobRequest) { r.Verification.Evaluator = "" }, field.ErrMissing, evaluator),
		"evaluator no agent":              judged(func(_ *scene, r *types.JobRequest) { r.Verification.Evaluator = address("nobody") }, agreementtypes.ErrEvaluator, evaluator),
		"evaluator retired":               judged(func(s *scene, r *types.JobRequest) { r.Verification.Evaluator = s.retired.String() }, agreementtypes.ErrEvaluator, evaluator),
		"evaluator the client":            judged(func(s *scene, r *types.JobRequest) { r.Verification.Evaluator = s.client.String() }, agreementtypes.ErrEvaluator, evaluator),
		"evaluator the client, uppercase": judged(func(s *scene, r *types.JobRequest) { r.Verification.Evaluator = strings.ToUpper(s.client.String()) }, agreementtypes.ErrEvaluator, evaluator),
		"evaluator of the client's owner": judged(func(s *scene, r *types.JobRequest) { r.Verification.Evaluator = s.sibling.String() }, agreementtypes.ErrEvaluator, evaluator),
		"evaluator for too much":          judged(func(_ *scene, r *types.JobRequest) { r.Verification.FeeBps = 1_001 }, field.ErrRange, "fee_bps"),
		"evaluator without time":          judged(func(_ *scene, r *types.JobRequest) { r.Verification.EvalMs = 0 }, field.ErrRange, "eval_ms"),
		"evaluator with too little time":  judged(func(_ *scene, r *types.JobRequest) { r.Verification.EvalMs = 999 }, agreementtypes.ErrClock, "eval_ms"),
		"a panel":                         asked(func(r *types.JobRequest) { r.Verification = panel() }, nil, ""),
		"a panel too dear":                asked(func(r *types.JobRequest) { r.Verification = panel(); r.Verification.FeeBps = 1 }, agreementtypes.ErrPanel, milestones),
		"a last judge of much":            of(func(s *scene, r *types.JobRequest) { r.Verification = last(s.p3.String()) }, agreementtypes.ErrFinal, "final"),
		"instant":                         asked(func(r *types.JobRequest) { r.Instant = true }, nil, ""),
		"instant with rework":             asked(func(r *types.JobRequest) { r.Instant, r.ReworkRounds = true, 1 }, agreementtypes.ErrInstant, "rework_rounds"),
		"instant with an evaluator":       judged(func(_ *scene, r *types.JobRequest) { r.Instant = true }, agreementtypes.ErrInstant, "method"),
		"instant of little loss":          asked(func(r *types.JobRequest) { r.Instant, r.Loss = true, sdkmath.NewInt(unit) }, agreementtypes.ErrInstant, "loss"),
		"rework four times":               asked(func(r *types.JobRequest) { r.ReworkRounds = 4 }, field.ErrRange, "rework_rounds"),
		"rework overflowing":              asked(func(r *types.JobRequest) { r.ReworkRounds = math.MaxUint32 }, field.ErrRange, "rework_rounds"),
		"parent":                          of(func(s *scene, r *types.JobRequest) { r.Parent = s.working }, nil, ""),
		"parent of another kind":          of(func(s *scene, r *types.JobRequest) { r.Parent = s.open }, id.ErrMalformed, "parent"),
		"parent not there":                asked(func(r *types.JobRequest) { r.Parent = "agr_ffffffffffffffff" }, agreementtypes.ErrParent, "parent"),
		"parent that has ended":           of(func(s *scene, r *types.JobRequest) { r.Parent = s.completed }, agreementtypes.ErrParent, "parent"),
		"recipients":                      asked(func(r *types.JobRequest) { r.Recipients = []agreementtypes.Recipient{1} }, nil, ""),
		"recipient not known":             asked(func(r *types.JobRequest) { r.Recipients = []agreementtypes.Recipient{4} }, field.ErrRange, "recipients"),
		"recipient twice":                 asked(func(r *types.JobRequest) { r.Recipients = []agreementtypes.Recipient{1, 1} }, field.ErrDuplicate, "recipients"),
		"recipient that is not there":     asked(func(r *types.JobRequest) { r.Recipients = []agreementtypes.Recipient{2} }, agreementtypes.ErrVerification, "recipients"),
		"no money for a big record": {func(s *scene, m post) {
			m.Request.Criteria = criteria(16)
			for i := range m.Request.Criteria {
				m.Request.Criteria[i].Text = strings.Repeat("c", 140)
			}
			m.Signer = s.client.Owner.String()
			m.Request.Budget.Amount, m.Request.Loss = sdkmath.NewInt(s.available(s.client)), sdkmath.ZeroInt()
		}, escrowtypes.ErrInsufficient, ""},
	}
}
