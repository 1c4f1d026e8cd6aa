package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// An absent evaluator loses its fee and is on record; after a rework it has another chance.
func TestAnAbsentEvaluatorIsPassedOver(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.judged(f.usual().reworks(1)))
	require.NoError(t, f.submit(a))
	require.Equal(t, f.now()+evaluation, f.get(a.Id).DueMs)
	f.pass(evaluation)
	f.refuses(types.ErrDeadlinePassed, func() error { return f.evaluate(a, 1) })
	f.endBlock()
	got := f.get(a.Id)
	require.Equal(t, types.StatusReview, got.Status)
	require.True(t, got.EvaluatorAbsent)
	require.Equal(t, f.now()+review, got.DueMs)
	require.Len(t, f.events(types.EventEvaluatorAbsent), 1)
	f.checkInvariants()

	absent := f.branch(t)
	require.NoError(t, absent.accept(a, 100))
	require.True(t, absent.receipt(a, 0).EvaluatorAbsent)
	require.True(t, absent.receipt(a, 0).EvaluatorFee.IsZero())

	require.NoError(t, f.rework(a))
	require.NoError(t, f.submit(a))
	require.Equal(t, types.StatusEvaluating, f.get(a.Id).Status)
	require.NoError(t, f.evaluate(a, 10_000))
	require.Equal(t, f.now()+answerMs, f.get(a.Id).DueMs)
	require.Equal(t, "so it is", f.get(a.Id).Claim.Reason)
	f.pass(answerMs)
	f.block()
	r := f.receipt(a, 0)
	require.False(t, r.EvaluatorAbsent)
	require.Equal(t, int64(975_000), r.EvaluatorFee.Int64())
	require.Equal(t, reputationtypes.OutcomeVerdict, r.Outcome)
}

// Nobody was rejected: however the evaluator judges, the client stays fair.
func TestAVerdictIsNotUnfairOfTheClient(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.judged(f.usual()))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.evaluate(a, 7_000))
	f.pass(answerMs)
	f.block()
	gs, err := f.reputation.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Len(t, gs.Clients, 1)
	require.Zero(t, gs.Clients[0].Record.Unfair)
	require.NotZero(t, gs.Clients[0].Record.Fair)
}

// Several milestones, each judged by itself; a fault ends the agreement.
func TestEachMilestoneIsJudged(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.judged(f.usual().parts(2_000, 3_000, 5_000)))
	for m, bps := range []uint32{10_000, 5_000, 0} {
		require.NoError(t, f.submit(a))
		require.NoError(t, f.evaluate(a, bps))
		f.pass(answerMs)
		f.block()
		r := f.receipt(a, uint32(m))
		require.Equal(t, bps, r.Bps)
		require.Equal(t, r.Sum().QuoRaw(10).MulRaw(975).QuoRaw(1_000), r.EvaluatorFee)
	}
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Zero(t, f.held(f.client))
	require.Zero(t, f.held(f.provider))
}

// An evaluator that retired meanwhile is absent, and is paid when it has judged before.
func TestARetiredEvaluator(t *testing.T) {
	f := newFixture(t)
	before, after := f.hire(f.judged(f.usual())), f.hire(f.judged(f.usual()))
	require.NoError(t, f.submit(before))
	require.NoError(t, f.submit(after))
	require.NoError(t, f.evaluate(before, 10_000))
	f.setStatus(f.evaluator, identitytypes.AgentStatusRetired)
	f.refuses(identitytypes.ErrAgentRetired, func() error { return f.evaluate(after, 10_000) })
	f.pass(evaluation)
	f.block()
	require.Equal(t, types.StatusCompleted, f.get(before.Id).Status)
	require.Equal(t, int64(975_000), f.receipt(before, 0).EvaluatorFee.Int64())
	require.Equal(t, types.StatusReview, f.get(after.Id).Status)
}
