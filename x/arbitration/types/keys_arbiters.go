package types

import "cosmossdk.io/collections"

// The layout of the store, continued: arbiters.
var (
	// ArbitersKey: agent → Arbiter
	ArbitersKey = collections.NewPrefix(0x40)
	// ListsKey: (status, skill, agent) of every arbiter, once with each of its skills and once with the empty one
	ListsKey = collections.NewPrefix(0x41)
	// ChangesKey: (height, agent) → TreeChange, until it reaches the trees
	ChangesKey = collections.NewPrefix(0x42)
	// HeadsKey: skill → TreeHead
	HeadsKey = collections.NewPrefix(0x43)
	// NodesKey: (skill, node) → sum of the slots it covers
	NodesKey = collections.NewPrefix(0x44)
	// LeavesKey: (skill, slot) → TreeLeaf
	LeavesKey = collections.NewPrefix(0x45)
	// SlotsKey: (skill, agent) → slot
	SlotsKey = collections.NewPrefix(0x46)
)

// KindUnbond is the deadline at which the stake of an arbiter that leaves is released; its id is the agent's address.
const KindUnbond = KindArbiters
