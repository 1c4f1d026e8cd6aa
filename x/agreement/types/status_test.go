package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
)

// Every status × every act × every status. What is not written here is refused.
func TestTransitionsExhaustively(t *testing.T) {
	const (
		working, evaluating, evaluated = types.StatusWorking, types.StatusEvaluating, types.StatusEvaluated
		review, claimed, disputed      = types.StatusReview, types.StatusClaimed, types.StatusDisputed
		completed, refunded            = types.StatusCompleted, types.StatusRefunded
		split, terminated, cancelled   = types.StatusSplit, types.StatusTerminated, types.StatusCancelled
		gone                           = types.StatusGone
	)
	type to = map[types.Status]bool
	allowed := map[types.Status]map[types.Act]to{
		working: {
			types.ActSubmit: {review: true, evaluating: true, disputed: true, working: true, completed: true},
			types.ActSplit:  {working: true, split: true}, types.ActAmend: {working: true}, types.ActCancel: {cancelled: true},
			types.ActTerminate: {terminated: true}, types.ActResign: {refunded: true}, types.ActDecline: {refunded: true}, types.ActReveal: {working: true},
			types.ActDue: {refunded: true},
		},
		evaluating: {
			types.ActEvaluate: {evaluated: true}, types.ActSplit: {working: true, split: true}, types.ActCancel: {cancelled: true},
			types.ActReveal: {evaluating: true}, types.ActDue: {review: true},
		},
		evaluated: {
			types.ActAccept: {working: true, completed: true}, types.ActConcede: {refunded: true}, types.ActContest: {disputed: true},
			types.ActSplit: {working: true, split: true}, types.ActCancel: {cancelled: true}, types.ActReveal: {evaluated: true},
			types.ActDue: {working: true, completed: true, split: true, refunded: true},
		},
		review: {
			types.ActAccept: {working: true, completed: true}, types.ActRework: {working: true}, types.ActReject: {claimed: true},
			types.ActSplit: {working: true, split: true}, types.ActCancel: {cancelled: true}, types.ActReveal: {review: true},
			types.ActDue: {working: true, completed: true},
		},
		claimed: {
			types.ActAccept: {working: true, completed: true}, types.ActConcede: {refunded: true}, types.ActContest: {disputed: true},
			types.ActSplit: {working: true, split: true}, types.ActCancel: {cancelled: true}, types.ActReveal: {claimed: true},
			types.ActDue: {refunded: true, disputed: true},
		},
		disputed: {
			types.ActRule:    {working: true, completed: true, split: true, refunded: true},
			types.ActUnclear: {working: true, split: true}, types.ActReveal: {disputed: true},
		},
		completed:  {types.ActReveal: {completed: true}, types.ActDue: {gone: true}},
		refunded:   {types.ActReveal: {refunded: true}, types.ActDue: {gone: true}},
		split:      {types.ActReveal: {split: true}, types.ActDue: {gone: true}},
		terminated: {types.ActReveal: {terminated: true}, types.ActDue: {gone: true}},
		cancelled:  {types.ActReveal: {cancelled: true}, types.ActDue: {gone: true}},
	}
	require.Len(t, types.Statuses, len(types.Status_name)-1)
	require.Len(t, types.Acts, 17)
	edges := 0
	every := append([]types.Status{gone, 99}, types.Statuses...)
	for _, from := range every {
		for _, act := range append([]types.Act{0, 99}, types.Acts...) {
			require.Equal(t, len(allowed[from][act]) > 0, from.Allows(act), "%s in %s", act, from)
			for _, next := range every {
				if allowed[from][act][next] {
					edges++
					require.NoError(t, from.Leads(act, next), "%s from %s to %s", act, from, next)
				} else {
					require.ErrorIs(t, from.Leads(act, next), types.ErrTransition, "%s from %s to %s", act, from, next)
				}
			}
		}
	}
	require.Len(t, types.Transitions(), edges)
}

// Every status but the deleted one has exactly one deadline, is either live or ended, and its deadline leads out of it. The
// deadline of a dispute is that of its case, whose ruling leads out of it.
func TestEveryStatusHasADeadline(t *testing.T) {
	kinds := map[uint32]bool{}
	for _, s := range types.Statuses {
		require.NotEqual(t, s.Live(), s.Ended(), s)
		if s == types.StatusDisputed {
			require.Zero(t, s.Kind())
			require.False(t, s.Allows(types.ActDue))
			require.True(t, s.Allows(types.ActRule) && s.Allows(types.ActUnclear))
			continue
		}
		require.NotZero(t, s.Kind(), s)
		kinds[s.Kind()] = true
		require.True(t, s.Allows(types.ActDue))
		if s != types.StatusWorking {
			require.ErrorIs(t, s.Leads(types.ActDue, s), types.ErrTransition)
		}
	}
	require.Len(t, kinds, 6)
	require.Zero(t, types.StatusGone.Kind())
	require.False(t, types.StatusGone.Live())
	require.False(t, types.StatusGone.Ended())
}

// From a deadline on the default is what counts: only what gives the other party at least as much stays possible.
func TestTheDeadlineLeavesOpenOnlyAnAcceptanceInReview(t *testing.T) {
	for _, s := range types.Statuses {
		for _, act := range types.Acts {
			open := act == types.ActReveal || act == types.ActDue || act == types.ActRule || act == types.ActUnclear || act == types.ActAccept && s == types.StatusReview
			require.Equal(t, !open, s.OnlyBeforeDue(act), "%s in %s", act, s)
		}
	}
}

func TestActsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range types.Acts {
		require.NotEqual(t, "unknown", a.String())
		seen[a.String()] = true
	}
	require.Len(t, seen, len(types.Acts))
	require.Equal(t, "unknown", types.Act(0).String())
	require.Equal(t, "unknown", types.Act(99).String())
}
