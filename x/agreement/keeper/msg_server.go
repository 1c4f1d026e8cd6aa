package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

var _ types.MsgServer = msgServer{}

// msgServer has its other messages in submission.go, evaluation.go, review.go, dispute.go, proposal.go, amendment.go and rating.go.
type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Terminate ends the work before a submission of the current milestone; the provider gets the kill fee and its whole cover
// back. ErrNotFound, ErrNotClient, ErrTransition also after a submission, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Terminate(ctx context.Context, msg *types.MsgTerminate) (*types.MsgTerminateResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asClient(ctx, msg.Signer, msg.Client, msg, types.ActTerminate, identitytypes.ActionReview)
	if err != nil {
		return nil, err
	}
	return &types.MsgTerminateResponse{}, s.settle(ctx, x.key, x.Agreement, ruling{act: types.ActTerminate}, x.now)
}

// Resign hands the work back. While a provider may decline work that it could not look at before, nothing is lost and nobody
// counts it; before a submission of the milestone a small part of the cover is lost, and the job may go to
// its next runner-up, after it the provider concedes. ErrNotFound, ErrNotProvider, ErrTransition, ErrMilestone, ErrDeadlinePassed,
// ErrReawardGas, the errors of Authorize.
func (s msgServer) Resign(ctx context.Context, msg *types.MsgResign) (*types.MsgResignResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asProvider(ctx, msg.Signer, msg.Provider, msg, types.ActResign, identitytypes.ActionWork)
	if err != nil {
		return nil, err
	}
	return &types.MsgResignResponse{}, atomic(ctx, func(ctx sdk.Context) error { // ErrReawardGas comes after writes
		return s.settle(ctx, x.key, x.Agreement, ruling{act: x.Handback(x.now)}, x.now)
	})
}

// Retry runs a deadline that is stuck, or that waits in the queue since a block before, on the sender's gas; anyone may. ErrNotFound, deadline.ErrNotStuck, and whatever the
// deadline fails of again.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	key, err := types.ParseID("agreement", msg.Agreement)
	if err != nil {
		return nil, err
	}
	a, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	return &types.MsgRetryResponse{}, s.deadlines.RetryDue(ctx, now, a.DueMs, a.Status.Kind(), key, s.due)
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized).
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), s.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	emit(ctx, types.NewParamsUpdatedEvent(msg.Params))
	return &types.MsgUpdateParamsResponse{}, nil
}
