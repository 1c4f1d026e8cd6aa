package types_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

const (
	none      = types.JobStatusUnspecified
	open      = types.JobStatusOpen
	revealing = types.JobStatusRevealing
	choosing  = types.JobStatusChoosing
	awarded   = types.JobStatusAwarded
	expired   = types.JobStatusExpired
	cancelled = types.JobStatusCancelled
)

// Every pair of statuses: those listed may follow, all others may not.
func TestTransitions(t *testing.T) {
	all := []types.JobStatus{none, open, revealing, choosing, awarded, expired, cancelled}
	require.Len(t, all, len(types.JobStatus_name), "a new status needs its rows here")
	allowed := map[[2]types.JobStatus]bool{
		{none, open}:          true,
		{open, revealing}:     true,
		{open, choosing}:      true,
		{open, awarded}:       true,
		{open, expired}:       true,
		{open, cancelled}:     true,
		{revealing, choosing}: true,
		{revealing, awarded}:  true,
		{revealing, expired}:  true,
		{choosing, awarded}:   true,
		{choosing, expired}:   true,
		{awarded, awarded}:    true,
		{awarded, expired}:    true,
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
		choosing:  {true, false, types.KindJob},
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
	const sealed, auction, clock = types.AuctionSealed, types.AuctionOpen, types.AuctionClock
	for name, tc := range map[string]struct {
		auction          types.Auction
		status           types.JobStatus
		now, taken       uint64
		bidding, reveals bool
		taker, choice    bool
	}{
		"posted":                               {sealed, open, 100, 0, true, false, true, false},
		"the last moment of the bidding":       {sealed, open, 109, 0, true, false, true, false},
		"the bidding is over, not yet handled": {sealed, open, 110, 0, false, true, false, false},
		"revealing":                            {sealed, revealing, 110, 0, false, true, false, false},
		"the last moment of the reveals":       {sealed, revealing, 129, 0, false, true, false, false},
		"the reveals are over, not handled":    {sealed, revealing, 130, 0, false, false, false, false},
		"nothing was handled":                  {sealed, open, 130, 0, false, false, false, false},
		"cancelled":                            {sealed, cancelled, 115, 0, false, false, false, false},
		"expired":                              {sealed, expired, 115, 0, false, false, false, false},
		"awarded":                              {sealed, awarded, 115, 0, false, false, false, false},
		"choosing":                             {sealed, choosing, 149, 0, false, false, false, true},
		"the choice is over, not handled":      {sealed, choosing, 150, 0, false, false, false, false},
		"an open auction has no reveals":       {auction, open, 115, 0, false, false, false, false},
		"a clock runs":                         {clock, open, 109, 0, true, false, true, false},
		"a clock was taken at this moment":     {clock, open, 105, 105, false, false, true, false},
		"a clock was taken before":             {clock, open, 106, 105, false, false, false, false},
		"a clock has run out":                  {clock, open, 110, 0, false, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			j := types.Job{Status: tc.status, PostedMs: 100, BidEndMs: 110, TakenMs: tc.taken, DueMs: 150}
			j.Request.Auction, j.Request.Clocks = tc.auction, types.Clocks{BidMs: 10, RevealMs: 20}
			require.Equal(t, tc.bidding, j.Bidding(tc.now), "bids")
			require.Equal(t, tc.reveals, j.TakesReveals(tc.now), "reveals")
			require.Equal(t, tc.taker, j.TakesTaker(tc.now), "a taker")
			require.Equal(t, tc.choice, j.TakesChoice(tc.now), "a choice")
		})
	}
}

func TestSnipe(t *testing.T) {
	for name, tc := range map[string]struct {
		extensions       uint32
		now, window, end uint64
		moved            bool
	}{
		"early":                            {0, 50, 50, 100, false},
		"a moment too late":                {0, 51, 50, 101, true},
		"the last moment":                  {9, 99, 50, 149, true},
		"as often as may be":               {types.MaxExtensions, 99, 50, 100, false},
		"a window of nothing never does":   {0, 99, 0, 100, false},
		"a window longer than the bidding": {0, 1, 500, 501, true},
	} {
		t.Run(name, func(t *testing.T) {
			j := types.Job{BidEndMs: 100, Extensions: tc.extensions}
			require.Equal(t, tc.moved, j.Snipe(tc.now, tc.window))
			require.Equal(t, tc.end, j.BidEndMs)
			want := tc.extensions
			if tc.moved {
				want++
			}
			require.Equal(t, want, j.Extensions)
		})
	}
}

// The diagrams of the README show exactly the transitions there are.
func TestTheDiagramsOfTheReadmeAreTheTables(t *testing.T) {
	shown := arrows(t, "jobs", "JOB_STATUS_", types.JobStatus_value)
	for _, from := range types.JobStatus_value {
		for _, to := range types.JobStatus_value {
			require.Equal(t, types.JobStatus(from).CanBecome(types.JobStatus(to)), shown[[2]int32{from, to}],
				"%s to %s", types.JobStatus(from), types.JobStatus(to))
		}
	}
	shown = arrows(t, "offers", "OFFER_STATUS_", types.OfferStatus_value)
	for _, from := range types.OfferStatus_value {
		for _, to := range types.OfferStatus_value {
			require.Equal(t, types.OfferStatus(from).CanBecome(types.OfferStatus(to)), shown[[2]int32{from, to}],
				"%s to %s", types.OfferStatus(from), types.OfferStatus(to))
		}
	}
}

// arrows reads the diagram of that name: pairs of statuses by their numbers, 0 for what does not exist yet.
func arrows(t *testing.T, name, prefix string, numbers map[string]int32) map[[2]int32]bool {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "stateDiagram-v2\n    %% "+name+"\n")
	require.True(t, found, "no diagram of %s", name)
	diagram, _, _ := strings.Cut(rest, "```")
	number := func(status string) int32 {
		if status == "[*]" {
			return 0
		}
		n, ok := numbers[prefix+status]
		require.True(t, ok, status)
		return n
	}
	shown := map[[2]int32]bool{}
	for _, line := range strings.Split(strings.TrimSpace(diagram), "\n") {
		edge, label, ok := strings.Cut(strings.TrimSpace(line), ": ")
		require.True(t, ok && label != "", "an arrow without a reason: %s", line)
		from, to, ok := strings.Cut(edge, " --> ")
		require.True(t, ok, line)
		shown[[2]int32{number(from), number(to)}] = true
	}
	return shown
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
