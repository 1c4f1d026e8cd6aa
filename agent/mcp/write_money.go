package mcp

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// PayIn are the arguments of pay.
type PayIn struct {
	Write
	To     string `json:"to" jsonschema:"name or address of the agent that is paid"`
	Amount string `json:"amount" jsonschema:"such as 0.5troth"`
}

func (s *Server) pay(ctx context.Context, in PayIn) (Done, error) {
	if in.To == "" {
		return Done{}, ErrArgument.Wrap("to: the agent that is paid")
	}
	payee, err := s.find(ctx, in.To)
	if err != nil {
		return Done{}, err
	}
	return s.takeOut(ctx, "pay", in.Write, in, payee.Address, in.Amount)
}

// WithdrawIn are the arguments of withdraw.
type WithdrawIn struct {
	Write
	To     string `json:"to,omitempty" jsonschema:"address of an account; default the owner"`
	Amount string `json:"amount" jsonschema:"such as 0.5troth"`
}

func (s *Server) withdraw(ctx context.Context, in WithdrawIn) (Done, error) {
	return s.takeOut(ctx, "withdraw", in.Write, in, in.To, in.Amount)
}

// takeOut sends available coins of the agent to an account; an empty one is the owner's.
func (s *Server) takeOut(ctx context.Context, name string, w Write, args any, to, amount string) (Done, error) {
	coin, err := agent.ParseCoin(ctx, s.Client, amount)
	if err != nil {
		return Done{}, err
	}
	return s.do(ctx, name, w, owner, args, func(signer sdk.AccAddress) (plan, error) {
		me, err := s.me(ctx, w)
		if err != nil {
			return plan{}, err
		}
		if to == "" {
			to = signer.String()
		}
		if _, err := sdk.AccAddressFromBech32(to); err != nil {
			return plan{}, ErrArgument.Wrapf("to: %.64q is no address", to)
		}
		return plan{agent: me, effect: "sends " + coin.String() + " of " + me + " to " + to, msgs: []sdk.Msg{
			&escrowtypes.MsgWithdraw{Owner: signer.String(), Agent: me, To: to, Coins: sdk.NewCoins(coin)},
		}}, nil
	})
}
