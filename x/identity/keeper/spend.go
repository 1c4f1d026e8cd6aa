package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// Spend counts coin against the mandate behind the authority, over all modules together, and returns what to restore it
// by. The owner is bound by no mandate and nothing is counted. counterparty is the agent dealt with, nil when there is
// none yet; a mandate that names counterparties or asks something of them refuses that. ErrNoAuthority for an authority that Authorize did not
// make, ErrNotAuthorized, ErrMandateExpired, ErrActionNotAllowed, ErrDenomNotAllowed, ErrCounterpartyNotAllowed,
// ErrRequirementUnmet, ErrCounterpartyScore, ErrAboveAction, ErrAboveWindow, ErrAboveLifetime.
func (k *Keeper) Spend(ctx context.Context, authority types.Authority, coin sdk.Coin, counterparty sdk.AccAddress) (types.SpendRef, error) {
	if authority.IsZero() {
		return types.SpendRef{}, types.ErrNoAuthority.Wrapf("%s", coin)
	}
	if err := field.Coin("coin", coin); err != nil {
		return types.SpendRef{}, err
	}
	agent, key := authority.Agent(), authority.Signer()
	if authority.IsOwner() {
		return types.SpendRef{Agent: agent.String()}, nil
	}
	// The mandate is looked at again: it may have been taken away since the authority was made.
	o, err := k.mandated(ctx, agent, key, types.Action(authority.Action()))
	if err != nil {
		return types.SpendRef{}, err
	}
	if err := k.allowCounterparty(ctx, o, counterparty); err != nil {
		return types.SpendRef{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.SpendRef{}, err
	}
	o, bucket, err := o.Spend(now, coin)
	if err != nil {
		return types.SpendRef{}, err
	}
	if err := k.operators.Set(ctx, collections.Join(agent, key), o); err != nil {
		return types.SpendRef{}, err
	}
	return types.SpendRef{Agent: o.Agent, Operator: o.Key, Serial: o.Serial, Bucket: bucket}, nil
}

// AllowDealing says whether the mandate behind the authority allows a binding with a counterparty in a denom, for what
// binds without a coin being held: the cover that a provider gives in capital. The owner is bound by no mandate.
// ErrNoAuthority, ErrNotAuthorized, ErrMandateExpired, ErrActionNotAllowed, ErrDenomNotAllowed, and what Spend says of the
// counterparty.
func (k *Keeper) AllowDealing(ctx context.Context, authority types.Authority, denom string, counterparty sdk.AccAddress) error {
	if authority.IsZero() {
		return types.ErrNoAuthority.Wrap(denom)
	}
	if authority.IsOwner() {
		return nil
	}
	o, err := k.mandated(ctx, authority.Agent(), authority.Signer(), types.Action(authority.Action()))
	if err != nil {
		return err
	}
	if o.Index(denom) < 0 {
		return types.ErrDenomNotAllowed.Wrapf("operator %s of agent %s: %s", o.Key, o.Agent, denom)
	}
	return k.allowCounterparty(ctx, o, counterparty)
}

// Restore gives coin back to the mandate that ref names: always to its lifetime, and to the window as long as the bucket
// of the spending still counts. A mandate that is gone or replaced is left alone, and so is the owner, who has none.
func (k *Keeper) Restore(ctx context.Context, ref types.SpendRef, coin sdk.Coin) error {
	if ref.Operator == "" {
		return nil
	}
	if coin.Amount.IsNil() || coin.Amount.IsNegative() {
		return field.ErrCoin.Wrapf("coin: amount %s, want 0 or more", coin.Amount)
	}
	agent, key, err := parse("agent", ref.Agent, "operator", ref.Operator)
	if err != nil {
		return err
	}
	o, err := k.operators.Get(ctx, collections.Join(agent, key))
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	i := o.Index(coin.Denom)
	if o.Serial != ref.Serial || i < 0 {
		return nil
	}
	o.Spent[i] = o.Spent[i].Sub(ref.Bucket, coin.Amount)
	return k.operators.Set(ctx, collections.Join(agent, key), o)
}

// parse reads two addresses; the names are for the errors.
func parse(nameA, a, nameB, b string) (addrA, addrB sdk.AccAddress, err error) {
	if addrA, err = field.Address(nameA, a); err != nil {
		return nil, nil, err
	}
	addrB, err = field.Address(nameB, b)
	return addrA, addrB, err
}
