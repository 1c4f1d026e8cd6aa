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

// Offer returns a negotiation. ErrOfferNotFound.
func (s queryServer) Offer(ctx context.Context, req *types.QueryOfferRequest) (*types.QueryOfferResponse, error) {
	key, err := types.ParseOfferID("id", req.GetId())
	if err != nil {
		return nil, err
	}
	o, err := s.Keeper.Offer(ctx, key)
	if err != nil {
		return nil, err
	}
	return &types.QueryOfferResponse{Offer: o}, nil
}

// Offers lists the open negotiations of an agent, newest first (with reverse, oldest first).
func (s queryServer) Offers(ctx context.Context, req *types.QueryOffersRequest) (*types.QueryOffersResponse, error) {
	p, err := page.Clamp(req.GetPagination())
	if err != nil {
		return nil, err
	}
	p.Reverse = !p.Reverse
	agent, err := field.Address("agent", req.GetAgent())
	if err != nil {
		return nil, err
	}
	offers, res, err := query.CollectionPaginate(ctx, s.openOffers, p,
		func(k collections.Pair[sdk.AccAddress, []byte], _ collections.NoValue) (types.Offer, error) {
			return s.Keeper.Offer(ctx, k.K2())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, []byte](agent))
	if err != nil {
		return nil, err
	}
	return &types.QueryOffersResponse{Offers: offers, Pagination: res}, nil
}

// Service returns a service and how many of its agreements run now. ErrServiceNotFound.
func (s queryServer) Service(ctx context.Context, req *types.QueryServiceRequest) (*types.QueryServiceResponse, error) {
	key, err := types.ParseServiceID("id", req.GetId())
	if err != nil {
		return nil, err
	}
	service, err := s.Keeper.Service(ctx, key)
	if err != nil {
		return nil, err
	}
	load, err := s.load(ctx, key)
	if err != nil {
		return nil, err
	}
	running, err := s.stillRunning(ctx, load)
	if err != nil {
		return nil, err
	}
	return &types.QueryServiceResponse{Service: service, Running: uint32(len(running.Agreements))}, nil
}

// Services lists the active services of a skill, cheapest first (with reverse, dearest first), or all of a provider,
// newest first (with reverse, oldest first). ErrServiceFilter.
func (s queryServer) Services(ctx context.Context, req *types.QueryServicesRequest) (*types.QueryServicesResponse, error) {
	p, err := page.Clamp(req.GetPagination())
	if err != nil {
		return nil, err
	}
	var (
		services []types.Service
		res      *query.PageResponse
	)
	switch skill, provider := req.GetSkill(), req.GetProvider(); {
	case (skill == "") == (provider == ""):
		return nil, types.ErrServiceFilter.Wrapf("skill: %.64q, provider: %.128q", skill, provider)
	case skill != "":
		if err := field.Tag("skill", skill, types.MinSkill, types.MaxSkill); err != nil {
			return nil, err
		}
		services, res, err = query.CollectionPaginate(ctx, s.skillServices, p,
			func(k collections.Triple[string, uint64, []byte], _ collections.NoValue) (types.Service, error) {
				return s.Keeper.Service(ctx, k.K3())
			}, ofSkill(skill))
	default:
		lister, parseErr := field.Address("provider", provider)
		if parseErr != nil {
			return nil, parseErr
		}
		p.Reverse = !p.Reverse
		services, res, err = query.CollectionPaginate(ctx, s.providerServices, p,
			func(k collections.Pair[sdk.AccAddress, []byte], _ collections.NoValue) (types.Service, error) {
				return s.Keeper.Service(ctx, k.K2())
			}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, []byte](lister))
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryServicesResponse{Services: services, Pagination: res}, nil
}

// CheckQuote says whether a quote could be taken now, and the first thing that stands in its way; the client's money and
// mandate are not looked at, for nobody is asked. Without a valid quote it still returns what has to be signed.
func (s queryServer) CheckQuote(goCtx context.Context, req *types.QueryCheckQuoteRequest) (*types.QueryCheckQuoteResponse, error) {
	if req == nil {
		return nil, field.ErrMissing.Wrap("terms: the terms of the quote")
	}
	if err := req.Terms.Validate(); err != nil {
		return nil, err
	}
	terms, err := req.Terms.Normalized()
	if err != nil {
		return nil, err
	}
	ctx, _ := sdk.UnwrapSDKContext(goCtx).CacheContext() // never written
	signed, err := types.QuoteSignBytes(ctx.ChainID(), terms, req.Quote.Nonce, req.Quote.ExpiresMs)
	if err != nil {
		return nil, err
	}
	res := &types.QueryCheckQuoteResponse{SignBytes: signed}
	if err := s.dryQuote(ctx, terms, req.Quote); err != nil {
		res.Obstacle = err.Error()
	}
	return res, nil
}

// ofSkill keeps a page of services to a skill.
func ofSkill(skill string) func(*query.CollectionsPaginateOptions[collections.Triple[string, uint64, []byte]]) {
	return func(o *query.CollectionsPaginateOptions[collections.Triple[string, uint64, []byte]]) {
		prefix := collections.TriplePrefix[string, uint64, []byte](skill)
		o.Prefix = &prefix
	}
}
