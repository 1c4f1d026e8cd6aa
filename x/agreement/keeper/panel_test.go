package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func (f *fixture) caseOfReceipt(r types.Receipt) arbitrationtypes.Case {
	f.Helper()
	c, err := f.judges.Get(f.ctx, r.Case)
	require.NoError(f, err)
	return c
}

func (f *fixture) seatFee(micro uint64) {
	f.Helper()
	p := judgeParams()
	p.SeatFeeMin, p.SeatFeeMax = micro, micro
	_, err := f.seats.UpdateParams(f.ctx, &arbitrationtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f, err)
}

// A panel that the terms ask for: its fee comes off the price, its ruling settles, no claim is needed.
func TestAPanelDecides(t *testing.T) {
	for name, tc := range map[string]struct {
		bps                 uint32
		status              types.Status
		outcome             reputationtypes.Outcome
		paid, refunded, fee int64
	}{
		"accepts":   {10_000, types.StatusCompleted, reputationtypes.OutcomeVindicated, 9_555_000, 0, 200_000},
		"divides":   {2_500, types.StatusSplit, reputationtypes.OutcomeVerdict, 2_388_750, 7_350_000, 200_000},
		"refuses":   {0, types.StatusRefunded, reputationtypes.OutcomeFault, 0, 9_800_000, 200_000},
		"is absent": {77, types.StatusSplit, reputationtypes.OutcomeUnspecified, 4_875_000, 5_000_000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.hire(f.usual().panel(5))
			f.clearEvents()
			require.NoError(t, f.submit(a))
			got := f.get(a.Id)
			require.Equal(t, types.StatusDisputed, got.Status)
			require.Equal(t, types.RoleUnspecified, got.Dispute.By)
			require.Equal(t, int64(200_000), got.Dispute.Fee.Int64())
			require.Equal(t, int64(9_800_000), got.ClientHold().Amount.Int64())
			require.Equal(t, 10*million, f.held(f.client), "the fee is with the judges, the reserve is free")
			require.Len(t, f.events(types.EventWorkSubmitted), 1)
			c := f.caseOf(a)
			require.Equal(t, arbitrationtypes.KindPanel, c.Request.Kind)
			require.Equal(t, [2]int64{200_000, 0}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
			f.block()
			if tc.bps == 77 {
				f.undecided(a)
			} else {
				f.decide(a, tc.bps)
			}
			require.Equal(t, tc.status, f.get(a.Id).Status)
			r := f.receipt(a, 0)
			require.Equal(t, tc.outcome, r.Outcome)
			require.Equal(t, [4]int64{tc.paid, tc.refunded, tc.fee, 0}, [4]int64{r.Paid.Int64(), r.Refunded.Int64(), r.PanelFee.Int64(), r.EvaluatorFee.Int64()})
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			gs, err := f.reputation.ExportGenesis(f.ctx)
			require.NoError(t, err)
			for _, c := range gs.Clients {
				require.Zero(t, c.Record.Unfair, "nobody claimed anything")
			}
		})
	}
}

// The price is divided without what seats were paid that were drawn and voted: nobody pays for an empty one.
func TestWhatAPanelDidNotCostIsDivided(t *testing.T) {
	const none = 77 // no ruling
	for name, tc := range map[string]struct {
		bench               int
		bps                 uint32
		paid, refunded, fee int64
	}{
		"5 of 5, all":      {5, 10_000, 9_555_000, 0, 200_000},
		"3 of 5, all":      {3, 10_000, 9_633_000, 0, 120_000},
		"3 of 5, a half":   {4, 5_000, 4_816_500, 4_940_000, 120_000},
		"3 of 5, nothing":  {3, 0, 0, 9_880_000, 120_000},
		"3 of 5, no votes": {3, none, 4_875_000, 5_000_000, 0},
		"0 of 5":           {0, none, 4_875_000, 5_000_000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(tc.bench)
			a := f.hire(f.usual().panel(5))
			before := f.coins()
			require.NoError(t, f.submit(a))
			require.Equal(t, int64(200_000), f.get(a.Id).Dispute.Fee.Int64())
			if tc.bps == none {
				f.undecided(a)
			} else {
				f.decide(a, tc.bps)
			}
			f.block()
			r := f.receipt(a, 0)
			require.Equal(t, [3]int64{tc.paid, tc.refunded, tc.fee}, [3]int64{r.Paid.Int64(), r.Refunded.Int64(), r.PanelFee.Int64()})
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			require.Equal(t, purse-10*million+r.Refunded.Int64()+r.Compensation.Int64(), f.balance(f.client))
			require.Equal(t, purse+r.Paid.Int64()-r.Compensation.Int64(), f.balance(f.provider))
			require.True(t, f.coins().LTE(before))
		})
	}
}

