package bar

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sizes draws numbers of every magnitude up to max, the edges often.
func sizes(max uint64) *rapid.Generator[uint64] {
	return rapid.Custom(func(t *rapid.T) uint64 {
		bits := rapid.IntRange(0, 64).Draw(t, "bits")
		v := rapid.Uint64().Draw(t, "v")
		if bits < 64 {
			v &= 1<<bits - 1
		}
		return rapid.SampledFrom([]uint64{min(v, max), min(v, max), min(v, max), 0, 1, max}).Draw(t, "edge or not")
	})
}

func TestMulDivIsTheQuotientOrSaturates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := sizes(maxUint64).Draw(t, "a"), sizes(maxUint64).Draw(t, "b"), sizes(maxUint64).Draw(t, "c")
		floor, ceil := mulDiv(a, b, c), mulDivCeil(a, b, c)
		if a == 0 || b == 0 {
			require.Zero(t, floor)
			require.Zero(t, ceil)
			return
		}
		if c == 0 {
			require.Equal(t, uint64(maxUint64), floor)
			require.Equal(t, uint64(maxUint64), ceil)
			return
		}
		q, r := new(big.Int).DivMod(new(big.Int).Mul(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)), new(big.Int).SetUint64(c), new(big.Int))
		up := new(big.Int).Set(q)
		if r.Sign() > 0 {
			up.Add(up, big.NewInt(1))
		}
		require.Equal(t, saturated(q), floor)
		require.Equal(t, saturated(up), ceil)
	})
}

func saturated(n *big.Int) uint64 {
	if !n.IsUint64() {
		return maxUint64
	}
	return n.Uint64()
}

func TestIsqrtIsTheFloorOfTheRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := sizes(maxUint64).Draw(t, "n")
		require.Equal(t, new(big.Int).Sqrt(new(big.Int).SetUint64(n)).Uint64(), Isqrt(n))
	})
}

// The table is the rounded power, proven in whole numbers.
func TestTableOfDecayIsExact(t *testing.T) {
	pow := func(n int64, e uint) *big.Int {
		return new(big.Int).Exp(big.NewInt(n), new(big.Int).SetUint64(uint64(e)), nil)
	}
	for i, v := range t64 {
		middle := pow(2*nano, 64)
		low := new(big.Int).Lsh(pow(2*int64(v)-1, 64), uint(i))
		high := new(big.Int).Lsh(pow(2*int64(v)+1, 64), uint(i))
		require.True(t, low.Cmp(middle) <= 0 && middle.Cmp(high) <= 0, "T64[%d]", i)
	}
}

func TestDecayIsAccurateAndMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := sizes(MaxMoney).Draw(t, "v")
		h := rapid.SampledFrom([]uint64{1, 7, 63, 65, 720, 2160, 4320, 1_000_000}).Draw(t, "half-life")
		dt := rapid.Uint64Range(0, 70*h).Draw(t, "dt")
		got := Decay(v, dt, h)
		exact := float64(v) * math.Exp2(-float64(dt)/float64(h))
		require.InDelta(t, exact, float64(got), 2+exact*2e-5)
		require.LessOrEqual(t, got, v)
		require.LessOrEqual(t, Decay(v, dt+1, h), got, "longer is never more")
		if v > 0 {
			require.LessOrEqual(t, Decay(v-1, dt, h), got, "less is never more")
		}
		half := Decay(v, h, h)
		require.Equal(t, v/2, half)
	})
}

// Touching a record often must not bleed it: at most 1 micro a touch is lost against touching it once.
func TestDecayInManyStepsNeverBleeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64Range(0, MaxTrials).Draw(t, "v")
		steps := rapid.SliceOfN(rapid.Uint64Range(0, 300), 1, 60).Draw(t, "steps")
		often, total := v, uint64(0)
		for _, s := range steps {
			often, total = Decay(often, s, 2160), total+s
		}
		once := Decay(v, total, 2160)
		slack := 2*uint64(len(steps)) + once/1_000_000
		require.GreaterOrEqual(t, often+slack, once)
		require.LessOrEqual(t, float64(often), float64(v)*math.Exp2(-float64(total)/2160*0.994)+2, "a half-life grows by 0.6 % at most")
	})
}

