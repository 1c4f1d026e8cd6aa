package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

const (
	none      = types.JobStatusUnspecified
	open      = types.JobStatusOpen
	revealing = types.JobStatusRevealing
	awarded   = types.JobStatusAwarded
	expired   = types.JobStatusExpired
	cancelled = types.JobStatusCancelled
)

// Every pair of statuses: those listed may follow, all others may not.
func TestTransitions(t *testing.T) {
	all := []types.JobStatus{none, open, revealing, awarded, expired, cancelled}
	require.Len(t, all, len(types.JobStatus_name), "a new status needs its rows here")
	allowed := map[[2]types.JobStatus]bool{
		{none, open}:         true,
		{open, revealing}:    true,
		{open, expired}:      true,
		{open, cancelled}:    true,
		{revealing, awarded}: true,
		{revealing, expired}: true,
		{awarded, awarded}:   true,
		{awarded, expired}:   true,
	}
	for _, from := range all {
		for _, to := range all {
			require.Equal(t, allowed[[2]types.JobStatus{from, to}], from.CanBecome(to), "%s to %s", from, to)
		}
	}
	require.False(t, types.JobStatus(99).CanBecome(open))
	require.False(t, open.CanBecome(types.JobStatus(99)))
}

// Every status that is stored is either live or an end, and has one kind of deadline.
func TestStatusesAreLiveOrEnded(t *testing.T) {
	for s, want := range map[types.JobStatus]struct {
		live, ended bool
		kind        uint32
	}{
		open:      {true, false, types.KindJob},
		revealing: {true, false, types.KindJob},
		awarded:   {false, true, types.KindPrune},
		expired:   {false, true, types.KindPrune},
		cancelled: {false, true, types.KindPrune},
	} {
		require.Equal(t, want.live, s.Live(), s)
		require.Equal(t, want.ended, s.Ended(), s)
		require.Equal(t, want.kind, s.DeadlineKind(), s)
	}
	require.False(t, none.Live())
	require.False(t, none.Ended())
}

// The phases go by the time besides the status: the deadline between them may wait in the queue.
func TestPhases(t *testing.T) {
	for name, tc := range map[string]struct {
		status           types.JobStatus
		now              uint64
		commits, reveals bool
	}{
		"posted":                               {open, 100, true, false},
		"the last moment of the bidding":       {open, 109, true, false},
		"the bidding is over, not yet handled": {open, 110, false, true},
		"revealing":                            {revealing, 110, false, true},
		"the last moment of the reveals":       {revealing, 129, false, true},
		"the reveals are over, not handled":    {revealing, 130, false, false},
		"nothing was handled":                  {open, 130, false, false},
		"cancelled":                            {cancelled, 115, false, false},
		"expired":                              {expired, 115, false, false},
		"awarded":                              {awarded, 115, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			j := types.Job{Status: tc.status, PostedMs: 100, RevealEndMs: 130}
			j.Request.Clocks = types.Clocks{BidMs: 10, RevealMs: 20}
			require.Equal(t, tc.commits, j.TakesCommitments(tc.now))
			require.Equal(t, tc.reveals, j.TakesReveals(tc.now))
		})
	}
}

func TestBidRefTakesApart(t *testing.T) {
	ref := types.BidRef([]byte("12345678"), []byte("provider"))
	job, provider, ok := types.SplitBidRef(ref)
	require.True(t, ok)
	require.Equal(t, "12345678", string(job))
	require.Equal(t, "provider", string(provider))
	_, _, ok = types.SplitBidRef([]byte("12345678"))
	require.False(t, ok)
}
