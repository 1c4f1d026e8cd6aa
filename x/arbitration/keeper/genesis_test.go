package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/arbitration/types"

	"github.com/cosmos/cosmos-sdk/types/query"
)

// reimport is the fixture with the store of arbitration made anew from its export.
func (f *fixture) reimport() *fixture {
	f.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f, err)
	c := f.branch(f.tester)
	*c.handler = handler{rulings: f.handler.rulings}
	s := c.ctx.KVStore(f.keys[types.ModuleName])
	var keys [][]byte
	it := s.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	require.NoError(f, it.Close())
	for _, key := range keys {
		s.Delete(key)
	}
	require.NoError(f, c.k.InitGenesis(c.ctx, *gs))
	return c
}

// At every status of a case with appeals, absences and evidence, the export makes the same store.
func TestExportAndImportGiveTheSameStore(t *testing.T) {
	f := newFixture(t)
	f.bench(16)
	id := f.open(f.usual())
	seen := map[types.Status]bool{}
	look := func() {
		t.Helper()
		seen[f.get(id).Status] = true
		require.Equal(t, f.dump(), f.reimport().dump())
	}
	look()
	f.until(id, types.StatusDrawn)
	require.NoError(t, f.evidence(id, f.client))
	require.NoError(t, f.evidence(id, f.provider))
	look()
	f.until(id, types.StatusCommit)
	for i, a := range f.seats(id, 0)[1:] {
		require.NoError(t, f.commit(id, a, uint32(i)*types.Step))
	}
	look()
	f.until(id, types.StatusReveal)
	for i, a := range f.seats(id, 0)[1:] {
		require.NoError(t, f.reveal(id, a, uint32(i)*types.Step))
	}
	look()
	f.until(id, types.StatusRuled)
	look()
	require.NoError(t, f.appeal(id, f.provider))
	look()
	f.vote(id, same(11, 10_000)...)
	f.pass(f.get(id).DueMs - f.now())
	for range 6 {
		f.block()
		look()
	}
	for _, s := range types.Statuses {
		require.True(t, seen[s], s.String())
	}
}

// The imported chain goes on as the exported one.
func TestAnImportedCaseGoesOn(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	f = f.reimport()
	f.vote(id, same(5, 0)...)
	f.end(id)
	require.Len(t, f.handler.rulings, 1)
}

// Between any two steps of the settlement of the largest panel, 16 seats a step, the imported chain goes on to the very state
// of the exported one.
func TestAnImportedSettlementGoesOn(t *testing.T) {
	f := newFixture(t)
	for i := range 23 + types.MaxSize {
		f.enlist(fmt.Sprintf("arbiter%d", i), stake)
	}
	for range 5 {
		f.endBlock()
	}
	m := f.usual()
	m.Size_ = 23
	id := f.open(m)
	f.vote(id, same(23, 10_000)...)
	require.NoError(t, f.appeal(id, f.provider))
	votes := make([]int, types.MaxSize) // coherent, far and hidden ones in every step
	for i := range votes {
		votes[i] = []int{7_500, 7_500, 0, -1}[i%4]
	}
	f.vote(id, votes...)
	steps := map[uint32]bool{}
	finish := func(f *fixture) map[string]string {
		clear(f.handler.rulings)
		for f.get(id).Status != types.StatusClosed {
			f.block()
		}
		return f.dump()
	}
	var imported []map[string]string
	for f.get(id).Status != types.StatusFinal {
		if c := f.get(id); c.Status == types.StatusSettling && c.Settled > 0 && !steps[c.Settled] {
			steps[c.Settled] = true
			imported = append(imported, finish(f.reimport()))
		}
		f.block()
	}
	require.GreaterOrEqual(t, len(steps), 2, "steps between which a block ended: %v", steps)
	want := finish(f)
	for _, got := range imported {
		require.Equal(t, want, got)
	}
}

func TestCasesAreListed(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	var ids []string
	for range 5 {
		m := f.usual()
		m.Size_ = 3
		ids = append(ids, f.open(m))
		f.block()
	}
	f.until(ids[4], types.StatusDrawn)

	cases, err := f.query.Cases(f.ctx, &types.QueryCasesRequest{Status: types.StatusDrawn, Pagination: &query.PageRequest{Limit: 2}})
	require.NoError(t, err)
	require.Equal(t, ids[:2], idsOf(cases.Cases))
	cases, err = f.query.Cases(f.ctx, &types.QueryCasesRequest{Status: types.StatusDrawn, Pagination: &query.PageRequest{Key: cases.Pagination.NextKey}})
	require.NoError(t, err)
	require.Equal(t, ids[2:], idsOf(cases.Cases))
	_, err = f.query.Cases(f.ctx, &types.QueryCasesRequest{})
	require.Error(t, err)
	_, err = f.query.Cases(f.ctx, &types.QueryCasesRequest{Status: types.StatusDrawn, Pagination: &query.PageRequest{Offset: 1}})
	require.ErrorIs(t, err, page.ErrOffset)

	for _, party := range []string{f.client.String(), f.provider.String()} {
		res, err := f.query.PartyCases(f.ctx, &types.QueryPartyCasesRequest{Agent: party})
		require.NoError(t, err)
		require.Equal(t, ids, idsOf(res.Cases))
	}
	for _, a := range f.seats(ids[0], 0) {
		res, err := f.query.ArbiterCases(f.ctx, &types.QueryArbiterCasesRequest{Agent: a.String()})
		require.NoError(t, err)
		require.Equal(t, ids, idsOf(res.Cases))
	}
	due, err := f.query.Due(f.ctx, &types.QueryDueRequest{Limit: 3})
	require.NoError(t, err)
	require.Equal(t, ids[:3], idsOf(due.Cases))
	params, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, testParams(), params.Params)
	for _, id := range ids {
		f.end(id)
	}
	res, err := f.query.ArbiterCases(f.ctx, &types.QueryArbiterCasesRequest{Agent: f.seats(ids[0], 0)[0].String()})
	require.NoError(t, err)
	require.Empty(t, res.Cases)
}

func idsOf(list []types.Case) (ids []string) {
	for _, c := range list {
		ids = append(ids, c.Id)
	}
	return ids
}
