package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Accept pays the provider in full and rates the work; also instead of a claim or a verdict, until that is due. ErrNotFound,
// ErrNotClient, ErrTransition, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Accept(ctx context.Context, msg *types.MsgAccept) (*types.MsgAcceptResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asClient(ctx, msg.Signer, msg.Client, msg, types.ActAccept, identitytypes.ActionReview)
	if err != nil {
		return nil, err
	}
	return &types.MsgAcceptResponse{}, s.settle(ctx, x.key, x.Agreement, ruling{act: types.ActAccept, rating: msg.Rating}, x.now)
}

// Rework sends a submission back, with the whole delivery time again. ErrNotFound, ErrNotClient, ErrTransition,
// ErrMilestone, ErrDeadlinePassed, ErrReworks, the errors of Authorize.
func (s msgServer) Rework(ctx context.Context, msg *types.MsgRework) (*types.MsgReworkResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asClient(ctx, msg.Signer, msg.Client, msg, types.ActRework, identitytypes.ActionReview)
	if err != nil {
		return nil, err
	}
	a := x.Agreement
	if a.Reworks >= a.Terms.ReworkRounds {
		return nil, types.ErrReworks.Wrapf("%s: milestone %d was sent back %d of %d times", a.Id, a.Milestone, a.Reworks, a.Terms.ReworkRounds)
	}
	a.Reworks++
	_, err = s.enter(ctx, x.key, x.Agreement, a,
		move{types.ActRework, types.StatusWorking, x.now + a.At().DeliveryMs, func(a types.Agreement) sdk.Event {
			return types.NewWorkReturnedEvent(a, msg.Reason)
		}})
	return &types.MsgReworkResponse{}, err
}

// Reject claims that the work is not as agreed and holds the client's deposit. ErrNotFound, ErrNotClient, ErrTransition,
// ErrMilestone, ErrDeadlinePassed, the errors of Authorize, of escrow's Hold and of arbitration's PanelFeeOf.
func (s msgServer) Reject(ctx context.Context, msg *types.MsgReject) (*types.MsgRejectResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asClient(ctx, msg.Signer, msg.Client, msg, types.ActReject, identitytypes.ActionDispute)
	if err != nil {
		return nil, err
	}
	deposit, err := s.deposit(ctx, x.Agreement)
	if err != nil {
		return nil, err
	}
	_, provider, err := x.Terms.Parties()
	if err != nil {
		return nil, err
	}
	if deposit.IsPositive() {
		if err := s.escrow.Hold(ctx, x.authority, types.DepositRef(x.key), deposit, provider); err != nil {
			return nil, err
		}
	}
	a := x.Agreement
	a.Claim = &types.Claim{Bps: msg.ClaimedBps, Reason: msg.Reason, Deposit: deposit.Amount, MadeMs: x.now}
	_, err = s.enter(ctx, x.key, x.Agreement, a,
		move{types.ActReject, types.StatusClaimed, x.now + a.Snapshot.AnswerMs, types.NewWorkRejectedEvent})
	return &types.MsgRejectResponse{}, err
}

// Concede grants the client's claim, or a verdict against oneself: the client is refunded and most of the cover lost.
// ErrNotFound, ErrNotProvider, ErrTransition, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Concede(ctx context.Context, msg *types.MsgConcede) (*types.MsgConcedeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asProvider(ctx, msg.Signer, msg.Provider, msg, types.ActConcede, identitytypes.ActionDispute)
	if err != nil {
		return nil, err
	}
	return &types.MsgConcedeResponse{}, s.settle(ctx, x.key, x.Agreement, ruling{act: types.ActConcede}, x.now)
}
