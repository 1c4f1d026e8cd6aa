package badinput

import (
	"math"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// offerSplit proposes a split of 4000 bps as an agent, takeSplit takes it.
func (s *scene) offerSplit(a *testapp.Agent) *types.MsgProposeSplit {
	return &types.MsgProposeSplit{Signer: a.Operator.String(), Agent: a.String(), Agreement: s.working, Bps: 4_000}
}

func (s *scene) takeSplit(a *testapp.Agent) *types.MsgAcceptSplit {
	return &types.MsgAcceptSplit{Signer: a.Operator.String(), Agent: a.String(), Agreement: s.working, Bps: 4_000}
}

func (s *scene) proposeSplit() *types.MsgProposeSplit { return s.offerSplit(s.client) }

func (s *scene) acceptSplit() *types.MsgAcceptSplit {
	s.do(s.offerSplit(s.p1))
	return s.takeSplit(s.client)
}

func (s *scene) cancelWork() *types.MsgCancel {
	return &types.MsgCancel{Signer: s.client.Operator.String(), Agent: s.client.String(), Agreement: s.working, Bps: 1_000}
}

// amend proposes a lower price in two milestones.
func (s *scene) amend() *types.MsgAmend {
	return &types.MsgAmend{
		Signer: s.client.Operator.String(), Agent: s.client.String(), Agreement: s.working,
		Terms: s.termsOf(s.working, func(t *types.Terms) {
			t.Price.Amount, t.ReworkRounds = t.Price.Amount.QuoRaw(2), 2
			t.Milestones = []types.Milestone{{Title: "draft", ShareBps: 4_000, DeliveryMs: hour}, {Title: "final", ShareBps: 6_000, DeliveryMs: hour}}
		}),
	}
}

// eitherParty are the rows of a message that both parties of an agreement may send; the valid one is the client's. other is
// what it means when the provider sends the same.
func eitherParty[M sdk.Msg](other error, signer, agent, agreement func(M) *string) rows[M] {
	by := func(who func(*scene) *testapp.Agent, want error) row[M] {
		return row[M]{func(s *scene, m M) {
			*signer(m), *agent(m) = who(s).Owner.String(), who(s).String()
		}, want, ""}
	}
	at := func(id func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *agreement(m) = id(s) }, types.ErrTransition, ""}
	}
	return join(actors(client, identitytypes.ActionReview, signer), addresses("agent", agent), upper("agent", agent),
		ids("agreement", "agr", "job", types.ErrNotFound, agreement),
		rows[M]{
			"by the provider":              by(func(s *scene) *testapp.Agent { return s.p1 }, other),
			"by an agent that has no part": by(func(s *scene) *testapp.Agent { return s.p3 }, types.ErrNotParty),
			"by the sibling of the client": by(func(s *scene) *testapp.Agent { return s.sibling }, types.ErrNotParty),
			"for an unknown agent":         {func(_ *scene, m M) { *agent(m) = address("nobody") }, types.ErrNotParty, "agent"},
			"for a module account":         {func(_ *scene, m M) { *agent(m) = moduleAddress("escrow") }, types.ErrNotParty, "agent"},
			"when completed":               at(func(s *scene) string { return s.completed }),
			"when refunded":                at(func(s *scene) string { return s.refunded }),
			"when terminated":              at(func(s *scene) string { return s.terminated }),
			"after the delivery deadline":  {func(s *scene, _ M) { s.advance(hour) }, types.ErrDeadlinePassed, ""},
			"paused: running work goes on": {func(s *scene, _ M) { s.setStatus(s.client, identitytypes.AgentStatusPaused) }, nil, ""},
			"after the client terminated":  {func(s *scene, _ M) { s.do(s.terminate()) }, types.ErrTransition, ""},
		})
}

