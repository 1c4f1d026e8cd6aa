package app

import (
	"math/big"

	"cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/chain"
)

// The minimum gas price is 0.0025utroth, a rule of consensus and not of each node: minGasPrice / gasPriceUnit.
const (
	minGasPrice  = 25
	gasPriceUnit = 10_000
)

// MinGasPrices is the price as configuration files and command lines write it.
const MinGasPrices = "0.0025" + chain.BaseDenom

// MinFee returns the least fee for a gas limit, rounded up.
func MinFee(gas uint64) sdk.Coin {
	amount := new(big.Int).Mul(new(big.Int).SetUint64(gas), big.NewInt(minGasPrice))
	amount.Add(amount, big.NewInt(gasPriceUnit-1)).Quo(amount, big.NewInt(gasPriceUnit))
	return sdk.NewCoin(chain.BaseDenom, math.NewIntFromBigInt(amount))
}

// checkFee is the fee rule of consensus, without state: one coin, of the base denom, at least the minimum for the gas
// limit (sdkerrors.ErrInsufficientFee).
func checkFee(tx sdk.FeeTx) error {
	fee, least := tx.GetFee(), MinFee(tx.GetGas())
	if len(fee) != 1 || fee[0].Denom != least.Denom {
		return errors.Wrapf(sdkerrors.ErrInsufficientFee, "fee is %q: fees are paid in %s alone, at least %s for %d gas",
			fee, chain.BaseDenom, least, tx.GetGas())
	}
	if fee[0].IsLT(least) {
		return errors.Wrapf(sdkerrors.ErrInsufficientFee, "fee is %s, at least %s for %d gas", fee, least, tx.GetGas())
	}
	return nil
}

// feeChecker enforces checkFee in every mode but genesis (simulation does not ask it), and the node's own higher price
// for its mempool. The priority is the price in ten-thousandths of a utroth per gas.
func feeChecker(ctx sdk.Context, tx sdk.Tx) (sdk.Coins, int64, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return nil, 0, errors.Wrap(sdkerrors.ErrTxDecode, "transaction has no fee")
	}
	if ctx.BlockHeight() == 0 {
		return feeTx.GetFee(), 0, nil
	}
	if err := checkFee(feeTx); err != nil {
		return nil, 0, err
	}
	fee := feeTx.GetFee()
	gas := math.NewIntFromUint64(feeTx.GetGas())
	if ctx.IsCheckTx() {
		local := ctx.MinGasPrices().AmountOf(chain.BaseDenom)
		if need := local.MulInt(gas).Ceil().TruncateInt(); fee[0].Amount.LT(need) {
			return nil, 0, errors.Wrapf(sdkerrors.ErrInsufficientFee, "fee is %s, this node wants %s%s", fee, need, chain.BaseDenom)
		}
	}
	priority := fee[0].Amount.MulRaw(gasPriceUnit).Quo(gas)
	if !priority.IsInt64() {
		return fee, 1<<63 - 1, nil
	}
	return fee, priority.Int64(), nil
}
