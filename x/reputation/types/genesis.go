package types

import (
	"fmt"

	"github.com/trothchain/troth/internal/field"
)

// MaxSkill is the longest skill in bytes; x/identity allows no longer one.
const MaxSkill = 48

// DefaultGenesis returns default parameters and no records.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters, and of every record its key, that it appears once, and its bounds (ErrGenesis).
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, e := range gs.Evidence {
		name := fmt.Sprintf("evidence[%d]", i)
		if err := entry(name, e.Evidence.Check(), e.Agent); err != nil {
			return err
		}
		if e.Skill != AllSkills {
			if err := field.Tag(name+".skill", e.Skill, 1, MaxSkill); err != nil {
				return ErrGenesis.Wrap(err.Error())
			}
		}
		if err := once(seen, "evidence", e.Agent+"/"+e.Skill); err != nil {
			return err
		}
	}
	for i, e := range gs.Pairs {
		if err := entry(fmt.Sprintf("pairs[%d]", i), e.Pair.Check(), e.Client, e.Provider); err != nil {
			return err
		}
		if err := once(seen, "pair", e.Client+"/"+e.Provider); err != nil {
			return err
		}
	}
	for i, e := range gs.Capital {
		if err := entry(fmt.Sprintf("capital[%d]", i), e.Capital.Check(), e.Agent); err != nil {
			return err
		}
		if err := once(seen, "capital", e.Agent); err != nil {
			return err
		}
	}
	for i, e := range gs.Clients {
		if err := entry(fmt.Sprintf("clients[%d]", i), e.Record.Check(), e.Agent); err != nil {
			return err
		}
		if err := once(seen, "client", e.Agent); err != nil {
			return err
		}
	}
	return nil
}

// entry checks the addresses of a record and reports what its own check found.
func entry(name string, found error, addresses ...string) error {
	for _, a := range addresses {
		if _, err := field.Address(name, a); err != nil {
			return ErrGenesis.Wrap(err.Error())
		}
	}
	if found != nil {
		return ErrGenesis.Wrapf("%s: %s", name, found)
	}
	return nil
}

// once refuses a key that was seen before.
func once(seen map[string]bool, kind, key string) error {
	if seen[kind+" "+key] {
		return ErrGenesis.Wrapf("%s of %s: twice", kind, key)
	}
	seen[kind+" "+key] = true
	return nil
}
