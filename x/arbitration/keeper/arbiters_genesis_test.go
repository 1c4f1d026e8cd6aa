package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/arbitration/types"
)

// population has arbiters of every status, in several trees whose slots have moved, and with changes that wait.
func (f *fixture) population() (list []sdk.AccAddress) {
	f.Helper()
	for i := range 9 {
		list = append(list, f.enlist(fmt.Sprintf("p%d", i), stake+int64(i), skill, []string{"go", "rust", "zig"}[i%3]))
	}
	list = append(list, f.enlist("all", stake, types.AllSkills))
	f.settled()
	require.NoError(f, f.leave(list[1]))
	require.NoError(f, f.setSkills(list[2], "go"))
	for range 2 {
		f.sit(list[3], 10)
		f.rise(list[3], 10, 5, true)
	}
	f.settled()
	f.pass(testParams().UnbondMs)
	f.blocks(2)
	require.Equal(f, types.ArbiterLeft, f.arbiter(list[1]).Status)
	require.NoError(f, f.leave(list[4]))
	require.NoError(f, f.setStake(list[5], 3*stake))
	f.block()
	require.NoError(f, f.setStake(list[5], 2*stake))
	require.NoError(f, f.setSkills(list[0], types.AllSkills))
	return list
}

// The export of arbiters makes the same store, slot by slot, and the chain goes on with the same draws.
func TestArbitersAreExportedAsTheyAre(t *testing.T) {
	f := newFixture(t)
	f.population()
	c := f.reimport()
	f = f.branch(t) // c reads what it has not written from the store below both
	for range 8 {
		require.Equal(t, f.dump(), c.dump())
		for n := range uint64(5) {
			want, _ := f.drawn(f.panel(n))
			got, _ := c.drawn(c.panel(n))
			require.NotEmpty(t, want)
			require.Equal(t, want, got)
		}
		f.block()
		c.block()
	}
}

func TestArbitersAreListed(t *testing.T) {
	f := newFixture(t)
	list := f.population()
	agents := func(skill string, status types.ArbiterStatus) map[string]bool {
		res, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Skill: skill, Status: status})
		require.NoError(t, err)
		found := map[string]bool{}
		for _, a := range res.Arbiters {
			found[a.Agent] = true
		}
		require.Len(t, found, len(res.Arbiters))
		return found
	}
	of := func(places ...int) map[string]bool {
		m := map[string]bool{}
		for _, i := range places {
			m[list[i].String()] = true
		}
		return m
	}
	require.Equal(t, of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), agents("", 0))
	require.Equal(t, of(0, 2, 5, 6, 7, 8, 9), agents("", types.ArbiterEnlisted))
	require.Equal(t, of(4), agents("", types.ArbiterLeaving))
	require.Equal(t, of(3), agents("", types.ArbiterSuspended))
	require.Equal(t, of(1), agents("", types.ArbiterLeft))
	require.Equal(t, of(5, 6, 7, 8), agents(skill, 0))
	require.Equal(t, of(3), agents(skill, types.ArbiterSuspended))
	require.Equal(t, of(0, 9), agents(types.AllSkills, types.ArbiterEnlisted))
	require.Empty(t, agents("cobol", 0))

	res, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Skill: skill, Pagination: &query.PageRequest{Limit: 3}})
	require.NoError(t, err)
	require.Len(t, res.Arbiters, 3)
	rest, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Skill: skill, Pagination: &query.PageRequest{Key: res.Pagination.NextKey}})
	require.NoError(t, err)
	require.Len(t, rest.Arbiters, 1)
}

func TestQueriesOfArbitersRefuse(t *testing.T) {
	f := newFixture(t)
	for name, tc := range map[string]struct {
		ask  func() error
		want error
	}{
		"no address": {func() error { _, err := f.query.Arbiter(f.ctx, &types.QueryArbiterRequest{}); return err }, field.ErrMissing},
		"no arbiter": {func() error {
			_, err := f.query.Arbiter(f.ctx, &types.QueryArbiterRequest{Agent: f.client.String()})
			return err
		}, types.ErrNoArbiter},
		"no skill":         {func() error { _, err := f.query.Tree(f.ctx, &types.QueryTreeRequest{}); return err }, field.ErrMissing},
		"a malformed one":  {func() error { _, err := f.query.Tree(f.ctx, &types.QueryTreeRequest{Skill: "A"}); return err }, field.ErrLength},
		"a strange status": {func() error { _, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Status: 5}); return err }, field.ErrRange},
		"a strange skill":  {func() error { _, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Skill: "a b"}); return err }, field.ErrFormat},
		"an offset": {func() error {
			_, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Pagination: &query.PageRequest{Offset: 1}})
			return err
		}, page.ErrOffset},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.ask(), tc.want) })
	}
}

