package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// flows is a plan in numbers: the price to evaluator, provider and back; reserve and later milestones; the pledge to the
// client, burned, back and later; the capital lost, freed and later.
type flows struct {
	evaluator, pay, refund, reserve, later  int64
	compensation, burn, back, pledgeLater   int64
	capitalLost, capitalFreed, capitalLater uint64
	status                                  types.Status
	outcome                                 reputationtypes.Outcome
	bps, verdict, rating                    uint32
	micro                                   uint64
	defaulted                               bool
}

func flowsOf(p types.Plan) flows {
	return flows{
		p.EvaluatorPay.Int64(), p.Pay.Int64(), p.Refund.Int64(), p.Reserve.Int64(), p.Later.Int64(),
		p.Compensation.Int64(), p.PledgeBurn.Int64(), p.PledgeReturn.Int64(), p.PledgeLater.Int64(),
		p.CapitalLost, p.CapitalFreed, p.CapitalLater,
		p.Status, p.Outcome, p.Bps, p.VerdictBps, p.Rating, p.PriceMicro, p.Defaulted,
	}
}

func TestSettle(t *testing.T) {
	const (
		working, evaluatedNow, review, claimed = types.StatusWorking, types.StatusEvaluated, types.StatusReview, types.StatusClaimed
		none                                   = reputationtypes.OutcomeUnspecified
		accepted, auto                         = reputationtypes.OutcomeAccept, reputationtypes.OutcomeAuto
		refund, late, concede                  = reputationtypes.OutcomeRefund, reputationtypes.OutcomeLate, reputationtypes.OutcomeConcede
		verdict                                = reputationtypes.OutcomeVerdict
	)
	reworked := func() types.Agreement {
		a := example(working)
		a.Submission, a.Reworks, a.BackupReserve = submission(), 1, zero
		return a
	}
	paid := flows{pay: 1_000, back: 1_000, capitalFreed: 333, status: types.StatusCompleted, outcome: accepted, bps: 10_000, micro: 1_000}
	with := func(f flows, change func(*flows)) flows {
		change(&f)
		return f
	}
	conceded := flows{refund: 1_000, compensation: 150, burn: 650, back: 200, capitalLost: 267, capitalFreed: 66, status: types.StatusRefunded, outcome: concede, micro: 1_000}
	cases := map[string]struct {
		a      types.Agreement
		act    types.Act
		agreed uint32
		want   flows
	}{
		"accepted: all to the provider":  {a: example(review), act: types.ActAccept, want: paid},
		"silence accepts":                {a: example(review), act: types.ActDue, want: with(paid, func(f *flows) { f.outcome = auto })},
		"a claim is withdrawn":           {a: example(claimed), act: types.ActAccept, want: paid},
		"a claim is conceded":            {a: example(claimed), act: types.ActConcede, want: conceded},
		"silence concedes":               {a: example(claimed), act: types.ActDue, want: conceded},
		"not reworked in time: conceded": {a: reworked(), act: types.ActDue, want: conceded},
		"resigned from rework: conceded": {a: reworked(), act: types.ActResign, want: conceded},
		"the right answer, with the chain's best rating": {a: hashed(example(working)), act: types.ActSubmit, want: with(paid, func(f *flows) {
			f.reserve, f.rating = 50, 100
		})},
		"late: a fifth of the cover is lost, compensation is at most the loss": {a: example(working), act: types.ActDue, want: flows{
			refund: 1_000, reserve: 50, compensation: 150, burn: 50, back: 800, capitalLost: 67, capitalFreed: 266,
			status: types.StatusRefunded, outcome: late, micro: 1_000, defaulted: true,
		}},
		"declined: nothing is lost, nothing counts": {a: example(working), act: types.ActDecline, want: flows{
			refund: 1_000, reserve: 50, back: 1_000, capitalFreed: 333, status: types.StatusRefunded, micro: 1_000, defaulted: true,
		}},
		"resigned: a twentieth of the cover is lost": {a: example(working), act: types.ActResign, want: flows{
			refund: 1_000, reserve: 50, compensation: 50, back: 950, capitalLost: 17, capitalFreed: 316,
			status: types.StatusRefunded, outcome: refund, micro: 1_000, defaulted: true,
		}},
		"terminated: a tenth for the provider, no evidence": {a: example(working), act: types.ActTerminate, want: flows{
			pay: 100, refund: 900, reserve: 50, back: 1_000, capitalFreed: 333, status: types.StatusTerminated, outcome: none, bps: 1_000, micro: 1_000,
		}},
		"split: half evidence on what is paid": {a: example(review), act: types.ActSplit, agreed: 2_505, want: flows{
			pay: 250, refund: 750, back: 1_000, capitalFreed: 333, status: types.StatusSplit, outcome: auto, bps: 2_505, micro: 250,
		}},
		"split of nothing: no evidence": {a: example(review), act: types.ActSplit, want: flows{
			refund: 1_000, back: 1_000, capitalFreed: 333, status: types.StatusSplit, outcome: none,
		}},
		"split of all is a split": {a: example(working), act: types.ActSplit, agreed: 10_000, want: with(paid, func(f *flows) {
			f.reserve, f.status, f.outcome = 50, types.StatusSplit, auto
		})},
		"cancelled": {a: example(working), act: types.ActCancel, agreed: 2_500, want: flows{
			pay: 250, refund: 750, reserve: 50, back: 1_000, capitalFreed: 333, status: types.StatusCancelled, outcome: auto, bps: 2_500, micro: 250,
		}},
		"a verdict in between divides the rest after the fee": {a: example(evaluatedNow), act: types.ActDue, want: flows{
			evaluator: 100, pay: 630, refund: 270, compensation: 150, burn: 150, back: 700, capitalLost: 100, capitalFreed: 233,
			status: types.StatusSplit, outcome: verdict, bps: 7_000, verdict: 7_000, micro: 1_000,
		}},
		"a verdict of nothing is a fault": {a: evaluated(example(evaluatedNow), 0), act: types.ActDue, want: flows{
			evaluator: 100, refund: 900, compensation: 150, burn: 850, capitalLost: 333, status: types.StatusRefunded, outcome: verdict, micro: 1_000,
		}},
		"a verdict of all completes": {a: evaluated(example(evaluatedNow), 10_000), act: types.ActDue, want: flows{
			evaluator: 100, pay: 900, back: 1_000, capitalFreed: 333, status: types.StatusCompleted, outcome: verdict, bps: 10_000, verdict: 10_000, micro: 1_000,
		}},
		"accepted instead of the verdict: the fee is due": {a: example(evaluatedNow), act: types.ActAccept, want: with(paid, func(f *flows) {
			f.evaluator, f.pay = 100, 900
		})},
		"conceded instead of the verdict: the fee is due": {a: example(evaluatedNow), act: types.ActConcede, want: with(conceded, func(f *flows) {
			f.evaluator, f.refund = 100, 900
		})},
		"split instead of the verdict: the fee is due": {a: example(evaluatedNow), act: types.ActSplit, agreed: 5_000, want: flows{
			evaluator: 100, pay: 450, refund: 450, back: 1_000, capitalFreed: 333, status: types.StatusSplit, outcome: auto, bps: 5_000, micro: 500,
		}},
		"split while the evaluator judges: its fee is due": {a: example(types.StatusEvaluating), act: types.ActSplit, agreed: 5_000, want: flows{
			evaluator: 100, pay: 450, refund: 450, back: 1_000, capitalFreed: 333, status: types.StatusSplit, outcome: auto, bps: 5_000, micro: 500,
		}},
		"instant, accepted: nothing is left to pay": {a: instant(example(review)), act: types.ActAccept, want: with(paid, func(f *flows) {
			f.pay, f.back = 0, 1_250
		})},
		"instant, conceded: the pledge makes the client whole": {a: instant(example(claimed)), act: types.ActConcede, want: with(conceded, func(f *flows) {
			f.refund, f.compensation, f.burn, f.back = 0, 1_000, 0, 250
		})},
		"instant, split: the client's part comes back from the pledge": {a: instant(example(review)), act: types.ActSplit, agreed: 2_505, want: flows{
			compensation: 750, back: 500, capitalFreed: 333, status: types.StatusSplit, outcome: auto, bps: 2_505, micro: 250,
		}},
		"instant, split: no more comes back than the pledge": {a: pledging(instant(example(review)), 100), act: types.ActSplit, want: flows{
			compensation: 100, capitalFreed: 333, status: types.StatusSplit, outcome: none,
		}},
		"the first of two: the second begins": {a: inParts(example(review), 0, 4_001, 5_999), act: types.ActAccept, want: flows{
			pay: 400, back: 400, capitalFreed: 133, status: working, outcome: accepted, bps: 10_000, micro: 400,
		}},
		"the last has the remainder": {a: inParts(example(review), 1, 4_001, 5_999), act: types.ActAccept, want: flows{
			pay: 600, back: 600, capitalFreed: 200, status: types.StatusCompleted, outcome: accepted, bps: 10_000, micro: 600,
		}},
		"a split in the middle goes on": {a: inParts(example(review), 0, 5_000, 5_000), act: types.ActSplit, agreed: 10_000, want: flows{
			pay: 500, back: 500, capitalFreed: 166, status: working, outcome: auto, bps: 10_000, micro: 500,
		}},
		"a verdict in the middle goes on": {a: inParts(example(evaluatedNow), 0, 5_000, 5_000), act: types.ActDue, want: flows{
			evaluator: 50, pay: 315, refund: 135, compensation: 75, burn: 75, back: 350, capitalLost: 50, capitalFreed: 116,
			status: working, outcome: verdict, bps: 7_000, verdict: 7_000, micro: 500,
		}},
		"a fault in the middle ends all": {a: inParts(evaluated(example(evaluatedNow), 0), 0, 5_000, 5_000), act: types.ActDue, want: flows{
			evaluator: 50, refund: 450, later: 500, compensation: 75, burn: 425, pledgeLater: 500, capitalLost: 166, capitalLater: 167,
			status: types.StatusRefunded, outcome: verdict, micro: 500,
		}},
		"late in the first of two may be awarded again": {a: inParts(example(working), 0, 5_000, 5_000), act: types.ActDue, want: flows{
			refund: 500, reserve: 50, later: 500, compensation: 75, burn: 25, back: 400, pledgeLater: 500, capitalLost: 34, capitalFreed: 132, capitalLater: 167,
			status: types.StatusRefunded, outcome: late, micro: 500, defaulted: true,
		}},
		"late in the second is not": {a: inParts(example(working), 1, 5_000, 5_000), act: types.ActDue, want: flows{
			refund: 500, compensation: 75, burn: 25, back: 400, capitalLost: 34, capitalFreed: 133,
			status: types.StatusRefunded, outcome: late, micro: 500,
		}},
		"terminated in the first of two: the fee is of that milestone": {a: inParts(example(working), 0, 5_000, 5_000), act: types.ActTerminate, want: flows{
			pay: 50, refund: 450, reserve: 50, later: 500, back: 500, pledgeLater: 500, capitalFreed: 166, capitalLater: 167,
			status: types.StatusTerminated, outcome: none, bps: 1_000, micro: 500,
		}},
		"cancelled in the first of two": {a: inParts(example(review), 0, 5_000, 5_000), act: types.ActCancel, agreed: 10_000, want: flows{
			pay: 500, later: 500, back: 500, pledgeLater: 500, capitalFreed: 166, capitalLater: 167,
			status: types.StatusCancelled, outcome: auto, bps: 10_000, micro: 500,
		}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := types.Settle(tc.a, tc.act, tc.agreed)
			require.NoError(t, err)
			require.Equal(t, tc.want, flowsOf(got))
		})
	}
}

