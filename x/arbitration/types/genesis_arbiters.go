package types

import (
	"fmt"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// validateArbiters checks the arbiters by themselves and that the trees hold of each what its record says, no more.
func (gs GenesisState) validateArbiters() error {
	byAgent := make(map[string]Arbiter, len(gs.Arbiters))
	leaves := 0
	for i, a := range gs.Arbiters {
		if err := a.Validate(); err != nil {
			return fmt.Errorf("arbiters[%d]: %w", i, err)
		}
		if _, twice := byAgent[a.Agent]; twice {
			return ErrGenesis.Wrapf("arbiters[%d].agent: %s twice", i, a.Agent)
		}
		byAgent[a.Agent] = a
		leaves += len(a.InTreesSkills)
	}
	for i, t := range gs.Trees {
		if err := t.validate(byAgent); err != nil {
			return fmt.Errorf("trees[%d]: %w", i, err)
		}
		if i > 0 && t.Skill <= gs.Trees[i-1].Skill {
			return ErrGenesis.Wrapf("trees[%d].skill: %q after %q", i, t.Skill, gs.Trees[i-1].Skill)
		}
		leaves -= len(t.Leaves)
	}
	if leaves != 0 { // each leaf is one that a record names, so the numbers tell
		return ErrGenesis.Wrapf("trees: %d leaves that records name are missing", leaves)
	}
	if err := gs.validateUnbonding(byAgent); err != nil {
		return err
	}
	return gs.validateChanges(byAgent)
}

// validateUnbonding: an arbiter that leaves and has no seat has the deadline of it, and nobody else has one.
func (gs GenesisState) validateUnbonding(byAgent map[string]Arbiter) error {
	waiting := make(map[string]struct{})
	for i, e := range gs.Deadlines {
		if e.Kind < KindArbiters {
			continue
		}
		a, ok := byAgent[sdk.AccAddress(e.Id).String()]
		if !ok || e.Kind != KindUnbond || a.Status != ArbiterLeaving || e.Attempts == 0 && e.DueMs != a.LeavesMs {
			return ErrGenesis.Wrapf("deadlines[%d]: kind %d of %s at %d fits no arbiter", i, e.Kind, sdk.AccAddress(e.Id), e.DueMs)
		}
		waiting[a.Agent] = struct{}{}
	}
	for i, a := range gs.Arbiters {
		if _, ok := waiting[a.Agent]; !ok && a.Status == ArbiterLeaving && a.Seats == 0 {
			return ErrGenesis.Wrapf("arbiters[%d]: %s leaves without a deadline", i, a.Agent)
		}
	}
	return nil
}

// validate: every leaf is one that the arbiter's record names, and none is there twice.
func (t Tree) validate(byAgent map[string]Arbiter) error {
	if len(t.Leaves) == 0 {
		return ErrGenesis.Wrapf("leaves: the tree of %q is empty", t.Skill)
	}
	seen := make(map[string]struct{}, len(t.Leaves))
	for i, l := range t.Leaves {
		a, ok := byAgent[l.Agent]
		if !ok || a.InTreesStake != l.Stake || !slices.Contains(a.InTreesSkills, t.Skill) {
			return ErrGenesis.Wrapf("leaves[%d]: %s with %d in %q is not what its record says", i, l.Agent, l.Stake, t.Skill)
		}
		if _, twice := seen[l.Agent]; twice {
			return ErrGenesis.Wrapf("leaves[%d].agent: %s twice", i, l.Agent)
		}
		seen[l.Agent] = struct{}{}
	}
	return nil
}

func (gs GenesisState) validateChanges(byAgent map[string]Arbiter) error {
	type change struct {
		height int64
		agent  string
	}
	seen := make(map[change]struct{}, len(gs.Changes))
	for i, c := range gs.Changes {
		if err := c.Validate(); err != nil {
			return fmt.Errorf("changes[%d]: %w", i, err)
		}
		if _, ok := byAgent[c.Agent]; !ok {
			return ErrGenesis.Wrapf("changes[%d].agent: %s is no arbiter", i, c.Agent)
		}
		if _, twice := seen[change{c.Height, c.Agent}]; twice {
			return ErrGenesis.Wrapf("changes[%d].agent: %s twice at height %d", i, c.Agent, c.Height)
		}
		seen[change{c.Height, c.Agent}] = struct{}{}
		if i > 0 && gs.Changes[i-1].Height > c.Height {
			return ErrGenesis.Wrapf("changes[%d].height: %d after %d", i, c.Height, gs.Changes[i-1].Height)
		}
	}
	return nil
}
