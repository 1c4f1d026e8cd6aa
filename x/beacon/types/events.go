package types

import (
	"encoding/hex"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The types of the module's events: public names, see events_test.go.
const (
	EventValue         = "beacon.value"
	EventKeyRegistered = "beacon.key_registered"
	EventKeyRemoved    = "beacon.key_removed"
	EventKeyDropped    = "beacon.key_dropped"
	EventParamsUpdated = "beacon.params_updated"
)

// NewValueEvent tells the value of a block; reason says what is wrong with its proof, empty for nothing.
func NewValueEvent(v Value, proposer sdk.ConsAddress, reason string) sdk.Event {
	return sdk.NewEvent(EventValue,
		sdk.NewAttribute("height", strconv.FormatInt(v.Height, 10)),
		sdk.NewAttribute("seed", hex.EncodeToString(v.Seed)),
		sdk.NewAttribute("proven", strconv.FormatBool(v.Proven)),
		sdk.NewAttribute("proposer", proposer.String()),
		sdk.NewAttribute("reason", reason),
	)
}

// NewKeyRegisteredEvent tells a new key and the first height it is in force.
func NewKeyRegisteredEvent(k VrfKey) sdk.Event {
	return sdk.NewEvent(EventKeyRegistered,
		sdk.NewAttribute("validator", k.Validator),
		sdk.NewAttribute("key", hex.EncodeToString(k.NextKey)),
		sdk.NewAttribute("replaces", hex.EncodeToString(k.Key)),
		sdk.NewAttribute("active_from", strconv.FormatInt(k.NextFrom, 10)),
	)
}

// NewKeyRemovedEvent tells which key ends, and the first height without it.
func NewKeyRemovedEvent(k VrfKey) sdk.Event {
	return sdk.NewEvent(EventKeyRemoved,
		sdk.NewAttribute("validator", k.Validator),
		sdk.NewAttribute("key", hex.EncodeToString(k.Key)),
		sdk.NewAttribute("active_until", strconv.FormatInt(k.NextFrom, 10)),
	)
}

// NewKeyDroppedEvent tells that a validator ceased to exist, and its key with it.
func NewKeyDroppedEvent(validator string) sdk.Event {
	return sdk.NewEvent(EventKeyDropped, sdk.NewAttribute("validator", validator))
}

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return sdk.NewEvent(EventParamsUpdated, sdk.NewAttribute("epoch_blocks", strconv.FormatUint(p.EpochBlocks, 10)))
}

func hexOrNone(key []byte) string {
	if len(key) == 0 {
		return "none"
	}
	return hex.EncodeToString(key)
}
