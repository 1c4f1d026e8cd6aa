package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// A draw waits for the value of its height, however the clock runs.
func TestADrawWaitsForItsBlock(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	opened := f.ctx.BlockHeight()
	id := f.open(f.usual())
	for f.ctx.BlockHeight() < opened+3 {
		f.pass(1_000_000)
		f.block()
		require.Equal(t, types.StatusOpened, f.get(id).Status, "at height %d", f.ctx.BlockHeight()-1)
	}
	f.block()
	c := f.get(id)
	require.Equal(t, types.StatusDrawn, c.Status)
	require.Equal(t, opened+3, c.Last().DrawHeight)
}

// A draw that comes late, behind a long queue, takes the value of its own block: stake that was sent after the first one was
// known could be in the trees.
func TestALateDrawTakesANewValue(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 6)
	f.pass(1_000)
	late := f.ctx.BlockHeight()
	f.block()
	require.Equal(t, late, f.get(id).Last().DrawHeight)
}

// A draw is late by the smaller of the case's own draw_blocks and the present ones, which the trees go by.
func TestADrawIsLateByTheSmallerDelay(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	p := testParams()
	p.DrawBlocks = 1
	require.NoError(t, f.send(&types.MsgUpdateParams{Authority: authority, Params: p}))
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 4)
	f.pass(1_000)
	late := f.ctx.BlockHeight()
	f.block()
	require.Equal(t, late, f.get(id).Last().DrawHeight)
}

// dear is a dispute about so much that an arbiter of three sits in one of them only.
func (f *fixture) dear() matter {
	m := f.usual()
	m.Size_, m.Price, m.PriceMicro = 3, utroth(100_000_000), 100_000_000
	return m
}

// drawing lets blocks pass until a case is OPENED no more, and returns how long it was.
func (f *fixture) drawing(id string) uint64 {
	f.Helper()
	began := f.now()
	for f.get(id).Status == types.StatusOpened {
		require.Less(f, f.now(), began+1_000_000)
		f.endBlock()
		f.pass(1_000)
	}
	f.checkInvariants()
	return f.now() - began
}

// Who locks the stakes of all arbiters by cases of its own ends nobody else's case: it is drawn again by later values.
func TestLockedStakesAreWaitedFor(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	first := f.open(f.dear())
	require.Equal(t, types.StatusRuled, f.vote(first, same(3, 0)...).Status)
	opened := f.ctx.BlockHeight()
	id := f.open(f.dear())
	f.clearEvents()
	f.blocks(5)
	require.Equal(t, types.StatusOpened, f.get(id).Status)
	require.Equal(t, uint32(1), f.get(id).Last().Draws)
	require.Len(t, f.events(types.EventPanelPostponed), 1)
	require.Equal(t, opened+3+3, f.get(id).Last().DrawHeight)
	f.drawing(id)
	c := f.get(id)
	require.Equal(t, types.StatusDrawn, c.Status)
	require.Equal(t, uint32(3), c.Last().Seats)
	require.Equal(t, opened+3+3+6+12+24+48+96, c.Last().DrawHeight, "each wait is twice the one before")
}

// Locked stakes are waited for no longer than a window of commitments, one of reveals and one wait.
func TestLockedStakesAreNotWaitedForWithoutEnd(t *testing.T) {
	f := newFixture(t)
	f.bench(3)
	long := f.usual() // of the highest class, and it locks all
	long.Size_, long.Price, long.PriceMicro = 3, utroth(150_000_000), 150_000_000
	f.until(f.open(long), types.StatusDrawn)
	id := f.open(f.dear())
	c := f.get(id)
	took := f.drawing(id)
	require.GreaterOrEqual(t, took, c.Rules.CommitMs+c.Rules.RevealMs)
	require.LessOrEqual(t, took, c.Rules.CommitMs+c.Rules.RevealMs+(32+1)*3*1_000)
	require.True(t, f.end(id).Unclear)
}

// Nobody chooses the moment of a draw, though it waits behind a queue.
func TestADrawIsLeftToTheBlocks(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 4)
	f.pass(10_000)
	require.ErrorIs(t, f.retry(id), deadline.ErrNotStuck)
	f.block()
	require.Equal(t, types.StatusDrawn, f.get(id).Status)
}

