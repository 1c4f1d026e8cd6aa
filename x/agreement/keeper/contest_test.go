package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// What the provider authorises with its submission is held as long as the submission waits, and given back by whatever
// answers it.
func TestAnAuthorisedContestIsHeldAndGivenBack(t *testing.T) {
	const deposit = int64(200_000)
	for name, tc := range map[string]struct {
		deal func(f *fixture) deal
		act  func(f *fixture, a types.Agreement) error
		held bool
	}{
		"accepted":  {(*fixture).usual, func(f *fixture, a types.Agreement) error { return f.accept(a, 9) }, false},
		"silence":   {(*fixture).usual, func(f *fixture, _ types.Agreement) error { f.pass(review); return nil }, false},
		"sent back": {func(f *fixture) deal { return f.usual().reworks(1) }, (*fixture).rework, false},
		"rejected":  {(*fixture).usual, func(f *fixture, a types.Agreement) error { return f.reject(a, 1) }, true},
		"conceded": {(*fixture).usual, func(f *fixture, a types.Agreement) error {
			require.NoError(f, f.reject(a, 1))
			return f.concede(a)
		}, false},
		"cancelled": {(*fixture).usual, func(f *fixture, a types.Agreement) error {
			require.NoError(f, f.cancel(a, asClient, 1))
			return f.cancel(a, asProvider, 1)
		}, false},
		"evaluated":        {func(f *fixture) deal { return f.judged(f.usual()) }, func(f *fixture, a types.Agreement) error { return f.evaluate(a, 1) }, true},
		"absent evaluator": {func(f *fixture) deal { return f.judged(f.usual()) }, func(f *fixture, _ types.Agreement) error { f.pass(evaluation); return nil }, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(tc.deal(f))
			pledge := f.held(f.provider)
			require.NoError(t, f.submitStanding(a))
			require.Equal(t, pledge+deposit, f.held(f.provider))
			require.Equal(t, deposit, f.get(a.Id).Contest.Deposit.Int64())
			f.checkInvariants()
			require.NoError(t, tc.act(f, a))
			f.block()
			got := f.get(a.Id)
			require.Equal(t, tc.held, got.Contest != nil)
			require.Equal(t, tc.held, f.held(f.provider) > got.PledgeHold().Amount.Int64())
		})
	}
}

// Silence concedes, unless it was authorised to contest.
func TestASilentProviderContestsWhatItAuthorised(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.usual())
	require.NoError(t, f.submitStanding(a))
	require.NoError(t, f.reject(a, 0))
	f.clearEvents()
	f.pass(answerMs)
	f.block()
	got := f.get(a.Id)
	require.Equal(t, types.StatusDisputed, got.Status)
	require.Equal(t, types.RoleProvider, got.Dispute.By)
	require.Nil(t, got.Contest)
	c := f.caseOf(a)
	require.Equal(t, [2]int64{3_750_000, 200_000}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
	require.Len(t, f.events(types.EventWorkContested), 1)
	f.decide(a, 10_000)
	require.Equal(t, reputationtypes.OutcomeVindicated, f.receipt(a, 0).Outcome)
}

// An answer of its own uses the same deposit.
func TestAnAuthorisedDepositIsTheDeposit(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submitStanding(a))
	require.NoError(t, f.reject(a, 0))
	held := f.held(f.provider)
	require.NoError(t, f.contest(a, asProvider))
	require.Equal(t, held, f.held(f.provider))
	require.Equal(t, int64(200_000), f.caseOf(a).ProviderDeposit.Int64())
	f.block()
}

// Where no case can be opened the milestone ends all the same: the claim is conceded.
func TestAnAuthorisedContestThatFailsConcedes(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submitStanding(a))
	require.NoError(t, f.reject(a, 0))
	params, err := f.judges.GetParams(f.ctx)
	require.NoError(t, err)
	store := f.ctx.KVStore(f.keys[arbitrationtypes.ModuleName])
	store.Delete(arbitrationtypes.ParamsKey.Bytes())
	f.pass(answerMs)
	require.NoError(t, f.k.EndBlock(f.ctx))
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Len(t, f.events(types.EventContestFailed), 1)
	bz, err := params.Marshal()
	require.NoError(t, err)
	store.Set(arbitrationtypes.ParamsKey.Bytes(), bz)
	f.block()
	require.Zero(t, f.held(f.provider))
	require.Zero(t, f.held(f.client))
}

// Nobody claims anything of a puzzle or a panel: there is nothing to contest.
func TestAContestIsAuthorisedWhereThereCanBeAClaim(t *testing.T) {
	f := newFixture(t)
	puzzle, panel := f.hire(f.usual().puzzle()), f.hire(f.usual().panel(3))
	f.refuses(types.ErrVerification, func() error { return f.submitStanding(panel) })
	msg := f.submitMsg(puzzle)
	msg.Contest, msg.Preimage = true, preimage(0)
	f.refuses(types.ErrVerification, func() error { _, err := f.msg.Submit(f.ctx, msg); return err })
}

