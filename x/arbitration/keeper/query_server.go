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

var _ types.QueryServer = queryServer{}

// queryServer has its other queries in the files of arbiters.
type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Case returns a case with all evidence and the seats of all rounds.
func (s queryServer) Case(ctx context.Context, req *types.QueryCaseRequest) (*types.QueryCaseResponse, error) {
	key, err := types.ParseID("id", req.Id)
	if err != nil {
		return nil, err
	}
	c, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	evidence, err := s.evidenceOf(ctx, key)
	if err != nil {
		return nil, err
	}
	seats, err := s.plainSeats(ctx, key)
	if err != nil {
		return nil, err
	}
	return &types.QueryCaseResponse{Case: c, Evidence: evidence, Seats: seats}, nil
}

// Cases lists the cases of a status, by id.
func (s queryServer) Cases(ctx context.Context, req *types.QueryCasesRequest) (*types.QueryCasesResponse, error) {
	if err := field.Range("status", uint64(req.Status), uint64(types.StatusOpened), uint64(types.StatusClosed)); err != nil {
		return nil, err
	}
	pageReq, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	list, pageRes, err := query.CollectionPaginate(ctx, s.byStatus, pageReq,
		func(key statusKey, _ collections.NoValue) (types.Case, error) { return s.get(ctx, key.K2()) },
		query.WithCollectionPaginationPairPrefix[uint32, []byte](uint32(req.Status)))
	if err != nil {
		return nil, err
	}
	return &types.QueryCasesResponse{Cases: list, Pagination: pageRes}, nil
}

// PartyCases lists the cases in which an agent is client or provider, by id, until their records are pruned.
func (s queryServer) PartyCases(ctx context.Context, req *types.QueryPartyCasesRequest) (*types.QueryPartyCasesResponse, error) {
	list, pageRes, err := s.casesOf(ctx, s.parties, req.Agent, req.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QueryPartyCasesResponse{Cases: list, Pagination: pageRes}, nil
}

// ArbiterCases lists the cases in which an arbiter has a seat that is not settled, by id.
func (s queryServer) ArbiterCases(ctx context.Context, req *types.QueryArbiterCasesRequest) (*types.QueryArbiterCasesResponse, error) {
	list, pageRes, err := s.casesOf(ctx, s.seated, req.Agent, req.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QueryArbiterCasesResponse{Cases: list, Pagination: pageRes}, nil
}

func (s queryServer) casesOf(
	ctx context.Context, index collections.KeySet[agentKey], agent string, p *query.PageRequest,
) ([]types.Case, *query.PageResponse, error) {
	addr, err := field.Address("agent", agent)
	if err != nil {
		return nil, nil, err
	}
	pageReq, err := page.Clamp(p)
	if err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, index, pageReq,
		func(key agentKey, _ collections.NoValue) (types.Case, error) { return s.get(ctx, key.K2()) },
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, []byte](addr))
}

// Due lists the cases whose deadline comes next, soonest first; for closed ones it is the end of their record.
func (s queryServer) Due(ctx context.Context, req *types.QueryDueRequest) (*types.QueryDueResponse, error) {
	if err := field.Range("limit", uint64(req.Limit), 0, page.MaxLimit); err != nil {
		return nil, err
	}
	limit := int(req.Limit)
	if limit == 0 {
		limit = page.DefaultLimit
	}
	// Deadlines of arbiters wait in the same queue; no more of them are passed over than cases are returned at most.
	var keys [][]byte
	seen := 0
	err := s.deadlines.Walk(ctx, func(_ uint64, kind uint32, id []byte) (bool, error) {
		if seen++; kind < types.KindArbiters {
			keys = append(keys, id)
		}
		return len(keys) >= limit || seen >= limit+page.MaxLimit, nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]types.Case, 0, len(keys))
	for _, key := range keys {
		c, err := s.get(ctx, key)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return &types.QueryDueResponse{Cases: list}, nil
}

// Fee returns what a panel costs for a price in dispute.
func (s queryServer) Fee(ctx context.Context, req *types.QueryFeeRequest) (*types.QueryFeeResponse, error) {
	price, err := sdk.ParseCoinNormalized(req.Price)
	if err != nil {
		return nil, field.ErrCoin.Wrapf("price: %.128q", req.Price)
	}
	if err := field.Coin("price", price); err != nil {
		return nil, err
	}
	fee, err := s.PanelFee(ctx, price, req.Size_)
	if err != nil {
		return nil, err
	}
	return &types.QueryFeeResponse{Fee: sdk.NewCoin(price.Denom, fee)}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	p, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: p}, nil
}
