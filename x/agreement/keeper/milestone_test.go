package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Three milestones, one after the other: each has its own clock, its own settlement and its own evidence, and frees its own
// part of the holds.
func TestMilestonesFollowEachOther(t *testing.T) {
	f := newFixture(t)
	d := f.usual().parts(2_000, 3_000, 5_000).with(func(t *types.Terms) {
		for i := range t.Milestones {
			t.Milestones[i].DeliveryMs = delivery * uint64(i+1)
		}
	})
	a := f.hire(d)
	holds := func(client, provider int64, capital uint64) {
		t.Helper()
		require.Equal(t, [2]int64{client, provider}, [2]int64{f.held(f.client), f.held(f.provider)})
		require.Equal(t, capital, f.score(f.provider).Capital.Reserved)
	}
	holds(12*million, 5*million, 5_000_000)
	require.NoError(t, f.submit(a))
	holds(10*million, 5*million, 5_000_000)
	f.pass(7)
	require.NoError(t, f.accept(a, 100))
	got := f.get(a.Id)
	require.Equal(t, [2]uint32{1, 0}, [2]uint32{got.Milestone, got.First})
	require.Equal(t, types.StatusWorking, got.Status)
	require.Equal(t, f.now()+2*delivery, got.DueMs, "the second milestone's own time")
	require.Nil(t, got.Submission)
	holds(8*million, 4*million, 4_000_000)
	require.Len(t, f.events(types.EventMilestoneSettled), 1)
	f.block()

	require.NoError(t, f.submit(a))
	f.pass(review)
	f.block()
	holds(5*million, 2_500_000, 2_500_000)
	require.Equal(t, uint32(2), f.get(a.Id).Milestone)

	f.setNow(f.get(a.Id).DueMs)
	f.block()
	holds(0, 0, 0)
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	var outcomes []reputationtypes.Outcome
	for m := range uint32(3) {
		outcomes = append(outcomes, f.receipt(a, m).Outcome)
	}
	require.Equal(t, []reputationtypes.Outcome{reputationtypes.OutcomeAccept, reputationtypes.OutcomeAuto, reputationtypes.OutcomeLate}, outcomes)
	require.Equal(t, [3]int64{2 * million, 3 * million, 5 * million},
		[3]int64{f.receipt(a, 0).Sum().Int64(), f.receipt(a, 1).Sum().Int64(), f.receipt(a, 2).Sum().Int64()})
	require.Equal(t, purse-5*million+500_000, f.balance(f.client), "two milestones paid, a fifth of the third's pledge came")
}

// Sixteen milestones of odd shares of odd amounts: not one unit is lost or left over.
func TestSixteenOddMilestonesAreSettledToTheLastUnit(t *testing.T) {
	shares := []uint32{1, 3, 7, 11, 101, 103, 107, 109, 113, 997, 991, 1_009, 1_013, 1_019, 1_021, 3_395}
	f := newFixture(t)
	d := f.usual().parts(shares...)
	d.price, d.pledge, d.loss, d.reserve = 9_999_991, 4_999_999, 9_999_991, 17
	supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64()
	a := f.hire(d)
	paid, gross := int64(0), int64(0)
	for m := range shares {
		require.NoError(t, f.submit(a), "milestone %d", m)
		if m%3 == 0 {
			require.NoError(t, f.propose(a, asProvider, 3_333))
			require.NoError(t, f.take(a, asClient, 3_333))
		} else {
			require.NoError(t, f.accept(a, 80))
		}
		f.block()
		r := f.receipt(a, uint32(m))
		require.Equal(t, d.terms().Part(m).Price, r.Sum())
		paid, gross = paid+r.Paid.Int64(), gross+r.Sum().Sub(r.Refunded).Int64()
	}
	require.Equal(t, types.StatusSplit, f.get(a.Id).Status)
	require.Zero(t, f.held(f.client))
	require.Zero(t, f.held(f.provider))
	require.Equal(t, purse+paid, f.balance(f.provider))
	require.Equal(t, purse-gross, f.balance(f.client))
	require.Less(t, f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64(), supply)
	f.setNow(f.get(a.Id).DueMs)
	f.block()
	require.Len(t, own(f), 1, "all sixteen receipts are pruned")
}

