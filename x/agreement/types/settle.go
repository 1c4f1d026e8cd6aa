package types

import (
	"cosmossdk.io/math"

	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// BPS is the number of basis points in one.
const BPS = 10_000

// Plan says what an end of an agreement does to the money and the cover. Every hold is spoken for to the last unit:
// Pay + Refund = price + backup reserve, and Compensation + PledgeBurn + PledgeReturn = pledge.
type Plan struct {
	// Status is the end.
	Status Status
	// Outcome for reputation; OutcomeUnspecified means that the end says nothing about the provider.
	Outcome reputationtypes.Outcome

	// Pay goes from the client's hold to the provider; burn and protocol fee are taken out of it.
	Pay math.Int
	// Refund is the rest of the client's hold, backup reserve included.
	Refund math.Int

	// Compensation goes from the pledge to the client, without fees, at most the loss.
	Compensation math.Int
	// PledgeBurn is the lost part of the pledge above the loss.
	PledgeBurn math.Int
	// PledgeReturn stays with the provider.
	PledgeReturn math.Int

	// CapitalLost and CapitalFreed sum to the reserved capital, in micro-units.
	CapitalLost, CapitalFreed uint64

	// Defaulted says that the provider gave no work: the job may be awarded to a runner-up.
	Defaulted bool
}

// Settle returns what an act does that ends an agreement. It is pure: all it knows is the agreement with its snapshot.
// ErrTransition when the act does not end an agreement of this status.
//
// Roundings: the kill fee floors, the lost share of pledge and capital ceils, in favour of the client.
func Settle(a Agreement, act Act) (Plan, error) {
	next, err := a.Status.Next(act)
	if err != nil {
		return Plan{}, err
	}
	if !a.Status.Live() || !next.Ended() {
		return Plan{}, ErrTransition.Wrapf("%s in status %s is no end", act, a.Status)
	}
	plan := Plan{Status: next, Pay: math.ZeroInt()}
	var lostBps uint32
	switch {
	case act == ActAccept:
		plan.Outcome, plan.Pay = reputationtypes.OutcomeAccept, a.Terms.Price.Amount
	case act == ActTerminate:
		plan.Pay = shareFloor(a.Terms.Price.Amount, a.Snapshot.KillFeeBps)
	case act == ActResign:
		plan.Outcome, plan.Defaulted, lostBps = reputationtypes.OutcomeRefund, true, a.Snapshot.Cover.RefundBps
	case act == ActDue && a.Status == StatusReview:
		plan.Outcome, plan.Pay = reputationtypes.OutcomeAuto, a.Terms.Price.Amount
	case act == ActDue && a.Status == StatusWorking:
		plan.Outcome, plan.Defaulted, lostBps = reputationtypes.OutcomeLate, true, a.Snapshot.Cover.LateBps
	default:
		return Plan{}, ErrTransition.Wrapf("%s in status %s has no settlement", act, a.Status)
	}
	plan.Refund = a.Terms.Price.Amount.Add(a.BackupReserve).Sub(plan.Pay)

	lost := shareCeil(a.Terms.Pledge, lostBps)
	plan.Compensation = math.MinInt(lost, a.Terms.Loss)
	plan.PledgeBurn = lost.Sub(plan.Compensation)
	plan.PledgeReturn = a.Terms.Pledge.Sub(lost)

	plan.CapitalLost = shareCeil(math.NewIntFromUint64(a.Capital), lostBps).Uint64()
	plan.CapitalFreed = a.Capital - plan.CapitalLost
	return plan, nil
}

// shareFloor returns floor(v · bps / 10000), at most v.
func shareFloor(v math.Int, bps uint32) math.Int {
	return v.MulRaw(int64(min(bps, BPS))).QuoRaw(BPS)
}

// shareCeil returns ceil(v · bps / 10000), at most v.
func shareCeil(v math.Int, bps uint32) math.Int {
	return v.MulRaw(int64(min(bps, BPS))).AddRaw(BPS - 1).QuoRaw(BPS)
}
