package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// explored has the lot fall on every job that may be explored.
func explored(p *types.Params) { p.ExploreBps = 10_000 }

func explores(r *types.JobRequest) { r.Explore = true }

// A newcomer without a score and with the whole loss pledged costs P + L/4 as itself, and P + L/20 where it is explored:
// with L = 10 units it may ask for two units more.
func TestExploredNewcomersCountWithABetterScore(t *testing.T) {
	for name, tc := range map[string]struct {
		params  func(*types.Params)
		request func(*types.JobRequest)
		pledge  int64
		trials  bool // the newcomer has delivered before
		cost    uint64
	}{
		"explored":                       {explored, explores, 10 * unit, false, 5_500_000},
		"more than the loss is pledged":  {explored, func(r *types.JobRequest) { explores(r); r.SigmaBps = 30_000 }, 15 * unit, false, 5_500_000},
		"the client does not want it":    {explored, func(*types.JobRequest) {}, 10 * unit, false, 7_500_000},
		"the pledge is below the loss":   {explored, explores, 10*unit - 4, false, 7_500_003},
		"the lot does not fall on it":    {func(p *types.Params) { p.ExploreBps = 0 }, explores, 10 * unit, false, 7_500_000},
		"the budget is too great":        {func(p *types.Params) { explored(p); p.ExploreMax = 10*unit - 1 }, explores, 10 * unit, false, 7_500_000},
		"the greatest budget":            {func(p *types.Params) { explored(p); p.ExploreMax = 10 * unit }, explores, 10 * unit, false, 5_500_000},
		"its score counts anyway":        {func(p *types.Params) { explored(p); p.NewcomerScoreBps = 0 }, explores, 10 * unit, false, 7_500_000},
		"it is no newcomer any more":     {func(p *types.Params) { explored(p); p.NewcomerTrials = 1 }, explores, 10 * unit, true, 0},
		"nobody is a newcomer":           {func(p *types.Params) { explored(p); p.NewcomerTrials = 0 }, explores, 10 * unit, false, 7_500_000},
		"it has delivered, but not much": {func(p *types.Params) { explored(p); p.NewcomerTrials = 1_000_000_000 }, explores, 10 * unit, true, 5_500_000},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.setParams(tc.params)
			if tc.trials {
				first := f.auctioned("other client", []bid{{by: "new", price: unit, pledge: 10 * unit}})
				require.NoError(t, f.submit(first, nil))
				f.accept(first)
			}
			key, b := f.post("client", tc.request), bid{by: "new", price: 5 * unit, pledge: tc.pledge}
			f.commit(key, b)
			f.pass(minute)
			f.reveal(key, b)
			standing := f.standing(key)
			require.Len(t, standing.Ranked, 1)
			if tc.cost > 0 {
				require.Equal(t, tc.cost, standing.Ranked[0].ExpectedCost)
			} else {
				require.Greater(t, standing.Ranked[0].ExpectedCost, uint64(5_500_000))
			}
		})
	}
}

// The lot falls when no bid can be changed any more, and not on other auctions, where bids could still follow it.
func TestLotsFallWhenTheBiddingHasEnded(t *testing.T) {
	f := newFixture(t)
	f.setParams(explored)
	key := f.post("client", explores)
	f.commit(key, bid{by: "a", price: unit})
	require.Empty(t, f.job(key).Seed)
	require.Zero(t, f.job(key).NewcomerScoreBps)
	f.pass(minute)
	height := f.ctx.BlockHeight() - 1 // of the block that has just ended
	seed, _ := seeds{}.Seed(f.ctx, height)
	require.Equal(t, seed, f.job(key).Seed)
	require.EqualValues(t, 8_000, f.job(key).NewcomerScoreBps)
	require.Equal(t, auction.Lot(seed, key, f.agent("a").addr), f.job(key).Entry(types.Bid{}, key, f.agent("a").addr).Lot)

	for name, kind := range map[string]types.Auction{"open": types.AuctionOpen, "clock": types.AuctionClock} {
		t.Run(name, func(t *testing.T) {
			r := f.job(key).Request
			r.Auction, r.Clocks.RevealMs, r.Backups = kind, 0, 0
			require.ErrorIs(t, r.Validate(), types.ErrAuction)
			r.Explore = false
			require.NoError(t, r.Validate())
		})
	}
}

// Equal bids are drawn by the seed: over many heights each of two wins about as often.
func TestTheSeedDecidesTies(t *testing.T) {
	f := newFixture(t)
	wins := map[string]int{}
	for i := range int64(60) {
		run := f.branch(t)
		run.ctx = run.ctx.WithBlockHeight(100 + i)
		wins[run.winner(run.auctioned("client", []bid{{by: "a", price: unit}, {by: "b", price: unit}}))]++
	}
	require.Len(t, wins, 2)
	require.InDelta(t, 30, wins["a"], 20)
}
