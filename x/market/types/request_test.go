package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// Each row names what it is refused with and the field that the error must name.
func TestRequestsOfAuctionsValidate(t *testing.T) {
	other := sdk.AccAddress("other_______________").String()
	open := func(r *types.JobRequest) { r.Auction, r.Clocks.RevealMs = types.AuctionOpen, 0 }
	clock := func(r *types.JobRequest) { r.Auction, r.Clocks.RevealMs = types.AuctionClock, 0 }
	choose := func(r *types.JobRequest) { r.Award, r.Clocks.AwardMs = types.AwardClient, 1 }
	both := func(changes ...func(r *types.JobRequest)) func(*types.JobRequest) {
		return func(r *types.JobRequest) {
			for _, c := range changes {
				c(r)
			}
		}
	}
	judged := func(r *types.JobRequest) {
		r.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: other, EvalMs: 1}
	}
	milestones := func(n int) func(*types.JobRequest) {
		return func(r *types.JobRequest) {
			r.Clocks.DeliveryMs, r.Budget.Amount = 100_000, math.NewInt(100_000)
			r.Milestones = make([]types.JobMilestone, n)
			for i := range r.Milestones {
				r.Milestones[i].ShareBps = uint32(10_000 / n)
			}
			r.Milestones[0].ShareBps += uint32(10_000 % n)
		}
	}
	for name, tc := range map[string]struct {
		change func(r *types.JobRequest)
		err    error
		names  string
	}{
		"a sealed auction, said so":       {func(r *types.JobRequest) { r.Auction = types.AuctionSealed }, nil, ""},
		"an open auction":                 {open, nil, ""},
		"a clock":                         {clock, nil, ""},
		"a clock that starts just below":  {both(clock, func(r *types.JobRequest) { r.StartCost = math.NewInt(9) }), nil, ""},
		"a clock that starts at its end":  {both(clock, func(r *types.JobRequest) { r.StartCost = math.NewInt(10) }), types.ErrStartCost, "start_cost"},
		"a clock of a higher loss":        {both(clock, func(r *types.JobRequest) { r.Loss, r.StartCost = math.NewInt(50), math.NewInt(54) }), nil, ""},
		"a start of nothing said":         {func(r *types.JobRequest) { r.StartCost = math.Int{} }, nil, ""},
		"a choice":                        {choose, nil, ""},
		"a choice of open bids":           {both(open, choose), nil, ""},
		"a choice without time":           {func(r *types.JobRequest) { r.Award = types.AwardClient }, field.ErrRange, "award_ms"},
		"time to choose for nobody":       {func(r *types.JobRequest) { r.Clocks.AwardMs = 1 }, field.ErrRange, "award_ms"},
		"time to choose that overflows":   {func(r *types.JobRequest) { r.Award, r.Clocks.AwardMs = types.AwardClient, ^uint64(0) }, field.ErrRange, "award_ms"},
		"reveals of open bids":            {func(r *types.JobRequest) { r.Auction = types.AuctionOpen }, field.ErrRange, "reveal_ms"},
		"an auction there is not":         {func(r *types.JobRequest) { r.Auction = 4 }, field.ErrRange, "request.auction"},
		"a negative auction":              {func(r *types.JobRequest) { r.Auction = -1 }, field.ErrRange, "request.auction"},
		"an award there is not":           {func(r *types.JobRequest) { r.Award = 3 }, field.ErrRange, "request.award"},
		"a clock whose client chooses":    {both(clock, choose), types.ErrAuction, "request.award"},
		"a clock with backups":            {both(clock, func(r *types.JobRequest) { r.Backups = 1 }), types.ErrAuction, "backups"},
		"a start of a sealed auction":     {func(r *types.JobRequest) { r.StartCost = math.OneInt() }, types.ErrAuction, "start_cost"},
		"a negative start":                {both(clock, func(r *types.JobRequest) { r.StartCost = math.NewInt(-1) }), field.ErrRange, "start_cost"},
		"a huge start":                    {both(clock, func(r *types.JobRequest) { r.StartCost = field.MaxAmount.AddRaw(1) }), field.ErrRange, "start_cost"},
		"seven further skills":            {func(r *types.JobRequest) { r.Skills = strings.Fields("aa bb cc dd ee ff gg") }, nil, ""},
		"eight further skills":            {func(r *types.JobRequest) { r.Skills = strings.Fields("aa bb cc dd ee ff gg hh") }, field.ErrTooMany, "skills"},
		"the skill again":                 {func(r *types.JobRequest) { r.Skills = []string{r.Skill} }, field.ErrDuplicate, "skills[0]"},
		"a further skill twice":           {func(r *types.JobRequest) { r.Skills = []string{"aa", "bb", "aa"} }, field.ErrDuplicate, "skills[2]"},
		"a short further skill":           {func(r *types.JobRequest) { r.Skills = []string{"a"} }, field.ErrLength, "skills[0]"},
		"an empty further skill":          {func(r *types.JobRequest) { r.Skills = []string{""} }, field.ErrMissing, "skills[0]"},
		"an invitation":                   {func(r *types.JobRequest) { r.Invited = []string{other} }, nil, ""},
		"an invitation in upper case":     {func(r *types.JobRequest) { r.Invited = []string{strings.ToUpper(other)} }, nil, ""},
		"an invitation twice":             {func(r *types.JobRequest) { r.Invited = []string{other, strings.ToUpper(other)} }, field.ErrDuplicate, "invited[1]"},
		"an invitation of nobody":         {func(r *types.JobRequest) { r.Invited = []string{""} }, field.ErrMissing, "invited[0]"},
		"a malformed invitation":          {func(r *types.JobRequest) { r.Invited = []string{other, "x"} }, field.ErrAddress, "invited[1]"},
		"an invitation of the client":     {func(r *types.JobRequest) { r.Invited = []string{other, strings.ToUpper(addr)} }, types.ErrSameController, "invited[1]"},
		"33 invitations":                  {func(r *types.JobRequest) { r.Invited = make([]string, 33) }, field.ErrTooMany, "invited"},
		"a requirement":                   {func(r *types.JobRequest) { r.Requirements = requiring(1, other) }, nil, ""},
		"nine requirements":               {func(r *types.JobRequest) { r.Requirements = requiring(9, other) }, field.ErrTooMany, "requirements"},
		"a requirement of no issuer":      {func(r *types.JobRequest) { r.Requirements = requiring(1) }, field.ErrMissing, "requirements[0].issuers"},
		"16 milestones":                   {milestones(16), nil, ""},
		"17 milestones":                   {milestones(17), field.ErrTooMany, "milestones"},
		"milestones of too much":          {both(milestones(2), func(r *types.JobRequest) { r.Milestones[0].ShareBps++ }), field.ErrRange, "share_bps"},
		"a milestone of more than all":    {both(milestones(2), func(r *types.JobRequest) { r.Milestones[0].ShareBps = ^uint32(0) }), field.ErrRange, "share_bps"},
		"a long title of a milestone":     {both(milestones(2), func(r *types.JobRequest) { r.Milestones[1].Title = strings.Repeat("t", 141) }), field.ErrLength, "milestones[1].title"},
		"an answer that is not asked for": {both(milestones(2), func(r *types.JobRequest) { r.Milestones[1].AnswerSha256 = hash }), agreementtypes.ErrVerification, "milestones[1]"},
		"a verification there is not":     {func(r *types.JobRequest) { r.Verification.Method = 5 }, field.ErrRange, "verification.method"},
		"an evaluator":                    {judged, nil, ""},
		"an evaluator without time":       {both(judged, func(r *types.JobRequest) { r.Verification.EvalMs = 0 }), field.ErrRange, "eval_ms"},
		"an evaluator that is malformed":  {both(judged, func(r *types.JobRequest) { r.Verification.Evaluator = "x" }), field.ErrAddress, "evaluator"},
		"hashed work without milestones":  {func(r *types.JobRequest) { r.Verification.Method = agreementtypes.MethodHash }, field.ErrMissing, "milestones"},
		"hashed work": {func(r *types.JobRequest) {
			r.Verification.Method = agreementtypes.MethodHash
			r.Milestones = []types.JobMilestone{{ShareBps: 10_000, AnswerSha256: hash}}
		}, nil, ""},
		"three rounds of rework":    {func(r *types.JobRequest) { r.ReworkRounds = 3 }, nil, ""},
		"four rounds of rework":     {func(r *types.JobRequest) { r.ReworkRounds = 4 }, field.ErrRange, "rework_rounds"},
		"instant":                   {func(r *types.JobRequest) { r.Instant = true }, nil, ""},
		"instant with rework":       {func(r *types.JobRequest) { r.Instant, r.ReworkRounds = true, 1 }, agreementtypes.ErrInstant, "rework_rounds"},
		"instant with an evaluator": {both(judged, func(r *types.JobRequest) { r.Instant = true }), agreementtypes.ErrInstant, "method"},
		"a malformed parent":        {func(r *types.JobRequest) { r.Parent = "agr_1" }, id.ErrMalformed, "parent"},
		"a recipient there is not":  {func(r *types.JobRequest) { r.Recipients = []agreementtypes.Recipient{5} }, field.ErrRange, "recipients"},
		"the evaluator where there is not": {func(r *types.JobRequest) {
			r.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientEvaluator}
		}, agreementtypes.ErrVerification, "recipients"},
	} {
		t.Run(name, func(t *testing.T) {
			m := postJob()
			tc.change(&m.Request)
			err := m.ValidateBasic()
			require.ErrorIs(t, err, tc.err)
			if err != nil {
				require.ErrorContains(t, err, tc.names)
			}
		})
	}
}

