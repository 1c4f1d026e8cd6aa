package bar

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawJudged draws a contract, records as of epochs around the epoch of its end, and parameters: what a verdict meets.
// Records may be beyond their clips, prices and reserves too.
func drawJudged(t *rapid.T, p Params) (Params, Records, Contract, uint64) {
	p.Kappa0 = rapid.SampledFrom([]uint64{p.Kappa0, p.Kappa0, 1, 999_983}).Draw(t, "kappa0")
	p.Gamma = rapid.SampledFrom([]uint64{p.Gamma, 0, 3_333, 25_000, 100_000}).Draw(t, "gamma")
	p.Lambda = rapid.SampledFrom([]uint64{p.Lambda, 0, 7_777, 1_000_000}).Draw(t, "lambda")
	p.PairCap = rapid.SampledFrom([]uint64{p.PairCap, 1_000 * One}).Draw(t, "pair cap")
	trials, money := sizes(2*MaxTrials), sizes(2*MaxMoney)
	evidence := func(name string) Evidence {
		return Evidence{trials.Draw(t, name+" successes"), money.Draw(t, name+" value"), trials.Draw(t, name+" failures"), rapid.Uint64Range(0, 5_000).Draw(t, name+" epoch")}
	}
	r := Records{
		Skill: evidence("skill"), All: evidence("all"),
		Pair:    Pair{Mass: trials.Draw(t, "x"), Credited: trials.Draw(t, "y"), Debited: trials.Draw(t, "z")},
		Capital: Capital{Free: money.Draw(t, "free"), Reserved: money.Draw(t, "reserved"), Forfeit: money.Draw(t, "forfeit")},
		Client:  Client{Burned: money.Draw(t, "burned"), Fair: trials.Draw(t, "fair"), Unfair: trials.Draw(t, "unfair")},
	}
	if rapid.Bool().Draw(t, "a new pair") {
		r.Pair = Pair{}
	}
	c := Contract{
		Outcome: Verdict, Price: sizes(2*MaxPrice).Draw(t, "price"), BurnBps: rapid.SampledFrom([]uint64{200, 1, 10_000, 20_000}).Draw(t, "burn bps"),
		Reserved: sizes(2*MaxMoney).Draw(t, "cover"), ConcedeBps: 8000, LateBps: 2000, RefundBps: 500,
		Rating: rapid.Uint64Range(0, 100).Draw(t, "rating"),
	}
	return p, r, c, rapid.Uint64Range(0, 5_000).Draw(t, "epoch")
}

// shares draws shares of a verdict, the edges often.
func shares() *rapid.Generator[uint64] {
	return rapid.OneOf(rapid.Uint64Range(0, BPS), rapid.SampledFrom([]uint64{0, 1, BPS / 2, BPS - 1, BPS}))
}

func (c Contract) judgedAs(o Outcome, v uint64) Contract {
	c.Outcome, c.VerdictBps = o, v
	return c
}

// A verdict of nothing is a fault and one of everything a vindication, in every field of every record.
func TestAVerdictEndsInFaultAndVindication(t *testing.T) {
	defaults := loadVectors(t).params()
	rapid.Check(t, func(t *rapid.T) {
		p, r, c, epoch := drawJudged(t, defaults)
		for _, end := range []struct {
			v    uint64
			same Outcome
		}{{0, Fault}, {BPS, Vindicated}, {BPS + 1, Vindicated}, {maxUint64, Vindicated}} {
			records, result := p.Settle(r, c.judgedAs(Verdict, end.v), epoch)
			wantRecords, wantResult := p.Settle(r, c.judgedAs(end.same, sizes(maxUint64).Draw(t, "ignored")), epoch)
			require.Equal(t, wantRecords, records, "%d bps", end.v)
			require.Equal(t, wantResult, result, "%d bps", end.v)
		}
	})
}

