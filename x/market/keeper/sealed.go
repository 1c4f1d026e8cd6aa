package keeper

import (
	"bytes"
	"context"
	"errors"

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
	job, err := k.invited(ctx, key, provider, types.AuctionSealed)
	if err != nil {
		return err
	}
	if err := k.requireBidding(ctx, job); err != nil {
		return err
	}
	client, err := k.admit(ctx, job, provider)
	if err != nil {
		return err
	}
	if err := k.foresee(ctx, job, provider); err != nil {
		return err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	if standing.Commits == types.MaxCommits {
		return types.ErrTooManyBids.Wrapf("job %s: %d commitments", job.Id, standing.Commits)
	}
	at := collections.Join(key, provider)
	committed, err := k.commitments.Has(ctx, at)
	if err != nil {
		return err
	}
	if committed {
		return types.ErrAlreadyCommitted.Wrapf("job %s, provider %s", job.Id, provider)
	}
	deposit, err := k.deposit(ctx, params, job, standing.Commits)
	if err != nil {
		return err
	}
	ref := types.BidRef(key, provider)
	coin := sdk.NewCoin(job.Request.Budget.Denom, deposit)
	if err := k.escrow.Hold(ctx, authority, ref, coin, client); err != nil {
		return err
	}
	c := types.Commitment{Signer: signer.String(), Hash: hash, DueMs: job.RevealEndMs()}
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

// foresee says now, before a deposit is lost, what would be said to every bid of the provider: of the evaluator, and of
// the score.
func (k *Keeper) foresee(ctx context.Context, job types.Job, provider sdk.AccAddress) error {
	if job.Request.Verification.By() == agreementtypes.MethodEvaluator {
		slowest := types.Bid{Provider: provider.String(), Price: job.Request.Budget.Amount, DeliveryMs: job.Request.Clocks.DeliveryMs}
		if err := k.checkBid(ctx, job, slowest); err != nil {
			return err
		}
	}
	if job.Request.MinScoreBps == 0 {
		return nil
	}
	_, err := k.score(ctx, job, provider)
	return err
}

// deposit of a commitment now: the share of the budget, but at least deposit_min and what escrow can hold; twice as much
// for every max_bids commitments before it.
func (k *Keeper) deposit(ctx context.Context, p types.Params, job types.Job, commits uint32) (math.Int, error) {
	denom, err := k.escrow.Denom(ctx, job.Request.Budget.Denom)
	if err != nil {
		return math.Int{}, err
	}
	minimum := math.MaxInt(auction.Base(p.DepositMin, denom.UnitsPerNumeraire), types.OrZero(denom.MinHold))
	return auction.Doubled(auction.Deposit(job.Request.Budget.Amount, p.DepositBps, minimum), commits, p.MaxBids), nil
}

// reveal opens a bid: checks it against the seal and the job, returns the deposit and ranks it. Only a bid that enters
// the list has its cover locked, and the one it pushes off is unlocked at once, so that the work does not grow with the
// number of bids. What somebody else can take away after the commitment counted there and counts no more: an attestation
// that the job requires, an evaluator that is nobody's relative, a panel that the price can pay. Otherwise a client with an issuer or an evaluator of its
// own could burn the deposits of those who committed; and if the deposit came back then, a provider could take back a bid
// for nothing, since it may give up an attestation itself.
func (k *Keeper) reveal(ctx context.Context, key []byte, provider sdk.AccAddress, bid types.Bid, salt []byte) (types.Bid, int, error) {
	refuse := func(err error) (types.Bid, int, error) { return bid, 0, err }
	authority, err := k.bidder(ctx, bid, provider)
	if err != nil {
		return refuse(err)
	}
	job, err := k.invited(ctx, key, provider, types.AuctionSealed)
	if err != nil {
		return refuse(err)
	}
	commitment, err := k.openSeal(ctx, key, job, provider, bid, salt)
	if err != nil {
		return refuse(err)
	}
	client, err := k.requireStranger(ctx, job, provider)
	if err != nil {
		return refuse(err)
	}
	late := len(job.Seed) == 0 // the deadline that ends the bidding waits behind others
	if err := k.drawLots(ctx, key, &job); err != nil {
		return refuse(err)
	}
	if err := k.checkBid(ctx, job, bid); err != nil && !stands(err) {
		return refuse(err)
	}
	if err := k.value(ctx, job, provider, &bid); err != nil {
		return refuse(err)
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return refuse(err)
	}
	rank, err := rankOf(key, job, standing.Ranked, bid, provider)
	if err != nil {
		return refuse(err)
	}
	if rank > 0 {
		if err := k.agreement.LockCover(ctx, authority, types.BidRef(key, provider), coverRequest(job, client, bid)); err != nil {
			return refuse(err)
		}
	}
	if err := k.dropCommitment(ctx, key, provider, commitment); err != nil {
		return refuse(err)
	}
	if late && len(job.Seed) > 0 {
		if err := k.jobs.Set(ctx, key, job); err != nil {
			return refuse(err)
		}
	}
	emit(ctx, types.NewBidRevealedEvent(job, bid, rank))
	standing.Reveals++
	if rank > 0 {
		if standing.Ranked, err = k.enlist(ctx, key, job, standing.Ranked, bid, rank); err != nil {
			return refuse(err)
		}
	}
	return bid, rank, k.standings.Set(ctx, key, standing)
}

// stands says whether a bid is taken at its reveal for all that CheckTerms says: the evaluator is no longer fit, the fees of
// judges were raised above what the terms grant a panel (then the client reviews), or lowered, so that the price is no small
// claim any more (the evaluator's verdict stays final, as both agreed).
func stands(err error) bool {
	return errors.Is(err, agreementtypes.ErrEvaluator) || errors.Is(err, agreementtypes.ErrPanel) || errors.Is(err, agreementtypes.ErrFinal)
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
			job.Id, job.Status, job.BidEndMs, job.RevealEndMs(), now)
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
