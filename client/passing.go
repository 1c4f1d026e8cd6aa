package client

import (
	"errors"

	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
)

// passes are the refusals that say nothing about the messages of a transaction: of its gas, its fee, its time and its
// place in the queue. The modules of Troth have errors of their own for agents that lack money, so that insufficient funds
// are always the signer's, for the fee.
var passes = []error{
	sdkerrors.ErrOutOfGas, sdkerrors.ErrInsufficientFee, sdkerrors.ErrInsufficientFunds, feegrant.ErrFeeLimitExceeded,
	sdkerrors.ErrTxTimeout, sdkerrors.ErrTxTimeoutHeight, sdkerrors.ErrMempoolIsFull, sdkerrors.ErrTxInMempoolCache,
	sdkerrors.ErrWrongSequence, sdkerrors.ErrInvalidSequence,
}

// Passing tells refusals that pass by themselves or with some coins for the signer, or are trouble inside of a node: the
// same messages may be good the next time, and nothing was done. All other refusals are about the messages.
func Passing(err error) bool {
	var refused *TxError
	if !errors.As(err, &refused) {
		return false
	}
	if refused.Codespace == errorsmod.UndefinedCodespace {
		return true
	}
	for _, p := range passes {
		if errors.Is(refused, p) {
			return true
		}
	}
	return false
}
