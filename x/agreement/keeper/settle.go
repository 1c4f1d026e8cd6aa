package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ruling is the act that settles a milestone, with the share the parties agreed on (ActSplit, ActCancel) or judges found
// (ActRule), or the client's rating (ActAccept).
type ruling struct {
	act            types.Act
	agreed, rating uint32
}

// settle ends the current milestone by an act: it executes the plan of types.Settle on escrow and reputation, stores the
// receipt, begins the next milestone or ends the agreement, and emits the one event; last of all, when the provider gave no
// work at all, the job may be awarded again.
func (k *Keeper) settle(ctx context.Context, key []byte, was types.Agreement, by ruling, now uint64) error {
	plan, err := types.Settle(was, by.act, by.agreed)
	if err != nil {
		return err
	}
	receipt, err := k.execute(ctx, key, was, plan, by, now)
	if err != nil {
		return err
	}
	if err := k.receipts.Set(ctx, receiptAt(key, was.Milestone), receipt); err != nil {
		return err
	}
	a, due, err := k.next(ctx, was, plan, now)
	if err != nil {
		return err
	}
	a, err = k.enter(ctx, key, was, a, move{by.act, plan.Status, due, func(a types.Agreement) sdk.Event {
		return types.NewSettledEvent(a, was.Status, by.act, receipt)
	}})
	if err != nil || !plan.Defaulted {
		return err
	}
	return k.reaward(ctx, key, a, plan.Refund.Add(plan.Reserve).Add(plan.Later))
}

// next returns the agreement as it is after a settlement, and when it is due then.
func (k *Keeper) next(ctx context.Context, a types.Agreement, plan types.Plan, now uint64) (types.Agreement, uint64, error) {
	a.Milestone++
	a.BackupReserve, a.Advance = math.ZeroInt(), nil
	if plan.Status.Ended() {
		params, err := k.GetParams(ctx)
		return a, now + params.RetainMs, err
	}
	a.Submission, a.Claim, a.Dispute, a.Reworks, a.EvaluatorAbsent = nil, nil, nil, 0, false
	return a, now + a.At().DeliveryMs, nil
}

// execute moves the money and the cover of a milestone as planned and returns its receipt. The money of a defaulted job
// stays where it is, for its next runner-up.
func (k *Keeper) execute(ctx context.Context, key []byte, a types.Agreement, plan types.Plan, by ruling, now uint64) (types.Receipt, error) {
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return types.Receipt{}, err
	}
	r := newReceipt(a, plan, by, now)
	if err := k.pay(ctx, key, a, plan, client, provider, &r); err != nil {
		return r, err
	}
	switch {
	case plan.Defaulted:
	case plan.Status.Ended():
		err = k.drop(ctx, types.ClientRef(key))
	default:
		err = k.shrink(ctx, types.ClientRef(key), plan.Refund.Add(plan.Reserve))
	}
	if err != nil {
		return r, err
	}
	if err := k.settlePledge(ctx, key, plan, client); err != nil {
		return r, err
	}
	r.CapitalLost, err = k.settleCapital(ctx, a, plan, client, provider, r.Rating)
	return r, err
}

// newReceipt is the receipt of a milestone before anything was paid.
func newReceipt(a types.Agreement, plan types.Plan, by ruling, now uint64) types.Receipt {
	r := types.Receipt{
		Milestone: a.Milestone, Outcome: plan.Outcome, Bps: plan.Bps, Paid: math.ZeroInt(), EvaluatorFee: math.ZeroInt(),
		Refunded: plan.Refund, Burned: math.ZeroInt(), ProtocolFee: math.ZeroInt(), Compensation: plan.Compensation,
		PledgeBurned: plan.PledgeBurn, Rating: plan.Rating, EvaluatorAbsent: a.EvaluatorAbsent, SettledMs: now,
		PanelFee: a.PanelFee(), DebtPaid: plan.DebtPaid(a.Snapshot.Fees()),
	}
	if a.Dispute != nil {
		r.Case, r.Debtor = a.Dispute.Case, a.Dispute.Debtor
	}
	if by.act == types.ActAccept {
		r.Rating = by.rating
	}
	if a.Submission != nil {
		r.RatingCommitment, r.ResultSha256 = a.Submission.RatingCommitment, a.Submission.Sha256
	}
	if a.Advance != nil {
		r.Paid, r.Burned, r.ProtocolFee = a.Advance.Paid, a.Advance.Burned, a.Advance.ProtocolFee
	}
	return r
}

