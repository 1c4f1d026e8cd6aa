// Package keeper keeps the chain of random values, one per block, and the keys of the validators that contribute to it.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
)

// Keeper owns the beacon.
type Keeper struct {
	authority  string
	validators types.Validators
	schema     collections.Schema
	params     collections.Item[types.Params]
	height     collections.Item[int64]
	values     collections.Map[uint64, types.Value]
	keys       collections.Map[sdk.ValAddress, types.VrfKey]
}

// New returns the keeper; authority is the bech32 address that may update the parameters. It panics on a missing
// dependency, which is an error of the wiring. SetValidators must follow.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string) *Keeper {
	if cdc == nil || store == nil || authority == "" {
		panic("beacon: codec, store and authority are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority,
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		height:    collections.NewItem(sb, types.HeightKey, "height", collections.Int64Value),
		values:    collections.NewMap(sb, types.ValuesKey, "values", collections.Uint64Key, codec.CollValue[types.Value](cdc)),
		keys:      collections.NewMap(sb, types.KeysKey, "keys", sdk.ValAddressKey, codec.CollValue[types.VrfKey](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("beacon: schema: %s", err))
	}
	k.schema = schema
	return k
}

// SetValidators wires x/staking, which is built later. It panics on nil and on a second call.
func (k *Keeper) SetValidators(validators types.Validators) {
	if validators == nil || k.validators != nil {
		panic("beacon: validators are set exactly once")
	}
	k.validators = validators
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	params, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return params, err
}

// Last returns the value of the last block. ErrNotSet before genesis.
func (k *Keeper) Last(ctx context.Context) (types.Value, error) {
	height, err := k.height.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Value{}, types.ErrNotSet.Wrap("height")
	}
	if err != nil {
		return types.Value{}, err
	}
	value, err := k.values.Get(ctx, types.Slot(height))
	if err != nil {
		return types.Value{}, types.ErrBroken.Wrapf("value of height %d: %s", height, err)
	}
	return value, nil
}

// Seed returns the value of a height, R in the design, if it is one of the last 1,024. In the block of that height it is
// there before the first transaction.
//
// The proposer of a block knows its seed before it chooses the transactions, and whoever proposes several blocks in a row
// knows the seeds of all of them: what is drawn must be fixed a good while before the height (README, "How far ahead").
func (k *Keeper) Seed(ctx context.Context, height int64) ([]byte, bool) {
	if height < 0 {
		return nil, false
	}
	value, err := k.values.Get(ctx, types.Slot(height))
	if err != nil || value.Height != height {
		return nil, false
	}
	return value.Seed, true
}

// Value returns the value of a height, with ErrNotKept for one that is not there.
func (k *Keeper) Value(ctx context.Context, height int64) (types.Value, error) {
	if height >= 0 {
		value, err := k.values.Get(ctx, types.Slot(height))
		switch {
		case err != nil && !errors.Is(err, collections.ErrNotFound):
			return types.Value{}, err
		case err == nil && value.Height == height:
			return value, nil
		}
	}
	return types.Value{}, types.ErrNotKept.Wrapf("height %d", height)
}

func (k *Keeper) store(ctx context.Context, value types.Value) error {
	if err := k.values.Set(ctx, types.Slot(value.Height), value); err != nil {
		return err
	}
	return k.height.Set(ctx, value.Height)
}
