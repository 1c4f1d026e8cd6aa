package keeper

import (
	"context"

	"github.com/trothchain/troth/x/market/types"
)

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

// PlaceBid bids in an open auction, or improves a bid, and says where it stands.
func (s msgServer) PlaceBid(ctx context.Context, msg *types.MsgPlaceBid) (*types.MsgPlaceBidResponse, error) {
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
	bid, rank, end, err := s.place(ctx, key, provider, types.Bid{
		Provider: provider.String(), Signer: signer.String(), Price: msg.Price, DeliveryMs: msg.DeliveryMs,
		Pledge: types.OrZero(msg.Pledge), Note: msg.Note,
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgPlaceBidResponse{
		Rank: uint32(rank), ScoreBps: bid.ScoreBps, ExpectedCost: bid.ExpectedCost, BidEndMs: end,
	}, nil
}

// TakeJob takes the job of a clock auction and says at what price.
func (s msgServer) TakeJob(ctx context.Context, msg *types.MsgTakeJob) (*types.MsgTakeJobResponse, error) {
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
	bid, err := s.take(ctx, key, provider, types.Bid{
		Provider: provider.String(), Signer: signer.String(), DeliveryMs: msg.DeliveryMs,
		Pledge: types.OrZero(msg.Pledge), Note: msg.Note,
	}, types.OrZero(msg.MinPrice))
	if err != nil {
		return nil, err
	}
	return &types.MsgTakeJobResponse{Price: bid.Price, ScoreBps: bid.ScoreBps}, nil
}
