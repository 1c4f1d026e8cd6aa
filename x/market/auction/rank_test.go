package auction_test

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/market/auction"
)

func entry(cost, score uint64, price int64, lot byte) auction.Entry {
	return auction.Entry{ExpectedCost: cost, ScoreBps: score, Price: math.NewInt(price), Lot: [32]byte{lot}}
}

func TestBetter(t *testing.T) {
	for name, tc := range map[string]struct{ better, worse auction.Entry }{
		"lower expected cost, whatever else":   {entry(1, 0, 9, 9), entry(2, 9, 1, 1)},
		"then higher score, whatever else":     {entry(1, 9, 9, 9), entry(1, 8, 1, 1)},
		"then lower price, whatever the lot":   {entry(1, 9, 3, 9), entry(1, 9, 4, 1)},
		"then lower lot":                       {entry(1, 9, 3, 1), entry(1, 9, 3, 2)},
		"expected cost over the whole 64 bits": {entry(1<<63-1, 0, 1, 1), entry(1<<63, 0, 1, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, auction.Better(tc.better, tc.worse))
			require.False(t, auction.Better(tc.worse, tc.better))
			require.False(t, auction.Better(tc.better, tc.better))
		})
	}
}

func drawEntries(t *rapid.T, most int) []auction.Entry {
	n := rapid.IntRange(0, most).Draw(t, "n")
	entries := make([]auction.Entry, n)
	for i := range entries {
		entries[i] = entry(rapid.Uint64Range(0, 3).Draw(t, "cost"), rapid.Uint64Range(0, 2).Draw(t, "score"),
			rapid.Int64Range(1, 3).Draw(t, "price"), byte(i)) // providers differ, and so do lots
	}
	return entries
}

func TestBetterIsAStrictTotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEntries(t, 12)
		for i, a := range e {
			for j, b := range e {
				require.Equal(t, i != j, auction.Better(a, b) || auction.Better(b, a))
				require.False(t, auction.Better(a, b) && auction.Better(b, a))
				for _, c := range e {
					if auction.Better(a, b) && auction.Better(b, c) {
						require.True(t, auction.Better(a, c))
					}
				}
			}
		}
	})
}

// Whatever the order of arrival, the list is the best four in order.
func TestPlaceDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t, 12)
		want := slices.Clone(entries)
		slices.SortFunc(want, func(a, b auction.Entry) int {
			if auction.Better(a, b) {
				return -1
			}
			return 1
		})
		want = want[:min(len(want), auction.ListLen)]

		var list []auction.Entry
		for _, e := range rapid.Permutation(entries).Draw(t, "order") {
			rank := auction.Place(list, e)
			if rank == 0 {
				require.Len(t, list, auction.ListLen)
				continue
			}
			list = slices.Insert(list, rank-1, e)
			list = list[:min(len(list), auction.ListLen)]
			require.True(t, auction.Sorted(list))
		}
		require.Equal(t, len(want), len(list))
		for i := range want {
			require.Equal(t, want[i], list[i])
		}
	})
}

func TestSorted(t *testing.T) {
	a, b := entry(1, 0, 1, 1), entry(2, 0, 1, 1)
	require.True(t, auction.Sorted(nil))
	require.True(t, auction.Sorted([]auction.Entry{a, b}))
	require.False(t, auction.Sorted([]auction.Entry{b, a}))
	require.False(t, auction.Sorted([]auction.Entry{a, a}), "the same bid twice")
	five := []auction.Entry{entry(1, 0, 1, 1), entry(2, 0, 1, 1), entry(3, 0, 1, 1), entry(4, 0, 1, 1), entry(5, 0, 1, 1)}
	require.False(t, auction.Sorted(five))
}

func TestLotDependsOnSeedJobAndProvider(t *testing.T) {
	seed, job, provider := bytes.Repeat([]byte{1}, 32), []byte("12345678"), []byte("provider")
	lot := auction.Lot(seed, job, provider)
	require.NotEqual(t, lot, auction.Lot(nil, job, provider))
	require.NotEqual(t, lot, auction.Lot(bytes.Repeat([]byte{2}, 32), job, provider))
	require.NotEqual(t, lot, auction.Lot(seed, []byte("12345679"), provider))
	require.NotEqual(t, lot, auction.Lot(seed, job, []byte("provides")))
}

// The lot of exploration falls on about as many jobs as it should, on none without a seed, and more bps never take it away.
func TestExplores(t *testing.T) {
	seed, hits := bytes.Repeat([]byte{3}, 32), 0
	for i := range 20_000 {
		job := binary.BigEndian.AppendUint64(nil, uint64(i))
		require.False(t, auction.Explores(nil, job, 10_000))
		require.False(t, auction.Explores(seed, job, 0))
		require.True(t, auction.Explores(seed, job, 10_000))
		if auction.Explores(seed, job, 500) {
			require.True(t, auction.Explores(seed, job, 501))
			hits++
		}
	}
	require.InDelta(t, 1_000, hits, 150, "5 % of 20,000, within five standard deviations")
}

