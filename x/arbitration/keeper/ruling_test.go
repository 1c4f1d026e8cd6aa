package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
)

func (f *fixture) retry(id string) error {
	return f.send(&types.MsgRetry{Sender: account("anyone").String(), Case: id})
}

// A handler that fails in any way loses no ruling: the money is settled, the case final, and the call comes again, by
// itself and then by message.
func TestAFailingHandlerLosesNoRuling(t *testing.T) {
	for name, broken := range map[string]handler{
		"it refuses":          {refuse: errors.New("not now")},
		"it panics":           {panics: true},
		"it uses all the gas": {burns: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(5)
			sides := f.purses(f.client, f.provider)
			m := f.usual()
			id := f.open(m)
			f.vote(id, same(5, 0)...)
			broken.rulings = f.handler.rulings
			*f.handler = broken
			c := f.until(id, types.StatusFinal)
			f.block()
			require.Equal(t, []int64{0, -200_000}, sides.changed())
			require.Zero(t, f.held(f.client)+f.held(f.provider))
			for _, wait := range []uint64{60_000, 600_000, 10_000_000} {
				f.pass(wait)
				f.block()
				require.Equal(t, types.StatusFinal, f.get(id).Status)
			}
			require.Len(t, f.events(deadline.EventStuck), 1)
			require.Error(t, f.retry(id))
			_, err := f.k.Open(f.ctx, m.Request)
			require.ErrorIs(t, err, types.ErrOpen)

			*f.handler = handler{rulings: f.handler.rulings}
			require.NoError(t, f.retry(id))
			require.Equal(t, types.Ruling{Case: id, VerdictBps: 0}, f.handler.rulings[id])
			require.Equal(t, types.StatusClosed, f.get(id).Status)
			require.ErrorIs(t, f.retry(id), deadline.ErrNotStuck)
			require.Equal(t, c.Id, id)
			f.checkInvariants()

			again := f.open(m) // the same matter may come again
			require.NotEqual(t, id, again)
			f.checkInvariants()
		})
	}
}

func TestTheHandlerIsSetOnce(t *testing.T) {
	f := newFixture(t)
	require.Panics(t, func() { f.k.SetRulingHandler(f.handler) })
	require.Panics(t, func() { new(keeper.Keeper).SetRulingHandler(nil) })
	require.Panics(t, func() { keeper.New(nil, nil, "", nil, nil, nil, nil, nil) })
}

// While more is due than the blocks can run, anybody brings a case on by message.
func TestAnOverdueCaseIsRunByMessage(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	c := f.until(id, types.StatusDrawn)
	require.ErrorIs(t, f.retry(id), deadline.ErrNotStuck)
	f.pass(c.DueMs - f.now() + 1)
	require.NoError(t, f.retry(id))
	require.Equal(t, types.StatusCommit, f.get(id).Status)
	f.block()
}

// A case keeps the parameters it was opened under.
func TestParametersOfACaseStay(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	sides := f.purses(f.client, f.provider)
	id := f.open(f.usual())
	other := testParams()
	other.SeatFeeBps, other.SeatFeeMin, other.SeatFeeMax = 9_000, 5_000_000, 50_000_000
	other.UnrevealedBps, other.IncoherentBps, other.DrawBlocks = 10_000, 10_000, 9
	for i := range other.Classes {
		other.Classes[i] = types.ValueClass{UpTo: other.Classes[i].UpTo, EvidenceMs: 1, CommitMs: 1, RevealMs: 1, AppealMs: 1}
	}
	require.NoError(t, f.send(&types.MsgUpdateParams{Authority: authority, Params: other}))
	before := f.get(id).Rules
	arbiters := f.until(id, types.StatusDrawn)
	require.Equal(t, before, arbiters.Rules)
	seats := f.purses(f.seats(id, 0)...)
	f.vote(id, 0, 0, 0, 10_000, -1)
	f.end(id)
	require.Equal(t, []int64{0, -200_000}, sides.changed())
	require.Equal(t, []int64{-400_000, -2_000_000}, seats.changed()[3:])
}
