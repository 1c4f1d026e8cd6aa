package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// load returns an agreement, its key and the market time.
func (k *Keeper) load(ctx context.Context, id string) (a types.Agreement, key []byte, now uint64, err error) {
	if key, err = types.ParseID("agreement", id); err != nil {
		return a, nil, 0, err
	}
	if a, err = k.get(ctx, key); err != nil {
		return a, nil, 0, err
	}
	now, err = k.clock.Now(ctx)
	return a, key, now, err
}

// allow checks an act against the status and the clock of an agreement. From the deadline on, only the acts are possible
// that the deadline leaves open (ErrDeadlinePassed), however long it waits in the queue.
func allow(a types.Agreement, act types.Act, now uint64) error {
	if _, err := a.Status.Next(act); err != nil {
		return types.ErrTransition.Wrapf("%s: %s in status %s", a.Id, act, a.Status)
	}
	if act.OnlyBeforeDue() && now >= a.DueMs {
		return types.ErrDeadlinePassed.Wrapf("%s: %s at %d, due was %d", a.Id, act, now, a.DueMs)
	}
	return nil
}

// enter is the one writer of status: it moves the agreement to where the act leads, stores it with its new deadline,
// keeps the lists of running agreements, and emits the event of the transition. The caller has set everything else.
func (k *Keeper) enter(ctx context.Context, key []byte, a types.Agreement, act types.Act, due uint64, event func(types.Agreement) sdk.Event) (types.Agreement, error) {
	from := a.Status
	next, err := from.Next(act)
	if err != nil {
		return a, err
	}
	if err := k.deadlines.Cancel(ctx, a.DueMs, from.Kind(), key); err != nil {
		return a, err
	}
	if from.Live() && !next.Live() {
		if err := k.retire(ctx, key, a); err != nil {
			return a, err
		}
	}
	if next == types.StatusGone {
		emit(ctx, event(a))
		return a, k.agreements.Remove(ctx, key)
	}
	a.Status, a.DueMs = next, due
	if err := k.deadlines.Schedule(ctx, due, next.Kind(), key); err != nil {
		return a, err
	}
	if err := k.agreements.Set(ctx, key, a); err != nil {
		return a, err
	}
	emit(ctx, event(a))
	return a, nil
}

// retire takes an ending agreement out of the lists and the count.
func (k *Keeper) retire(ctx context.Context, key []byte, a types.Agreement) error {
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	for _, live := range liveKeys(key, client, provider) {
		if err := k.live.Remove(ctx, live); err != nil {
			return err
		}
	}
	return k.disengage(ctx, provider)
}

func liveKeys(key []byte, client, provider sdk.AccAddress) [2]liveKey {
	return [2]liveKey{
		collections.Join3(client, uint16(types.RoleClient), key),
		collections.Join3(provider, uint16(types.RoleProvider), key),
	}
}
