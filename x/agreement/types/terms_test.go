package types_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/agreement/types"
)

func TestTermsRefuseBadFields(t *testing.T) {
	first := func(do func(m *types.Milestone)) func(t *types.Terms) {
		return func(t *types.Terms) { do(&t.Milestones[0]) }
	}
	verified := func(do func(v *types.Verification)) func(t *types.Terms) {
		return func(t *types.Terms) {
			t.Verification = evaluated(example(types.StatusReview), 0).Terms.Verification
			do(&t.Verification)
		}
	}
	judges := func(do func(v *types.Verification), more ...func(t *types.Terms)) func(t *types.Terms) {
		return func(t *types.Terms) {
			*t = panelled(example(types.StatusWorking), 0).Terms
			do(&t.Verification)
			for _, change := range more {
				change(t)
			}
		}
	}
	cases := map[string]struct {
		change func(t *types.Terms)
		err    error
		field  string
	}{
		"good": {func(*types.Terms) {}, nil, ""},
		"criteria": {func(t *types.Terms) {
			t.Criteria = []types.Criterion{{Text: "a", WeightBps: 4_000}, {Text: "b", WeightBps: 6_000}}
		}, nil, ""},
		"no client":       {func(t *types.Terms) { t.Client = "" }, field.ErrMissing, "terms.client"},
		"bad provider":    {func(t *types.Terms) { t.Provider = "p" }, field.ErrAddress, "terms.provider"},
		"no title":        {func(t *types.Terms) { t.Title = "" }, field.ErrMissing, "terms.title"},
		"long title":      {func(t *types.Terms) { t.Title = strings.Repeat("t", 141) }, field.ErrLength, "terms.title"},
		"no spec":         {func(t *types.Terms) { t.Spec.Uri = "" }, field.ErrMissing, "terms.spec.uri"},
		"no spec hash":    {func(t *types.Terms) { t.Spec.Sha256 = nil }, field.ErrMissing, "terms.spec.sha256"},
		"many criteria":   {func(t *types.Terms) { t.Criteria = make([]types.Criterion, 17) }, field.ErrTooMany, "terms.criteria"},
		"empty criterion": {func(t *types.Terms) { t.Criteria = []types.Criterion{{WeightBps: 10_000}} }, field.ErrMissing, "terms.criteria[0].text"},
		"weightless":      {func(t *types.Terms) { t.Criteria = []types.Criterion{{Text: "a"}} }, field.ErrRange, "terms.criteria[0].weight_bps"},
		"weights":         {func(t *types.Terms) { t.Criteria = []types.Criterion{{Text: "a", WeightBps: 9_999}} }, field.ErrRange, "sum of weight_bps"},
		"bad skill":       {func(t *types.Terms) { t.Skill = "A B" }, field.ErrFormat, "terms.skill"},
		"free":            {func(t *types.Terms) { t.Price = coin(0) }, field.ErrCoin, "terms.price"},
		"no loss":         {func(t *types.Terms) { t.Loss = math.ZeroInt() }, field.ErrRange, "terms.loss"},
		"negative pledge": {func(t *types.Terms) { t.Pledge = math.NewInt(-1) }, field.ErrRange, "terms.pledge"},
		"endless review":  {func(t *types.Terms) { t.ReviewMs = types.MaxWindowMs + 1 }, field.ErrRange, "terms.review_ms"},
		"four reworks":    {func(t *types.Terms) { t.ReworkRounds = 4 }, field.ErrRange, "terms.rework_rounds"},
		"endless cover":   {func(t *types.Terms) { t.SigmaBps = 100_001 }, field.ErrRange, "terms.sigma_bps"},
		"bad parent":      {func(t *types.Terms) { t.Parent = "job_0000000100000001" }, id.ErrMalformed, "terms.parent"},

		"no milestones":     {func(t *types.Terms) { t.Milestones = nil }, field.ErrMissing, "terms.milestones"},
		"17 milestones":     {func(t *types.Terms) { t.Milestones = make([]types.Milestone, 17) }, field.ErrTooMany, "terms.milestones"},
		"no delivery":       {first(func(m *types.Milestone) { m.DeliveryMs = 0 }), field.ErrRange, "terms.milestones[0].delivery_ms"},
		"endless delivery":  {first(func(m *types.Milestone) { m.DeliveryMs = types.MaxWindowMs + 1 }), field.ErrRange, "terms.milestones[0].delivery_ms"},
		"no share":          {first(func(m *types.Milestone) { m.ShareBps = 0 }), field.ErrRange, "terms.milestones[0].share_bps"},
		"shares":            {first(func(m *types.Milestone) { m.ShareBps = 9_999 }), field.ErrRange, "sum of share_bps"},
		"long milestone":    {first(func(m *types.Milestone) { m.Title = strings.Repeat("t", 141) }), field.ErrLength, "terms.milestones[0].title"},
		"an answer for all": {first(func(m *types.Milestone) { m.AnswerSha256 = make([]byte, 32) }), types.ErrVerification, "terms.milestones[0].answer_sha256"},
		"a milestone worth nothing": {func(t *types.Terms) {
			t.Price = coin(3)
			t.Milestones = []types.Milestone{{ShareBps: 3_333, DeliveryMs: 1}, {ShareBps: 6_667, DeliveryMs: 1}}
		}, types.ErrPriceRange, "terms.milestones[0].share_bps"},

		"unknown method":       {verified(func(v *types.Verification) { v.Method = 5 }), field.ErrRange, "terms.verification.method"},
		"panel":                {judges(func(*types.Verification) {}), nil, ""},
		"an even panel":        {judges(func(v *types.Verification) { v.PanelSize = 4 }), field.ErrRange, "terms.verification.panel_size"},
		"a panel of one":       {judges(func(v *types.Verification) { v.PanelSize = 1 }), field.ErrRange, "terms.verification.panel_size"},
		"a panel of 25":        {judges(func(v *types.Verification) { v.PanelSize = 25 }), field.ErrRange, "terms.verification.panel_size"},
		"a panel for nothing":  {judges(func(v *types.Verification) { v.FeeBps = 0 }), field.ErrRange, "terms.verification.fee_bps"},
		"a dear panel":         {judges(func(v *types.Verification) { v.FeeBps = 5_001 }), field.ErrRange, "terms.verification.fee_bps"},
		"panel and evaluator":  {judges(func(v *types.Verification) { v.Evaluator = addr("evaluator") }), types.ErrVerification, "terms.verification"},
		"a final panel":        {judges(func(v *types.Verification) { v.Final = true }), types.ErrVerification, "terms.verification"},
		"a final evaluator":    {verified(func(v *types.Verification) { v.Final = true }), nil, ""},
		"evaluator and seats":  {verified(func(v *types.Verification) { v.PanelSize = 5 }), types.ErrVerification, "terms.verification.panel_size"},
		"instant, a panel":     {judges(func(*types.Verification) {}, func(t *types.Terms) { t.Instant, t.ReworkRounds = true, 0 }), types.ErrInstant, "terms.verification.method"},
		"private to a panel":   {judges(func(*types.Verification) {}, func(t *types.Terms) { t.Recipients = []types.Recipient{types.RecipientPanel} }), nil, ""},
		"private, no panel":    {func(t *types.Terms) { t.Recipients = []types.Recipient{types.RecipientPanel} }, types.ErrVerification, "terms.recipients"},
		"a fee for nobody":     {func(t *types.Terms) { t.Verification.FeeBps = 1 }, types.ErrVerification, "terms.verification"},
		"evaluator":            {verified(func(*types.Verification) {}), nil, ""},
		"no evaluator":         {verified(func(v *types.Verification) { v.Evaluator = "" }), field.ErrMissing, "terms.verification.evaluator"},
		"bad evaluator":        {verified(func(v *types.Verification) { v.Evaluator = "e" }), field.ErrAddress, "terms.verification.evaluator"},
		"dear evaluator":       {verified(func(v *types.Verification) { v.FeeBps = 1_001 }), field.ErrRange, "terms.verification.fee_bps"},
		"no time to judge":     {verified(func(v *types.Verification) { v.EvalMs = 0 }), field.ErrRange, "terms.verification.eval_ms"},
		"the client judges":    {verified(func(v *types.Verification) { v.Evaluator = addr("client") }), types.ErrEvaluator, "is the client"},
		"the provider, louder": {verified(func(v *types.Verification) { v.Evaluator = strings.ToUpper(addr("provider")) }), types.ErrEvaluator, "is the provider"},
		"hash":                 {func(t *types.Terms) { *t = hashed(example(types.StatusWorking)).Terms }, nil, ""},
		"hash without answer":  {func(t *types.Terms) { t.Verification.Method = types.MethodHash }, field.ErrMissing, "terms.milestones[0].answer_sha256"},
		"short answer": {func(t *types.Terms) {
			*t = hashed(example(types.StatusWorking)).Terms
			t.Milestones[0].AnswerSha256 = []byte{1}
		}, field.ErrLength, "terms.milestones[0].answer_sha256"},
		"one answer twice": {func(t *types.Terms) {
			*t = hashed(inParts(example(types.StatusWorking), 0, 5_000, 5_000)).Terms
			t.Milestones[1].AnswerSha256 = t.Milestones[0].AnswerSha256
		}, field.ErrDuplicate, "terms.milestones[1].answer_sha256"},

		"private":             {func(t *types.Terms) { t.Recipients = []types.Recipient{types.RecipientClient} }, nil, ""},
		"private for nobody":  {func(t *types.Terms) { t.Recipients = []types.Recipient{0} }, field.ErrRange, "terms.recipients"},
		"private twice":       {func(t *types.Terms) { t.Recipients = []types.Recipient{1, 1} }, field.ErrDuplicate, "terms.recipients"},
		"private for four":    {func(t *types.Terms) { t.Recipients = []types.Recipient{1, 1, 1, 1} }, field.ErrTooMany, "terms.recipients"},
		"private, no judge":   {func(t *types.Terms) { t.Recipients = []types.Recipient{types.RecipientEvaluator} }, types.ErrVerification, "terms.recipients"},
		"instant":             {func(t *types.Terms) { *t = instant(example(types.StatusWorking)).Terms }, nil, ""},
		"instant with rework": {func(t *types.Terms) { t.Instant = true }, types.ErrInstant, "terms.rework_rounds"},
		"instant, judged": {func(t *types.Terms) {
			t.Verification = evaluated(example(types.StatusReview), 0).Terms.Verification
			t.Instant, t.ReworkRounds = true, 0
		}, types.ErrInstant, "terms.verification.method"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			terms := example(types.StatusWorking).Terms
			tc.change(&terms)
			err := terms.Validate()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.Contains(t, err.Error(), tc.field)
		})
	}
}

