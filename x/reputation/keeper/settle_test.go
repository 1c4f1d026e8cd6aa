package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/keeper"
	"github.com/trothchain/troth/x/reputation/types"
)

const one = bar.One

func TestSettleWritesFiveRecords(t *testing.T) {
	f := newFixture(t).at(100)
	r := f.settle(contract("c1", "s", 10*one))
	require.Equal(t, types.SettlementResult{Burn: 200_000, Success: 250_000}, r)

	s := f.score("s", 10*one)
	require.Equal(t, types.Evidence{Successes: 250_000, SuccessValue: 2_500_000, Epoch: 100}, s.Skill)
	require.Equal(t, s.Skill, s.All)
	require.Equal(t, types.Capital{Free: 200_000, Epoch: 100}, s.Capital)
	require.Equal(t, uint64(369), s.ScoreBps)
	require.Equal(t, uint64(3696), s.ReliabilityBps)
	require.Equal(t, uint64(2*one), s.CapitalNeeded)
	require.Equal(t, uint64(250_000), s.CountedSuccesses)
	require.Greater(t, s.MeanBps, s.ReliabilityBps)
	require.Equal(t, types.Pair{Mass: one, Credited: 250_000, Epoch: 100}, f.pair("c1", "s"))
	c := f.client("c1")
	require.Equal(t, types.ClientRecord{Burned: 200_000, Fair: one, Epoch: 100}, c.Record)
	require.Equal(t, uint64(4642), c.StandingBps)
	require.Equal(t, uint64(5076), c.ReliabilityBps)
	require.Len(t, f.bytes(), 1+5)
	f.holds()
}

func TestSettleRefusesTheErrorsOfItsCaller(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*types.Settlement)
		want   error
	}{
		"client and provider are one agent": {func(s *types.Settlement) { s.Client = s.Provider }, types.ErrSelfDealing},
		"no outcome":                        {func(s *types.Settlement) { s.Outcome = types.OutcomeUnspecified }, types.ErrOutcome},
		"an outcome that does not exist":    {func(s *types.Settlement) { s.Outcome = 9 }, types.ErrOutcome},
		"a negative outcome":                {func(s *types.Settlement) { s.Outcome = -1 }, types.ErrOutcome},
		"a rating above 100":                {func(s *types.Settlement) { s.Rating = 101 }, types.ErrRating},
		"a verdict above the whole": {func(s *types.Settlement) {
			s.Outcome, s.VerdictBps = types.OutcomeVerdict, 10_001
		}, types.ErrVerdict},
		"a verdict with an acceptance":  {func(s *types.Settlement) { s.VerdictBps = 1 }, types.ErrVerdict},
		"a verdict with a vindication":  {func(s *types.Settlement) { s.Outcome, s.VerdictBps = types.OutcomeVindicated, 10_000 }, types.ErrVerdict},
		"a skill that is no tag":        {func(s *types.Settlement) { s.Skill = "Übersetzen" }, field.ErrFormat},
		"a skill that is too long":      {func(s *types.Settlement) { s.Skill = strings.Repeat("a", 49) }, field.ErrLength},
		"more capital than is reserved": {func(s *types.Settlement) { s.Reserved = 50_001 }, types.ErrReservedShort},
		"a provider nobody registered":  {func(s *types.Settlement) { s.Provider = agent("nobody") }, errUnknownAgent},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.settle(contract("c1", "s", 10*one))
			require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 50_000))
			s := contract("c1", "s", one)
			c.change(&s)
			f.refused(c.want, func() error { _, err := f.k.Settle(f.ctx, s); return err })
		})
	}
}

