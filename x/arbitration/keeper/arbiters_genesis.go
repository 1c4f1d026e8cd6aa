package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
)

// initArbiters stores the arbiters, the trees slot by slot and the changes that wait; the lists and sums follow from them.
func (k *Keeper) initArbiters(ctx context.Context, gs types.GenesisState) error {
	for _, a := range gs.Arbiters {
		agent, err := a.AgentAddress()
		if err != nil {
			return err
		}
		if err := k.arbiters.records.Set(ctx, agent, a); err != nil {
			return err
		}
		for _, key := range listKeys(agent, a) {
			if err := k.arbiters.lists.Set(ctx, key); err != nil {
				return err
			}
		}
	}
	for _, t := range gs.Trees {
		for _, l := range t.Leaves {
			agent, err := field.Address("leaf.agent", l.Agent)
			if err != nil {
				return err
			}
			if err := k.tree(ctx, t.Skill).Set(string(agent), l.Stake); err != nil {
				return types.ErrTree.Wrapf("%q: %s", t.Skill, err)
			}
		}
	}
	for _, c := range gs.Changes {
		agent, err := field.Address("change.agent", c.Agent)
		if err != nil {
			return err
		}
		if err := k.arbiters.changes.Set(ctx, collections.Join(c.Height, agent), c); err != nil {
			return err
		}
	}
	return nil
}

// exportArbiters adds the arbiters to an exported genesis.
func (k *Keeper) exportArbiters(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.Arbiters, err = k.allArbiters(ctx); err != nil {
		return err
	}
	err = k.arbiters.leaves.Walk(ctx, nil, func(key nodeKey, l types.TreeLeaf) (bool, error) {
		if n := len(gs.Trees); n == 0 || gs.Trees[n-1].Skill != key.K1() {
			gs.Trees = append(gs.Trees, types.Tree{Skill: key.K1()})
		}
		t := &gs.Trees[len(gs.Trees)-1]
		t.Leaves = append(t.Leaves, l)
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.arbiters.changes.Walk(ctx, nil, func(_ changeKey, c types.TreeChange) (bool, error) {
		gs.Changes = append(gs.Changes, c)
		return false, nil
	})
}

func (k *Keeper) allArbiters(ctx context.Context) (list []types.Arbiter, err error) {
	err = k.arbiters.records.Walk(ctx, nil, func(_ sdk.AccAddress, a types.Arbiter) (bool, error) {
		list = append(list, a)
		return false, nil
	})
	return list, err
}
