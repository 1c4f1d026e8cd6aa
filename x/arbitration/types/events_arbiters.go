package types

import (
	"strconv"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The types of the events of arbiters: public names.
const (
	EventArbiterEnlisted  = "arbitration.arbiter_enlisted"
	EventArbiterChanged   = "arbitration.arbiter_changed"
	EventArbiterLeaving   = "arbitration.arbiter_leaving"
	EventArbiterLeft      = "arbitration.arbiter_left"
	EventArbiterSuspended = "arbitration.arbiter_suspended"
	EventArbiterSlashed   = "arbitration.arbiter_slashed"
	EventTreesChanged     = "arbitration.trees_changed"
	EventTreesRefused     = "arbitration.trees_refused"
)

// maxReason is the longest error text in an event, in bytes.
const maxReason = 200

func arbiterEvent(kind string, a Arbiter, from ArbiterStatus, more ...string) sdk.Event {
	return event(kind, append([]string{
		"agent", a.Agent, "from", from.String(), "to", a.Status.String(), "stake", a.Stake.String() + StakeDenom,
		"locked", a.Locked.String() + StakeDenom, "skills", strings.Join(a.Skills, ","),
	}, more...)...)
}

// NewArbiterEnlistedEvent tells that an agent is an arbiter, and from which height on it can be drawn.
func NewArbiterEnlistedEvent(a Arbiter, from ArbiterStatus, drawn int64) sdk.Event {
	return arbiterEvent(EventArbiterEnlisted, a, from, "owner", a.Owner, "drawn_from", strconv.FormatInt(drawn, 10))
}

// NewArbiterChangedEvent tells another stake or other skills, and from which height on draws go by them.
func NewArbiterChangedEvent(a Arbiter, drawn int64) sdk.Event {
	return arbiterEvent(EventArbiterChanged, a, a.Status, "drawn_from", strconv.FormatInt(drawn, 10))
}

// NewArbiterLeavingEvent tells that an arbiter leaves, and when its stake is released at the earliest.
func NewArbiterLeavingEvent(a Arbiter, from ArbiterStatus) sdk.Event {
	return arbiterEvent(EventArbiterLeaving, a, from, "leaves_ms", number(a.LeavesMs))
}

// NewArbiterLeftEvent tells that the stake of an arbiter was released.
func NewArbiterLeftEvent(a Arbiter, from ArbiterStatus, released math.Int) sdk.Event {
	return arbiterEvent(EventArbiterLeft, a, from, "released", released.String()+StakeDenom)
}

// NewArbiterSuspendedEvent tells that an arbiter was absent too often.
func NewArbiterSuspendedEvent(a Arbiter, from ArbiterStatus) sdk.Event {
	return arbiterEvent(EventArbiterSuspended, a, from, "absent", number(a.Absent))
}

// NewArbiterSlashedEvent tells what a seat lost of the stake.
func NewArbiterSlashedEvent(a Arbiter, lost math.Int) sdk.Event {
	return arbiterEvent(EventArbiterSlashed, a, a.Status, "lost", lost.String()+StakeDenom)
}

// NewTreesChangedEvent tells by what an arbiter is drawn from now on.
func NewTreesChangedEvent(c TreeChange) sdk.Event {
	return event(EventTreesChanged, "agent", c.Agent, "sent_height", strconv.FormatInt(c.Height, 10), "stake", number(c.Stake)+StakeDenom,
		"skills", strings.Join(c.Skills, ","))
}

// NewTreesRefusedEvent tells that a change could not be made; the trees hold of the arbiter what they held before.
func NewTreesRefusedEvent(c TreeChange, cause error) sdk.Event {
	reason := cause.Error()
	return event(EventTreesRefused, "agent", c.Agent, "sent_height", strconv.FormatInt(c.Height, 10), "reason", reason[:min(len(reason), maxReason)])
}
