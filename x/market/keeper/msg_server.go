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

// Retry runs a stuck deadline again; anyone may.
func (s msgServer) Retry(ctx context.Context, msg *types.MsgRetry) (*types.MsgRetryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if msg.Offer != "" {
		if err := s.retryOffer(ctx, msg.Offer); err != nil {
			return nil, err
		}
		return &types.MsgRetryResponse{}, nil
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