// Between its ends a verdict is linear: burn and praise floored, the loss of the cover rounded up, as exact fractions.
func TestAVerdictIsLinearBetweenItsEnds(t *testing.T) {
	defaults := loadVectors(t).params()
	share := func(a, bps uint64, up int64) uint64 {
		n := new(big.Int).Mul(new(big.Int).SetUint64(a), new(big.Int).SetUint64(bps))
		return n.Add(n, big.NewInt(up*(BPS-1))).Div(n, big.NewInt(BPS)).Uint64()
	}
	rapid.Check(t, func(t *rapid.T) {
		p, r, c, epoch := drawJudged(t, defaults)
		r.Client.Fair, r.Client.Unfair = 0, 0
		v := shares().Draw(t, "v")
		got, result := p.Settle(r, c.judgedAs(Verdict, v), epoch)
		_, fault := p.Settle(r, c.judgedAs(Fault, 0), epoch)
		won, vindicated := p.Settle(r, c.judgedAs(Vindicated, 0), epoch)

		require.Equal(t, share(vindicated.Burn, v, 0), result.Burn)
		require.Equal(t, share(fault.CapitalLost, BPS-v, 1), result.CapitalLost)
		require.Equal(t, share(won.Client.Unfair, v, 0), got.Client.Unfair)
		require.Equal(t, won.Client.Unfair, got.Client.Unfair+got.Client.Fair, "one contract, divided")
		burned := p.Client(r.Client, epoch).Burned
		require.Equal(t, min(burned+result.Burn, MaxMoney), got.Client.Burned)

		client := p.Client(r.Client, epoch)
		w0, ws, wf := p.weights(c.judgedAs(Verdict, v), vindicated.Burn, client)
		_, praise, _ := p.weights(c.judgedAs(Vindicated, 0), vindicated.Burn, client)
		_, _, blame := p.weights(c.judgedAs(Fault, 0), vindicated.Burn, client)
		require.Equal(t, won.Client.Unfair, w0)
		require.Equal(t, min(share(praise, v, 0), mulDiv(result.Burn, One, p.Kappa0)), ws, "no more praise than the burn buys")
		require.Equal(t, share(blame, BPS-v, 0), wf)
		if vindicated.Burn >= 10*p.Kappa0 && v >= BPS/10 {
			require.Equal(t, share(praise, v, 0), ws, "which is less than linear only where it is a matter of rounding")
		}
	})
}

// The better the verdict, the better for the provider in every field, and never worse in its score but for
// the rounding of a basis point.
func TestABetterVerdictIsNeverWorse(t *testing.T) {
	defaults := loadVectors(t).params()
	rapid.Check(t, func(t *rapid.T) {
		p, r, c, epoch := drawJudged(t, defaults)
		v, w := shares().Draw(t, "v"), shares().Draw(t, "w")
		worse, less := p.Settle(r, c.judgedAs(Verdict, min(v, w)), epoch)
		better, more := p.Settle(r, c.judgedAs(Verdict, max(v, w)), epoch)
		rises := func(what string, from, to uint64) {
			require.LessOrEqual(t, from, to, what)
		}
		rises("burn", less.Burn, more.Burn)
		rises("success", less.Success, more.Success)
		rises("failure", more.Failure, less.Failure)
		rises("capital lost", more.CapitalLost, less.CapitalLost)
		for _, e := range [][2]Evidence{{worse.Skill, better.Skill}, {worse.All, better.All}} {
			rises("successes", e[0].Successes, e[1].Successes)
			rises("value", e[0].Value, e[1].Value)
			rises("failures", e[1].Failures, e[0].Failures)
		}
		require.Equal(t, worse.Pair.Mass, better.Pair.Mass)
		rises("credited", worse.Pair.Credited, better.Pair.Credited)
		rises("debited", better.Pair.Debited, worse.Pair.Debited)
		rises("free", worse.Capital.Free, better.Capital.Free)
		require.Equal(t, worse.Capital.Reserved, better.Capital.Reserved)
		rises("forfeit", better.Capital.Forfeit, worse.Capital.Forfeit)
		rises("burned", worse.Client.Burned, better.Client.Burned)
		rises("unfair", worse.Client.Unfair, better.Client.Unfair)
		rises("fair", better.Client.Fair, worse.Client.Fair)

		value := sizes(MaxPrice).Draw(t, "V")
		low := p.Score(worse.Skill, worse.All, worse.Capital, value)
		high := p.Score(better.Skill, better.All, better.Capital, value)
		rises("mean", low.Mean, high.Mean)
		rises("reliability", low.Reliability, high.Reliability+1)
		rises("score", low.Score, high.Score+1)
	})
}