func TestKeepIsTheDearest(t *testing.T) {
	i := math.NewInt
	require.Equal(t, i(5), auction.Keep(i(5)))
	require.Equal(t, i(5), auction.Keep(i(5), i(3), i(4)))
	require.Equal(t, i(7), auction.Keep(i(5), i(3), i(7)))
}

func TestMicro(t *testing.T) {
	huge := math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), 128))
	for name, tc := range map[string]struct {
		amount math.Int
		units  uint64
		micro  uint64
		ok     bool
	}{
		"one to one":                    {math.NewInt(5), 1_000_000, 5, true},
		"fewer decimals":                {math.NewInt(5), 100, 50_000, true},
		"18 decimals, floor":            {math.NewInt(1_999_999_999_999), 1_000_000_000_000_000_000, 1, true},
		"nothing":                       {math.ZeroInt(), 1_000_000, 0, true},
		"the most":                      {math.NewInt(10 * auction.MaxMicro), 1_000_000, 10 * auction.MaxMicro, true},
		"above the most":                {math.NewInt(10*auction.MaxMicro + 1), 1_000_000, 0, false},
		"far above 64 bits":             {huge, 1, 0, false},
		"no rate":                       {math.NewInt(5), 0, 0, false},
		"negative":                      {math.NewInt(-5), 1_000_000, 0, false},
		"a great amount of tiny pieces": {huge.QuoRaw(1 << 40), 1_000_000_000_000_000_000, 309_485_009_821_345, true},
	} {
		t.Run(name, func(t *testing.T) {
			micro, ok := auction.Micro(tc.amount, tc.units)
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.micro, micro)
		})
	}
}

// Base is the least amount that is worth at least micro.
func TestBaseIsTheLeastAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		micro := rapid.Uint64Range(1, 1_000_000_000).Draw(t, "micro")
		units := rapid.Uint64Range(1, 1_000_000_000_000_000_000).Draw(t, "units")
		base := auction.Base(micro, units)
		// worth(x) = x * 10^6 / units, compared without division
		worth := func(x math.Int) math.Int { return x.MulRaw(auction.MicroPerNumeraire) }
		want := math.NewIntFromUint64(micro).Mul(math.NewIntFromUint64(units))
		require.True(t, worth(base).GTE(want))
		require.True(t, worth(base.SubRaw(1)).LT(want))
		require.True(t, base.IsPositive())
	})
}

func TestDeposit(t *testing.T) {
	for name, tc := range map[string]struct {
		budget  int64
		bps     uint32
		minimum int64
		want    int64
	}{
		"a share of the budget":       {1_000_000, 100, 1_000, 10_000},
		"floor":                       {199, 100, 1, 1},
		"at least the minimum":        {1_000, 100, 1_000, 1_000},
		"no share: the minimum":       {1_000_000, 0, 7, 7},
		"the whole budget":            {1_000_000, 10_000, 7, 1_000_000},
		"a minimum above the budget":  {10, 10_000, 1_000, 1_000},
		"a budget of a single little": {1, 100, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, math.NewInt(tc.want), auction.Deposit(math.NewInt(tc.budget), tc.bps, math.NewInt(tc.minimum)))
		})
	}
}

func TestTheDepositDoubles(t *testing.T) {
	most := math.NewIntFromUint64(1 << 63)
	for name, tc := range map[string]struct {
		commits, maxBids uint32
		want             math.Int
	}{
		"the first":                   {0, 256, math.NewInt(1)},
		"the last on usual terms":     {255, 256, math.NewInt(1)},
		"the next":                    {256, 256, math.NewInt(2)},
		"the last at double":          {511, 256, math.NewInt(2)},
		"four times":                  {512, 256, math.NewInt(4)},
		"doubles each time":           {10, 1, math.NewInt(1024)},
		"the most":                    {63, 1, most},
		"no more than the most":       {64, 1, most},
		"after all that are counted":  {^uint32(0), 1, most},
		"no max_bids, which is never": {3, 0, math.NewInt(8)},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, auction.Doubled(math.OneInt(), tc.commits, tc.maxBids))
		})
	}
	require.True(t, auction.Doubled(math.NewIntFromUint64(1<<63).MulRaw(2).Mul(math.NewIntFromUint64(1<<63).MulRaw(2)), 64, 1).IsPositive(),
		"the highest deposit does not overflow")
}

func TestBeatsIsByAStep(t *testing.T) {
	for name, tc := range map[string]struct {
		cost, leader, step uint64
		want               bool
	}{
		"by more":               {80, 100, 10, true},
		"by a step":             {90, 100, 10, true},
		"by less":               {91, 100, 10, false},
		"as good":               {100, 100, 10, false},
		"worse":                 {101, 100, 10, false},
		"below nothing":         {0, 9, 10, false},
		"nothing, by all of it": {0, 10, 10, true},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tc.want, auction.Beats(tc.cost, tc.leader, tc.step)) })
	}
}
