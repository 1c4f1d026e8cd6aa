package hire

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

func address(b byte) string {
	return sdk.AccAddress([]byte{b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}).String()
}

func TestTermsOfOthersMustFitTheRequest(t *testing.T) {
	good := func() (agreementtypes.Terms, Request) {
		r := Request{
			Key: "k", Road: Service, Skill: "text", Input: []byte("x"), Budget: sdk.NewInt64Coin("utroth", 100), Delivery: time.Minute, Review: time.Minute, Reworks: 1,
		}
		require.NoError(t, r.check(true))
		return agreementtypes.Terms{
			Client: address(1), Provider: address(2), Title: "t", Skill: "text", Price: sdk.NewInt64Coin("utroth", 100), Loss: math.NewInt(100), Pledge: math.NewInt(100),
			Spec:       agreementtypes.Spec{Uri: "u", Sha256: store.Hash([]byte("x")), Bytes: 1},
			Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: 60_000}}, ReviewMs: 60_000, ReworkRounds: 1,
		}, r
	}
	judged := func(terms *agreementtypes.Terms) {
		terms.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: address(3), EvalMs: 1000}
	}
	none := uint32(0)
	for name, tc := range map[string]struct {
		change func(*agreementtypes.Terms, *Request)
		field  string
	}{
		"as asked": {func(*agreementtypes.Terms, *Request) {}, ""},
		"better than asked": {func(t *agreementtypes.Terms, _ *Request) {
			t.ReviewMs, t.ReworkRounds, t.Price.Amount = 90_000, 3, math.OneInt()
		}, ""},
		"another skill":       {func(t *agreementtypes.Terms, _ *Request) { t.Skill = "other" }, "skill"},
		"another denom":       {func(t *agreementtypes.Terms, _ *Request) { t.Price.Denom = "uother" }, "price"},
		"above the budget":    {func(t *agreementtypes.Terms, _ *Request) { t.Price.Amount = math.NewInt(101) }, "price"},
		"an accomplice":       {func(t *agreementtypes.Terms, _ *Request) { judged(t) }, "verification"},
		"another evaluator":   {func(t *agreementtypes.Terms, r *Request) { judged(t); r.Evaluators = []string{address(4)} }, "verification"},
		"the named evaluator": {func(t *agreementtypes.Terms, r *Request) { judged(t); r.Evaluators = []string{address(3)} }, ""},
		"a hash": {func(t *agreementtypes.Terms, r *Request) {
			t.Verification.Method, t.Milestones[0].AnswerSha256, r.Panel = agreementtypes.MethodHash, store.Hash(nil), true
		}, "verification"},
		"a panel": {func(t *agreementtypes.Terms, _ *Request) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodPanel, PanelSize: 3, FeeBps: 5000}
		}, "verification"},
		"a panel that was asked for": {func(t *agreementtypes.Terms, r *Request) {
			t.Verification, r.Panel = agreementtypes.Verification{Method: agreementtypes.MethodPanel, PanelSize: 3, FeeBps: 5000}, true
		}, ""},
		"instant": {func(t *agreementtypes.Terms, r *Request) { t.Instant, t.ReworkRounds, r.Reworks = true, 0, 0 }, "instant"},
		"two milestones": {func(t *agreementtypes.Terms, _ *Request) {
			t.Milestones = []agreementtypes.Milestone{{ShareBps: 9000, DeliveryMs: 1}, {ShareBps: 1000, DeliveryMs: 1}}
		}, "milestones"},
		"a month of delivery": {func(t *agreementtypes.Terms, _ *Request) { t.Milestones[0].DeliveryMs = 60_001 }, "delivery_ms"},
		"no time to look":     {func(t *agreementtypes.Terms, _ *Request) { t.ReviewMs = 1000 }, "review_ms"},
		"no rework":           {func(t *agreementtypes.Terms, _ *Request) { t.ReworkRounds = 0 }, "rework_rounds"},
		"public instead":      {func(_ *agreementtypes.Terms, r *Request) { r.Private = true }, "recipients"},
		"private instead": {func(t *agreementtypes.Terms, _ *Request) {
			t.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
		}, "recipients"},
		"a small loss": {func(t *agreementtypes.Terms, _ *Request) { t.Loss = math.NewInt(99) }, "loss"},
		"a small loss in a talk": {func(t *agreementtypes.Terms, r *Request) {
			r.Road, t.Price.Amount, t.Loss = Negotiate, math.NewInt(50), math.NewInt(99)
		}, "loss"},
		"no pledge":           {func(t *agreementtypes.Terms, _ *Request) { t.Pledge = math.ZeroInt() }, "pledge"},
		"no pledge, as asked": {func(t *agreementtypes.Terms, r *Request) { t.Pledge, r.MinPledgeBps = math.ZeroInt(), &none }, ""},
		"criteria": {func(t *agreementtypes.Terms, _ *Request) {
			t.Criteria = []agreementtypes.Criterion{{Text: "anything", WeightBps: 10_000}}
		}, "criteria"},
		"a part of another": {func(t *agreementtypes.Terms, _ *Request) { t.Parent = "agr_0000000000000001" }, "parent"},
		"no terms at all":   {func(t *agreementtypes.Terms, _ *Request) { *t = agreementtypes.Terms{} }, "title"},
	} {
		t.Run(name, func(t *testing.T) {
			terms, r := good()
			tc.change(&terms, &r)
			err := fits(terms, r)
			if tc.field == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrTerms)
			require.ErrorContains(t, err, tc.field+":")
		})
	}
	terms, _ := good()
	require.NoError(t, accords(terms, address(1), "", agreementtypes.Spec{Sha256: store.Hash([]byte("x")), Bytes: 1}))
	for field, change := range map[string]func(*agreementtypes.Terms){
		"client":      func(t *agreementtypes.Terms) { t.Client = address(9) },
		"provider":    func(t *agreementtypes.Terms) { t.Provider = address(9) },
		"spec: sha":   func(t *agreementtypes.Terms) { t.Spec.Sha256 = store.Hash(nil) },
		"spec: uri":   func(t *agreementtypes.Terms) { t.Spec.Uri = "other" },
		"spec: 2 byt": func(t *agreementtypes.Terms) { t.Spec.Bytes = 2 },
	} {
		other, _ := good()
		change(&other)
		err := accords(other, address(1), address(2), terms.Spec)
		require.ErrorIs(t, err, ErrTerms)
		require.ErrorContains(t, err, field)
	}
}

func TestTimeIsLeftToDecideWhenWorkCannotBeFetched(t *testing.T) {
	const minute = 60_000
	for name, tc := range map[string]struct {
		due, now, window uint64
		want             patience
	}{
		"a long review, just begun": {60 * minute, 0, 60 * minute, patience{45*time.Minute + 15*time.Minute/4, false}},
		"its last quarter":          {60 * minute, 45 * minute, 60 * minute, patience{7*time.Minute + 30*time.Second, true}},
		"a short one":               {minute, 0, minute, patience{45 * time.Second, false}},
		"its last 20 s":             {minute, 40_000, minute, patience{10 * time.Second, true}},
		"less than 20 s":            {4000, 0, 4000, patience{2 * time.Second, true}},
		"over":                      {minute, 2 * minute, minute, patience{time.Second, true}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tc.want, patienceOf(tc.due, tc.now, tc.window)) })
	}
}
