package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

var _ types.MsgServer = msgServer{}

// verifyGas is the gas of verifying a proof: four times that of a signature, as the work is.
const verifyGas = 4_000

type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// RegisterVrfKey registers or replaces a validator's key. ErrPossession, ErrNoValidator, ErrPending, ErrNoChange.
func (s msgServer) RegisterVrfKey(ctx context.Context, msg *types.MsgRegisterVrfKey) (*types.MsgRegisterVrfKeyResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	operator, err := types.ValidatorAddress("validator", msg.Validator)
	if err != nil {
		return nil, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	sdkCtx.GasMeter().ConsumeGas(verifyGas, "proof of possession")
	if _, ok := vrf.Verify(msg.Key, vrf.Possession(sdkCtx.ChainID(), operator), msg.Possession); !ok {
		return nil, types.ErrPossession.Wrapf("possession: validator %s, chain %s, key %X", operator, sdkCtx.ChainID(), msg.Key)
	}
	record, err := s.change(ctx, operator, msg.Key)
	if err != nil {
		return nil, err
	}
	sdkCtx.EventManager().EmitEvent(types.NewKeyRegisteredEvent(record))
	return &types.MsgRegisterVrfKeyResponse{ActiveFrom: record.NextFrom}, nil
}

// RemoveVrfKey removes a validator's key. ErrNoValidator, ErrPending, ErrNoChange.
func (s msgServer) RemoveVrfKey(ctx context.Context, msg *types.MsgRemoveVrfKey) (*types.MsgRemoveVrfKeyResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	operator, err := types.ValidatorAddress("validator", msg.Validator)
	if err != nil {
		return nil, err
	}
	record, err := s.change(ctx, operator, nil)
	if err != nil {
		return nil, err
	}
	sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(types.NewKeyRemovedEvent(record))
	return &types.MsgRemoveVrfKeyResponse{ActiveUntil: record.NextFrom}, nil
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized). Changes of keys that are on
// their way keep their height.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if err := sdk.ValidateAuthority(sdkCtx, s.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	sdkCtx.EventManager().EmitEvent(types.NewParamsUpdatedEvent(msg.Params))
	return &types.MsgUpdateParamsResponse{}, nil
}
