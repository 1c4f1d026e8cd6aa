package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// claimed is an agreement whose work the client rejected, granting 2000 bps.
func (f *fixture) claimed(d deal) types.Agreement {
	f.Helper()
	a := f.hire(d)
	require.NoError(f, f.submit(a))
	require.NoError(f, f.reject(a, 2_000))
	return f.get(a.Id)
}

// disputed is one whose claim the provider contests.
func (f *fixture) disputed(d deal) types.Agreement {
	f.Helper()
	a := f.claimed(d)
	require.NoError(f, f.contest(a, asProvider))
	return f.get(a.Id)
}

// coins is all that there is, burned or not; it never changes.
func (f *fixture) coins() math.Int {
	return f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount
}

// The end of a dispute by each verdict: what the milestone's money and cover do (price 10, pledge 5, capital 5), and what
// reputation has counted.
func TestARulingSettles(t *testing.T) {
	const unclear = 99_999
	for name, tc := range map[string]struct {
		bps                                  uint32
		status                               types.Status
		outcome                              reputationtypes.Outcome
		paid, refunded, compensation         int64
		lost                                 uint64
		successes, failures, unfair, capital bool
	}{
		"nothing":        {0, types.StatusRefunded, reputationtypes.OutcomeFault, 0, 10_000_000, 5_000_000, 5_000_000, false, true, false, false},
		"a quarter":      {2_500, types.StatusSplit, reputationtypes.OutcomeVerdict, 2_437_500, 7_500_000, 3_750_000, 3_750_000, true, true, true, true},
		"three quarters": {7_500, types.StatusSplit, reputationtypes.OutcomeVerdict, 7_312_500, 2_500_000, 1_250_000, 1_250_000, true, true, true, true},
		"all":            {10_000, types.StatusCompleted, reputationtypes.OutcomeVindicated, 9_750_000, 0, 0, 0, true, false, true, true},
		"unclear":        {unclear, types.StatusSplit, reputationtypes.OutcomeUnspecified, 4_875_000, 5_000_000, 0, 0, false, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.disputed(f.usual())
			before := f.coins()
			if tc.bps == unclear {
				f.undecided(a)
			} else {
				f.decide(a, tc.bps)
			}
			a = f.get(a.Id)
			require.Equal(t, tc.status, a.Status)
			r := f.receipt(a, 0)
			require.Equal(t, tc.outcome, r.Outcome)
			require.Equal(t, min(tc.bps, uint32(types.BPS)), max(r.Bps, min(tc.bps, uint32(types.BPS))))
			require.Equal(t, [3]int64{tc.paid, tc.refunded, tc.compensation}, [3]int64{r.Paid.Int64(), r.Refunded.Int64(), r.Compensation.Int64()})
			require.Equal(t, tc.lost, r.CapitalLost)
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			require.Equal(t, a.Dispute.Case, r.Case)
			require.True(t, r.PanelFee.IsZero())
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			require.Zero(t, f.score(f.provider).Capital.Reserved)
			require.True(t, f.coins().LTE(before))

			gs, err := f.reputation.ExportGenesis(f.ctx)
			require.NoError(t, err)
			evidence := f.score(f.provider).Skill
			require.Equal(t, tc.successes, evidence.Successes > 0)
			require.Equal(t, tc.failures, evidence.Failures > 0)
			unfair := uint64(0)
			for _, c := range gs.Clients {
				unfair += c.Record.Unfair
			}
			require.Equal(t, tc.unfair, unfair > 0)
			require.Equal(t, tc.capital, f.score(f.provider).Capital.Free+tc.lost > capital, "burns earn capital, a fault and an unclear end do not")
		})
	}
}

