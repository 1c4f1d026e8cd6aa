package deadline

import "github.com/trothchain/troth/internal/explain"

// Codespace of the errors of this package.
const Codespace = "deadline"

// The sentinels of this package.
var (
	ErrNotStuck  = explain.New(Codespace, 2, "the deadline is not stuck", "wait: the chain runs the deadline by itself when it is due")
	ErrPanicked  = explain.New(Codespace, 3, "the deadline's work panicked", "report the agreement or job and the height to the developers, then retry by message")
	ErrOutOfGas  = explain.New(Codespace, 4, "the deadline's work ran out of gas", "send the retry again with a higher gas limit")
	ErrMalformed = explain.New(Codespace, 5, "malformed deadline entry", "correct the named entry of the module's deadlines in genesis.json")
)
