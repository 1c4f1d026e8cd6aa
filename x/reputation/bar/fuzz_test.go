package bar

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzSettle settles one contract on records and parameters of any content: nothing panics, and what comes out is within
// the clips. With -fuzz it looks for more.
func FuzzSettle(f *testing.F) {
	m := maxUint64
	f.Add(uint8(Accept), uint64(10*One), uint64(200), uint64(0), uint64(8000), uint64(100), uint64(0), uint64(0), uint64(0), uint64(0), uint64(0), uint64(24), uint64(2160), uint64(10_000))
	f.Add(uint8(Verdict), uint64(10*One), uint64(200), uint64(One), uint64(8000), uint64(7000), uint64(One), uint64(One), uint64(One), uint64(One), uint64(One), uint64(24), uint64(2160), uint64(10_000))
	f.Add(uint8(Verdict), m, m, m, m, m, m, m, m, m, m, m, m, m)
	f.Add(uint8(Fault), m, m, m, m, m, m, m, m, m, m, m, m, m)
	f.Add(uint8(Concede), m, m, m, uint64(1), m, m, m, m, uint64(0), uint64(0), uint64(1), uint64(1), m)
	f.Add(uint8(0), m, uint64(0), m, m, m, uint64(0), m, m, m, m, uint64(0), uint64(0), uint64(0))
	f.Add(uint8(Late), uint64(MaxPrice), uint64(200), uint64(MaxMoney), uint64(2000), uint64(0), uint64(MaxTrials), uint64(MaxMoney), uint64(MaxTrials), uint64(MaxMoney), uint64(MaxMoney), m, uint64(1_000_000), uint64(1_000_000))
	defaults := Params{
		Kappa0: 20_000, PairCap: 4 * One, PairXMax: 64 * One, PairFloor: 50_000, OmegaMin: 2500, OmegaK: 500_000,
		PriorA: One, PriorB: One, Z: 6745, Gamma: 10_000, Eta: 2000, Lever: 40_000, Other: 2500, OtherCap: 3 * One, Lambda: 10_000,
		RatingFull: 80, RatingFmax: 5000, VFloor: One, HalfSuccess: 2160, HalfFailure: 2160, HalfCapital: 4320, HalfClient: 4320,
	}
	f.Fuzz(func(t *testing.T, outcome uint8, price, burnBps, reserve, loseBps, rating, trials, money, mass, free, reserved, epoch, half, ratio uint64) {
		records := Records{
			Skill: Evidence{trials, money, trials / 2, epoch / 2}, All: Evidence{trials, money, trials, epoch / 3},
			Pair: Pair{mass, min(mass, trials), trials, epoch / 2}, Capital: Capital{free, reserved, mass, epoch / 2}, Client: Client{money, trials, mass, epoch / 4},
		}
		c := Contract{
			Outcome: Outcome(outcome), Price: price, BurnBps: burnBps, Reserved: reserve,
			ConcedeBps: loseBps, LateBps: loseBps, RefundBps: loseBps, Rating: rating, VerdictBps: rating,
		}
		wild := Params{
			Kappa0: ratio, PairCap: trials, PairXMax: mass, PairFloor: money, OmegaMin: ratio, OmegaK: money, PriorA: trials, PriorB: mass,
			Z: ratio, Gamma: ratio, Eta: ratio, Lever: ratio, Other: ratio, OtherCap: mass, Lambda: ratio, RatingFull: rating / 2,
			RatingFmax: ratio, VFloor: price, HalfSuccess: half, HalfFailure: half / 2, HalfCapital: half / 3, HalfClient: half,
		}
		for _, p := range []Params{defaults, wild} {
			before := p.At(records, epoch)
			after, r := p.Settle(records, c, epoch)
			withinClips(t, after)
			require.LessOrEqual(t, after.Pair.Credited, after.Pair.Mass)
			require.LessOrEqual(t, add(r.CapitalLost, r.CapitalForfeited), reserve)
			require.LessOrEqual(t, r.Success, uint64(One))
			require.LessOrEqual(t, r.Burn, uint64(MaxPrice))
			have, had := after.Capital.Free+after.Capital.Reserved, before.Capital.Free+before.Capital.Reserved
			require.LessOrEqual(t, have, add(had, mulDiv(r.Burn, p.Lambda, BPS)), "capital grows by the burn only")
			again, _ := p.Settle(records, c, epoch)
			require.Equal(t, after, again, "pure")
			s := p.Score(after.Skill, after.All, after.Capital, price)
			require.LessOrEqual(t, s.Score, uint64(BPS))
		}
	})
}

func withinClips(t *testing.T, r Records) {
	for _, e := range []Evidence{r.Skill, r.All} {
		require.LessOrEqual(t, e.Successes, uint64(MaxTrials))
		require.LessOrEqual(t, e.Value, uint64(MaxMoney))
		require.LessOrEqual(t, e.Failures, uint64(MaxTrials))
	}
	require.LessOrEqual(t, max(r.Pair.Mass, r.Pair.Credited, r.Pair.Debited), uint64(MaxTrials))
	require.LessOrEqual(t, r.Capital.Free, uint64(MaxMoney))
	require.LessOrEqual(t, r.Capital.Reserved, MaxMoney-r.Capital.Free)
	require.LessOrEqual(t, r.Capital.Forfeit, r.Capital.Reserved)
	require.LessOrEqual(t, r.Client.Burned, uint64(MaxMoney))
	require.LessOrEqual(t, max(r.Client.Fair, r.Client.Unfair), uint64(MaxTrials))
}
