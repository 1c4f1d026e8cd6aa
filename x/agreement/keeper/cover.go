package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// LockCover holds the pledge of the agent of authority and reserves its capital for the rest of the cover, under ref. It
// counts as a running agreement of the provider, so that an award never fails for their number. Refused with nothing
// changed: ErrCoverExists, ErrCoverRef, ErrPriceRange, ErrPledgeTooHigh, ErrInstant, ErrTooManyEngaged, ErrSameParty, the
// errors of escrow's Hold or, without a pledge, of identity's AllowDealing, and of reputation's Reserve.
func (k *Keeper) LockCover(ctx context.Context, authority identitytypes.Authority, ref []byte, c types.CoverRequest) error {
	if authority.IsZero() {
		return types.ErrNoAuthority.Wrapf("cover %x", ref)
	}
	if err := types.ValidateRef(ref); err != nil {
		return err
	}
	exists, err := k.covers.Has(ctx, ref)
	if err != nil {
		return err
	}
	if exists {
		return types.ErrCoverExists.Wrapf("cover %x", ref)
	}
	provider := authority.Agent()
	cover, limit, err := k.quote(ctx, provider, c)
	if err != nil {
		return err
	}
	return atomic(ctx, func(ctx sdk.Context) error {
		if err := k.engage(ctx, provider, limit); err != nil {
			return err
		}
		if cover.Pledge.IsPositive() {
			if err := k.escrow.Hold(ctx, authority, ref, cover.Pledge, c.Client); err != nil {
				return err
			}
		} else if err := k.identity.AllowDealing(ctx, authority, cover.Pledge.Denom, c.Client); err != nil {
			return err // a cover in capital alone holds no coin that would ask
		}
		if cover.Capital > 0 {
			if err := k.reputation.Reserve(ctx, provider, cover.Capital); err != nil {
				return err
			}
		}
		if err := k.covers.Set(ctx, ref, cover); err != nil {
			return err
		}
		emit(ctx, types.NewCoverLockedEvent(ref, cover))
		return nil
	})
}

// UnlockCover gives a cover back whole. ErrCoverNotFound when none is locked under ref.
func (k *Keeper) UnlockCover(ctx context.Context, ref []byte) error {
	cover, err := k.cover(ctx, ref)
	if err != nil {
		return err
	}
	provider, err := field.Address("cover.provider", cover.Provider)
	if err != nil {
		return err
	}
	return atomic(ctx, func(ctx sdk.Context) error {
		if cover.Pledge.IsPositive() {
			if err := k.escrow.Release(ctx, ref); err != nil {
				return err
			}
		}
		if cover.Capital > 0 {
			if err := k.reputation.Unreserve(ctx, provider, cover.Capital); err != nil {
				return err
			}
		}
		if err := k.covers.Remove(ctx, ref); err != nil {
			return err
		}
		if err := k.disengage(ctx, provider); err != nil {
			return err
		}
		emit(ctx, types.NewCoverUnlockedEvent(ref, cover))
		return nil
	})
}

// EstimateCover returns the capital a bid would need besides its pledge, and an error saying why the cover could not be
// locked now. It changes nothing. The mandate of the bidder is not looked at: it is known only when a signer acts.
func (k *Keeper) EstimateCover(ctx context.Context, provider sdk.AccAddress, c types.CoverRequest) (capital uint64, err error) {
	cover, limit, err := k.quote(ctx, provider, c)
	if err != nil {
		return 0, err
	}
	dry, _ := sdk.UnwrapSDKContext(ctx).CacheContext() // never written
	if err := k.engage(dry, provider, limit); err != nil {
		return cover.Capital, err
	}
	if cover.Pledge.IsPositive() {
		if err := k.affords(dry, provider, cover.Pledge); err != nil {
			return cover.Capital, err
		}
	}
	return cover.Capital, k.reputation.Reserve(dry, provider, cover.Capital)
}

// quote returns the cover a request asks for under the parameters in force, and the limit of engagements.
func (k *Keeper) quote(ctx context.Context, provider sdk.AccAddress, c types.CoverRequest) (types.Cover, uint32, error) {
	none := func(err error) (types.Cover, uint32, error) { return types.Cover{}, 0, err }
	if err := c.Validate(); err != nil {
		return none(err)
	}
	if c.Client.Equals(provider) {
		return none(types.ErrSameParty.Wrapf("provider: %s", provider))
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return none(err)
	}
	denom, err := k.escrow.Denom(ctx, c.Price.Denom)
	if err != nil {
		return none(err)
	}
	fees, err := k.escrow.Fees(ctx)
	if err != nil {
		return none(err)
	}
	terms, err := k.reputation.CoverTerms(ctx, c.SigmaBps, c.Instant)
	if err != nil {
		return none(err)
	}
	micro, err := types.PriceMicro(c.Price, denom.UnitsPerNumeraire)
	if err != nil {
		return none(err)
	}
	cover := types.Cover{
		Provider: provider.String(),
		Pledge:   sdk.Coin{Denom: c.Price.Denom, Amount: c.Pledge},
		Instant:  c.Instant,
		Snapshot: types.Snapshot{
			Cover: terms, BurnBps: fees.BurnBps, ProtocolFeeBps: fees.ProtocolFeeBps, KillFeeBps: params.KillFeeBps,
			UnitsPerNumeraire: denom.UnitsPerNumeraire, PriceMicro: micro, AnswerMs: params.AnswerMs,
			RejectDepositBps: params.RejectDepositBps, RejectDepositMin: params.RejectDepositMin,
		},
	}
	if cover.Capital, err = c.Capital(cover.Snapshot); err != nil {
		return none(err)
	}
	return cover, params.MaxOpenPerProvider, nil
}

// affords says why a pledge could not be held now, as escrow's Hold would.
func (k *Keeper) affords(ctx context.Context, provider sdk.AccAddress, pledge sdk.Coin) error {
	denom, err := k.escrow.Denom(ctx, pledge.Denom)
	if err != nil {
		return err
	}
	if pledge.Amount.LT(denom.MinHold) {
		return escrowtypes.ErrBelowMinHold.Wrapf("pledge: %s, want at least %s", pledge, denom.MinHold)
	}
	available, err := k.escrow.Available(ctx, provider, pledge.Denom)
	if err != nil {
		return err
	}
	if available.LT(pledge.Amount) {
		return escrowtypes.ErrInsufficient.Wrapf("pledge: %s, %s has %s%s available", pledge, provider, available, pledge.Denom)
	}
	return nil
}

func (k *Keeper) cover(ctx context.Context, ref []byte) (types.Cover, error) {
	c, err := k.covers.Get(ctx, ref)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Cover{}, types.ErrCoverNotFound.Wrapf("cover %x", ref)
	}
	return c, err
}
