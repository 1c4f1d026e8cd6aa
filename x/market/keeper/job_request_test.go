package keeper_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// What a request may leave out is filled in when it is stored, and addresses are in the one form they have.
func TestARequestIsStoredInOneForm(t *testing.T) {
	f := newFixture(t)
	a, judge := f.agent("a").addr.String(), f.agent("judge").addr.String()
	key := f.post("client", func(r *types.JobRequest) {
		r.Auction, r.Award = types.AuctionUnspecified, types.AwardUnspecified
		r.Loss, r.StartCost = math.Int{}, math.Int{}
		r.Invited = []string{strings.ToUpper(a)}
		r.Requirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{strings.ToUpper(judge)}}}
		r.Verification = agreementtypes.Verification{
			Method: agreementtypes.MethodEvaluator, Evaluator: strings.ToUpper(judge), EvalMs: minute,
		}
	})
	r := f.job(key).Request
	require.Equal(t, types.AuctionSealed, r.Auction)
	require.Equal(t, types.AwardChain, r.Award)
	require.Equal(t, r.Budget.Amount, r.Loss)
	require.True(t, r.StartCost.IsZero())
	require.Equal(t, []string{a}, r.Invited)
	require.Equal(t, judge, r.Requirements[0].Issuers[0])
	require.Equal(t, judge, r.Verification.Evaluator)
	f.block()
}

func TestAJobIsFoundUnderAllItsSkills(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", func(r *types.JobRequest) { r.Skills = []string{"german", "legal"} })
	for _, skill := range []string{"translation", "german", "legal"} {
		found, _ := f.list(&types.QueryJobsRequest{Skill: skill})
		require.Equal(t, []string{types.JobID(key)}, found, skill)
	}
	f.block()
	require.NoError(t, f.cancel("client", key))
	for _, skill := range []string{"translation", "german", "legal"} {
		found, _ := f.list(&types.QueryJobsRequest{Skill: skill})
		require.Empty(t, found, skill)
	}
	f.block()
}

