package types

import (
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// AgentAddress returns the address of the agent.
func (a Arbiter) AgentAddress() (sdk.AccAddress, error) {
	return field.Address("arbiter.agent", a.Agent)
}

// Free is the part of the stake that no seat has locked.
func (a Arbiter) Free() math.Int { return a.Stake.Sub(a.Locked) }

// Drawn returns what the trees should hold of the arbiter: its stake and skills as long as it is enlisted with at least
// minStake, else nothing.
func (a Arbiter) Drawn(height int64, minStake math.Int) TreeChange {
	c := TreeChange{Height: height, Agent: a.Agent}
	if a.Status == ArbiterEnlisted && a.Stake.GTE(minStake) {
		c.Stake, c.Skills = a.Stake.Uint64(), a.Skills
	}
	return c
}

// SameDraw says whether two records are drawn alike: status, stake and skills are the same.
func (a Arbiter) SameDraw(b Arbiter) bool { return a.SameLists(b) && a.Stake.Equal(b.Stake) }

// SameLists says whether two records are in the same lists: status and skills are the same.
func (a Arbiter) SameLists(b Arbiter) bool {
	return a.Status == b.Status && slices.Equal(a.Skills, b.Skills)
}

// Validate checks a record by itself; the errors name the field.
func (a Arbiter) Validate() error {
	if _, err := field.Address("agent", a.Agent); err != nil {
		return err
	}
	if _, err := field.Address("owner", a.Owner); err != nil {
		return err
	}
	if err := field.Range("status", uint64(a.Status), uint64(ArbiterEnlisted), uint64(ArbiterLeft)); err != nil {
		return err
	}
	if err := checkStake(a.Stake, 0); err != nil {
		return err
	}
	if err := field.Amount("locked", a.Locked, 0); err != nil {
		return err
	}
	if a.Locked.GT(a.Stake) {
		return field.ErrRange.Wrapf("locked: %s, want at most the stake %s", a.Locked, a.Stake)
	}
	if a.Status == ArbiterLeft {
		return a.validateLeft()
	}
	if leaving := a.Status == ArbiterLeaving; leaving != (a.LeavesMs > 0) {
		return field.ErrRange.Wrapf("leaves_ms: %d in status %s", a.LeavesMs, a.Status)
	}
	if err := checkSkills(a.Skills); err != nil {
		return err
	}
	return a.validateInTrees()
}

func (a Arbiter) validateLeft() error {
	if a.Stake.IsPositive() || a.Seats > 0 || a.LeavesMs > 0 || len(a.Skills) > 0 {
		return field.ErrRange.Wrapf("stake: %s with %d seats and %d skills, want nothing in status %s", a.Stake, a.Seats, len(a.Skills), a.Status)
	}
	return a.validateInTrees()
}

func (a Arbiter) validateInTrees() error {
	if (a.InTreesStake > 0) != (len(a.InTreesSkills) > 0) || a.InTreesStake > MaxStake {
		return field.ErrRange.Wrapf("in_trees_stake: %d with %d skills, want 1 to %d with one or more", a.InTreesStake, len(a.InTreesSkills), uint64(MaxStake))
	}
	if a.InTreesStake == 0 {
		return nil
	}
	return checkSkills(a.InTreesSkills)
}

// Validate checks a queued change by itself.
func (c TreeChange) Validate() error {
	if _, err := field.Address("agent", c.Agent); err != nil {
		return err
	}
	if c.Height < 0 {
		return field.ErrRange.Wrapf("height: %d, want at least 0", c.Height)
	}
	if err := field.Range("stake", c.Stake, 0, MaxStake); err != nil {
		return err
	}
	if c.Stake == 0 {
		return field.Count("skills", len(c.Skills), 0)
	}
	return checkSkills(c.Skills)
}

// checkStake checks that a stake is set and between low and MaxStake.
func checkStake(stake math.Int, low int64) error {
	if err := field.Amount("stake", stake, low); err != nil {
		return err
	}
	if stake.GT(math.NewInt(MaxStake)) {
		return ErrStakeTooHigh.Wrapf("stake: %s, want at most %d", stake, int64(MaxStake))
	}
	return nil
}

// checkSkills checks that skills are one or more tags without repetition, or AllSkills alone. ErrSkills and field errors.
func checkSkills(skills []string) error {
	if len(skills) == 0 {
		return field.ErrMissing.Wrapf("skills: one or more, or %s", AllSkills)
	}
	if err := field.Count("skills", len(skills), MaxSkills); err != nil {
		return err
	}
	if len(skills) == 1 && skills[0] == AllSkills {
		return nil
	}
	seen := make(map[string]struct{}, len(skills))
	for _, s := range skills {
		if s == AllSkills {
			return ErrSkills.Wrapf("skills: %s with others", AllSkills)
		}
		if err := field.Tag("skills", s, MinSkill, MaxSkill); err != nil {
			return err
		}
		if _, twice := seen[s]; twice {
			return field.ErrDuplicate.Wrapf("skills: %s", s)
		}
		seen[s] = struct{}{}
	}
	return nil
}
