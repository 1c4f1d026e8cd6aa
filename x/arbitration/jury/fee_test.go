package jury_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
)

func TestFeeShares(t *testing.T) {
	for name, tc := range map[string]struct {
		fee                       int64
		client, provider, verdict uint32
		clientPays, providerPays  int64
	}{
		"the provider was right":           {100, 0, 10_000, 10_000, 100, 0},
		"the client was right":             {100, 0, 10_000, 0, 0, 100},
		"half":                             {100, 0, 10_000, 5_000, 50, 50},
		"a quarter":                        {100, 0, 10_000, 2_500, 25, 75},
		"the provider pays what is left":   {101, 0, 10_000, 5_000, 50, 51},
		"a moderate claim pays less":       {100, 5_000, 10_000, 7_500, 50, 50},
		"a moderate claim that was right":  {100, 5_000, 10_000, 5_000, 0, 100},
		"both asked for what was found":    {100, 5_000, 5_000, 5_000, 50, 50},
		"both claims above the verdict":    {100, 7_500, 10_000, 2_500, 40, 60},
		"claims that crossed, by mistake ": {100, 10_000, 0, 10_000, 0, 100},
		"no fee":                           {0, 0, 10_000, 2_500, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, p := jury.FeeShares(math.NewInt(tc.fee), tc.client, tc.provider, tc.verdict)
			require.Equal(t, []int64{tc.clientPays, tc.providerPays}, []int64{c.Int64(), p.Int64()})
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

// Whatever was claimed and found, the parts make up the fee, the nearer side never pays more (but for the one unit that
// cannot be divided), and each pays at most what it has.
func TestFeesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) math.Int { return math.NewInt(rapid.Int64Range(0, 1_000).Draw(t, name)) }
		bps := func(name string) uint32 { return rapid.Uint32Range(0, jury.Full).Draw(t, name) }
		fee, client, provider, verdict := amount("fee"), bps("client"), bps("provider"), bps("verdict")
		c, p := jury.FeeShares(fee, client, provider, verdict)
		require.Equal(t, fee.String(), c.Add(p).String())
		require.False(t, c.IsNegative() || p.IsNegative())
		if jury.Distance(client, verdict) < jury.Distance(provider, verdict) {
			require.True(t, c.LTE(p))
		}
		if jury.Distance(client, verdict) > jury.Distance(provider, verdict) {
			require.True(t, p.LTE(c.AddRaw(1)))
		}
		clientHas, providerHas := amount("client has"), amount("provider has")
		paysC, paysP := jury.Cover(c, p, clientHas, providerHas)
		require.True(t, paysC.LTE(clientHas) && paysP.LTE(providerHas))
		require.Equal(t, math.MinInt(fee, clientHas.Add(providerHas)).String(), paysC.Add(paysP).String(), "all that there is, up to the fee")
	})
}
