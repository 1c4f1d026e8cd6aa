package jury_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
)

func texts(list []math.Int) []string {
	s := make([]string, len(list))
	for i := range list {
		s[i] = list[i].String()
	}
	return s
}

func sum(list []math.Int) math.Int {
	total := math.ZeroInt()
	for _, a := range list {
		total = total.Add(a)
	}
	return total
}

func TestShare(t *testing.T) {
	require.EqualValues(t, 20, jury.Share(math.NewInt(41), 5_000).Int64(), "rounded down")
	require.EqualValues(t, 4, jury.Share(math.NewInt(40), 1_000).Int64())
	require.EqualValues(t, 40, jury.Share(math.NewInt(40), jury.Full).Int64())
	require.EqualValues(t, 0, jury.Share(math.NewInt(40), 0).Int64())
}

func TestSplitFee(t *testing.T) {
	for name, tc := range map[string]struct {
		fee                     int64
		clientGap, providerGap  uint32
		clientPays, providerPay int64
	}{
		"the provider was right":          {100, 10_000, 0, 100, 0},
		"the client was right":            {100, 0, 10_000, 0, 100},
		"half":                            {100, 5_000, 5_000, 50, 50},
		"a quarter":                       {100, 2_500, 7_500, 25, 75},
		"the provider pays what is left":  {101, 5_000, 5_000, 50, 51},
		"a moderate claim pays less":      {100, 2_500, 2_500, 50, 50},
		"a moderate claim that was right": {100, 0, 5_000, 0, 100},
		"both were right":                 {100, 0, 0, 50, 50},
		"rounded down for the client":     {100, 2_500, 5_000, 33, 67},
		"no fee":                          {0, 2_500, 7_500, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, p := jury.SplitFee(math.NewInt(tc.fee), tc.clientGap, tc.providerGap)
			require.Equal(t, []int64{tc.clientPays, tc.providerPay}, []int64{c.Int64(), p.Int64()})
		})
	}
}

func TestCover(t *testing.T) {
	for name, tc := range map[string]struct{ clientPart, providerPart, clientHas, providerHas, clientPays, providerPays int64 }{
		"both have enough":            {30, 70, 100, 100, 30, 70},
		"the provider has too little": {30, 70, 100, 20, 80, 20},
		"the client has too little":   {90, 10, 50, 100, 50, 50},
		"only one has deposited":      {100, 0, 0, 100, 0, 100},
		"nobody has enough":           {50, 50, 10, 20, 10, 20},
		"nobody has anything":         {50, 50, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, p := jury.Cover(math.NewInt(tc.clientPart), math.NewInt(tc.providerPart), math.NewInt(tc.clientHas), math.NewInt(tc.providerHas))
			require.Equal(t, []int64{tc.clientPays, tc.providerPays}, []int64{c.Int64(), p.Int64()})
		})
	}
}

// The parts make up the fee, the nearer side never pays more (but for the one unit that cannot be divided), and each pays
// at most what it has.
func TestFeesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) math.Int { return math.NewInt(rapid.Int64Range(0, 1_000).Draw(t, name)) }
		fee, client, provider := amount("fee"), rapid.Uint32().Draw(t, "client"), rapid.Uint32().Draw(t, "provider")
		c, p := jury.SplitFee(fee, client, provider)
		require.Equal(t, fee.String(), c.Add(p).String())
		require.False(t, c.IsNegative() || p.IsNegative())
		if client < provider {
			require.True(t, c.LTE(p))
		}
		if client > provider {
			require.True(t, p.LTE(c.AddRaw(1)))
		}
		clientHas, providerHas := amount("client has"), amount("provider has")
		paysC, paysP := jury.Cover(c, p, clientHas, providerHas)
		require.True(t, paysC.LTE(clientHas) && paysP.LTE(providerHas))
		require.Equal(t, math.MinInt(fee, clientHas.Add(providerHas)).String(), paysC.Add(paysP).String(), "all that there is, up to the fee")
	})
}

