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
	// DeadlinesKey | due | kind | id → nothing: names to release, fee allowances and attestations to end
	DeadlinesKey = collections.NewPrefix(6)
	// FailuresKey | kind | id → failed attempts to run a deadline
	FailuresKey = collections.NewPrefix(7)
	// AttestationsKey | subject | schema | issuer → Attestation
	AttestationsKey = collections.NewPrefix(8)
	// IssuedKey | issuer | subject | schema → nothing: the attestations of an issuer
	IssuedKey = collections.NewPrefix(9)
	// IssuedCountsKey | issuer → number of its attestations
	IssuedCountsKey = collections.NewPrefix(10)
	// LinksKey | account → Link
	LinksKey = collections.NewPrefix(40)
	// AgentLinksKey | agent | account → nothing: the links of an agent
	AgentLinksKey = collections.NewPrefix(41)
)

// The kinds of deadline.
const (
	// KindReleaseName frees the name of a retired agent; its id is the name.
	KindReleaseName uint32 = 1
	// KindEndAllowance ends the fee allowance of an expired mandate; its id is an AllowanceID.
	KindEndAllowance uint32 = 2
	// KindExpireAttestation prunes an expired attestation; its id is an AttestationID.
	KindExpireAttestation uint32 = 3
)
