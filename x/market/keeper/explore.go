package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// seed returns the value of the random beacon of this block; nil when there is none, and then lots are drawn without.
func (k *Keeper) seed(ctx context.Context) []byte {
	seed, ok := k.beacon.Seed(ctx, sdk.UnwrapSDKContext(ctx).BlockHeight())
	if !ok {
		return nil
	}
	return seed
}

// drawLots gives a sealed auction whose bidding has ended its seed, which decides ties and whether newcomers are explored.
// All bids were committed in blocks before this one, so nobody but who proposes two blocks in a row could know it.
func (k *Keeper) drawLots(ctx context.Context, key []byte, job *types.Job) error {
	if len(job.Seed) > 0 || job.Request.Auction != types.AuctionSealed {
		return nil
	}
	job.Seed = k.seed(ctx)
	if !job.Request.Explore {
		return nil
	}
	p, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	if job.BudgetMicro <= p.ExploreMax && auction.Explores(job.Seed, key, p.ExploreBps) {
		job.NewcomerScoreBps = p.NewcomerScoreBps
	}
	return nil
}

// rankingScore is the score that the expected cost of a bid is computed with: the provider's own, or that of a newcomer
// where the lot of exploration fell on the job. Only a newcomer that pledges the whole loss gets it, so that a new
// identity buys nothing but the right to be slashed (design 06 §3.7).
func (k *Keeper) rankingScore(ctx context.Context, job types.Job, b types.Bid, provider sdk.AccAddress) (uint64, error) {
	better := uint64(job.NewcomerScoreBps)
	if b.ScoreBps >= better || b.Pledge.LT(job.Request.Loss) {
		return b.ScoreBps, nil
	}
	p, err := k.GetParams(ctx)
	if err != nil {
		return 0, err
	}
	s, err := k.reputation.Score(ctx, provider, job.Request.Skill, job.BudgetMicro)
	if err != nil {
		return 0, err
	}
	if s.Skill.Successes >= p.NewcomerTrials || s.Skill.Failures >= p.NewcomerTrials-s.Skill.Successes {
		return b.ScoreBps, nil
	}
	return better, nil
}
