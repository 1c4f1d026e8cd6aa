package tree_test

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trothchain/troth/x/arbitration/tree"
)

// random is the n-th number of a stream that any test can repeat.
func random(seed string, n uint64) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte(seed), n))
}

// check compares the records with each other and with what the tree should hold.
func check(t require.TestingT, m *memory, want map[string]uint64) {
	var total uint64
	for _, w := range want {
		total += w
	}
	require.Equal(t, tree.Head{Size: uint64(len(want)), Total: total}, m.head)
	require.Len(t, m.nodes, len(want))
	require.Len(t, m.leaves, len(want))
	require.Len(t, m.slots, len(want))
	for slot := uint64(1); slot <= m.head.Size; slot++ {
		leaf, ok := m.leaves[slot]
		require.True(t, ok, "slot %d is in use", slot)
		require.Equal(t, want[leaf.Member], leaf.Weight)
		require.Equal(t, slot, m.slots[leaf.Member])
		sum, err := tree.New(m).Sum(slot)
		require.NoError(t, err)
		require.Equal(t, sum, m.nodes[slot], "node %d", slot)
	}
}

// A naive model: the members in order of their slots, with the same rule that the last one fills a gap.
type model []tree.Leaf

func (l *model) set(member string, weight uint64) {
	for i := range *l {
		if (*l)[i].Member == member {
			(*l)[i].Weight = weight
			return
		}
	}
	*l = append(*l, tree.Leaf{Member: member, Weight: weight})
}

func (l *model) remove(member string) bool {
	i := slices.IndexFunc(*l, func(x tree.Leaf) bool { return x.Member == member })
	if i < 0 {
		return false
	}
	(*l)[i] = (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return true
}

// draw lays the weights end to end.
func (l model) draw(number [32]byte, drawn map[string]bool) (tree.Leaf, bool) {
	var left uint64
	for _, x := range l {
		if !drawn[x.Member] {
			left += x.Weight
		}
	}
	if left == 0 {
		return tree.Leaf{}, false
	}
	point := new(big.Int).Mod(new(big.Int).SetBytes(number[:]), new(big.Int).SetUint64(left)).Uint64()
	for _, x := range l {
		if drawn[x.Member] {
			continue
		}
		if point < x.Weight {
			return x, true
		}
		point -= x.Weight
	}
	return tree.Leaf{}, false
}

func (l model) weights() map[string]uint64 {
	w := map[string]uint64{}
	for _, x := range l {
		w[x.Member] = x.Weight
	}
	return w
}

func TestTheTreeIsTheNaiveModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, naive := newMemory(), model{}
		tr := tree.New(m)
		for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
			member := strconv.Itoa(rapid.IntRange(0, 20).Draw(t, "member"))
			switch rapid.SampledFrom([]string{"set", "set", "set", "remove", "draw"}).Draw(t, "what") {
			case "set":
				weight := rapid.OneOf(rapid.Uint64Range(1, 9), rapid.Uint64Range(1, tree.MaxTotal/32)).Draw(t, "weight")
				require.NoError(t, tr.Set(member, weight))
				naive.set(member, weight)
			case "remove":
				err := tr.Remove(member)
				if naive.remove(member) {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, tree.ErrNoMember)
				}
			case "draw":
				was := *m
				was.nodes, was.leaves, was.slots = maps.Clone(m.nodes), maps.Clone(m.leaves), maps.Clone(m.slots)
				drawing, err := tr.Drawing()
				require.NoError(t, err)
				drawn := map[string]bool{}
				for n := uint64(0); ; n++ {
					r := random("model", uint64(step)<<32|n)
					want, more := naive.draw(r, drawn)
					got, ok, err := drawing.Next(r)
					require.NoError(t, err)
					require.Equal(t, more, ok)
					require.Equal(t, want, got)
					if !ok {
						break
					}
					require.False(t, drawn[got.Member], "without replacement")
					drawn[got.Member] = true
				}
				require.Len(t, drawn, len(naive))
				require.Zero(t, drawing.Left())
				require.Equal(t, was.nodes, m.nodes, "a drawing writes nothing")
				require.Equal(t, was.writes, m.writes)
			}
			check(t, m, naive.weights())
		}
	})
}

func FuzzTheTreeIsTheNaiveModel(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200, 1, 77})
	f.Fuzz(func(t *testing.T, ops []byte) {
		m, naive := newMemory(), model{}
		for i, op := range ops {
			member := strconv.Itoa(int(op & 31))
			if op < 128 {
				require.NoError(t, tree.New(m).Set(member, uint64(i)+1))
				naive.set(member, uint64(i)+1)
			} else if naive.remove(member) {
				require.NoError(t, tree.New(m).Remove(member))
			}
		}
		check(t, m, naive.weights())
		drawing, err := tree.New(m).Drawing()
		require.NoError(t, err)
		want, more := naive.draw(random("fuzz", uint64(len(ops))), nil)
		got, ok, err := drawing.Next(random("fuzz", uint64(len(ops))))
		require.NoError(t, err)
		require.Equal(t, more, ok)
		require.Equal(t, want, got)
	})
}

func TestRefusals(t *testing.T) {
	m := newMemory()
	tr := tree.New(m)
	require.NoError(t, tr.Set("a", 5))
	require.NoError(t, tr.Set("b", 7))
	was := *m
	require.ErrorIs(t, tr.Set("a", 0), tree.ErrNoWeight)
	require.ErrorIs(t, tr.Set("c", 0), tree.ErrNoWeight)
	require.ErrorIs(t, tr.Remove("c"), tree.ErrNoMember)
	require.ErrorIs(t, tr.Set("c", tree.MaxTotal-11), tree.ErrFull)
	require.ErrorIs(t, tr.Set("a", tree.MaxTotal-6), tree.ErrFull)
	require.ErrorIs(t, tr.Set("a", 1<<64-1), tree.ErrFull)
	require.Equal(t, was.writes, m.writes)
	require.NoError(t, tr.Set("a", tree.MaxTotal-7), "as much as there is room for")
	check(t, m, map[string]uint64{"a": tree.MaxTotal - 7, "b": 7})

	m.head.Size = tree.MaxSize
	require.ErrorIs(t, tr.Set("c", 1), tree.ErrFull)
}

func TestWeight(t *testing.T) {
	tr := tree.New(newMemory())
	require.NoError(t, tr.Set("a", 5))
	for member, want := range map[string]uint64{"a": 5, "b": 0} {
		got, err := tr.Weight(member)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// Records that contradict each other are found out and nobody is drawn by them.
func TestBrokenRecords(t *testing.T) {
	for name, spoil := range map[string]func(m *memory){
		"a sum too low for its slot": func(m *memory) { m.nodes[4] = 1 },
		"an empty slot":              func(m *memory) { delete(m.leaves, 3) },
		"a total above the sums":     func(m *memory) { m.head.Total = 1 << 40 },
		"a leaf above the total":     func(m *memory) { m.leaves[3] = tree.Leaf{Member: "2", Weight: 1 << 50} },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			for i := range 4 {
				require.NoError(t, tree.New(m).Set(strconv.Itoa(i), 10))
			}
			spoil(m)
			var errs []error
			for n := range uint64(20) {
				drawing, err := tree.New(m).Drawing()
				require.NoError(t, err)
				_, _, err = drawing.Next(random(name, n))
				if err != nil {
					errs = append(errs, err)
				}
			}
			require.NotEmpty(t, errs)
			for _, err := range errs {
				require.ErrorIs(t, err, tree.ErrBroken)
			}
		})
	}
}