// What can come true after the contract began never blocks its end.
func TestSettleIsNeverBlockedByWhatHappenedSince(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*fixture, *types.Settlement)
		outcome types.Outcome
		want    types.SettlementResult
		free    uint64
	}{
		"a handover: a fault is lost in full": {
			func(f *fixture, _ *types.Settlement) { f.handOver("s") }, types.OutcomeFault,
			types.SettlementResult{Failure: 800_000, CapitalLost: 50_000}, 0},
		"a handover: what is not lost does not return either": {
			func(f *fixture, _ *types.Settlement) { f.handOver("s") }, types.OutcomeLate,
			types.SettlementResult{Failure: 800_000, CapitalLost: 10_000, CapitalForfeited: 40_000}, 0},
		"a handover: the new controller gets what it earns": {
			func(f *fixture, _ *types.Settlement) { f.handOver("s") }, types.OutcomeAccept,
			types.SettlementResult{Burn: 200_000, Success: 250_000, CapitalForfeited: 50_000}, 200_000},
		"a price that became larger than any": {
			func(_ *fixture, s *types.Settlement) { s.Price = bar.MaxPrice + 1 }, types.OutcomeAccept,
			types.SettlementResult{Burn: bar.MaxPrice / 50, Success: 250_000}, 200_000 + bar.MaxPrice/50},
		"terms that lose more than all": {
			func(_ *fixture, s *types.Settlement) { s.Cover.ConcedeBps = 1 << 31 }, types.OutcomeConcede,
			types.SettlementResult{Failure: 800_000, CapitalLost: 50_000}, 150_000},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.settle(contract("c1", "s", 10*one))
			require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 50_000))
			s := contract("c2", "s", 10*one)
			s.Outcome, s.Reserved = c.outcome, 50_000
			c.happens(f, &s)
			require.Equal(t, c.want, f.settle(s))
			got := f.score("s", one).Capital
			require.Zero(t, got.Reserved)
			require.Equal(t, c.free, got.Free)
			f.holds()
		})
	}
}

func TestWithoutASkillOnlyTheEvidenceOverAllCounts(t *testing.T) {
	f := newFixture(t)
	s := contract("c1", "s", 10*one)
	s.Skill = types.AllSkills
	f.settle(s)
	score := f.score("s", 10*one)
	require.Zero(t, score.Skill.Successes)
	require.Equal(t, uint64(250_000), score.All.Successes)
	require.Equal(t, uint64(62_500), score.CountedSuccesses, "a quarter counts for other skills")
	require.Len(t, f.bytes(), 1+4)
}

func TestAVerdictDividesTheContract(t *testing.T) {
	f := newFixture(t)
	f.settle(contract("c1", "s", 10*one))
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 50_000))
	s := contract("c2", "s", 10*one)
	s.Outcome, s.VerdictBps, s.Reserved = types.OutcomeVerdict, 7_000, 50_000
	require.Equal(t, types.SettlementResult{Burn: 140_000, Success: 175_000, Failure: 300_000, CapitalLost: 15_000}, f.settle(s))
	require.Equal(t, types.Capital{Free: 185_000 + 140_000}, f.score("s", one).Capital)
	require.Equal(t, types.ClientRecord{Burned: 140_000, Fair: 300_000, Unfair: 700_000}, f.client("c2").Record)
	events := f.ctx.EventManager().Events()
	verdict, found := events[len(events)-1].GetAttribute("verdict_bps")
	require.True(t, found)
	require.Equal(t, "7000", verdict.Value)
	f.holds()
}

// An evaluator whom both parties named judges without a claim of the client: nobody was unfair.
func TestAVerdictWithoutAClaimIsFair(t *testing.T) {
	f := newFixture(t)
	s := contract("c2", "s", 10*one)
	s.Outcome, s.VerdictBps, s.Unclaimed = types.OutcomeVerdict, 7_000, true
	claimed := s
	claimed.Client, claimed.Unclaimed = agent("c3"), false
	require.Equal(t, f.settle(claimed), f.settle(s), "all else is the same")
	require.Equal(t, types.ClientRecord{Burned: 140_000, Fair: 1_000_000}, f.client("c2").Record)
	require.Equal(t, types.ClientRecord{Burned: 140_000, Fair: 300_000, Unfair: 700_000}, f.client("c3").Record)
}

