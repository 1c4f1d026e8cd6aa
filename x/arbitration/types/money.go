package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// microPerUnit is the number of micro-units in one unit of the numeraire.
const microPerUnit = 1_000_000

// PriceMicro returns the worth of a price in micro-units, rounded down; units is what one unit of the numeraire is in base
// units. ErrPrice unless it is 1 to MaxPriceMicro.
func PriceMicro(price sdk.Coin, units uint64) (uint64, error) {
	if units == 0 {
		return 0, ErrPrice.Wrapf("price: %s at 0 units per numeraire", price)
	}
	micro := boundedUint(price.Amount.MulRaw(microPerUnit).Quo(math.NewIntFromUint64(units)))
	if micro == 0 || micro > MaxPriceMicro {
		return 0, ErrPrice.Wrapf("price: %s is %d micro-units, want 1 to %d", price, micro, uint64(MaxPriceMicro))
	}
	return micro, nil
}

// Base returns micro-units in base units, rounded up.
func Base(micro math.Int, units uint64) math.Int {
	return ceilQuo(micro.Mul(math.NewIntFromUint64(units)), math.NewInt(microPerUnit))
}

// SeatFeeOf returns the fee of a seat in the denom of the price, rounded up: the same share of the price as the fee in
// micro-units is of its worth, so that no rate is asked for.
func (p Params) SeatFeeOf(price math.Int, priceMicro uint64) math.Int {
	return ceilQuo(price.Mul(math.NewIntFromUint64(p.SeatFee(priceMicro))), math.NewIntFromUint64(priceMicro))
}

// CheckSize refuses what is no size of a first panel with ErrSize.
func CheckSize(size uint32) error {
	if size < MinSize || size > MaxFirstSize || size%2 == 0 {
		return ErrSize.Wrapf("size: %d, want an odd number from %d to %d", size, MinSize, MaxFirstSize)
	}
	return nil
}

func ceilQuo(a, b math.Int) math.Int { return a.Add(b).SubRaw(1).Quo(b) }