func proposeSplitCases(t *testing.T, w *world) {
	type msg = *types.MsgProposeSplit
	run(t, w, "agreement.ProposeSplit", (*scene).proposeSplit,
		proposeSplitActs(),
		eitherParty(nil, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Agreement }),
		numbers("bps", 0, bps, math.MaxUint32, func(m msg, v uint64) { m.Bps = uint32(v) }),
		rows[msg]{
			"twice":                  {func(s *scene, m msg) { s.do(copied(m)) }, nil, ""},
			"in review":              {func(s *scene, m msg) { m.Agreement = s.review }, nil, ""},
			"denom accepted no more": {func(s *scene, _ msg) { s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil }) }, nil, ""},
		})
}

func acceptSplitCases(t *testing.T, w *world) {
	type msg = *types.MsgAcceptSplit
	run(t, w, "agreement.AcceptSplit", (*scene).acceptSplit,
		acceptSplitActs(),
		eitherParty(types.ErrProposal, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Agreement }),
		numbers("bps", 0, bps, math.MaxUint32, func(m msg, v uint64) { m.Bps = uint32(v) }),
		rows[msg]{
			"a bit more":           only(func(m msg) { m.Bps++ }, types.ErrProposal, ""),
			"what nobody proposed": {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrProposal, ""},
			"what was replaced": {func(s *scene, _ msg) {
				s.do(&types.MsgProposeSplit{Signer: s.p1.Operator.String(), Agent: s.p1.String(), Agreement: s.working, Bps: 4_001})
			}, types.ErrProposal, ""},
			"what a submission dropped": {func(s *scene, _ msg) { s.do(s.submitWork()) }, types.ErrProposal, ""},
			"twice":                     {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"a claim of another share": {func(s *scene, m msg) {
				s.do(s.rejectWork())
				*m = types.MsgAcceptSplit{Signer: s.p1.Operator.String(), Agent: s.p1.String(), Agreement: s.review, Bps: 2_499}
			}, types.ErrProposal, ""},
			"a claim": {func(s *scene, m msg) {
				s.do(s.rejectWork())
				*m = types.MsgAcceptSplit{Signer: s.p1.Operator.String(), Agent: s.p1.String(), Agreement: s.review, Bps: 2_500}
			}, nil, ""},
			"a claim of nothing": {func(s *scene, m msg) {
				reject := s.rejectWork()
				reject.ClaimedBps = 0
				s.do(reject)
				*m = types.MsgAcceptSplit{Signer: s.p1.Operator.String(), Agent: s.p1.String(), Agreement: s.review}
			}, types.ErrProposal, ""},
		})
}

func cancelWorkCases(t *testing.T, w *world) {
	type msg = *types.MsgCancel
	run(t, w, "agreement.Cancel", (*scene).cancelWork,
		cancelActs(),
		eitherParty(nil, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Agreement }),
		numbers("bps", 0, bps, math.MaxUint32, func(m msg, v uint64) { m.Bps = uint32(v) }),
		rows[msg]{
			"twice by the same party": {func(s *scene, m msg) { s.do(copied(m)) }, nil, ""},
			"after both": {func(s *scene, m msg) {
				other := copied(m)
				other.Signer, other.Agent = s.p1.Operator.String(), s.p1.String()
				s.do(copied(m), other)
			}, types.ErrTransition, ""},
		})
}