// Each invariant of arbiters sees what it is there for.
func TestInvariantsOfArbitersSeeFaults(t *testing.T) {
	f := newFixture(t)
	list := f.population()
	f.settled()
	for name, tc := range map[string]struct {
		spoil  func(f *fixture)
		broken string
	}{
		"a weight that no record knows":    {func(f *fixture) { require.NoError(f, f.k.TreeOf(f.ctx, skill).Set(string(list[6]), 7)) }, "arbitration/trees"},
		"a member that no record knows":    {func(f *fixture) { require.NoError(f, f.k.TreeOf(f.ctx, "cobol").Set(string(list[6]), 7)) }, "arbitration/trees"},
		"a member that is missing":         {func(f *fixture) { require.NoError(f, f.k.TreeOf(f.ctx, skill).Remove(string(list[6]))) }, "arbitration/trees"},
		"a sum that is none":               {func(f *fixture) { f.spoilNode(skill, 2) }, "arbitration/trees"},
		"a record of more stake than held": {func(f *fixture) { f.spoilArbiter(list[6], func(a *types.Arbiter) { a.Stake = a.Stake.AddRaw(1) }) }, "arbitration/stakes"},
		"more locked than staked":          {func(f *fixture) { f.spoilArbiter(list[6], func(a *types.Arbiter) { a.Locked = a.Stake.AddRaw(1) }) }, "arbitration/arbiters"},
		"a status that no list knows": {func(f *fixture) {
			f.spoilArbiter(list[6], func(a *types.Arbiter) { a.Status = types.ArbiterSuspended })
		}, "arbitration/arbiters"},
		"a skill that is in no list":     {func(f *fixture) { f.spoilArbiter(list[6], func(a *types.Arbiter) { a.Skills = []string{"cobol"} }) }, "arbitration/arbiters"},
		"seats that no case knows":       {func(f *fixture) { f.spoilArbiter(list[6], func(a *types.Arbiter) { a.Seats++ }) }, "arbitration/seats"},
		"one that leaves without an end": {func(f *fixture) { f.spoilArbiter(list[4], func(a *types.Arbiter) { a.LeavesMs++ }) }, "arbitration/unbonding"},
		"a deadline of one that has stayed": {func(f *fixture) {
			f.spoilArbiter(list[4], func(a *types.Arbiter) { a.Status, a.LeavesMs = types.ArbiterEnlisted, 0 })
		}, "arbitration/unbonding"},
	} {
		t.Run(name, func(t *testing.T) {
			c := f.branch(t)
			c.checkInvariants()
			tc.spoil(c)
			broken := map[string]bool{}
			for _, check := range c.checks() {
				if err := check.Run(c.ctx); err != nil {
					broken[check.Name] = true
				}
			}
			require.True(t, broken[tc.broken], "%v", broken)
		})
	}
}

func (f *fixture) spoilArbiter(agent sdk.AccAddress, change func(*types.Arbiter)) {
	f.Helper()
	a := f.arbiter(agent)
	change(&a)
	require.NoError(f, f.k.SpoilArbiter(f.ctx, agent, a))
}

func (f *fixture) spoilNode(skill string, node uint64) {
	f.Helper()
	require.NoError(f, f.k.SpoilNode(f.ctx, skill, node))
}

// A tree that is full refuses; the arbiter stays by what it was drawn before.
func TestAFullTreeRefuses(t *testing.T) {
	f := newFixture(t)
	a, b := f.enlist("a", stake), f.enlist("b", stake)
	f.settled()
	require.NoError(t, f.k.PutChange(f.ctx, a, types.TreeChange{Height: 1, Agent: a.String(), Stake: 1<<63 - 1, Skills: []string{"go", skill}}))
	require.NoError(t, f.setStake(b, 2*stake))
	f.clearEvents()
	f.settled()
	require.Len(t, f.events(types.EventTreesRefused), 1)
	require.Equal(t, uint64(stake), f.weight(skill, a))
	require.Zero(t, f.tree("go"), "all or nothing")
	require.Equal(t, uint64(2*stake), f.weight(skill, b))
}
