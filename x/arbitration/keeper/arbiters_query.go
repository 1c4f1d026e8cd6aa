package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/arbitration/types"
)

// Arbiter returns the record of an arbiter; ErrNoArbiter.
func (s queryServer) Arbiter(ctx context.Context, req *types.QueryArbiterRequest) (*types.QueryArbiterResponse, error) {
	agent, err := field.Address("agent", req.Agent)
	if err != nil {
		return nil, err
	}
	a, err := s.arbiter(ctx, agent)
	if err != nil {
		return nil, err
	}
	return &types.QueryArbiterResponse{Arbiter: a}, nil
}

// Arbiters lists arbiters by address: with a skill those that judge it, with a status those of it, with a skill alone the
// enlisted ones, with neither all.
func (s queryServer) Arbiters(ctx context.Context, req *types.QueryArbitersRequest) (*types.QueryArbitersResponse, error) {
	if err := field.Range("status", uint64(req.Status), 0, uint64(types.ArbiterLeft)); err != nil {
		return nil, err
	}
	bounds, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	status := req.Status
	if req.Skill != "" {
		if err := checkSkill(req.Skill); err != nil {
			return nil, err
		}
		if status == types.ArbiterUnspecified {
			status = types.ArbiterEnlisted
		}
	}
	var list []types.Arbiter
	var next *query.PageResponse
	if status == types.ArbiterUnspecified {
		list, next, err = query.CollectionPaginate(ctx, s.arbiters.records, bounds,
			func(_ sdk.AccAddress, a types.Arbiter) (types.Arbiter, error) { return a, nil })
	} else {
		list, next, err = query.CollectionPaginate(ctx, s.arbiters.lists, bounds,
			func(key listKey, _ collections.NoValue) (types.Arbiter, error) { return s.arbiter(ctx, key.K3()) },
			func(o *query.CollectionsPaginateOptions[listKey]) {
				prefix := collections.TripleSuperPrefix[uint32, string, sdk.AccAddress](uint32(status), req.Skill)
				o.Prefix = &prefix
			})
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryArbitersResponse{Arbiters: list, Pagination: next}, nil
}

// Tree returns how many arbiters can be drawn for a skill, or for all with *, and the sum of their stakes.
func (s queryServer) Tree(ctx context.Context, req *types.QueryTreeRequest) (*types.QueryTreeResponse, error) {
	if err := checkSkill(req.Skill); err != nil {
		return nil, err
	}
	h, err := s.tree(ctx, req.Skill).Head()
	if err != nil {
		return nil, err
	}
	return &types.QueryTreeResponse{Tree: types.TreeHead{Size_: h.Size, Total: h.Total}}, nil
}

func checkSkill(skill string) error {
	if skill == types.AllSkills {
		return nil
	}
	return field.Tag("skill", skill, types.MinSkill, types.MaxSkill)
}
