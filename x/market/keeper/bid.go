package keeper

import (
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// bidder authorizes the signer of a bid.
func (k *Keeper) bidder(ctx context.Context, bid types.Bid, provider sdk.AccAddress) (identitytypes.Authority, error) {
	signer, err := sdk.AccAddressFromBech32(bid.Signer)
	if err != nil {
		return identitytypes.Authority{}, err
	}
	return k.identity.Authorize(ctx, signer, provider, identitytypes.ActionBid)
}

// enlist puts a bid whose cover is locked into the list at its rank, 1 or more; a bid pushed off is unlocked and
// forgotten.
func (k *Keeper) enlist(ctx context.Context, key []byte, job types.Job, ranked []types.Bid, bid types.Bid, rank int) ([]types.Bid, error) {
	ranked = slices.Insert(slices.Clone(ranked), rank-1, bid)
	if len(ranked) <= auction.ListLen {
		return ranked, nil
	}
	off := ranked[auction.ListLen]
	if err := k.unlock(ctx, key, off); err != nil {
		return nil, err
	}
	emit(ctx, types.NewBidDisplacedEvent(job, off))
	return ranked[:auction.ListLen], nil
}

func (k *Keeper) unlock(ctx context.Context, key []byte, bids ...types.Bid) error {
	for _, b := range bids {
		provider, err := sdk.AccAddressFromBech32(b.Provider)
		if err != nil {
			return err
		}
		if err := k.agreement.UnlockCover(ctx, types.BidRef(key, provider)); err != nil {
			return err
		}
	}
	return nil
}

// rankOf places a bid among those that stand; 0 when it does not stand.
func rankOf(key []byte, job types.Job, ranked []types.Bid, bid types.Bid, provider sdk.AccAddress) (int, error) {
	entries, err := entriesOf(key, job, ranked)
	if err != nil {
		return 0, err
	}
	return auction.Place(entries, job.Entry(bid, key, provider)), nil
}

func entriesOf(key []byte, job types.Job, ranked []types.Bid) ([]auction.Entry, error) {
	entries := make([]auction.Entry, len(ranked))
	for i, b := range ranked {
		p, err := sdk.AccAddressFromBech32(b.Provider)
		if err != nil {
			return nil, err
		}
		entries[i] = job.Entry(b, key, p)
	}
	return entries, nil
}

// bidOf finds the bid of a provider among those that stand; -1 when it has none. provider is bech32 in lower case.
func bidOf(ranked []types.Bid, provider string) int {
	return slices.IndexFunc(ranked, func(b types.Bid) bool { return b.Provider == provider })
}

func coverRequest(job types.Job, client sdk.AccAddress, b types.Bid) agreementtypes.CoverRequest {
	return agreementtypes.CoverRequest{
		Client: client,
		Price:  sdk.NewCoin(job.Request.Budget.Denom, b.Price),
		Pledge: b.Pledge, Loss: job.Request.Loss, SigmaBps: job.Request.SigmaBps, Instant: job.Request.Instant,
	}
}
