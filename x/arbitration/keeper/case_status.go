package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// move is a transition: the act, where it leads, the deadline there and the one event that tells it; without an event the
// case only waits, or settles, further.
type move struct {
	act   types.Act
	to    types.Status
	due   uint64
	event func(types.Case) sdk.Event
}

// enter is the one writer of status: it brings a case from what it was to where the act leads, stores it with its new
// deadline, keeps the lists by status and party, and emits the event of the transition. The caller has set all else in c.
func (k *Keeper) enter(ctx context.Context, key []byte, was, c types.Case, m move) (types.Case, error) {
	if err := was.Status.Leads(m.act, m.to); err != nil {
		return c, err
	}
	if was.Status != types.StatusGone {
		if err := k.deadlines.Cancel(ctx, was.DueMs, was.Status.DeadlineKind(), key); err != nil {
			return c, err
		}
		if err := k.byStatus.Remove(ctx, collections.Join(uint32(was.Status), key)); err != nil {
			return c, err
		}
	}
	if m.to == types.StatusGone {
		emit(ctx, m.event(c))
		return c, k.forget(ctx, key, c)
	}
	c.Status, c.DueMs = m.to, m.due
	if err := k.deadlines.Schedule(ctx, m.due, m.to.DeadlineKind(), key); err != nil {
		return c, err
	}
	if err := k.byStatus.Set(ctx, collections.Join(uint32(m.to), key)); err != nil {
		return c, err
	}
	if err := k.cases.Set(ctx, key, c); err != nil {
		return c, err
	}
	if m.event != nil {
		emit(ctx, m.event(c))
	}
	return c, nil
}

// forget deletes a closed case with all that belongs to it.
func (k *Keeper) forget(ctx context.Context, key []byte, c types.Case) error {
	client, provider, err := c.Request.Parties()
	if err != nil {
		return err
	}
	for _, party := range []sdk.AccAddress{client, provider} {
		if err := k.parties.Remove(ctx, collections.Join(party, key)); err != nil {
			return err
		}
	}
	// The bounds of what is cleared: MaxEvidence a side, the seats of MaxRounds panels.
	if err := k.evidence.Clear(ctx, collections.NewPrefixedTripleRange[[]byte, uint32, uint32](key)); err != nil {
		return err
	}
	if err := k.seats.Clear(ctx, collections.NewPrefixedTripleRange[[]byte, uint32, sdk.AccAddress](key)); err != nil {
		return err
	}
	return k.cases.Remove(ctx, key)
}

// index puts a case into the lists of its parties.
func (k *Keeper) index(ctx context.Context, key []byte, c types.Case) error {
	client, provider, err := c.Request.Parties()
	if err != nil {
		return err
	}
	for _, party := range []sdk.AccAddress{client, provider} {
		if err := k.parties.Set(ctx, collections.Join(party, key)); err != nil {
			return err
		}
	}
	return nil
}
