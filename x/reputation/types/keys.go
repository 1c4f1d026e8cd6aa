// Package types holds the messages, records, parameters, keys and errors of x/reputation.
package types

import "cosmossdk.io/collections"

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "reputation"

// AllSkills is the skill under which the evidence over all skills is kept.
const AllSkills = ""

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// EvidenceKey: (agent, skill) → Evidence; the empty skill is the evidence over all
	EvidenceKey = collections.NewPrefix(1)
	// PairKey: (client, provider) → Pair
	PairKey = collections.NewPrefix(2)
	// CapitalKey: agent → Capital
	CapitalKey = collections.NewPrefix(3)
	// ClientKey: agent → ClientRecord
	ClientKey = collections.NewPrefix(4)
)
