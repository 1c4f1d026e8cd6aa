package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
)

const (
	// maxChanges and maxTreeWrites bound what one block does to the trees: changes, and trees written by them. What is left
	// follows in the next blocks, in the order in which it was sent.
	maxChanges    = 200
	maxTreeWrites = 600
)

// endBlockArbiters brings to the trees what was sent draw_blocks ago or longer. So whoever knows the value by which a panel
// is drawn, at draw_blocks after its case, cannot change any more from what it is drawn. A change that is refused leaves
// the trees as they were and stops nobody.
func (k *Keeper) endBlockArbiters(ctx context.Context, _ uint64) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	due, err := k.dueChanges(ctx, sdk.UnwrapSDKContext(ctx).BlockHeight()-int64(params.DrawBlocks))
	if err != nil {
		return err
	}
	writes := 0
	for _, c := range due {
		if writes >= maxTreeWrites {
			return nil
		}
		agent, err := field.Address("change.agent", c.Agent)
		if err != nil {
			return err
		}
		if err := k.arbiters.changes.Remove(ctx, collections.Join(c.Height, agent)); err != nil {
			return err
		}
		refused := atomic(ctx, func(ctx sdk.Context) error {
			n, err := k.toTrees(ctx, agent, c)
			writes += n
			return err
		})
		if refused != nil {
			emit(ctx, types.NewTreesRefusedEvent(c, refused))
		}
	}
	return nil
}

// dueChanges returns the first maxChanges changes that were sent at a height or before it.
func (k *Keeper) dueChanges(ctx context.Context, height int64) (due []types.TreeChange, err error) {
	r := new(collections.Range[changeKey]).EndExclusive(collections.PairPrefix[int64, sdk.AccAddress](height + 1))
	err = k.arbiters.changes.Walk(ctx, r, func(_ changeKey, c types.TreeChange) (bool, error) {
		due = append(due, c)
		return len(due) >= maxChanges, nil
	})
	return due, err
}

// toTrees makes the trees hold of an arbiter what a change says, and returns how many trees it wrote.
func (k *Keeper) toTrees(ctx sdk.Context, agent sdk.AccAddress, c types.TreeChange) (writes int, err error) {
	a, err := k.arbiter(ctx, agent)
	if err != nil {
		return 0, err
	}
	member := string(agent)
	for _, skill := range a.InTreesSkills {
		if slices.Contains(c.Skills, skill) {
			continue
		}
		writes++
		if err := k.tree(ctx, skill).Remove(member); err != nil {
			return writes, types.ErrTree.Wrapf("%q: %s", skill, err)
		}
	}
	for _, skill := range c.Skills {
		if c.Stake == a.InTreesStake && slices.Contains(a.InTreesSkills, skill) {
			continue
		}
		writes++
		if err := k.tree(ctx, skill).Set(member, c.Stake); err != nil {
			return writes, types.ErrTree.Wrapf("%q: %s", skill, err)
		}
	}
	a.InTreesStake, a.InTreesSkills = c.Stake, c.Skills
	emit(ctx, types.NewTreesChangedEvent(c))
	return writes, k.arbiters.records.Set(ctx, agent, a)
}
