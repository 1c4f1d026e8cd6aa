package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// InitGenesis stores parameters and holds and computes sums, index and counts. It runs after x/auth and x/bank: it makes
// the module account and refuses holds that the balances do not cover (ErrInsufficient) or that are of a scope without a
// handle (ErrScopeUnknown).
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	// Burning nothing makes the module account, and tells at start when it lacks the permission to burn.
	if err := safely(func() error { return k.bank.BurnCoins(ctx, types.ModuleName, sdk.NewCoins()) }); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, e := range gs.Holds {
		if !k.scopes[e.Scope] {
			return types.ErrScopeUnknown.Wrapf("%q of ref %x", e.Scope, e.Ref)
		}
		agent, err := e.Hold.AgentAddress()
		if err != nil {
			return err
		}
		held, err := k.requireAvailable(ctx, agent, e.Hold.Coin)
		if err != nil {
			return err
		}
		count, err := k.countOf(ctx, agent)
		if err != nil {
			return err
		}
		if err := k.create(ctx, types.Target{Scope: e.Scope, Ref: e.Ref}, agent, e.Hold, count); err != nil {
			return err
		}
		if err := k.setHeld(ctx, agent, e.Hold.Coin.Denom, held.Add(e.Hold.Coin.Amount)); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns parameters and holds, ordered by scope and ref.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.holds.Walk(ctx, nil, func(key holdKey, h types.Hold) (bool, error) {
		gs.Holds = append(gs.Holds, types.HoldEntry{Scope: key.K1(), Ref: key.K2(), Hold: h})
		return false, nil
	})
	return gs, err
}

// heldSums returns every entry of the sums.
func (k *Keeper) heldSums(ctx context.Context) ([]collections.KeyValue[heldKey, math.Int], error) {
	it, err := k.held.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	return it.KeyValues()
}
