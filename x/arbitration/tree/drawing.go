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
	leaf, err = d.Take(Mod(random, d.left))
	return leaf, err == nil, err
}

// Take draws the member in whose weight a point below Left lies, when the weights of those that were not drawn yet are laid
// end to end in order of slots, and takes it out. ErrBroken for a point beyond.
func (d *Drawing) Take(point uint64) (Leaf, error) {
	if point >= d.left {
		return Leaf{}, fmt.Errorf("%w: %d is beyond the %d that are left", ErrBroken, point, d.left)
	}
	slot, err := d.find(point)
	if err != nil {
		return Leaf{}, err
	}
	leaf, err := d.tree.leaf(slot)
	if err != nil {
		return Leaf{}, err
	}
	return leaf, d.remove(slot, leaf.Weight)
}

// Together draws the next one from two trees as if they were one, by a uniform number of 256 bits as in Next: the weights
// of the second lie behind those of the first. ok is false when all of both were drawn.
func Together(first, second *Drawing, random [32]byte) (leaf Leaf, ok bool, err error) {
	left := first.left + second.left // each is at most MaxTotal
	if left == 0 {
		return Leaf{}, false, nil
	}
	if point := Mod(random, left); point < first.left {
		leaf, err = first.Take(point)
	} else {
		leaf, err = second.Take(point - first.left)
	}
	return leaf, err == nil, err
}

// find returns the slot in which a point below left lies.
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
