package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// settle ends an agreement by an act: it executes the plan of types.Settle on escrow and reputation, stores the end and
// emits its event; last of all, when the provider defaulted, the job may be awarded again. rating is the client's, used
// with ActAccept only.
func (k *Keeper) settle(ctx context.Context, key []byte, a types.Agreement, act types.Act, rating uint32, now uint64) error {
	plan, err := types.Settle(a, act)
	if err != nil {
		return err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	s := types.Settlement{
		Outcome: plan.Outcome, Paid: math.ZeroInt(), Burned: math.ZeroInt(), ProtocolFee: math.ZeroInt(),
		Refunded: a.Terms.Price.Amount.Sub(plan.Pay), Compensation: plan.Compensation, SettledMs: now,
	}
	if act == types.ActAccept {
		s.Rating = rating
	}
	if plan.Pay.IsPositive() {
		p, err := k.escrow.Pay(ctx, types.ClientRef(key), provider, plan.Pay, a.Snapshot.Fees())
		if err != nil {
			return err
		}
		s.Paid, s.Burned, s.ProtocolFee = p.Paid, p.Burned, p.ProtocolFee
	}
	if err := k.settlePledge(ctx, key, a, plan, client); err != nil {
		return err
	}
	if s.CapitalLost, err = k.settleCapital(ctx, a, plan, client, provider, s.Rating); err != nil {
		return err
	}
	if !plan.Defaulted {
		if err := k.refund(ctx, key); err != nil {
			return err
		}
	}
	from := a.Status
	a.Settlement, a.BackupReserve = &s, math.ZeroInt()
	ended, err := k.enter(ctx, key, a, act, now+params.RetainMs, func(a types.Agreement) sdk.Event {
		return types.NewAgreementEndedEvent(a, from, act, plan)
	})
	if err != nil || !plan.Defaulted {
		return err
	}
	return k.reaward(ctx, key, ended, plan.Refund)
}

// settlePledge pays compensation, burns what is lost above it and gives the rest back.
func (k *Keeper) settlePledge(ctx context.Context, key []byte, a types.Agreement, plan types.Plan, client sdk.AccAddress) error {
	if !a.Terms.Pledge.IsPositive() {
		return nil
	}
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
	return k.drop(ctx, ref)
}

// settleCapital tells reputation the outcome and returns the capital lost; an end that says nothing about the provider
// only gives its capital back.
func (k *Keeper) settleCapital(ctx context.Context, a types.Agreement, plan types.Plan, client, provider sdk.AccAddress, rating uint32) (uint64, error) {
	if plan.Outcome == reputationtypes.OutcomeUnspecified {
		if a.Capital == 0 {
			return 0, nil
		}
		return 0, k.reputation.Unreserve(ctx, provider, a.Capital)
	}
	result, err := k.reputation.Settle(ctx, reputationtypes.Settlement{
		Client: client, Provider: provider, Skill: a.Terms.Skill, Price: a.Snapshot.PriceMicro, BurnBps: a.Snapshot.BurnBps,
		Outcome: plan.Outcome, Reserved: a.Capital, Cover: a.Snapshot.Cover, Rating: rating,
	})
	return result.CapitalLost, err
}

// refund gives the rest of the client's hold back.
func (k *Keeper) refund(ctx context.Context, key []byte) error {
	return k.drop(ctx, types.ClientRef(key))
}

// drop releases what is left of a hold; nothing left is fine.
func (k *Keeper) drop(ctx context.Context, ref []byte) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return err
	}
	return k.escrow.Release(ctx, ref)
}