// A job has no provider and a service no client yet: drafts lack what depends on them, and nothing else.
func TestDraftsMayLackAParty(t *testing.T) {
	for name, change := range map[string]func(t *types.Terms){
		"no provider": func(t *types.Terms) { t.Provider = "" },
		"no client":   func(t *types.Terms) { t.Client = "" },
	} {
		t.Run(name, func(t *testing.T) {
			terms := example(types.StatusWorking).Terms
			change(&terms)
			require.NoError(t, terms.ValidateDraft())
			require.ErrorIs(t, terms.Validate(), field.ErrMissing)
			terms.Title = ""
			require.ErrorIs(t, terms.ValidateDraft(), field.ErrMissing)
		})
	}
}

// The hash is public: parties compute it in other languages. It does not depend on how addresses are written.
func TestTermsHash(t *testing.T) {
	terms := example(types.StatusWorking).Terms
	hash, err := types.TermsHash("troth-1", terms)
	require.NoError(t, err)
	require.Equal(t, "8f7861951a6a848f133f4d70ec2f156c2d64643959f327683c0a8d5b94a204dd", hex.EncodeToString(hash))
	loud := terms
	loud.Client, loud.Provider = strings.ToUpper(terms.Client), strings.ToUpper(terms.Provider)
	same, err := types.TermsHash("troth-1", loud)
	require.NoError(t, err)
	require.Equal(t, hash, same)
	other, err := types.TermsHash("troth-2", terms)
	require.NoError(t, err)
	require.NotEqual(t, hash, other)
	terms.Client = "c"
	_, err = types.TermsHash("troth-1", terms)
	require.ErrorIs(t, err, field.ErrAddress)
}

