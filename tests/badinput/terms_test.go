package badinput

import (
	"math"
	"strings"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// workTerms are the rows of terms, whoever the parties are.
func workTerms[M sdk.Msg](at func(M) *agreementtypes.Terms) rows[M] {
	is := func(change func(*agreementtypes.Terms), want error, names string) row[M] {
		return only(func(m M) { change(at(m)) }, want, names)
	}
	clock := func(name string, set func(*agreementtypes.Terms, uint64)) rows[M] {
		v := func(v uint64, want error) row[M] {
			return is(func(t *agreementtypes.Terms) { set(t, v) }, want, name)
		}
		return rows[M]{
			name + " zero":        v(0, field.ErrRange),
			name + " overflowing": v(math.MaxUint64, field.ErrRange),
			name + " too short":   v(999, agreementtypes.ErrClock),
			name + " too long":    v(30*day+1, agreementtypes.ErrClock),
			name + " the longest": v(30*day, nil),
		}
	}
	const title, uri, skill, price, pledge, milestones = "terms.title", "terms.spec.uri", "terms.skill", "terms.price", "pledge", "terms.milestones"
	verification := agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, EvalMs: hour}
	return join(
		texts(title, 140, false, func(m M) *string { return &at(m).Title }),
		texts(uri, 512, false, func(m M) *string { return &at(m).Spec.Uri }),
		hashes("terms.spec.sha256", 32, false, func(m M) *[]byte { return &at(m).Spec.Sha256 }),
		texts("terms.criteria", 140, false, func(m M) *string { return &at(m).Criteria[1].Text }),
		tags(skill, 2, 48, func(m M, v string) { at(m).Skill = v }),
		amounts(price, 1, field.ErrCoin, func(m M, v sdkmath.Int) { at(m).Price.Amount = v }),
		amounts("terms.loss", 1, field.ErrRange, func(m M, v sdkmath.Int) { at(m).Loss = v }),
		amounts("terms.pledge", 0, field.ErrRange, func(m M, v sdkmath.Int) { at(m).Pledge = v }),
		clock("terms.milestones[0].delivery_ms", func(t *agreementtypes.Terms, v uint64) { t.Milestones[0].DeliveryMs = v }),
		clock("terms.review_ms", func(t *agreementtypes.Terms, v uint64) { t.ReviewMs = v }),
		numbers("terms.rework_rounds", 0, 3, math.MaxUint32, func(m M, v uint64) { at(m).ReworkRounds = uint32(v) }),
		numbers("terms.sigma_bps", 0, 100_000, math.MaxUint32, func(m M, v uint64) { at(m).SigmaBps = uint32(v) }),
		numbers("terms.milestones[0].share_bps", 1, bps, math.MaxUint32, func(m M, v uint64) { at(m).Milestones[0].ShareBps = uint32(v) }),
		rows[M]{
			"terms.skill absent":        is(func(t *agreementtypes.Terms) { t.Skill = "" }, field.ErrMissing, skill),
			"17 terms.criteria":         is(func(t *agreementtypes.Terms) { t.Criteria = criteria(17) }, field.ErrTooMany, "terms.criteria"),
			"weights of too little":     is(func(t *agreementtypes.Terms) { t.Criteria[0].WeightBps-- }, field.ErrRange, "weight_bps"),
			"no milestones":             is(func(t *agreementtypes.Terms) { t.Milestones = nil }, field.ErrMissing, milestones),
			"17 milestones":             is(func(t *agreementtypes.Terms) { t.Milestones = make([]agreementtypes.Milestone, 17) }, field.ErrTooMany, milestones),
			"10000 milestones":          is(func(t *agreementtypes.Terms) { t.Milestones = make([]agreementtypes.Milestone, 10_000) }, field.ErrTooMany, milestones),
			"shares of too little":      is(func(t *agreementtypes.Terms) { t.Milestones[0].ShareBps-- }, field.ErrRange, "share_bps"),
			"shares of too much":        is(func(t *agreementtypes.Terms) { t.Milestones = append(t.Milestones, t.Milestones[0]) }, field.ErrRange, "share_bps"),
			"a milestone's title long":  is(func(t *agreementtypes.Terms) { t.Milestones[0].Title = strings.Repeat("a", 141) }, field.ErrLength, milestones),
			"an answer nobody asked":    is(func(t *agreementtypes.Terms) { t.Milestones[0].AnswerSha256 = hash("answer") }, agreementtypes.ErrVerification, "answer_sha256"),
			"a hash without its answer": is(func(t *agreementtypes.Terms) { t.Verification.Method = agreementtypes.MethodHash }, field.ErrMissing, "answer_sha256"),
			"a method not known":        is(func(t *agreementtypes.Terms) { t.Verification.Method = 5 }, field.ErrRange, "method"),
			"a negative method":         is(func(t *agreementtypes.Terms) { t.Verification.Method = -1 }, field.ErrRange, "method"),
			"an evaluator for nothing":  is(func(t *agreementtypes.Terms) { t.Verification.Evaluator = t.Provider }, agreementtypes.ErrVerification, "evaluator"),
			"no evaluator":              is(func(t *agreementtypes.Terms) { t.Verification = verification }, field.ErrMissing, "evaluator"),
			"the provider as evaluator": is(func(t *agreementtypes.Terms) { t.Verification = verification; t.Verification.Evaluator = t.Provider }, agreementtypes.ErrEvaluator, "evaluator"),
			"an evaluator of no kind": is(func(t *agreementtypes.Terms) {
				t.Verification = verification
				t.Verification.Evaluator = address("nobody")
			}, agreementtypes.ErrEvaluator, "evaluator"),
			"an evaluator's high fee": is(func(t *agreementtypes.Terms) {
				t.Verification = verification
				t.Verification.Evaluator = address("nobody")
				t.Verification.FeeBps = 1_001
			}, field.ErrRange, "fee_bps"),
			"a panel that is too dear": is(func(t *agreementtypes.Terms) {
				t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodPanel, FeeBps: 1, PanelSize: 5}
			}, agreementtypes.ErrPanel, "milestones[0]"),
			"a last judge of much": is(func(t *agreementtypes.Terms) {
				t.Verification = verification
				t.Verification.Evaluator, t.Verification.Final = address("nobody"), true
			}, agreementtypes.ErrFinal, "final"),
			"instant with rework":        is(func(t *agreementtypes.Terms) { t.Instant, t.ReworkRounds = true, 1 }, agreementtypes.ErrInstant, "rework_rounds"),
			"instant, too little pledge": is(func(t *agreementtypes.Terms) { t.Instant = true }, agreementtypes.ErrInstant, pledge),
			"a recipient not known":      is(func(t *agreementtypes.Terms) { t.Recipients = []agreementtypes.Recipient{4} }, field.ErrRange, "recipients"),
			"a recipient unspecified":    is(func(t *agreementtypes.Terms) { t.Recipients = []agreementtypes.Recipient{0} }, field.ErrRange, "recipients"),
			"a recipient twice":          is(func(t *agreementtypes.Terms) { t.Recipients = []agreementtypes.Recipient{1, 1} }, field.ErrDuplicate, "recipients"),
			"four recipients":            is(func(t *agreementtypes.Terms) { t.Recipients = make([]agreementtypes.Recipient, 4) }, field.ErrTooMany, "recipients"),
			"terms.price no denom":       is(func(t *agreementtypes.Terms) { t.Price.Denom = "" }, field.ErrCoin, price),
			"terms.price wrong denom":    is(func(t *agreementtypes.Terms) { t.Price.Denom = "u troth" }, field.ErrCoin, price),
			"terms.price no amount":      is(func(t *agreementtypes.Terms) { t.Price.Amount = sdkmath.Int{} }, field.ErrCoin, price),
			"terms.price too high":       is(func(t *agreementtypes.Terms) { t.Price.Amount = sdkmath.NewInt(1e15 + 1) }, agreementtypes.ErrPriceRange, "price"),
			"terms.loss absent":          is(func(t *agreementtypes.Terms) { t.Loss = sdkmath.Int{} }, field.ErrMissing, "terms.loss"),
			"terms.pledge absent":        is(func(t *agreementtypes.Terms) { t.Pledge = sdkmath.Int{} }, field.ErrMissing, "terms.pledge"),
		})
}

