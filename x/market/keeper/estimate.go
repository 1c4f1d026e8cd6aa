package keeper

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// estimate computes what reveal would compute for the bid now. What would stop the bid is told as the obstacle, not as
// an error, so that an agent sees score and cost as well.
func (k *Keeper) estimate(ctx context.Context, job types.Job, provider sdk.AccAddress, bid types.Bid) (*types.QueryEstimateResponse, error) {
	agent, err := k.identity.Agent(ctx, provider)
	if err != nil {
		return nil, err
	}
	client, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return nil, err
	}
	var obstacles []error
	if !job.Status.Live() {
		obstacles = append(obstacles, types.ErrBiddingClosed.Wrapf("job %s: %s", job.Id, job.Status))
	}
	switch agent.Status {
	case identitytypes.AgentStatusActive:
	case identitytypes.AgentStatusRetired:
		obstacles = append(obstacles, identitytypes.ErrAgentRetired.Wrapf("agent %s", provider))
	default:
		obstacles = append(obstacles, identitytypes.ErrAgentPaused.Wrapf("agent %s", provider))
	}
	if _, err := k.requireStranger(ctx, job, provider); err != nil {
		obstacles = append(obstacles, err)
	}
	if err := k.checkBid(ctx, job, bid); err != nil {
		obstacles = append(obstacles, err)
	}
	bid.ScoreBps, err = k.score(ctx, job, provider)
	if errors.Is(err, types.ErrScoreTooLow) {
		obstacles = append(obstacles, err)
	} else if err != nil {
		return nil, err
	}
	cost, err := k.expectedCost(ctx, job, bid)
	if err != nil {
		return nil, err
	}
	capital, err := k.agreement.EstimateCover(ctx, provider, coverRequest(job, client, bid))
	if err != nil {
		obstacles = append(obstacles, err)
	}
	res := &types.QueryEstimateResponse{ScoreBps: bid.ScoreBps, ExpectedCost: cost, Capital: capital}
	if len(obstacles) > 0 {
		res.Obstacle = obstacles[0].Error()
	}
	return res, nil
}
