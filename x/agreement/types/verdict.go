package types

import (
	"cosmossdk.io/math"

	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// VerdictStep is the distance between two verdicts that judges can give, in bps (design 07).
const VerdictStep = 2_500

// verdict is what the judgement of an evaluator means: nothing is a fault, everything completes, in between it divides.
func verdict(bps uint32) decision {
	d := decision{outcome: reputationtypes.OutcomeVerdict, earned: min(bps, BPS), after: StatusSplit}
	d.lost = BPS - d.earned
	switch d.earned {
	case 0:
		d.after, d.over = StatusRefunded, true
	case BPS:
		d.after = StatusCompleted
	}
	return d
}

// ruled is what the ruling of judges means: as a verdict, but that all is exactly a vindication and nothing exactly a fault.
func ruled(bps uint32) decision {
	d := verdict(bps)
	switch d.earned {
	case 0:
		d.outcome = reputationtypes.OutcomeFault
	case BPS:
		d.outcome = reputationtypes.OutcomeVindicated
	}
	return d
}

// unclear is what it means that judges found nothing: the price is halved, and it says nothing about the provider.
func unclear() decision {
	return decision{outcome: reputationtypes.OutcomeUnspecified, earned: BPS / 2, after: StatusSplit, divided: true}
}

// PanelFee returns what the panel of METHOD_PANEL had of the current milestone's price; zero when there is none.
func (a Agreement) PanelFee() math.Int {
	if a.Status != StatusDisputed || a.Dispute == nil || a.Dispute.Fee.IsNil() {
		return math.ZeroInt()
	}
	return a.Dispute.Fee
}

// evaluated says whether the evaluator has judged the current submission: its verdict is the claim.
func (a Agreement) evaluated() bool {
	return a.Claim != nil && a.Terms.Verification.By() == MethodEvaluator && !a.EvaluatorAbsent &&
		(a.Status == StatusEvaluated || a.Status == StatusDisputed)
}

// paysEvaluator says whether the evaluator has earned its fee: by a verdict, unless judges find the work more than a step
// away from it; and when the parties settle while it judges, since they could read its verdict before it is in a block.
func (a Agreement) paysEvaluator(act Act, earned uint32) bool {
	if !a.evaluated() {
		return a.Status == StatusEvaluating
	}
	return act != ActRule || max(earned, a.Claim.Bps)-min(earned, a.Claim.Bps) <= VerdictStep
}

// unclaimed says whether a verdict of bps for the provider was given without a claim of the client that it lost: by the
// evaluator, by a panel that the terms ask for, or in a dispute about the evaluator's verdict, unless the client began it and
// got nothing by it.
func (a Agreement) unclaimed(bps uint32) bool {
	switch {
	case a.Status == StatusEvaluated:
		return true
	case a.Status != StatusDisputed:
		return false
	case a.evaluated():
		return a.Dispute == nil || a.Dispute.By != RoleClient || bps < a.Claim.Bps
	}
	return a.Claim == nil
}
