package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
)

func TestClassesAndFees(t *testing.T) {
	p := types.DefaultParams()
	for micro, class := range map[uint64]int{1: 0, 20_000_000: 0, 20_000_001: 1, 1_000_000_001: 2, types.MaxPriceMicro + 1: 2} {
		require.Equal(t, p.Classes[class], p.Class(micro), "%d", micro)
	}
	for micro, fee := range map[uint64]uint64{1: 20_000, 5_000_000: 20_000, 5_000_001: 20_001, 10_000_000: 40_000, types.MaxPriceMicro: 10_000_000} {
		require.Equal(t, fee, p.SeatFee(micro), "%d", micro)
	}
	// A denom with another rate pays the same worth: three base units for a micro-unit.
	require.Equal(t, math.NewInt(120_000), p.SeatFeeOf(math.NewInt(30_000_000), 10_000_000))
	rules := p.RulesFor(request(), 3_000_000)
	require.Equal(t, math.NewInt(6_000), rules.Stake)
	require.Equal(t, rules.SeatFee.MulRaw(22), rules.AppealDeposit(11))
}

func TestWhatTheClientLoses(t *testing.T) {
	for name, tc := range map[string]struct {
		claimed, verdict uint32
		kind             types.Kind
		unclear          bool
		client, provider int64
		burned           int64
	}{
		"right":                         {verdict: 0, kind: types.KindDispute, provider: 1_000},
		"wrong":                         {verdict: 10_000, kind: types.KindDispute, client: 1_000, burned: 999},
		"half":                          {verdict: 5_000, kind: types.KindDispute, client: 500, provider: 500, burned: 499},
		"more than it claimed":          {claimed: 6_000, verdict: 5_000, kind: types.KindDispute, provider: 1_000},
		"less than it claimed":          {claimed: 5_000, verdict: 7_500, kind: types.KindDispute, client: 500, provider: 500, burned: 499},
		"a quarter":                     {verdict: 2_500, kind: types.KindDispute, client: 250, provider: 750, burned: 249},
		"unclear":                       {verdict: 5_000, kind: types.KindDispute, unclear: true, client: 500, provider: 500},
		"a verification":                {verdict: 0, kind: types.KindPanel, client: 1_000},
		"all but everything is granted": {claimed: 9_999, verdict: 10_000, kind: types.KindDispute, client: 1_000, burned: 999},
	} {
		t.Run(name, func(t *testing.T) {
			c := example()
			c.Request.ClaimedBps, c.Request.Kind, c.VerdictBps, c.Unclear = tc.claimed, tc.kind, tc.verdict, tc.unclear
			client, provider := c.FeeParts(math.NewInt(1_000))
			require.Equal(t, []int64{tc.client, tc.provider}, []int64{client.Int64(), provider.Int64()})
			require.Equal(t, tc.burned, c.BurnedShare(math.NewInt(999)).Int64())
		})
	}
}

// A verdict that the client contests: the provider asked for no more than that.
func TestWhatAContestOfAVerdictCosts(t *testing.T) {
	for name, tc := range map[string]struct {
		claimed, contested, verdict uint32
		client, provider            int64
		burned                      int64
	}{
		"confirmed":                   {claimed: 5_000, contested: 7_500, verdict: 7_500, client: 1_000, burned: 999},
		"even higher":                 {claimed: 2_500, contested: 5_000, verdict: 10_000, client: 1_000, burned: 999},
		"lowered to the claim":        {claimed: 5_000, contested: 7_500, verdict: 5_000, provider: 1_000},
		"below the claim":             {claimed: 5_000, contested: 7_500, verdict: 0, provider: 1_000},
		"half the way":                {claimed: 0, contested: 5_000, verdict: 2_500, client: 500, provider: 500, burned: 499},
		"the step next to a verdict":  {claimed: 5_100, contested: 7_600, verdict: 7_500, client: 960, provider: 40, burned: 959},
		"a small verdict is too much": {claimed: 0, contested: 2_000, verdict: 0, provider: 1_000},
	} {
		t.Run(name, func(t *testing.T) {
			c := example()
			c.Request.ClaimedBps, c.Request.ContestedBps, c.VerdictBps = tc.claimed, tc.contested, tc.verdict
			require.NoError(t, c.Request.Validate())
			client, provider := c.FeeParts(math.NewInt(1_000))
			require.Equal(t, []int64{tc.client, tc.provider}, []int64{client.Int64(), provider.Int64()})
			require.Equal(t, tc.burned, c.BurnedShare(math.NewInt(999)).Int64())
		})
	}
}

