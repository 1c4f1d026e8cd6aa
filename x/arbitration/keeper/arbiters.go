package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

type (
	// listKey is (status, skill, agent), changeKey (height, agent).
	listKey   = collections.Triple[uint32, string, sdk.AccAddress]
	changeKey = collections.Pair[int64, sdk.AccAddress]
	// nodeKey is (skill, node or slot), slotKey (skill, agent).
	nodeKey = collections.Pair[string, uint64]
	slotKey = collections.Pair[string, sdk.AccAddress]
)

// arbiterStore keeps the arbiters, and the trees from which they are drawn. Messages write what belongs to their own agent
// only: its record, its entries in the lists and its change. The trees, which all share, are written in EndBlock alone.
type arbiterStore struct {
	records collections.Map[sdk.AccAddress, types.Arbiter]
	lists   collections.KeySet[listKey]
	changes collections.Map[changeKey, types.TreeChange]
	heads   collections.Map[string, types.TreeHead]
	nodes   collections.Map[nodeKey, uint64]
	leaves  collections.Map[nodeKey, types.TreeLeaf]
	slots   collections.Map[slotKey, uint64]
}

func newArbiterStore(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) arbiterStore {
	bySkill := collections.PairKeyCodec(collections.StringKey, collections.Uint64Key)
	return arbiterStore{
		records: collections.NewMap(sb, types.ArbitersKey, "arbiters", sdk.AccAddressKey, codec.CollValue[types.Arbiter](cdc)),
		lists: collections.NewKeySet(sb, types.ListsKey, "arbiter_lists",
			collections.TripleKeyCodec(collections.Uint32Key, collections.StringKey, sdk.AccAddressKey)),
		changes: collections.NewMap(sb, types.ChangesKey, "tree_changes",
			collections.PairKeyCodec(collections.Int64Key, sdk.AccAddressKey), codec.CollValue[types.TreeChange](cdc)),
		heads:  collections.NewMap(sb, types.HeadsKey, "tree_heads", collections.StringKey, codec.CollValue[types.TreeHead](cdc)),
		nodes:  collections.NewMap(sb, types.NodesKey, "tree_nodes", bySkill, collections.Uint64Value),
		leaves: collections.NewMap(sb, types.LeavesKey, "tree_leaves", bySkill, codec.CollValue[types.TreeLeaf](cdc)),
		slots: collections.NewMap(sb, types.SlotsKey, "tree_slots",
			collections.PairKeyCodec(collections.StringKey, sdk.AccAddressKey), collections.Uint64Value),
	}
}

// arbiter returns the record of an agent; ErrNoArbiter.
func (k *Keeper) arbiter(ctx context.Context, agent sdk.AccAddress) (types.Arbiter, error) {
	a, err := k.arbiters.records.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Arbiter{}, types.ErrNoArbiter.Wrapf("agent: %s", agent)
	}
	return a, err
}

// putArbiter stores a record, keeps the lists in step with it, and queues what the trees are to hold when the arbiter is to
// be drawn differently. It is the only writer of status, stake and skills; was is the record as it is stored, empty for none.
func (k *Keeper) putArbiter(ctx context.Context, agent sdk.AccAddress, was, a types.Arbiter) error {
	if err := k.arbiters.records.Set(ctx, agent, a); err != nil {
		return err
	}
	if a.SameDraw(was) {
		return nil
	}
	if !a.SameLists(was) {
		if err := k.list(ctx, agent, was, a); err != nil {
			return err
		}
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	return k.arbiters.changes.Set(ctx, collections.Join(height, agent), a.Drawn(height, params.MinStake))
}

// list takes a record out of the lists in which it was and puts it into those of its status and skills.
func (k *Keeper) list(ctx context.Context, agent sdk.AccAddress, was, a types.Arbiter) error {
	for _, key := range listKeys(agent, was) {
		if err := k.arbiters.lists.Remove(ctx, key); err != nil {
			return err
		}
	}
	for _, key := range listKeys(agent, a) {
		if err := k.arbiters.lists.Set(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// listKeys are the entries of a record in the lists; none of an empty record.
func listKeys(agent sdk.AccAddress, a types.Arbiter) []listKey {
	if a.Status == types.ArbiterUnspecified {
		return nil
	}
	keys := []listKey{collections.Join3(uint32(a.Status), "", agent)}
	for _, skill := range a.Skills {
		keys = append(keys, collections.Join3(uint32(a.Status), skill, agent))
	}
	return keys
}
