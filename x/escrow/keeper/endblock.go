package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// EndBlock destroys what was burned in the block and forgets what foreign debits were asked about. It runs after bank's
// EndBlock, which credits the virtual sends. It never fails the block: what cannot be done is told by an event and tried
// again in the next block.
func (k *Keeper) EndBlock(ctx context.Context) error {
	k.attempt(ctx, "burn", k.burnCollected)
	k.attempt(ctx, "forget", func(ctx context.Context) error { return k.asked.Clear(ctx, nil) })
	return nil
}

// burnCollected destroys what the module account has of burnable denoms. Coins of other denoms stay there for good: a
// denom that ceased to be burnable in the same block.
func (k *Keeper) burnCollected(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	account := authtypes.NewModuleAddress(types.ModuleName)
	var coins sdk.Coins
	for _, d := range params.AcceptedDenoms {
		if !d.Burnable {
			continue
		}
		if c := k.bank.GetBalance(ctx, account, d.Denom); c.IsPositive() {
			coins = coins.Add(c)
		}
	}
	if coins.Empty() {
		return nil
	}
	return k.bank.BurnCoins(ctx, types.ModuleName, coins)
}

// attempt runs work in a cache context that only success writes back.
func (k *Keeper) attempt(ctx context.Context, name string, work func(context.Context) error) {
	cached, commit := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := safely(func() error { return work(cached) }); err != nil {
		emit(ctx, types.NewEndBlockFailedEvent(name, err))
		return
	}
	commit()
}

// safely turns a panic of the bank (a module account without permission) into an error.
func safely(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = types.ErrBroken.Wrap(fmt.Sprint(r))
		}
	}()
	return f()
}