func TestPriceZeroLeavesNothingBehind(t *testing.T) {
	f := newFixture(t)
	require.Equal(t, types.SettlementResult{}, f.settle(contract("c1", "s", 0)))
	require.Len(t, f.bytes(), 1, "parameters only: empty records are not stored")
}

func TestHandoversAreAppliedOnceEachAndLazily(t *testing.T) {
	f := newFixture(t)
	f.settle(contract("c1", "s", 10*one))
	late := contract("c2", "s", 10*one)
	late.Outcome = types.OutcomeLate
	f.settle(late)
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 30_000))
	before := f.score("s", one)

	f.handOver("s")
	f.handOver("s")
	after := f.score("s", one)
	require.Equal(t, before.Skill.Successes/4, after.Skill.Successes)
	require.Equal(t, before.Skill.SuccessValue/4, after.Skill.SuccessValue)
	require.Equal(t, before.Skill.Failures, after.Skill.Failures, "failures stay")
	require.Equal(t, types.Capital{Reserved: 30_000, Forfeit: 30_000, Handovers: 2}, after.Capital, "free capital is gone, a locked cover never shrinks")
	require.Equal(t, after, f.score("s", one), "reading again changes nothing")
	f.refused(types.ErrCapitalShort, func() error { return f.k.Reserve(f.ctx, agent("s"), 1) })

	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 20_000))
	require.Equal(t, types.Capital{Reserved: 10_000, Forfeit: 10_000, Handovers: 2}, f.score("s", one).Capital, "stored with the handovers it has seen")
	f.settle(contract("c3", "s", 10*one))
	require.Equal(t, after.Skill.Successes+250_000, f.score("s", one).Skill.Successes)
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 50_000))
	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 50_000))
	require.Equal(t, types.Capital{Free: 190_000, Reserved: 10_000, Handovers: 2}, f.score("s", one).Capital, "what is forfeit leaves first")
	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 10_000))
	require.Equal(t, uint64(200_000), f.score("s", one).Capital.Free)
	require.Equal(t, f.score("s", one).Skill.Handovers, uint32(2))
}

func TestAnOldCrumbOfAPairIsForgottenWhenTouched(t *testing.T) {
	f := newFixture(t)
	f.settle(contract("c1", "s", 50_000)) // mass 0.05 trial
	require.Equal(t, uint64(50_000), f.pair("c1", "s").Mass)
	f.at(2159).settle(contract("c1", "s", 0))
	require.NotZero(t, f.pair("c1", "s").Mass, "young: kept")
	f.at(2 * 2159).settle(contract("c1", "s", 0))
	require.NotZero(t, f.pair("c1", "s").Mass, "touched less than a half-life ago: kept")
	pairs := func() (n int) {
		for k := range f.bytes() {
			if k[0] == 2 {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, pairs())
	f.at(4 * 2160).settle(contract("c1", "s", 0))
	require.Zero(t, pairs(), "old and small: deleted")
	f.holds()
}

func TestCoverIsReservedAndGivenBack(t *testing.T) {
	f := newFixture(t)
	f.refused(types.ErrCapitalShort, func() error { return f.k.Reserve(f.ctx, agent("s"), 1) })
	f.refused(errUnknownAgent, func() error { return f.k.Reserve(f.ctx, agent("nobody"), 1) })
	f.refused(errUnknownAgent, func() error { return f.k.Unreserve(f.ctx, agent("nobody"), 1) })
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 0), "no cover needs no capital")
	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 0))
	f.settle(contract("c1", "s", 10*one))
	f.refused(types.ErrCapitalShort, func() error { return f.k.Reserve(f.ctx, agent("s"), 200_001) })
	require.NoError(t, f.k.Reserve(f.ctx, agent("s"), 200_000))
	require.Equal(t, types.Capital{Reserved: 200_000}, f.score("s", one).Capital)

	f.at(4320)
	require.Equal(t, types.Capital{Reserved: 200_000, Epoch: 4320}, f.score("s", one).Capital, "reserved capital does not decay")
	f.refused(types.ErrReservedShort, func() error { return f.k.Unreserve(f.ctx, agent("s"), 200_001) })
	require.NoError(t, f.k.Unreserve(f.ctx, agent("s"), 200_000))
	f.at(2 * 4320)
	require.Equal(t, uint64(100_000), f.score("s", one).Capital.Free, "free capital does")
}