// A fault ends the agreement at any milestone: what comes later is refunded, its cover freed whole, and nobody is asked to
// take over half a job.
func TestAFaultInTheMiddleEndsTheAgreement(t *testing.T) {
	for name, tc := range map[string]struct {
		act    func(f *fixture, a types.Agreement) error
		status types.Status
		// of the second milestone of 3: price 3, pledge 1.5, capital 1.5
		client, provider, capital int64
	}{
		"late":       {func(f *fixture, a types.Agreement) error { f.setNow(f.get(a.Id).DueMs); return nil }, types.StatusRefunded, 300_000, -300_000, -300_000},
		"resigned":   {(*fixture).resign, types.StatusRefunded, 75_000, -75_000, -75_000},
		"terminated": {(*fixture).terminate, types.StatusTerminated, -300_000, 292_500, 0},
		"conceded": {func(f *fixture, a types.Agreement) error {
			require.NoError(f, f.submit(a))
			require.NoError(f, f.reject(a, 0))
			return f.concede(a)
		}, types.StatusRefunded, 1_200_000, -1_200_000, -1_200_000},
		"cancelled": {func(f *fixture, a types.Agreement) error {
			require.NoError(f, f.cancel(a, asClient, 0))
			return f.cancel(a, asProvider, 0)
		}, types.StatusCancelled, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual().parts(2_000, 3_000, 5_000))
			f.standBy()
			require.NoError(t, f.submit(a))
			require.NoError(t, f.accept(a, 100))
			f.block()
			client, provider, capital := f.balance(f.client), f.balance(f.provider), int64(f.score(f.provider).Capital.Free+f.score(f.provider).Capital.Reserved)
			require.NoError(t, tc.act(f, a))
			f.block()
			require.Equal(t, tc.status, f.get(a.Id).Status)
			require.Equal(t, uint32(2), f.get(a.Id).Milestone, "no receipt of what never began")
			require.Equal(t, [2]int64{tc.client, tc.provider}, [2]int64{f.balance(f.client) - client, f.balance(f.provider) - provider})
			require.Equal(t, tc.capital, int64(f.score(f.provider).Capital.Free)-capital)
			require.Zero(t, f.score(f.provider).Capital.Reserved)
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			require.Zero(t, f.handler.calls)
		})
	}
}

// The first milestone of several, never submitted: the runner-up gets all of the job's money.
func TestADefaultOfTheFirstMilestoneHandsDownTheWholePrice(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(2_000, 8_000))
	opened := f.standBy()
	f.pass(delivery)
	f.block()
	require.Equal(t, 1, f.handler.calls)
	require.Equal(t, types.StatusWorking, f.get(*opened).Status)
	require.Equal(t, 12*million, f.held(f.client), "price and reserve")
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Zero(t, f.score(f.provider).Capital.Reserved)
}

// After a split of the first milestone without any submission, the job is no runner-up's any more.
func TestASplitReleasesTheBackupReserve(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(5_000, 5_000))
	f.standBy()
	require.NoError(t, f.propose(a, asClient, 10))
	require.NoError(t, f.take(a, asProvider, 10))
	require.Equal(t, 5*million, f.held(f.client))
	require.True(t, f.get(a.Id).BackupReserve.IsZero())
	f.pass(delivery)
	f.block()
	require.Zero(t, f.handler.calls)
	require.Zero(t, f.held(f.client))
}

// Each milestone has its own rounds of rework, its own claim and its own evaluator's absence.
func TestEachMilestoneBeginsAnew(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.judged(f.usual().parts(5_000, 5_000).reworks(1)))
	for m := range uint32(2) {
		got := f.get(a.Id)
		require.Equal(t, [3]any{uint32(0), false, m}, [3]any{got.Reworks, got.EvaluatorAbsent, got.Milestone})
		require.Nil(t, got.Submission)
		require.Nil(t, got.Claim)
		for range 2 {
			require.NoError(t, f.submit(a))
			f.pass(evaluation)
			f.block()
			if f.get(a.Id).Reworks == 0 {
				require.NoError(t, f.rework(a))
			}
		}
		f.refuses(types.ErrReworks, func() error { return f.rework(a) })
		require.NoError(t, f.reject(a, 1))
		require.NoError(t, f.accept(a, 1))
		f.block()
	}
	require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
}

func TestLive(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.small())
	live := func(id string) bool {
		ok, err := f.k.Live(f.ctx, id)
		require.NoError(t, err)
		return ok
	}
	require.True(t, live(a.Id))
	require.NoError(t, f.terminate(a))
	require.False(t, live(a.Id))
	require.False(t, live("agr_00000000000000ff"), "gone is not live")
	_, err := f.k.Live(f.ctx, "job_00000000000000ff")
	require.Error(t, err)
}
