package keeper_test

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
)

// A draw whose every try is in vain costs no more gas than a deadline may use, also with large trees.
func TestADrawInVainIsBounded(t *testing.T) {
	f := newFixture(t)
	for _, s := range []string{skill, types.AllSkills} {
		for i := range 120 {
			a := f.enlist(fmt.Sprintf("%.3s%d", s, i), stake, s)
			f.work(f.client, a)
			f.work(a, f.provider)
		}
	}
	for range testParams().DrawBlocks + 3 {
		f.endBlock()
	}
	f = f.branch(t)
	r := f.panel(1)
	r.Size = types.MaxSize
	used := func() uint64 {
		ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		seats, _, err := f.k.DrawPanel(ctx, r)
		require.NoError(t, err)
		require.Empty(t, seats)
		return ctx.GasMeter().GasConsumed()
	}
	closely := used()
	require.Less(t, closely, uint64(deadline.ItemGas*7/10))
	r.Taken = nil
	for _, s := range []string{skill, types.AllSkills} {
		res, err := f.query.Arbiters(f.ctx, &types.QueryArbitersRequest{Skill: s})
		require.NoError(t, err)
		for _, a := range res.Arbiters {
			r.Taken = append(r.Taken, sdk.MustAccAddressFromBech32(a.Agent))
		}
	}
	require.Less(t, used(), uint64(deadline.ItemGas*7/10))
	t.Logf("gas of a draw in vain: %d, with a hundred who are on the case: %d", closely, used())
}

// The dearest draw, measured on the deadline that runs it: an appeal to 47 seats from a tree of 17 digits, in which all the
// numbers there are get used, as many candidates as can be are looked at closely (the last question, after four excluded
// agents, refuses those who are not seated), 23 sit on the case already, and 47 with the longest records are seated. It stays
// below 70 % of the gas of a deadline, so that a draw needs no steps.
func TestTheLargestDrawIsOneStep(t *testing.T) {
	f := newFixture(t)
	p := testParams()
	p.TriesPerSeat = 64
	require.NoError(t, f.send(&types.MsgUpdateParams{Authority: authority, Params: p}))
	skills := longSkills()
	m := f.usual()
	m.Size_, m.Skill = 23, skills[0]
	for i := range types.MaxExcluded {
		m.Excluded = append(m.Excluded, f.register(fmt.Sprintf("excluded%d", i)).String())
	}
	for i := range 23 {
		f.enlist(fmt.Sprintf("first%d", i), stake, skills...)
	}
	waitForTrees := func() {
		for range 20 {
			f.endBlock()
		}
	}
	waitForTrees()
	id := f.open(m)
	f.vote(id, same(23, 10_000)...)

	const related = keeper.MaxChecks - types.MaxSize
	const busy = keeper.MaxDraws - 23 - keeper.MaxChecks
	var next []sdk.AccAddress
	for i := range types.MaxSize + related + busy {
		next = append(next, f.enlist(fmt.Sprintf("next%d", i), stake, skills...))
	}
	waitForTrees()
	for _, a := range next[:related] {
		f.work(f.provider, a) // the last question refuses it
	}
	for _, a := range next[related : related+busy] {
		record := f.arbiter(a)
		record.Locked = record.Stake
		require.NoError(t, f.k.SpoilArbiter(f.ctx, a, record))
	}
	f.ctx, _ = f.ctx.CacheContext()
	tr := f.k.TreeOf(f.ctx, skills[0])
	for _, a := range next {
		require.NoError(t, tr.Remove(string(a)))
	}
	for i := range 1 << 16 { // nobody draws those of weight 1, but they make the tree deep, and the others lie far apart
		if i%400 == 0 && i/400 < len(next) {
			require.NoError(t, tr.Set(string(next[i/400]), uint64(stake)))
		}
		require.NoError(t, tr.Set(fmt.Sprintf("%032d", i), 1))
	}
	require.NoError(t, f.appeal(id, f.client))
	f.ctx = f.ctx.WithBlockHeight(f.get(id).Last().DrawHeight)
	f.pass(1_000)
	draws, checks, draw, err := f.k.DrawCase(f.ctx, id)
	require.NoError(t, err)
	ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
	require.NoError(t, draw(ctx))
	used := ctx.GasMeter().GasConsumed()
	t.Logf("gas of the largest draw: %d; %d numbers, %d looked at closely", used, draws, checks)
	c := f.get(id)
	require.Equal(t, uint32(types.MaxSize), c.Last().Seats)
	require.GreaterOrEqual(t, draws, uint32(keeper.MaxDraws*9/10))
	require.GreaterOrEqual(t, checks, keeper.MaxChecks*9/10)
	require.Less(t, used, uint64(deadline.ItemGas*7/10))
}

// counting is a store in memory that counts reads.
type counting struct {
	*dbm.MemDB
	reads int
}

func (c *counting) OpenKVStore(context.Context) corestore.KVStore { return c }

func (c *counting) Get(key []byte) ([]byte, error) {
	c.reads++
	return c.MemDB.Get(key)
}

func (c *counting) Has(key []byte) (bool, error) {
	c.reads++
	return c.MemDB.Has(key)
}

func (c *counting) Iterator([]byte, []byte) (corestore.Iterator, error) {
	return nil, errors.New("a draw walks nothing")
}

func (c *counting) ReverseIterator([]byte, []byte) (corestore.Iterator, error) {
	return nil, errors.New("a draw walks nothing")
}

// What one draw reads of the store grows like the number of binary digits of the number of arbiters.
func TestReadsOfADrawGrowLikeTheLogarithm(t *testing.T) {
	db := &counting{MemDB: dbm.NewMemDB()}
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	tr := keeper.NewTree(context.Background(), db, cdc, skill)
	most, size := map[int]int{}, 0
	for _, target := range []int{1_000, 100_000} {
		for ; size < target; size++ {
			require.NoError(t, tr.Set(fmt.Sprintf("%032d", size), uint64(stake)+uint64(size)))
		}
		for n := range uint64(100) {
			db.reads = 0
			drawing, err := tr.Drawing()
			require.NoError(t, err)
			_, ok, err := drawing.Next(jury.Number([]byte(strconv.FormatUint(n, 10)), 0))
			require.NoError(t, err)
			require.True(t, ok)
			most[target] = max(most[target], db.reads)
		}
		require.LessOrEqual(t, most[target], 2*bits.Len(uint(target))+2)
	}
	require.Less(t, most[100_000], 2*most[1_000], "a hundred times as many arbiters")
	t.Logf("reads of a draw: %v", most)
}
