package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/trothchain/troth/x/agreement/types"
)

// Receipt returns what happened to a settled milestone; ErrNotFound when the agreement is gone, ErrNoReceipt when the
// milestone is not settled.
func (k *Keeper) Receipt(ctx context.Context, id string, milestone uint32) (types.Receipt, error) {
	key, err := types.ParseID("agreement", id)
	if err != nil {
		return types.Receipt{}, err
	}
	if _, err := k.get(ctx, key); err != nil {
		return types.Receipt{}, err
	}
	return k.receipt(ctx, key, milestone)
}

func (k *Keeper) receipt(ctx context.Context, key []byte, milestone uint32) (types.Receipt, error) {
	r, err := k.receipts.Get(ctx, receiptAt(key, milestone))
	if errors.Is(err, collections.ErrNotFound) {
		return r, types.ErrNoReceipt.Wrapf("%s, milestone %d", types.FormatID(key), milestone)
	}
	return r, err
}

// receiptsOf returns the receipts of an agreement, at most types.MaxMilestones.
func (k *Keeper) receiptsOf(ctx context.Context, key []byte, a types.Agreement) ([]types.Receipt, error) {
	list := make([]types.Receipt, 0, a.Milestone)
	for m := range a.Milestone {
		r, err := k.receipt(ctx, key, m)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// forget deletes all that is kept of an agreement besides its own record.
func (k *Keeper) forget(ctx context.Context, key []byte, a types.Agreement) error {
	for m := range a.Milestone {
		if err := k.receipts.Remove(ctx, receiptAt(key, m)); err != nil {
			return err
		}
	}
	return k.orphan(ctx, key, a)
}

func receiptAt(key []byte, milestone uint32) receiptKey { return collections.Join(key, milestone) }
