package keeper

import (
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// place takes a bid of an open auction. A provider has one bid, which it may improve and not take back: what stands is
// the best bid of each of the four best providers, whatever the order in which they came.
func (k *Keeper) place(ctx context.Context, key []byte, provider sdk.AccAddress, bid types.Bid) (types.Bid, int, uint64, error) {
	refuse := func(err error) (types.Bid, int, uint64, error) { return bid, 0, 0, err }
	authority, err := k.bidder(ctx, bid, provider)
	if err != nil {
		return refuse(err)
	}
	job, err := k.invited(ctx, key, provider, types.AuctionOpen)
	if err != nil {
		return refuse(err)
	}
	if err := k.requireBidding(ctx, job); err != nil {
		return refuse(err)
	}
	client, err := k.admit(ctx, job, provider)
	if err != nil {
		return refuse(err)
	}
	if err := k.judge(ctx, job, provider, &bid); err != nil {
		return refuse(err)
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return refuse(err)
	}
	others, rank, err := k.placed(ctx, key, job, standing, bid, provider)
	if err != nil {
		return refuse(err)
	}
	leads := rank == 1 && (len(standing.Ranked) == 0 || standing.Ranked[0].Provider != bid.Provider)
	err = atomic(ctx, func(ctx sdk.Context) error {
		if len(others) < len(standing.Ranked) {
			if err := k.unlock(ctx, key, bid); err != nil {
				return err
			}
		}
		return k.standWith(ctx, key, &job, authority, client, standing, others, bid, rank, leads)
	})
	return bid, rank, job.BidEndMs, err
}

// placed returns the bids of the other providers that stand, and the rank among them. ErrNotImproved when the provider's
// own bid is as good, ErrOutbid when the bid would not stand, and as requireStep.
func (k *Keeper) placed(
	ctx context.Context, key []byte, job types.Job, s types.Standing, bid types.Bid, provider sdk.AccAddress,
) (others []types.Bid, rank int, err error) {
	others = s.Ranked
	if own := bidOf(s.Ranked, bid.Provider); own >= 0 {
		standing := s.Ranked[own]
		if !auction.Better(job.Entry(bid, key, provider), job.Entry(standing, key, provider)) {
			return nil, 0, types.ErrNotImproved.Wrapf("job %s, provider %s: expected cost %d, its own bid has %d",
				job.Id, provider, bid.ExpectedCost, standing.ExpectedCost)
		}
		others = slices.Delete(slices.Clone(s.Ranked), own, own+1)
	}
	if rank, err = rankOf(key, job, others, bid, provider); err != nil {
		return nil, 0, err
	}
	if rank == 0 {
		return nil, 0, types.ErrOutbid.Wrapf("job %s: expected cost %d, the one to beat is %d",
			job.Id, bid.ExpectedCost, others[auction.ListLen-1].ExpectedCost)
	}
	if err := k.requireStep(ctx, job, s, bid, rank); err != nil {
		return nil, 0, err
	}
	return others, rank, nil
}

// requireStep refuses a bid that is not better than the leader by a step where it must be: every bid after max_bids, with
// ErrTooManyBids; and near the end a new leader, with ErrOutbid. Otherwise two accomplices who lead in turn by next to
// nothing would use the extensions up, and whoever undercuts by a hair in the last block could not be answered.
func (k *Keeper) requireStep(ctx context.Context, job types.Job, s types.Standing, bid types.Bid, rank int) error {
	if len(s.Ranked) == 0 {
		return nil
	}
	leader, step := s.Ranked[0], auction.Step(job.BudgetMicro)
	if auction.Beats(bid.ExpectedCost, leader.ExpectedCost, step) {
		return nil
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	if s.Commits >= params.MaxBids {
		return types.ErrTooManyBids.Wrapf("job %s: %d bids, after %d each must be better than the leader's expected cost of %d by %d; this is %d",
			job.Id, s.Commits, params.MaxBids, leader.ExpectedCost, step, bid.ExpectedCost)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if rank == 1 && leader.Provider != bid.Provider && job.NearEnd(now, params.SnipeWindowMs) {
		return types.ErrOutbid.Wrapf("job %s: less than %d ms before the end a new leader must be better than the leader's expected cost of %d by %d; this is %d",
			job.Id, params.SnipeWindowMs, leader.ExpectedCost, step, bid.ExpectedCost)
	}
	return nil
}

// standWith locks the cover of a bid and lets it stand among the others. A provider that leads anew shortly before the
// end moves the end, so that the others can answer.
func (k *Keeper) standWith(
	ctx context.Context, key []byte, job *types.Job, authority identitytypes.Authority, client sdk.AccAddress,
	s types.Standing, others []types.Bid, bid types.Bid, rank int, leads bool,
) (err error) {
	ref := types.BidRef(key, authority.Agent())
	if err := k.agreement.LockCover(ctx, authority, ref, coverRequest(*job, client, bid)); err != nil {
		return err
	}
	emit(ctx, types.NewBidPlacedEvent(*job, bid, rank))
	s.Commits++
	s.Reveals++
	if s.Ranked, err = k.enlist(ctx, key, *job, others, bid, rank); err != nil {
		return err
	}
	if err := k.standings.Set(ctx, key, s); err != nil {
		return err
	}
	if !leads {
		return nil
	}
	return k.snipe(ctx, key, job)
}

// snipe moves the end of the bidding for a late new leader, if it is late.
func (k *Keeper) snipe(ctx context.Context, key []byte, job *types.Job) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !job.Snipe(now, params.SnipeWindowMs) {
		return nil
	}
	emit(ctx, types.NewJobExtendedEvent(*job))
	return k.reschedule(ctx, key, job, job.BidEndMs)
}
