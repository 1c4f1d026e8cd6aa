package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// Engaged returns the number of running agreements and locked covers of a provider.
func (k *Keeper) Engaged(ctx context.Context, provider sdk.AccAddress) (uint64, error) {
	n, err := k.engaged.Get(ctx, provider)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// engage counts one more running agreement or locked cover; ErrTooManyEngaged at the limit.
func (k *Keeper) engage(ctx context.Context, provider sdk.AccAddress, limit uint32) error {
	n, err := k.Engaged(ctx, provider)
	if err != nil {
		return err
	}
	if n >= uint64(limit) {
		return types.ErrTooManyEngaged.Wrapf("%s: %d, want at most %d", provider, n, limit)
	}
	return k.engaged.Set(ctx, provider, n+1)
}

// disengage counts one less; the last one leaves no record.
func (k *Keeper) disengage(ctx context.Context, provider sdk.AccAddress) error {
	n, err := k.Engaged(ctx, provider)
	if err != nil {
		return err
	}
	if n == 0 {
		return types.ErrInvariant.Wrapf("%s: no engagement to end", provider)
	}
	if n == 1 {
		return k.engaged.Remove(ctx, provider)
	}
	return k.engaged.Set(ctx, provider, n-1)
}
