package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/beacon/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Seed returns the value of a height, of the last block for 0. ErrNotKept.
func (s queryServer) Seed(ctx context.Context, req *types.QuerySeedRequest) (*types.QuerySeedResponse, error) {
	var value types.Value
	var err error
	if req.Height == 0 {
		value, err = s.k.Last(ctx)
	} else {
		value, err = s.k.Value(ctx, req.Height)
	}
	if err != nil {
		return nil, err
	}
	return &types.QuerySeedResponse{Value: value}, nil
}

// Keys returns the registered keys.
func (s queryServer) Keys(ctx context.Context, req *types.QueryKeysRequest) (*types.QueryKeysResponse, error) {
	p, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	keys, res, err := query.CollectionPaginate(ctx, s.k.keys, p, func(_ sdk.ValAddress, k types.VrfKey) (types.VrfKey, error) {
		return k, nil
	})
	if err != nil {
		return nil, err
	}
	return &types.QueryKeysResponse{Keys: keys, Pagination: res}, nil
}

// Key returns the key of one validator. ErrValidator, ErrNoKey.
func (s queryServer) Key(ctx context.Context, req *types.QueryKeyRequest) (*types.QueryKeyResponse, error) {
	operator, err := types.ValidatorAddress("validator", req.Validator)
	if err != nil {
		return nil, err
	}
	record, err := s.k.Key(ctx, operator)
	if err != nil {
		return nil, err
	}
	last, err := s.k.Last(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryKeyResponse{Key: record, Active: record.At(last.Height + 1)}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
