package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

var _ types.MsgServer = msgServer{}

type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// PostJob opens a sealed auction and holds the budget from the client.
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

// CommitBid places a bid under seal and holds its deposit.
func (s msgServer) CommitBid(ctx context.Context, msg *types.MsgCommitBid) (*types.MsgCommitBidResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, provider, err := parties(msg.Signer, msg.Provider)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", msg.Job)
	if err != nil {
		return nil, err
	}
	if err := s.commit(ctx, signer, provider, key, msg.Commitment); err != nil {
		return nil, err
	}
	return &types.MsgCommitBidResponse{}, nil
}

// RevealBid opens a bid, returns its deposit and says where it stands.
func (s msgServer) RevealBid(ctx context.Context, msg *types.MsgRevealBid) (*types.MsgRevealBidResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, provider, err := parties(msg.Signer, msg.Provider)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", msg.Job)
	if err != nil {
		return nil, err
	}
	bid, rank, err := s.reveal(ctx, key, provider, types.Bid{
		Provider: provider.String(), Signer: signer.String(), Price: msg.Price, DeliveryMs: msg.DeliveryMs,
		Pledge: types.OrZero(msg.Pledge), Note: msg.Note,
	}, msg.Salt)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevealBidResponse{Rank: uint32(rank), ScoreBps: bid.ScoreBps, ExpectedCost: bid.ExpectedCost}, nil
}

// Retry runs a stuck deadline again; anyone may.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", msg.Job)
	if err != nil {
		return nil, err
	}
	var provider sdk.AccAddress
	if msg.Provider != "" {
		if provider, err = sdk.AccAddressFromBech32(msg.Provider); err != nil {
			return nil, err
		}
	}
	if err := s.retry(ctx, key, provider); err != nil {
		return nil, err
	}
	return &types.MsgRetryResponse{}, nil
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

func parties(signer, agent string) (sdk.AccAddress, sdk.AccAddress, error) {
	s, err := sdk.AccAddressFromBech32(signer)
	if err != nil {
		return nil, nil, err
	}
	a, err := sdk.AccAddressFromBech32(agent)
	return s, a, err
}
