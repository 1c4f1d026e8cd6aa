package tree_test

import (
	"github.com/trothchain/troth/x/arbitration/tree"
)

// memory is a store in memory that counts reads and writes of records.
type memory struct {
	head   tree.Head
	nodes  map[uint64]uint64
	leaves map[uint64]tree.Leaf
	slots  map[string]uint64

	reads, writes int
}

func newMemory() *memory {
	return &memory{nodes: map[uint64]uint64{}, leaves: map[uint64]tree.Leaf{}, slots: map[string]uint64{}}
}

func (m *memory) Head() (tree.Head, error) { m.reads++; return m.head, nil }

func (m *memory) SetHead(h tree.Head) error { m.writes++; m.head = h; return nil }

func (m *memory) Node(i uint64) (uint64, error) { m.reads++; return m.nodes[i], nil }

func (m *memory) SetNode(i, sum uint64) error { m.writes++; m.nodes[i] = sum; return nil }

func (m *memory) RemoveNode(i uint64) error { m.writes++; delete(m.nodes, i); return nil }

func (m *memory) Leaf(slot uint64) (tree.Leaf, bool, error) {
	m.reads++
	l, ok := m.leaves[slot]
	return l, ok, nil
}

func (m *memory) SetLeaf(slot uint64, l tree.Leaf) error { m.writes++; m.leaves[slot] = l; return nil }

func (m *memory) RemoveLeaf(slot uint64) error { m.writes++; delete(m.leaves, slot); return nil }

func (m *memory) Slot(member string) (uint64, bool, error) {
	m.reads++
	s, ok := m.slots[member]
	return s, ok, nil
}

func (m *memory) SetSlot(member string, slot uint64) error {
	m.writes++
	m.slots[member] = slot
	return nil
}

func (m *memory) RemoveSlot(member string) error { m.writes++; delete(m.slots, member); return nil }
