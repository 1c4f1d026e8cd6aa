package keeper

import (
	"context"

	"github.com/trothchain/troth/x/clock/types"
)

// InitGenesis stores the parameters and the clock.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	return k.clock.Set(ctx, gs.Clock)
}

// ExportGenesis returns the parameters and the clock.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	clock, err := k.Clock(ctx)
	if err != nil {
		return nil, err
	}
	return &types.GenesisState{Params: params, Clock: clock}, nil
}
