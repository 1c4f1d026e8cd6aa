package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/arbitration/types"
)

// Every status but the end has exactly one way on without anybody: its deadline.
func TestSilenceLeadsOut(t *testing.T) {
	for _, s := range types.Statuses {
		require.True(t, s.Allows(types.ActDue), s)
	}
	require.False(t, types.StatusGone.Allows(types.ActDue))
	// By deadlines alone, and never twice through a status but where it waits for itself, every status comes to the end.
	next := map[types.Status][]types.Status{}
	for _, x := range types.Transitions() {
		if x.Act == types.ActDue && x.From != x.To {
			next[x.From] = append(next[x.From], x.To)
		}
	}
	var depth func(s types.Status, seen int) int
	depth = func(s types.Status, seen int) int {
		require.Less(t, seen, len(types.Statuses)+1, "a circle")
		if s == types.StatusGone {
			return 0
		}
		longest := 0
		for _, to := range next[s] {
			longest = max(longest, depth(to, seen+1))
		}
		return longest + 1
	}
	require.Equal(t, len(types.Statuses), depth(types.StatusOpened, 0))
}

func TestTransitionsAreRefusedOutsideTheTable(t *testing.T) {
	table := map[types.Transition]bool{}
	for _, x := range types.Transitions() {
		require.False(t, table[x], "twice")
		table[x] = true
	}
	require.Len(t, table, 18)
	for _, from := range append([]types.Status{types.StatusGone}, types.Statuses...) {
		for _, act := range types.Acts {
			for _, to := range append([]types.Status{types.StatusGone}, types.Statuses...) {
				err := from.Leads(act, to)
				if table[types.Transition{From: from, Act: act, To: to}] {
					require.NoError(t, err)
					continue
				}
				require.ErrorIs(t, err, types.ErrTransition, "%s %s %s", from, act, to)
			}
		}
	}
}

func TestKindsOfDeadlines(t *testing.T) {
	seen := map[uint32]bool{}
	for _, s := range types.Statuses {
		kind := s.DeadlineKind()
		require.False(t, seen[kind])
		seen[kind] = true
		require.Less(t, kind, types.KindArbiters)
	}
	require.Zero(t, types.StatusGone.DeadlineKind())
	require.Equal(t, types.KindDraw, types.StatusOpened.DeadlineKind())
	require.Equal(t, types.KindPrune, types.StatusClosed.DeadlineKind())
	for _, act := range types.Acts {
		require.NotEqual(t, "unknown", act.String())
	}
	require.Equal(t, "unknown", types.Act(99).String())
}
