package types

import (
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// EventParamsUpdated is the only event of the module: a tick of every block is no news.
const EventParamsUpdated = "clock.params_updated"

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return sdk.NewEvent(EventParamsUpdated, sdk.NewAttribute("max_step_ms", strconv.FormatUint(p.MaxStepMs, 10)))
}
