package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/agreement/types"
)

// Checks returns what always holds of the stored records. Each check reads every agreement.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "agreement/records", Run: k.checkRecords},
		{Name: "agreement/holds", Run: k.checkHolds},
		{Name: "agreement/engaged", Run: k.checkEngaged},
		{Name: "agreement/live", Run: k.checkLive},
		{Name: "agreement/deadlines", Run: k.checkDeadlines},
		{Name: "agreement/receipts", Run: k.checkReceipts},
		{Name: "agreement/children", Run: k.checkChildren},
	}
}

// stored is an agreement with its key, collected so that nothing is read while walking.
type stored struct {
	key []byte
	types.Agreement
}

func (k *Keeper) all(ctx context.Context) (list []stored, err error) {
	err = k.agreements.Walk(ctx, nil, func(key []byte, a types.Agreement) (bool, error) {
		list = append(list, stored{key, a})
		return false, nil
	})
	return list, err
}

func (k *Keeper) allCovers(ctx context.Context) (list []types.CoverEntry, err error) {
	err = k.covers.Walk(ctx, nil, func(ref []byte, c types.Cover) (bool, error) {
		list = append(list, types.CoverEntry{Ref: ref, Cover: c})
		return false, nil
	})
	return list, err
}

// checkRecords: every agreement is valid by itself and stored under its own id.
func (k *Keeper) checkRecords(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := a.Validate(); err != nil {
			return err
		}
		if a.Id != types.FormatID(a.key) {
			return types.ErrInvariant.Wrapf("%s is stored under %x", a.Id, a.key)
		}
	}
	return nil
}

// checkHolds: a running agreement holds exactly the money of the client, the pledge of the provider, the deposits of a claim
// and of an authorised contest, and what open proposals promise; what is before judges is not held here; an ended one holds nothing; a cover holds its pledge.
func (k *Keeper) checkHolds(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		for _, h := range []struct {
			ref   []byte
			agent string
			want  sdk.Coin
		}{
			{types.ClientRef(a.key), a.Terms.Client, a.ClientHold()},
			{types.PledgeRef(a.key), a.Terms.Provider, a.PledgeHold()},
			{types.DepositRef(a.key), a.Terms.Client, a.DepositHold()},
			{types.ContestRef(a.key), a.Terms.Provider, a.ContestHold()},
			{types.ExtraRef(a.key, types.RoleClient), a.Terms.Client, a.ExtraHold(types.RoleClient)},
			{types.ExtraRef(a.key, types.RoleProvider), a.Terms.Provider, a.ExtraHold(types.RoleProvider)},
		} {
			if err := k.checkHold(ctx, a.Id, h.ref, h.agent, h.want); err != nil {
				return err
			}
		}
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return err
	}
	for _, c := range covers {
		if err := k.checkHold(ctx, "cover", c.Ref, c.Cover.Provider, c.Cover.Pledge); err != nil {
			return err
		}
	}
	return nil
}

// checkHold compares one hold; an amount of zero means that there is none.
func (k *Keeper) checkHold(ctx context.Context, what string, ref []byte, agent string, want sdk.Coin) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil {
		return err
	}
	if wanted := want.IsPositive(); has != wanted {
		return types.ErrInvariant.Wrapf("%s: hold %x is there: %t, want %t", what, ref, has, wanted)
	}
	if !has {
		return nil
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return err
	}
	if hold.Agent != agent || !hold.Coin.Equal(want) {
		return types.ErrInvariant.Wrapf("%s: hold %x is %s of %s, want %s of %s", what, ref, hold.Coin, hold.Agent, want, agent)
	}
	return nil
}

// checkLive: the lists name exactly the running agreements, once for each party.
func (k *Keeper) checkLive(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		if !a.Status.Live() {
			continue
		}
		client, provider, err := a.Terms.Parties()
		if err != nil {
			return err
		}
		for _, key := range liveKeys(a.key, client, provider) {
			want++
			has, err := k.live.Has(ctx, key)
			if err != nil {
				return err
			}
			if !has {
				return types.ErrInvariant.Wrapf("%s is not in the list of %s", a.Id, key.K1())
			}
		}
	}
	entries := 0
	err = k.live.Walk(ctx, nil, func(liveKey) (bool, error) {
		entries++
		return false, nil
	})
	if err == nil && entries != want {
		err = types.ErrInvariant.Wrapf("%d entries in the lists of running agreements, want %d", entries, want)
	}
	return err
}

// checkDeadlines: every agreement has the one deadline of its status, a disputed one none, and there are no others.
func (k *Keeper) checkDeadlines(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		if a.Status.Kind() == 0 {
			continue
		}
		want++
		has, err := k.deadlines.Has(ctx, a.DueMs, a.Status.Kind(), a.key)
		if err != nil {
			return err
		}
		if !has {
			return types.ErrInvariant.Wrapf("%s in status %s has no deadline at %d", a.Id, a.Status, a.DueMs)
		}
	}
	entries, err := k.deadlines.Export(ctx)
	if err == nil && len(entries) != want {
		err = types.ErrInvariant.Wrapf("%d deadlines for %d agreements that have one", len(entries), want)
	}
	return err
}

// checkReceipts: every settled milestone has one receipt that sums to its price, and there are no others.
func (k *Keeper) checkReceipts(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		receipts, err := k.receiptsOf(ctx, a.key, a.Agreement)
		if err != nil {
			return types.ErrInvariant.Wrap(err.Error())
		}
		want += len(receipts)
		for _, r := range receipts {
			if err := a.ValidateReceipt(r); err != nil {
				return err
			}
		}
	}
	count := 0
	err = k.receipts.Walk(ctx, nil, func(receiptKey, types.Receipt) (bool, error) {
		count++
		return false, nil
	})
	if err == nil && count != want {
		err = types.ErrInvariant.Wrapf("%d receipts for %d settled milestones", count, want)
	}
	return err
}

// checkChildren: the lists of parents name exactly the agreements that have one.
func (k *Keeper) checkChildren(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		if a.Terms.Parent == "" {
			continue
		}
		want++
		parent, err := types.ParseID("terms.parent", a.Terms.Parent)
		if err != nil {
			return err
		}
		has, err := k.children.Has(ctx, collections.Join(parent, a.key))
		if err != nil {
			return err
		}
		if !has {
			return types.ErrInvariant.Wrapf("%s is not in the list of its parent %s", a.Id, a.Terms.Parent)
		}
	}
	count := 0
	err = k.children.Walk(ctx, nil, func(childKey) (bool, error) {
		count++
		return false, nil
	})
	if err == nil && count != want {
		err = types.ErrInvariant.Wrapf("%d entries in the lists of parents, want %d", count, want)
	}
	return err
}
