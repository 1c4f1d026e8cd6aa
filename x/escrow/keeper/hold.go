package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// This file is the only writer of holds, of their index and count, and of the sums.

// find returns a hold. ErrHoldNotFound when there is none.
func (k *Keeper) find(ctx context.Context, at types.Target) (types.Hold, error) {
	h, err := k.holds.Get(ctx, collections.Join(at.Scope, at.Ref))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Hold{}, types.ErrHoldNotFound.Wrapf("scope %s, ref %x", at.Scope, at.Ref)
	}
	return h, err
}

// create stores a new hold of an agent that had count of them; the sum is the caller's to set.
func (k *Keeper) create(ctx context.Context, at types.Target, agent sdk.AccAddress, h types.Hold, count uint64) error {
	if err := k.count.Set(ctx, agent, count+1); err != nil {
		return err
	}
	if err := k.index.Set(ctx, collections.Join3(agent, at.Scope, at.Ref)); err != nil {
		return err
	}
	return k.holds.Set(ctx, collections.Join(at.Scope, at.Ref), h)
}

// update stores a changed hold, or removes it when nothing is left of it; the sum is the caller's to change.
func (k *Keeper) update(ctx context.Context, at types.Target, agent sdk.AccAddress, h types.Hold) error {
	key := collections.Join(at.Scope, at.Ref)
	if !h.Coin.Amount.IsZero() {
		return k.holds.Set(ctx, key, h)
	}
	if err := k.holds.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.index.Remove(ctx, collections.Join3(agent, at.Scope, at.Ref)); err != nil {
		return err
	}
	count, err := k.countOf(ctx, agent)
	if err != nil {
		return err
	}
	switch count {
	case 0:
		return types.ErrBroken.Wrapf("agent %s: more holds than counted", agent)
	case 1:
		return k.count.Remove(ctx, agent)
	default:
		return k.count.Set(ctx, agent, count-1)
	}
}

func (k *Keeper) countOf(ctx context.Context, agent sdk.AccAddress) (uint64, error) {
	count, err := k.count.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return count, err
}

// setHeld stores the sum of the agent's holds of a denom.
func (k *Keeper) setHeld(ctx context.Context, agent sdk.AccAddress, denom string, sum math.Int) error {
	if sum.IsZero() {
		return k.held.Remove(ctx, collections.Join(agent, denom))
	}
	return k.held.Set(ctx, collections.Join(agent, denom), sum)
}

// lowerHeld takes amount off the sum of the agent's holds. ErrBroken when it would fall below zero.
func (k *Keeper) lowerHeld(ctx context.Context, agent sdk.AccAddress, denom string, amount math.Int) error {
	held, err := k.Held(ctx, agent, denom)
	if err != nil {
		return err
	}
	if held.LT(amount) {
		return types.ErrBroken.Wrapf("agent %s: held %s%s, less than %s", agent, held, denom, amount)
	}
	return k.setHeld(ctx, agent, denom, held.Sub(amount))
}

// restore gives fundings back to their mandates, the youngest first.
func (k *Keeper) restore(ctx context.Context, denom string, fundings []types.Funding) error {
	for i := len(fundings) - 1; i >= 0; i-- {
		if err := k.identity.Restore(ctx, fundings[i].Spend, sdk.NewCoin(denom, fundings[i].Amount)); err != nil {
			return err
		}
	}
	return nil
}

func emit(ctx context.Context, e sdk.Event) { sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(e) }