func TestRequestsOfContestsAndOfPanels(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(r *types.Request)
		err    error
	}{
		"a verdict above the claim":      {func(r *types.Request) { r.ContestedBps = r.ClaimedBps + 1 }, nil},
		"the verdict is the claim":       {func(r *types.Request) { r.ContestedBps = r.ClaimedBps }, field.ErrRange},
		"a verdict above all":            {func(r *types.Request) { r.ContestedBps = types.BPS + 1 }, field.ErrRange},
		"a verdict contested by a panel": {func(r *types.Request) { r.Kind, r.ContestedBps = types.KindPanel, types.BPS }, types.ErrRequest},
		"a panel that gives back":        {func(r *types.Request) { r.Kind, r.ReturnScope, r.ReturnRef = types.KindPanel, "agreement", []byte{1} }, nil},
		"a dispute that gives back":      {func(r *types.Request) { r.ReturnScope, r.ReturnRef = "agreement", []byte{1} }, types.ErrRequest},
		"a panel that gives back to cases": {func(r *types.Request) {
			r.Kind, r.ReturnScope, r.ReturnRef = types.KindPanel, types.ModuleName, []byte{1}
		}, types.ErrRequest},
		"a scope without a name": {func(r *types.Request) { r.Kind, r.ReturnScope = types.KindPanel, "agreement" }, types.ErrRequest},
		"a name without a scope": {func(r *types.Request) { r.Kind, r.ReturnRef = types.KindPanel, []byte{1} }, types.ErrRequest},
		"a name that is too long": {func(r *types.Request) {
			r.Kind, r.ReturnScope, r.ReturnRef = types.KindPanel, "agreement", make([]byte, 65)
		}, types.ErrRequest},
	} {
		t.Run(name, func(t *testing.T) {
			r := request()
			tc.change(&r)
			require.ErrorIs(t, r.Validate(), tc.err)
		})
	}
}

func TestAnAppealMovesAVerdict(t *testing.T) {
	for name, tc := range map[string]struct {
		by            types.Side
		before, after uint32
		want          bool
	}{
		"up for the provider":   {types.SideProvider, 5_000, 7_500, true},
		"down for the provider": {types.SideProvider, 5_000, 2_500, false},
		"not for the provider":  {types.SideProvider, 5_000, 5_000, false},
		"down for the client":   {types.SideClient, 5_000, 0, true},
		"up for the client":     {types.SideClient, 5_000, 7_500, false},
		"not for the client":    {types.SideClient, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := example()
			c.Rounds[0].VerdictBps, c.Rounds[1].Appellant, c.VerdictBps = tc.before, tc.by, tc.after
			require.Equal(t, tc.want, c.Moved(1))
		})
	}
}

func TestSidesAndRefs(t *testing.T) {
	c := example()
	require.Equal(t, types.SideClient, c.Request.SideOf(addr("client")))
	require.Equal(t, types.SideProvider, c.Request.SideOf(addr("provider")))
	require.Equal(t, types.SideUnspecified, c.Request.SideOf(addr("x")))
	require.Equal(t, types.SideProvider, types.SideClient.Other())
	require.Equal(t, types.SideClient, types.SideProvider.Other())
	require.Equal(t, types.SideUnspecified, types.SideUnspecified.Other())
	// No name of a hold is another's: they begin with what they are of.
	key := []byte{0, 0, 0, 1, 0, 0, 0, 1}
	names := map[string]bool{}
	for _, ref := range [][]byte{
		types.DepositRef(key, types.SideClient), types.DepositRef(key, types.SideProvider), types.AppealRef(key, 1), types.AppealRef(key, 2), types.StakeRef(key),
	} {
		names[string(ref)] = true
	}
	require.Len(t, names, 5)
	require.LessOrEqual(t, len(types.DepositRef(make([]byte, types.MaxRef), types.SideClient)), 64)
}