func TestLCBRisesWithSuccessAndStaysWithinBounds(t *testing.T) {
	p := loadVectors(t).params()
	rapid.Check(t, func(t *rapid.T) {
		s, f := sizes(MaxTrials).Draw(t, "s"), sizes(MaxTrials).Draw(t, "f")
		p.Z = rapid.SampledFrom([]uint64{0, 6745, 10000, 50000}).Draw(t, "z")
		got := p.LCB(s, f)
		require.LessOrEqual(t, got, uint64(BPS))
		require.GreaterOrEqual(t, p.LCB(s+One, f), got)
		if s >= 3*One {
			require.LessOrEqual(t, p.LCB(s, f+One), got)
		}
		mean := p.bound(s, f, 0)
		require.LessOrEqual(t, got, mean, "caution only lowers")
	})
}

func TestExpectedCostIsExactWithinItsBoundsAndTotalBeyond(t *testing.T) {
	exact := func(b Bid, delta uint64) *big.Int {
		big64 := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
		k := big64(min(b.Pledge, b.Loss))
		net := new(big.Int).Sub(big64(b.Loss), new(big.Int).Div(k.Mul(k, big64(delta)), big.NewInt(BPS)))
		risk := net.Mul(net, big64(BPS-b.Score))
		risk.Add(risk, big.NewInt(BPS-1)).Div(risk, big.NewInt(BPS))
		return risk.Add(risk, big64(b.Price))
	}
	rapid.Check(t, func(t *rapid.T) {
		b := Bid{
			Price: sizes(MaxPrice).Draw(t, "P"), Pledge: sizes(maxUint64).Draw(t, "k"), Loss: sizes(10*MaxPrice).Draw(t, "L"),
			Score: rapid.Uint64Range(0, BPS).Draw(t, "score"),
		}
		delta := rapid.Uint64Range(0, BPS).Draw(t, "delta")
		require.Equal(t, exact(b, delta).String(), new(big.Int).SetUint64(ExpectedCost(b, delta)).String())

		wild := Bid{Price: rapid.Uint64().Draw(t, "P'"), Pledge: b.Pledge, Loss: rapid.Uint64().Draw(t, "L'"), Score: rapid.Uint64().Draw(t, "score'")}
		require.GreaterOrEqual(t, ExpectedCost(wild, rapid.Uint64().Draw(t, "delta'")), wild.Price)
	})
	worst := Bid{Price: MaxPrice, Loss: 10 * MaxPrice}
	require.Equal(t, uint64(11*MaxPrice), ExpectedCost(worst, 7500))
}

func TestCoverIsThePledgeAndTheCapitalTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price, sigma, pledge := sizes(MaxPrice).Draw(t, "P"), rapid.Uint64Range(0, 100*BPS).Draw(t, "sigma"), sizes(MaxPrice).Draw(t, "k")
		need := Need(price, sigma)
		if price < 1<<40 { // small enough to multiply
			require.Equal(t, (price*sigma+BPS-1)/BPS, need)
		}
		y := CapitalCover(need, pledge)
		require.GreaterOrEqual(t, y+pledge, need)
		require.Equal(t, need <= pledge, y == 0)
	})
	require.Equal(t, uint64(maxUint64), Need(maxUint64, 2*BPS), "a cover nobody can lock")
}

func TestConditionsOfTheTheorem(t *testing.T) {
	for name, c := range map[string]struct {
		got  Condition
		want bool
	}{
		"defaults hold":                        {DeliveryCondition(10_000, 8_000, 5_600, 10_000), true},
		"sigma a little less":                  {DeliveryCondition(9_800, 8_000, 5_600, 10_000), false},
		"detection below 0.556":                {DeliveryCondition(10_000, 8_000, 5_550, 10_000), false},
		"lambda 1.2 is safe at x = 0.60":       {DeliveryCondition(10_000, 8_000, 6_000, 12_000), true},
		"lambda 1.21 is not":                   {DeliveryCondition(10_000, 8_000, 6_000, 12_100), false},
		"lambda 7.2 is safe at x = 0.90":       {DeliveryCondition(10_000, 8_000, 9_000, 72_000), true},
		"lambda below 1 asks no less":          {DeliveryCondition(9_800, 8_000, 5_600, 1_000), false},
		"certain detection needs nothing":      {DeliveryCondition(1, 1, 10_000, 10_000), true},
		"instant defaults hold":                {InstantCondition(22_500, 8_000, 5_600, 10_000), true},
		"instant at the common sigma does not": {InstantCondition(10_000, 8_000, 5_600, 10_000), false},
		"instant follows lambda":               {InstantCondition(22_500, 8_000, 5_600, 11_000), false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, c.got.Holds(), "%d against %d", c.got.Left, c.got.Right)
		})
	}
}
