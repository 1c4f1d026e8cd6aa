package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// InitGenesis stores the records and the queue as they are and rebuilds indexes and counts.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, j := range gs.Jobs {
		key, err := types.ParseJobID("id", j.Id)
		if err != nil {
			return err
		}
		if err := k.jobs.Set(ctx, key, j); err != nil {
			return err
		}
		if err := k.index(ctx, key, j, types.JobStatusUnspecified, j.Status); err != nil {
			return err
		}
	}
	for _, e := range gs.Standings {
		key, err := types.ParseJobID("job", e.Job)
		if err != nil {
			return err
		}
		if err := k.standings.Set(ctx, key, e.Standing); err != nil {
			return err
		}
	}
	for _, e := range gs.Commitments {
		key, err := types.ParseJobID("job", e.Job)
		if err != nil {
			return err
		}
		provider, err := sdk.AccAddressFromBech32(e.Provider)
		if err != nil {
			return err
		}
		if err := k.commitments.Set(ctx, collections.Join(key, provider), e.Commitment); err != nil {
			return err
		}
	}
	if err := k.initOffers(ctx, gs); err != nil {
		return err
	}
	return k.deadlines.Import(ctx, gs.Deadlines)
}

// ExportGenesis returns the whole state; importing it gives the same store.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.jobs.Walk(ctx, nil, func(_ []byte, j types.Job) (bool, error) {
		gs.Jobs = append(gs.Jobs, j)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.standings.Walk(ctx, nil, func(key []byte, s types.Standing) (bool, error) {
		gs.Standings = append(gs.Standings, types.StandingEntry{Job: types.JobID(key), Standing: s})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.commitments.Walk(ctx, nil, func(at collections.Pair[[]byte, sdk.AccAddress], c types.Commitment) (bool, error) {
		gs.Commitments = append(gs.Commitments, types.CommitmentEntry{
			Job: types.JobID(at.K1()), Provider: at.K2().String(), Commitment: c,
		})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	if err := k.exportOffers(ctx, gs); err != nil {
		return nil, err
	}
	gs.Deadlines, err = k.deadlines.Export(ctx)
	return gs, err
}
