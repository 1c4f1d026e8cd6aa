package auction_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/reputation/bar"
)

// A job of 10 units with a loss of 10, posted at 1000, for 100 ms: the cost rises from 0 to 20 units.
var clock = auction.Clock{Start: 0, End: 20_000_000, PostedMs: 1_000, BidMs: 100}

func TestTheCostRisesEvenlyFromStartToEnd(t *testing.T) {
	for now, want := range map[uint64]uint64{
		0: 0, 1_000: 0, 1_001: 200_000, 1_050: 10_000_000, 1_099: 19_800_000, 1_100: 20_000_000, 9_999: 20_000_000,
	} {
		require.Equal(t, want, clock.Cost(now), now)
	}
	later := clock
	later.Start = 19_999_999
	require.EqualValues(t, 19_999_999, later.Cost(1_099), "rounded down")
}

func TestPriceOfTheClock(t *testing.T) {
	const unit = 1_000_000
	for name, tc := range map[string]struct {
		cost  uint64
		b     bar.Bid
		price uint64
		ok    bool
	}{
		"no score, no pledge: the whole loss is at risk":    {12 * unit, bar.Bid{Loss: 10 * unit}, 2 * unit, true},
		"no score, full pledge: a quarter of it":            {12 * unit, bar.Bid{Loss: 10 * unit, Pledge: 10 * unit}, 9_500_000, true},
		"a good score needs no pledge":                      {12 * unit, bar.Bid{Loss: 10 * unit, Score: 9_000}, 11 * unit, true},
		"a pledge above the loss counts like the loss":      {12 * unit, bar.Bid{Loss: 10 * unit, Pledge: 90 * unit}, 9_500_000, true},
		"the price of the bid is not read":                  {12 * unit, bar.Bid{Loss: 10 * unit, Price: 5 * unit}, 2 * unit, true},
		"exactly the risk":                                  {10 * unit, bar.Bid{Loss: 10 * unit}, 0, true},
		"less than the risk":                                {10*unit - 1, bar.Bid{Loss: 10 * unit}, 0, false},
		"a perfect score has no risk, and the clock is low": {0, bar.Bid{Loss: 10 * unit, Score: 10_000}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			price, ok := auction.ClockPrice(tc.cost, tc.b, 7_500)
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.price, price)
		})
	}
}

// Taking a job at the price of the clock is a bid of exactly the expected cost that the clock shows: all providers who
// could take it at one moment cost the client the same.
func TestThePriceIsTheInverseOfTheExpectedCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bar.Bid{
			Loss:   rapid.Uint64Range(0, auction.MaxLossFactor*auction.MaxMicro).Draw(t, "loss"),
			Pledge: rapid.Uint64().Draw(t, "pledge"),
			Score:  rapid.Uint64Range(0, 10_000).Draw(t, "score"),
		}
		delta := rapid.Uint64Range(0, 10_000).Draw(t, "delta")
		cost := rapid.Uint64Range(0, 11*auction.MaxMicro).Draw(t, "cost")
		price, ok := auction.ClockPrice(cost, b, delta)
		require.Equal(t, auction.Risk(b, delta) <= cost, ok)
		if !ok {
			require.Zero(t, price)
			return
		}
		b.Price = price
		require.Equal(t, cost, bar.ExpectedCost(b, delta))
	})
}

// The cost never falls, never leaves its bounds, and Reaches is the first moment of each cost.
func TestReachesIsTheFirstMomentOfACost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := auction.Clock{
			End:      rapid.Uint64Range(1, 11*auction.MaxMicro).Draw(t, "end"),
			PostedMs: rapid.Uint64Range(0, 1<<42).Draw(t, "posted"),
			BidMs:    rapid.Uint64Range(1, 365*24*3_600_000).Draw(t, "bid_ms"),
		}
		c.Start = rapid.Uint64Range(0, c.End-1).Draw(t, "start")
		now := c.PostedMs + rapid.Uint64Range(0, c.BidMs+5).Draw(t, "elapsed")
		cost := c.Cost(now)
		require.GreaterOrEqual(t, cost, c.Start)
		require.LessOrEqual(t, cost, c.End)
		require.LessOrEqual(t, cost, c.Cost(now+1))

		wanted := rapid.Uint64Range(0, 11*auction.MaxMicro).Draw(t, "wanted")
		at, ok := c.Reaches(wanted)
		require.Equal(t, ok, c.Cost(c.PostedMs+c.BidMs-1) >= wanted, "only what is reached before the end")
		if ok {
			require.GreaterOrEqual(t, c.Cost(at), wanted)
			if at > c.PostedMs {
				require.Less(t, c.Cost(at-1), wanted)
			}
		}
	})
}

func TestBaseFloorIsWorthNoMore(t *testing.T) {
	for name, tc := range map[string]struct {
		micro, units uint64
		want         int64
	}{
		"one to one":     {5, 1_000_000, 5},
		"a coarse denom": {1_999_999, 1, 1},
		"less than one":  {999_999, 1, 0},
		"a fine denom":   {5, 1_000_000_000, 5_000},
		"nothing":        {0, 1_000_000, 0},
		"no remainder":   {2_000_000, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, math.NewInt(tc.want).String(), auction.BaseFloor(tc.micro, tc.units).String())
		})
	}
}

// After max_bids each further bid improves by a step; so few of them can follow that the work stays bounded.
func TestStepsAreFewAndNeverNothing(t *testing.T) {
	require.EqualValues(t, 1, auction.Step(1))
	require.EqualValues(t, 1, auction.Step(100))
	require.EqualValues(t, 2, auction.Step(101))
	require.EqualValues(t, 100_000, auction.Step(10_000_000))
	rapid.Check(t, func(t *rapid.T) {
		budget := rapid.Uint64Range(1, auction.MaxMicro).Draw(t, "budget")
		step := auction.Step(budget)
		require.Positive(t, step)
		require.LessOrEqual(t, (1+auction.MaxLossFactor)*budget/step, uint64(auction.MaxSteps))
	})
}

func TestStorage(t *testing.T) {
	for name, tc := range map[string]struct {
		size         int
		price, units uint64
		want         int64
	}{
		"a small record is free":      {1024, 10, 1_000_000, 0},
		"the first byte above":        {1025, 10, 1_000_000, 10},
		"many":                        {2024, 10, 1_000_000, 10_000},
		"rounded up":                  {1025, 10, 1, 1},
		"nothing is asked for":        {9999, 0, 1_000_000, 0},
		"the most there can be asked": {1025, 1_000_000, 1_000_000, 1_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, math.NewInt(tc.want).String(), auction.Storage(tc.size, tc.price, tc.units).String())
		})
	}
}
