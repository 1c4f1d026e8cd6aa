package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/types"
)

var _ types.MsgServer = msgServer{}

type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized). ErrUnsafeParams when they
// would make cheating profitable.
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
