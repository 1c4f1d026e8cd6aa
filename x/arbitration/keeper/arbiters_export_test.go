package keeper

import (
	"context"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/tree"
	"github.com/trothchain/troth/x/arbitration/types"
)

// PanelRequest and SeatEnd are what cases ask of arbiters.
type (
	PanelRequest = panelRequest
	SeatEnd      = seatEnd
)

// DrawPanel draws a panel without a case.
func (k *Keeper) DrawPanel(ctx context.Context, r PanelRequest) ([]sdk.AccAddress, math.Int, error) {
	seats, lock, _, err := k.drawPanel(ctx, r)
	return seats, lock, err
}

// The bounds of the work for one panel.
const (
	MaxDraws  = maxDraws
	MaxChecks = maxChecks
)

// DrawCase draws the panel of a case as its deadline does, and says how many numbers that takes and how many agents are
// looked at closely.
func (k *Keeper) DrawCase(ctx context.Context, id string) (draws uint32, checks int, draw func(ctx context.Context) error, err error) {
	key, err := types.ParseID("case", id)
	if err != nil {
		return 0, 0, nil, err
	}
	c, err := k.get(ctx, key)
	if err != nil {
		return 0, 0, nil, err
	}
	seed, _ := k.beacon.Seed(ctx, c.Last().DrawHeight)
	request, err := k.panelFor(ctx, key, c, seed)
	if err != nil {
		return 0, 0, nil, err
	}
	p, err := k.candidates(ctx, request)
	if err != nil {
		return 0, 0, nil, err
	}
	return p.draws, p.checks, func(ctx context.Context) error { return k.due(sdk.UnwrapSDKContext(ctx), types.KindDraw, key) }, nil
}

// LockSeat locks a seat without a case.
func (k *Keeper) LockSeat(ctx context.Context, arbiter sdk.AccAddress, lock math.Int) error {
	_, err := k.lockSeat(ctx, arbiter, lock)
	return err
}

// CloseSeat burns what a seat lost and closes it.
func (k *Keeper) CloseSeat(ctx context.Context, arbiter sdk.AccAddress, end SeatEnd, now uint64) error {
	if end.Lost.IsPositive() {
		if err := k.escrow.Burn(ctx, types.StakeRef(arbiter), end.Lost); err != nil {
			return err
		}
	}
	return k.closeSeat(ctx, arbiter, end, now)
}

// TreeOf returns the tree of a skill.
func (k *Keeper) TreeOf(ctx context.Context, skill string) tree.Tree { return k.tree(ctx, skill) }

// NewTree returns a tree in a store of its own.
func NewTree(ctx context.Context, service corestore.KVStoreService, cdc codec.BinaryCodec, skill string) tree.Tree {
	return tree.New(treeStore{ctx, skill, newArbiterStore(collections.NewSchemaBuilder(service), cdc)})
}

// MaxChanges bounds the changes of a block.
const MaxChanges = maxChanges

// PutChange queues a change.
func (k *Keeper) PutChange(ctx context.Context, agent sdk.AccAddress, c types.TreeChange) error {
	return k.arbiters.changes.Set(ctx, collections.Join(c.Height, agent), c)
}

// SpoilArbiter stores a record and nothing that follows from it.
func (k *Keeper) SpoilArbiter(ctx context.Context, agent sdk.AccAddress, a types.Arbiter) error {
	return k.arbiters.records.Set(ctx, agent, a)
}

// SpoilNode stores a wrong sum.
func (k *Keeper) SpoilNode(ctx context.Context, skill string, node uint64) error {
	return k.arbiters.nodes.Set(ctx, collections.Join(skill, node), 1)
}
