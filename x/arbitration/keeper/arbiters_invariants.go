package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/arbitration/types"
)

// arbiterChecks are the invariants of arbiters. Each reads every arbiter.
func (k *Keeper) arbiterChecks() []invariant.Check {
	return []invariant.Check{
		{Name: "arbitration/arbiters", Run: k.checkArbiters},
		{Name: "arbitration/stakes", Run: k.checkStakes},
		{Name: "arbitration/trees", Run: k.checkTrees},
		{Name: "arbitration/unbonding", Run: k.checkUnbonding},
	}
}

// checkArbiters: every record is valid by itself, stored under its own address, and in the lists of its status and skills;
// there are no other entries.
func (k *Keeper) checkArbiters(ctx context.Context) error {
	entries := 0
	var broken error
	err := k.arbiters.records.Walk(ctx, nil, func(agent sdk.AccAddress, a types.Arbiter) (bool, error) {
		if err := a.Validate(); err != nil {
			broken = types.ErrInvariant.Wrapf("%s: %s", agent, err)
		}
		if a.Agent != agent.String() {
			broken = types.ErrInvariant.Wrapf("%s is stored under %s", a.Agent, agent)
		}
		for _, key := range listKeys(agent, a) {
			entries++
			has, err := k.arbiters.lists.Has(ctx, key)
			if err != nil {
				return true, err
			}
			if !has {
				broken = types.ErrInvariant.Wrapf("%s is not in the list of %s, %q", agent, a.Status, key.K2())
			}
		}
		return broken != nil, nil
	})
	if err != nil || broken != nil {
		return firstOf(err, broken)
	}
	have, err := count(ctx, k.arbiters.lists)
	if err == nil && have != entries {
		err = types.ErrInvariant.Wrapf("%d entries in the lists of arbiters, want %d", have, entries)
	}
	return err
}

// checkStakes: the stake of a record is the agent's stake hold; without a stake there is none.
func (k *Keeper) checkStakes(ctx context.Context) error {
	list, err := k.allArbiters(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		agent, err := a.AgentAddress()
		if err != nil {
			return err
		}
		held := math.ZeroInt()
		has, err := k.escrow.Has(ctx, types.StakeRef(agent))
		if err != nil {
			return err
		}
		if has {
			hold, err := k.escrow.Get(ctx, types.StakeRef(agent))
			if err != nil {
				return err
			}
			if hold.Coin.Denom != types.StakeDenom || hold.Agent != a.Agent {
				return types.ErrInvariant.Wrapf("%s: its stake is %s of %s", a.Agent, hold.Coin, hold.Agent)
			}
			held = hold.Coin.Amount
		}
		if !held.Equal(a.Stake) {
			return types.ErrInvariant.Wrapf("%s: %s held, its stake is %s", a.Agent, held, a.Stake)
		}
	}
	return nil
}

// checkTrees: each tree holds exactly the arbiters whose records say so, with the stakes they say; slots, sums and heads
// fit each other, and there are no others.
func (k *Keeper) checkTrees(ctx context.Context) error {
	list, err := k.allArbiters(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		agent, err := a.AgentAddress()
		if err != nil {
			return err
		}
		want += len(a.InTreesSkills)
		for _, skill := range a.InTreesSkills {
			weight, err := k.tree(ctx, skill).Weight(string(agent))
			if err != nil {
				return err
			}
			if weight != a.InTreesStake {
				return types.ErrInvariant.Wrapf("%s weighs %d in the tree of %q, want %d", a.Agent, weight, skill, a.InTreesStake)
			}
		}
	}
	return k.checkNodes(ctx, want)
}