// After an amendment, and after the first milestone, a default is the client's loss alone: the runner-up bid for all of it.
func TestOnlyAnUntouchedJobIsAwardedAgain(t *testing.T) {
	a := example(types.StatusWorking)
	for _, act := range []types.Act{types.ActDue, types.ActResign} {
		plan, err := types.Settle(a, act, 0)
		require.NoError(t, err)
		require.True(t, plan.Defaulted)
		amended := a
		amended.Amendments = 1
		plan, err = types.Settle(amended, act, 0)
		require.NoError(t, err)
		require.False(t, plan.Defaulted)
	}
}

// A provider declines what was never touched, and only while it may.
func TestOnlyUntouchedWorkIsDeclined(t *testing.T) {
	a := example(types.StatusWorking)
	a.DeclineMs = a.OpenedMs + 10
	require.NoError(t, a.Validate())
	for now, want := range map[uint64]types.Act{a.OpenedMs: types.ActDecline, a.DeclineMs - 1: types.ActDecline, a.DeclineMs: types.ActResign} {
		require.Equal(t, want, a.Handback(now), "at %d", now)
	}
	require.Equal(t, types.ActResign, example(types.StatusWorking).Handback(0), "what it signed after it could look is not declined")
	for name, change := range map[string]func(*types.Agreement){
		"submitted": func(a *types.Agreement) { a.Submission = submission() },
		"amended":   func(a *types.Agreement) { a.Amendments = 1 },
		"settled":   func(a *types.Agreement) { a.Milestone = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			a := inParts(a, 0, 5_000, 5_000)
			change(&a)
			require.Equal(t, types.ActResign, a.Handback(a.OpenedMs))
			_, err := types.Settle(a, types.ActDecline, 0)
			require.ErrorIs(t, err, types.ErrTransition)
		})
	}
	a.DeclineMs = a.OpenedMs
	require.ErrorIs(t, a.Validate(), types.ErrGenesis)
}

