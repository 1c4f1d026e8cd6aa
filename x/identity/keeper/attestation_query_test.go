package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/identity/types"
)

func TestQueryAttestationsByPage(t *testing.T) {
	f, issuer, subject := office(t)
	second := f.register(alice, "second")
	const n = 7
	for i := range n {
		f.attest(issuer, subject, fmt.Sprintf("kya-%d", i), "")
		f.attest(second, issuer, fmt.Sprintf("kya-%d", i), "")
	}
	f.attest(issuer, second, "kya", "")
	for name, tc := range map[string]struct {
		req  types.QueryAttestationsRequest
		want int
	}{
		"all":                      {types.QueryAttestationsRequest{}, 2*n + 1},
		"about a subject":          {types.QueryAttestationsRequest{Subject: subject.String()}, n},
		"about another":            {types.QueryAttestationsRequest{Subject: second.String()}, 1},
		"by an issuer":             {types.QueryAttestationsRequest{Issuer: issuer.String()}, n + 1},
		"by one who attests none":  {types.QueryAttestationsRequest{Issuer: subject.String()}, 0},
		"by an account, not agent": {types.QueryAttestationsRequest{Issuer: mallory.String()}, 0},
	} {
		for _, reverse := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reverse %t", name, reverse), func(t *testing.T) {
				seen := map[string]bool{}
				req := tc.req
				req.Pagination = &query.PageRequest{Limit: 3, Reverse: reverse}
				for range 2 * n {
					res, err := f.query.Attestations(f.ctx, &req)
					require.NoError(t, err)
					require.LessOrEqual(t, len(res.Attestations), 3)
					for _, a := range res.Attestations {
						at := a.Subject + a.Schema + a.Issuer
						require.False(t, seen[at])
						require.True(t, req.Subject == "" || a.Subject == req.Subject)
						require.True(t, req.Issuer == "" || a.Issuer == req.Issuer)
						seen[at] = true
					}
					if req.Pagination.Key = res.Pagination.NextKey; len(req.Pagination.Key) == 0 {
						break
					}
				}
				require.Len(t, seen, tc.want)
			})
		}
	}
}

func TestQueryAttestationsIsRefused(t *testing.T) {
	f := newFixture(t)
	for name, tc := range map[string]struct {
		req types.QueryAttestationsRequest
		err error
	}{
		"both filters":    {types.QueryAttestationsRequest{Subject: alice.String(), Issuer: alice.String()}, types.ErrFilter},
		"a bad subject":   {types.QueryAttestationsRequest{Subject: "alice"}, field.ErrAddress},
		"a bad issuer":    {types.QueryAttestationsRequest{Issuer: "alice"}, field.ErrAddress},
		"an offset":       {types.QueryAttestationsRequest{Pagination: &query.PageRequest{Offset: 1}}, page.ErrOffset},
		"a count of them": {types.QueryAttestationsRequest{Pagination: &query.PageRequest{CountTotal: true}}, page.ErrCount},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.query.Attestations(f.ctx, &tc.req)
			require.ErrorIs(t, err, tc.err)
		})
	}
}

func TestQueryAttestation(t *testing.T) {
	f, issuer, subject := office(t)
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	ask := func() *types.QueryAttestationResponse {
		res, err := f.query.Attestation(f.ctx, &types.QueryAttestationRequest{
			Subject: subject.String(), Schema: "kya", Issuer: issuer.String(),
		})
		require.NoError(t, err)
		require.Equal(t, "gold", res.Attestation.Value)
		return res
	}
	require.True(t, ask().Counts)
	f.at(start + hour)
	require.False(t, ask().Counts, "expired")
	f.at(start)
	require.NoError(t, f.propose(bob, subject, carol)())
	require.NoError(t, f.accept(carol, subject)())
	require.False(t, ask().Counts, "another owner")

	for name, tc := range map[string]struct {
		req types.QueryAttestationRequest
		err error
	}{
		"of another schema":   {types.QueryAttestationRequest{Subject: subject.String(), Schema: "kyb", Issuer: issuer.String()}, types.ErrAttestationNotFound},
		"of no agent":         {types.QueryAttestationRequest{Subject: mallory.String(), Schema: "kya", Issuer: issuer.String()}, types.ErrAgentNotFound},
		"of a bad schema":     {types.QueryAttestationRequest{Subject: subject.String(), Schema: "K", Issuer: issuer.String()}, field.ErrLength},
		"without an issuer":   {types.QueryAttestationRequest{Subject: subject.String(), Schema: "kya"}, field.ErrMissing},
		"of a bad subject":    {types.QueryAttestationRequest{Subject: "x", Schema: "kya", Issuer: issuer.String()}, field.ErrAddress},
		"of a long no schema": {types.QueryAttestationRequest{Subject: subject.String(), Issuer: issuer.String()}, field.ErrMissing},
	} {
		_, err := f.query.Attestation(f.ctx, &tc.req)
		require.ErrorIs(t, err, tc.err, name)
	}
}

func TestQueryMeets(t *testing.T) {
	f, issuer, subject := office(t)
	require.NoError(t, f.tryAttest(statement(hot, issuer, subject))())
	ask := func(value string) *types.QueryMeetsResponse {
		res, err := f.query.Meets(f.ctx, &types.QueryMeetsRequest{
			Subject: subject.String(), Schema: "kya", Value: value, Issuers: []string{mallory.String(), issuer.String()},
		})
		require.NoError(t, err)
		return res
	}
	require.True(t, ask("").Met)
	require.Equal(t, "gold", ask("gold").Attestation.Value)
	require.Equal(t, &types.QueryMeetsResponse{}, ask("silver"))
	f.at(start + hour)
	require.False(t, ask("").Met)

	_, err := f.query.Meets(f.ctx, &types.QueryMeetsRequest{Subject: subject.String(), Schema: "kya"})
	require.ErrorIs(t, err, field.ErrMissing)
	require.ErrorContains(t, err, "issuers")
	_, err = f.query.Meets(f.ctx, &types.QueryMeetsRequest{Subject: mallory.String(), Schema: "kya", Issuers: []string{issuer.String()}})
	require.ErrorIs(t, err, types.ErrAgentNotFound)
	_, err = f.query.Meets(f.ctx, &types.QueryMeetsRequest{Subject: "x", Schema: "kya", Issuers: []string{issuer.String()}})
	require.ErrorIs(t, err, field.ErrAddress)
}