// pay pays evaluator and provider, and what one party owes the other out of the price, and writes it into the receipt.
func (k *Keeper) pay(ctx context.Context, key []byte, a types.Agreement, plan types.Plan, client, provider sdk.AccAddress, r *types.Receipt) error {
	if plan.EvaluatorPay.IsPositive() {
		evaluator, err := field.Address("terms.verification.evaluator", a.Terms.Verification.Evaluator)
		if err != nil {
			return err
		}
		p, err := k.escrow.Pay(ctx, types.ClientRef(key), evaluator, plan.EvaluatorPay, a.Snapshot.Fees())
		if err != nil {
			return err
		}
		r.EvaluatorFee, r.Burned, r.ProtocolFee = p.Paid, p.Burned, p.ProtocolFee
	}
	for _, out := range []struct {
		to     sdk.AccAddress
		amount math.Int
		fees   escrowtypes.Fees
		into   *math.Int
	}{
		{provider, plan.Pay, a.Snapshot.Fees(), &r.Paid},
		{client, plan.DebtPay, a.Snapshot.Fees(), &r.Refunded},
		{provider, plan.DebtRefund, noFees, &r.Paid},
	} {
		if !out.amount.IsPositive() {
			continue
		}
		p, err := k.escrow.Pay(ctx, types.ClientRef(key), out.to, out.amount, out.fees)
		if err != nil {
			return err
		}
		*out.into, r.Burned, r.ProtocolFee = out.into.Add(p.Paid), r.Burned.Add(p.Burned), r.ProtocolFee.Add(p.ProtocolFee)
	}
	return nil
}

// settlePledge pays compensation, burns what is lost above it and gives the rest back.
func (k *Keeper) settlePledge(ctx context.Context, key []byte, plan types.Plan, client sdk.AccAddress) error {
	ref := types.PledgeRef(key)
	if plan.Compensation.IsPositive() {
		if _, err := k.escrow.Pay(ctx, ref, client, plan.Compensation, noFees); err != nil {
			return err
		}
	}
	if plan.PledgeBurn.IsPositive() {
		if err := k.escrow.Burn(ctx, ref, plan.PledgeBurn); err != nil {
			return err
		}
	}
	if plan.Status.Ended() {
		return k.drop(ctx, ref)
	}
	return k.shrink(ctx, ref, plan.PledgeReturn)
}

// settleCapital tells reputation the outcome and returns the capital lost; a milestone that says nothing about the provider
// only gives its capital back, as do the milestones that an end leaves undone.
func (k *Keeper) settleCapital(ctx context.Context, a types.Agreement, plan types.Plan, client, provider sdk.AccAddress, rating uint32) (uint64, error) {
	free, lost := plan.CapitalLater, uint64(0)
	if plan.Outcome == reputationtypes.OutcomeUnspecified {
		free += plan.CapitalFreed
	} else {
		result, err := k.reputation.Settle(ctx, reputationtypes.Settlement{
			Client: client, Provider: provider, Skill: a.Terms.Skill, Price: plan.PriceMicro, BurnBps: a.Snapshot.BurnBps,
			Outcome: plan.Outcome, VerdictBps: plan.VerdictBps, Reserved: plan.CapitalLost + plan.CapitalFreed,
			Cover: a.Snapshot.Cover, Rating: rating, Unclaimed: plan.Unclaimed,
		})
		if err != nil {
			return 0, err
		}
		lost = result.CapitalLost
	}
	if free == 0 {
		return lost, nil
	}
	return lost, k.reputation.Unreserve(ctx, provider, free)
}

// drop releases what is left of a hold; nothing left is fine.
func (k *Keeper) drop(ctx context.Context, ref []byte) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return err
	}
	return k.escrow.Release(ctx, ref)
}

// shrink makes a part of a hold available again; nothing is fine.
func (k *Keeper) shrink(ctx context.Context, ref []byte, amount math.Int) error {
	if !amount.IsPositive() {
		return nil
	}
	return k.escrow.Shrink(ctx, ref, amount)
}
