package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

func backups(n uint32) func(*types.JobRequest) {
	return func(r *types.JobRequest) { r.Backups = n }
}

func TestBestBidWins(t *testing.T) {
	f := newFixture(t)
	key := f.auctioned("client", []bid{{by: "a", price: 6 * unit}, {by: "b", price: 4 * unit}, {by: "c", price: 5 * unit}})

	job := f.job(key)
	require.Equal(t, types.JobStatusAwarded, job.Status)
	require.Equal(t, "b", f.winner(key))
	require.Empty(t, f.providers(key), "no backups were asked for")
	require.EqualValues(t, 4*unit, f.held("client"), "the price is held, the rest of the budget is free")
	require.EqualValues(t, 4*unit, f.held("b"), "the winner's pledge is held")
	require.Zero(t, f.held("a"), "the covers of the others are free")
	require.Zero(t, f.held("c"))
}
