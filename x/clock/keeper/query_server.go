package keeper

import (
	"context"

	"github.com/trothchain/troth/x/clock/types"
)

var _ types.QueryServer = queryServer{}

type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Now returns the clock.
func (s queryServer) Now(ctx context.Context, _ *types.QueryNowRequest) (*types.QueryNowResponse, error) {
	clock, err := s.Clock(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryNowResponse{Clock: clock}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
