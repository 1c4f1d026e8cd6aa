package types

import "slices"

// transitions says which status may follow which. AgentStatusUnspecified stands for an agent that does not exist yet.
var transitions = map[AgentStatus][]AgentStatus{
	AgentStatusUnspecified: {AgentStatusActive},
	AgentStatusActive:      {AgentStatusPaused, AgentStatusRetired},
	AgentStatusPaused:      {AgentStatusActive, AgentStatusRetired},
	AgentStatusRetired:     nil,
}

// CanBecome says whether an agent of status s may change to status to.
func (s AgentStatus) CanBecome(to AgentStatus) bool { return slices.Contains(transitions[s], to) }

// Known says whether a is an action of the enum.
func (a Action) Known() bool {
	_, ok := Action_name[int32(a)]
	return ok && a != ActionUnspecified
}

// NewWork says whether the action takes on new work or new obligations, which a paused agent may not: HIRE, BID and
// NEGOTIATE. Whatever brings running work to its end goes on.
func (a Action) NewWork() bool {
	return a == ActionHire || a == ActionBid || a == ActionNegotiate
}
