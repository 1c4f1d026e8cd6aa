package types

import "github.com/trothchain/troth/internal/field"

// MaxDepth is how far below the topmost parent an agreement may be.
const MaxDepth = 4

// MaxCase is the longest id of a case in bytes.
const MaxCase = 64

// MaxOrigin is the longest id of an origin in bytes.
const MaxOrigin = 64

// Validate checks a stored agreement by itself: every field within its bounds, and what is set is what its status asks
// for.
func (a Agreement) Validate() error {
	if _, err := ParseID("id", a.Id); err != nil {
		return err
	}
	if err := a.Terms.Validate(); err != nil {
		return err
	}
	if err := a.Snapshot.validate(); err != nil {
		return err
	}
	if err := field.Text("origin", a.Origin, 0, MaxOrigin); err != nil {
		return err
	}
	if err := field.Amount("backup_reserve", a.BackupReserve, 0); err != nil {
		return err
	}
	if !a.Status.Live() && !a.Status.Ended() {
		return ErrGenesis.Wrapf("status: %s", a.Status)
	}
	for _, check := range []func() error{a.validateCounts, a.validateWork, a.validateClaim, a.validateAdvance, a.validateProposals, a.validateDispute} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// validateCounts checks what is counted: milestones, reworks, the depth.
func (a Agreement) validateCounts() error {
	low, high := uint64(a.First), uint64(a.First)+uint64(len(a.Terms.Milestones))
	if high > MaxMilestones {
		return field.ErrRange.Wrapf("first: %d and %d milestones, want at most %d together", a.First, len(a.Terms.Milestones), MaxMilestones)
	}
	if a.Status.Live() {
		high--
	} else {
		low++
	}
	if err := field.Range("milestone", uint64(a.Milestone), low, high); err != nil {
		return err
	}
	if a.First > 0 && a.Amendments == 0 {
		return ErrGenesis.Wrapf("first: %d without amendment", a.First)
	}
	if err := field.Range("reworks", uint64(a.Reworks), 0, uint64(a.Terms.ReworkRounds)); err != nil {
		return err
	}
	if err := field.Range("depth", uint64(a.Depth), 0, MaxDepth); err != nil {
		return err
	}
	if (a.Depth > 0) != (a.Terms.Parent != "") {
		return ErrGenesis.Wrapf("depth: %d with parent %q", a.Depth, a.Terms.Parent)
	}
	return nil
}

// validateWork checks the submission, and what is there only before the first.
func (a Agreement) validateWork() error {
	needed := a.Status.Live() && (a.Status != StatusWorking || a.Reworks > 0)
	if (needed && a.Submission == nil) || (a.Status.Live() && !needed && a.Submission != nil) {
		return ErrGenesis.Wrapf("submission: set is %t in status %s after %d reworks", a.Submission != nil, a.Status, a.Reworks)
	}
	untouched := a.Status == StatusWorking && a.untouched()
	if !untouched && !a.BackupReserve.IsZero() {
		return ErrGenesis.Wrapf("backup_reserve: %s in status %s of milestone %d", a.BackupReserve, a.Status, a.Milestone)
	}
	if a.DeclineMs > 0 && a.DeclineMs <= a.OpenedMs {
		return ErrGenesis.Wrapf("decline_ms: %d, opened at %d", a.DeclineMs, a.OpenedMs)
	}
	if a.EvaluatorAbsent && a.Terms.Verification.By() != MethodEvaluator {
		return ErrGenesis.Wrapf("evaluator_absent: with %s", a.Terms.Verification.By())
	}
	if a.Submission == nil {
		return nil
	}
	return a.Submission.validate("submission.")
}

// validateClaim: a claim stands in CLAIMED and EVALUATED, before judges unless the terms brought the work there, and is kept
// at the end that it led to.
func (a Agreement) validateClaim() error {
	claimed := a.Status == StatusClaimed || a.Status == StatusEvaluated
	if a.Status == StatusDisputed {
		claimed = a.Dispute != nil && a.Dispute.By != RoleUnspecified
	}
	if a.Status.Live() && claimed != (a.Claim != nil) {
		return ErrGenesis.Wrapf("claim: set is %t in status %s", a.Claim != nil, a.Status)
	}
	if a.Claim == nil {
		return nil
	}
	if err := field.Range("claim.bps", uint64(a.Claim.Bps), 0, BPS); err != nil {
		return err
	}
	if err := field.Text("claim.reason", a.Claim.Reason, 0, MaxNote); err != nil {
		return err
	}
	return field.Amount("claim.deposit", a.Claim.Deposit, 0)
}

// validateAdvance: an instant agreement has paid the whole price from the submission until the milestone is settled.
func (a Agreement) validateAdvance() error {
	paid := a.Terms.Instant && (a.Status == StatusReview || a.Status == StatusClaimed || a.Status == StatusDisputed)
	if paid != (a.Advance != nil) {
		return ErrGenesis.Wrapf("advance: set is %t in status %s", a.Advance != nil, a.Status)
	}
	if a.Advance == nil {
		return nil
	}
	if err := field.Amount("advance.paid", a.Advance.Paid, 0); err != nil {
		return err
	}
	if err := field.Amount("advance.burned", a.Advance.Burned, 0); err != nil {
		return err
	}
	if err := field.Amount("advance.protocol_fee", a.Advance.ProtocolFee, 0); err != nil {
		return err
	}
	if sum := a.Advance.Paid.Add(a.Advance.Burned).Add(a.Advance.ProtocolFee); !sum.Equal(a.Current().Price) {
		return ErrGenesis.Wrapf("advance: parts sum to %s, the price is %s", sum, a.Current().Price)
	}
	return nil
}

func (a Agreement) validateProposals() error {
	if a.Status == StatusDisputed && (a.ClientProposal != nil || a.ProviderProposal != nil) {
		return ErrGenesis.Wrapf("client_proposal, provider_proposal: in status %s", a.Status)
	}
	for _, p := range []struct {
		name     string
		proposal *Proposal
	}{{"client_proposal", a.ClientProposal}, {"provider_proposal", a.ProviderProposal}} {
		if err := p.proposal.validate(p.name); err != nil {
			return err
		}
		if p.proposal == nil {
			continue
		}
		amendable := a.Status == StatusWorking && a.Submission == nil
		if !a.Status.Live() || (p.proposal.Kind == ProposalAmend && !amendable) {
			return ErrGenesis.Wrapf("%s: %s in status %s", p.name, p.proposal.Kind, a.Status)
		}
	}
	return nil
}

// validateDispute: a case runs in DISPUTED, which has no deadline, and is kept at the end that it led to; what a provider
// authorised stands while its submission waits. Only a panel that the terms ask for has a fee of the price.
func (a Agreement) validateDispute() error {
	if a.Status.Live() && (a.Status == StatusDisputed) != (a.Dispute != nil) {
		return ErrGenesis.Wrapf("dispute: set is %t in status %s", a.Dispute != nil, a.Status)
	}
	if a.Status == StatusDisputed && a.DueMs != 0 {
		return ErrGenesis.Wrapf("due_ms: %d in status %s", a.DueMs, a.Status)
	}
	if a.Contest != nil {
		if !a.Status.Delivered() {
			return ErrGenesis.Wrapf("contest: in status %s", a.Status)
		}
		if err := field.Amount("contest.deposit", a.Contest.Deposit, 0); err != nil {
			return err
		}
	}
	if a.Dispute == nil {
		return nil
	}
	if err := field.Text("dispute.case", a.Dispute.Case, 1, MaxCase); err != nil {
		return err
	}
	if err := field.Range("dispute.by", uint64(a.Dispute.By), 0, uint64(RoleProvider)); err != nil {
		return err
	}
	if err := field.Amount("dispute.fee", a.Dispute.Fee, 0); err != nil {
		return err
	}
	if err := field.Range("dispute.debtor", uint64(a.Dispute.Debtor), 0, uint64(RoleProvider)); err != nil {
		return err
	}
	if err := field.Amount("dispute.debt", orZero(a.Dispute.Debt), 0); err != nil {
		return err
	}
	if a.Dispute.By != RoleUnspecified && !a.Dispute.Fee.IsZero() {
		return ErrGenesis.Wrapf("dispute.fee: %s in a dispute of %s", a.Dispute.Fee, a.Dispute.By)
	}
	if price := a.Current().Price; a.Status == StatusDisputed && a.Dispute.Fee.GT(price) {
		return ErrGenesis.Wrapf("dispute.fee: %s of a price of %s", a.Dispute.Fee, price)
	}
	return nil
}

// ValidateReceipt checks a receipt of the agreement: of a settled milestone, and, for one of the terms in force, summing
// to its price.
func (a Agreement) ValidateReceipt(r Receipt) error {
	if err := r.Validate(); err != nil {
		return err
	}
	if r.Milestone >= a.Milestone {
		return ErrGenesis.Wrapf("receipt: %s, milestone %d is not settled", a.Id, r.Milestone)
	}
	if price := a.Part(r.Milestone).Price; r.Milestone >= a.First && !r.Sum().Equal(price) {
		return ErrGenesis.Wrapf("receipt: %s, milestone %d: parts sum to %s, the price is %s", a.Id, r.Milestone, r.Sum(), price)
	}
	return nil
}