// What the panel of one part did not cost is of that part, and the next part has its own money.
func TestWhatAPanelDidNotCostIsOfItsMilestone(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	a := f.hire(f.usual().panel(5).parts(4_000, 6_000))
	for m, price := range []int64{4_000_000, 6_000_000} {
		require.NoError(t, f.submit(a))
		f.decide(a, 5_000)
		r := f.receipt(a, uint32(m))
		require.Equal(t, price, r.Sum().Int64())
		require.Equal(t, f.caseOfReceipt(r).Rules.SeatFee.MulRaw(3), r.PanelFee)
		f.block()
	}
	require.Zero(t, f.held(f.client))
}

// A ruling that names no fee, or more than was held, takes no more than was held.
func TestARulingTakesNoMoreThanTheFee(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual().panel(5))
	require.NoError(t, f.submit(a))
	for _, paid := range []math.Int{{}, math.NewInt(200_000), math.NewInt(900_000)} {
		g := f.branch(t)
		ruling := arbitrationtypes.Ruling{Case: g.caseOf(a).Id, VerdictBps: 10_000, FeePaid: paid}
		require.NoError(t, g.k.OnRuling(g.ctx, types.DisputeRef(g.key(a), 0), ruling))
		require.Equal(t, int64(200_000), g.receipt(a, 0).PanelFee.Int64())
		require.Equal(t, a.Terms.Price.Amount, g.receipt(a, 0).Sum())
	}
}

// Capital is earned by what is burned, and nothing is burned of what a panel had.
func TestAPanelEarnsNoCapital(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual().panel(5))
	require.NoError(t, f.submit(a))
	f.decide(a, 10_000)
	r := f.receipt(a, 0)
	require.Equal(t, int64(196_000), r.Burned.Int64())
	require.Equal(t, capital+196_000, f.score(f.provider).Capital.Free)
}

// Criteria with weights are what a panel votes on.
func TestAPanelVotesOnTheCriteria(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual().panel(3).parts(5_000, 5_000).with(func(t *types.Terms) {
		t.Criteria = []types.Criterion{{Text: "complete", WeightBps: 7_000}, {Text: "in time", WeightBps: 3_000}}
	}))
	require.NoError(t, f.submit(a))
	require.Equal(t, []uint32{7_000, 3_000}, f.caseOf(a).Request.Weights)
	f.decide(a, 7_500)
	require.Equal(t, uint32(7_500), f.receipt(a, 0).Bps)
	require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
	require.NoError(t, f.submit(a), "the next part has a panel of its own")
	require.Equal(t, types.StatusDisputed, f.get(a.Id).Status)
	f.block()
}

// No panel can be had for what the terms grant it: terms say so before, and a submission goes to the client's review.
func TestWithoutAPanelTheClientReviews(t *testing.T) {
	f := newFixture(t)
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, f.small().panel(3).terms()), types.ErrPanel, "3 seats cost 60000 of 1000")
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, f.usual().parts(9_990, 10).panel(3).terms()), types.ErrPanel)
	require.NoError(t, f.k.CheckTerms(f.ctx, f.usual().panel(23).terms()))

	a := f.hire(f.usual().panel(5))
	f.seatFee(200_001)
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, a.Terms), types.ErrPanel)
	require.NoError(t, f.submit(a))
	got := f.get(a.Id)
	require.Equal(t, types.StatusReview, got.Status)
	require.Nil(t, got.Dispute)
	require.Len(t, f.events(types.EventPanelFailed), 1)
	f.block()
	require.NoError(t, f.reject(a, 0))
	require.NoError(t, f.contest(a, asProvider), "a claim as any other")
	require.Equal(t, types.RoleProvider, f.get(a.Id).Dispute.By)
	f.block()
	f.undecided(a)
	require.True(t, f.receipt(a, 0).PanelFee.IsZero())
}
