package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// convene has a panel drawn for a submission, as METHOD_PANEL asks for: its fee, at most the share of the price that the
// terms grant it, goes from the client's money to x/arbitration, which moves back what the panel did not cost before it
// rules. ErrPanel when it would cost more, the errors of PanelFeeOf
// and Open.
func (k *Keeper) convene(ctx context.Context, key []byte, a types.Agreement, now uint64) (types.Agreement, error) {
	v, price := a.Terms.Verification, sdk.Coin{Denom: a.Terms.Price.Denom, Amount: a.Current().Price}
	fee, err := k.arbitration.PanelFeeOf(ctx, price, a.Snapshot.UnitsPerNumeraire, v.PanelSize)
	if err != nil {
		return a, err
	}
	if fee.GT(v.Fee(price.Amount)) {
		return a, types.ErrPanel.Wrapf("%s: %d seats cost %s%s, more than %d bps of %s", a.Id, v.PanelSize, fee, price.Denom, v.FeeBps, price)
	}
	ref := types.DisputeRef(key, a.Milestone)
	if err := k.escrow.Move(ctx, types.ClientRef(key), arbitrationtypes.DepositTarget(ref, arbitrationtypes.SideClient), fee); err != nil {
		return a, err
	}
	a.Dispute = &types.Dispute{Fee: fee, Debt: math.ZeroInt(), OpenedMs: now}
	request := caseOf(a, ref, arbitrationtypes.KindPanel, v.PanelSize)
	request.ReturnScope, request.ReturnRef = types.ModuleName, types.ClientRef(key)
	a.Dispute.Case, err = k.arbitration.Open(ctx, request)
	return a, err
}

// submitToPanel delivers a submission to a panel. Where none can be had (a fee that was raised above what the terms grant),
// the client reviews: a submission never fails for that.
func (k *Keeper) submitToPanel(ctx context.Context, x acting, a types.Agreement, released math.Int) error {
	err := atomic(ctx, func(ctx sdk.Context) error {
		judged, err := k.convene(ctx, x.key, a, x.now)
		if err != nil {
			return err
		}
		_, err = k.enter(ctx, x.key, x.Agreement, judged, move{types.ActSubmit, types.StatusDisputed, 0, func(a types.Agreement) sdk.Event {
			return types.NewWorkSubmittedEvent(a, released)
		}})
		return err
	})
	if err == nil {
		return nil
	}
	emit(ctx, types.NewPanelFailedEvent(a, err))
	return k.submitTo(ctx, x, a, released, types.StatusReview, x.now+a.Terms.ReviewMs)
}

// checkJudges checks what terms say of judges against the fees of now: a panel may not cost more of any milestone than the
// terms grant it (ErrPanel), and only about small claims is an evaluator's verdict final (ErrFinal). The terms have a price.
func (k *Keeper) checkJudges(ctx context.Context, t types.Terms, units uint64) error {
	v := t.Verification
	for i := range t.Milestones {
		price := sdk.Coin{Denom: t.Price.Denom, Amount: t.Part(i).Price}
		name := fmt.Sprintf("terms.milestones[%d]", i)
		switch {
		case v.By() == types.MethodPanel:
			fee, err := k.arbitration.PanelFeeOf(ctx, price, units, v.PanelSize)
			if err != nil {
				return err
			}
			if fee.GT(v.Fee(price.Amount)) {
				return types.ErrPanel.Wrapf("%s: %d seats cost %s%s, more than the %d bps of %s in terms.verification.fee_bps",
					name, v.PanelSize, fee, price.Denom, v.FeeBps, price)
			}
		case v.Final:
			small, err := k.isSmall(ctx, price, units)
			if err != nil {
				return err
			}
			if !small {
				return types.ErrFinal.Wrapf("%s: terms.verification.final with a price of %s, which judges are worth", name, price)
			}
		}
	}
	return nil
}
