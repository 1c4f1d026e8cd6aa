package tree

// Store keeps one tree. Slots and nodes are numbered from 1. What was never set is read as zero, and found is false.
type Store interface {
	// Head returns how many leaves there are and their sum.
	Head() (Head, error)
	// SetHead stores the head.
	SetHead(h Head) error
	// Node returns the sum of the slots that a node covers.
	Node(i uint64) (uint64, error)
	// SetNode stores the sum of a node.
	SetNode(i, sum uint64) error
	// RemoveNode forgets a node.
	RemoveNode(i uint64) error
	// Leaf returns what lies in a slot.
	Leaf(slot uint64) (leaf Leaf, found bool, err error)
	// SetLeaf stores a leaf in a slot.
	SetLeaf(slot uint64, leaf Leaf) error
	// RemoveLeaf empties a slot.
	RemoveLeaf(slot uint64) error
	// Slot returns the slot of a member.
	Slot(member string) (slot uint64, found bool, err error)
	// SetSlot stores the slot of a member.
	SetSlot(member string, slot uint64) error
	// RemoveSlot forgets where a member was.
	RemoveSlot(member string) error
}

// Head is the size of a tree: its slots are 1 … Size, all of them in use, and Total is the sum of their weights.
type Head struct {
	Size, Total uint64
}

// Leaf is a member and its weight, at least 1.
type Leaf struct {
	Member string
	Weight uint64
}
