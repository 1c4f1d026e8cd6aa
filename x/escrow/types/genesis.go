package types

import (
	"fmt"

	"github.com/trothchain/troth/internal/field"
)

// DefaultGenesis returns the default parameters and no hold.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks parameters and holds by themselves; that the agents have the money is checked when the genesis is
// loaded.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	type key struct{ scope, ref string }
	seen := make(map[key]bool, len(gs.Holds))
	for i, e := range gs.Holds {
		name := fmt.Sprintf("holds[%d]", i)
		if err := e.validate(name); err != nil {
			return err
		}
		k := key{e.Scope, string(e.Ref)}
		if seen[k] {
			return ErrGenesis.Wrapf("%s: scope %s, ref %x stands there twice", name, e.Scope, e.Ref)
		}
		seen[k] = true
	}
	return nil
}

func (e HoldEntry) validate(name string) error {
	if err := field.Tag(name+".scope", e.Scope, 1, MaxScope); err != nil {
		return err
	}
	if len(e.Ref) == 0 || len(e.Ref) > MaxRef {
		return ErrGenesis.Wrapf("%s.ref: %d bytes, want 1 to %d", name, len(e.Ref), MaxRef)
	}
	return e.Hold.validate(name + ".hold")
}

func (h Hold) validate(name string) error {
	agent, err := field.Address(name+".agent", h.Agent)
	if err != nil {
		return err
	}
	if len(agent) != AgentAddressLen || agent.Equals(UnspendableAddress()) || agent.String() != h.Agent {
		return ErrGenesis.Wrapf("%s.agent: %s is not the address of an agent account", name, h.Agent)
	}
	if err := field.Coin(name+".coin", h.Coin); err != nil {
		return err
	}
	if n := len(h.Fundings); n == 0 || n > MaxFundings {
		return ErrGenesis.Wrapf("%s.fundings: %d entries, want 1 to %d", name, n, MaxFundings)
	}
	for i, f := range h.Fundings {
		if err := field.Amount(fmt.Sprintf("%s.fundings[%d].amount", name, i), f.Amount, 1); err != nil {
			return err
		}
		if f.Spend.Agent != h.Agent {
			return ErrGenesis.Wrapf("%s.fundings[%d].spend.agent: %q, want %s", name, i, f.Spend.Agent, h.Agent)
		}
		if i > 0 && h.Fundings[i-1].Spend == f.Spend {
			return ErrGenesis.Wrapf("%s.fundings[%d]: same mandate as the one before, want them as one", name, i)
		}
	}
	if sum := Sum(h.Fundings); !sum.Equal(h.Coin.Amount) {
		return ErrGenesis.Wrapf("%s.fundings: sum %s, want %s", name, sum, h.Coin.Amount)
	}
	return nil
}
