// Package tree draws members by weight: a Fenwick tree over the weights, so that adding, removing and drawing each touch
// as many records as the number of members has binary digits (design 07, "Arbiters"). It holds no state of its own: the
// records lie in a Store, and the same sequence of calls gives the same records and draws on every machine.
package tree

import (
	"errors"
	"fmt"
	"math/bits"
)

const (
	// MaxSize is the most members of a tree.
	MaxSize = 1 << 32
	// MaxTotal is the highest sum of the weights.
	MaxTotal = 1<<63 - 1
)

var (
	// ErrFull says that MaxSize or MaxTotal would be exceeded.
	ErrFull = errors.New("the tree is full")
	// ErrNoWeight refuses a member with the weight zero: it could never be drawn, so it does not belong there.
	ErrNoWeight = errors.New("a member needs a weight")
	// ErrNoMember says that there is no such member.
	ErrNoMember = errors.New("no such member in the tree")
	// ErrBroken says that the records contradict each other.
	ErrBroken = errors.New("the records of the tree contradict each other")
)

// Tree is a view of the records of one store.
type Tree struct {
	store Store
}

// New returns the tree whose records lie in the store.
func New(store Store) Tree { return Tree{store: store} }

// Head returns the number of members and the sum of their weights.
func (t Tree) Head() (Head, error) { return t.store.Head() }

// Weight returns the weight of a member, 0 for one that is not there.
func (t Tree) Weight(member string) (uint64, error) {
	slot, found, err := t.store.Slot(member)
	if err != nil || !found {
		return 0, err
	}
	leaf, err := t.leaf(slot)
	return leaf.Weight, err
}

// Set gives a member a weight: a new one gets the slot after the last, one that is there keeps its slot. ErrNoWeight,
// ErrFull; a refusal changes nothing.
func (t Tree) Set(member string, weight uint64) error {
	if weight == 0 {
		return fmt.Errorf("%w: %x", ErrNoWeight, member)
	}
	head, err := t.store.Head()
	if err != nil {
		return err
	}
	slot, found, err := t.store.Slot(member)
	if err != nil {
		return err
	}
	if !found {
		return t.append(head, Leaf{Member: member, Weight: weight})
	}
	was, err := t.leaf(slot)
	if err != nil {
		return err
	}
	if head.Total < was.Weight {
		return fmt.Errorf("%w: slot %d weighs %d, all of them %d", ErrBroken, slot, was.Weight, head.Total)
	}
	if weight > MaxTotal-(head.Total-was.Weight) {
		return fmt.Errorf("%w: %d more would exceed %d", ErrFull, weight, uint64(MaxTotal))
	}
	head.Total += weight - was.Weight
	return errors.Join(t.shift(head.Size, slot, was.Weight, weight), t.store.SetLeaf(slot, Leaf{Member: member, Weight: weight}), t.store.SetHead(head))
}

// append puts a new leaf after the last one. The new node covers slots whose sums are there already.
func (t Tree) append(head Head, leaf Leaf) error {
	if head.Size >= MaxSize || leaf.Weight > MaxTotal-head.Total {
		return fmt.Errorf("%w: %d members that weigh %d", ErrFull, head.Size, head.Total)
	}
	slot := head.Size + 1
	sum := leaf.Weight
	for i := slot - 1; i > slot-low(slot); i -= low(i) {
		node, err := t.store.Node(i)
		if err != nil {
			return err
		}
		sum += node
	}
	return errors.Join(t.store.SetNode(slot, sum), t.store.SetLeaf(slot, leaf), t.store.SetSlot(leaf.Member, slot),
		t.store.SetHead(Head{Size: slot, Total: head.Total + leaf.Weight}))
}

// Remove takes a member out; the last one moves into its slot, so that no slot is ever empty. ErrNoMember.
func (t Tree) Remove(member string) error {
	slot, found, err := t.store.Slot(member)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%w: %x", ErrNoMember, member)
	}
	head, err := t.store.Head()
	if err != nil {
		return err
	}
	gone, err := t.leaf(slot)
	if err != nil {
		return err
	}
	last, err := t.leaf(head.Size)
	if err != nil {
		return err
	}
	if head.Size < slot || head.Total < gone.Weight {
		return fmt.Errorf("%w: slot %d of %d", ErrBroken, slot, head.Size)
	}
	// No node but its own covers the last slot: nodes cover slots up to their number.
	if err := errors.Join(t.store.RemoveNode(head.Size), t.store.RemoveLeaf(head.Size), t.store.RemoveSlot(member)); err != nil {
		return err
	}
	if slot != head.Size {
		err := errors.Join(t.shift(head.Size-1, slot, gone.Weight, last.Weight), t.store.SetLeaf(slot, last), t.store.SetSlot(last.Member, slot))
		if err != nil {
			return err
		}
	}
	return t.store.SetHead(Head{Size: head.Size - 1, Total: head.Total - gone.Weight})
}

// shift replaces the weight of a slot in all nodes that cover it.
func (t Tree) shift(size, slot, was, weight uint64) error {
	if was == weight {
		return nil
	}
	for i := slot; i <= size; i += low(i) {
		sum, err := t.store.Node(i)
		if err != nil {
			return err
		}
		if sum < was {
			return fmt.Errorf("%w: node %d is %d, slot %d below it %d", ErrBroken, i, sum, slot, was)
		}
		if err := t.store.SetNode(i, sum-was+weight); err != nil {
			return err
		}
	}
	return nil
}

// leaf returns the leaf of a slot that must be there.
func (t Tree) leaf(slot uint64) (Leaf, error) {
	leaf, found, err := t.store.Leaf(slot)
	if err != nil {
		return Leaf{}, err
	}
	if !found || leaf.Weight == 0 {
		return Leaf{}, fmt.Errorf("%w: slot %d is empty", ErrBroken, slot)
	}
	return leaf, nil
}

// Sum returns what node i must hold: the sum of the weights of the slots it covers. It walks them, so it is for checks.
func (t Tree) Sum(i uint64) (uint64, error) {
	var sum uint64
	for slot := i - low(i) + 1; slot <= i; slot++ {
		leaf, err := t.leaf(slot)
		if err != nil {
			return 0, err
		}
		sum += leaf.Weight
	}
	return sum, nil
}

// low returns the lowest bit of i: node i covers the low(i) slots that end with slot i.
func low(i uint64) uint64 { return i & -i }

// top returns the highest power of two that is at most size, 0 for none.
func top(size uint64) uint64 {
	if size == 0 {
		return 0
	}
	return 1 << (bits.Len64(size) - 1)
}
