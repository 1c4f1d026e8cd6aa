package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// PostJob opens an auction and holds the budget from the client.
func (s msgServer) PostJob(goCtx context.Context, msg *types.MsgPostJob) (*types.MsgPostJobResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, client, err := parties(msg.Signer, msg.Client)
	if err != nil {
		return nil, err
	}
	key, err := s.post(sdk.UnwrapSDKContext(goCtx), signer, client, msg.Request)
	if err != nil {
		return nil, err
	}
	return &types.MsgPostJobResponse{Job: types.JobID(key)}, nil
}

// CancelJob takes a job back while its bidding runs.
func (s msgServer) CancelJob(ctx context.Context, msg *types.MsgCancelJob) (*types.MsgCancelJobResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, client, err := parties(msg.Signer, msg.Client)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", msg.Job)
	if err != nil {
		return nil, err
	}
	if err := s.cancel(ctx, signer, client, key); err != nil {
		return nil, err
	}
	return &types.MsgCancelJobResponse{}, nil
}

// AwardJob chooses among the bids that stand, where the client chooses.
func (s msgServer) AwardJob(goCtx context.Context, msg *types.MsgAwardJob) (*types.MsgAwardJobResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, client, err := parties(msg.Signer, msg.Client)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", msg.Job)
	if err != nil {
		return nil, err
	}
	provider, err := sdk.AccAddressFromBech32(msg.Provider)
	if err != nil {
		return nil, err
	}
	agreement, err := s.choose(sdk.UnwrapSDKContext(goCtx), signer, client, key, provider)
	if err != nil {
		return nil, err
	}
	return &types.MsgAwardJobResponse{Agreement: agreement}, nil
}