// Verdicts under default parameters, computed by hand: 10 units at 2 % are a burn of 0.2 and a whole trial, a new
// client's praise counts a quarter of it, and a new pair takes 0.8 trials of either kind.
func TestVerdictsComputedByHand(t *testing.T) {
	p := loadVectors(t).params()
	for name, c := range map[string]struct {
		v             uint64
		price         uint64
		want          Result
		free          uint64
		fair, unfair  uint64
		successValue  uint64
		failuresAfter uint64
	}{
		"nothing":              {0, 10 * One, Result{0, 0, 800_000, 50_001, 0}, 0, 1_000_000, 0, 0, 800_000},
		"one basis point":      {1, 10 * One, Result{20, 25, 800_000, 49_996, 0}, 5 + 20, 999_900, 100, 250, 800_000},
		"a third":              {3_333, 10 * One, Result{66_660, 83_325, 666_700, 33_336, 0}, 16_665 + 66_660, 666_700, 333_300, 833_250, 666_700},
		"half":                 {5_000, 10 * One, Result{100_000, 125_000, 500_000, 25_001, 0}, 25_000 + 100_000, 500_000, 500_000, 1_250_000, 500_000},
		"all but a bit":        {9_999, 10 * One, Result{199_980, 249_975, 100, 6, 0}, 49_995 + 199_980, 100, 999_900, 2_499_750, 100},
		"everything":           {10_000, 10 * One, Result{200_000, 250_000, 0, 0, 0}, 50_001 + 200_000, 0, 1_000_000, 2_500_000, 0},
		"half of a tenth":      {5_000, One / 10, Result{1_000, 12_500, 50_000, 25_001, 0}, 25_000 + 1_000, 50_000, 50_000, 12_500, 50_000},
		"half of a price of 0": {5_000, 0, Result{0, 0, 0, 25_001, 0}, 25_000, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, result := p.Settle(Records{Capital: Capital{Reserved: 50_001}},
				Contract{Outcome: Verdict, VerdictBps: c.v, Price: c.price, BurnBps: 200, Reserved: 50_001}, 0)
			require.Equal(t, c.want, result)
			require.Equal(t, Capital{Free: c.free}, got.Capital)
			require.Equal(t, Client{Burned: c.want.Burn, Fair: c.fair, Unfair: c.unfair}, got.Client)
			require.Equal(t, Evidence{c.want.Success, c.successValue, c.failuresAfter, 0}, got.Skill)
			require.Equal(t, got.Skill, got.All)
		})
	}
}

// A burn that rounds to nothing buys no praise, however little burn a trial asks for.
func TestAVerdictGivesNoPraiseThatNothingBurned(t *testing.T) {
	p := loadVectors(t).params()
	p.Kappa0 = 1
	dust := Contract{Outcome: Verdict, VerdictBps: BPS - 1, Price: 1, BurnBps: BPS}
	got, result := p.Settle(Records{Client: Client{Burned: MaxMoney}}, dust, 0)
	require.Zero(t, result.Burn)
	require.Zero(t, result.Success)
	require.Equal(t, uint64(100), got.Skill.Failures)
}

// The burn follows what the provider is paid.
func TestPaidBpsIsTheShareOfThePriceThatIsPaid(t *testing.T) {
	for o, want := range map[Outcome]uint64{
		0: 0, Accept: BPS, Auto: BPS, Refund: 0, Late: 0, Concede: 0, Fault: 0, Vindicated: BPS, Verdict: 1_234, Verdict + 1: 0,
	} {
		require.Equal(t, want, Contract{Outcome: o, VerdictBps: 1_234}.PaidBps(), "outcome %d", o)
	}
	require.Equal(t, uint64(BPS), Contract{Outcome: Verdict, VerdictBps: BPS + 1}.PaidBps())
}