// A beacon without values holds nobody for ever.
func TestADrawWithoutValuesEnds(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	f.beacon.off = true
	id := f.open(f.usual())
	for range 10 {
		f.block()
		require.Equal(t, types.StatusOpened, f.get(id).Status)
	}
	back := f.branch(f.tester) // it comes back
	back.block()
	require.Equal(t, types.StatusDrawn, back.get(id).Status)
	f.beacon.off = true
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1_024)
	f.end(id)
	require.True(t, f.handler.rulings[id].Unclear)
	require.Zero(t, f.held(f.client)+f.held(f.provider))
}

func TestWhatIsNotOpened(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(f *fixture, m *matter)
		err    error
	}{
		"no ref":                         {func(_ *fixture, m *matter) { m.Ref = nil }, types.ErrRequest},
		"too long a ref":                 {func(_ *fixture, m *matter) { m.Ref = make([]byte, 33) }, types.ErrRequest},
		"no kind":                        {func(_ *fixture, m *matter) { m.Kind = 0 }, types.ErrRequest},
		"no client":                      {func(_ *fixture, m *matter) { m.Client = "" }, field.ErrMissing},
		"one agent on both sides":        {func(_ *fixture, m *matter) { m.Provider = m.Client }, types.ErrRequest},
		"no skill":                       {func(_ *fixture, m *matter) { m.Skill = "" }, field.ErrMissing},
		"no price":                       {func(_ *fixture, m *matter) { m.Price.Amount = utroth(0).Amount }, field.ErrCoin},
		"worth nothing":                  {func(_ *fixture, m *matter) { m.PriceMicro = 0 }, types.ErrPrice},
		"an even panel":                  {func(_ *fixture, m *matter) { m.Size_ = 4 }, types.ErrSize},
		"too large a panel":              {func(_ *fixture, m *matter) { m.Size_ = 25 }, types.ErrSize},
		"all granted":                    {func(_ *fixture, m *matter) { m.ClaimedBps = 10_000 }, field.ErrRange},
		"weights that are not the whole": {func(_ *fixture, m *matter) { m.Weights = []uint32{5_000, 4_999} }, types.ErrRequest},
		"too many excluded":              {func(f *fixture, m *matter) { m.Excluded = make([]string, 5) }, field.ErrTooMany},
		"a deposit of somebody else": {func(f *fixture, m *matter) {
			f.deposit(*m, types.SideClient, f.provider, 10)
		}, types.ErrDeposit},
		"a deposit of the provider of a verification": {func(f *fixture, m *matter) {
			m.Kind = types.KindPanel
			f.deposit(*m, types.SideProvider, f.provider, 10)
		}, types.ErrDeposit},
		"a matter that is running": {func(f *fixture, m *matter) {
			_, err := f.k.Open(f.ctx, m.Request)
			require.NoError(f, err)
		}, types.ErrOpen},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := f.usual()
			tc.change(f, &m)
			before := f.dump()
			_, err := f.k.Open(f.ctx, m.Request)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, before, f.dump())
		})
	}
}

func TestPanelFee(t *testing.T) {
	f := newFixture(t)
	for price, want := range map[int64]int64{10_000_000: 200_000, 1: 100_000, 1_000_000_000_000: 50_000_000} {
		fee, err := f.k.PanelFee(f.ctx, utroth(price), 5)
		require.NoError(t, err)
		require.Equal(t, want, fee.Int64(), "%d", price)
		res, err := f.query.Fee(f.ctx, &types.QueryFeeRequest{Price: utroth(price).String(), Size_: 5})
		require.NoError(t, err)
		require.Equal(t, utroth(want), res.Fee)
	}
	_, err := f.k.PanelFee(f.ctx, utroth(1), 48)
	require.ErrorIs(t, err, types.ErrSize)
	other := utroth(1)
	other.Denom = "other"
	_, err = f.k.PanelFee(f.ctx, other, 5)
	require.ErrorIs(t, err, escrowtypes.ErrDenomNotAccepted)
	_, err = f.k.PanelFeeOf(f.ctx, other, 1_000_000_000, 5)
	require.ErrorIs(t, err, types.ErrPrice)
	_, err = f.query.Fee(f.ctx, &types.QueryFeeRequest{Price: "much", Size_: 5})
	require.ErrorIs(t, err, field.ErrCoin)
}
