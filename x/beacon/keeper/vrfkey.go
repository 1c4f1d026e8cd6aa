package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
)

// record returns what a validator has registered.
func (k *Keeper) record(ctx context.Context, operator sdk.ValAddress) (types.VrfKey, bool, error) {
	record, err := k.keys.Get(ctx, operator)
	if errors.Is(err, collections.ErrNotFound) {
		return types.VrfKey{}, false, nil
	}
	return record, err == nil, err
}

// Key returns what a validator has registered. ErrNoKey for nothing.
func (k *Keeper) Key(ctx context.Context, operator sdk.ValAddress) (types.VrfKey, error) {
	record, found, err := k.record(ctx, operator)
	if err == nil && !found {
		err = types.ErrNoKey.Wrapf("validator %s", operator)
	}
	return record, err
}

// KeyOf returns what the validator that proposes under a consensus address has registered, and whether it has.
func (k *Keeper) KeyOf(ctx context.Context, proposer sdk.ConsAddress) (types.VrfKey, bool, error) {
	operator, err := k.validators.Operator(ctx, proposer)
	if err != nil || operator == nil {
		return types.VrfKey{}, false, err
	}
	return k.record(ctx, operator)
}

// change registers a key, nil for none, from the epoch after the next on. ErrNoValidator, ErrPending, ErrNoChange.
func (k *Keeper) change(ctx context.Context, operator sdk.ValAddress, key []byte) (types.VrfKey, error) {
	exists, err := k.validators.Exists(ctx, operator)
	if err != nil {
		return types.VrfKey{}, err
	}
	if !exists {
		return types.VrfKey{}, types.ErrNoValidator.Wrapf("%s", operator)
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return types.VrfKey{}, err
	}
	before, found, err := k.record(ctx, operator)
	if err != nil {
		return types.VrfKey{}, err
	}
	if !found {
		before.Validator = operator.String()
	}
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	after, err := before.Change(height, params.ChangeFrom(height), key)
	if err != nil {
		return types.VrfKey{}, err
	}
	return after, k.keys.Set(ctx, operator, after)
}

// Drop forgets the key of a validator that has ceased to exist: unbonded, and without a delegation left.
func (k *Keeper) Drop(ctx context.Context, operator sdk.ValAddress) error {
	_, found, err := k.record(ctx, operator)
	if err != nil || !found {
		return err
	}
	if err := k.keys.Remove(ctx, operator); err != nil {
		return err
	}
	sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(types.NewKeyDroppedEvent(operator.String()))
	return nil
}
