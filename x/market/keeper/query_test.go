package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/internal/page"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func (f *fixture) list(req *types.QueryJobsRequest) (ids []string, next []byte) {
	f.t.Helper()
	res, err := f.queries.Jobs(f.ctx, req)
	require.NoError(f.t, err)
	ids = []string{}
	for _, j := range res.Jobs {
		ids = append(ids, j.Id)
	}
	return ids, res.Pagination.NextKey
}

func TestJobsAreListedNewestFirst(t *testing.T) {
	f := newFixture(t)
	var keys []string
	add := func(client, skill string) {
		key := f.post(client, func(r *types.JobRequest) { r.Skill = skill })
		keys = append(keys, types.JobID(key))
		f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1)
	}
	add("one", "translation")
	add("two", "translation-de") // a skill that another one begins with
	add("one", "coding")
	add("two", "translation")
	add("one", "translation")

	all, _ := f.list(&types.QueryJobsRequest{})
	require.Equal(t, []string{keys[4], keys[3], keys[2], keys[1], keys[0]}, all)
	bySkill, _ := f.list(&types.QueryJobsRequest{Skill: "translation"})
	require.Equal(t, []string{keys[4], keys[3], keys[0]}, bySkill)
	byClient, _ := f.list(&types.QueryJobsRequest{Client: f.agent("two").addr.String()})
	require.Equal(t, []string{keys[3], keys[1]}, byClient)
	oldest, _ := f.list(&types.QueryJobsRequest{Pagination: &query.PageRequest{Reverse: true, Limit: 1}})
	require.Equal(t, []string{keys[0]}, oldest)

	first, next := f.list(&types.QueryJobsRequest{Skill: "translation", Pagination: &query.PageRequest{Limit: 2}})
	require.Equal(t, []string{keys[4], keys[3]}, first)
	second, next := f.list(&types.QueryJobsRequest{Skill: "translation", Pagination: &query.PageRequest{Limit: 2, Key: next}})
	require.Equal(t, []string{keys[0]}, second)
	require.Empty(t, next)

	// revealing jobs take no bids: they leave the list of the skill; ended ones leave all
	key, err := types.ParseJobID("", keys[4])
	require.NoError(t, err)
	f.commit(key, bid{by: "a", price: unit})
	f.pass(minute)
	bySkill, _ = f.list(&types.QueryJobsRequest{Skill: "translation"})
	require.Empty(t, bySkill)
	all, _ = f.list(&types.QueryJobsRequest{})
	require.Equal(t, []string{keys[4]}, all)
	byClient, _ = f.list(&types.QueryJobsRequest{Client: f.agent("one").addr.String()})
	require.Equal(t, []string{keys[4]}, byClient)
}

func TestPagesCoverAllJobsOnce(t *testing.T) {
	f := newFixture(t)
	for i := 0; i < 230; i++ {
		f.post(fmt.Sprintf("client%d", i%3))
	}
	seen := map[string]bool{}
	var next []byte
	for pages := 1; ; pages++ {
		var ids []string
		ids, next = f.list(&types.QueryJobsRequest{Pagination: &query.PageRequest{Key: next}})
		require.LessOrEqual(t, len(ids), page.DefaultLimit)
		for _, id := range ids {
			require.False(t, seen[id])
			seen[id] = true
		}
		if len(next) == 0 {
			require.Equal(t, 5, pages)
			break
		}
	}
	require.Len(t, seen, 230)
	most, _ := f.list(&types.QueryJobsRequest{Pagination: &query.PageRequest{Limit: 1_000_000}})
	require.Len(t, most, page.MaxLimit)
}

func TestQueriesAreRefused(t *testing.T) {
	f := newFixture(t)
	job := types.JobID(f.post("client"))
	a := f.agent("a").addr.String()
	jobs := func(req *types.QueryJobsRequest) func() error {
		return func() error { _, err := f.queries.Jobs(f.ctx, req); return err }
	}
	estimate := func(change func(*types.QueryEstimateRequest)) func() error {
		return func() error {
			req := &types.QueryEstimateRequest{Job: job, Provider: a, Price: math.NewInt(unit), Pledge: math.NewInt(unit)}
			change(req)
			_, err := f.queries.Estimate(f.ctx, req)
			return err
		}
	}
	for name, tc := range map[string]struct {
		run func() error
		err error
	}{
		"a job by a malformed id": {func() error { _, err := f.queries.Job(f.ctx, &types.QueryJobRequest{Id: "1"}); return err }, id.ErrMalformed},
		"a job that is not there": {func() error {
			_, err := f.queries.Job(f.ctx, &types.QueryJobRequest{Id: "job_0000000000000000"})
			return err
		}, types.ErrJobNotFound},
		"jobs by two filters":        {jobs(&types.QueryJobsRequest{Skill: "coding", Client: a}), types.ErrFilter},
		"jobs of a malformed skill":  {jobs(&types.QueryJobsRequest{Skill: "Coding"}), field.ErrFormat},
		"jobs of a malformed client": {jobs(&types.QueryJobsRequest{Client: "x"}), field.ErrAddress},
		"jobs by offset":             {jobs(&types.QueryJobsRequest{Pagination: &query.PageRequest{Offset: 1}}), page.ErrOffset},
		"jobs counted":               {jobs(&types.QueryJobsRequest{Pagination: &query.PageRequest{CountTotal: true}}), page.ErrCount},
		"commitments of no job": {func() error {
			_, err := f.queries.Commitments(f.ctx, &types.QueryCommitmentsRequest{Job: "1"})
			return err
		}, id.ErrMalformed},
		"commitments by offset": {func() error {
			_, err := f.queries.Commitments(f.ctx, &types.QueryCommitmentsRequest{Job: job, Pagination: &query.PageRequest{Offset: 1}})
			return err
		}, page.ErrOffset},
		"an estimate for no job":       {estimate(func(r *types.QueryEstimateRequest) { r.Job = "job_0000000000000000" }), types.ErrJobNotFound},
		"an estimate for no agent":     {estimate(func(r *types.QueryEstimateRequest) { r.Provider = f.agent("a").owner.String() }), identitytypes.ErrAgentNotFound},
		"an estimate without a price":  {estimate(func(r *types.QueryEstimateRequest) { r.Price = math.Int{} }), field.ErrMissing},
		"an estimate at a low pledge":  {estimate(func(r *types.QueryEstimateRequest) { r.Pledge = math.NewInt(-1) }), field.ErrRange},
		"an estimate without provider": {estimate(func(r *types.QueryEstimateRequest) { r.Provider = "" }), field.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.run(), tc.err) })
	}
}

