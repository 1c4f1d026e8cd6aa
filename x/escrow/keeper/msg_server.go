package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
)

var _ types.MsgServer = msgServer{}

type msgServer struct{ *Keeper }

// NewMsgServer returns the message server of the module.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Withdraw sends available coins of an agent to an account. Whatever the agent's status, its owner can; nobody else can
// (ErrNotOwner). ErrRecipient when the bank blocks the account, ErrInsufficient above what is available.
func (s msgServer) Withdraw(ctx context.Context, msg *types.MsgWithdraw) (*types.MsgWithdrawResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, err := field.Address("owner", msg.Owner)
	if err != nil {
		return nil, err
	}
	agent, err := field.Address("agent", msg.Agent)
	if err != nil {
		return nil, err
	}
	to, err := field.Address("to", msg.To)
	if err != nil {
		return nil, err
	}
	record, err := s.identity.Agent(ctx, agent)
	if err != nil {
		return nil, err
	}
	if record.Owner != owner.String() {
		return nil, types.ErrNotOwner.Wrapf("owner: %s, want %s of agent %s", owner, record.Owner, agent)
	}
	if s.bank.BlockedAddr(to) {
		return nil, types.ErrRecipient.Wrapf("to: %s is blocked", to)
	}
	for _, c := range msg.Coins {
		if _, err := s.requireAvailable(ctx, agent, c); err != nil {
			return nil, err
		}
	}
	if err := s.bank.SendCoins(mark(ctx, debitOwn), agent, to, msg.Coins); err != nil {
		return nil, err
	}
	emit(ctx, types.NewWithdrawnEvent(agent, owner, to, msg.Coins))
	return &types.MsgWithdrawResponse{}, nil
}

// UpdateParams replaces the parameters; only the authority may (sdkerrors.ErrUnauthorized). A denom that is no longer
// accepted takes no new holds; those that stand are paid, moved and released as before.
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
