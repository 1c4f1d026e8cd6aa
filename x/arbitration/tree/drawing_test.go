package tree_test

import (
	"bytes"
	"math/big"
	"math/bits"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/arbitration/tree"
)

func TestMod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "number"))
		m := rapid.Uint64Min(1).Draw(t, "m")
		want := new(big.Int).Mod(new(big.Int).SetBytes(number[:]), new(big.Int).SetUint64(m))
		require.Equal(t, want.Uint64(), tree.Mod(number, m))
	})
	require.EqualValues(t, 0, tree.Mod([32]byte(bytes.Repeat([]byte{255}, 32)), 1))
}

// chi returns Pearson's statistic of counts against the shares of weights.
func chi(counts map[string]int, weights map[string]uint64) float64 {
	var n int
	var total uint64
	for member, w := range weights {
		n += counts[member]
		total += w
	}
	var sum float64
	for member, w := range weights {
		want := float64(n) * float64(w) / float64(total)
		diff := float64(counts[member]) - want
		sum += diff * diff / want
	}
	return sum
}

// 20,000 draws of one of ten with the weights 1 … 10. The statistic has 9 degrees of freedom: it exceeds 27.9 by chance in
// one of a thousand streams, and this stream is always the same.
func TestDrawsFollowTheWeights(t *testing.T) {
	m, weights := newMemory(), map[string]uint64{}
	for i := range 10 {
		weights[strconv.Itoa(i)] = uint64(i+1) * 1_000_003
		require.NoError(t, tree.New(m).Set(strconv.Itoa(i), uint64(i+1)*1_000_003))
	}
	first, second := map[string]int{}, map[string]int{}
	for n := range uint64(20_000) {
		drawing, err := tree.New(m).Drawing()
		require.NoError(t, err)
		leaf, _, err := drawing.Next(random("first", n))
		require.NoError(t, err)
		first[leaf.Member]++
		if leaf.Member != "9" {
			continue
		}
		leaf, _, err = drawing.Next(random("second", n))
		require.NoError(t, err)
		second[leaf.Member]++
	}
	require.Less(t, chi(first, weights), 27.9)

	even := map[string]uint64{}
	for member := range weights {
		even[member] = 1
	}
	require.Greater(t, chi(first, even), 1_000.0, "the test sees draws that do not follow the weights")

	delete(weights, "9")
	require.Zero(t, second["9"])
	require.Less(t, chi(second, weights), 26.1, "after the heaviest: the others in their proportion (8 degrees of freedom)")
}

// Two trees drawn together are one tree that has the members of the second behind those of the first.
func TestTogetherIsOneTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second, one := newMemory(), newMemory(), newMemory()
		for i, n := 0, rapid.IntRange(0, 12).Draw(t, "first"); i < n; i++ {
			w := rapid.Uint64Range(1, 99).Draw(t, "weight")
			require.NoError(t, tree.New(first).Set("f"+strconv.Itoa(i), w))
			require.NoError(t, tree.New(one).Set("f"+strconv.Itoa(i), w))
		}
		for i, n := 0, rapid.IntRange(0, 12).Draw(t, "second"); i < n; i++ {
			w := rapid.Uint64Range(1, 99).Draw(t, "weight")
			require.NoError(t, tree.New(second).Set("s"+strconv.Itoa(i), w))
			require.NoError(t, tree.New(one).Set("s"+strconv.Itoa(i), w))
		}
		a, err := tree.New(first).Drawing()
		require.NoError(t, err)
		b, err := tree.New(second).Drawing()
		require.NoError(t, err)
		c, err := tree.New(one).Drawing()
		require.NoError(t, err)
		for n := uint64(0); ; n++ {
			want, more, err := c.Next(random("together", n))
			require.NoError(t, err)
			got, ok, err := tree.Together(a, b, random("together", n))
			require.NoError(t, err)
			require.Equal(t, more, ok)
			require.Equal(t, want, got)
			if !ok {
				return
			}
			require.Equal(t, c.Left(), a.Left()+b.Left())
		}
	})
}

func TestNothingBeyondTheEnd(t *testing.T) {
	m := newMemory()
	require.NoError(t, tree.New(m).Set("a", 5))
	drawing, err := tree.New(m).Drawing()
	require.NoError(t, err)
	_, err = drawing.Take(5)
	require.ErrorIs(t, err, tree.ErrBroken)
	leaf, err := drawing.Take(4)
	require.NoError(t, err)
	require.Equal(t, "a", leaf.Member)
}

// What a draw reads grows like the number of binary digits, not like the number of members.
func TestReadsGrowLikeTheLogarithm(t *testing.T) {
	m := newMemory()
	size, most := 0, map[int]int{}
	for _, target := range []int{1, 1_000, 100_000} {
		for ; size < target; size++ {
			m.reads, m.writes = 0, 0
			require.NoError(t, tree.New(m).Set(strconv.Itoa(size), uint64(size%97)+1))
			require.LessOrEqual(t, m.reads, bits.Len(uint(target))+2)
			require.LessOrEqual(t, m.writes, 4, "a new member changes no other record")
		}
		for n := range uint64(200) {
			drawing, err := tree.New(m).Drawing()
			require.NoError(t, err)
			m.reads, m.writes = 0, 0
			_, ok, err := drawing.Next(random("reads", n))
			require.NoError(t, err)
			require.True(t, ok)
			require.Zero(t, m.writes)
			most[target] = max(most[target], m.reads)
		}
		require.LessOrEqual(t, most[target], 2*bits.Len(uint(target))+1)
	}
	require.LessOrEqual(t, most[100_000], 2*most[1_000], "a hundred times as many members, not twice the reads")
	t.Logf("reads of a draw: %v", most)

	for n := range 200 {
		m.reads, m.writes = 0, 0
		require.NoError(t, tree.New(m).Remove(strconv.Itoa(n*499)))
		require.LessOrEqual(t, m.reads, bits.Len(uint(size))+5)
		require.LessOrEqual(t, m.writes, bits.Len(uint(size))+7)
	}
}
