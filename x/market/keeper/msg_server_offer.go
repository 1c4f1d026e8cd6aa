package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// MakeOffer opens a negotiation with full terms; what its maker promises is locked.
func (s msgServer) MakeOffer(ctx context.Context, msg *types.MsgMakeOffer) (*types.MsgMakeOfferResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, maker, err := parties(msg.Signer, msg.Maker)
	if err != nil {
		return nil, err
	}
	var o types.Offer
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		o, err = s.makeOffer(ctx, signer, maker, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgMakeOfferResponse{Offer: o.Id, Hash: o.Round.Hash}, nil
}

// CounterOffer answers the last round with other terms.
func (s msgServer) CounterOffer(ctx context.Context, msg *types.MsgCounterOffer) (*types.MsgCounterOfferResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, maker, err := parties(msg.Signer, msg.Maker)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseOfferID("offer", msg.Offer)
	if err != nil {
		return nil, err
	}
	var o types.Offer
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		o, err = s.counterOffer(ctx, signer, maker, key, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgCounterOfferResponse{Hash: o.Round.Hash}, nil
}

// AcceptOffer accepts exactly the round it names: the agreement is in force in the same transaction.
func (s msgServer) AcceptOffer(ctx context.Context, msg *types.MsgAcceptOffer) (*types.MsgAcceptOfferResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parties(msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseOfferID("offer", msg.Offer)
	if err != nil {
		return nil, err
	}
	var agreement string
	err = atomic(ctx, func(ctx sdk.Context) (err error) {
		agreement, err = s.acceptOffer(ctx, signer, agent, key, msg.Accepts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgAcceptOfferResponse{Agreement: agreement}, nil
}

// RejectOffer ends a negotiation with a reason.
func (s msgServer) RejectOffer(ctx context.Context, msg *types.MsgRejectOffer) (*types.MsgRejectOfferResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	signer, agent, err := parties(msg.Signer, msg.Agent)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseOfferID("offer", msg.Offer)
	if err != nil {
		return nil, err
	}
	err = atomic(ctx, func(ctx sdk.Context) error { return s.rejectOffer(ctx, signer, agent, key, msg.Reason) })
	if err != nil {
		return nil, err
	}
	return &types.MsgRejectOfferResponse{}, nil
}
