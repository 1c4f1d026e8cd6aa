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
	EventWorkEvaluated       = "agreement.work_evaluated"
	EventEvaluatorAbsent     = "agreement.evaluator_absent"
	EventWorkReturned        = "agreement.work_returned"
	EventWorkRejected        = "agreement.work_rejected"
	EventWorkContested       = "agreement.work_contested"
	EventPanelFailed         = "agreement.panel_failed"
	EventContestFailed       = "agreement.contest_failed"
	EventProposalMade        = "agreement.proposal_made"
	EventAgreementAmended    = "agreement.agreement_amended"
	EventMilestoneSettled    = "agreement.milestone_settled"
	EventAgreementCompleted  = "agreement.agreement_completed"
	EventAgreementRefunded   = "agreement.agreement_refunded"
	EventAgreementSplit      = "agreement.agreement_split"
	EventAgreementTerminated = "agreement.agreement_terminated"
	EventAgreementCancelled  = "agreement.agreement_cancelled"
	EventAgreementPruned     = "agreement.agreement_pruned"
	EventReawardFailed       = "agreement.reaward_failed"
	EventRatingRevealed      = "agreement.rating_revealed"
	EventParamsUpdated       = "agreement.params_updated"
)

// SettlementEvents lists the types of the events that tell a settlement: of a milestone after which the work goes on, or
// of the last one. They have the same attributes.
var SettlementEvents = []string{
	EventMilestoneSettled, EventAgreementCompleted, EventAgreementRefunded, EventAgreementSplit, EventAgreementTerminated,
	EventAgreementCancelled,
}

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

func coin(a Agreement, amount math.Int) string { return amount.String() + a.Terms.Price.Denom }

