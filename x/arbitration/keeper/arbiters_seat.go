package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// lockSeat binds a part of an arbiter's stake to a seat and returns whose the arbiter is. ErrInvariant when it has less
// free: the draw saw to that.
func (k *Keeper) lockSeat(ctx context.Context, arbiter sdk.AccAddress, lock math.Int) (owner string, err error) {
	a, err := k.arbiter(ctx, arbiter)
	if err != nil {
		return "", err
	}
	if a.Free().LT(lock) {
		return "", types.ErrInvariant.Wrapf("%s: %s to lock, %s free", arbiter, lock, a.Free())
	}
	was := a
	a.Locked, a.Seats = a.Locked.Add(lock), a.Seats+1
	return a.Owner, k.putArbiter(ctx, arbiter, was, a)
}

// seatEnd is how a seat ended.
type seatEnd struct {
	// Lock is what it had locked, Lost what was paid or burned of it out of the arbiter's hold.
	Lock, Lost math.Int
	// Absent says that it revealed no vote, Coherent that its vote was near the verdict.
	Absent, Coherent bool
}

// closeSeat frees a seat: what it lost is gone from the stake, the record counts it, an arbiter that was absent twice
// within absent_window_ms is suspended, and one that leaves and has waited gets its stake back with its last seat.
func (k *Keeper) closeSeat(ctx context.Context, arbiter sdk.AccAddress, end seatEnd, now uint64) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	was, err := k.arbiter(ctx, arbiter)
	if err != nil {
		return err
	}
	if was.Seats == 0 || was.Locked.LT(end.Lock) || end.Lock.LT(end.Lost) {
		return types.ErrInvariant.Wrapf("%s: seat with %s locked and %s lost, of %d seats with %s", arbiter, end.Lock, end.Lost, was.Seats, was.Locked)
	}
	a := was
	a.Stake, a.Locked, a.Seats, a.Cases = a.Stake.Sub(end.Lost), a.Locked.Sub(end.Lock), a.Seats-1, a.Cases+1
	if end.Coherent {
		a.Coherent++
	}
	if end.Absent {
		a.Absent++
		if a.Status == types.ArbiterEnlisted && a.LastAbsentMs > 0 && now-min(now, a.LastAbsentMs) < params.AbsentWindowMs {
			a.Status = types.ArbiterSuspended
		}
		a.LastAbsentMs = max(now, 1)
	}
	if err := k.putArbiter(ctx, arbiter, was, a); err != nil {
		return err
	}
	if end.Lost.IsPositive() {
		emit(ctx, types.NewArbiterSlashedEvent(a, end.Lost))
	}
	if a.Status != was.Status {
		emit(ctx, types.NewArbiterSuspendedEvent(a, was.Status))
	}
	if a.Status == types.ArbiterLeaving && a.Seats == 0 && now >= a.LeavesMs {
		return k.unbond(ctx, arbiter, a)
	}
	return nil
}

// dueArbiter does what the deadline of an arbiter demands: the stake of one that leaves is released, unless it still has
// seats; then the last of them releases it. ErrDeadlineKind for any other.
func (k *Keeper) dueArbiter(ctx sdk.Context, kind uint32, id []byte) error {
	a, err := k.arbiter(ctx, id)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if kind != types.KindUnbond || a.Status != types.ArbiterLeaving || now < a.LeavesMs {
		return types.ErrDeadlineKind.Wrapf("%s: kind %d at %d, but it is %s until %d", a.Agent, kind, now, a.Status, a.LeavesMs)
	}
	if a.Seats > 0 {
		return nil
	}
	return k.unbond(ctx, id, a)
}

// unbond releases the stake of an arbiter that leaves and has no seat; its record stays.
func (k *Keeper) unbond(ctx context.Context, arbiter sdk.AccAddress, was types.Arbiter) error {
	if err := k.deadlines.Cancel(ctx, was.LeavesMs, types.KindUnbond, arbiter); err != nil {
		return err
	}
	if was.Stake.IsPositive() {
		if err := k.escrow.Release(ctx, types.StakeRef(arbiter)); err != nil {
			return err
		}
	}
	a := was
	a.Status, a.Stake, a.Skills, a.LeavesMs = types.ArbiterLeft, math.ZeroInt(), nil, 0
	emit(ctx, types.NewArbiterLeftEvent(a, was.Status, was.Stake))
	return k.putArbiter(ctx, arbiter, was, a)
}