// parties are the rows of the addresses in terms that name both parties, and of their parent.
func parties[M sdk.Msg](at func(M) *agreementtypes.Terms) rows[M] {
	client, provider := func(m M) *string { return &at(m).Client }, func(m M) *string { return &at(m).Provider }
	is := func(change func(*agreementtypes.Terms), want error, names string) row[M] {
		return only(func(m M) { change(at(m)) }, want, names)
	}
	return join(addresses("terms.client", client), addresses("terms.provider", provider), upper("terms.client", client), upper("terms.provider", provider),
		rows[M]{
			"terms absent":            is(func(t *agreementtypes.Terms) { *t = agreementtypes.Terms{} }, field.ErrMissing, "terms"),
			"terms with oneself":      is(func(t *agreementtypes.Terms) { t.Provider = t.Client }, agreementtypes.ErrSameParty, "terms.provider"),
			"a malformed parent":      is(func(t *agreementtypes.Terms) { t.Parent = "x" }, id.ErrMalformed, "terms.parent"),
			"a job as parent":         is(func(t *agreementtypes.Terms) { t.Parent = "job_0000000000000000" }, id.ErrMalformed, "terms.parent"),
			"a parent that is not":    is(func(t *agreementtypes.Terms) { t.Parent = "agr_0000000000000000" }, agreementtypes.ErrParent, ""),
			"a parent that has ended": {func(s *scene, m M) { at(m).Parent = s.completed }, agreementtypes.ErrParent, ""},
			"the client as evaluator": is(func(t *agreementtypes.Terms) {
				t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: t.Client, EvalMs: hour}
			}, agreementtypes.ErrEvaluator, "evaluator"),
			"an evaluator of the client's owner": {func(s *scene, m M) {
				at(m).Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: s.sibling.String(), EvalMs: hour}
			}, agreementtypes.ErrEvaluator, "evaluator"},
		})
}
