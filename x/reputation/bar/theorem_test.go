package bar

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawContract draws the end of a contract with default burn and cover terms.
func drawContract(t *rapid.T, maxPrice uint64) Contract {
	return Contract{
		Outcome:    Outcome(rapid.IntRange(int(Accept), int(Verdict)).Draw(t, "outcome")),
		VerdictBps: rapid.Uint64Range(0, BPS).Draw(t, "verdict"),
		Price:      sizes(maxPrice).Draw(t, "price"), BurnBps: 200,
		ConcedeBps: 8000, LateBps: 2000, RefundBps: 500,
		Rating: rapid.Uint64Range(0, 100).Draw(t, "rating"),
	}
}

// scoreIsPaidFor is Theorem 1 for one agent: score · eta · V ≤ 10^4 · capital; the slack is the floor of eta · V.
func scoreIsPaidFor(t require.TestingT, p Params, s Score, capital uint64) {
	left := new(big.Int).Mul(new(big.Int).SetUint64(s.Score), new(big.Int).SetUint64(s.CapitalNeeded))
	right := new(big.Int).Mul(big.NewInt(BPS), new(big.Int).SetUint64(capital))
	require.True(t, left.Cmp(right) <= 0, "score %d × %d needed > 10000 × capital %d", s.Score, s.CapitalNeeded, capital)
	left = new(big.Int).Mul(new(big.Int).SetUint64(s.Score), new(big.Int).Mul(new(big.Int).SetUint64(s.Value), new(big.Int).SetUint64(p.Eta)))
	right.Mul(right, big.NewInt(BPS)).Add(right, big.NewInt(BPS*BPS))
	require.True(t, left.Cmp(right) <= 0, "score above 10^4 capital / (eta V)")
	require.LessOrEqual(t, s.Score, s.Reliability)
	require.LessOrEqual(t, s.Reliability, uint64(BPS))
}

// Theorem 1 along random histories of a few agents that all deal with each other: capital is at most lambda times the
// burn, every score is paid for by capital, success trials by burn, one client gives less than PairCap.
func TestScoreAndEvidenceAreBoughtByBurn(t *testing.T) {
	base := loadVectors(t).params()
	rapid.Check(t, func(t *rapid.T) {
		p := base
		p.Lambda = rapid.SampledFrom([]uint64{0, 5_000, 10_000, 30_000}).Draw(t, "lambda")
		p.Eta = rapid.SampledFrom([]uint64{1, 2_000, 9_999, 10_000}).Draw(t, "eta")
		b := newBook(p)
		burned, success := map[string]uint64{}, map[string]uint64{}
		fromClient := map[pair]uint64{}
		var epoch uint64
		agents := []string{"a", "b", "c", "d", "e"}
		for range rapid.IntRange(1, 60).Draw(t, "contracts") {
			epoch += rapid.SampledFrom([]uint64{0, 0, 1, 5, 40, 3000}).Draw(t, "dt")
			pick := rapid.Permutation(agents).Draw(t, "parties")
			client, provider := pick[0], pick[1]
			c := drawContract(t, 200*One)
			capital, ok := p.Capital(b.capital[provider], epoch).Reserve(sizes(c.Price).Draw(t, "reserve"))
			if ok {
				c.Reserved = capital.Reserved - b.capital[provider].Reserved
				b.capital[provider] = capital
			}
			before := b.capital[provider]
			r := b.settle(client, provider, rapid.SampledFrom([]string{"x", "y"}).Draw(t, "skill"), c, epoch)

			require.LessOrEqual(t, r.CapitalLost, c.Reserved)
			require.Zero(t, r.CapitalForfeited)
			require.Equal(t, before.Reserved-c.Reserved, b.capital[provider].Reserved)
			burned[provider] += r.Burn
			success[provider] += r.Success
			fromClient[pair{client, provider}] += r.Success
			for _, a := range agents {
				have := p.Capital(b.capital[a], epoch)
				require.LessOrEqual(t, have.Free+have.Reserved, mulDiv(burned[a], p.Lambda, BPS), "capital ≤ lambda × burn")
				value := sizes(MaxPrice).Draw(t, "V")
				scoreIsPaidFor(t, p, b.score(a, "x", value, epoch), have.Free+have.Reserved)
				require.LessOrEqual(t, success[a]*p.Kappa0, burned[a]*One+One*uint64(len(agents)), "trials ≤ burn / kappa0")
			}
			for k, v := range b.pairs {
				require.Less(t, v.Credited, p.PairCap, "pair %v", k)
				require.LessOrEqual(t, v.Credited, v.Mass)
				require.LessOrEqual(t, v.Mass, p.PairXMax)
			}
		}
		for k, e := range b.skill {
			all := p.Evidence(b.all[k.a], epoch)
			one := p.Evidence(e, epoch)
			require.GreaterOrEqual(t, all.Successes+10_000+one.Successes/10_000, one.Successes, "evidence over all skills is no less than in one")
			require.GreaterOrEqual(t, all.Failures+10_000+one.Failures/10_000, one.Failures)
		}
	})
}

