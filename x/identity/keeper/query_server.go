package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/identity/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Agent returns an agent by its address or its name. ErrAgentNotFound, ErrNameNotFound.
func (s queryServer) Agent(ctx context.Context, req *types.QueryAgentRequest) (*types.QueryAgentResponse, error) {
	if types.ValidateName("agent", req.Agent) == nil {
		agent, err := s.k.AgentByName(ctx, req.Agent)
		if err != nil {
			return nil, err
		}
		return &types.QueryAgentResponse{Agent: agent}, nil
	}
	addr, err := field.Address("agent", req.Agent)
	if err != nil {
		return nil, err
	}
	agent, err := s.k.Agent(ctx, addr)
	if err != nil {
		return nil, err
	}
	return &types.QueryAgentResponse{Agent: agent}, nil
}

// Agents lists all agents, or those of an owner, or the ACTIVE ones with a skill. ErrFilter for both filters at once.
func (s queryServer) Agents(ctx context.Context, req *types.QueryAgentsRequest) (*types.QueryAgentsResponse, error) {
	bounds, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	var (
		agents []types.Agent
		next   *query.PageResponse
	)
	switch {
	case req.Skill != "" && req.Owner != "":
		return nil, types.ErrFilter.Wrapf("skill: %.64q, owner: %.128q", req.Skill, req.Owner)
	case req.Skill != "":
		agents, next, err = s.bySkill(ctx, req.Skill, bounds)
	case req.Owner != "":
		agents, next, err = s.byOwner(ctx, req.Owner, bounds)
	default:
		agents, next, err = query.CollectionPaginate(ctx, s.k.agents, bounds,
			func(_ sdk.AccAddress, a types.Agent) (types.Agent, error) { return a, nil })
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryAgentsResponse{Agents: agents, Pagination: next}, nil
}

func (s queryServer) bySkill(ctx context.Context, skill string, bounds *query.PageRequest) ([]types.Agent, *query.PageResponse, error) {
	if err := field.Tag("skill", skill, types.MinSkill, types.MaxSkill); err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, s.k.skills, bounds,
		func(key collections.Pair[string, sdk.AccAddress], _ collections.NoValue) (types.Agent, error) {
			return s.k.Agent(ctx, key.K2())
		}, query.WithCollectionPaginationPairPrefix[string, sdk.AccAddress](skill))
}

func (s queryServer) byOwner(ctx context.Context, owner string, bounds *query.PageRequest) ([]types.Agent, *query.PageResponse, error) {
	addr, err := field.Address("owner", owner)
	if err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, s.k.owners, bounds,
		func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], _ collections.NoValue) (types.Agent, error) {
			return s.k.Agent(ctx, key.K2())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, sdk.AccAddress](addr))
}

// Operators lists the operators of an agent, at most 16. ErrAgentNotFound.
func (s queryServer) Operators(ctx context.Context, req *types.QueryOperatorsRequest) (*types.QueryOperatorsResponse, error) {
	addr, err := field.Address("agent", req.Agent)
	if err != nil {
		return nil, err
	}
	if _, err := s.k.Agent(ctx, addr); err != nil {
		return nil, err
	}
	operators, err := s.k.operatorsOf(ctx, addr)
	if err != nil {
		return nil, err
	}
	return &types.QueryOperatorsResponse{Operators: operators}, nil
}

// Mandate returns an operator with what is left of each limit now. ErrAgentNotFound, ErrOperatorNotFound.
func (s queryServer) Mandate(ctx context.Context, req *types.QueryMandateRequest) (*types.QueryMandateResponse, error) {
	addr, key, err := parse("agent", req.Agent, "key", req.Key)
	if err != nil {
		return nil, err
	}
	if _, err := s.k.Agent(ctx, addr); err != nil {
		return nil, err
	}
	o, err := s.k.Operator(ctx, addr, key)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	fee, err := s.k.feeLeft(ctx, addr, key, o)
	if err != nil {
		return nil, err
	}
	return &types.QueryMandateResponse{Operator: o, Left: o.Left(now), FeeLeft: fee}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
