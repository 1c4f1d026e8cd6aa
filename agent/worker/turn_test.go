package worker

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatIsUrgentGoesFirst(t *testing.T) {
	turns := newTurns(2)
	ctx := t.Context()
	require.NoError(t, turns.take(ctx, newWork))
	got := make(chan rank, 8)
	wait := func(r rank) {
		turns.mu.Lock()
		n := len(turns.waiting[r])
		turns.mu.Unlock()
		go func() {
			if turns.take(ctx, r) == nil {
				got <- r
			}
		}()
		require.Eventually(t, func() bool {
			turns.mu.Lock()
			defer turns.mu.Unlock()
			return len(turns.waiting[r]) > n || len(got) > 0
		}, time.Second, time.Millisecond)
	}
	wait(newWork)
	require.Empty(t, got, "new work has at most half of the places")
	require.NoError(t, turns.take(ctx, ownWork), "the other half is for what is under way")
	wait(ownWork)
	wait(ownBids)
	turns.give(ownWork)
	require.Equal(t, ownBids, <-got)
	turns.give(ownBids)
	require.Equal(t, ownWork, <-got)
	turns.give(newWork)
	require.Equal(t, newWork, <-got)
	require.Zero(t, turns.all)

	ended, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, turns.take(ended, ownBids), context.Canceled)
	turns.give(newWork)
	turns.give(ownWork)
	require.Equal(t, 2, turns.all, "no place is lost")
	require.Equal(t, 1, turns.news)
}
