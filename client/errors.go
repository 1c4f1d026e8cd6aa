package client

import (
	"errors"
	"fmt"
	"strings"

	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/explain"

	// The sentinels of all modules, so that an error of the chain is found again by its code.
	_ "github.com/trothchain/troth/internal/id"
	_ "github.com/trothchain/troth/x/agreement/types"
	_ "github.com/trothchain/troth/x/clock/types"
	_ "github.com/trothchain/troth/x/escrow/types"
	_ "github.com/trothchain/troth/x/identity/types"
	_ "github.com/trothchain/troth/x/market/types"
	_ "github.com/trothchain/troth/x/reputation/types"
)

// Codespace of the errors of this package. They never come from the chain.
const Codespace = "client"

// The sentinels of this package.
var (
	ErrOption      = explain.New(Codespace, 2, "wrong option", "correct the option the error names")
	ErrUnreachable = explain.New(Codespace, 3, "no endpoint answers", "check that the node runs and that the RPC address is right")
	ErrNoSigner    = explain.New(Codespace, 4, "this client only reads", "give client.New a signer")
	ErrNoAccount   = explain.New(Codespace, 5, "the signer has no account on the chain", "send coins to the signer's address first, on a devnet from the faucet")
	ErrExpired     = explain.New(Codespace, 6, "the transaction was not included in time and never can be", "send it again; nothing was done and nothing was paid")
	ErrPending     = explain.New(Codespace, 7, "the transaction may still be included", "wait for it with Submit and the same transaction; do not make a new one before its timeout")
	ErrPruned      = explain.New(Codespace, 8, "the node no longer has this block", "follow from a later height or ask a node that keeps more blocks")
	ErrKeyUsed     = explain.New(Codespace, 10, "the idempotency key stands for other messages", "use a new key for new messages; the same key only to repeat the same ones")
	ErrMaxFee      = explain.New(Codespace, 11, "the fee is above the most that may be paid", "ask a node of your own for the gas price, or allow more with --max-fee (WithMaxFee in Go)")
	ErrChain       = explain.New(Codespace, 12, "the node belongs to another chain", "give the RPC address of a node of the chain that the agent was registered on")
	ErrResponse    = explain.New(Codespace, 9, "unexpected answer of the node", "check that the RPC address belongs to a Troth node of this version")
)

// TxError is a refusal by the chain: at the simulation, at the entrance to the mempool, or in a block. errors.Is finds
// the sentinel of the module, such as markettypes.ErrJobNotFound; explain.Remedy says what to do.
type TxError struct {
	Codespace string
	Code      uint32
	// Log is the chain's full message, with the ids and values.
	Log string
	// Hash of the transaction and Height of its block, when it is in one: then its fee was paid.
	Hash   string
	Height int64

	sentinel error
}

// Error is the chain's own message.
func (e *TxError) Error() string {
	if e.Height > 0 {
		return fmt.Sprintf("%s (in block %d)", e.Log, e.Height)
	}
	return e.Log
}

// Unwrap returns the registered sentinel of the codespace and code.
func (e *TxError) Unwrap() error { return e.sentinel }

// stale tells the refusal of a node that has made no block since it started: it takes its time for the year 1, so that
// every timeout is too far away. The next block heals it.
func stale(err error) bool {
	return errors.Is(err, sdkerrors.ErrInvalidRequest) && strings.Contains(err.Error(), "unordered tx ttl exceeds")
}

// newTxError finds the registered sentinel of a codespace and code.
func newTxError(codespace string, code uint32, log string) *TxError {
	return &TxError{Codespace: codespace, Code: code, Log: log, sentinel: errorsmod.ABCIError(codespace, code, log)}
}

// queryError finds the sentinel of a failed query. The SDK replaces the codes of query errors by its own and keeps only
// the text, which ends with the meaning of the sentinel; the module that was asked is tried first.
func queryError(path, codespace string, code uint32, log string) *TxError {
	e := newTxError(codespace, code, log)
	if codespace != sdkerrors.RootCodespace {
		return e
	}
	text := log
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[:i] // the SDK's own description
	}
	module := strings.Split(strings.TrimPrefix(path, "/troth."), ".")[0]
	best := -1
	all := explain.All()
	for i, entry := range all {
		if entry.Codespace == Codespace || !(text == entry.Meaning || strings.HasSuffix(text, ": "+entry.Meaning) ||
			strings.Contains(text, fmt.Sprintf("codespace %s code %d:", entry.Codespace, entry.Code))) {
			continue
		}
		if best < 0 || entry.Codespace == module {
			best = i
		}
	}
	if best >= 0 {
		e.Codespace, e.Code, e.Log = all[best].Codespace, all[best].Code, text
		e.sentinel = errorsmod.ABCIError(e.Codespace, e.Code, text)
	}
	return e
}