func TestCoverTermsTakeTheLargestSigma(t *testing.T) {
	f := newFixture(t)
	for name, c := range map[string]struct {
		job     uint32
		instant bool
		want    uint32
	}{
		"the chain's":                       {0, false, 10_000},
		"a job's below the chain's":         {9_999, false, 10_000},
		"a job's above the chain's":         {25_000, false, 25_000},
		"instant, the job asks for nothing": {0, true, 22_500},
		"instant, a job's below":            {22_499, true, 22_500},
		"instant, a job's above":            {25_000, true, 25_000},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := f.k.CoverTerms(f.ctx, c.job, c.instant)
			require.NoError(t, err)
			require.Equal(t, types.CoverTerms{SigmaBps: c.want, ConcedeBps: 8_000, LateBps: 2_000, RefundBps: 500}, got)
		})
	}
	p := types.DefaultParams()
	p.SigmaBps = 40_000
	_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(t, err)
	got, err := f.k.CoverTerms(f.ctx, 0, true)
	require.NoError(t, err)
	require.Equal(t, uint32(40_000), got.SigmaBps, "instant never lowers the chain's")
}

func TestRatingsOfClientsAreCounted(t *testing.T) {
	f := newFixture(t)
	f.refused(types.ErrRating, func() error { return f.k.RateClient(f.ctx, agent("c1"), 101) })
	require.NoError(t, f.k.RateClient(f.ctx, agent("c1"), 0))
	require.NoError(t, f.k.RateClient(f.ctx, agent("c1"), 90))
	f.settle(contract("c1", "s", 10*one))
	got := f.client("c1").Record
	require.Equal(t, types.ClientRecord{Burned: 200_000, Fair: one, Ratings: 2, RatingSum: 90}, got)
	f.holds()
}

// Random contracts keep the invariants, and the store survives export and import byte by byte.
func TestRandomHistoriesKeepTheInvariants(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFixture(t)
		var epoch uint64
		reserved := uint64(0)
		for range rapid.IntRange(1, 40).Draw(r, "contracts") {
			epoch += rapid.SampledFrom([]uint64{0, 1, 30, 2500}).Draw(r, "dt")
			f.at(epoch)
			if rapid.IntRange(0, 9).Draw(r, "handover") == 0 {
				f.handOver("s")
			}
			s := contract(rapid.SampledFrom(names[1:]).Draw(r, "client"), "s", rapid.Uint64Range(0, 100*one).Draw(r, "price"))
			s.Outcome = types.Outcome(rapid.IntRange(1, 8).Draw(r, "outcome"))
			if s.Outcome == types.OutcomeVerdict {
				s.VerdictBps = rapid.Uint32Range(0, 10_000).Draw(r, "verdict")
			}
			s.Rating = rapid.Uint32Range(0, 100).Draw(r, "rating")
			s.Skill = rapid.SampledFrom([]string{"", "code", "art"}).Draw(r, "skill")
			y := rapid.Uint64Range(0, one).Draw(r, "cover")
			if f.k.Reserve(f.ctx, s.Provider, y) == nil {
				reserved += y
			}
			s.Reserved = rapid.Uint64Range(0, reserved).Draw(r, "freed")
			f.settle(s)
			reserved -= s.Reserved
			require.Equal(t, reserved, f.score("s", one).Capital.Reserved, "reserved capital is the sum of the covers")
			f.holds()
		}
		gs, err := f.k.ExportGenesis(f.ctx)
		require.NoError(t, err)
		again := emptyFixture(t)
		require.NoError(t, again.k.InitGenesis(again.ctx, *gs))
		require.Equal(t, f.bytes(), again.bytes())
	})
}
