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

// Attestation returns what an issuer states about a subject under a schema, and whether it counts now. ErrAgentNotFound
// of the subject, ErrAttestationNotFound.
func (s queryServer) Attestation(ctx context.Context, req *types.QueryAttestationRequest) (*types.QueryAttestationResponse, error) {
	subject, issuer, err := parse("subject", req.Subject, "issuer", req.Issuer)
	if err != nil {
		return nil, err
	}
	if err := types.ValidateSchema("schema", req.Schema); err != nil {
		return nil, err
	}
	agent, err := s.k.Agent(ctx, subject)
	if err != nil {
		return nil, err
	}
	a, err := s.k.Attestation(ctx, subject, req.Schema, issuer)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryAttestationResponse{Attestation: a, Counts: a.InForce(now, agent.Handovers)}, nil
}

// Attestations lists all attestations, or those about a subject, or those by an issuer. ErrFilter for both at once.
func (s queryServer) Attestations(ctx context.Context, req *types.QueryAttestationsRequest) (*types.QueryAttestationsResponse, error) {
	bounds, err := page.Clamp(req.Pagination)
	if err != nil {
		return nil, err
	}
	res := &types.QueryAttestationsResponse{}
	switch {
	case req.Subject != "" && req.Issuer != "":
		return nil, types.ErrFilter.Wrapf("subject: %.128q, issuer: %.128q", req.Subject, req.Issuer)
	case req.Issuer != "":
		res.Attestations, res.Pagination, err = s.byIssuer(ctx, req.Issuer, bounds)
	default:
		res.Attestations, res.Pagination, err = s.bySubject(ctx, req.Subject, bounds)
	}
	if err != nil {
		return nil, err
	}
	return res, nil
}

// bySubject lists the attestations about a subject, all when it is empty.
func (s queryServer) bySubject(ctx context.Context, subject string, bounds *query.PageRequest) ([]types.Attestation, *query.PageResponse, error) {
	var options []func(*query.CollectionsPaginateOptions[attestationKey])
	if subject != "" {
		addr, err := field.Address("subject", subject)
		if err != nil {
			return nil, nil, err
		}
		options = append(options, within(collections.TriplePrefix[sdk.AccAddress, string, sdk.AccAddress](addr)))
	}
	return query.CollectionPaginate(ctx, s.k.attestations, bounds,
		func(_ attestationKey, a types.Attestation) (types.Attestation, error) { return a, nil }, options...)
}

func (s queryServer) byIssuer(ctx context.Context, issuer string, bounds *query.PageRequest) ([]types.Attestation, *query.PageResponse, error) {
	addr, err := field.Address("issuer", issuer)
	if err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, s.k.issued, bounds,
		func(at issuedKey, _ collections.NoValue) (types.Attestation, error) {
			return s.k.Attestation(ctx, at.K2(), at.K3(), at.K1())
		}, within(collections.TriplePrefix[sdk.AccAddress, sdk.AccAddress, string](addr)))
}

// within bounds a page to the keys under a prefix.
func within[K any](prefix K) func(*query.CollectionsPaginateOptions[K]) {
	return func(o *query.CollectionsPaginateOptions[K]) { o.Prefix = &prefix }
}

// Meets says whether the subject meets a requirement now. ErrAgentNotFound.
func (s queryServer) Meets(ctx context.Context, req *types.QueryMeetsRequest) (*types.QueryMeetsResponse, error) {
	subject, err := field.Address("subject", req.Subject)
	if err != nil {
		return nil, err
	}
	r := types.Requirement{Schema: req.Schema, Value: req.Value, Issuers: req.Issuers}
	if err := r.Validate("requirement"); err != nil {
		return nil, err
	}
	agent, err := s.k.Agent(ctx, subject)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	a, met, err := s.k.meets(ctx, subject, r, "requirement", now, agent.Handovers)
	if err != nil || !met {
		return &types.QueryMeetsResponse{}, err
	}
	return &types.QueryMeetsResponse{Met: true, Attestation: &a}, nil
}
