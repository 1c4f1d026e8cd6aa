package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/agreement/types"
)

// The price is paid at the submission, milestone by milestone; the cover stays until the review is over.
func TestAnInstantAgreementPaysAtTheSubmission(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(4_000, 6_000).instant())
	require.Equal(t, int64(12_500_000), f.held(f.provider))
	require.NoError(t, f.submit(a))
	require.Equal(t, purse+3_900_000, f.balance(f.provider), "4 less 2.5 %")
	got := f.get(a.Id)
	require.Equal(t, [3]int64{3_900_000, 80_000, 20_000}, [3]int64{got.Advance.Paid.Int64(), got.Advance.Burned.Int64(), got.Advance.ProtocolFee.Int64()})
	require.Equal(t, 6*million, f.held(f.client), "the next milestone's price")
	require.Equal(t, int64(12_500_000), f.held(f.provider))
	f.block()
	require.NoError(t, f.accept(a, 60))
	require.Nil(t, f.get(a.Id).Advance)
	require.Equal(t, int64(3_900_000), f.receipt(a, 0).Paid.Int64())
	require.Equal(t, int64(7_500_000), f.held(f.provider))
	f.block()
	require.NoError(t, f.submit(a))
	require.NoError(t, f.reject(a, 4_000))
	require.Zero(t, f.held(f.client)-f.get(a.Id).Claim.Deposit.Int64())
	f.checkInvariants()
	require.NoError(t, f.take(a, asProvider, 4_000))
	f.block()
	r := f.receipt(a, 1)
	require.Equal(t, int64(3_600_000), r.Compensation.Int64(), "the client's six tenths of 6 came back from the pledge")
	require.Equal(t, purse-10*million+3_600_000, f.balance(f.client))
	require.Equal(t, types.StatusSplit, f.get(a.Id).Status)
}

// Whatever the price: a conceded instant agreement of one milestone leaves the client as it was.
func TestAConcededInstantAgreementMakesTheClientWhole(t *testing.T) {
	base := newFixture(t)
	rapid.Check(t, func(r *rapid.T) {
		f := base.branch(r)
		d := deal{client: f.client, provider: f.provider, price: rapid.Int64Range(1, 20*million).Draw(r, "price")}
		d = d.instant()
		d.pledge = types.InstantPledge(utroth(d.price).Amount, 8_000).Int64()
		a := f.hire(d)
		require.NoError(r, f.submit(a))
		require.NoError(r, f.reject(a, 0))
		require.NoError(r, f.concede(a))
		f.block()
		require.Equal(r, purse, f.balance(f.client))
	})
}

func TestInstantTermsAreRefused(t *testing.T) {
	f := newFixture(t)
	good := f.usual().instant()
	require.NoError(t, f.k.CheckTerms(f.ctx, good.terms()))
	for name, d := range map[string]deal{
		"with rework":       good.reworks(1),
		"with an evaluator": f.judged(good),
		"with an answer":    good.puzzle(),
		"too little pledge": good.with(func(t *types.Terms) { t.Pledge = t.Pledge.SubRaw(1) }),
		"too little loss":   good.with(func(t *types.Terms) { t.Loss = t.Price.Amount.SubRaw(1) }),
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, f.k.CheckTerms(f.ctx, d.terms()), types.ErrInstant)
		})
	}
	job := good.terms()
	job.Provider, job.Pledge = "", job.Pledge.SubRaw(12_500_000)
	require.NoError(t, f.k.CheckTerms(f.ctx, job), "no provider yet, no pledge to look at")
	job.Loss = job.Loss.SubRaw(1)
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, job), types.ErrInstant)
}
