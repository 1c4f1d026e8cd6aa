package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// take takes the job of a clock auction at the price of this moment. All takers of one moment cost the client the same,
// so one of them is drawn: the one with the lowest lot of this block's seed, whatever the order in which they came. The award follows when
// this block ends.
func (k *Keeper) take(ctx context.Context, key []byte, provider sdk.AccAddress, bid types.Bid, minPrice math.Int) (types.Bid, error) {
	authority, err := k.bidder(ctx, bid, provider)
	if err != nil {
		return bid, err
	}
	job, err := k.invited(ctx, key, provider, types.AuctionClock)
	if err != nil {
		return bid, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return bid, err
	}
	if !job.TakesTaker(now) {
		return bid, biddingClosed(job, now)
	}
	client, err := k.admit(ctx, job, provider)
	if err != nil {
		return bid, err
	}
	if bid.ScoreBps, err = k.score(ctx, job, provider); err != nil {
		return bid, err
	}
	if bid.Price, err = k.clockPrice(ctx, job, bid, now); err != nil {
		return bid, err
	}
	if bid.Price.LT(minPrice) {
		return bid, types.ErrPriceBelowMin.Wrapf("job %s: %s%s now, min_price: %s", job.Id, bid.Price, job.Request.Budget.Denom, minPrice)
	}
	if err := k.judge(ctx, job, provider, &bid); err != nil {
		return bid, err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return bid, err
	}
	if bidOf(standing.Ranked, bid.Provider) >= 0 {
		return bid, types.ErrAlreadyTaken.Wrapf("job %s, provider %s", job.Id, provider)
	}
	return bid, atomic(ctx, func(ctx sdk.Context) error {
		if err := k.agreement.LockCover(ctx, authority, types.BidRef(key, provider), coverRequest(job, client, bid)); err != nil {
			return err
		}
		emit(ctx, types.NewJobTakenEvent(job, bid))
		return k.draw(ctx, key, job, standing, bid, now)
	})
}

// draw keeps the taker with the lowest lot and unlocks the other one, if there is one. The first taker ends the bidding:
// the award is due now.
func (k *Keeper) draw(ctx context.Context, key []byte, job types.Job, s types.Standing, bid types.Bid, now uint64) error {
	if job.TakenMs == 0 {
		job.Seed = k.seed(ctx)
	}
	s.Commits++
	s.Reveals++
	winner := bid
	for _, taker := range s.Ranked { // one at most
		first, err := drawnBefore(key, job, taker, bid)
		if err != nil {
			return err
		}
		loser := taker
		if first {
			winner, loser = taker, bid
		}
		if err := k.unlock(ctx, key, loser); err != nil {
			return err
		}
		emit(ctx, types.NewBidDisplacedEvent(job, loser))
	}
	s.Ranked = []types.Bid{winner}
	if err := k.standings.Set(ctx, key, s); err != nil {
		return err
	}
	if job.TakenMs > 0 {
		return nil
	}
	job.TakenMs = now
	return k.reschedule(ctx, key, &job, now)
}

// drawnBefore says whether a has the lower lot on the job.
func drawnBefore(key []byte, job types.Job, a, b types.Bid) (bool, error) {
	entries, err := entriesOf(key, job, []types.Bid{a, b})
	if err != nil {
		return false, err
	}
	return bytes.Compare(entries[0].Lot[:], entries[1].Lot[:]) < 0, nil
}

// clockPrice returns the price at which the bid, of which the price is not read, has the expected cost of the clock now:
// in base units, rounded down, at most the budget. ErrClockTooEarly while that is below the floor of the job, with the
// market time at which it will not be.
func (k *Keeper) clockPrice(ctx context.Context, job types.Job, bid types.Bid, now uint64) (math.Int, error) {
	p, err := k.reputation.GetParams(ctx)
	if err != nil {
		return math.Int{}, err
	}
	clock, valued, floor := clockOf(job), valuedBid(job, bid), job.PriceFloor()
	if micro, ok := auction.ClockPrice(clock.Cost(now), valued, p.DeltaBps); ok {
		if price := auction.BaseFloor(micro, job.UnitsPerNumeraire); price.GTE(floor) {
			return math.MinInt(price, job.Request.Budget.Amount), nil
		}
	}
	least := auction.MicroCeil(floor, job.UnitsPerNumeraire)
	at, ok := clock.Reaches(auction.Risk(valued, p.DeltaBps) + least)
	if !ok {
		return math.Int{}, types.ErrClockTooEarly.Wrapf("job %s: expected cost %d now, there is no price for score %d and pledge %s before the end at %d",
			job.Id, clock.Cost(now), bid.ScoreBps, bid.Pledge, job.BidEndMs)
	}
	return math.Int{}, types.ErrClockTooEarly.Wrapf("job %s: expected cost %d now, the first price for score %d and pledge %s is at %d, now %d",
		job.Id, clock.Cost(now), bid.ScoreBps, bid.Pledge, at, now)
}

// clockOf returns the clock of a job, at the rate it was posted at.
func clockOf(job types.Job) auction.Clock {
	start, _ := auction.Micro(job.Request.StartCost, job.UnitsPerNumeraire) // checked when it was posted
	return auction.Clock{
		Start: start, End: job.BudgetMicro + job.LossMicro, PostedMs: job.PostedMs, BidMs: job.Request.Clocks.BidMs,
	}
}

// awardTaken gives a clock auction to its taker. One that cannot be put in force any more is dropped, and the clock goes
// on while its time lasts.
func (k *Keeper) awardTaken(ctx sdk.Context, key []byte, job types.Job) error {
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	for _, bid := range standing.Ranked { // one at most
		opened, err := k.attempt(ctx, func(ctx sdk.Context) (string, error) { return k.openLocked(ctx, key, job, bid, nil) })
		if err == nil {
			return k.awarded(ctx, key, job, standing, bid, nil, opened)
		}
		emit(ctx, types.NewBidDroppedEvent(job, bid, err))
		if err := k.unlock(ctx, key, bid); err != nil {
			return err
		}
	}
	standing.Ranked = nil
	if err := k.standings.Set(ctx, key, standing); err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if job.TakenMs, job.Seed = 0, nil; now >= job.BidEndMs {
		return k.expire(ctx, key, job, types.ExpiredWithoutWinner)
	}
	return k.reschedule(ctx, key, &job, job.BidEndMs)
}