// What each side deposits goes before the judges, and the agreement holds nothing of it.
func TestTheDepositsOfADispute(t *testing.T) {
	for name, tc := range map[string]struct {
		deal             func(f *fixture) deal
		client, provider int64
		seats            uint32
	}{
		"ten units":     {(*fixture).usual, 3_750_000, 200_000, 5},
		"a small claim": {(*fixture).small, 100_000, 60_000, 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.claimed(tc.deal(f))
			held := f.held(f.provider)
			f.clearEvents()
			require.NoError(t, f.contest(a, asProvider))
			a = f.get(a.Id)
			require.Equal(t, types.StatusDisputed, a.Status)
			require.Zero(t, a.DueMs)
			require.Equal(t, held+tc.provider, f.held(f.provider))
			c := f.caseOf(a)
			require.Equal(t, [2]int64{tc.client, tc.provider}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
			require.Equal(t, tc.seats, c.Request.Size_)
			require.Equal(t, uint32(2_000), c.Request.ClaimedBps)
			require.Equal(t, [2]string{a.Terms.Client, a.Terms.Provider}, [2]string{c.Request.Client, c.Request.Provider})
			require.Equal(t, a.Terms.Price, c.Request.Price)
			require.Len(t, f.events(types.EventWorkContested), 1)
			f.block()
		})
	}
}

// A contest of what is not the contestant's to contest, and without the deposit, changes nothing.
func TestAContestIsRefused(t *testing.T) {
	f := newFixture(t)
	a := f.claimed(f.usual())
	f.refuses(types.ErrNotProvider, func() error { return f.contest(a, asClient) })
	late := f.branch(t)
	late.setNow(a.DueMs)
	late.refuses(types.ErrDeadlinePassed, func() error { return late.contest(a, asProvider) })
	poor := f.branch(t)
	job, _ := poor.job()
	d := deal{client: poor.provider, price: purse - 5*million - 199_999}
	poor.hold(job, d)
	poor.refuses(escrowtypes.ErrInsufficient, func() error { return poor.contest(a, asProvider) })
	require.NoError(t, poor.market.Shrink(poor.ctx, job, math.OneInt()))
	require.NoError(t, poor.contest(a, asProvider))
	poor.block()
	require.NoError(t, f.concede(a), "a contest is a choice")
	f.refuses(types.ErrTransition, func() error { return f.contest(a, asProvider) })
}

// While judges sit nothing but their ruling leads on, and nobody else's.
func TestOnlyTheRulingOfTheCaseSettles(t *testing.T) {
	f := newFixture(t)
	a, other := f.disputed(f.usual().parts(5_000, 5_000)), f.disputed(f.small())
	ref := types.DisputeRef(f.key(a), 0)
	ruling := arbitrationtypes.Ruling{Case: a.Dispute.Case, VerdictBps: 10_000}
	for name, tc := range map[string]struct {
		ref    []byte
		ruling arbitrationtypes.Ruling
		err    error
	}{
		"of another case":      {ref, arbitrationtypes.Ruling{Case: other.Dispute.Case}, types.ErrDispute},
		"of no case":           {ref, arbitrationtypes.Ruling{}, types.ErrDispute},
		"on another milestone": {types.DisputeRef(f.key(a), 1), ruling, types.ErrDispute},
		"on nothing":           {types.DisputeRef([]byte("nothing!"), 0), ruling, types.ErrNotFound},
		"on a name of others":  {[]byte("matter"), ruling, types.ErrDispute},
	} {
		t.Run(name, func(t *testing.T) {
			f.refuses(tc.err, func() error { return f.k.OnRuling(f.ctx, tc.ref, tc.ruling) })
		})
	}
	require.NoError(t, f.k.OnRuling(f.ctx, ref, ruling))
	require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
	f.refuses(types.ErrDispute, func() error { return f.k.OnRuling(f.ctx, ref, ruling) })
}

// Milestones are disputed one by one; a fault ends the agreement.
func TestEachMilestoneIsDisputed(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual().parts(2_000, 3_000, 5_000))
	for m, bps := range []uint32{10_000, 5_000, 0} {
		require.NoError(t, f.submit(a))
		require.NoError(t, f.reject(a, 0))
		require.NoError(t, f.contest(a, asProvider))
		f.decide(a, bps)
		require.Equal(t, bps, f.receipt(a, uint32(m)).Bps)
		if got := f.get(a.Id); m < 2 {
			require.Equal(t, types.StatusWorking, got.Status)
			require.Nil(t, got.Dispute)
			require.Nil(t, got.Claim)
		}
	}
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Zero(t, f.held(f.client))
	require.Zero(t, f.held(f.provider))
}