// Theorem 1, additivity: whatever budget is spread over whatever number of sellers and clients, the scores together are
// bounded by the burn, and capital never exceeds it.
func TestSplittingABudgetBuysNoMore(t *testing.T) {
	p := loadVectors(t).params()
	for _, v := range []uint64{One, 10 * One, 100 * One} {
		for _, sellers := range []int{1, 2, 5, 20} {
			t.Run(fmt.Sprintf("V %d, %d sellers", v, sellers), func(t *testing.T) {
				b := newBook(p)
				var burned, sum, capital uint64
				for i := range 200 {
					c := Contract{Outcome: Accept, Price: 20 * One, BurnBps: 200, Rating: 100}
					burned += b.settle(fmt.Sprint("c", i%30), fmt.Sprint("s", i%sellers), "x", c, 0).Burn
				}
				for i := range sellers {
					s := fmt.Sprint("s", i)
					sum += b.score(s, "x", v, 0).Score
					capital += b.capital[s].Free
				}
				require.Equal(t, uint64(200*400_000), burned)
				require.LessOrEqual(t, capital, mulDiv(burned, p.Lambda, BPS))
				require.LessOrEqual(t, sum*p.Eta*v, BPS*BPS*capital+BPS*BPS*uint64(sellers))
			})
		}
	}
}

// A client that only ever deals in contracts smaller than PairFloor gives no more than any other.
func TestDustDoesNotEscapeThePairCap(t *testing.T) {
	p := loadVectors(t).params()
	b := newBook(p)
	c := Contract{Outcome: Accept, Price: 40_000, BurnBps: 200, Rating: 100} // 0.04 trial, below the floor of 0.05
	var given uint64
	for range 20_000 {
		given += b.settle("c", "s", "x", c, 7).Success
	}
	require.Less(t, given, p.PairCap)
	require.Greater(t, given, p.PairCap*3/4, "and comes near the cap")
}

func TestAPairIsForgottenOnlyWhenOldAndSmall(t *testing.T) {
	p := loadVectors(t).params()
	for name, c := range map[string]struct {
		pair      Pair
		epoch     uint64
		forgotten bool
	}{
		"old and small":                      {Pair{Mass: 90_000, Credited: 80_000, Debited: 10_000}, 2160, true},
		"small but young":                    {Pair{Mass: 40_000, Credited: 39_000}, 2159, false},
		"old but the mass is at the floor":   {Pair{Mass: 100_000}, 2160, false},
		"old but debits are at the floor":    {Pair{Mass: 90_000, Debited: 100_000}, 2160, false},
		"old and small, long ago":            {Pair{Mass: 64 * One, Credited: 3 * One}, 40_000, true},
		"an epoch before that of the record": {Pair{Mass: 40_000, Epoch: 5000}, 2160, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.Pair(c.pair, c.epoch)
			require.Equal(t, c.forgotten, got.Mass == 0 && got.Credited == 0 && got.Debited == 0, "%+v", got)
			require.Equal(t, max(c.epoch, c.pair.Epoch), got.Epoch)
		})
	}
}

func TestHandOverHalvesAndClears(t *testing.T) {
	e := Evidence{One + 1, 10 * One, 7, 3}
	require.Equal(t, e, e.HandOver(0))
	require.Equal(t, Evidence{500_000, 5 * One, 7, 3}, e.HandOver(1))
	require.Equal(t, e.HandOver(1).HandOver(1).HandOver(1), e.HandOver(3))
	require.Equal(t, Evidence{0, 0, 7, 3}, e.HandOver(^uint32(0)))
	c := Capital{Free: 5, Reserved: 6, Forfeit: 1, Epoch: 3}
	require.Equal(t, c, c.HandOver(0))
	require.Equal(t, Capital{Reserved: 6, Forfeit: 6, Epoch: 3}, c.HandOver(2))
}

func TestForfeitCapitalLeavesTheReserveFirst(t *testing.T) {
	for name, c := range map[string]struct {
		reserved, forfeit, leaves, lost     uint64
		freed, forfeited, stays, stillOwing uint64
	}{
		"nothing is forfeit":                        {10, 0, 6, 1, 5, 0, 4, 0},
		"all is forfeit":                            {10, 10, 6, 0, 0, 6, 4, 4},
		"less than what leaves":                     {10, 4, 6, 0, 2, 4, 4, 0},
		"more than what leaves":                     {10, 8, 6, 0, 0, 6, 4, 2},
		"a loss is not paid with it":                {10, 4, 6, 6, 0, 0, 4, 4},
		"a part of a loss neither":                  {10, 4, 6, 2, 0, 4, 4, 0},
		"unless nothing else is reserved":           {10, 10, 6, 6, 0, 0, 4, 4},
		"or what else is reserved does not reach":   {10, 8, 6, 5, 0, 1, 4, 4},
		"the last contract ends what is left of it": {6, 6, 6, 6, 0, 0, 0, 0},
		"nothing leaves":                            {10, 4, 0, 0, 0, 0, 10, 4},
	} {
		t.Run(name, func(t *testing.T) {
			got, freed, forfeited := Capital{Reserved: c.reserved, Forfeit: c.forfeit}.leave(c.leaves, c.lost)
			require.Equal(t, Capital{Reserved: c.stays, Forfeit: c.stillOwing}, got)
			require.Equal(t, [2]uint64{c.freed, c.forfeited}, [2]uint64{freed, forfeited})
		})
	}
}

