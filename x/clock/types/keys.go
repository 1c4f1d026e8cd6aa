// Package types holds the messages, parameters, keys and errors of x/clock.
package types

import "cosmossdk.io/collections"

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "clock"

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// ClockKey → Clock
	ClockKey = collections.NewPrefix(1)
)
