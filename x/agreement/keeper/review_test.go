package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// The deposit of a rejection is a quarter of price and pledge of the milestone, at least the fee of five judges, a tenth of a
// unit and what escrow holds at all; it is held while the claim stands, and released whole by whatever answers it.
func TestTheDepositOfARejection(t *testing.T) {
	for name, tc := range map[string]struct {
		deal    func(f *fixture) deal
		prepare func(f *fixture)
		late    func(f *fixture)
		want    int64
	}{
		"a quarter":                {func(f *fixture) deal { return f.usual() }, nil, nil, 3_750_000},
		"of the milestone":         {func(f *fixture) deal { return f.usual().parts(2_000, 8_000) }, nil, nil, 750_000},
		"a tenth of a unit":        {func(f *fixture) deal { return f.small() }, nil, nil, 100_000},
		"what escrow holds at all": {func(f *fixture) deal { return f.small() }, nil, func(f *fixture) { f.minHold(200_000) }, 200_000},
		"the fee of five seats": {func(f *fixture) deal { return f.usual() }, func(f *fixture) {
			p := testParams()
			p.RejectDepositBps, p.RejectDepositMin = 0, 0
			f.updateParams(p)
		}, nil, 200_000},
		"the fee of five seats, at least": {func(f *fixture) deal { return f.small() }, func(f *fixture) {
			p := testParams()
			p.RejectDepositBps, p.RejectDepositMin = 0, 0
			f.updateParams(p)
		}, nil, 100_000},
		"as it was agreed": {func(f *fixture) deal { return f.usual() }, nil, func(f *fixture) {
			p := testParams()
			p.RejectDepositBps, p.RejectDepositMin = 10_000, types.MaxPriceMicro
			f.updateParams(p)
		}, 3_750_000},
		"waived when nothing can be held": {func(f *fixture) deal { return f.usual() }, nil, func(f *fixture) { f.setEscrowParams(noDenoms(f)) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			if tc.prepare != nil {
				tc.prepare(f)
			}
			a := f.hire(tc.deal(f))
			require.NoError(t, f.submit(a))
			if tc.late != nil {
				tc.late(f)
			}
			held := f.held(f.client)
			require.NoError(t, f.reject(a, 5_000))
			require.Equal(t, tc.want, f.get(a.Id).Claim.Deposit.Int64())
			require.Equal(t, held+tc.want, f.held(f.client))
			require.Equal(t, f.now()+answerMs, f.get(a.Id).DueMs)
			f.checkInvariants()
			for answer, act := range map[string]func(f *fixture) error{
				"conceded":  func(f *fixture) error { return f.concede(a) },
				"withdrawn": func(f *fixture) error { return f.accept(a, 100) },
				"taken":     func(f *fixture) error { return f.take(a, asProvider, 5_000) },
				"ignored":   func(f *fixture) error { f.pass(answerMs); return nil },
			} {
				g := f.branch(t)
				require.NoError(t, act(g), answer)
				g.block()
				next := g.get(a.Id)
				require.NotEqual(t, types.StatusClaimed, next.Status)
				require.Equal(t, next.ClientHold().Amount.Int64(), g.held(g.client), answer)
			}
		})
	}
}

// A client without the deposit cannot reject; it can still accept, or find an agreement.
func TestARejectionNeedsItsDeposit(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	job, _ := f.job()
	d := f.usual()
	d.price, d.reserve = purse-10*million-3_749_999, 0
	f.hold(job, d)
	f.refuses(escrowtypes.ErrInsufficient, func() error { return f.reject(a, 0) })
	require.NoError(t, f.market.Shrink(f.ctx, job, utroth(1).Amount))
	require.NoError(t, f.reject(a, 0))
	available, err := f.escrow.Available(f.ctx, f.client, chain.BaseDenom)
	require.NoError(t, err)
	require.True(t, available.IsZero())
	f.block()
}

// The claim is kept with the end it led to.
func TestTheClaimIsKept(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(5_000, 5_000))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.reject(a, 1_000))
	require.NoError(t, f.accept(a, 10))
	require.Nil(t, f.get(a.Id).Claim, "the next milestone is unclaimed")
	require.NoError(t, f.submit(a))
	require.NoError(t, f.reject(a, 2_000))
	require.NoError(t, f.concede(a))
	f.block()
	require.Equal(t, [2]uint32{2_000, 0}, [2]uint32{f.get(a.Id).Claim.Bps, f.receipt(a, 1).Bps})
}
