package jury_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/arbitration/jury"
)

var steps = []uint32{0, 2_500, 5_000, 7_500, 10_000}

func TestAVoteIsOneOfFiveSteps(t *testing.T) {
	for _, v := range steps {
		require.True(t, jury.ValidVote(v))
	}
	for _, v := range []uint32{1, 2_499, 9_999, 12_500, 1<<32 - 1} {
		require.False(t, jury.ValidVote(v), v)
	}
}

func TestMedian(t *testing.T) {
	for name, tc := range map[string]struct {
		votes []uint32
		want  uint32
		ok    bool
	}{
		"nobody":                               {nil, 0, false},
		"one":                                  {[]uint32{7_500}, 7_500, true},
		"two: the lower":                       {[]uint32{10_000, 0}, 0, true},
		"three, unsorted":                      {[]uint32{10_000, 0, 2_500}, 2_500, true},
		"four: the lower middle":               {[]uint32{0, 10_000, 2_500, 7_500}, 2_500, true},
		"a bare majority decides":              {[]uint32{0, 0, 0, 10_000, 10_000}, 0, true},
		"one extreme vote moves by one place":  {[]uint32{5_000, 5_000, 10_000, 5_000, 2_500}, 5_000, true},
		"six, three against three: the lower ": {[]uint32{2_500, 2_500, 2_500, 10_000, 10_000, 10_000}, 2_500, true},
	} {
		t.Run(name, func(t *testing.T) {
			was := slices.Clone(tc.votes)
			got, ok := jury.Median(tc.votes)
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.want, got)
			require.Equal(t, was, tc.votes, "the list stays as it was")
		})
	}
}

// Fewer than half of the seats, whatever they vote, cannot move the verdict outside what the others voted.
func TestAMinorityCannotLeaveTheRangeOfTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		honest := rapid.SliceOfN(rapid.SampledFrom(steps), 2, 24).Draw(t, "honest")
		captured := rapid.SliceOfN(rapid.SampledFrom(steps), 0, len(honest)-1).Draw(t, "captured")
		verdict, ok := jury.Median(slices.Concat(captured, honest))
		require.True(t, ok)
		require.GreaterOrEqual(t, verdict, slices.Min(honest))
		require.LessOrEqual(t, verdict, slices.Max(honest))
		require.Contains(t, steps, verdict)
	})
}

func TestCoherentIsAtMostOneStep(t *testing.T) {
	for _, vote := range steps {
		for _, verdict := range steps {
			require.Equal(t, max(vote, verdict)-min(vote, verdict) <= 2_500, jury.Coherent(vote, verdict))
		}
	}
	require.True(t, jury.Coherent(2_500, 5_000))
	require.False(t, jury.Coherent(0, 5_000))
}

func TestWeigh(t *testing.T) {
	for name, tc := range map[string]struct {
		weights, parts []uint32
		want           uint32
		ok             bool
	}{
		"no criteria: the vote itself":        {nil, []uint32{7_500}, 7_500, true},
		"no criteria, two votes":              {nil, []uint32{7_500, 0}, 0, false},
		"no vote":                             {nil, nil, 0, false},
		"no step":                             {nil, []uint32{7_400}, 0, false},
		"a criterion without a vote":          {[]uint32{5_000, 5_000}, []uint32{7_500}, 0, false},
		"a part that is no step":              {[]uint32{5_000, 5_000}, []uint32{7_500, 1}, 0, false},
		"half and half":                       {[]uint32{5_000, 5_000}, []uint32{10_000, 0}, 5_000, true},
		"exactly between two steps: lower":    {[]uint32{5_000, 5_000}, []uint32{2_500, 0}, 0, true},
		"just above the middle: higher":       {[]uint32{5_001, 4_999}, []uint32{2_500, 0}, 2_500, true},
		"the nearest":                         {[]uint32{6_000, 3_000, 1_000}, []uint32{10_000, 2_500, 0}, 7_500, true},
		"exactly between the upper two":       {[]uint32{5_000, 5_000}, []uint32{10_000, 7_500}, 7_500, true},
		"all fulfilled":                       {[]uint32{1, 9_999}, []uint32{10_000, 10_000}, 10_000, true},
		"a small criterion does not tip it":   {[]uint32{9_000, 1_000}, []uint32{10_000, 0}, 10_000, true},
		"a criterion of an eighth: the lower": {[]uint32{8_750, 1_250}, []uint32{10_000, 0}, 7_500, true},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.ok, jury.ValidParts(tc.weights, tc.parts))
			require.Equal(t, tc.want, jury.Weigh(tc.weights, tc.parts))
		})
	}
}

func TestWeighIsTheNearestStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 16).Draw(t, "n")
		weights, left := make([]uint32, n), uint32(jury.Full)
		for i := range n - 1 {
			weights[i] = rapid.Uint32Range(1, left-uint32(n-1-i)).Draw(t, "weight")
			left -= weights[i]
		}
		weights[n-1] = left
		parts := rapid.SliceOfN(rapid.SampledFrom(steps), n, n).Draw(t, "parts")
		sum := int64(0)
		for i := range parts {
			sum += int64(weights[i]) * int64(parts[i])
		}
		require.True(t, jury.ValidParts(weights, parts))
		vote := jury.Weigh(weights, parts)
		require.True(t, jury.ValidVote(vote))
		off := sum - int64(vote)*jury.Full
		require.LessOrEqual(t, max(off, -off), int64(jury.Step)*jury.Full/2)
		require.NotEqual(t, -int64(jury.Step)*jury.Full/2, off, "between two steps: the lower one")
	})
}