func TestPostJobIsRefusedForWhatTheAuctionCannotBe(t *testing.T) {
	hash := bytes.Repeat([]byte{7}, 32)
	clock := func(change func(*types.JobRequest)) func(*fixture, *types.JobRequest) {
		return func(_ *fixture, r *types.JobRequest) { clockAuction(r); change(r) }
	}
	plain := func(change func(*types.JobRequest)) func(*fixture, *types.JobRequest) {
		return func(_ *fixture, r *types.JobRequest) { change(r) }
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, r *types.JobRequest)
		err    error
	}{
		"an unknown auction":                {plain(func(r *types.JobRequest) { r.Auction = 4 }), field.ErrRange},
		"an unknown award":                  {plain(func(r *types.JobRequest) { r.Award = 3 }), field.ErrRange},
		"an open auction with reveals":      {plain(func(r *types.JobRequest) { r.Auction = types.AuctionOpen }), field.ErrRange},
		"a clock with reveals":              {plain(func(r *types.JobRequest) { r.Auction = types.AuctionClock }), field.ErrRange},
		"a choice without time":             {plain(func(r *types.JobRequest) { r.Award = types.AwardClient }), field.ErrRange},
		"too short a choice":                {plain(func(r *types.JobRequest) { clientChooses(r); r.Clocks.AwardMs = 999 }), types.ErrWindow},
		"too long a choice":                 {plain(func(r *types.JobRequest) { clientChooses(r); r.Clocks.AwardMs = 30*day + 1 }), types.ErrWindow},
		"time to choose where nobody does":  {plain(func(r *types.JobRequest) { r.Clocks.AwardMs = minute }), field.ErrRange},
		"a clock whose client chooses":      {clock(clientChooses), types.ErrAuction},
		"a clock with backups":              {clock(withBackups(1)), types.ErrAuction},
		"a clock that starts at its end":    {clock(func(r *types.JobRequest) { r.StartCost = math.NewInt(20 * unit) }), types.ErrStartCost},
		"a clock that starts below nothing": {clock(func(r *types.JobRequest) { r.StartCost = math.NewInt(-1) }), field.ErrRange},
		"a start of what is no clock":       {plain(func(r *types.JobRequest) { r.StartCost = math.OneInt() }), types.ErrAuction},
		"a clock that starts at its end at a coarse rate": {func(f *fixture, r *types.JobRequest) {
			f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1_000_000 * unit })
			clockAuction(r)
			r.Budget.Amount, r.Loss = math.NewInt(2*unit-1), math.NewInt(2*unit-1) // worth 1 each
			r.StartCost = math.NewInt(2 * unit)
		}, types.ErrStartCost},
		"itself invited":   {func(f *fixture, r *types.JobRequest) { r.Invited = []string{f.agent("client").addr.String()} }, types.ErrSameController},
		"nobody invited":   {plain(func(r *types.JobRequest) { r.Invited = []string{""} }), field.ErrMissing},
		"no agent invited": {func(f *fixture, r *types.JobRequest) { r.Invited = []string{f.agent("a").owner.String()} }, identitytypes.ErrAgentNotFound},
		"the same invited twice": {func(f *fixture, r *types.JobRequest) {
			a := f.agent("a").addr.String()
			r.Invited = []string{a, strings.ToUpper(a)}
		}, field.ErrDuplicate},
		"a requirement of no issuer":        {plain(func(r *types.JobRequest) { r.Requirements = []identitytypes.Requirement{{Schema: "kya"}} }), field.ErrMissing},
		"a skill twice":                     {plain(func(r *types.JobRequest) { r.Skills = []string{"translation"} }), field.ErrDuplicate},
		"a malformed further skill":         {plain(func(r *types.JobRequest) { r.Skills = []string{"German"} }), field.ErrFormat},
		"eight further skills":              {plain(func(r *types.JobRequest) { r.Skills = strings.Split("aa bb cc dd ee ff gg hh", " ") }), field.ErrTooMany},
		"milestones of half the work":       {plain(func(r *types.JobRequest) { r.Milestones = []types.JobMilestone{{ShareBps: 5_000}} }), field.ErrRange},
		"17 milestones":                     {plain(func(r *types.JobRequest) { r.Milestones = make([]types.JobMilestone, 17) }), field.ErrTooMany},
		"a milestone of nothing":            {plain(func(r *types.JobRequest) { r.Milestones = []types.JobMilestone{{ShareBps: 10_000}, {}} }), field.ErrRange},
		"a milestone of no base unit":       {plain(func(r *types.JobRequest) { sliced(r); r.Budget.Amount = math.NewInt(9_999) }), agreementtypes.ErrPriceRange},
		"a milestone of no time":            {plain(func(r *types.JobRequest) { sliced(r); r.Clocks.DeliveryMs = 9_999 }), field.ErrRange},
		"a milestone of too little time":    {plain(func(r *types.JobRequest) { halves(r); r.Clocks.DeliveryMs = 1_999 }), agreementtypes.ErrClock},
		"a milestone of too much time":      {plain(func(r *types.JobRequest) { halves(r); r.Clocks.DeliveryMs = 60*day + 2 }), agreementtypes.ErrClock},
		"an answer nobody asks for":         {plain(func(r *types.JobRequest) { hashed("x")(r); r.Verification.Method = agreementtypes.MethodClient }), agreementtypes.ErrVerification},
		"hashed work without an answer":     {plain(func(r *types.JobRequest) { r.Verification.Method = agreementtypes.MethodHash }), field.ErrMissing},
		"hashed work with a short answer":   {plain(func(r *types.JobRequest) { hashed("x")(r); r.Milestones[0].AnswerSha256 = hash[1:] }), field.ErrLength},
		"hashed work with one answer twice": {plain(func(r *types.JobRequest) { hashed("x", "x")(r) }), field.ErrDuplicate},
		"an evaluator nobody asks for":      {func(f *fixture, r *types.JobRequest) { r.Verification.Evaluator = f.agent("judge").addr.String() }, agreementtypes.ErrVerification},
		"an evaluator that is no agent": {func(f *fixture, r *types.JobRequest) {
			judged(f)(r)
			r.Verification.Evaluator = f.agent("judge").owner.String()
		}, agreementtypes.ErrEvaluator},
		"the client as evaluator": {func(f *fixture, r *types.JobRequest) {
			judged(f)(r)
			r.Verification.Evaluator = f.agent("client").addr.String()
		}, agreementtypes.ErrEvaluator},
		"an evaluator of the client's owner": {func(f *fixture, r *types.JobRequest) {
			judged(f)(r)
			f.hand("judge", f.agent("client").owner)
		}, agreementtypes.ErrEvaluator},
		"an evaluator that takes too much": {func(f *fixture, r *types.JobRequest) { judged(f)(r); r.Verification.FeeBps = 1_001 }, field.ErrRange},
		"an instant job with rework":       {plain(func(r *types.JobRequest) { r.Instant, r.ReworkRounds = true, 1 }), agreementtypes.ErrInstant},
		"an instant job with an evaluator": {func(f *fixture, r *types.JobRequest) { judged(f)(r); r.Instant = true }, agreementtypes.ErrInstant},
		"an instant job of little loss":    {plain(func(r *types.JobRequest) { r.Instant, r.Loss = true, math.NewInt(unit) }), agreementtypes.ErrInstant},
		"four rounds of rework":            {plain(func(r *types.JobRequest) { r.ReworkRounds = 4 }), field.ErrRange},
		"a malformed parent":               {plain(func(r *types.JobRequest) { r.Parent = "job_0000000000000000" }), id.ErrMalformed},
		"a parent that is not there":       {plain(func(r *types.JobRequest) { r.Parent = "agr_0000000000000000" }), agreementtypes.ErrParent},
		"a parent of others": {func(f *fixture, r *types.JobRequest) {
			r.Parent = f.job(f.auctioned("customer", three)).Agreement
		}, agreementtypes.ErrParent},
		"a recipient twice": {plain(func(r *types.JobRequest) {
			r.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient, agreementtypes.RecipientClient}
		}), field.ErrDuplicate},
		"a recipient there is not": {plain(func(r *types.JobRequest) {
			r.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientEvaluator}
		}), agreementtypes.ErrVerification},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a, r := f.agent("client"), request()
			tc.change(f, &r)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.PostJob(ctx, &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: r})
				return err
			})
		})
	}
}

