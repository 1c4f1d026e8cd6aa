package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/types"
)

// InitGenesis stores the parameters and all records as they are.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, e := range gs.Evidence {
		agent, err := sdk.AccAddressFromBech32(e.Agent)
		if err != nil {
			return err
		}
		if err := k.evidence.Set(ctx, collections.Join(agent, e.Skill), e.Evidence); err != nil {
			return err
		}
	}
	for _, e := range gs.Pairs {
		client, err := sdk.AccAddressFromBech32(e.Client)
		if err != nil {
			return err
		}
		provider, err := sdk.AccAddressFromBech32(e.Provider)
		if err != nil {
			return err
		}
		if err := k.pairs.Set(ctx, collections.Join(client, provider), e.Pair); err != nil {
			return err
		}
	}
	for _, e := range gs.Capital {
		agent, err := sdk.AccAddressFromBech32(e.Agent)
		if err != nil {
			return err
		}
		if err := k.capital.Set(ctx, agent, e.Capital); err != nil {
			return err
		}
	}
	for _, e := range gs.Clients {
		agent, err := sdk.AccAddressFromBech32(e.Agent)
		if err != nil {
			return err
		}
		if err := k.clients.Set(ctx, agent, e.Record); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the parameters and all records as they are stored, in the order of their keys: not decayed, so
// that an import gives the same bytes.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.evidence.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, string], e types.Evidence) (bool, error) {
		gs.Evidence = append(gs.Evidence, types.SkillEvidence{Agent: key.K1().String(), Skill: key.K2(), Evidence: e})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.pairs.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], p types.Pair) (bool, error) {
		gs.Pairs = append(gs.Pairs, types.PairEntry{Client: key.K1().String(), Provider: key.K2().String(), Pair: p})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.capital.Walk(ctx, nil, func(agent sdk.AccAddress, c types.Capital) (bool, error) {
		gs.Capital = append(gs.Capital, types.CapitalEntry{Agent: agent.String(), Capital: c})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.clients.Walk(ctx, nil, func(agent sdk.AccAddress, c types.ClientRecord) (bool, error) {
		gs.Clients = append(gs.Clients, types.ClientEntry{Agent: agent.String(), Record: c})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return gs, nil
}
