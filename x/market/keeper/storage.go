package keeper

import (
	"context"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// storageDeposit returns what a record of the given size has held until it is deleted, in base units of the denom: zero
// for a small one, else at least what escrow can hold. escrow's ErrDenomNotAccepted.
func (k *Keeper) storageDeposit(ctx context.Context, p types.Params, denom string, size int) (math.Int, error) {
	d, err := k.escrow.Denom(ctx, denom)
	if err != nil {
		return math.Int{}, err
	}
	deposit := auction.Storage(size, p.StoragePrice, d.UnitsPerNumeraire)
	if deposit.IsPositive() {
		deposit = math.MaxInt(deposit, types.OrZero(d.MinHold))
	}
	return deposit, nil
}
