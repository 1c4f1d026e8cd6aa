package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/identity/types"
)

// Checks returns what must hold after every block (design 02). Each walks whole collections: they are for tests and for
// `trothd debug invariants`, never for a block.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "identity/names", Run: k.checkNames},
		{Name: "identity/skills", Run: k.checkSkills},
		{Name: "identity/owners", Run: k.checkOwners},
		{Name: "identity/operators", Run: k.checkOperators},
		{Name: "identity/mandates", Run: k.checkMandates},
		{Name: "identity/deadlines", Run: k.checkDeadlines},
		{Name: "identity/accounts", Run: k.checkAccounts},
		{Name: "identity/links", Run: k.checkLinks},
		{Name: "identity/attestations", Run: k.checkAttestations},
		{Name: "identity/allowances", Run: k.checkAllowances},
	}
}

func (k *Keeper) walkAgents(ctx context.Context, fn func(addr sdk.AccAddress, a types.Agent) error) error {
	return k.agents.Walk(ctx, nil, func(addr sdk.AccAddress, a types.Agent) (bool, error) {
		return false, fn(addr, a)
	})
}

// checkNames: every name in the index is that of its agent, and every agent's name is in the index.
func (k *Keeper) checkNames(ctx context.Context) error {
	indexed := 0
	err := k.names.Walk(ctx, nil, func(name string, addr sdk.AccAddress) (bool, error) {
		indexed++
		a, err := k.Agent(ctx, addr)
		if err != nil {
			return true, err
		}
		if a.Profile.Name != name {
			return true, types.ErrBroken.Wrapf("name %q points to agent %s, which is called %q", name, addr, a.Profile.Name)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.walkCount(ctx, "names", indexed, func(a types.Agent) int {
		if a.Profile.Name == "" {
			return 0
		}
		return 1
	})
}

// checkSkills: the index of skills is that of the ACTIVE agents, no more and no less.
func (k *Keeper) checkSkills(ctx context.Context) error {
	indexed := 0
	err := k.skills.Walk(ctx, nil, func(key collections.Pair[string, sdk.AccAddress]) (bool, error) {
		indexed++
		a, err := k.Agent(ctx, key.K2())
		if err != nil {
			return true, err
		}
		if !slices.Contains(listed(a.Status, a.Profile.Skills), key.K1()) {
			return true, types.ErrBroken.Wrapf("skill %q lists agent %s (%s)", key.K1(), key.K2(), a.Status)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.walkCount(ctx, "skills", indexed, func(a types.Agent) int { return len(listed(a.Status, a.Profile.Skills)) })
}

// checkOwners: the index of owners is that of the agents.
func (k *Keeper) checkOwners(ctx context.Context) error {
	indexed := 0
	err := k.owners.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, sdk.AccAddress]) (bool, error) {
		indexed++
		a, err := k.Agent(ctx, key.K2())
		if err != nil {
			return true, err
		}
		if a.Owner != key.K1().String() {
			return true, types.ErrBroken.Wrapf("owner %s lists agent %s of %s", key.K1(), key.K2(), a.Owner)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.walkCount(ctx, "owners", indexed, func(types.Agent) int { return 1 })
}

// walkCount compares the entries of an index with what the agents should have in it.
func (k *Keeper) walkCount(ctx context.Context, index string, indexed int, count func(types.Agent) int) error {
	want := 0
	err := k.walkAgents(ctx, func(_ sdk.AccAddress, a types.Agent) error {
		want += count(a)
		return nil
	})
	if err != nil {
		return err
	}
	if indexed != want {
		return types.ErrBroken.Wrapf("%s: %d entries, want %d", index, indexed, want)
	}
	return nil
}

// checkOperators: agents count their operators right, at most 16, and a retired one has none; every operator belongs to
// an agent, under a serial of its own, and is not its owner.
func (k *Keeper) checkOperators(ctx context.Context) error {
	total := 0
	err := k.walkAgents(ctx, func(addr sdk.AccAddress, a types.Agent) error {
		operators, err := k.operatorsOf(ctx, addr)
		if err != nil {
			return err
		}
		total += len(operators)
		most := types.MaxOperators
		if a.Status == types.AgentStatusRetired {
			most = 0
		}
		if int(a.Operators) != len(operators) || len(operators) > most {
			return types.ErrBroken.Wrapf("agent %s (%s): says %d operators, has %d, may have %d", addr, a.Status, a.Operators, len(operators), most)
		}
		return checkKeys(a, operators)
	})
	if err != nil {
		return err
	}
	stored := 0
	err = k.operators.Walk(ctx, nil, func(collections.Pair[sdk.AccAddress, sdk.AccAddress], types.Operator) (bool, error) {
		stored++
		return false, nil
	})
	if err != nil {
		return err
	}
	if stored != total {
		return types.ErrBroken.Wrapf("%d operators, of which %d belong to an agent", stored, total)
	}
	return nil
}

func checkKeys(a types.Agent, operators []types.Operator) error {
	serials := make([]uint64, 0, len(operators))
	for _, o := range operators {
		if o.Key == a.Owner || o.Agent != a.Address {
			return types.ErrBroken.Wrapf("operator %s of agent %s, under agent %s of owner %s", o.Key, o.Agent, a.Address, a.Owner)
		}
		if o.Serial == 0 || o.Serial > a.Mandates || slices.Contains(serials, o.Serial) {
			return types.ErrBroken.Wrapf("operator %s of agent %s: serial %d of %d", o.Key, a.Address, o.Serial, a.Mandates)
		}
		serials = append(serials, o.Serial)
	}
	return nil
}

// checkMandates: no counter is above its limit, for every mandate, denom and window.
func (k *Keeper) checkMandates(ctx context.Context) error {
	return k.operators.Walk(ctx, nil, func(_ collections.Pair[sdk.AccAddress, sdk.AccAddress], o types.Operator) (bool, error) {
		return false, o.Within()
	})
}

// checkAccounts: every agent has a plain account without a key.
func (k *Keeper) checkAccounts(ctx context.Context) error {
	return k.walkAgents(ctx, func(addr sdk.AccAddress, _ types.Agent) error {
		if k.accounts.GetAccount(ctx, addr) == nil {
			return types.ErrBroken.Wrapf("agent %s has no account", addr)
		}
		return k.plainAccount(ctx, addr)
	})
}
