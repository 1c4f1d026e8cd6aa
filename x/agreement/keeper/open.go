package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// Open puts terms in force: it takes the cover under o.CoverRef with the snapshot it was locked under, has exactly price
// and backup reserve of the client moved to its own hold by fund, and starts the delivery clock. Refused with nothing
// changed: the errors of Terms.Validate, ErrCoverNotFound, ErrCoverMismatch, ErrInstant, ErrPriceRange, ErrParent, ErrFunding,
// the errors of fund. Not refused is what CheckTerms refuses and may come true after it: clocks outside of changed bounds, an
// evaluator that retired, a parent that ended.
func (k *Keeper) Open(ctx context.Context, o types.Opening, fund types.Fund) (agreement string, err error) {
	a, err := k.prepare(ctx, o)
	if err != nil {
		return "", err
	}
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return "", err
	}
	err = atomic(ctx, func(ctx sdk.Context) error {
		key, err := id.New(ctx, o.CoverRef, func(key []byte) (bool, error) { return k.agreements.Has(ctx, key) })
		if err != nil {
			return err
		}
		a.Id = types.FormatID(key)
		if err := k.takeMoney(ctx, a, key, client, o.CoverRef, fund); err != nil {
			return err
		}
		if err := k.covers.Remove(ctx, o.CoverRef); err != nil { // the engagement goes on
			return err
		}
		if err := k.index(ctx, key, client, provider); err != nil {
			return err
		}
		if err := k.adopt(ctx, key, a); err != nil {
			return err
		}
		if err := k.agreements.Set(ctx, key, a); err != nil {
			return err
		}
		if err := k.deadlines.Schedule(ctx, a.DueMs, a.Status.Kind(), key); err != nil {
			return err
		}
		emit(ctx, types.NewAgreementOpenedEvent(a, o.CoverRef))
		return nil
	})
	if err != nil {
		return "", err
	}
	return a.Id, nil
}

// prepare checks the opening and returns the agreement without its id.
func (k *Keeper) prepare(ctx context.Context, o types.Opening) (types.Agreement, error) {
	reserve := o.BackupReserve
	if reserve.IsNil() {
		reserve = math.ZeroInt()
	}
	if err := field.Amount("backup_reserve", reserve, 0); err != nil {
		return types.Agreement{}, err
	}
	if err := field.Text("origin", o.Origin, 0, types.MaxOrigin); err != nil {
		return types.Agreement{}, err
	}
	if err := o.Terms.Validate(); err != nil {
		return types.Agreement{}, err
	}
	terms, err := o.Terms.Normalized()
	if err != nil {
		return types.Agreement{}, err
	}
	cover, err := k.cover(ctx, o.CoverRef)
	if err != nil {
		return types.Agreement{}, err
	}
	if err := matches(cover, terms); err != nil {
		return types.Agreement{}, err
	}
	depth, err := k.depth(ctx, terms, parentKnown)
	if err != nil {
		return types.Agreement{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Agreement{}, err
	}
	a := types.Agreement{
		Terms: terms, Snapshot: cover.Snapshot, Origin: o.Origin, Capital: cover.Capital, BackupReserve: reserve,
		Status: types.StatusWorking, OpenedMs: now, Depth: depth,
	}
	a.DueMs = now + a.At().DeliveryMs
	if err := field.Range("decline_ms", o.DeclineMs, 0, a.At().DeliveryMs); err != nil {
		return types.Agreement{}, err
	}
	if o.DeclineMs > 0 {
		a.DeclineMs = now + o.DeclineMs
	}
	return a, nil
}

// matches says whether a cover was locked by the provider, for the price and the pledge of the terms, and is enough for
// them.
func matches(c types.Cover, t types.Terms) error {
	if c.Provider != t.Provider {
		return types.ErrCoverMismatch.Wrapf("terms.provider: %s, the cover is of %s", t.Provider, c.Provider)
	}
	if c.Pledge.Denom != t.Price.Denom || !c.Pledge.Amount.Equal(t.Pledge) {
		return types.ErrCoverMismatch.Wrapf("terms.pledge: %s%s, the cover has %s", t.Pledge, t.Price.Denom, c.Pledge)
	}
	micro, err := types.PriceMicro(t.Price, c.Snapshot.UnitsPerNumeraire)
	if err != nil {
		return err
	}
	if micro != c.Snapshot.PriceMicro {
		return types.ErrCoverMismatch.Wrapf("terms.price: %s is %d micro-units, the cover is for %d", t.Price, micro, c.Snapshot.PriceMicro)
	}
	if c.Instant != t.Instant {
		return types.ErrCoverMismatch.Wrapf("terms.instant: %t, the cover is for %t", t.Instant, c.Instant)
	}
	if t.SigmaBps > c.Snapshot.Cover.SigmaBps {
		return types.ErrCoverMismatch.Wrapf("terms.sigma_bps: %d, the cover is for %d", t.SigmaBps, c.Snapshot.Cover.SigmaBps)
	}
	if err := t.CheckInstant(c.Snapshot.Cover.ConcedeBps); err != nil {
		return err
	}
	return t.ValidateParts(c.Snapshot.UnitsPerNumeraire)
}

// takeMoney has the client's money and the provider's pledge put under the agreement's own refs.
func (k *Keeper) takeMoney(ctx context.Context, a types.Agreement, key []byte, client sdk.AccAddress, coverRef []byte, fund types.Fund) error {
	ref := types.ClientRef(key)
	if fund == nil {
		return types.ErrFunding.Wrapf("%s: no fund", a.Id)
	}
	if err := fund(ctx, escrowtypes.Target{Scope: types.ModuleName, Ref: ref}); err != nil {
		return err
	}
	has, err := k.escrow.Has(ctx, ref)
	if err != nil {
		return err
	}
	if !has {
		return types.ErrFunding.Wrapf("%s: nothing arrived, want %s", a.Id, a.ClientHold())
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return err
	}
	if hold.Agent != client.String() || !hold.Coin.Equal(a.ClientHold()) {
		return types.ErrFunding.Wrapf("%s: %s of %s arrived, want %s of %s", a.Id, hold.Coin, hold.Agent, a.ClientHold(), client)
	}
	if !a.Terms.Pledge.IsPositive() {
		return nil
	}
	return k.escrow.Move(ctx, coverRef, escrowtypes.Target{Scope: types.ModuleName, Ref: types.PledgeRef(key)}, a.Terms.Pledge)
}

// index puts a running agreement into the lists of its parties.
func (k *Keeper) index(ctx context.Context, key []byte, client, provider sdk.AccAddress) error {
	for _, live := range liveKeys(key, client, provider) {
		if err := k.live.Set(ctx, live); err != nil {
			return err
		}
	}
	return nil
}
