package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/agreement/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Agreement returns an agreement by its id, with the receipts of its settled milestones.
func (s queryServer) Agreement(ctx context.Context, req *types.QueryAgreementRequest) (*types.QueryAgreementResponse, error) {
	key, err := types.ParseID("id", req.Id)
	if err != nil {
		return nil, err
	}
	a, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	receipts, err := s.receiptsOf(ctx, key, a)
	if err != nil {
		return nil, err
	}
	return &types.QueryAgreementResponse{Agreement: a, Receipts: receipts}, nil
}

// Receipt returns what happened to one settled milestone.
func (s queryServer) Receipt(ctx context.Context, req *types.QueryReceiptRequest) (*types.QueryReceiptResponse, error) {
	r, err := s.Keeper.Receipt(ctx, req.Id, req.Milestone)
	if err != nil {
		return nil, err
	}
	return &types.QueryReceiptResponse{Receipt: r}, nil
}

// TermsHash returns the hash of terms, and why no agreement could be opened on them now. Only an address that cannot be
// read is an error.
func (s queryServer) TermsHash(ctx context.Context, req *types.QueryTermsHashRequest) (*types.QueryTermsHashResponse, error) {
	hash, err := types.TermsHash(sdk.UnwrapSDKContext(ctx).ChainID(), req.Terms)
	if err != nil {
		return nil, err
	}
	res := &types.QueryTermsHashResponse{Hash: hash}
	if err := s.CheckTerms(ctx, req.Terms); err != nil {
		res.Obstacle = err.Error()
	}
	return res, nil
}

// Children lists the agreements that are parts of an agreement, by id; also of one whose own record is gone.
func (s queryServer) Children(ctx context.Context, req *types.QueryChildrenRequest) (*types.QueryChildrenResponse, error) {
	parent, err := types.ParseID("id", req.Id)
	if err != nil {
		return nil, err
	}
	pageReq, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	list, pageRes, err := query.CollectionPaginate(ctx, s.children, pageReq,
		func(key childKey, _ collections.NoValue) (types.Agreement, error) { return s.get(ctx, key.K2()) },
		query.WithCollectionPaginationPairPrefix[[]byte, []byte](parent))
	if err != nil {
		return nil, err
	}
	return &types.QueryChildrenResponse{Agreements: list, Pagination: pageRes}, nil
}

// Agreements lists the running agreements of an agent, by role and id.
func (s queryServer) Agreements(ctx context.Context, req *types.QueryAgreementsRequest) (*types.QueryAgreementsResponse, error) {
	agent, err := field.Address("agent", req.Agent)
	if err != nil {
		return nil, err
	}
	if err := field.Range("role", uint64(req.Role), 0, uint64(types.RoleProvider)); err != nil {
		return nil, err
	}
	pageReq, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	prefix := collections.TriplePrefix[sdk.AccAddress, uint16, []byte](agent)
	if req.Role != types.RoleUnspecified {
		prefix = collections.TripleSuperPrefix[sdk.AccAddress, uint16, []byte](agent, uint16(req.Role))
	}
	list, pageRes, err := query.CollectionPaginate(ctx, s.live, pageReq,
		func(key liveKey, _ collections.NoValue) (types.Agreement, error) { return s.get(ctx, key.K3()) },
		func(o *query.CollectionsPaginateOptions[liveKey]) { o.Prefix = &prefix })
	if err != nil {
		return nil, err
	}
	return &types.QueryAgreementsResponse{Agreements: list, Pagination: pageRes}, nil
}

// Due lists the agreements whose deadline comes next, soonest first; for ended ones it is the end of their record.
func (s queryServer) Due(ctx context.Context, req *types.QueryDueRequest) (*types.QueryDueResponse, error) {
	if err := field.Range("limit", uint64(req.Limit), 0, page.MaxLimit); err != nil {
		return nil, err
	}
	limit := int(req.Limit)
	if limit == 0 {
		limit = page.DefaultLimit
	}
	var keys [][]byte
	err := s.deadlines.Walk(ctx, func(_ uint64, _ uint32, id []byte) (bool, error) {
		keys = append(keys, id)
		return len(keys) >= limit, nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]types.Agreement, 0, len(keys))
	for _, key := range keys {
		a, err := s.get(ctx, key)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return &types.QueryDueResponse{Agreements: list}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	p, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: p}, nil
}
