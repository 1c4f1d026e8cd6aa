package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/reputation/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Score returns an agent's score for a skill and a value, with all its parts. Value 0 takes v_ref, the empty skill all.
func (s queryServer) Score(ctx context.Context, req *types.QueryScoreRequest) (*types.QueryScoreResponse, error) {
	agent, err := field.Address("agent", req.GetAgent())
	if err != nil {
		return nil, err
	}
	if req.Skill != types.AllSkills {
		if err := field.Tag("skill", req.Skill, 1, types.MaxSkill); err != nil {
			return nil, err
		}
	}
	n, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	value := req.Value
	if value == 0 {
		value = n.params.VRef
	}
	score, err := s.scoreAt(ctx, n, agent, req.Skill, value)
	if err != nil {
		return nil, err
	}
	return &types.QueryScoreResponse{Score: score}, nil
}

// Evidence lists an agent's evidence by skill, decayed to now; the first entry, with the empty skill, is over all.
func (s queryServer) Evidence(ctx context.Context, req *types.QueryEvidenceRequest) (*types.QueryEvidenceResponse, error) {
	agent, err := field.Address("agent", req.GetAgent())
	if err != nil {
		return nil, err
	}
	limits, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	n, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	handovers, err := s.handovers(ctx, agent)
	if err != nil {
		return nil, err
	}
	list, next, err := query.CollectionPaginate(ctx, s.evidence, limits,
		func(key collections.Pair[sdk.AccAddress, string], e types.Evidence) (types.SkillEvidence, error) {
			decayed := n.bar.Evidence(e.Bar(handovers), n.epoch)
			return types.SkillEvidence{Agent: agent.String(), Skill: key.K2(), Evidence: types.NewEvidence(decayed, handovers)}, nil
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, string](agent))
	if err != nil {
		return nil, err
	}
	return &types.QueryEvidenceResponse{Evidence: list, Pagination: next}, nil
}

// Client returns an agent's record as a client, decayed to now.
func (s queryServer) Client(ctx context.Context, req *types.QueryClientRequest) (*types.QueryClientResponse, error) {
	agent, err := field.Address("agent", req.GetAgent())
	if err != nil {
		return nil, err
	}
	n, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.handovers(ctx, agent); err != nil {
		return nil, err
	}
	record, err := s.readClient(ctx, n, agent)
	if err != nil {
		return nil, err
	}
	return &types.QueryClientResponse{
		Record:         record,
		ReliabilityBps: n.bar.LCB(record.Fair, record.Unfair),
		StandingBps:    n.bar.Standing(record.Burned),
	}, nil
}

// Pair returns what one client has said about one provider, decayed to now.
func (s queryServer) Pair(ctx context.Context, req *types.QueryPairRequest) (*types.QueryPairResponse, error) {
	client, err := field.Address("client", req.GetClient())
	if err != nil {
		return nil, err
	}
	provider, err := field.Address("provider", req.Provider)
	if err != nil {
		return nil, err
	}
	n, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	pair, err := s.readPair(ctx, n, client, provider)
	if err != nil {
		return nil, err
	}
	return &types.QueryPairResponse{Pair: types.NewPair(pair)}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
