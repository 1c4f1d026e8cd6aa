package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// A seat that runs keeps the stake beyond the unbonding time, and can lose of it; the last one gives it back.
func TestLeaveWithSeats(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", 4*stake)
	f.settled()
	f.sit(a, stake)
	f.sit(a, stake)
	require.NoError(t, f.leave(a))
	f.pass(testParams().UnbondMs)
	f.endBlock()
	require.Equal(t, types.ArbiterLeaving, f.arbiter(a).Status, "the cases are not over")
	require.Equal(t, 4*stake, f.held(a))
	f.rise(a, stake, stake/2, true)
	require.Equal(t, 4*stake-stake/2, f.held(a))
	require.Equal(t, types.ArbiterLeaving, f.arbiter(a).Status)
	f.rise(a, stake, 0, false)
	require.Equal(t, types.ArbiterLeft, f.arbiter(a).Status)
	require.Zero(t, f.held(a))
	require.Equal(t, purse-stake/2, f.balance(a))
	f.blocks(3)
}

// A seat that ends before the unbonding time changes nothing about it.
func TestSeatsEndBeforeTheUnbondingTime(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	f.sit(a, stake)
	require.NoError(t, f.leave(a))
	f.rise(a, stake, 0, false)
	f.blocks(2)
	require.Equal(t, types.ArbiterLeaving, f.arbiter(a).Status)
	f.pass(testParams().UnbondMs)
	f.block()
	require.Equal(t, types.ArbiterLeft, f.arbiter(a).Status)
}

func TestRecordOfSeats(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", 4*stake)
	for range 3 {
		f.sit(a, stake)
	}
	r := f.arbiter(a)
	require.Equal(t, []int64{3, 3 * stake}, []int64{int64(r.Seats), r.Locked.Int64()})
	f.rise(a, stake, 0, false)
	f.rise(a, stake, stake/10, false)
	f.rise(a, stake, stake/2, true)
	r = f.arbiter(a)
	require.Equal(t, []uint64{3, 1, 1}, []uint64{r.Cases, r.Coherent, r.Absent})
	require.Zero(t, r.Seats)
	require.True(t, r.Locked.IsZero())
	require.Equal(t, 4*stake-stake/10-stake/2, r.Stake.Int64())
	f.settled()
	require.Equal(t, uint64(4*stake-stake/10-stake/2), f.weight(skill, a))
}

// What a seat lost below min_stake takes an arbiter off the trees until it stakes enough again.
func TestLossesBelowTheLeastStake(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	f.settled()
	f.sit(a, stake)
	f.rise(a, stake, 1, false)
	f.settled()
	require.Zero(t, f.tree(skill))
	require.Equal(t, types.ArbiterEnlisted, f.arbiter(a).Status)
	require.NoError(t, f.setStake(a, stake))
	f.settled()
	require.Equal(t, uint64(stake), f.weight(skill, a))
}

// All of it may be lost: then there is no hold any more, and the arbiter can still leave or stake again.
func TestLossOfEverything(t *testing.T) {
	f := newFixture(t)
	a, b := f.enlist("a", stake), f.enlist("b", stake)
	for _, agent := range []sdk.AccAddress{a, b} {
		f.sit(agent, stake)
		f.rise(agent, stake, stake, true)
		require.Zero(t, f.held(agent))
	}
	f.block()
	require.NoError(t, f.setStake(a, stake))
	require.Equal(t, stake, f.held(a))
	require.NoError(t, f.leave(b))
	f.pass(testParams().UnbondMs)
	f.blocks(2)
	require.Equal(t, types.ArbiterLeft, f.arbiter(b).Status)
}

func TestTwoAbsencesSuspend(t *testing.T) {
	for name, tc := range map[string]struct {
		between   uint64
		suspended bool
	}{
		"within thirty days": {testParams().AbsentWindowMs - 1, true},
		"thirty days apart":  {testParams().AbsentWindowMs, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.enlist("a", 4*stake)
			f.settled()
			f.sit(a, stake)
			f.rise(a, stake, stake/2, true)
			require.Equal(t, types.ArbiterEnlisted, f.arbiter(a).Status)
			f.pass(tc.between)
			f.sit(a, stake)
			f.rise(a, stake, stake/2, true)
			f.settled()
			if !tc.suspended {
				require.Equal(t, types.ArbiterEnlisted, f.arbiter(a).Status)
				require.Equal(t, uint64(3*stake), f.weight(skill, a))
				return
			}
			require.Equal(t, types.ArbiterSuspended, f.arbiter(a).Status)
			require.Zero(t, f.tree(skill))
			require.ErrorIs(t, f.setStake(a, 4*stake), types.ErrArbiterStatus)
			require.NoError(t, f.enlistAgain(a, 3*stake))
			f.settled()
			require.Equal(t, uint64(3*stake), f.weight(skill, a))
			require.EqualValues(t, 2, f.arbiter(a).Absent, "the record stays")
			require.NoError(t, f.leave(a))
		})
	}
}

func TestASuspendedArbiterCanLeave(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	for range 2 {
		f.sit(a, 10)
		f.rise(a, 10, 5, true)
	}
	require.NoError(t, f.leave(a))
	f.pass(testParams().UnbondMs)
	f.block()
	require.Equal(t, types.ArbiterLeft, f.arbiter(a).Status)
	require.Zero(t, f.held(a))
}
