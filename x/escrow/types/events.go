package types

import (
	"encoding/hex"
	"strconv"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The events of the module. Names of events and attributes are public API. "amount" is the coins of the transition,
// "rest" what the hold has left.
const (
	EventHoldPlaced     = "escrow.hold_placed"
	EventHoldGrown      = "escrow.hold_grown"
	EventHoldShrunk     = "escrow.hold_shrunk"
	EventHoldPaid       = "escrow.hold_paid"
	EventHoldMoved      = "escrow.hold_moved"
	EventHoldBurned     = "escrow.hold_burned"
	EventHoldReleased   = "escrow.hold_released"
	EventWithdrawn      = "escrow.withdrawn"
	EventParamsUpdated  = "escrow.params_updated"
	EventEndBlockFailed = "escrow.end_block_failed"
)

// NewHoldPlacedEvent tells of a new hold.
func NewHoldPlacedEvent(t Target, h Hold) sdk.Event {
	return holdEvent(EventHoldPlaced, t, h, h.Coin.Amount)
}

// NewHoldGrownEvent tells what was added to a hold; h is the hold after it.
func NewHoldGrownEvent(t Target, h Hold, amount math.Int) sdk.Event {
	return holdEvent(EventHoldGrown, t, h, amount)
}

// NewHoldShrunkEvent tells what became available again; h is the hold after it.
func NewHoldShrunkEvent(t Target, h Hold, amount math.Int) sdk.Event {
	return holdEvent(EventHoldShrunk, t, h, amount)
}

// NewHoldPaidEvent tells where a payment went; h is the hold after it.
func NewHoldPaidEvent(t Target, h Hold, amount math.Int, to sdk.AccAddress, p Payment) sdk.Event {
	return holdEvent(EventHoldPaid, t, h, amount,
		sdk.NewAttribute("to", to.String()),
		sdk.NewAttribute("paid", coin(h, p.Paid)),
		sdk.NewAttribute("burned", coin(h, p.Burned)),
		sdk.NewAttribute("protocol_fee", coin(h, p.ProtocolFee)))
}

// NewHoldMovedEvent tells that money waits for another purpose now; h is the hold it came from, after it.
func NewHoldMovedEvent(from Target, h Hold, amount math.Int, to Target) sdk.Event {
	return holdEvent(EventHoldMoved, from, h, amount,
		sdk.NewAttribute("to_scope", to.Scope),
		sdk.NewAttribute("to_ref", hex.EncodeToString(to.Ref)))
}

// NewHoldBurnedEvent tells what was destroyed; h is the hold after it.
func NewHoldBurnedEvent(t Target, h Hold, amount math.Int) sdk.Event {
	return holdEvent(EventHoldBurned, t, h, amount)
}

// NewHoldReleasedEvent tells what became available again; h is the hold before it.
func NewHoldReleasedEvent(t Target, h Hold) sdk.Event {
	amount := h.Coin.Amount
	h.Coin.Amount = math.ZeroInt()
	return holdEvent(EventHoldReleased, t, h, amount)
}

// NewWithdrawnEvent tells what the owner took out of an agent account.
func NewWithdrawnEvent(agent, owner, to sdk.AccAddress, coins sdk.Coins) sdk.Event {
	return sdk.NewEvent(EventWithdrawn,
		sdk.NewAttribute("agent", agent.String()),
		sdk.NewAttribute("owner", owner.String()),
		sdk.NewAttribute("to", to.String()),
		sdk.NewAttribute("amount", coins.String()))
}

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	denoms := make([]string, len(p.AcceptedDenoms))
	for i, d := range p.AcceptedDenoms {
		denoms[i] = d.Denom
	}
	return sdk.NewEvent(EventParamsUpdated,
		sdk.NewAttribute("accepted_denoms", strings.Join(denoms, ",")),
		sdk.NewAttribute("burn_bps", strconv.FormatUint(uint64(p.BurnBps), 10)),
		sdk.NewAttribute("protocol_fee_bps", strconv.FormatUint(uint64(p.ProtocolFeeBps), 10)),
		sdk.NewAttribute("max_holds_per_agent", strconv.FormatUint(uint64(p.MaxHoldsPerAgent), 10)))
}

// NewEndBlockFailedEvent tells that the end of the block could not do its work and why; it is tried again in the next block.
func NewEndBlockFailedEvent(work string, err error) sdk.Event {
	return sdk.NewEvent(EventEndBlockFailed, sdk.NewAttribute("work", work), sdk.NewAttribute("error", err.Error()))
}

func holdEvent(name string, t Target, h Hold, amount math.Int, more ...sdk.Attribute) sdk.Event {
	return sdk.NewEvent(name, append([]sdk.Attribute{
		sdk.NewAttribute("scope", t.Scope),
		sdk.NewAttribute("ref", hex.EncodeToString(t.Ref)),
		sdk.NewAttribute("agent", h.Agent),
		sdk.NewAttribute("amount", coin(h, amount)),
		sdk.NewAttribute("rest", coin(h, h.Coin.Amount)),
	}, more...)...)
}

func coin(h Hold, amount math.Int) string { return amount.String() + h.Coin.Denom }
