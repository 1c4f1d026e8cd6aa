package types

import (
	"cosmossdk.io/math"

	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// BPS is the number of basis points in one.
const BPS = 10_000

// Plan says what an act that settles a milestone does to the money and the cover. Every hold is spoken for to the last
// unit: of the client's hold EvaluatorPay, Pay, Refund, DebtRefund, DebtPay, Reserve and Later leave it, of the pledge Compensation, PledgeBurn,
// PledgeReturn and PledgeLater, of the capital CapitalLost, CapitalFreed and CapitalLater; what is left covers the later
// milestones of an agreement that goes on, and is nothing at an end.
type Plan struct {
	// Status is the end, or WORKING when the next milestone begins.
	Status Status
	// Outcome for reputation, with VerdictBps for OUTCOME_VERDICT and the Rating where the client gives none; unspecified
	// when the milestone says nothing about the provider.
	Outcome    reputationtypes.Outcome
	VerdictBps uint32
	Rating     uint32
	// PriceMicro is the price that reputation counts.
	PriceMicro uint64
	// Unclaimed says that judges or an evaluator decided without a claim of the client that it lost: it was not unfair.
	Unclaimed bool

	// Bps is the share that the provider earned of the price less the fees of those who judged.
	Bps uint32
	// EvaluatorPay and Pay go from the client's hold to evaluator and provider; burn and protocol fee are taken out of them.
	EvaluatorPay, Pay math.Int
	// Refund of the milestone's price stays with the client, as do Reserve and, at an end, the price of Later milestones.
	Refund, Reserve, Later math.Int

	// Compensation goes from the pledge to the client, without fees.
	Compensation math.Int
	// PledgeBurn is the lost part of the pledge above the loss.
	PledgeBurn math.Int
	// DebtRefund goes from the client's hold to the provider without fees, DebtPay from it to the client with the fees of the
	// provider's pay, of which it is a part; DebtPledge of the pledge, and of what the client would have of it, is where it
	// ought to be already. See debtPlan.
	DebtRefund, DebtPay, DebtPledge math.Int
	// PledgeReturn stays with the provider, as does PledgeLater at an end.
	PledgeReturn, PledgeLater math.Int

	// CapitalLost and CapitalFreed sum to the milestone's capital; CapitalLater is freed at an end. In micro-units.
	CapitalLost, CapitalFreed, CapitalLater uint64

	// Defaulted says that the provider gave no work at all: the job may be awarded to a runner-up.
	Defaulted bool
}

// decision is what an act says about a milestone.
type decision struct {
	outcome reputationtypes.Outcome
	rating  uint32
	// earned by the provider of the price, and lost by it of the cover, in bps.
	earned, lost uint32
	// after the last milestone; over ends the agreement at any milestone.
	after Status
	over  bool
	// divided by the parties: an advance is given back in part.
	divided bool
}

// Settle returns what an act does that settles the current milestone. It is pure: all it knows is the agreement with its
// snapshot, and the share that the parties agreed on (ActSplit, ActCancel) or that judges found (ActRule); other acts do not
// use it. ErrTransition when the act settles nothing in this status.
//
// Roundings: the provider's share, the evaluator's fee and the kill fee floor, the client gets the rest; the lost share of
// pledge and capital ceils, in favour of the client.
func Settle(a Agreement, act Act, agreed uint32) (Plan, error) {
	d, err := decide(a, act, min(agreed, BPS))
	if err != nil {
		return Plan{}, err
	}
	part := a.Current()
	plan := Plan{
		Status: StatusWorking, Outcome: d.outcome, Rating: d.rating, PriceMicro: a.countedMicro(part), Bps: d.earned,
		Unclaimed: a.unclaimed(d.earned),
		Reserve:   a.BackupReserve, Later: math.ZeroInt(), PledgeLater: math.ZeroInt(),
	}
	if d.over || a.Last() {
		plan.Status = d.after
	}
	if err := a.Status.Leads(act, plan.Status); err != nil {
		return Plan{}, err
	}
	if plan.Status.Ended() {
		later := a.Unsettled().less(part)
		plan.Later, plan.PledgeLater, plan.CapitalLater = later.Price, later.Pledge, later.Capital
	}
	if d.divided {
		plan.PriceMicro = shareFloor(math.NewIntFromUint64(plan.PriceMicro), d.earned).Uint64()
		if plan.PriceMicro == 0 {
			plan.Outcome = reputationtypes.OutcomeUnspecified
		}
	}
	if d.outcome == reputationtypes.OutcomeVerdict {
		plan.VerdictBps = d.earned
	}
	plan.Defaulted = plan.Status == StatusRefunded && a.untouched()
	a.payPlan(&plan, part, d, act)
	a.coverPlan(&plan, part, d)
	a.debtPlan(&plan)
	return plan, nil
}

// payPlan divides the price of a milestone, less what its panel had of it. An advance was paid at the submission, so that
// nothing is left to divide.
func (a Agreement) payPlan(plan *Plan, part Part, d decision, act Act) {
	plan.EvaluatorPay, plan.Pay, plan.Refund = math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	if a.Advance != nil {
		return
	}
	if a.paysEvaluator(act, d.earned) {
		plan.EvaluatorPay = a.Terms.Verification.Fee(part.Price)
	}
	rest := part.Price.Sub(a.PanelFee()).Sub(plan.EvaluatorPay)
	plan.Pay = shareFloor(rest, d.earned)
	plan.Refund = rest.Sub(plan.Pay)
}

// coverPlan divides pledge and capital of a milestone. Where the parties divide a price that was paid in advance, the
// client's part of it comes back from the pledge.
func (a Agreement) coverPlan(plan *Plan, part Part, d decision) {
	lost := shareCeil(part.Pledge, d.lost)
	plan.Compensation = math.MinInt(lost, part.Loss)
	plan.PledgeBurn = lost.Sub(plan.Compensation)
	if a.Advance != nil && d.divided {
		plan.Compensation = math.MinInt(part.Pledge, part.Price.Sub(shareFloor(part.Price, d.earned)))
	}
	plan.PledgeReturn = part.Pledge.Sub(plan.Compensation).Sub(plan.PledgeBurn)
	plan.CapitalLost = shareCeil(math.NewIntFromUint64(part.Capital), d.lost).Uint64()
	plan.CapitalFreed = part.Capital - plan.CapitalLost
}

// countedMicro is the price that reputation counts: of what went to a panel nothing is burned, so it earns no capital.
func (a Agreement) countedMicro(part Part) uint64 {
	fee := a.PanelFee()
	if !fee.IsPositive() || !part.Price.IsPositive() {
		return part.PriceMicro
	}
	rest := math.MaxInt(math.ZeroInt(), part.Price.Sub(fee))
	return math.NewIntFromUint64(part.PriceMicro).Mul(rest).Quo(part.Price).Uint64()
}

// untouched says whether nothing was ever submitted, settled or amended.
func (a Agreement) untouched() bool {
	return a.Milestone == 0 && a.Amendments == 0 && a.Submission == nil
}

// Handback is what it means when the provider hands the work back at a market time: ActDecline while it may at no loss, else
// ActResign.
func (a Agreement) Handback(now uint64) Act {
	if a.untouched() && now < a.DeclineMs {
		return ActDecline
	}
	return ActResign
}

// decide says what an act means for the current milestone.
func decide(a Agreement, act Act, agreed uint32) (decision, error) {
	cover := a.Snapshot.Cover
	delivered := a.Submission != nil
	conceded := decision{outcome: reputationtypes.OutcomeConcede, lost: cover.ConcedeBps, after: StatusRefunded, over: true}
	divided := decision{outcome: reputationtypes.OutcomeAuto, earned: agreed, after: StatusSplit, divided: true}
	switch {
	case !a.Status.Live() || !a.Status.Allows(act):
	case act == ActAccept:
		return decision{outcome: reputationtypes.OutcomeAccept, earned: BPS, after: StatusCompleted}, nil
	case act == ActSubmit && a.Terms.Verification.By() == MethodHash:
		return decision{outcome: reputationtypes.OutcomeAccept, rating: MaxRating, earned: BPS, after: StatusCompleted}, nil
	case act == ActConcede, act == ActResign && delivered, act == ActDue && a.Status == StatusClaimed,
		act == ActDue && a.Status == StatusWorking && delivered:
		return conceded, nil
	case act == ActSplit:
		return divided, nil
	case act == ActCancel:
		divided.after, divided.over = StatusCancelled, true
		return divided, nil
	case act == ActTerminate && !delivered && a.Terms.Verification.By() != MethodHash:
		return decision{earned: a.Snapshot.KillFeeBps, after: StatusTerminated, over: true}, nil
	case act == ActDecline && a.untouched():
		return decision{after: StatusRefunded, over: true}, nil
	case act == ActResign:
		return decision{outcome: reputationtypes.OutcomeRefund, lost: cover.RefundBps, after: StatusRefunded, over: true}, nil
	case act == ActDue && a.Status == StatusWorking:
		return decision{outcome: reputationtypes.OutcomeLate, lost: cover.LateBps, after: StatusRefunded, over: true}, nil
	case act == ActDue && a.Status == StatusReview:
		return decision{outcome: reputationtypes.OutcomeAuto, earned: BPS, after: StatusCompleted}, nil
	case act == ActDue && a.Status == StatusEvaluated && a.Claim != nil:
		return verdict(a.Claim.Bps), nil
	case act == ActRule:
		return ruled(agreed), nil
	case act == ActUnclear:
		return unclear(), nil
	}
	return decision{}, ErrTransition.Wrapf("%s: %s in status %s settles nothing", a.Id, act, a.Status)
}
