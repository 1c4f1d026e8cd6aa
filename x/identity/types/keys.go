// Package types holds the messages, parameters, keys, errors and pure rules of x/identity: what a mandate allows, how
// its counters roll, which status may follow which.
package types

import "cosmossdk.io/collections"

// ModuleName is the name of the module, its store key, its module account and the codespace of its errors.
const ModuleName = "identity"

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// AgentsKey | agent → Agent
	AgentsKey = collections.NewPrefix(1)
	// OwnersKey | owner | agent → nothing: the agents of an owner
	OwnersKey = collections.NewPrefix(2)
	// NamesKey | name → agent, kept for name_hold_ms after the agent retired
	NamesKey = collections.NewPrefix(3)
	// SkillsKey | skill | agent → nothing: the skills of ACTIVE agents
	SkillsKey = collections.NewPrefix(4)
	// OperatorsKey | agent | key → Operator
	OperatorsKey = collections.NewPrefix(5)
	// DeadlinesKey | due | kind | name → nothing: names to release
	DeadlinesKey = collections.NewPrefix(6)
	// FailuresKey | kind | name → failed attempts to release a name
	FailuresKey = collections.NewPrefix(7)
	// AttestationsKey | subject | schema | issuer → Attestation
	AttestationsKey = collections.NewPrefix(8)
)

// KindReleaseName is the kind of deadline that frees the name of a retired agent; its id is the name.
const KindReleaseName uint32 = 1
