package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
)

// Every status × every message and the deadline. What is not written here is refused.
func TestTransitionsExhaustively(t *testing.T) {
	const (
		working, review = types.StatusWorking, types.StatusReview
		completed       = types.StatusCompleted
		refunded        = types.StatusRefunded
		terminated      = types.StatusTerminated
		gone            = types.StatusGone
	)
	allowed := map[types.Status]map[types.Act]types.Status{
		working:    {types.ActSubmit: review, types.ActTerminate: terminated, types.ActResign: refunded, types.ActDue: refunded},
		review:     {types.ActAccept: completed, types.ActDue: completed},
		completed:  {types.ActReveal: completed, types.ActDue: gone},
		refunded:   {types.ActReveal: refunded, types.ActDue: gone},
		terminated: {types.ActReveal: terminated, types.ActDue: gone},
	}
	require.Len(t, types.Statuses, 5)
	require.Len(t, types.Acts, 6)
	for _, from := range append([]types.Status{gone, 99}, types.Statuses...) {
		for _, act := range append([]types.Act{0, 99}, types.Acts...) {
			got, err := from.Next(act)
			want, ok := allowed[from][act]
			if !ok {
				require.ErrorIs(t, err, types.ErrTransition, "%s in %s", act, from)
				require.Equal(t, from, got)
				continue
			}
			require.NoError(t, err, "%s in %s", act, from)
			require.Equal(t, want, got, "%s in %s", act, from)
		}
	}
}

// Every status but the deleted one has exactly one deadline, is either live or ended, and its deadline leads out of it.
func TestEveryStatusHasADeadline(t *testing.T) {
	kinds := map[uint32]bool{}
	for _, s := range types.Statuses {
		require.NotEqual(t, s.Live(), s.Ended(), s)
		require.NotZero(t, s.Kind(), s)
		kinds[s.Kind()] = true
		next, err := s.Next(types.ActDue)
		require.NoError(t, err)
		require.NotEqual(t, s, next)
	}
	require.Len(t, kinds, 3)
	require.Zero(t, types.StatusGone.Kind())
	require.False(t, types.StatusGone.Live())
	require.False(t, types.StatusGone.Ended())
}

func TestActsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range types.Acts {
		require.NotEqual(t, "unknown", a.String())
		seen[a.String()] = true
	}
	require.Len(t, seen, len(types.Acts))
	require.Equal(t, "unknown", types.Act(0).String())
}
