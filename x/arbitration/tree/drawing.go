package tree

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Drawing draws members without replacement, one after the other, and writes nothing: who was drawn is subtracted from the
// sums it remembers. A draw reads at most twice as many nodes as the number of members has binary digits, and one leaf.
type Drawing struct {
	tree Tree
	head Head
	// left is the sum of the weights of those not drawn yet.
	left  uint64
	nodes map[uint64]uint64
}

// Drawing begins a drawing from the tree as it is now. It must not be used after the tree has changed.
func (t Tree) Drawing() (*Drawing, error) {
	head, err := t.store.Head()
	if err != nil {
		return nil, err
	}
	return &Drawing{tree: t, head: head, left: head.Total, nodes: map[uint64]uint64{}}, nil
}

// Left returns the sum of the weights of those that were not drawn yet; 0 when all were.
func (d *Drawing) Left() uint64 { return d.left }

// Next draws one of those that were not drawn yet, each with the chance weight / Left, and takes it out. random is a
// uniform number of 256 bits, big endian; what is left over by the division makes a member at most 2^-192 likelier than
// it should be. ok is false when all were drawn.
func (d *Drawing) Next(random [32]byte) (leaf Leaf, ok bool, err error) {
	if d.left == 0 {
		return Leaf{}, false, nil
	}
	slot, err := d.find(Mod(random, d.left))
	if err != nil {
		return Leaf{}, false, err
	}
	if leaf, err = d.tree.leaf(slot); err != nil {
		return Leaf{}, false, err
	}
	return leaf, true, d.remove(slot, leaf.Weight)
}

// find returns the slot in which the point lies when the weights that are left are laid end to end, in order of slots.
func (d *Drawing) find(point uint64) (uint64, error) {
	var before uint64
	for step := top(d.head.Size); step > 0; step >>= 1 {
		if before+step > d.head.Size {
			continue
		}
		sum, err := d.node(before + step)
		if err != nil {
			return 0, err
		}
		if sum <= point {
			before += step
			point -= sum
		}
	}
	if before >= d.head.Size {
		return 0, fmt.Errorf("%w: %d is left, the nodes hold less", ErrBroken, d.left)
	}
	return before + 1, nil
}

// remove subtracts a slot that was drawn from the sums above it.
func (d *Drawing) remove(slot, weight uint64) error {
	if d.left < weight {
		return fmt.Errorf("%w: slot %d weighs %d, only %d is left", ErrBroken, slot, weight, d.left)
	}
	for i := slot; i <= d.head.Size; i += low(i) {
		sum, err := d.node(i)
		if err != nil {
			return err
		}
		if sum < weight {
			return fmt.Errorf("%w: node %d is %d, slot %d below it %d", ErrBroken, i, sum, slot, weight)
		}
		d.nodes[i] = sum - weight
	}
	d.left -= weight
	return nil
}

// node returns the sum of a node less those drawn, and reads each node once.
func (d *Drawing) node(i uint64) (uint64, error) {
	if sum, known := d.nodes[i]; known {
		return sum, nil
	}
	sum, err := d.tree.store.Node(i)
	if err != nil {
		return 0, err
	}
	d.nodes[i] = sum
	return sum, nil
}

// Mod returns a number of 256 bits, big endian, modulo m, which must not be zero.
func Mod(number [32]byte, m uint64) uint64 {
	var rest uint64
	for i := 0; i < len(number); i += 8 {
		_, rest = bits.Div64(rest, binary.BigEndian.Uint64(number[i:]), m)
	}
	return rest
}