func TestDivide(t *testing.T) {
	require.Equal(t, []string{"17", "17", "16"}, texts(jury.Divide(math.NewInt(50), 3)))
	require.Equal(t, []string{"1", "0"}, texts(jury.Divide(math.NewInt(1), 2)))
	require.Equal(t, []string{"0"}, texts(jury.Divide(math.ZeroInt(), 1)))
	require.Empty(t, jury.Divide(math.NewInt(50), 0))
	rapid.Check(t, func(t *rapid.T) {
		total := math.NewInt(rapid.Int64Range(0, 1_000).Draw(t, "total"))
		parts := jury.Divide(total, rapid.IntRange(1, jury.MaxSize).Draw(t, "n"))
		require.Equal(t, total.String(), sum(parts).String())
		require.LessOrEqual(t, parts[0].Sub(parts[len(parts)-1]).Int64(), int64(1))
	})
}

func TestTransfers(t *testing.T) {
	require.Equal(t, []jury.Transfer{{From: 0, To: 0, Amount: math.NewInt(4)}, {From: 0, To: 2, Amount: math.NewInt(1)}, {From: 2, To: 2, Amount: math.NewInt(3)}},
		jury.Transfers(ints(5, 0, 3), ints(4, 0, 9, 1)), "no more than there is")
	require.Empty(t, jury.Transfers(nil, ints(4)))
	require.Empty(t, jury.Transfers(ints(4), nil))
}

// Everybody gives and takes exactly what it should as long as the other list has so much, in few payments; the lists stay
// as they were.
func TestTransfersAreExactAndFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(0, 9), 0, jury.MaxSize)
		give, take := ints(amounts.Draw(t, "give")...), ints(amounts.Draw(t, "take")...)
		wasGive, wasTake := texts(give), texts(take)
		list := jury.Transfers(give, take)
		require.Equal(t, wasGive, texts(give))
		require.Equal(t, wasTake, texts(take))
		require.LessOrEqual(t, len(list), max(len(give)+len(take)-1, 0))
		gave, took := make([]math.Int, len(give)), make([]math.Int, len(take))
		for i := range gave {
			gave[i] = math.ZeroInt()
		}
		for i := range took {
			took[i] = math.ZeroInt()
		}
		for _, tr := range list {
			require.True(t, tr.Amount.IsPositive())
			gave[tr.From], took[tr.To] = gave[tr.From].Add(tr.Amount), took[tr.To].Add(tr.Amount)
		}
		for i := range give {
			require.True(t, gave[i].LTE(give[i]))
		}
		for i := range take {
			require.True(t, took[i].LTE(take[i]))
		}
		require.Equal(t, math.MinInt(sum(give), sum(take)).String(), sum(gave).String())
		require.Equal(t, sum(gave).String(), sum(took).String())
	})
}

// Truth pays: on a panel whose final verdict is honest, who votes it earns at least as much as with any other vote, and
// silence is worst. A seat far off loses 10 % of its lock, a silent one 50 %, and the coherent ones get that and the fee.
func TestAnHonestVoteIsTheBestReply(t *testing.T) {
	const lock, fee, silent = 400, 300, jury.Full + 1
	rapid.Check(t, func(t *rapid.T) {
		verdict := rapid.SampledFrom(steps).Draw(t, "verdict")
		others := rapid.SliceOfN(rapid.SampledFrom(append([]uint32{silent}, steps...)), 2, 10).Draw(t, "others")
		net := func(mine uint32) int64 {
			lost, coherent, own := math.ZeroInt(), 0, int64(0)
			for i, v := range append([]uint32{mine}, others...) {
				bps := uint32(0)
				switch {
				case v == silent:
					bps = 5_000
				case !jury.Coherent(v, verdict):
					bps = 1_000
				default:
					coherent++
				}
				loss := jury.Share(math.NewInt(lock), bps)
				lost = lost.Add(loss)
				if i == 0 {
					own = loss.Int64()
				}
			}
			if own > 0 || coherent == 0 {
				return -own
			}
			return jury.Divide(lost.AddRaw(fee), coherent)[0].Int64()
		}
		honest := net(verdict)
		for _, v := range steps {
			require.GreaterOrEqual(t, honest, net(v))
			require.Less(t, net(silent), net(v), "silence is worst")
		}
	})
}
