package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/escrow/types"
)

// MaxAccountDenoms is the greatest number of denoms in the answer of Account.
const MaxAccountDenoms = 100

var _ types.QueryServer = queryServer{}

type queryServer struct{ *Keeper }

// NewQueryServer returns the query server of the module.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Account returns balance, holds and what is available of every denom that is held or accepted.
// identitytypes.ErrAgentNotFound for an address that is no agent.
func (s queryServer) Account(ctx context.Context, req *types.QueryAccountRequest) (*types.QueryAccountResponse, error) {
	agent, err := s.agent(ctx, req.GetAgent())
	if err != nil {
		return nil, err
	}
	denoms, err := s.denomsOf(ctx, agent)
	if err != nil {
		return nil, err
	}
	res := &types.QueryAccountResponse{}
	for _, denom := range denoms {
		held, err := s.Held(ctx, agent, denom)
		if err != nil {
			return nil, err
		}
		available, err := s.Available(ctx, agent, denom)
		if err != nil {
			return nil, err
		}
		res.Balance = res.Balance.Add(s.bank.GetBalance(ctx, agent, denom))
		res.Held = res.Held.Add(sdk.NewCoin(denom, held))
		res.Available = res.Available.Add(sdk.NewCoin(denom, available))
	}
	return res, nil
}

// denomsOf returns what the agent holds, then what is accepted, at most MaxAccountDenoms.
func (s queryServer) denomsOf(ctx context.Context, agent sdk.AccAddress) ([]string, error) {
	var denoms []string
	seen := map[string]bool{}
	add := func(denom string) {
		if !seen[denom] && len(denoms) < MaxAccountDenoms {
			seen[denom] = true
			denoms = append(denoms, denom)
		}
	}
	ofAgent := collections.NewPrefixedPairRange[sdk.AccAddress, string](agent)
	if err := s.held.Walk(ctx, ofAgent, func(key heldKey, _ math.Int) (bool, error) {
		add(key.K2())
		return len(denoms) == MaxAccountDenoms, nil
	}); err != nil {
		return nil, err
	}
	params, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range params.AcceptedDenoms {
		add(d.Denom)
	}
	return denoms, nil
}

// Holds lists an agent's holds by scope and ref. identitytypes.ErrAgentNotFound for an address that is no agent.
func (s queryServer) Holds(ctx context.Context, req *types.QueryHoldsRequest) (*types.QueryHoldsResponse, error) {
	agent, err := s.agent(ctx, req.GetAgent())
	if err != nil {
		return nil, err
	}
	pagination, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	ofAgent := collections.TriplePrefix[sdk.AccAddress, string, []byte](agent)
	holds, res, err := query.CollectionPaginate(ctx, s.index, pagination,
		func(key indexKey, _ collections.NoValue) (types.HoldEntry, error) {
			h, err := s.find(ctx, types.Target{Scope: key.K2(), Ref: key.K3()})
			return types.HoldEntry{Scope: key.K2(), Ref: key.K3(), Hold: h}, err
		},
		func(o *query.CollectionsPaginateOptions[indexKey]) { o.Prefix = &ofAgent })
	if err != nil {
		return nil, err
	}
	return &types.QueryHoldsResponse{Holds: holds, Pagination: res}, nil
}

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}

// agent parses the address of an agent.
func (s queryServer) agent(ctx context.Context, bech32 string) (sdk.AccAddress, error) {
	address, err := field.Address("agent", bech32)
	if err != nil {
		return nil, err
	}
	if _, err := s.identity.Agent(ctx, address); err != nil {
		return nil, err
	}
	return address, nil
}
