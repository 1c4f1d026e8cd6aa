package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/market/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Job returns a job and its standing. ErrJobNotFound.
func (s queryServer) Job(ctx context.Context, req *types.QueryJobRequest) (*types.QueryJobResponse, error) {
	key, err := types.ParseJobID("id", req.GetId())
	if err != nil {
		return nil, err
	}
	job, err := s.Keeper.Job(ctx, key)
	if err != nil {
		return nil, err
	}
	standing, err := s.Standing(ctx, key)
	if err != nil {
		return nil, err
	}
	return &types.QueryJobResponse{Job: job, Standing: standing}, nil
}

// Jobs lists live jobs, newest first (with reverse, oldest first): all, the open ones of a skill, or those of a client.
func (s queryServer) Jobs(ctx context.Context, req *types.QueryJobsRequest) (*types.QueryJobsResponse, error) {
	p, err := page.Clamp(req.GetPagination())
	if err != nil {
		return nil, err
	}
	p.Reverse = !p.Reverse
	var (
		jobs []types.Job
		res  *query.PageResponse
	)
	switch {
	case req.GetSkill() != "" && req.GetClient() != "":
		return nil, types.ErrFilter.Wrapf("skill: %.64q, client: %.128q", req.Skill, req.Client)
	case req.GetSkill() != "":
		if err := field.Tag("skill", req.Skill, types.MinSkill, types.MaxSkill); err != nil {
			return nil, err
		}
		jobs, res, err = query.CollectionPaginate(ctx, s.skillJobs, p,
			func(k collections.Pair[string, []byte], _ collections.NoValue) (types.Job, error) {
				return s.Keeper.Job(ctx, k.K2())
			}, query.WithCollectionPaginationPairPrefix[string, []byte](req.Skill))
	case req.GetClient() != "":
		client, parseErr := field.Address("client", req.Client)
		if parseErr != nil {
			return nil, parseErr
		}
		jobs, res, err = query.CollectionPaginate(ctx, s.clientJobs, p,
			func(k collections.Pair[sdk.AccAddress, []byte], _ collections.NoValue) (types.Job, error) {
				return s.Keeper.Job(ctx, k.K2())
			}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, []byte](client))
	default:
		jobs, res, err = query.CollectionPaginate(ctx, s.liveJobs, p,
			func(k []byte, _ collections.NoValue) (types.Job, error) { return s.Keeper.Job(ctx, k) })
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryJobsResponse{Jobs: jobs, Pagination: res}, nil
}

// Commitments lists the bids under seal of a job, in the order of the providers' addresses.
func (s queryServer) Commitments(ctx context.Context, req *types.QueryCommitmentsRequest) (*types.QueryCommitmentsResponse, error) {
	p, err := page.Clamp(req.GetPagination())
	if err != nil {
		return nil, err
	}
	key, err := types.ParseJobID("job", req.GetJob())
	if err != nil {
		return nil, err
	}
	entries, res, err := query.CollectionPaginate(ctx, s.commitments, p,
		func(k collections.Pair[[]byte, sdk.AccAddress], c types.Commitment) (types.CommitmentEntry, error) {
			return types.CommitmentEntry{Job: types.JobID(k.K1()), Provider: k.K2().String(), Commitment: c}, nil
		}, query.WithCollectionPaginationPairPrefix[[]byte, sdk.AccAddress](key))
	if err != nil {
		return nil, err
	}
	return &types.QueryCommitmentsResponse{Commitments: entries, Pagination: res}, nil
}

// Estimate returns what a bid would be worth now, and the first thing that stands in its way.
func (s queryServer) Estimate(ctx context.Context, req *types.QueryEstimateRequest) (*types.QueryEstimateResponse, error) {
	key, err := types.ParseJobID("job", req.GetJob())
	if err != nil {
		return nil, err
	}
	provider, err := field.Address("provider", req.Provider)
	if err != nil {
		return nil, err
	}
	if err := field.Amount("price", req.Price, 1); err != nil {
		return nil, err
	}
	pledge := types.OrZero(req.Pledge)
	if err := field.Amount("pledge", pledge, 0); err != nil {
		return nil, err
	}
	job, err := s.Keeper.Job(ctx, key)
	if err != nil {
		return nil, err
	}
	return s.estimate(ctx, job, provider, types.Bid{
		Provider: provider.String(), Price: req.Price, Pledge: pledge, DeliveryMs: job.Request.Clocks.DeliveryMs,
	})
}

// ClockPrice returns the price at which a provider could take the job of a clock auction now, and the first thing that
// stands in its way. ErrAuction for a job of another auction.
func (s queryServer) ClockPrice(ctx context.Context, req *types.QueryClockPriceRequest) (*types.QueryClockPriceResponse, error) {
	key, err := types.ParseJobID("job", req.GetJob())
	if err != nil {
		return nil, err
	}
	provider, err := field.Address("provider", req.Provider)
	if err != nil {
		return nil, err
	}
	pledge := types.OrZero(req.Pledge)
	if err := field.Amount("pledge", pledge, 0); err != nil {
		return nil, err
	}
	job, err := s.Keeper.Job(ctx, key)
	if err != nil {
		return nil, err
	}
	return s.clockPriceNow(ctx, job, provider, pledge)
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
