package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
)

// The words for how a seat stands to the final verdict, in events.
const (
	standsHidden   = "unrevealed"
	standsFar      = "incoherent"
	standsCoherent = "coherent"
)

// isCoherent says whether a seat revealed a vote at most one step from the final verdict of its case.
func isCoherent(c types.Case, s seat) bool { return s.Revealed && jury.Coherent(s.Bps, c.VerdictBps) }

func coherentSeats(c types.Case, seats []seat) (list []seat) {
	for _, s := range seats {
		if isCoherent(c, s) {
			list = append(list, s)
		}
	}
	return list
}

// lost is what a seat loses of its lock by the final verdict.
func lost(c types.Case, s seat) math.Int {
	switch {
	case !s.Revealed:
		return jury.Share(s.Lock, c.Rules.UnrevealedBps)
	case !isCoherent(c, s):
		return jury.Share(s.Lock, c.Rules.IncoherentBps)
	}
	return math.ZeroInt()
}

// closeCaseSeat frees the lock of a seat and takes the case off the arbiter's list; what it lost is paid already.
func (k *Keeper) closeCaseSeat(ctx context.Context, key []byte, c types.Case, s seat, lost, earned math.Int, now uint64) error {
	standing := standsCoherent
	switch {
	case !s.Revealed:
		standing = standsHidden
	case !isCoherent(c, s):
		standing = standsFar
	}
	end := seatEnd{Lock: s.Lock, Lost: lost, Absent: !s.Revealed, Coherent: isCoherent(c, s)}
	if err := k.closeSeat(ctx, s.arbiter, end, now); err != nil {
		return err
	}
	if err := k.seated.Remove(ctx, collections.Join(s.arbiter, key)); err != nil {
		return err
	}
	emit(ctx, types.NewSeatSettledEvent(c, s.Seat, standing, lost, earned))
	return nil
}
