package keeper

import (
	"bytes"
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// RevealRating opens the provider's rating of the client for a settled milestone; anyone with the salt may, once.
// ErrNotFound, ErrNoReceipt before the settlement, ErrNoCommitment, ErrAlreadyRevealed, ErrRating.
func (s msgServer) RevealRating(ctx context.Context, msg *types.MsgRevealRating) (*types.MsgRevealRatingResponse, error) {
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
	if err := allow(a, types.ActReveal, 0); err != nil {
		return nil, err
	}
	r, err := s.receipt(ctx, key, msg.Milestone)
	if err != nil {
		return nil, err
	}
	if len(r.RatingCommitment) == 0 {
		return nil, types.ErrNoCommitment.Wrapf("%s, milestone %d", a.Id, r.Milestone)
	}
	if r.ClientRating != 0 {
		return nil, types.ErrAlreadyRevealed.Wrapf("%s, milestone %d: %d", a.Id, r.Milestone, r.ClientRating-1)
	}
	commitment, err := types.RatingCommitment(sdk.UnwrapSDKContext(ctx).ChainID(), a.Id, a.Terms.Provider, msg.Rating, msg.Salt)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(commitment, r.RatingCommitment) {
		return nil, types.ErrRating.Wrapf("%s, milestone %d: rating %d", a.Id, r.Milestone, msg.Rating)
	}
	return &types.MsgRevealRatingResponse{}, s.rateClient(ctx, key, a, r, msg.Rating)
}

// rateClient stores a revealed rating and counts it; the status stays.
func (k *Keeper) rateClient(ctx context.Context, key []byte, a types.Agreement, r types.Receipt, rating uint32) error {
	client, _, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	r.ClientRating = rating + 1
	if err := k.receipts.Set(ctx, receiptAt(key, r.Milestone), r); err != nil {
		return err
	}
	if err := k.reputation.RateClient(ctx, client, rating); err != nil {
		return err
	}
	emit(ctx, types.NewRatingRevealedEvent(a, r.Milestone, rating))
	return nil
}
