package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/page"
	"github.com/trothchain/troth/x/identity/types"
)

func TestQueryAgent(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	for name, tc := range map[string]struct {
		ask string
		err error
	}{
		"by address":               {agent.String(), nil},
		"by name":                  {"bot", nil},
		"by an unknown address":    {mallory.String(), types.ErrAgentNotFound},
		"by an unknown name":       {"nobody", types.ErrNameNotFound},
		"by nothing":               {"", field.ErrMissing},
		"by neither of the two":    {"No Such Thing", field.ErrAddress},
		"by a malformed address":   {"troth1abc", field.ErrAddress},
		"by something much longer": {string(make([]byte, 10_000)), field.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := f.query.Agent(f.ctx, &types.QueryAgentRequest{Agent: tc.ask})
			require.ErrorIs(t, err, tc.err)
			if tc.err == nil {
				require.Equal(t, f.agent(agent), res.Agent)
			}
		})
	}
}

func TestQueryAgentsFollowsPages(t *testing.T) {
	f := newFixture(t)
	const n = 7
	for i := range n {
		f.register(alice, fmt.Sprintf("bot%d", i), "go", fmt.Sprintf("skill-%d", i))
	}
	f.register(bob, "other", "goat") // neither the skill "go" nor alice's
	for name, tc := range map[string]struct {
		req  types.QueryAgentsRequest
		want int
	}{
		"all":               {types.QueryAgentsRequest{}, n + 1},
		"of a skill":        {types.QueryAgentsRequest{Skill: "go"}, n},
		"of one rare skill": {types.QueryAgentsRequest{Skill: "skill-3"}, 1},
		"of no such skill":  {types.QueryAgentsRequest{Skill: "cooking"}, 0},
		"of an owner":       {types.QueryAgentsRequest{Owner: alice.String()}, n},
		"of no such owner":  {types.QueryAgentsRequest{Owner: mallory.String()}, 0},
	} {
		for _, reverse := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reverse %t", name, reverse), func(t *testing.T) {
				seen := map[string]bool{}
				req := tc.req
				req.Pagination = &query.PageRequest{Limit: 3, Reverse: reverse}
				for range n {
					res, err := f.query.Agents(f.ctx, &req)
					require.NoError(t, err)
					require.LessOrEqual(t, len(res.Agents), 3)
					for _, a := range res.Agents {
						require.False(t, seen[a.Address])
						seen[a.Address] = true
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

func TestQueryAgentsIsRefused(t *testing.T) {
	f := newFixture(t)
	for name, tc := range map[string]struct {
		req types.QueryAgentsRequest
		err error
	}{
		"both filters":    {types.QueryAgentsRequest{Skill: "go", Owner: alice.String()}, types.ErrFilter},
		"a bad skill":     {types.QueryAgentsRequest{Skill: "Go"}, field.ErrFormat},
		"a bad owner":     {types.QueryAgentsRequest{Owner: "alice"}, field.ErrAddress},
		"an offset":       {types.QueryAgentsRequest{Pagination: &query.PageRequest{Offset: 1}}, page.ErrOffset},
		"a count of them": {types.QueryAgentsRequest{Pagination: &query.PageRequest{CountTotal: true}}, page.ErrCount},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.query.Agents(f.ctx, &tc.req)
			require.ErrorIs(t, err, tc.err)
		})
	}
}

func TestQueryMandateTellsWhatIsLeft(t *testing.T) {
	f, agent, a := spender(t, func(m *types.Mandate) {
		m.Limits = append(m.Limits, types.Limit{Denom: "uother", Unlimited: true})
		m.ExpiresMs = start + day
	})
	for range 3 {
		f.spend(a, 90)
	}
	left := func() []types.Left {
		res, err := f.query.Mandate(f.ctx, &types.QueryMandateRequest{Agent: agent.String(), Key: hot.String()})
		require.NoError(t, err)
		require.Equal(t, f.operator(agent, hot), res.Operator)
		return res.Left
	}
	want := func(perAction, window, lifetime int64, unlimited bool) []types.Left {
		return []types.Left{
			{Denom: chain.BaseDenom, PerAction: math.NewInt(perAction), Window: math.NewInt(window), Lifetime: math.NewInt(lifetime)},
			{Denom: "uother", Unlimited: unlimited, PerAction: math.ZeroInt(), Window: math.ZeroInt(), Lifetime: math.ZeroInt()},
		}
	}
	require.Equal(t, want(30, 30, 730, true), left())
	f.at(start + hour)
	require.Equal(t, want(30, 30, 730, true), left())
	f.at(start + 2*hour)
	require.Equal(t, want(100, 300, 730, true), left())
	f.at(start + day)
	require.Equal(t, want(0, 0, 0, false), left())
}

func TestQueryOperatorsIsRefused(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	_, err := f.query.Operators(f.ctx, &types.QueryOperatorsRequest{Agent: mallory.String()})
	require.ErrorIs(t, err, types.ErrAgentNotFound)
	_, err = f.query.Operators(f.ctx, &types.QueryOperatorsRequest{})
	require.ErrorIs(t, err, field.ErrMissing)
	_, err = f.query.Mandate(f.ctx, &types.QueryMandateRequest{Agent: mallory.String(), Key: hot.String()})
	require.ErrorIs(t, err, types.ErrAgentNotFound)
	_, err = f.query.Mandate(f.ctx, &types.QueryMandateRequest{Agent: agent.String(), Key: hot.String()})
	require.ErrorIs(t, err, types.ErrOperatorNotFound)
	_, err = f.query.Mandate(f.ctx, &types.QueryMandateRequest{Agent: agent.String()})
	require.ErrorIs(t, err, field.ErrMissing)
}
