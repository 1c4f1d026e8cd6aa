package jury_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
)

func ints(v ...int64) []math.Int {
	list := make([]math.Int, len(v))
	for i := range v {
		list[i] = math.NewInt(v[i])
	}
	return list
}

func TestPanelsOfAppeals(t *testing.T) {
	for size, want := range map[uint32]uint32{1: 5, 3: 5, 5: 11, 7: 11, 11: 23, 13: 23, 23: 47} {
		next, ok := jury.NextSize(size)
		require.True(t, ok)
		require.Equal(t, want, next, size)
	}
	for _, size := range []uint32{47, 49} {
		_, ok := jury.NextSize(size)
		require.False(t, ok, "the last verdict is final")
	}
	for size := uint32(3); size <= 23; size += 2 {
		rounds, ok := 1, true
		for s := size; ok; rounds++ {
			s, ok = jury.NextSize(s)
		}
		require.LessOrEqual(t, rounds, 6, "at most five panels")
	}
}

func TestSeatLock(t *testing.T) {
	require.EqualValues(t, 40, jury.SeatLock(math.NewInt(200), 5).Int64())
	require.EqualValues(t, 67, jury.SeatLock(math.NewInt(200), 3).Int64(), "rounded up")
	require.EqualValues(t, 1, jury.SeatLock(math.NewInt(1), 47).Int64())
}

func TestSeats(t *testing.T) {
	for name, tc := range map[string]struct {
		free   []math.Int
		wanted int
		chosen []int
		lock   int64
	}{
		"the first of many":                     {ints(40, 40, 40, 40, 40, 90), 5, []int{0, 1, 2, 3, 4}, 40},
		"who has too little is passed over":     {ints(39, 40, 40, 0, 40, 40, 90), 5, []int{1, 2, 4, 5, 6}, 40},
		"four: a panel of three, which is more": {ints(67, 67, 67, 67), 5, []int{0, 1, 2}, 67},
		"four, but too little for three":        {ints(67, 66, 67, 66), 5, nil, 0},
		"enough for five, not for three":        {ints(40, 40, 40, 40), 5, nil, 0},
		"six of eleven: five":                   {ints(50, 50, 50, 50, 50, 50), 11, []int{0, 1, 2, 3, 4}, 40},
		"an even size counts as one less":       {ints(50, 50, 50, 50, 50, 50), 6, []int{0, 1, 2, 3, 4}, 40},
		"two":                                   {ints(900, 900), 5, nil, 0},
		"nobody":                                {nil, 5, nil, 0},
		"no panel is wanted":                    {ints(900, 900, 900), 0, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, lock := jury.Seats(tc.free, math.NewInt(200), tc.wanted, 3)
			require.Equal(t, tc.chosen, chosen)
			require.Equal(t, tc.lock, lock.Int64())
		})
	}
}

func TestNoPanelBelowTheLeast(t *testing.T) {
	nine := ints(90, 90, 90, 90, 90, 90, 90, 90, 90)
	chosen, _ := jury.Seats(nine, math.NewInt(200), 23, 7)
	require.Len(t, chosen, 9)
	chosen, _ = jury.Seats(nine, math.NewInt(200), 23, 11)
	require.Empty(t, chosen)
	chosen, _ = jury.Seats(nine[:2], math.NewInt(200), 5, 1)
	require.Empty(t, chosen, "never below three")
}

// A panel is odd, together locks at least its stake, and nobody locks more than it has.
func TestSeatsAreCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stake := math.NewInt(rapid.Int64Range(1, 20_000).Draw(t, "stake"))
		free := ints(rapid.SliceOfN(rapid.Int64Range(0, 5_000), 0, 60).Draw(t, "free")...)
		chosen, lock := jury.Seats(free, stake, rapid.IntRange(0, 60).Draw(t, "wanted"), 3)
		if len(chosen) == 0 {
			require.True(t, lock.IsZero())
			return
		}
		require.Equal(t, 1, len(chosen)%2)
		require.GreaterOrEqual(t, len(chosen), jury.MinSize)
		require.LessOrEqual(t, len(chosen), jury.MaxSize)
		require.True(t, lock.MulRaw(int64(len(chosen))).GTE(stake))
		for i, c := range chosen {
			require.True(t, free[c].GTE(lock))
			require.True(t, i == 0 || chosen[i-1] < c)
		}
	})
}
