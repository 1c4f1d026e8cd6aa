package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// Move puts amount of a hold under another name, which may be of any scope: into the hold that stands there, of the same
// agent and denom, or into a new one. No coin moves and no mandate counts; the youngest fundings travel along and are the
// youngest again where they arrive. amount 0 does nothing.
//
// It refuses only what a module does wrong: ErrHoldNotFound, ErrAmount, ErrAboveHold, ErrScopeUnknown, ErrRef,
// ErrSameHold, ErrHoldMismatch. It is a settlement of money that is reserved already, so no limit that can be reached by
// honest use stops it: not min_hold, accepted_denoms or max_holds_per_agent, and where the fundings become too many the
// oldest are joined (types.Squeeze).
func (h *Handle) Move(ctx context.Context, ref []byte, to types.Target, amount math.Int) error {
	from := h.at(ref)
	hold, agent, err := h.take(ctx, ref, amount)
	if err != nil {
		return err
	}
	if !h.k.scopes[to.Scope] {
		return types.ErrScopeUnknown.Wrapf("to %q", to.Scope)
	}
	if len(to.Ref) == 0 || len(to.Ref) > types.MaxRef {
		return types.ErrRef.Wrapf("to scope %s: %d bytes, want 1 to %d", to.Scope, len(to.Ref), types.MaxRef)
	}
	if to.Scope == from.Scope && bytes.Equal(to.Ref, from.Ref) {
		return types.ErrSameHold.Wrapf("scope %s, ref %x", to.Scope, to.Ref)
	}
	target, err := h.k.find(ctx, to)
	isNew := errors.Is(err, types.ErrHoldNotFound)
	if err != nil && !isNew {
		return err
	}
	if isNew {
		target = types.Hold{Agent: hold.Agent, Coin: sdk.NewCoin(hold.Coin.Denom, math.ZeroInt())}
	}
	if target.Agent != hold.Agent || target.Coin.Denom != hold.Coin.Denom {
		return types.ErrHoldMismatch.Wrapf("scope %s, ref %x: hold of %s in %s, moved there by %s in %s", to.Scope, to.Ref, target.Agent, target.Coin.Denom, hold.Agent, hold.Coin.Denom)
	}
	if amount.IsZero() {
		return nil
	}
	rest, taken := types.TakeYoungest(hold.Fundings, amount)
	hold.Fundings, hold.Coin.Amount = rest, hold.Coin.Amount.Sub(amount)
	target.Fundings = types.Squeeze(types.Fund(target.Fundings, taken...), target.Agent)
	target.Coin.Amount = target.Coin.Amount.Add(amount)
	if err := h.k.update(ctx, from, agent, hold); err != nil {
		return err
	}
	if err := h.k.arrive(ctx, to, agent, target, isNew); err != nil {
		return err
	}
	emit(ctx, types.NewHoldMovedEvent(from, hold, amount, to))
	return nil
}

// arrive stores the hold that money was moved into.
func (k *Keeper) arrive(ctx context.Context, to types.Target, agent sdk.AccAddress, h types.Hold, isNew bool) error {
	if !isNew {
		return k.update(ctx, to, agent, h)
	}
	count, err := k.countOf(ctx, agent)
	if err != nil {
		return err
	}
	return k.create(ctx, to, agent, h, count)
}