// sliced makes the first of two milestones a hundredth of a percent.
func sliced(r *types.JobRequest) {
	r.Milestones = []types.JobMilestone{{ShareBps: 1}, {ShareBps: 9_999}}
}

func TestCancelAnOpenAuctionUnlocksWhatStands(t *testing.T) {
	f := newFixture(t)
	free := f.post("client", openAuction)
	require.NoError(t, f.cancel("client", free))
	require.EqualValues(t, purse, f.balance("client"), "nobody had bid")
	key := f.post("client", openAuction)
	f.place(key, three...)
	require.NoError(t, f.cancel("client", key))
	for _, b := range three {
		require.Zero(t, f.held(b.by), b.by)
	}
	require.Zero(t, f.held("client"))
	require.EqualValues(t, purse-unit/10, f.balance("client"), "1 % of the budget is burned")
	require.Empty(t, f.standing(key).Ranked)
	f.block()
	f.pass(3 * day)
	require.Empty(t, f.jobRecords())
}

func TestCancelAClock(t *testing.T) {
	f := newFixture(t)
	free := f.post("client", clockAuction)
	f.pass(minute / 2)
	require.NoError(t, f.cancel("client", free))
	require.EqualValues(t, purse, f.balance("client"))

	key := f.post("client", clockAuction)
	f.pass(minute / 2)
	f.take(key, "a")
	a := f.agent("client")
	f.refused(types.ErrBiddingClosed, func(ctx ctx) error {
		_, err := f.msgs.CancelJob(ctx, &types.MsgCancelJob{Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key)})
		return err
	})
	f.block()
	require.Equal(t, "a", f.winner(key))
}
