package keeper

import (
	"cmp"
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// InitGenesis stores parameters, values and keys. Without values the chain of values begins before the next block. Whether
// the validators of the keys exist is an invariant: those of genesis transactions do not yet.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	before := max(sdkCtx.BlockHeight()-1, 0) // the height is that of the first block, 0 for a chain that begins at 1
	if len(gs.Values) == 0 {
		gs.Values = []types.Value{{Height: before, Seed: vrf.First(sdkCtx.ChainID())}}
	}
	if last := gs.Values[len(gs.Values)-1].Height; last != before {
		return types.ErrGenesis.Wrapf("values: the last is of height %d, but the chain begins at %d: set initial_height to %d", last, before+1, last+1)
	}
	for _, value := range gs.Values {
		if err := k.store(ctx, value); err != nil {
			return err
		}
	}
	for _, record := range gs.Keys {
		operator, err := types.ValidatorAddress("validator", record.Validator)
		if err != nil {
			return err
		}
		record.Validator = operator.String()
		if err := k.keys.Set(ctx, operator, record); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns parameters, values and keys.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	values, err := k.allValues(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params, Values: values}
	err = k.keys.Walk(ctx, nil, func(_ sdk.ValAddress, record types.VrfKey) (bool, error) {
		gs.Keys = append(gs.Keys, record)
		return false, nil
	})
	return gs, err
}

// allValues returns the values that are kept, in order of height.
func (k *Keeper) allValues(ctx context.Context) ([]types.Value, error) {
	var values []types.Value
	err := k.values.Walk(ctx, nil, func(_ uint64, value types.Value) (bool, error) {
		values = append(values, value)
		return false, nil
	})
	slices.SortFunc(values, func(a, b types.Value) int { return cmp.Compare(a.Height, b.Height) })
	return values, err
}
