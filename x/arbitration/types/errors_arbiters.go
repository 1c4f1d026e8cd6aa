package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of arbiters.
var (
	ErrNoArbiter        = explain.New(ModuleName, 40, "the agent is no arbiter", "enlist the agent first")
	ErrArbiterStatus    = explain.New(ModuleName, 41, "the arbiter's status does not allow this", "read the arbiter: enlist again when it is leaving, suspended or has left; otherwise it is enlisted already")
	ErrHandedOver       = explain.New(ModuleName, 42, "the agent was handed over since it enlisted", "enlist it again; its record begins anew")
	ErrStakeTooLow      = explain.New(ModuleName, 43, "the stake is too low", "stake at least min_stake, and at least what is held or locked in cases")
	ErrStakeTooHigh     = explain.New(ModuleName, 44, "the stake is too high", "stake at most 2^50 base units with one agent")
	ErrArbiterUnchanged = explain.New(ModuleName, 45, "nothing changes", "nothing to do: the arbiter has this stake and these skills")
	ErrSkills           = explain.New(ModuleName, 46, "malformed list of skills", "name one skill or more, without repetition, or * alone for all")
	ErrTree             = explain.New(ModuleName, 47, "the trees of arbiters are broken", "report this as a bug, with the height")
)
