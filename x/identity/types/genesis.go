package types

import (
	"slices"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

// DefaultGenesis returns a chain without agents.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters, every agent and operator, and that they agree with each other: names are unique,
// agents count their operators, retired ones have none, attestations are between agents, and whatever ends by itself has
// its deadline.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	agents := make(map[string]Agent, len(gs.Agents))
	names := make(map[string]struct{}, len(gs.Agents))
	for i, a := range gs.Agents {
		if err := a.Validate(); err != nil {
			return ErrGenesis.Wrapf("agents[%d]: %s", i, err)
		}
		if _, twice := agents[a.Address]; twice {
			return ErrGenesis.Wrapf("agents[%d]: address %s twice", i, a.Address)
		}
		if _, twice := names[a.Profile.Name]; twice && a.Profile.Name != "" {
			return ErrGenesis.Wrapf("agents[%d]: name %q twice", i, a.Profile.Name)
		}
		agents[a.Address], names[a.Profile.Name] = a, struct{}{}
	}
	if err := gs.validateControllers(agents); err != nil {
		return err
	}
	if err := gs.validateOperators(agents); err != nil {
		return err
	}
	if err := gs.validateLinks(agents); err != nil {
		return err
	}
	if err := gs.validateAttestations(agents); err != nil {
		return err
	}
	return gs.validateDeadlines()
}

// validateControllers checks that no agent account owns an agent.
func (gs GenesisState) validateControllers(agents map[string]Agent) error {
	for i, a := range gs.Agents {
		if _, agent := agents[a.Owner]; agent {
			return ErrGenesis.Wrapf("agents[%d]: the owner %s is an agent", i, a.Owner)
		}
	}
	return nil
}

func (gs GenesisState) validateOperators(agents map[string]Agent) error {
	counts := make(map[string]uint32, len(agents))
	keys := make(map[[2]string]struct{}, len(gs.Operators))
	serials := make(map[string][]uint64, len(agents))
	for i, o := range gs.Operators {
		if err := o.Validate(); err != nil {
			return ErrGenesis.Wrapf("operators[%d]: %s", i, err)
		}
		a, ok := agents[o.Agent]
		if !ok || a.Status == AgentStatusRetired {
			return ErrGenesis.Wrapf("operators[%d]: agent %s is unknown or retired", i, o.Agent)
		}
		if o.Key == a.Owner {
			return ErrGenesis.Wrapf("operators[%d]: the key %s is the owner of agent %s", i, o.Key, o.Agent)
		}
		if _, twice := keys[[2]string{o.Agent, o.Key}]; twice {
			return ErrGenesis.Wrapf("operators[%d]: key %s of agent %s twice", i, o.Key, o.Agent)
		}
		if o.Serial == 0 || o.Serial > a.Mandates || slices.Contains(serials[o.Agent], o.Serial) {
			return ErrGenesis.Wrapf("operators[%d]: serial %d of agent %s, want 1 to %d and each once", i, o.Serial, o.Agent, a.Mandates)
		}
		keys[[2]string{o.Agent, o.Key}] = struct{}{}
		serials[o.Agent] = append(serials[o.Agent], o.Serial)
		counts[o.Agent]++
	}
	for i, a := range gs.Agents {
		if a.Operators != counts[a.Address] || a.Operators > MaxOperators {
			return ErrGenesis.Wrapf("agents[%d]: %d operators, counted %d, want at most %d", i, a.Operators, counts[a.Address], MaxOperators)
		}
	}
	return nil
}

// Validate checks one agent on its own.
func (a Agent) Validate() error {
	if err := canonicalAgent("address", a.Address); err != nil {
		return err
	}
	if err := canonical("owner", a.Owner); err != nil {
		return err
	}
	if a.PendingOwner != "" {
		if err := canonical("pending_owner", a.PendingOwner); err != nil {
			return err
		}
	}
	if err := field.Range("status", uint64(uint32(a.Status)), uint64(AgentStatusActive), uint64(AgentStatusRetired)); err != nil {
		return err
	}
	waits := a.Status == AgentStatusRetired && a.Profile.Name != ""
	if !waits && a.DueMs != 0 {
		return field.ErrRange.Wrapf("due_ms: %d, want 0: there is no name to release", a.DueMs)
	}
	return a.Profile.Validate()
}

// Validate checks one operator on its own: the mandate, its fee limit, and that the counters follow the limits and are
// within them.
func (o Operator) Validate() error {
	if err := canonical("agent", o.Agent); err != nil {
		return err
	}
	if err := canonical("key", o.Key); err != nil {
		return err
	}
	if err := o.Mandate.Validate(); err != nil {
		return err
	}
	if err := ValidateFeeLimit(o.FeeLimit); err != nil {
		return err
	}
	return o.Within()
}

// Within checks that no counter is negative or above its limit, and that there is one for each limit. ErrBroken.
func (o Operator) Within() error {
	if len(o.Spent) != len(o.Mandate.Limits) {
		return ErrBroken.Wrapf("operator %s of agent %s: %d counters for %d limits", o.Key, o.Agent, len(o.Spent), len(o.Mandate.Limits))
	}
	for i, s := range o.Spent {
		l := o.Mandate.Limits[i]
		if s.Denom != l.Denom {
			return ErrBroken.Wrapf("operator %s of agent %s: counter of %s for limit of %s", o.Key, o.Agent, s.Denom, l.Denom)
		}
		for _, n := range []math.Int{s.Lifetime, s.Current, s.Previous} {
			if n.IsNil() || n.IsNegative() {
				return ErrBroken.Wrapf("operator %s of agent %s: spent %s %s", o.Key, o.Agent, n, s.Denom)
			}
		}
		if s.InWindow().GT(s.Lifetime) {
			return ErrBroken.Wrapf("operator %s of agent %s: spent %s%s in the window, %s in all", o.Key, o.Agent, s.InWindow(), s.Denom, s.Lifetime)
		}
		if !l.Unlimited && (s.Lifetime.GT(l.Lifetime) || s.InWindow().GT(l.PerWindow)) {
			return ErrBroken.Wrapf("operator %s of agent %s: spent %s%s in all, %s in the window, want at most %s and %s",
				o.Key, o.Agent, s.Lifetime, s.Denom, s.InWindow(), l.Lifetime, l.PerWindow)
		}
	}
	return nil
}

// canonical checks an address, and that it is written as the chain writes it.
func canonical(name, s string) error {
	addr, err := field.Address(name, s)
	if err != nil {
		return err
	}
	if addr.String() != s {
		return field.ErrAddress.Wrapf("%s: %q, want %s", name, s, addr)
	}
	return nil
}

// canonicalAgent checks an address as canonical does, and that it is as long as those of agents are.
func canonicalAgent(name, s string) error {
	if err := canonical(name, s); err != nil {
		return err
	}
	addr, err := field.Address(name, s)
	if err != nil {
		return err
	}
	if len(addr) != AgentAddressLen {
		return field.ErrAddress.Wrapf("%s: %d bytes, want %d", name, len(addr), AgentAddressLen)
	}
	return nil
}
