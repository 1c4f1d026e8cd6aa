package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/types"
)

// What one side's deposit paid of the other's part is told with the ruling, over all rounds: who takes it makes up for it.
func TestWhoOwesWhom(t *testing.T) {
	owed := func(by types.Side, amount int64) types.Debt { return types.Debt{By: by, Amount: math.NewInt(amount)} }
	for name, tc := range map[string]struct {
		client, provider int64
		change           func(m *matter)
		votes            []int
		appellant        types.Side
		second           []int
		want             types.Debt
	}{
		"each pays its own":                       {client: 2_500_000, provider: 200_000, votes: same(5, 5_000)},
		"the client has nothing, and was wrong":   {provider: 200_000, votes: same(5, 10_000), want: owed(types.SideClient, 200_000)},
		"the client has nothing, and half is its": {provider: 200_000, votes: same(5, 5_000), want: owed(types.SideClient, 100_000)},
		"the provider has nothing, and was wrong": {client: 2_500_000, votes: same(5, 0), want: owed(types.SideProvider, 200_000)},
		"what no deposit paid is nobody's debt":   {client: 150_000, votes: same(5, 0), want: owed(types.SideProvider, 150_000)},
		"nobody voted":                            {client: 2_500_000, votes: same(5, -1)},
		"a contest of the client alone is never the provider's to pay": {
			provider: 200_000, votes: same(5, 7_500), change: func(m *matter) { m.ClaimedBps, m.ContestedBps = 5_000, 7_500 },
		},
		"an appeal that moved, refunded as far as it goes": {
			client: 2_500_000, provider: 200_000, votes: same(5, 10_000), appellant: types.SideClient, second: same(11, 0),
			want: owed(types.SideProvider, 240_000), // no seat of the first panel is coherent, so the deposit pays of the second
		},
		"an appeal that moved nothing": {
			client: 2_500_000, provider: 200_000, votes: same(5, 10_000), appellant: types.SideClient, second: same(11, 10_000),
		},
		"an appeal that only mends the own contest": {
			provider: 200_000, votes: same(5, 5_000), change: func(m *matter) { m.ClaimedBps = 7_500 },
			appellant: types.SideProvider, second: same(11, 7_500),
		},
		"an appeal of who was wholly right, against one who was nearly": {
			provider: 200_000, votes: same(5, 7_500), change: func(m *matter) { m.ClaimedBps = 8_751 },
			appellant: types.SideProvider, second: same(11, 10_000), want: owed(types.SideClient, 200_000+440_000),
		},
		"an appeal that comes as near to the other side as a step does": {
			client: 2_500_000, votes: same(5, 10_000), change: func(m *matter) { m.ContestedBps = 7_600 },
			appellant: types.SideClient, second: same(11, 7_500), want: owed(types.SideProvider, 2_632), // 100 of 7600 of the first fee
		},
		"debts of both sides are set off": {
			provider: 200_000, votes: same(5, 5_000), appellant: types.SideClient, second: same(11, 2_500),
			want: owed(types.SideProvider, 440_000-50_000), // a quarter of the first fee was the client's
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(16)
			m := f.usual()
			m.clientDeposit, m.providerDeposit = tc.client, tc.provider
			if tc.change != nil {
				tc.change(&m)
			}
			id := f.open(m)
			f.vote(id, tc.votes...)
			if tc.appellant != types.SideUnspecified {
				require.NoError(t, f.appeal(id, map[types.Side][]byte{types.SideClient: f.client, types.SideProvider: f.provider}[tc.appellant]))
				f.vote(id, tc.second...)
			}
			require.Equal(t, types.SideUnspecified, f.get(id).Debt().By, "before anything is settled")
			c := f.end(id)
			require.Equal(t, tc.want, c.Debt())
			require.Equal(t, tc.want, f.handler.rulings[id].Debt)
		})
	}
}