// Along random histories with handovers: the reserve is always the sum of the open covers; a controller gets back what
// it reserved itself less what is lost, so what was reserved at a handover never returns, and without losses exactly
// that is destroyed.
func TestCapitalReservedBeforeAHandoverNeverReturns(t *testing.T) {
	p := loadVectors(t).params()
	rapid.Check(t, func(t *rapid.T) {
		losses := rapid.Bool().Draw(t, "losses")
		c := Capital{Free: sizes(MaxMoney/4).Draw(t, "free")}
		var open []uint64                                     // the covers of open contracts
		var atHandover, reserved, returned, lost, gone uint64 // since the last handover
		ended := func(y, l, forfeited uint64) {
			returned, lost, gone = returned+y-l-forfeited, lost+l, gone+forfeited
		}
		end := func() {
			i := rapid.IntRange(0, len(open)-1).Draw(t, "contract")
			y := open[i]
			open = append(open[:i], open[i+1:]...)
			before, lostBefore := c, lost
			o := rapid.SampledFrom([]Outcome{0, Accept, Refund, Late, Concede, Fault, Verdict}).Draw(t, "outcome")
			if !losses {
				o = min(o, Accept)
			}
			v := rapid.Uint64Range(0, BPS).Draw(t, "verdict")
			if o == 0 {
				var forfeited uint64
				var ok bool
				c, forfeited, ok = c.Unreserve(y)
				require.True(t, ok, "a cover never shrinks while it is locked")
				ended(y, 0, forfeited)
			} else {
				r, res := p.Settle(Records{Capital: c}, Contract{Outcome: o, VerdictBps: v, Reserved: y, ConcedeBps: 8000, LateBps: 2000, RefundBps: 500}, 0)
				c = r.Capital
				ended(y, res.CapitalLost, res.CapitalForfeited)
			}
			own, left := before.Reserved-before.Forfeit, c.Reserved-c.Forfeit+c.Free-before.Free
			require.Equal(t, own-min(own, lost-lostBefore), left, "the controller's own shrinks by the loss and by nothing else")
			require.Equal(t, before.Reserved-y, c.Reserved)
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch step := rapid.IntRange(0, 9).Draw(t, "step"); {
			case step == 0:
				c = c.HandOver(rapid.Uint32Range(1, 3).Draw(t, "handovers"))
				atHandover, reserved, returned, lost, gone = c.Reserved, 0, 0, 0, 0
				c.Free = sizes(MaxMoney/4).Draw(t, "earned") // by the new controller
				c = p.Capital(c, 0)
			case step < 6:
				y := rapid.Uint64Range(0, c.Free).Draw(t, "cover")
				var ok bool
				c, ok = c.Reserve(y)
				require.True(t, ok)
				open, reserved = append(open, y), reserved+y
			case len(open) > 0:
				end()
			}
			var sum uint64
			for _, y := range open {
				sum += y
			}
			require.Equal(t, sum, c.Reserved)
			require.LessOrEqual(t, c.Forfeit, c.Reserved)
			require.LessOrEqual(t, gone+c.Forfeit, atHandover)
			require.LessOrEqual(t, atHandover, gone+c.Forfeit+lost, "what is neither destroyed nor still forfeit was lost")
			require.LessOrEqual(t, returned, reserved)
		}
		for len(open) > 0 {
			end()
		}
		require.Zero(t, c.Reserved)
		require.Zero(t, c.Forfeit)
		require.LessOrEqual(t, returned, reserved)
		require.GreaterOrEqual(t, returned+lost, reserved, "forfeiture takes nothing that was reserved later")
		if !losses {
			require.Equal(t, atHandover, gone)
			require.Equal(t, reserved, returned)
		}
	})
}

func TestCapitalStaysWithinItsClip(t *testing.T) {
	p := loadVectors(t).params()
	p.Lambda = 1_000_000
	r := Records{Capital: Capital{Free: MaxMoney - 10, Reserved: 10}}
	got, _ := p.Settle(r, Contract{Outcome: Accept, Price: MaxPrice, BurnBps: BPS, Reserved: 4}, 0)
	require.Equal(t, Capital{Free: MaxMoney - 6, Reserved: 6}, got.Capital)
}
