// Package keeper keeps market time: the sum of the steps of all blocks, none of them longer than max_step_ms.
package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/clock/types"
)

// Keeper owns the clock.
type Keeper struct {
	authority string
	schema    collections.Schema
	params    collections.Item[types.Params]
	clock     collections.Item[types.Clock]
}

// New returns the keeper; authority is the bech32 address that may update the parameters. It panics on a missing
// dependency, which is an error of the wiring.
func New(cdc codec.BinaryCodec, store corestore.KVStoreService, authority string) *Keeper {
	if cdc == nil || store == nil || authority == "" {
		panic("clock: codec, store and authority are needed")
	}
	sb := collections.NewSchemaBuilder(store)
	k := &Keeper{
		authority: authority,
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](cdc)),
		clock:     collections.NewItem(sb, types.ClockKey, "clock", codec.CollValue[types.Clock](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Sprintf("clock: schema: %s", err))
	}
	k.schema = schema
	return k
}

// Schema returns the layout of the store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// Now returns the market time in milliseconds: the only time any module reads. ErrNotSet before genesis.
func (k *Keeper) Now(ctx context.Context) (uint64, error) {
	clock, err := k.Clock(ctx)
	return clock.NowMs, err
}

// Clock returns the market time and the time of the last block. ErrNotSet before genesis.
func (k *Keeper) Clock(ctx context.Context) (types.Clock, error) {
	clock, err := k.clock.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Clock{}, types.ErrNotSet.Wrap("clock")
	}
	return clock, err
}

// GetParams returns the parameters. ErrNotSet before genesis.
func (k *Keeper) GetParams(ctx context.Context) (types.Params, error) {
	params, err := k.params.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotSet.Wrap("params")
	}
	return params, err
}

// BeginBlock advances market time by the time since the last block, at most max_step_ms.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	clock, err := k.Clock(ctx)
	if err != nil {
		return err
	}
	unixMs := sdk.UnwrapSDKContext(ctx).BlockTime().UnixMilli()
	return k.clock.Set(ctx, clock.Tick(unixMs, params.MaxStepMs))
}
