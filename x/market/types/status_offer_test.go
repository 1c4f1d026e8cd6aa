package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

// Every pair of statuses of a negotiation: those listed may follow, all others may not.
func TestOfferTransitions(t *testing.T) {
	all := []types.OfferStatus{
		types.OfferStatusUnspecified, types.OfferStatusOpen, types.OfferStatusAccepted, types.OfferStatusRejected, types.OfferStatusExpired,
	}
	require.Len(t, all, len(types.OfferStatus_name), "a new status needs its rows here")
	allowed := map[[2]types.OfferStatus]bool{
		{types.OfferStatusUnspecified, types.OfferStatusOpen}: true,
		{types.OfferStatusOpen, types.OfferStatusOpen}:        true,
		{types.OfferStatusOpen, types.OfferStatusAccepted}:    true,
		{types.OfferStatusOpen, types.OfferStatusRejected}:    true,
		{types.OfferStatusOpen, types.OfferStatusExpired}:     true,
	}
	for _, from := range all {
		for _, to := range all {
			require.Equal(t, allowed[[2]types.OfferStatus{from, to}], from.CanBecome(to), "%s to %s", from, to)
		}
	}
	require.False(t, types.OfferStatus(99).CanBecome(types.OfferStatusOpen))
	require.False(t, types.OfferStatusOpen.CanBecome(types.OfferStatus(99)))
}

// Every status that is stored is either live or an end, and has one kind of deadline.
func TestOfferStatusesAreLiveOrEnded(t *testing.T) {
	for s, want := range map[types.OfferStatus]struct {
		live, ended bool
		kind        uint32
	}{
		types.OfferStatusOpen:     {true, false, types.KindOffer},
		types.OfferStatusAccepted: {false, true, types.KindOfferPrune},
		types.OfferStatusRejected: {false, true, types.KindOfferPrune},
		types.OfferStatusExpired:  {false, true, types.KindOfferPrune},
	} {
		require.Equal(t, want.live, s.Live(), s)
		require.Equal(t, want.ended, s.Ended(), s)
		require.Equal(t, want.kind, s.DeadlineKind(), s)
	}
	require.False(t, types.OfferStatusUnspecified.Live())
	require.False(t, types.OfferStatusUnspecified.Ended())
}
