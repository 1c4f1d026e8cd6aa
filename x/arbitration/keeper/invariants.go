package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/arbitration/types"
)

// Checks returns what always holds of the stored records. Each check reads every case, or every arbiter.
func (k *Keeper) Checks() []invariant.Check {
	return append([]invariant.Check{
		{Name: "arbitration/records", Run: k.checkRecords},
		{Name: "arbitration/holds", Run: k.checkHolds},
		{Name: "arbitration/lists", Run: k.checkLists},
		{Name: "arbitration/seats", Run: k.checkSeats},
		{Name: "arbitration/deadlines", Run: k.checkDeadlines},
	}, k.arbiterChecks()...)
}

// checkRecords: every case is valid with all that belongs to it and stored under its own id.
func (k *Keeper) checkRecords(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Id != types.FormatID(c.key) {
			return types.ErrInvariant.Wrapf("%s is stored under %x", c.Id, c.key)
		}
		e := types.CaseEntry{Case: c.Case}
		if e.Evidence, err = k.evidenceOf(ctx, c.key); err != nil {
			return err
		}
		if e.Seats, err = k.plainSeats(ctx, c.key); err != nil {
			return err
		}
		if err := e.Validate(); err != nil {
			return types.ErrInvariant.Wrapf("%s: %s", c.Id, err)
		}
	}
	return nil
}

// checkHolds: a running case holds exactly its deposits and what its appeals paid, one that is being settled at most that,
// one that is final nothing, but for what a panel did not cost until its ruling is taken.
func (k *Keeper) checkHolds(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, c := range list {
		for _, side := range []types.Side{types.SideClient, types.SideProvider} {
			if c.Status == types.StatusClosed { // the matter may have come again
				break
			}
			if err := k.checkHold(ctx, c.Case, types.DepositRef(c.Request.Ref, side), c.Party(side), c.Deposit(side)); err != nil {
				return err
			}
		}
		for i, r := range c.Rounds {
			if err := k.checkHold(ctx, c.Case, types.AppealRef(c.key, uint32(i)), c.Party(r.Appellant), r.Deposit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *Keeper) checkHold(ctx context.Context, c types.Case, ref []byte, agent string, full math.Int) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil {
		return err
	}
	if !has {
		if c.Status.Running() && full.IsPositive() {
			return types.ErrInvariant.Wrapf("%s: hold %x is gone, want %s", c.Id, ref, c.Coin(full))
		}
		return nil
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return err
	}
	want := hold.Coin.Amount.LTE(full)
	switch {
	case c.Status.Running():
		want = hold.Coin.Amount.Equal(full)
	case c.Status == types.StatusFinal && len(c.Request.ReturnRef) > 0:
	case c.Status != types.StatusSettling:
		want = false
	}
	if !want || hold.Agent != agent || hold.Coin.Denom != c.Request.Price.Denom {
		return types.ErrInvariant.Wrapf("%s in status %s: hold %x is %s of %s, want %s of %s", c.Id, c.Status, ref, hold.Coin, hold.Agent, c.Coin(full), agent)
	}
	return nil
}

// checkLists: the lists by status and party name exactly the cases, and each matter that is not closed its case.
func (k *Keeper) checkLists(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	refs := 0
	for _, c := range list {
		client, provider, err := c.Request.Parties()
		if err != nil {
			return err
		}
		status, err := k.byStatus.Has(ctx, collections.Join(uint32(c.Status), c.key))
		ofClient, err1 := k.parties.Has(ctx, collections.Join(client, c.key))
		ofProvider, err2 := k.parties.Has(ctx, collections.Join(provider, c.key))
		if err := errors.Join(err, err1, err2); err != nil {
			return err
		}
		if !status || !ofClient || !ofProvider {
			return types.ErrInvariant.Wrapf("%s is missing in a list: status %t, client %t, provider %t", c.Id, status, ofClient, ofProvider)
		}
		if c.Status == types.StatusClosed {
			continue
		}
		refs++
		key, err := k.refs.Get(ctx, c.Request.Ref)
		if err != nil || !bytes.Equal(key, c.key) {
			return types.ErrInvariant.Wrapf("%s: ref %x names %x (%v)", c.Id, c.Request.Ref, key, err)
		}
	}
	have, err := count(ctx, k.byStatus)
	parties, err1 := count(ctx, k.parties)
	matters := 0
	err2 := k.refs.Walk(ctx, nil, func([]byte, []byte) (bool, error) {
		matters++
		return false, nil
	})
	if err := errors.Join(err, err1, err2); err != nil {
		return err
	}
	if have != len(list) || parties != 2*len(list) || matters != refs {
		return types.ErrInvariant.Wrapf("%d cases, %d matters: %d entries by status, %d by party, %d by matter", len(list), refs, have, parties, matters)
	}
	return nil
}

// checkSeats: the lists of arbiters name exactly the seats that are not settled, and the locks of these are what each
// arbiter has locked.
func (k *Keeper) checkSeats(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want, locked, seats := 0, map[string]math.Int{}, map[string]uint32{}
	for _, c := range list {
		all, err := k.seatsOf(ctx, c.key)
		if err != nil {
			return err
		}
		for _, s := range all {
			if c.SeatSettled(s.Round, s.place) {
				continue
			}
			want++
			seats[s.Arbiter]++
			locked[s.Arbiter] = types.OrZero(locked[s.Arbiter]).Add(s.Lock)
			has, err := k.seated.Has(ctx, collections.Join(s.arbiter, c.key))
			if err != nil || !has {
				return errors.Join(err, types.ErrInvariant.Wrapf("%s is not in the list of %s", c.Id, s.Arbiter))
			}
		}
	}
	have, err := count(ctx, k.seated)
	if err != nil || have != want {
		return errors.Join(err, types.ErrInvariant.Wrapf("%d entries in the lists of arbiters, want %d", have, want))
	}
	return k.checkLocks(ctx, seats, locked)
}

func count[K any](ctx context.Context, set collections.KeySet[K]) (n int, err error) {
	err = set.Walk(ctx, nil, func(K) (bool, error) {
		n++
		return false, nil
	})
	return n, err
}

// checkDeadlines: every case has the one deadline of its status, and there are no others but those of arbiters.
func (k *Keeper) checkDeadlines(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, c := range list {
		has, err := k.deadlines.Has(ctx, c.DueMs, c.Status.DeadlineKind(), c.key)
		if err != nil {
			return err
		}
		if !has {
			return types.ErrInvariant.Wrapf("%s in status %s has no deadline at %d", c.Id, c.Status, c.DueMs)
		}
	}
	entries, err := k.deadlines.Export(ctx)
	if err != nil {
		return err
	}
	have := 0
	for _, e := range entries {
		if e.Kind < types.KindArbiters {
			have++
		}
	}
	if have != len(list) {
		return types.ErrInvariant.Wrapf("%d deadlines for %d cases", have, len(list))
	}
	return nil
}