// checkNodes: the trees have so many leaves in all, and every record of a tree is one that its leaves demand.
func (k *Keeper) checkNodes(ctx context.Context, want int) error {
	skills, sizes, totals, err := k.allHeads(ctx)
	if err != nil {
		return err
	}
	leaves := 0
	for i, skill := range skills {
		leaves += int(sizes[i])
		var total uint64
		for slot := uint64(1); slot <= sizes[i]; slot++ {
			leaf, found, err := treeStore{ctx, skill, k.arbiters}.Leaf(slot)
			if err != nil {
				return err
			}
			total += leaf.Weight
			at, _, err := treeStore{ctx, skill, k.arbiters}.Slot(leaf.Member)
			if err != nil {
				return err
			}
			sum, err := k.tree(ctx, skill).Sum(slot)
			if err != nil {
				return types.ErrInvariant.Wrapf("tree of %q: %s", skill, err)
			}
			node, err := treeStore{ctx, skill, k.arbiters}.Node(slot)
			if err != nil {
				return err
			}
			if !found || at != slot || node != sum {
				return types.ErrInvariant.Wrapf("tree of %q, slot %d: its member is at %d, its node %d, want %d", skill, slot, at, node, sum)
			}
		}
		if total != totals[i] {
			return types.ErrInvariant.Wrapf("tree of %q: total %d, want %d", skill, totals[i], total)
		}
	}
	for _, n := range []func(context.Context) (int, error){countOf(k.arbiters.nodes), countOf(k.arbiters.leaves), countOf(k.arbiters.slots)} {
		have, err := n(ctx)
		if err != nil {
			return err
		}
		if have != want || leaves != want {
			return types.ErrInvariant.Wrapf("%d records and %d leaves of trees, want %d", have, leaves, want)
		}
	}
	return nil
}

func (k *Keeper) allHeads(ctx context.Context) (skills []string, sizes, totals []uint64, err error) {
	err = k.arbiters.heads.Walk(ctx, nil, func(skill string, h types.TreeHead) (bool, error) {
		skills, sizes, totals = append(skills, skill), append(sizes, h.Size_), append(totals, h.Total)
		return false, nil
	})
	return skills, sizes, totals, err
}

func countOf[K, V any](m collections.Map[K, V]) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		err = m.Walk(ctx, nil, func(K, V) (bool, error) {
			n++
			return false, nil
		})
		return n, err
	}
}

// checkUnbonding: an arbiter that leaves and has no seat has the deadline at which its stake is released, and there are no
// deadlines but of arbiters that leave.
func (k *Keeper) checkUnbonding(ctx context.Context) error {
	list, err := k.allArbiters(ctx)
	if err != nil {
		return err
	}
	var leaving []string
	for _, a := range list {
		if a.Status != types.ArbiterLeaving {
			continue
		}
		agent, err := a.AgentAddress()
		if err != nil {
			return err
		}
		has, err := k.deadlines.Has(ctx, a.LeavesMs, types.KindUnbond, agent)
		if err != nil {
			return err
		}
		if !has && a.Seats == 0 {
			return types.ErrInvariant.Wrapf("%s leaves at %d without a deadline", a.Agent, a.LeavesMs)
		}
		leaving = append(leaving, a.Agent)
	}
	entries, err := k.deadlines.Export(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Kind >= types.KindArbiters && !slices.Contains(leaving, sdk.AccAddress(e.Id).String()) {
			return types.ErrInvariant.Wrapf("deadline %d of %s, which does not leave", e.Kind, sdk.AccAddress(e.Id))
		}
	}
	return nil
}

// firstOf returns the first error.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkLocks: what the records say of running seats is what the cases say: their number and the sum of their locks.
func (k *Keeper) checkLocks(ctx context.Context, seats map[string]uint32, locked map[string]math.Int) error {
	list, err := k.allArbiters(ctx)
	if err != nil {
		return err
	}
	known := 0
	for _, a := range list {
		if seats[a.Agent] > 0 {
			known++
		}
		if a.Seats != seats[a.Agent] || !a.Locked.Equal(types.OrZero(locked[a.Agent])) {
			return types.ErrInvariant.Wrapf("%s: %d seats with %s locked, the cases say %d with %s", a.Agent, a.Seats, a.Locked, seats[a.Agent], types.OrZero(locked[a.Agent]))
		}
	}
	if known != len(seats) {
		return types.ErrInvariant.Wrapf("%d arbiters with seats, the cases name %d", known, len(seats))
	}
	return nil
}