func TestJobAndCommitmentsQueries(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	other := f.post("client")
	f.commit(other, three[0])
	res, err := f.queries.Job(f.ctx, &types.QueryJobRequest{Id: types.JobID(key)})
	require.NoError(t, err)
	require.Equal(t, &types.QueryJobResponse{Job: f.job(key), Standing: types.Standing{Commits: 3}}, res)

	seen := map[string]bool{}
	var next []byte
	for i := 0; i < 3; i++ {
		page, err := f.queries.Commitments(f.ctx, &types.QueryCommitmentsRequest{Job: types.JobID(key), Pagination: &query.PageRequest{Limit: 1, Key: next}})
		require.NoError(t, err)
		require.Len(t, page.Commitments, 1)
		require.Equal(t, types.JobID(key), page.Commitments[0].Job)
		seen[f.nameOf(page.Commitments[0].Provider)] = true
		next = page.Pagination.NextKey
	}
	require.Empty(t, next)
	require.Equal(t, map[string]bool{"a": true, "b": true, "c": true}, seen)

	p, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams(), p.Params)
}

// The estimate says what the reveal will say, and changes nothing.
func TestEstimate(t *testing.T) {
	for name, tc := range map[string]struct {
		change   func(f *fixture, r *types.QueryEstimateRequest)
		cost     uint64
		capital  uint64
		obstacle string
	}{
		"a full pledge":         {nil, 11 * unit, 0, ""},
		"no pledge, no capital": {func(_ *fixture, r *types.QueryEstimateRequest) { r.Pledge = math.Int{} }, 14 * unit, 4 * unit, "capital"},
		"no pledge, but capital": {func(f *fixture, r *types.QueryEstimateRequest) {
			r.Pledge = math.ZeroInt()
			f.capital("a", 4*unit)
		}, 0, 4 * unit, ""},
		"above the budget": {func(_ *fixture, r *types.QueryEstimateRequest) { r.Price = math.NewInt(11 * unit) }, 18 * unit, 7 * unit, types.ErrPriceAboveBudget.Error()},
		"a paused agent": {func(f *fixture, _ *types.QueryEstimateRequest) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		}, 11 * unit, 0, identitytypes.ErrAgentPaused.Error()},
		"a retired agent": {func(f *fixture, _ *types.QueryEstimateRequest) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusRetired))
		}, 11 * unit, 0, identitytypes.ErrAgentRetired.Error()},
		"an agent of the client's owner": {func(f *fixture, _ *types.QueryEstimateRequest) { f.hand("a", f.agent("client").owner) }, 11 * unit, 0, types.ErrSameController.Error()},
		"a cancelled job": {func(f *fixture, r *types.QueryEstimateRequest) {
			key, err := types.ParseJobID("", r.Job)
			require.NoError(f.t, err)
			require.NoError(f.t, f.cancel("client", key))
		}, 11 * unit, 0, types.ErrBiddingClosed.Error()},
		"a score below the minimum": {func(f *fixture, r *types.QueryEstimateRequest) {
			r.Job = types.JobID(f.post("client", func(r *types.JobRequest) { r.MinScoreBps = 5000 }))
		}, 11 * unit, 0, types.ErrScoreTooLow.Error()},
		"a pledge beyond all measure counts like the loss": {func(_ *fixture, r *types.QueryEstimateRequest) {
			r.Pledge = field.MaxAmount
		}, 6_500_000, 0, agreementtypes.ErrPledgeTooHigh.Error()},
		"no money": {func(f *fixture, _ *types.QueryEstimateRequest) { f.drain("a") }, 11 * unit, 0, "available"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			req := &types.QueryEstimateRequest{
				Job: types.JobID(f.post("client")), Provider: f.agent("a").addr.String(),
				Price: math.NewInt(4 * unit), Pledge: math.NewInt(4 * unit),
			}
			if tc.change != nil {
				tc.change(f, req)
			}
			before := f.bytes()
			res, err := f.queries.Estimate(f.ctx, req)
			require.NoError(t, err)
			require.Equal(t, before, f.bytes())
			if tc.cost > 0 {
				require.Equal(t, tc.cost, res.ExpectedCost)
			}
			require.Equal(t, tc.capital, res.Capital)
			require.Contains(t, res.Obstacle, tc.obstacle)
			require.Equal(t, tc.obstacle == "", res.Obstacle == "", res.Obstacle)
		})
	}
}