// Every field of the terms is in the hash.
func TestTermsHashBindsEveryField(t *testing.T) {
	hash := func(terms types.Terms) string {
		h, err := types.TermsHash("troth-1", terms)
		require.NoError(t, err)
		return string(h)
	}
	seen := map[string]string{hash(example(types.StatusWorking).Terms): "nothing"}
	for name, change := range map[string]func(t *types.Terms){
		"client": func(t *types.Terms) { t.Client = addr("other") }, "provider": func(t *types.Terms) { t.Provider = addr("other") },
		"title": func(t *types.Terms) { t.Title = "x" }, "spec": func(t *types.Terms) { t.Spec.Bytes++ },
		"criteria": func(t *types.Terms) { t.Criteria = []types.Criterion{{Text: "a", WeightBps: 10_000}} },
		"skill":    func(t *types.Terms) { t.Skill = "x" }, "price": func(t *types.Terms) { t.Price = coin(1_001) },
		"loss": func(t *types.Terms) { t.Loss = math.OneInt() }, "pledge": func(t *types.Terms) { t.Pledge = math.OneInt() },
		"milestones": func(t *types.Terms) { t.Milestones[0].DeliveryMs++ }, "review_ms": func(t *types.Terms) { t.ReviewMs++ },
		"rework_rounds": func(t *types.Terms) { t.ReworkRounds++ }, "verification": func(t *types.Terms) { t.Verification.Method = 1 },
		"instant": func(t *types.Terms) { t.Instant = true }, "parent": func(t *types.Terms) { t.Parent = agreement },
		"sigma_bps": func(t *types.Terms) { t.SigmaBps = 1 }, "recipients": func(t *types.Terms) { t.Recipients = []types.Recipient{1} },
	} {
		terms := example(types.StatusWorking).Terms
		change(&terms)
		h := hash(terms)
		require.Empty(t, seen[h], name)
		seen[h] = name
	}
	require.Len(t, seen, 18)
}

