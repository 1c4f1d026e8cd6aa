package keeper

import (
	"bytes"
	"context"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// commit takes a bid under seal and holds its deposit.
func (k *Keeper) commit(ctx context.Context, signer, provider sdk.AccAddress, key, hash []byte) error {
	authority, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionBid)
	if err != nil {
		return err
	}
	job, err := k.Job(ctx, key)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !job.TakesCommitments(now) {
		return types.ErrBiddingClosed.Wrapf("job %s: %s, bidding until %d, now %d", job.Id, job.Status, job.BidEndMs(), now)
	}
	client, err := k.requireStranger(ctx, job, provider)
	if err != nil {
		return err
	}
	if job.Request.MinScoreBps > 0 { // said now, before a deposit is lost on a bid that cannot be revealed
		if _, err := k.score(ctx, job, provider); err != nil {
			return err
		}
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	if standing.Commits >= params.MaxBids {
		return types.ErrTooManyBids.Wrapf("job %s: %d bids, at most %d", job.Id, standing.Commits, params.MaxBids)
	}
	at := collections.Join(key, provider)
	committed, err := k.commitments.Has(ctx, at)
	if err != nil {
		return err
	}
	if committed {
		return types.ErrAlreadyCommitted.Wrapf("job %s, provider %s", job.Id, provider)
	}
	deposit, err := k.deposit(ctx, params, job)
	if err != nil {
		return err
	}
	ref := types.BidRef(key, provider)
	coin := sdk.NewCoin(job.Request.Budget.Denom, deposit)
	if err := k.escrow.Hold(ctx, authority, ref, coin, client); err != nil {
		return err
	}
	c := types.Commitment{Signer: signer.String(), Hash: hash, DueMs: job.RevealEndMs}
	if err := k.commitments.Set(ctx, at, c); err != nil {
		return err
	}
	if err := k.deadlines.Schedule(ctx, c.DueMs, types.KindCommitment, ref); err != nil {
		return err
	}
	standing.Commits++
	if err := k.standings.Set(ctx, key, standing); err != nil {
		return err
	}
	emit(ctx, types.NewBidCommittedEvent(job, provider.String(), c, deposit))
	return nil
}

// deposit of a commitment now: the share of the budget, but at least deposit_min and what escrow can hold.
func (k *Keeper) deposit(ctx context.Context, p types.Params, job types.Job) (math.Int, error) {
	denom, err := k.escrow.Denom(ctx, job.Request.Budget.Denom)
	if err != nil {
		return math.Int{}, err
	}
	minimum := math.MaxInt(auction.Base(p.DepositMin, denom.UnitsPerNumeraire), types.OrZero(denom.MinHold))
	return auction.Deposit(job.Request.Budget.Amount, p.DepositBps, minimum), nil
}

// reveal opens a bid: checks it against the seal and the job, returns the deposit and ranks it. Only a bid that enters
// the list has its cover locked, and the one it pushes off is unlocked at once, so that the work does not grow with the
// number of bids.
func (k *Keeper) reveal(ctx context.Context, key []byte, provider sdk.AccAddress, bid types.Bid, salt []byte) (types.Bid, int, error) {
	signer, err := sdk.AccAddressFromBech32(bid.Signer)
	if err != nil {
		return bid, 0, err
	}
	authority, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionBid)
	if err != nil {
		return bid, 0, err
	}
	job, err := k.Job(ctx, key)
	if err != nil {
		return bid, 0, err
	}
	commitment, err := k.openSeal(ctx, key, job, provider, bid, salt)
	if err != nil {
		return bid, 0, err
	}
	client, err := k.requireStranger(ctx, job, provider)
	if err != nil {
		return bid, 0, err
	}
	if err := k.checkBid(ctx, job, bid); err != nil {
		return bid, 0, err
	}
	if bid.ScoreBps, err = k.score(ctx, job, provider); err != nil {
		return bid, 0, err
	}
	if bid.ExpectedCost, err = k.expectedCost(ctx, job, bid); err != nil {
		return bid, 0, err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return bid, 0, err
	}
	rank, err := rankOf(key, standing.Ranked, bid, provider)
	if err != nil {
		return bid, 0, err
	}
	ref := types.BidRef(key, provider)
	if rank > 0 {
		if err := k.agreement.LockCover(ctx, authority, ref, coverRequest(job, client, bid)); err != nil {
			return bid, 0, err
		}
	}
	if err := k.dropCommitment(ctx, key, provider, commitment); err != nil {
		return bid, 0, err
	}
	emit(ctx, types.NewBidRevealedEvent(job, bid, rank))
	return bid, rank, k.enlist(ctx, key, job, standing, bid, rank)
}

