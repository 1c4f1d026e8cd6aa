package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/agreement/types"
)

func ids(list []types.Agreement) (ids []string) {
	for _, a := range list {
		ids = append(ids, a.Id)
	}
	return ids
}

func TestQueryAgreement(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	res, err := f.query.Agreement(f.ctx, &types.QueryAgreementRequest{Id: a.Id})
	require.NoError(t, err)
	require.Equal(t, a, res.Agreement)
	_, err = f.query.Agreement(f.ctx, &types.QueryAgreementRequest{Id: "agr_00000000000000ff"})
	require.ErrorIs(t, err, types.ErrNotFound)
	_, err = f.query.Agreement(f.ctx, &types.QueryAgreementRequest{})
	require.ErrorIs(t, err, id.ErrMalformed)
}

func TestQueryReceipts(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(5_000, 5_000))
	require.NoError(t, f.submit(a))
	ask := func(id string, milestone uint32) (types.Receipt, error) {
		res, err := f.query.Receipt(f.ctx, &types.QueryReceiptRequest{Id: id, Milestone: milestone})
		if err != nil {
			return types.Receipt{}, err
		}
		return res.Receipt, nil
	}
	_, err := ask(a.Id, 0)
	require.ErrorIs(t, err, types.ErrNoReceipt)
	require.NoError(t, f.accept(a, 77))
	r, err := ask(a.Id, 0)
	require.NoError(t, err)
	require.Equal(t, f.receipt(a, 0), r)
	require.Equal(t, uint32(77), r.Rating)
	res, err := f.query.Agreement(f.ctx, &types.QueryAgreementRequest{Id: a.Id})
	require.NoError(t, err)
	require.Equal(t, []types.Receipt{r}, res.Receipts)
	_, err = ask(a.Id, 1)
	require.ErrorIs(t, err, types.ErrNoReceipt)
	_, err = ask("agr_00000000000000ff", 0)
	require.ErrorIs(t, err, types.ErrNotFound)
	_, err = ask("", 0)
	require.ErrorIs(t, err, id.ErrMalformed)
}

func TestQueryTermsHash(t *testing.T) {
	f := newFixture(t)
	terms := f.usual().terms()
	res, err := f.query.TermsHash(f.ctx, &types.QueryTermsHashRequest{Terms: terms})
	require.NoError(t, err)
	want, err := types.TermsHash(chainID, terms)
	require.NoError(t, err)
	require.Equal(t, want, res.Hash)
	require.Empty(t, res.Obstacle)
	terms.ReviewMs = 1
	res, err = f.query.TermsHash(f.ctx, &types.QueryTermsHashRequest{Terms: terms})
	require.NoError(t, err)
	require.Contains(t, res.Obstacle, "review_ms")
	terms.Client = "c"
	_, err = f.query.TermsHash(f.ctx, &types.QueryTermsHashRequest{Terms: terms})
	require.ErrorIs(t, err, field.ErrAddress)
	_, err = f.query.TermsHash(f.ctx, &types.QueryTermsHashRequest{})
	require.NoError(t, err, "no terms at all have a hash, and an obstacle")
}

func TestQueryAgreementsOfAnAgent(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.price, d.pledge, d.reserve = 1_000, 0, 0
	var want []string
	for range 5 {
		want = append(want, f.hire(d).Id)
		f.block() // ids of later blocks come later
	}
	back := d // the client works for the second agent
	back.client, back.provider, back.pledge = f.second, f.client, 1_000
	worked := f.hire(back)
	require.NoError(t, f.terminate(f.get(want[0])))

	all := func(role types.Role, p *query.PageRequest) ([]string, *query.PageResponse) {
		res, err := f.query.Agreements(f.ctx, &types.QueryAgreementsRequest{Agent: f.client.String(), Role: role, Pagination: p})
		require.NoError(t, err)
		return ids(res.Agreements), res.Pagination
	}
	hired, _ := all(types.RoleClient, nil)
	require.Equal(t, want[1:], hired, "running ones only")
	working, _ := all(types.RoleProvider, nil)
	require.Equal(t, []string{worked.Id}, working)
	both, _ := all(types.RoleUnspecified, nil)
	require.Equal(t, append(want[1:], worked.Id), both)

	for _, role := range []types.Role{types.RoleUnspecified, types.RoleClient} {
		var paged []string
		var key []byte
		for {
			got, res := all(role, &query.PageRequest{Limit: 2, Key: key})
			paged = append(paged, got...)
			if key = res.NextKey; key == nil {
				break
			}
		}
		whole, _ := all(role, nil)
		require.Equal(t, whole, paged)
	}
}

func TestQueryAgreementsRefuses(t *testing.T) {
	f := newFixture(t)
	for name, tc := range map[string]struct {
		req types.QueryAgreementsRequest
		err error
	}{
		"no agent": {types.QueryAgreementsRequest{}, field.ErrMissing},
		"bad role": {types.QueryAgreementsRequest{Agent: f.client.String(), Role: 3}, field.ErrRange},
		"offset":   {types.QueryAgreementsRequest{Agent: f.client.String(), Pagination: &query.PageRequest{Offset: 1}}, page.ErrOffset},
		"count":    {types.QueryAgreementsRequest{Agent: f.client.String(), Pagination: &query.PageRequest{CountTotal: true}}, page.ErrCount},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.query.Agreements(f.ctx, &tc.req)
			require.ErrorIs(t, err, tc.err)
		})
	}
}

func TestQueryDue(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.price, d.pledge, d.reserve = 1_000, 0, 0
	late := f.hire(d)
	f.pass(1)
	early := f.hire(d)
	require.NoError(t, f.submit(early)) // review ends before the first's delivery
	res, err := f.query.Due(f.ctx, &types.QueryDueRequest{})
	require.NoError(t, err)
	require.Equal(t, []string{early.Id, late.Id}, ids(res.Agreements))
	res, err = f.query.Due(f.ctx, &types.QueryDueRequest{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, []string{early.Id}, ids(res.Agreements))
	_, err = f.query.Due(f.ctx, &types.QueryDueRequest{Limit: 201})
	require.ErrorIs(t, err, field.ErrRange)
}

func TestQueryParams(t *testing.T) {
	f := newFixture(t)
	res, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, testParams(), res.Params)
}

func TestNothingWorksBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.ErrorIs(t, err, types.ErrNotSet)
	require.ErrorIs(t, f.k.EndBlock(f.ctx), types.ErrNotSet)
}