// Whatever governance changes while judges sit, their ruling is executed as it was agreed.
func TestARulingSettlesUnderAnyParameters(t *testing.T) {
	for name, change := range map[string]func(f *fixture){
		"no denom is accepted": func(f *fixture) { f.setEscrowParams(noDenoms(f)) },
		"everything is dear": func(f *fixture) {
			p := testParams()
			p.RejectDepositBps, p.RejectDepositMin, p.KillFeeBps, p.MaxOpenPerProvider = 10_000, types.MaxPriceMicro, 10_000, 1
			p.MinReviewMs, p.MaxReviewMs, p.MinDeliveryMs, p.MaxDeliveryMs = 1, 1, 1, 1
			f.updateParams(p)
		},
		"judges are dear": func(f *fixture) {
			p := judgeParams()
			p.SeatFeeMin, p.SeatFeeMax = arbitrationtypes.MaxPriceMicro, arbitrationtypes.MaxPriceMicro
			_, err := f.seats.UpdateParams(f.ctx, &arbitrationtypes.MsgUpdateParams{Authority: authority, Params: p})
			require.NoError(f, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.disputed(f.usual().parts(5_000, 5_000))
			change(f)
			f.decide(a, 5_000)
			r := f.receipt(a, 0)
			require.Equal(t, [3]int64{2_437_500, 2_500_000, 1_250_000}, [3]int64{r.Paid.Int64(), r.Refunded.Int64(), r.Compensation.Int64()})
			require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
		})
	}
}

// Where a denom is accepted no more nobody can deposit, and judges decide all the same.
func TestADisputeInADenomOfThePast(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	f.setEscrowParams(noDenoms(f))
	require.NoError(t, f.reject(a, 0))
	require.NoError(t, f.contest(a, asProvider))
	c := f.caseOf(a)
	require.True(t, c.ClientDeposit.IsZero() && c.ProviderDeposit.IsZero())
	f.decide(a, 10_000)
	require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
	require.Equal(t, reputationtypes.OutcomeVindicated, f.receipt(a, 0).Outcome)
}

// A price that was paid at the submission: a fault takes it out of the pledge, a vindication leaves it, in between is in
// between.
func TestAnInstantAgreementIsDisputed(t *testing.T) {
	for name, tc := range map[string]struct {
		bps          uint32
		compensation int64
		status       types.Status
	}{
		"a fault":   {0, 10_000_000, types.StatusRefunded},
		"half":      {5_000, 6_250_000, types.StatusSplit},
		"all":       {10_000, 0, types.StatusCompleted},
		"no ruling": {77, 5_000_000, types.StatusSplit},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.disputed(f.usual().instant())
			if tc.bps == 77 {
				f.undecided(a)
			} else {
				f.decide(a, tc.bps)
			}
			r := f.receipt(a, 0)
			require.Equal(t, tc.compensation, r.Compensation.Int64())
			require.Equal(t, int64(9_750_000), r.Paid.Int64())
			require.Equal(t, tc.status, f.get(a.Id).Status)
			require.Zero(t, f.held(f.provider))
		})
	}
}

// One block, two answers to one claim: the first counts, the other changes nothing.
func TestAContestRacesWithOtherAnswers(t *testing.T) {
	for name, other := range map[string]func(f *fixture, a types.Agreement) error{
		"withdrawn": func(f *fixture, a types.Agreement) error { return f.accept(a, 1) },
		"conceded":  (*fixture).concede,
		"taken":     func(f *fixture, a types.Agreement) error { return f.take(a, asProvider, 2_000) },
		"again":     func(f *fixture, a types.Agreement) error { return f.contest(a, asProvider) },
	} {
		t.Run(name, func(t *testing.T) {
			base := newFixture(t)
			a := base.claimed(base.usual())
			f, g := base.branch(t), base.branch(t)
			require.NoError(t, f.contest(a, asProvider))
			f.refuses(types.ErrTransition, func() error { return other(f, a) })
			f.block()
			require.NoError(t, other(g, a))
			g.refuses(types.ErrTransition, func() error { return g.contest(a, asProvider) })
			g.block()
		})
	}
}
