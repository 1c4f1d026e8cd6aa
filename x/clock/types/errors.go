package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis = explain.New(ModuleName, 2, "malformed clock genesis", "correct the named field of the clock section of genesis.json")
	ErrNotSet  = explain.New(ModuleName, 3, "the clock is not set", "start the node from a genesis with a clock section")
)