// Every status × every act: what settles a milestone, and what does not.
func TestOnlySettlingActsAreSettled(t *testing.T) {
	set := func(acts ...types.Act) map[types.Act]bool {
		m := map[types.Act]bool{}
		for _, a := range acts {
			m[a] = true
		}
		return m
	}
	settles := map[types.Status]map[types.Act]bool{
		types.StatusWorking:    set(types.ActSplit, types.ActCancel, types.ActTerminate, types.ActResign, types.ActDecline, types.ActDue),
		types.StatusEvaluating: set(types.ActSplit, types.ActCancel),
		types.StatusEvaluated:  set(types.ActAccept, types.ActConcede, types.ActSplit, types.ActCancel, types.ActDue),
		types.StatusReview:     set(types.ActAccept, types.ActSplit, types.ActCancel, types.ActDue),
		types.StatusClaimed:    set(types.ActAccept, types.ActConcede, types.ActSplit, types.ActCancel, types.ActDue),
		types.StatusDisputed:   set(types.ActRule, types.ActUnclear),
	}
	for _, status := range append([]types.Status{types.StatusGone, 99}, types.Statuses...) {
		for _, act := range append([]types.Act{0, 99}, types.Acts...) {
			for last, a := range map[bool]types.Agreement{true: example(status), false: inParts(example(status), 0, 5_000, 5_000)} {
				plan, err := types.Settle(a, act, 5_000)
				if !settles[status][act] {
					require.ErrorIs(t, err, types.ErrTransition, "%s in %s", act, status)
					continue
				}
				require.NoError(t, err, "%s in %s", act, status)
				require.NoError(t, status.Leads(act, plan.Status))
				require.True(t, !last || plan.Status.Ended(), "after the last milestone is the end")
			}
		}
	}
	_, err := types.Settle(hashed(example(types.StatusWorking)), types.ActSubmit, 0)
	require.NoError(t, err, "only the chain itself accepts a submission")
	delivered := example(types.StatusWorking)
	delivered.Submission, delivered.Reworks = submission(), 1
	_, err = types.Settle(delivered, types.ActTerminate, 0)
	require.ErrorIs(t, err, types.ErrTransition, "work that was sent back cannot be terminated for the kill fee")
}

func TestRoundingsHaveAnOwner(t *testing.T) {
	a := example(types.StatusWorking)
	a.Terms.Price, a.Terms.Pledge, a.Capital = coin(19), math.NewInt(1), 1
	plan, err := types.Settle(a, types.ActTerminate, 0)
	require.NoError(t, err)
	require.Equal(t, "1", plan.Pay.String(), "the kill fee floors")
	plan, err = types.Settle(a, types.ActResign, 0)
	require.NoError(t, err)
	require.Equal(t, "1", plan.Compensation.String(), "the lost pledge ceils")
	require.Equal(t, uint64(1), plan.CapitalLost, "the lost capital ceils")
	plan, err = types.Settle(a, types.ActSplit, 9_999)
	require.NoError(t, err)
	require.Equal(t, [2]string{"18", "1"}, [2]string{plan.Pay.String(), plan.Refund.String()}, "the provider's share floors")
}

// pledging changes the pledge of an agreement for good.
func pledging(a types.Agreement, pledge int64) types.Agreement {
	a.Terms.Pledge = math.NewInt(pledge)
	return a
}
