package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/types"
)

// What a panel that the client bought did not cost is with who bought it when the ruling comes, not before and not twice.
func TestWhatAPanelDidNotCostComesWithTheRuling(t *testing.T) {
	back := []byte("back")
	for name, tc := range map[string]struct {
		bench int
		paid  int64
	}{
		"all seats":   {5, 200_000},
		"three seats": {3, 120_000},
		"nobody":      {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(tc.bench)
			m := f.usual()
			m.Kind, m.clientDeposit, m.providerDeposit = types.KindPanel, 200_000, 0
			m.ReturnScope, m.ReturnRef = "agreement", back
			id := f.open(m)
			f.handler.refuse = errors.New("not now")
			if tc.bench > 0 {
				f.vote(id, same(tc.bench, 10_000)...)
			}
			f.until(id, types.StatusFinal)
			f.block()
			require.Equal(t, 200_000-tc.paid, f.held(f.client), "it waits for the ruling")
			has, err := f.caller.Has(f.ctx, back)
			require.NoError(t, err)
			require.False(t, has)

			f.handler.refuse = nil
			f.until(id, types.StatusClosed)
			require.Equal(t, math.NewInt(tc.paid).String(), f.handler.rulings[id].FeePaid.String())
			require.Equal(t, 200_000-tc.paid, f.held(f.client))
			has, err = f.caller.Has(f.ctx, back)
			require.NoError(t, err)
			require.Equal(t, tc.paid < 200_000, has)
			if has {
				hold, err := f.caller.Get(f.ctx, back)
				require.NoError(t, err)
				require.Equal(t, 200_000-tc.paid, hold.Coin.Amount.Int64())
				require.Equal(t, f.client.String(), hold.Agent)
			}
			f.checkInvariants()
		})
	}
}

// Where the request names no hold the client has it at the settlement, and the ruling counts the whole as spent.
func TestWhatAPanelDidNotCostIsTheClients(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	m := f.usual()
	m.Kind, m.clientDeposit, m.providerDeposit = types.KindPanel, 200_000, 0
	sides := f.purses(f.client, f.provider)
	id := f.open(m)
	f.vote(id, same(3, 10_000)...)
	f.until(id, types.StatusClosed)
	require.Equal(t, []int64{-120_000, 0}, sides.changed())
	require.Zero(t, f.held(f.client))
	require.Equal(t, int64(200_000), f.handler.rulings[id].FeePaid.Int64())
}