// about lists what every event of an agreement tells first. milestone is the one that the event is about.
func about(a Agreement, milestone uint32, from Status) []string {
	return []string{
		"agreement", a.Id, "origin", a.Origin, "client", a.Terms.Client, "provider", a.Terms.Provider,
		"milestone", number(uint64(milestone)), "from", from.String(), "to", a.Status.String(),
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
	return event(EventAgreementOpened, append(about(a, a.Milestone, StatusUnspecified), "skill", a.Terms.Skill,
		"price", a.Terms.Price.String(), "milestones", number(uint64(len(a.Terms.Milestones))),
		"backup_reserve", coin(a, a.BackupReserve), "pledge", a.PledgeHold().String(),
		"capital", number(a.Capital), "cover_ref", hex.EncodeToString(coverRef), "parent", a.Terms.Parent, "due_ms", number(a.DueMs),
		"decline_ms", number(a.DeclineMs))...)
}

// NewWorkSubmittedEvent tells the delivered work, the backup reserve that the client got back, what an instant agreement
// paid, what the provider holds to contest a claim, and the case of its panel with the fee, if it has one.
func NewWorkSubmittedEvent(a Agreement, released math.Int) sdk.Event {
	advance, at := math.ZeroInt(), ""
	if a.Advance != nil {
		advance = a.Advance.Paid
	}
	if a.Dispute != nil {
		at = a.Dispute.Case
	}
	return event(EventWorkSubmitted, append(about(a, a.Milestone, StatusWorking), "uri", a.Submission.Uri,
		"sha256", hex.EncodeToString(a.Submission.Sha256), "released", coin(a, released), "advance", coin(a, advance),
		"contest_deposit", a.ContestHold().String(), "case", at, "panel_fee", coin(a, a.PanelFee()), "due_ms", number(a.DueMs))...)
}

// NewWorkContestedEvent tells that judges will decide: who brought a claim or a verdict before them, by a message or by
// what was authorised with the submission, what the client grants, and what each party has deposited.
func NewWorkContestedEvent(a Agreement, from Status, act Act, claimed uint32, reason string, deposits [2]math.Int) sdk.Event {
	return event(EventWorkContested, append(about(a, a.Milestone, from), "act", act.String(), "by", a.Dispute.By.String(),
		"case", a.Dispute.Case, "claimed_bps", number(uint64(claimed)), "reason", reason, "client_deposit", coin(a, deposits[0]), "provider_deposit", coin(a, deposits[1]))...)
}

// NewPanelFailedEvent tells that no panel could be had for a submission, and why; the client reviews.
func NewPanelFailedEvent(a Agreement, cause error) sdk.Event {
	return failedEvent(EventPanelFailed, a, cause)
}

// NewContestFailedEvent tells that a contest that the provider had authorised could not begin, and why; it concedes.
func NewContestFailedEvent(a Agreement, cause error) sdk.Event {
	return failedEvent(EventContestFailed, a, cause)
}

func failedEvent(kind string, a Agreement, cause error) sdk.Event {
	reason := cause.Error()
	return event(kind, "agreement", a.Id, "origin", a.Origin, "client", a.Terms.Client, "provider", a.Terms.Provider,
		"milestone", number(uint64(a.Milestone)), "reason", reason[:min(len(reason), maxReason)])
}

// NewWorkEvaluatedEvent tells a verdict of the evaluator.
func NewWorkEvaluatedEvent(a Agreement) sdk.Event {
	return event(EventWorkEvaluated, append(about(a, a.Milestone, StatusEvaluating), "evaluator", a.Terms.Verification.Evaluator,
		"bps", number(uint64(a.Claim.Bps)), "reason", a.Claim.Reason, "due_ms", number(a.DueMs))...)
}

// NewEvaluatorAbsentEvent tells that the evaluator missed its time; the client reviews.
func NewEvaluatorAbsentEvent(a Agreement) sdk.Event {
	return event(EventEvaluatorAbsent, append(about(a, a.Milestone, StatusEvaluating), "evaluator", a.Terms.Verification.Evaluator,
		"due_ms", number(a.DueMs))...)
}

// NewWorkReturnedEvent tells that the client sent the work back, and why.
func NewWorkReturnedEvent(a Agreement, reason string) sdk.Event {
	return event(EventWorkReturned, append(about(a, a.Milestone, StatusReview), "rework", number(uint64(a.Reworks)),
		"reason", reason, "due_ms", number(a.DueMs))...)
}

// NewWorkRejectedEvent tells a claim of the client.
func NewWorkRejectedEvent(a Agreement) sdk.Event {
	return event(EventWorkRejected, append(about(a, a.Milestone, StatusReview), "claimed_bps", number(uint64(a.Claim.Bps)),
		"reason", a.Claim.Reason, "deposit", coin(a, a.Claim.Deposit), "due_ms", number(a.DueMs))...)
}

// NewProposalMadeEvent tells what a party proposes; it replaces what the party proposed before.
func NewProposalMadeEvent(a Agreement, by Role) sdk.Event {
	p := a.Proposal(by)
	return event(EventProposalMade, append(about(a, a.Milestone, a.Status), "by", by.String(), "kind", p.Kind.String(),
		"bps", number(uint64(p.Bps)), "terms_hash", hex.EncodeToString(p.TermsHash), "extra", coin(a, p.Extra))...)
}

// NewAgreementAmendedEvent tells new terms in force.
func NewAgreementAmendedEvent(a Agreement, hash []byte) sdk.Event {
	return event(EventAgreementAmended, append(about(a, a.Milestone, StatusWorking), "terms_hash", hex.EncodeToString(hash),
		"price", a.Terms.Price.String(), "milestones", number(uint64(len(a.Terms.Milestones))), "pledge", a.PledgeHold().String(),
		"capital", number(a.Capital), "due_ms", number(a.DueMs))...)
}

// NewSettledEvent tells the settlement of a milestone, and where the money went.
func NewSettledEvent(a Agreement, from Status, act Act, r Receipt) sdk.Event {
	kind := EventMilestoneSettled
	switch a.Status {
	case StatusCompleted:
		kind = EventAgreementCompleted
	case StatusRefunded:
		kind = EventAgreementRefunded
	case StatusSplit:
		kind = EventAgreementSplit
	case StatusTerminated:
		kind = EventAgreementTerminated
	case StatusCancelled:
		kind = EventAgreementCancelled
	}
	pairs := append(about(a, r.Milestone, from), "act", act.String(), "outcome", r.Outcome.String(), "bps", number(uint64(r.Bps)),
		"price", coin(a, r.Sum()), "paid", coin(a, r.Paid), "evaluator_fee", coin(a, r.EvaluatorFee), "refunded", coin(a, r.Refunded),
		"burned", coin(a, r.Burned), "protocol_fee", coin(a, r.ProtocolFee), "compensation", coin(a, r.Compensation),
		"pledge_burned", coin(a, r.PledgeBurned), "capital_lost", number(r.CapitalLost), "due_ms", number(a.DueMs))
	if act == ActAccept {
		pairs = append(pairs, "rating", number(uint64(r.Rating)))
	}
	if r.Case != "" {
		pairs = append(pairs, "case", r.Case, "panel_fee", coin(a, r.PanelFee), "debtor", r.Debtor.String(), "debt_paid", coin(a, r.DebtPaid))
	}
	return event(kind, pairs...)
}

// NewAgreementPrunedEvent tells that the record of an ended agreement is gone.
func NewAgreementPrunedEvent(a Agreement) sdk.Event {
	return event(EventAgreementPruned, "agreement", a.Id, "origin", a.Origin, "from", a.Status.String())
}

// NewReawardFailedEvent tells that no runner-up got the job of a defaulted agreement, and why; the client was refunded.
func NewReawardFailedEvent(a Agreement, cause error) sdk.Event {
	reason := cause.Error()
	return event(EventReawardFailed, "agreement", a.Id, "origin", a.Origin, "client", a.Terms.Client,
		"reason", reason[:min(len(reason), maxReason)])
}

// NewRatingRevealedEvent tells the provider's rating of the client.
func NewRatingRevealedEvent(a Agreement, milestone, rating uint32) sdk.Event {
	return event(EventRatingRevealed, "agreement", a.Id, "origin", a.Origin, "client", a.Terms.Client,
		"provider", a.Terms.Provider, "milestone", number(uint64(milestone)), "rating", number(uint64(rating)))
}

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return event(EventParamsUpdated,
		"kill_fee_bps", number(uint64(p.KillFeeBps)), "max_open_per_provider", number(uint64(p.MaxOpenPerProvider)),
		"min_delivery_ms", number(p.MinDeliveryMs), "max_delivery_ms", number(p.MaxDeliveryMs),
		"min_review_ms", number(p.MinReviewMs), "max_review_ms", number(p.MaxReviewMs),
		"retain_ms", number(p.RetainMs), "max_deadlines_per_block", number(uint64(p.MaxDeadlinesPerBlock)),
		"answer_ms", number(p.AnswerMs), "reject_deposit_bps", number(uint64(p.RejectDepositBps)),
		"reject_deposit_min", number(p.RejectDepositMin))
}
