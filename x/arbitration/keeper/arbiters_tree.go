package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/tree"
	"github.com/trothchain/troth/x/arbitration/types"
)

var _ tree.Store = treeStore{}

// treeStore keeps the tree of one skill. Its members are raw addresses.
type treeStore struct {
	ctx   context.Context
	skill string
	arbiterStore
}

func (k *Keeper) tree(ctx context.Context, skill string) tree.Tree {
	return tree.New(treeStore{ctx, skill, k.arbiters})
}

// or returns a value that may not be there as zero.
func or[V any](v V, err error) (V, bool, error) {
	if errors.Is(err, collections.ErrNotFound) {
		var none V
		return none, false, nil
	}
	return v, err == nil, err
}

func (s treeStore) Head() (tree.Head, error) {
	h, _, err := or(s.heads.Get(s.ctx, s.skill))
	return tree.Head{Size: h.Size_, Total: h.Total}, err
}

func (s treeStore) SetHead(h tree.Head) error {
	if h.Size == 0 {
		return s.heads.Remove(s.ctx, s.skill)
	}
	return s.heads.Set(s.ctx, s.skill, types.TreeHead{Size_: h.Size, Total: h.Total})
}

func (s treeStore) Node(i uint64) (uint64, error) {
	sum, _, err := or(s.nodes.Get(s.ctx, collections.Join(s.skill, i)))
	return sum, err
}

func (s treeStore) SetNode(i, sum uint64) error {
	return s.nodes.Set(s.ctx, collections.Join(s.skill, i), sum)
}

func (s treeStore) RemoveNode(i uint64) error {
	return s.nodes.Remove(s.ctx, collections.Join(s.skill, i))
}

func (s treeStore) Leaf(slot uint64) (tree.Leaf, bool, error) {
	l, found, err := or(s.leaves.Get(s.ctx, collections.Join(s.skill, slot)))
	if err != nil || !found {
		return tree.Leaf{}, false, err
	}
	agent, err := field.Address("leaf.agent", l.Agent)
	return tree.Leaf{Member: string(agent), Weight: l.Stake}, err == nil, err
}

func (s treeStore) SetLeaf(slot uint64, l tree.Leaf) error {
	leaf := types.TreeLeaf{Agent: sdk.AccAddress(l.Member).String(), Stake: l.Weight}
	return s.leaves.Set(s.ctx, collections.Join(s.skill, slot), leaf)
}

func (s treeStore) RemoveLeaf(slot uint64) error {
	return s.leaves.Remove(s.ctx, collections.Join(s.skill, slot))
}

func (s treeStore) Slot(member string) (uint64, bool, error) {
	return or(s.slots.Get(s.ctx, collections.Join(s.skill, sdk.AccAddress(member))))
}

func (s treeStore) SetSlot(member string, slot uint64) error {
	return s.slots.Set(s.ctx, collections.Join(s.skill, sdk.AccAddress(member)), slot)
}

func (s treeStore) RemoveSlot(member string) error {
	return s.slots.Remove(s.ctx, collections.Join(s.skill, sdk.AccAddress(member)))
}