func amendCases(t *testing.T, w *world) {
	type msg = *types.MsgAmend
	terms := func(change func(*types.Terms), want error, names string) row[msg] {
		return only(func(m msg) { change(&m.Terms) }, want, names)
	}
	clock := func(v uint64) row[msg] {
		return terms(func(t *types.Terms) { t.Milestones[1].DeliveryMs = v }, types.ErrClock, "terms.milestones[1].delivery_ms")
	}
	run(t, w, "agreement.Amend", (*scene).amend,
		refusedAmend(),
		eitherParty(nil, func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Agreement }),
		texts("terms.title", 140, false, func(m msg) *string { return &m.Terms.Title }),
		texts("terms.spec.uri", 512, false, func(m msg) *string { return &m.Terms.Spec.Uri }),
		hashes("terms.spec.sha256", 32, false, func(m msg) *[]byte { return &m.Terms.Spec.Sha256 }),
		amounts("terms.price", 1, field.ErrCoin, func(m msg, v sdkmath.Int) { m.Terms.Price.Amount = v }),
		amounts("terms.loss", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Terms.Loss = v }),
		amounts("terms.pledge", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Terms.Pledge = v }),
		numbers("terms.rework_rounds", 0, 3, math.MaxUint32, func(m msg, v uint64) { m.Terms.ReworkRounds = uint32(v) }),
		numbers("terms.sigma_bps", 0, 100_000, math.MaxUint32, func(m msg, v uint64) { m.Terms.SigmaBps = uint32(v) }),
		rows[msg]{
			"another client":            terms(func(t *types.Terms) { t.Client = address("x") }, types.ErrAmend, "terms.client"),
			"another provider":          terms(func(t *types.Terms) { t.Provider = address("x") }, types.ErrAmend, "terms.provider"),
			"no client":                 terms(func(t *types.Terms) { t.Client = "" }, field.ErrMissing, "terms.client"),
			"one party":                 terms(func(t *types.Terms) { t.Client = t.Provider }, types.ErrSameParty, ""),
			"another skill":             terms(func(t *types.Terms) { t.Skill = "cooking" }, types.ErrAmend, "terms.skill"),
			"another denom":             terms(func(t *types.Terms) { t.Price.Denom = "uother" }, types.ErrAmend, "terms.price.denom"),
			"a parent":                  terms(func(t *types.Terms) { t.Parent = id.String("agr", make([]byte, 8)) }, types.ErrAmend, "terms.parent"),
			"a job as parent":           terms(func(t *types.Terms) { t.Parent = id.String("job", make([]byte, 8)) }, id.ErrMalformed, "terms.parent"),
			"paid at once":              terms(func(t *types.Terms) { t.Instant, t.ReworkRounds = true, 0 }, types.ErrAmend, "terms.instant"),
			"no terms":                  terms(func(t *types.Terms) { *t = types.Terms{} }, field.ErrMissing, "terms"),
			"no milestones":             terms(func(t *types.Terms) { t.Milestones = nil }, field.ErrMissing, "terms.milestones"),
			"17 milestones":             terms(func(t *types.Terms) { t.Milestones = make([]types.Milestone, 17) }, field.ErrTooMany, "terms.milestones"),
			"shares of less":            terms(func(t *types.Terms) { t.Milestones[0].ShareBps-- }, field.ErrRange, "share_bps"),
			"a share of nothing":        terms(func(t *types.Terms) { t.Milestones[0].ShareBps = 0 }, field.ErrRange, "terms.milestones[0].share_bps"),
			"a long milestone":          terms(func(t *types.Terms) { t.Milestones[0].Title = strings.Repeat("a", 141) }, field.ErrLength, "terms.milestones[0].title"),
			"an answer of no question":  terms(func(t *types.Terms) { t.Milestones[0].AnswerSha256 = hash("x") }, types.ErrVerification, "terms.milestones[0].answer_sha256"),
			"a delivery too short":      clock(second - 1),
			"a delivery too long":       clock(30*day + 1),
			"a review too short":        terms(func(t *types.Terms) { t.ReviewMs = second - 1 }, types.ErrClock, "terms.review_ms"),
			"a review of a year":        terms(func(t *types.Terms) { t.ReviewMs = year + 1 }, field.ErrRange, "terms.review_ms"),
			"an unknown method":         terms(func(t *types.Terms) { t.Verification.Method = 5 }, field.ErrRange, "terms.verification.method"),
			"a fee of nobody":           terms(func(t *types.Terms) { t.Verification.FeeBps = 1 }, types.ErrVerification, "terms.verification"),
			"nobody to evaluate":        terms(func(t *types.Terms) { t.Verification.Method = types.MethodEvaluator }, field.ErrMissing, "terms.verification.evaluator"),
			"an evaluator of no agent":  {func(s *scene, m msg) { m.Terms.Verification = judge(address("nobody")) }, types.ErrEvaluator, "terms.verification.evaluator"},
			"the client evaluates":      {func(s *scene, m msg) { m.Terms.Verification = judge(s.client.String()) }, types.ErrEvaluator, "terms.verification.evaluator"},
			"its sibling evaluates":     {func(s *scene, m msg) { m.Terms.Verification = judge(s.sibling.String()) }, types.ErrEvaluator, "terms.verification.evaluator"},
			"a retired agent evaluates": {func(s *scene, m msg) { m.Terms.Verification = judge(s.retired.String()) }, types.ErrEvaluator, "terms.verification.evaluator"},
			"an evaluator too dear": {func(s *scene, m msg) {
				m.Terms.Verification = judge(s.p3.String())
				m.Terms.Verification.FeeBps = 1_001
			}, field.ErrRange, "terms.verification.fee_bps"},
			"an evaluator without time": {func(s *scene, m msg) {
				m.Terms.Verification = judge(s.p3.String())
				m.Terms.Verification.EvalMs = second - 1
			}, types.ErrClock, "terms.verification.eval_ms"},
			"a panel too dear":          {func(_ *scene, m msg) { m.Terms.Verification = panel(); m.Terms.Verification.FeeBps = 1 }, types.ErrPanel, "milestones[0]"},
			"a last judge of much":      {func(s *scene, m msg) { m.Terms.Verification = last(s.p3.String()) }, types.ErrFinal, "final"},
			"an evaluator":              {func(s *scene, m msg) { m.Terms.Verification = judge(s.p3.String()) }, nil, ""},
			"recipients twice":          terms(func(t *types.Terms) { t.Recipients = []types.Recipient{1, 1} }, field.ErrDuplicate, "terms.recipients"),
			"an unknown recipient":      terms(func(t *types.Terms) { t.Recipients = []types.Recipient{9} }, field.ErrRange, "terms.recipients"),
			"a price worth nothing":     terms(func(t *types.Terms) { t.Price.Amount = sdkmath.OneInt() }, types.ErrPriceRange, "terms.milestones[0].share_bps"),
			"a dearer price it has not": terms(func(t *types.Terms) { t.Price.Amount = sdkmath.NewInt(2 * purse) }, escrowtypes.ErrInsufficient, ""),
			"a dearer price":            terms(func(t *types.Terms) { t.Price.Amount = t.Price.Amount.MulRaw(4) }, nil, ""),
			"a dearer price, paused": {func(s *scene, m msg) {
				m.Terms.Price.Amount = m.Terms.Price.Amount.MulRaw(4)
				s.setStatus(s.client, identitytypes.AgentStatusPaused)
			}, identitytypes.ErrAgentPaused, ""},
			"a dearer price by an operator that may not hire": {func(s *scene, m msg) {
				m.Terms.Price.Amount = m.Terms.Price.Amount.MulRaw(4)
				m.Signer = s.mandate(s.client, func(m *identitytypes.Mandate) { m.Actions = []identitytypes.Action{identitytypes.ActionReview} })
			}, identitytypes.ErrActionNotAllowed, ""},
			"after a submission":     {func(s *scene, _ msg) { s.do(s.submitWork()) }, types.ErrTransition, ""},
			"in review":              {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrTransition, ""},
			"denom accepted no more": {func(s *scene, _ msg) { s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil }) }, escrowtypes.ErrDenomNotAccepted, ""},
			"twice":                  {func(s *scene, m msg) { s.do(copied(m)) }, nil, ""},
			"capital it has not": {func(s *scene, m msg) {
				m.Terms.Pledge = sdkmath.ZeroInt()
				s.do(copied(m))
				m.Signer, m.Agent = s.p1.Owner.String(), s.p1.String()
			}, reputationtypes.ErrCapitalShort, ""},
		})
}

func judge(evaluator string) types.Verification {
	return types.Verification{Method: types.MethodEvaluator, Evaluator: evaluator, FeeBps: 500, EvalMs: minute}
}
