package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/market/types"
)

// manyBids are n bids, none equal to another, in an order that displaces often.
func manyBids(n int) []bid {
	bids := make([]bid, n)
	for i := range bids {
		bids[i] = bid{by: fmt.Sprintf("p%d", i), price: 2*unit + int64(i*97%n)*1000}
	}
	return bids
}

// The award costs the same whatever the number of bids: counted are reads and writes of all modules.
func TestAwardCostsTheSameForFourAndForAllBids(t *testing.T) {
	cost := func(n int) (ops int, winner string) {
		f := newFixture(t)
		key := f.post("client", withBackups(3))
		bids := manyBids(n)
		f.commit(key, bids...)
		f.pass(minute)
		f.reveal(key, bids...)
		require.EqualValues(t, n, f.standing(key).Reveals)
		f.setNow(f.now() + minute)
		before := *f.ops
		require.NoError(t, f.k.EndBlock(f.ctx))
		ops = *f.ops - before
		f.block()
		return ops, f.winner(key)
	}
	four, winner := cost(4)
	require.Equal(t, "p0", winner)
	all, winner := cost(256)
	require.Equal(t, "p0", winner)
	require.Equal(t, four, all)
}

// A reveal costs the same on the 5th and on the 256th bid.
func TestRevealCostsTheSameWhateverCameBefore(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	bids := make([]bid, 64)
	for i := range bids {
		bids[i] = bid{by: fmt.Sprintf("p%d", i), price: int64(200-i) * 10_000} // each displaces another
	}
	f.commit(key, bids...)
	f.pass(minute)
	var costs []int
	for _, b := range bids {
		before := *f.ops
		f.reveal(key, b)
		costs = append(costs, *f.ops-before)
	}
	for _, c := range costs[5:] {
		require.Equal(t, costs[4], c)
	}
}

// Every max_bids commitments the deposit doubles, whatever the bids are; the whole of it burns when nobody reveals.
func TestTheDepositDoublesEveryMaxBids(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	bids := manyBids(513)
	f.commit(key, bids...)
	require.EqualValues(t, 513, f.standing(key).Commits)
	for name, want := range map[string]int64{"p0": 1, "p255": 1, "p256": 2, "p511": 2, "p512": 4} {
		require.EqualValues(t, want*unit/10, f.held(name), name)
	}
	f.block()
	// nobody reveals: all deposits burn, some blocks later, and the job has expired
	f.pass(2 * minute)
	f.block()
	f.block()
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	for _, b := range bids {
		require.Zero(t, f.held(b.by), b.by)
	}
	require.Zero(t, f.held("client"))
	require.EqualValues(t, purse-4*unit/10, f.balance("p512"))
}

// The counter of the commitments has an end; whoever comes then is told so.
func TestACommitmentThatCannotBeCountedIsRefused(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxBids = 1024 })
	key := f.post("client")
	require.NoError(t, f.k.SetStanding(f.ctx, key, types.Standing{Commits: types.MaxCommits}))
	m := f.commitMsg(key, bid{by: "a", price: unit})
	f.refused(types.ErrTooManyBids, func(ctx ctx) error {
		_, err := f.msgs.CommitBid(ctx, m)
		return err
	})
	// with one less the deposit is as high as it can be, which nobody has
	require.NoError(t, f.k.SetStanding(f.ctx, key, types.Standing{Commits: types.MaxCommits - 1}))
	f.refused(escrowtypes.ErrInsufficient, func(ctx ctx) error {
		_, err := f.msgs.CommitBid(ctx, m)
		return err
	})
}

// All jobs are due at once: each block takes its share in order, and none is skipped.
func TestTenThousandJobsDueAtOnce(t *testing.T) {
	const clients, each = 40, 250
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxDeadlinesPerBlock = 500 })
	for c := 0; c < clients; c++ {
		for j := 0; j < each; j++ {
			f.post(fmt.Sprintf("client%d", c), func(r *types.JobRequest) { r.Budget.Amount = math.NewInt(unit) })
		}
	}
	f.setNow(f.now() + minute)
	left := func() int {
		live, err := f.k.LiveJobs(f.ctx)
		require.NoError(t, err)
		return live
	}
	for n := clients * each; n > 0; n -= 500 {
		require.Equal(t, n, left())
		f.endBlock()
	}
	require.Zero(t, left())
	f.block()
	for c := 0; c < clients; c++ {
		require.Zero(t, f.held(fmt.Sprintf("client%d", c)))
	}
}

// The item with the longest fields, three backups and all covers to lock again fits its gas many times over.
func TestGasOfTheLargestItems(t *testing.T) {
	f := newFixture(t)
	large := func(r *types.JobRequest) {
		r.Title, r.Backups = strings.Repeat("t", 140), 3
		r.Spec.Uri = strings.Repeat("u", 512)
		for i := 0; i < 16; i++ {
			r.Criteria = append(r.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 625})
		}
	}
	key := f.post("client", large)
	bids := manyBids(8)
	for _, b := range bids {
		m := f.revealMsg(key, b)
		m.Note = types.Note{Uri: strings.Repeat("n", 512), Sha256: m.Salt}
		_, err := f.msgs.CommitBid(f.ctx, &types.MsgCommitBid{Signer: m.Signer, Provider: m.Provider, Job: m.Job, Commitment: seal(m)})
		require.NoError(t, err)
	}
	f.pass(minute)
	for _, b := range bids {
		m := f.revealMsg(key, b)
		m.Note = types.Note{Uri: strings.Repeat("n", 512), Sha256: m.Salt}
		_, err := f.msgs.RevealBid(f.ctx, m)
		require.NoError(t, err)
	}
	f.setNow(f.now() + minute)
	gas := func(run func(ctx) error) uint64 {
		meter := storetypes.NewInfiniteGasMeter()
		require.NoError(t, run(f.ctx.WithGasMeter(meter)))
		return meter.GasConsumed()
	}
	award := gas(func(ctx ctx) error { return f.k.RunDeadline(ctx, types.KindJob, key) })
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
	require.Less(t, award, uint64(deadline.ItemGas/5))
	t.Logf("award of the largest job: %d gas", award)
}
