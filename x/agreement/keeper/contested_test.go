package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
)

// evaluatedStanding is work with an evaluator's verdict whose provider authorised a contest, so that its deposit stands
// against the client.
func (f *fixture) evaluatedStanding(verdict uint32) types.Agreement {
	f.Helper()
	a := f.hire(f.judged(f.usual()))
	require.NoError(f, f.submitStanding(a))
	require.NoError(f, f.evaluate(a, verdict))
	return f.get(a.Id)
}

// What a contest of the evaluator's verdict by the client costs each side beyond what judges find: 200000 for the panel, of
// the client's deposit of 3750000 the rest in proportion.
func TestWhatAClientsContestCosts(t *testing.T) {
	const deposit, fee = int64(3_750_000), int64(200_000)
	for name, tc := range map[string]struct {
		verdict, claimed, found uint32
		client, provider        int64
	}{
		"the verdict is confirmed":              {7_500, 5_000, 7_500, deposit, 0},
		"it is confirmed, and nothing was left": {10_000, 7_500, 10_000, deposit, 0},
		"it was too low":                        {5_000, 2_500, 10_000, deposit, 0},
		"it is lowered to the claim":            {7_500, 5_000, 5_000, 0, fee},
		"it is lowered below the claim":         {7_500, 5_000, 2_500, 0, fee},
		"it is lowered half the way":            {10_000, 5_000, 7_500, fee/2 + (deposit-fee/2)/2, fee / 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.evaluatedStanding(tc.verdict)
			require.NoError(t, f.contestFor(a, asClient, tc.claimed))
			request := f.caseOf(a).Request
			require.Equal(t, [2]uint32{tc.claimed, tc.verdict}, [2]uint32{request.ClaimedBps, request.ContestedBps})
			f.decide(a, tc.found)
			r := f.receipt(a, 0)
			require.Equal(t, tc.found, r.Bps)
			require.Equal(t, purse-10*million+r.Refunded.Int64()+r.Compensation.Int64()-tc.client, f.balance(f.client))
			require.Equal(t, purse+r.Paid.Int64()-r.Compensation.Int64()-tc.provider, f.balance(f.provider))
		})
	}
}

// A client that cannot deposit, in a denom of the past, has no panel paid by the provider when the verdict is confirmed.
func TestAContestWithoutADepositCostsTheProviderNothing(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.evaluatedStanding(7_500)
	f.setEscrowParams(noDenoms(f))
	require.NoError(t, f.contestFor(a, asClient, 5_000))
	c := f.caseOf(a)
	require.Equal(t, [2]int64{0, 200_000}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
	f.decide(a, 7_500)
	r := f.receipt(a, 0)
	require.Equal(t, purse+r.Paid.Int64()-r.Compensation.Int64(), f.balance(f.provider))
}

// A contest is one that the client can lose: its claim is a step below the verdict, or nothing.
func TestAContestClaimsAStepLess(t *testing.T) {
	base := newFixture(t)
	for _, tc := range []struct {
		verdict uint32
		refused []uint32
		taken   []uint32
	}{
		{10_000, []uint32{9_999, 7_501}, []uint32{7_500, 0}},
		{7_600, []uint32{9_999, 7_600, 7_599, 5_101}, []uint32{5_100, 1, 0}},
		{2_501, []uint32{2_500, 2}, []uint32{1, 0}},
		{2_499, []uint32{2_498, 1}, []uint32{0}},
		{1, []uint32{1}, []uint32{0}},
		{0, []uint32{0, 1}, nil},
	} {
		f := base.branch(t)
		a := f.evaluatedStanding(tc.verdict)
		for _, claimed := range tc.refused {
			f.refuses(types.ErrClaimedBps, func() error { return f.contestFor(a, asClient, claimed) })
		}
		for _, claimed := range tc.taken {
			g := f.branch(t)
			require.NoError(t, g.contestFor(a, asClient, claimed))
			g.block()
		}
	}
}
