package types

import (
	"encoding/hex"
	"strconv"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The types of the module's events: public names, see events_test.go.
const (
	EventCoverLocked         = "agreement.cover_locked"
	EventCoverUnlocked       = "agreement.cover_unlocked"
	EventAgreementOpened     = "agreement.agreement_opened"
	EventWorkSubmitted       = "agreement.work_submitted"
	EventAgreementCompleted  = "agreement.agreement_completed"
	EventAgreementRefunded   = "agreement.agreement_refunded"
	EventAgreementTerminated = "agreement.agreement_terminated"
	EventAgreementPruned     = "agreement.agreement_pruned"
	EventReawardFailed       = "agreement.reaward_failed"
	EventRatingRevealed      = "agreement.rating_revealed"
	EventParamsUpdated       = "agreement.params_updated"
)

// maxReason is the longest error text in an event, in bytes.
const maxReason = 200

func event(kind string, pairs ...string) sdk.Event {
	attributes := make([]sdk.Attribute, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		attributes = append(attributes, sdk.NewAttribute(pairs[i], pairs[i+1]))
	}
	return sdk.NewEvent(kind, attributes...)
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// about lists what every event of an agreement tells first.
func about(a Agreement, from Status) []string {
	return []string{
		"agreement", a.Id, "job", a.Job, "client", a.Terms.Client, "provider", a.Terms.Provider,
		"from", from.String(), "to", a.Status.String(),
	}
}

// NewCoverLockedEvent tells what a provider holds against its own fault, and under which name.
func NewCoverLockedEvent(ref []byte, c Cover) sdk.Event {
	return event(EventCoverLocked, "ref", hex.EncodeToString(ref), "provider", c.Provider,
		"pledge", c.Pledge.String(), "capital", number(c.Capital))
}

// NewCoverUnlockedEvent tells that a cover was given back whole.
func NewCoverUnlockedEvent(ref []byte, c Cover) sdk.Event {
	return event(EventCoverUnlocked, "ref", hex.EncodeToString(ref), "provider", c.Provider,
		"pledge", c.Pledge.String(), "capital", number(c.Capital))
}

// NewAgreementOpenedEvent tells terms in force and the cover they took over.
func NewAgreementOpenedEvent(a Agreement, coverRef []byte) sdk.Event {
	return event(EventAgreementOpened, append(about(a, StatusUnspecified), "skill", a.Terms.Skill,
		"price", a.Terms.Price.String(), "backup_reserve", coin(a, a.BackupReserve), "pledge", a.PledgeHold().String(),
		"capital", number(a.Capital), "cover_ref", hex.EncodeToString(coverRef), "due_ms", number(a.DueMs))...)
}

// NewWorkSubmittedEvent tells the delivered work and the backup reserve that the client got back.
func NewWorkSubmittedEvent(a Agreement, released math.Int) sdk.Event {
	return event(EventWorkSubmitted, append(about(a, StatusWorking), "uri", a.Submission.Uri,
		"sha256", hex.EncodeToString(a.Submission.Sha256), "released", coin(a, released), "due_ms", number(a.DueMs))...)
}

// NewAgreementEndedEvent tells an end and where the money went.
func NewAgreementEndedEvent(a Agreement, from Status, act Act, plan Plan) sdk.Event {
	kind := EventAgreementCompleted
	switch a.Status {
	case StatusRefunded:
		kind = EventAgreementRefunded
	case StatusTerminated:
		kind = EventAgreementTerminated
	}
	s := a.Settlement
	pairs := append(about(a, from), "act", act.String(), "outcome", s.Outcome.String(), "price", a.Terms.Price.String(),
		"paid", coin(a, s.Paid), "refunded", coin(a, s.Refunded), "burned", coin(a, s.Burned),
		"protocol_fee", coin(a, s.ProtocolFee), "compensation", coin(a, s.Compensation), "pledge_burned", coin(a, plan.PledgeBurn), "capital_lost", number(s.CapitalLost))
	if act == ActAccept {
		pairs = append(pairs, "rating", number(uint64(s.Rating)))
	}
	return event(kind, pairs...)
}

// NewAgreementPrunedEvent tells that the record of an ended agreement is gone.
func NewAgreementPrunedEvent(a Agreement) sdk.Event {
	return event(EventAgreementPruned, "agreement", a.Id, "job", a.Job, "from", a.Status.String())
}

// NewReawardFailedEvent tells that no runner-up got the job of a defaulted agreement, and why; the client was refunded.
func NewReawardFailedEvent(a Agreement, cause error) sdk.Event {
	reason := cause.Error()
	return event(EventReawardFailed, "agreement", a.Id, "job", a.Job, "client", a.Terms.Client,
		"reason", reason[:min(len(reason), maxReason)])
}

// NewRatingRevealedEvent tells the provider's rating of the client.
func NewRatingRevealedEvent(a Agreement, rating uint32) sdk.Event {
	return event(EventRatingRevealed, "agreement", a.Id, "job", a.Job, "client", a.Terms.Client,
		"provider", a.Terms.Provider, "rating", number(uint64(rating)))
}

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return event(EventParamsUpdated,
		"kill_fee_bps", number(uint64(p.KillFeeBps)), "max_open_per_provider", number(uint64(p.MaxOpenPerProvider)),
		"min_delivery_ms", number(p.MinDeliveryMs), "max_delivery_ms", number(p.MaxDeliveryMs),
		"min_review_ms", number(p.MinReviewMs), "max_review_ms", number(p.MaxReviewMs),
		"retain_ms", number(p.RetainMs), "max_deadlines_per_block", number(uint64(p.MaxDeadlinesPerBlock)))
}

func coin(a Agreement, amount math.Int) string { return amount.String() + a.Terms.Price.Denom }
