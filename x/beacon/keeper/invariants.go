package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/beacon/types"
)

// Checks returns what must hold after every block.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "beacon/values", Run: k.checkValues},
		{Name: "beacon/keys", Run: k.checkKeys},
	}
}

// checkValues: the values are those of the last blocks without a gap, each in its slot, and each follows the one before.
func (k *Keeper) checkValues(ctx context.Context) error {
	last, err := k.Last(ctx)
	if err != nil {
		return err
	}
	err = k.values.Walk(ctx, nil, func(slot uint64, value types.Value) (bool, error) {
		if types.Slot(value.Height) != slot {
			return true, types.ErrBroken.Wrapf("value of height %d in slot %d", value.Height, slot)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	values, err := k.allValues(ctx)
	if err != nil {
		return err
	}
	if end := values[len(values)-1]; end.Height != last.Height {
		return types.ErrBroken.Wrapf("the last value is of height %d, one of height %d is kept", last.Height, end.Height)
	}
	return types.CheckChain(values)
}

// checkKeys: every key is well-formed, under its validator's address, and that of a validator there is.
func (k *Keeper) checkKeys(ctx context.Context) error {
	return k.keys.Walk(ctx, nil, func(operator sdk.ValAddress, record types.VrfKey) (bool, error) {
		if record.Validator != operator.String() {
			return true, types.ErrBroken.Wrapf("the key of %s lies under %s", record.Validator, operator)
		}
		if err := record.Validate(); err != nil {
			return true, types.ErrBroken.Wrapf("the key of %s: %s", operator, err)
		}
		exists, err := k.validators.Exists(ctx, operator)
		if err == nil && !exists {
			err = types.ErrBroken.Wrapf("a key of %s, which is no validator", operator)
		}
		return err != nil, err
	})
}
