// Package types holds the messages, parameters, keys and errors of x/beacon.
package types

import "cosmossdk.io/collections"

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "beacon"

// KeptValues is how many values the beacon keeps: those of the last 1,024 blocks.
const KeptValues = 1024

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// HeightKey → height of the last value
	HeightKey = collections.NewPrefix(1)
	// ValuesKey | height mod KeptValues → Value
	ValuesKey = collections.NewPrefix(2)
	// KeysKey | operator of the validator → VrfKey
	KeysKey = collections.NewPrefix(3)
)

// Slot is where the value of a height lies.
func Slot(height int64) uint64 { return uint64(height) % KeptValues }