// openSeal checks that reveals are taken now and that the bid is the one under seal.
func (k *Keeper) openSeal(
	ctx context.Context, key []byte, job types.Job, provider sdk.AccAddress, bid types.Bid, salt []byte,
) (types.Commitment, error) {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Commitment{}, err
	}
	if !job.TakesReveals(now) {
		return types.Commitment{}, types.ErrRevealClosed.Wrapf("job %s: %s, reveals from %d to %d, now %d",
			job.Id, job.Status, job.BidEndMs(), job.RevealEndMs, now)
	}
	c, err := k.Commitment(ctx, key, provider)
	if err != nil {
		return types.Commitment{}, err
	}
	sealed := auction.Sealed{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Job: job.Id, Provider: provider,
		Price: bid.Price, DeliveryMs: bid.DeliveryMs, Pledge: bid.Pledge, NoteHash: bid.Note.Sha256,
	}
	if !bytes.Equal(c.Hash, auction.Commitment(sealed, salt)) {
		return types.Commitment{}, types.ErrSealBroken.Wrapf("job %s, provider %s: commitment %x", job.Id, provider, c.Hash)
	}
	return c, nil
}

// dropCommitment gives the deposit back and forgets the seal and its deadline.
func (k *Keeper) dropCommitment(ctx context.Context, key []byte, provider sdk.AccAddress, c types.Commitment) error {
	ref := types.BidRef(key, provider)
	if err := k.escrow.Release(ctx, ref); err != nil {
		return err
	}
	if err := k.deadlines.Cancel(ctx, c.DueMs, types.KindCommitment, ref); err != nil {
		return err
	}
	return k.commitments.Remove(ctx, collections.Join(key, provider))
}

// enlist stores the new standing; a bid pushed off the list is unlocked and forgotten.
func (k *Keeper) enlist(ctx context.Context, key []byte, job types.Job, s types.Standing, bid types.Bid, rank int) error {
	s.Reveals++
	if rank > 0 {
		s.Ranked = slices.Insert(s.Ranked, rank-1, bid)
	}
	if len(s.Ranked) > auction.ListLen {
		off := s.Ranked[auction.ListLen]
		s.Ranked = s.Ranked[:auction.ListLen]
		if err := k.unlock(ctx, key, off); err != nil {
			return err
		}
		emit(ctx, types.NewBidDisplacedEvent(job, off))
	}
	return k.standings.Set(ctx, key, s)
}

func (k *Keeper) unlock(ctx context.Context, key []byte, b types.Bid) error {
	provider, err := sdk.AccAddressFromBech32(b.Provider)
	if err != nil {
		return err
	}
	return k.agreement.UnlockCover(ctx, types.BidRef(key, provider))
}

// rankOf places a bid among those that stand; 0 when it does not stand.
func rankOf(key []byte, ranked []types.Bid, bid types.Bid, provider sdk.AccAddress) (int, error) {
	entries, err := entriesOf(key, ranked)
	if err != nil {
		return 0, err
	}
	return auction.Place(entries, bid.Entry(key, provider)), nil
}

func entriesOf(key []byte, ranked []types.Bid) ([]auction.Entry, error) {
	entries := make([]auction.Entry, len(ranked))
	for i, b := range ranked {
		p, err := sdk.AccAddressFromBech32(b.Provider)
		if err != nil {
			return nil, err
		}
		entries[i] = b.Entry(key, p)
	}
	return entries, nil
}

func coverRequest(job types.Job, client sdk.AccAddress, b types.Bid) agreementtypes.CoverRequest {
	return agreementtypes.CoverRequest{
		Client: client,
		Price:  sdk.NewCoin(job.Request.Budget.Denom, b.Price),
		Pledge: b.Pledge, Loss: job.Request.Loss, SigmaBps: job.Request.SigmaBps,
	}
}
