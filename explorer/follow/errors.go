package follow

import "github.com/trothchain/troth/internal/explain"

// Codespace of the errors of this package.
const Codespace = "follow"

// The sentinels of this package.
var (
	ErrNode = explain.New(Codespace, 2, "the node does not answer",
		"check --node and whether the node runs; the explorer goes on by itself when it does")
	ErrPruned = explain.New(Codespace, 3, "the node has deleted the next block",
		"use a node that keeps all blocks (min-retain-blocks = 0, pruning = \"nothing\", not state-synced), or copy an index that is further along")
	ErrFork = explain.New(Codespace, 4, "the chain is not the one that was indexed",
		"check --node; if the chain was begun anew, index it into an empty database")
)
