package app

import (
	"cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
)

// Bounds of one transaction, rules of consensus.
const (
	// MaxTxBytes bounds an encoded transaction; node configurations use the same number.
	MaxTxBytes = 128 << 10
	// MaxTxGas bounds the gas limit a transaction may declare: an eighth of a block.
	MaxTxGas = MaxBlockGas / 8
	// MaxTxMsgs bounds the messages in a transaction.
	MaxTxMsgs = 64
)

// newAnteHandler chains what every transaction passes before its messages run. It checks nothing about agents: messages
// nested in authz or governance do not pass here, so mandates are checked where messages run (design 02).
func newAnteHandler(k *Keepers, enc Encoding) sdk.AnteHandler {
	return sdk.ChainAnteDecorators(
		authante.NewSetUpContextDecorator(), // first: sets the gas meter and recovers from running out of gas
		boundsDecorator{},
		authante.NewExtensionOptionsDecorator(nil), // refuses all extensions
		authante.NewValidateBasicDecorator(),
		authante.NewTxTimeoutHeightDecorator(),
		authante.NewValidateMemoDecorator(k.Account),
		authante.NewConsumeGasForTxSizeDecorator(k.Account),
		// Fees reach the collector virtually: its balance would else be written by every transaction, and no two could
		// run at the same time.
		authante.NewDeductFeeDecorator(k.Account, k.virtualBank(), k.Feegrant, feeChecker),
		authante.NewSetPubKeyDecorator(k.Account), // before everything that looks at signatures
		authante.NewValidateSigCountDecorator(k.Account),
		authante.NewSigGasConsumeDecorator(k.Account, authante.DefaultSigVerificationGasConsumer),
		authante.NewSigVerificationDecorator(k.Account, enc.TxConfig.SignModeHandler()),
		authante.NewIncrementSequenceDecorator(k.Account),
	)
}

// boundsDecorator refuses transactions that are too large, in every mode.
type boundsDecorator struct{}

// AnteHandle implements sdk.AnteDecorator.
func (boundsDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if ctx.BlockHeight() > 0 {
		if err := checkBounds(tx, len(ctx.TxBytes()), simulate); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

// checkBounds are the bounds of a transaction without state. A simulation has no gas limit yet.
func checkBounds(tx sdk.Tx, size int, simulate bool) error {
	if size > MaxTxBytes {
		return errors.Wrapf(sdkerrors.ErrTxTooLarge, "%d bytes, at most %d", size, MaxTxBytes)
	}
	if n := len(tx.GetMsgs()); n > MaxTxMsgs {
		return errors.Wrapf(sdkerrors.ErrTxTooLarge, "%d messages, at most %d", n, MaxTxMsgs)
	}
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return errors.Wrap(sdkerrors.ErrTxDecode, "transaction has no gas limit")
	}
	if gas := feeTx.GetGas(); !simulate && (gas == 0 || gas > MaxTxGas) {
		return errors.Wrapf(sdkerrors.ErrInvalidGasLimit, "%d, between 1 and %d", gas, MaxTxGas)
	}
	return nil
}
