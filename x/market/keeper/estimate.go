package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// estimate computes what a bid would be worth now. What would stop it is told as the obstacle, not as an error, so that
// an agent sees score and cost as well.
func (k *Keeper) estimate(ctx context.Context, job types.Job, provider sdk.AccAddress, bid types.Bid) (*types.QueryEstimateResponse, error) {
	client, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return nil, err
	}
	obstacles, err := k.obstacles(ctx, job, provider)
	if err != nil {
		return nil, err
	}
	bid.ScoreBps, err = k.score(ctx, job, provider)
	if errors.Is(err, types.ErrScoreTooLow) {
		obstacles = append(obstacles, err)
	} else if err != nil {
		return nil, err
	}
	if err := k.checkBid(ctx, job, bid); err != nil {
		obstacles = append(obstacles, err)
	}
	ranked := bid
	if ranked.ScoreBps, err = k.rankingScore(ctx, job, bid, provider); err != nil {
		return nil, err
	}
	if bid.ExpectedCost, err = k.expectedCost(ctx, job, ranked); err != nil {
		return nil, err
	}
	if err := k.rival(ctx, job, provider, bid); err != nil {
		obstacles = append(obstacles, err)
	}
	capital, err := k.agreement.EstimateCover(ctx, provider, coverRequest(job, client, bid))
	if err != nil {
		obstacles = append(obstacles, err)
	}
	return &types.QueryEstimateResponse{
		ScoreBps: bid.ScoreBps, ExpectedCost: bid.ExpectedCost, Capital: capital, Obstacle: first(obstacles),
	}, nil
}

// obstacles are the reasons for which the provider can have no bid on the job now, whatever it bids.
func (k *Keeper) obstacles(ctx context.Context, job types.Job, provider sdk.AccAddress) (all []error, err error) {
	agent, err := k.identity.Agent(ctx, provider)
	if err != nil {
		return nil, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	if !job.Bidding(now) && !job.TakesReveals(now) {
		all = append(all, biddingClosed(job, now))
	}
	switch agent.Status {
	case identitytypes.AgentStatusActive:
	case identitytypes.AgentStatusRetired:
		all = append(all, identitytypes.ErrAgentRetired.Wrapf("agent %s", provider))
	default:
		all = append(all, identitytypes.ErrAgentPaused.Wrapf("agent %s", provider))
	}
	if !job.Request.Invites(provider.String()) {
		all = append(all, types.ErrNotInvited.Wrapf("provider: %s, job %s", provider, job.Id))
	}
	if _, err := k.admit(ctx, job, provider); err != nil {
		all = append(all, err)
	}
	return all, nil
}

// rival says what the other bids, or the clock, have against a bid now. Of a sealed auction nothing is known.
func (k *Keeper) rival(ctx context.Context, job types.Job, provider sdk.AccAddress, bid types.Bid) error {
	switch job.Request.Auction {
	case types.AuctionOpen:
		key, err := types.ParseJobID("job", job.Id)
		if err != nil {
			return err
		}
		standing, err := k.Standing(ctx, key)
		if err != nil {
			return err
		}
		_, _, err = k.placed(ctx, key, job, standing, bid, provider)
		return err
	case types.AuctionClock:
		now, err := k.clock.Now(ctx)
		if err != nil {
			return err
		}
		price, err := k.clockPrice(ctx, job, bid, now)
		if err != nil {
			return err
		}
		if bid.Price.GT(price) {
			return types.ErrPriceBelowMin.Wrapf("job %s: %s%s now, price: %s", job.Id, price, job.Request.Budget.Denom, bid.Price)
		}
	}
	return nil
}

// clockPriceNow computes the price at which a provider could take the job of a clock auction now, 0 while there is none,
// and what would stop it. ErrAuction for a job of another auction.
func (k *Keeper) clockPriceNow(ctx context.Context, job types.Job, provider sdk.AccAddress, pledge math.Int) (*types.QueryClockPriceResponse, error) {
	if job.Request.Auction != types.AuctionClock {
		return nil, types.ErrAuction.Wrapf("job %s: %s, want %s", job.Id, job.Request.Auction, types.AuctionClock)
	}
	client, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return nil, err
	}
	obstacles, err := k.obstacles(ctx, job, provider)
	if err != nil {
		return nil, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	bid := types.Bid{Provider: provider.String(), Pledge: pledge, DeliveryMs: job.Request.Clocks.DeliveryMs}
	bid.ScoreBps, err = k.score(ctx, job, provider)
	if errors.Is(err, types.ErrScoreTooLow) {
		obstacles = append(obstacles, err)
	} else if err != nil {
		return nil, err
	}
	bid.Price, err = k.clockPrice(ctx, job, bid, now)
	switch {
	case errors.Is(err, types.ErrClockTooEarly):
		obstacles, bid.Price = append(obstacles, err), math.ZeroInt()
	case err != nil:
		return nil, err
	default:
		if err := k.checkBid(ctx, job, bid); err != nil {
			obstacles = append(obstacles, err)
		}
		if _, err := k.agreement.EstimateCover(ctx, provider, coverRequest(job, client, bid)); err != nil {
			obstacles = append(obstacles, err)
		}
	}
	return &types.QueryClockPriceResponse{Price: bid.Price, ScoreBps: bid.ScoreBps, Obstacle: first(obstacles)}, nil
}

// first is the text of the first error, empty without one.
func first(errs []error) string {
	if len(errs) == 0 {
		return ""
	}
	return errs[0].Error()
}
