package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func same(n, vote int) []int {
	votes := make([]int, n)
	for i := range votes {
		votes[i] = vote
	}
	return votes
}

func TestWhoPaysAnAppeal(t *testing.T) {
	for name, tc := range map[string]struct {
		byProvider       bool
		first, second    []int
		final            uint32
		client, provider int64
	}{
		"it moves nothing: twice the fee is lost, once to the panel": {
			first: same(5, 10_000), second: same(11, 10_000), final: 10_000, client: -2_500_000 - 880_000,
		},
		"it moves the verdict: the other side refunds as far as its deposit reaches": {
			first: same(5, 10_000), second: same(11, 0), final: 0, client: -240_000, provider: -200_000,
		},
		"one step is enough": {
			byProvider: true, first: same(5, 5_000), second: same(11, 7_500), final: 7_500,
			// the first panel is coherent: 150000 of 200000 are the client's part; then 440000, and three quarters of the rest.
			client: -150_000 - 440_000 - 1_432_500, provider: -50_000,
		},
		"it moves the other way": {
			first: same(5, 5_000), second: same(11, 10_000), final: 10_000, client: -2_500_000 - 880_000,
		},
		"the second panel is silent: the verdict stands, the deposit comes back": {
			first: same(5, 10_000), second: same(11, -1), final: 10_000, client: -2_500_000,
		},
		"the first panel was silent: nothing is burned of the appeal": {
			byProvider: true, first: same(5, -1), second: same(11, 5_000), final: 5_000, client: -1_250_000, provider: -440_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.bench(16)
			sides := f.purses(f.client, f.provider)
			id := f.open(f.usual())
			f.vote(id, tc.first...)
			by := f.client
			if tc.byProvider {
				by = f.provider
			}
			require.NoError(t, f.appeal(id, by))
			c := f.vote(id, tc.second...)
			require.Equal(t, uint32(11), c.Last().Seats)
			require.Equal(t, tc.final, c.VerdictBps)
			f.end(id)
			require.Equal(t, []int64{tc.client, tc.provider}, sides.changed())
			require.Zero(t, f.held(f.client)+f.held(f.provider))
			require.Equal(t, uint32(1), f.handler.rulings[id].Round)
		})
	}
}

// With nobody left who could sit, an appeal wipes out no verdict: it comes back whole.
func TestAnAppealWithoutALargerPanelChangesNothing(t *testing.T) {
	f := newFixture(t)
	f.bench(5 + 6) // six: the largest odd panel is one of five
	id := f.open(f.usual())
	sides := f.purses(f.client, f.provider)
	f.vote(id, same(5, 10_000)...)
	require.NoError(t, f.appeal(id, f.client))
	c := f.end(id)
	require.Equal(t, uint32(10_000), c.VerdictBps)
	require.False(t, c.Unclear)
	require.Zero(t, c.Last().Seats)
	require.Equal(t, []int64{-2_500_000, 0}, sides.changed())
	require.Len(t, f.events(types.EventPanelFailed), 1)
}

func TestAppealsEndWithTheLargestPanel(t *testing.T) {
	f := newFixture(t)
	f.bench(3 + 5 + 11 + 23 + 47)
	m := f.usual()
	m.Size_ = 3
	id := f.open(m)
	everybody := f.purses(f.client, f.provider)
	for i, size := range []int{3, 5, 11, 23, 47} {
		verdict := 10_000 * (i % 2)
		c := f.vote(id, same(size, verdict)...)
		require.Equal(t, uint32(size), c.Last().Seats)
		require.Equal(t, uint32(verdict), c.VerdictBps)
		if size == 47 {
			require.NotEqual(t, types.StatusRuled, c.Status)
			require.ErrorIs(t, f.appeal(id, f.client), types.ErrTransition)
			break
		}
		by := f.client
		if verdict == 0 {
			by = f.provider
		}
		require.NoError(t, f.appeal(id, by))
		require.ErrorIs(t, f.appeal(id, f.provider), types.ErrTransition)
	}
	c := f.end(id)
	require.Equal(t, uint32(0), c.VerdictBps)
	require.Empty(t, f.events(deadline.EventFailed)) // the largest panel is drawn and settled within the gas of a deadline
	require.Zero(t, f.held(f.client)+f.held(f.provider))
	// The client appealed to 5 and to 23, and lost nothing by it: 0 is what it asked for, 10000 was before.
	require.Less(t, everybody.changed()[1], int64(-200_000))
}

func TestWhoMayAppeal(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	require.ErrorIs(t, f.appeal(id, f.client), types.ErrTransition)
	f.vote(id, same(5, 7_500)...)
	require.ErrorIs(t, f.appeal(id, f.seats(id, 0)[0]), types.ErrNotParty)
	require.ErrorIs(t, f.send(&types.MsgAppeal{Signer: ownerOf(f.client).String(), Agent: f.client.String(), Case: id, Round: 1}), types.ErrRound)
	poor := f.branch(f.tester)
	require.NoError(t, poor.caller.Hold(poor.ctx, poor.authority(f.client, identitytypes.ActionDispute), []byte("all"), utroth(poor.balance(f.client)-poor.held(f.client)), nil))
	require.ErrorIs(t, poor.appeal(id, f.client), escrowtypes.ErrInsufficient)
	f.pass(f.get(id).DueMs - f.now())
	require.ErrorIs(t, f.appeal(id, f.client), types.ErrDeadlinePassed)
}

// escrowParams changes the parameters of escrow.
func (f *fixture) escrowParams(change func(p *escrowtypes.Params)) {
	f.Helper()
	gs, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(f, err)
	change(&gs.Params)
	_, err = escrowkeeper.NewMsgServer(f.escrow).UpdateParams(f.ctx, &escrowtypes.MsgUpdateParams{Authority: authority, Params: gs.Params})
	require.NoError(f, err)
}

// Where escrow holds no amount as small as twice the fee, an appeal holds the least that it does; it costs no more for that.
func TestAnAppealHoldsAtLeastWhatEscrowHolds(t *testing.T) {
	f := newFixture(t)
	f.bench(16)
	id := f.open(f.usual())
	sides := f.purses(f.client, f.provider)
	f.vote(id, same(5, 10_000)...)
	f.escrowParams(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = math.NewInt(5_000_000) })
	require.NoError(t, f.appeal(id, f.client))
	require.Equal(t, int64(5_000_000), f.get(id).Last().Deposit.Int64())
	require.Equal(t, f.dump(), f.reimport().dump())
	f.vote(id, same(11, 10_000)...)
	f.end(id)
	require.Equal(t, []int64{-2_500_000 - 880_000, 0}, sides.changed(), "twice the fee of eleven")
}

// In a denom of the past nothing can be held: nobody appeals, and the verdict becomes final by itself.
func TestNobodyAppealsInADenomOfThePast(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.vote(id, same(5, 2_500)...)
	f.escrowParams(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
	before := f.dump()
	require.ErrorIs(t, f.appeal(id, f.provider), types.ErrNoDeposit)
	require.Equal(t, before, f.dump())
	require.Equal(t, uint32(2_500), f.end(id).VerdictBps)
	require.Zero(t, f.held(f.client)+f.held(f.provider))
}