func TestEveryMilestoneIsWorthSomething(t *testing.T) {
	terms := inParts(example(types.StatusWorking), 0, 1, 9_999).Terms
	require.ErrorIs(t, terms.ValidateParts(1_000_000), types.ErrPriceRange, "a ten-thousandth of 1000 is nothing")
	terms.Price = coin(10_000)
	require.NoError(t, terms.ValidateParts(1_000_000))
	require.ErrorIs(t, terms.ValidateParts(2_000_000), types.ErrPriceRange, "half a micro-unit is nothing")
	require.NoError(t, terms.ValidateParts(0), "without units, base units count")
}

func TestInstantTermsNeedPledgeAndLoss(t *testing.T) {
	terms := instant(example(types.StatusWorking)).Terms
	require.NoError(t, terms.CheckInstant(8_000))
	require.ErrorIs(t, terms.CheckInstant(7_999), types.ErrInstant)
	require.ErrorIs(t, terms.CheckInstant(0), types.ErrInstant, "no pledge is enough when none of it is lost")
	terms.Loss = math.NewInt(999)
	require.ErrorIs(t, terms.CheckInstant(8_000), types.ErrInstant)
	terms.Instant = false
	require.NoError(t, terms.CheckInstant(0))
	require.Equal(t, "2", types.InstantPledge(math.OneInt(), 8_000).String(), "ceils")
}

func TestAnAmendmentKeepsWhatItMustKeep(t *testing.T) {
	a := example(types.StatusWorking)
	for name, change := range map[string]func(t *types.Terms){
		"terms.client": func(t *types.Terms) { t.Client = addr("x") }, "terms.provider": func(t *types.Terms) { t.Provider = addr("x") },
		"terms.skill": func(t *types.Terms) { t.Skill = "x" }, "terms.price.denom": func(t *types.Terms) { t.Price.Denom = "uother" },
		"terms.parent": func(t *types.Terms) { t.Parent = agreement }, "terms.instant": func(t *types.Terms) { t.Instant = true },
	} {
		terms := a.Terms
		change(&terms)
		err := a.CheckAmendment(terms)
		require.ErrorIs(t, err, types.ErrAmend)
		require.Contains(t, err.Error(), name)
	}
	require.NoError(t, a.CheckAmendment(a.Terms))
	sixteen := inParts(a, 0, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 1_000)
	require.NoError(t, a.CheckAmendment(sixteen.Terms))
	a = inParts(a, 1, 5_000, 5_000)
	require.ErrorIs(t, a.CheckAmendment(sixteen.Terms), field.ErrTooMany, "one is settled already")
}

func TestTheDepositOfARejection(t *testing.T) {
	a := example(types.StatusReview)
	require.Equal(t, "500", a.Deposit().String(), "a quarter of price and pledge")
	a.Terms.Price, a.Terms.Pledge = coin(1), math.NewInt(4)
	require.Equal(t, "7", a.Deposit().String(), "at least the minimum")
	a.Snapshot.RejectDepositMin, a.Snapshot.RejectDepositBps = 0, 2_500
	require.Equal(t, "2", a.Deposit().String(), "ceils")
	a.Snapshot.RejectDepositMin, a.Snapshot.UnitsPerNumeraire = 3, 500_000
	require.Equal(t, "2", a.Deposit().String(), "so does the minimum")
}
