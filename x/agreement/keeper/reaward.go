package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// handlerGas is what awarding a job again may cost. It leaves the item of a deadline (deadline.ItemGas) enough for the
// settlement before it and the refund after it.
const handlerGas = 5_000_000

// noFees is what a compensation carries: it is no payment for work.
var noFees = escrowtypes.Fees{}

// reaward hands the client's money of a defaulted agreement to the job for its next runner-up. The agreement is stored as
// ended already. Whatever fails there is undone and the client refunded: a failed up-call cannot block the end.
//
// One failure is not swallowed: too little gas left by the sender of a message (ErrReawardGas). Otherwise a resigning
// provider could choose its gas limit so that the runner-up never gets the job.
func (k *Keeper) reaward(ctx context.Context, key []byte, a types.Agreement, money math.Int) error {
	if k.defaults == nil || a.Origin == "" {
		return k.drop(ctx, types.ClientRef(key))
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	gas := min(handlerGas, sdkCtx.GasMeter().GasRemaining())
	meter := storetypes.NewGasMeter(gas)
	cache, write := sdkCtx.CacheContext()
	moved, err := k.handDown(cache.WithGasMeter(meter), key, a, money)
	if meter.IsPastLimit() {
		err = types.ErrReawardGas.Wrapf("%s: job %s: limit %d", a.Id, a.Origin, gas)
		if gas < handlerGas {
			return err
		}
	}
	sdkCtx.GasMeter().ConsumeGas(meter.GasConsumedToLimit(), "award the next runner-up")
	if err != nil {
		emit(ctx, types.NewReawardFailedEvent(a, err))
		return k.drop(ctx, types.ClientRef(key))
	}
	if !moved {
		return k.drop(ctx, types.ClientRef(key))
	}
	write()
	return nil
}

// handDown moves the money to the job and has the handler award it; moved is false when no runner-up stands by. A panic
// of the handler becomes an error.
func (k *Keeper) handDown(ctx sdk.Context, key []byte, a types.Agreement, money math.Int) (moved bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			moved, err = false, fmt.Errorf("panic: %T", r)
		}
	}()
	target, ok, err := k.defaults.DefaultTarget(ctx, a.Origin)
	if err != nil || !ok {
		return false, err
	}
	if err := k.escrow.Move(ctx, types.ClientRef(key), target, money); err != nil {
		return false, err
	}
	return true, k.defaults.OnDefault(ctx, a.Origin)
}
