package keeper

import sdk "github.com/cosmos/cosmos-sdk/types"

// RunDue runs a deadline as the queue does.
func (k *Keeper) RunDue(ctx sdk.Context, kind uint32, key []byte) error { return k.due(ctx, kind, key) }