func requiring(n int, issuers ...string) []identitytypes.Requirement {
	all := make([]identitytypes.Requirement, n)
	for i := range all {
		all[i] = identitytypes.Requirement{Schema: "license:" + string(rune('a'+i)), Issuers: issuers}
	}
	return all
}

// Whatever the shares, the milestones have the whole delivery time, each its share of it rounded down and the last one
// the rest.
func TestTheMilestonesHaveTheWholeDeliveryTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, left := postJob().Request, uint32(10_000)
		for n := rapid.IntRange(1, 16).Draw(t, "n"); n > 1 && left > 1; n-- {
			share := rapid.Uint32Range(1, left-1).Draw(t, "share")
			r.Milestones = append(r.Milestones, types.JobMilestone{ShareBps: share})
			left -= share
		}
		r.Milestones = append(r.Milestones, types.JobMilestone{ShareBps: left})
		delivery := rapid.Uint64Range(1, types.MaxWindowMs).Draw(t, "delivery")
		terms := r.Terms(addr, types.Bid{Provider: addr, Price: math.OneInt(), DeliveryMs: delivery})
		require.Len(t, terms.Milestones, len(r.Milestones))
		sum := uint64(0)
		for i, m := range terms.Milestones {
			require.Equal(t, r.Milestones[i].ShareBps, m.ShareBps)
			share := delivery * uint64(m.ShareBps) / 10_000
			require.GreaterOrEqual(t, m.DeliveryMs, share)
			if i < len(terms.Milestones)-1 {
				require.Equal(t, share, m.DeliveryMs)
			}
			sum += m.DeliveryMs
		}
		require.Equal(t, delivery, sum)
	})
}

func TestAJobWithoutMilestonesIsOne(t *testing.T) {
	terms := postJob().Request.Terms(addr, types.Bid{Price: math.OneInt(), DeliveryMs: 7})
	require.Equal(t, agreementtypes.SingleMilestone(7), terms.Milestones)
}
