package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/escrow/types"
)

// Checks are the facts of design 03 that must hold after every block.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "escrow/holds", Run: k.checkHolds},
		{Name: "escrow/held", Run: k.checkHeld},
		{Name: "escrow/covered", Run: k.checkCovered},
		{Name: "escrow/index", Run: k.checkIndex},
		{Name: "escrow/asked", Run: k.checkAsked},
	}
}

// checkHolds: every hold is well formed and of a known scope, and its amount is the sum of its fundings.
func (k *Keeper) checkHolds(ctx context.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	for _, e := range gs.Holds {
		if !k.scopes[e.Scope] {
			return types.ErrBroken.Wrapf("hold of unknown scope %s, ref %x", e.Scope, e.Ref)
		}
	}
	return gs.Validate()
}

// checkHeld: for every agent and denom, held = sum of the holds, and no entry is zero.
func (k *Keeper) checkHeld(ctx context.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	type account struct{ agent, denom string }
	want := map[account]math.Int{}
	for _, e := range gs.Holds {
		at := account{e.Hold.Agent, e.Hold.Coin.Denom}
		if _, ok := want[at]; !ok {
			want[at] = math.ZeroInt()
		}
		want[at] = want[at].Add(e.Hold.Coin.Amount)
	}
	sums, err := k.heldSums(ctx)
	if err != nil {
		return err
	}
	for _, s := range sums {
		agent, denom := s.Key.K1().String(), s.Key.K2()
		if sum, ok := want[account{agent, denom}]; !ok || !sum.Equal(s.Value) {
			return types.ErrBroken.Wrapf("agent %s: held %s%s, sum of the holds %v", agent, s.Value, denom, sum)
		}
	}
	if len(sums) != len(want) {
		return types.ErrBroken.Wrapf("%d sums of holds stored, want %d", len(sums), len(want))
	}
	return nil
}

// checkCovered: for every agent and denom, held ≤ spendable balance.
func (k *Keeper) checkCovered(ctx context.Context) error {
	sums, err := k.heldSums(ctx)
	if err != nil {
		return err
	}
	for _, s := range sums {
		spendable := k.bank.SpendableCoin(ctx, s.Key.K1(), s.Key.K2())
		if spendable.Amount.LT(s.Value) {
			return types.ErrBroken.Wrapf("agent %s: held %s%s, spendable %s", s.Key.K1(), s.Value, s.Key.K2(), spendable)
		}
	}
	return nil
}

// checkIndex: the index has exactly the holds, the counts are theirs.
func (k *Keeper) checkIndex(ctx context.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	want := map[string]uint64{}
	for _, e := range gs.Holds {
		agent, err := e.Hold.AgentAddress()
		if err != nil {
			return err
		}
		want[e.Hold.Agent]++
		indexed, err := k.index.Has(ctx, collections.Join3(agent, e.Scope, e.Ref))
		if err != nil {
			return err
		}
		if !indexed {
			return types.ErrBroken.Wrapf("agent %s: hold of scope %s, ref %x is not in the index", agent, e.Scope, e.Ref)
		}
	}
	indexed := 0
	if err := k.index.Walk(ctx, nil, func(indexKey) (bool, error) {
		indexed++
		return false, nil
	}); err != nil {
		return err
	}
	if indexed != len(gs.Holds) {
		return types.ErrBroken.Wrapf("%d holds in the index, want %d", indexed, len(gs.Holds))
	}
	counted := 0
	if err := k.count.Walk(ctx, nil, func(agent sdk.AccAddress, n uint64) (bool, error) {
		counted++
		if n != want[agent.String()] {
			return true, types.ErrBroken.Wrapf("agent %s: %d holds counted, want %d", agent, n, want[agent.String()])
		}
		return false, nil
	}); err != nil {
		return err
	}
	if counted != len(want) {
		return types.ErrBroken.Wrapf("%d agents counted, want %d", counted, len(want))
	}
	return nil
}

// checkAsked: between blocks nothing is remembered of foreign debits.
func (k *Keeper) checkAsked(ctx context.Context) error {
	it, err := k.asked.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	keys, err := it.Keys()
	if err != nil {
		return err
	}
	if len(keys) > 0 {
		return types.ErrBroken.Wrapf("%d foreign debits remembered after the block", len(keys))
	}
	return nil
}