// The evaluator's verdict before judges: who contests deposits alone, the evaluator may not sit, and it is paid unless
// judges find otherwise by more than a step.
func TestAVerdictIsContested(t *testing.T) {
	for name, tc := range map[string]struct {
		verdict          uint32
		by               types.Role
		claimed          uint32
		client, provider int64
		found            uint32
		fee              int64
		unfair           bool
	}{
		"by the provider, with success":         {2_500, asProvider, 2_500, 0, 200_000, 10_000, 0, false},
		"by the provider, a step":               {7_500, asProvider, 7_500, 0, 200_000, 10_000, 975_000, false},
		"by the client, with success":           {10_000, asClient, 0, 3_750_000, 0, 0, 0, false},
		"by the client, in vain":                {7_500, asClient, 0, 3_750_000, 0, 7_500, 975_000, true},
		"a verdict of all, by the provider":     {10_000, asProvider, 9_999, 0, 200_000, 10_000, 975_000, false},
		"a verdict of nothing, by the provider": {0, asProvider, 0, 0, 200_000, 2_500, 975_000, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			a := f.hire(f.judged(f.usual()))
			require.NoError(t, f.submit(a))
			require.NoError(t, f.evaluate(a, tc.verdict))
			require.NoError(t, f.contest(a, tc.by))
			require.Equal(t, tc.by, f.get(a.Id).Dispute.By)
			c := f.caseOf(a)
			require.Equal(t, [2]int64{tc.client, tc.provider}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
			require.Equal(t, []string{f.evaluator.String()}, c.Request.Excluded)
			require.Equal(t, tc.claimed, c.Request.ClaimedBps)
			f.decide(a, tc.found)
			r := f.receipt(a, 0)
			require.Equal(t, tc.found, r.Bps)
			require.Equal(t, tc.fee, r.EvaluatorFee.Int64())
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			gs, err := f.reputation.ExportGenesis(f.ctx)
			require.NoError(t, err)
			unfair := uint64(0)
			for _, c := range gs.Clients {
				unfair += c.Record.Unfair
			}
			require.Equal(t, tc.unfair, unfair > 0)
		})
	}
}

// A client that says what it grants, and is right, has its deposit back but for the fee of the panel.
func TestAClientThatClaimsRightlyPaysThePanelAlone(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	a := f.hire(f.judged(f.usual()))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.evaluate(a, 7_500))
	f.refuses(field.ErrRange, func() error { return f.contestFor(a, asProvider, 1) })
	require.NoError(t, f.contestFor(a, asClient, 2_500))
	require.Equal(t, uint32(2_500), f.caseOf(a).Request.ClaimedBps)
	f.decide(a, 2_500)
	r := f.receipt(a, 0)
	require.Equal(t, uint32(2_500), r.Bps)
	require.Equal(t, purse-10*million+r.Refunded.Int64()+r.Compensation.Int64()-200_000, f.balance(f.client))
}

// What the provider authorised with its submission stands in a dispute that the client begins, too.
func TestAnAuthorisedDepositStandsAgainstTheClient(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.judged(f.usual()))
	require.NoError(t, f.submitStanding(a))
	require.NoError(t, f.evaluate(a, 10_000))
	require.NoError(t, f.contest(a, asClient))
	c := f.caseOf(a)
	require.Equal(t, [2]int64{3_750_000, 200_000}, [2]int64{c.ClientDeposit.Int64(), c.ProviderDeposit.Int64()})
	f.block()
	f.undecided(a)
	require.Equal(t, types.StatusSplit, f.get(a.Id).Status)
	require.Zero(t, f.held(f.provider))
}

// Small claims may have a last judge, whom nobody contests; larger ones may not.
func TestAFinalVerdict(t *testing.T) {
	f := newFixture(t)
	final := func(d deal) deal { return f.judged(d).with(func(t *types.Terms) { t.Verification.Final = true }) }
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, final(f.usual()).terms()), types.ErrFinal)
	d := f.small()
	d.price, d.loss = 399_999, 399_999 // 20 fees of a judge are 400000
	require.NoError(t, f.k.CheckTerms(f.ctx, final(d).terms()))
	d.price = 400_000
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, final(d).terms()), types.ErrFinal)
	require.NoError(t, f.k.CheckTerms(f.ctx, final(d).parts(5_000, 5_000).terms()), "each milestone is small")

	a := f.hire(final(f.small()))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.evaluate(a, 5_000))
	f.refuses(types.ErrFinal, func() error { return f.contest(a, asClient) })
	f.refuses(types.ErrFinal, func() error { return f.contest(a, asProvider) })
	f.pass(answerMs)
	f.block()
	require.Equal(t, uint32(5_000), f.receipt(a, 0).Bps)

	absent := f.hire(final(f.small()))
	require.NoError(t, f.submit(absent))
	f.pass(evaluation)
	f.block()
	require.NoError(t, f.reject(absent, 0))
	require.NoError(t, f.contest(absent, asProvider), "a claim of the client is no verdict")
	f.block()
}
