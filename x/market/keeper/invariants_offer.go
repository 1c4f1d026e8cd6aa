package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/negotiation"
	"github.com/trothchain/troth/x/market/types"
)

// offerChecks are the facts of negotiations, services and quotes that hold after every block. Their deadlines, and that
// every nonce has one, are seen by market/deadlines.
func (k *Keeper) offerChecks() []invariant.Check {
	return []invariant.Check{
		{Name: "market/offers", Run: k.checkOffers},
		{Name: "market/offer_indexes", Run: k.checkOfferIndexes},
		{Name: "market/services", Run: k.checkServices},
		{Name: "market/service_indexes", Run: k.checkServiceIndexes},
	}
}

// checkOffers: of an open negotiation exactly the maker's side is locked, as its terms say; of an ended one nothing.
func (k *Keeper) checkOffers(ctx context.Context) error {
	return k.offers.Walk(ctx, nil, func(key []byte, o types.Offer) (bool, error) {
		ref := types.OfferRef(key)
		held, err := k.escrow.Has(ctx, ref)
		if err != nil {
			return true, err
		}
		covered, err := k.coverLocked(ctx, ref)
		if err != nil {
			return true, err
		}
		side := o.MakerSide()
		wantHeld, wantCover := o.Status.Live() && side == negotiation.Client, o.Status.Live() && side == negotiation.Provider
		if held != wantHeld || covered != wantCover {
			return true, types.ErrInvariant.Wrapf("negotiation %s: %s, maker is %s, price held: %t, cover locked: %t", o.Id, o.Status, side, held, covered)
		}
		if !held {
			return false, nil
		}
		h, err := k.escrow.Get(ctx, ref)
		if err != nil {
			return true, err
		}
		if !h.Coin.Equal(o.Round.Terms.Price) || h.Agent != o.Client {
			return true, types.ErrInvariant.Wrapf("negotiation %s of %s: price %s, held %s of %s", o.Id, o.Client, o.Round.Terms.Price, h.Coin, h.Agent)
		}
		return false, nil
	})
}

// checkOfferIndexes: the lists name exactly the open negotiations of both parties, the counts those of their openers.
func (k *Keeper) checkOfferIndexes(ctx context.Context) error {
	open, counts := 0, map[string]uint32{}
	err := k.offers.Walk(ctx, nil, func(key []byte, o types.Offer) (bool, error) {
		if o.Status.Live() {
			open++
			counts[o.Opener]++
		}
		client, provider, err := o.Round.Terms.Parties()
		if err != nil {
			return true, err
		}
		for _, party := range []sdk.AccAddress{client, provider} {
			listed, err := k.openOffers.Has(ctx, collections.Join(party, key))
			if err != nil {
				return true, err
			}
			if listed != o.Status.Live() {
				return true, types.ErrInvariant.Wrapf("negotiation %s: %s, listed for %s: %t", o.Id, o.Status, party, listed)
			}
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	n, err := size(ctx, k.openOffers)
	if err != nil {
		return err
	}
	if n != 2*open {
		return types.ErrInvariant.Wrapf("%d open negotiations, listed %d times", open, n)
	}
	return checkCounts(ctx, "negotiations", k.offerCounts, counts)
}

// checkServices: a service holds exactly its storage deposit from its provider, and its load is within bounds.
func (k *Keeper) checkServices(ctx context.Context) error {
	err := k.services.Walk(ctx, nil, func(key []byte, s types.Service) (bool, error) {
		ref := types.ServiceRef(key)
		held, err := k.escrow.Has(ctx, ref)
		if err != nil {
			return true, err
		}
		if held != s.StorageDeposit.IsPositive() {
			return true, types.ErrInvariant.Wrapf("service %s: storage deposit %s, held: %t", s.Id, s.Deposit(), held)
		}
		if !held {
			return false, nil
		}
		h, err := k.escrow.Get(ctx, ref)
		if err != nil {
			return true, err
		}
		if !h.Coin.Equal(s.Deposit()) || h.Agent != s.Provider {
			return true, types.ErrInvariant.Wrapf("service %s of %s: storage deposit %s, held %s of %s", s.Id, s.Provider, s.Deposit(), h.Coin, h.Agent)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.loads.Walk(ctx, nil, func(key []byte, l types.ServiceLoad) (bool, error) {
		s, err := k.Service(ctx, key)
		if err != nil {
			return true, err
		}
		return len(l.Agreements) > types.MaxCapacity, tooMuch(s, l)
	})
}

func tooMuch(s types.Service, l types.ServiceLoad) error {
	if len(l.Agreements) > types.MaxCapacity {
		return types.ErrInvariant.Wrapf("service %s: %d agreements, at most %d; the first: %s", s.Id, len(l.Agreements),
			types.MaxCapacity, agreementtypes.FormatID(l.Agreements[0]))
	}
	return nil
}

// checkServiceIndexes: the lists name exactly the active services of a skill and all of a provider, the counts all.
func (k *Keeper) checkServiceIndexes(ctx context.Context) error {
	all, active, counts := 0, 0, map[string]uint32{}
	err := k.services.Walk(ctx, nil, func(key []byte, s types.Service) (bool, error) {
		all++
		counts[s.Provider]++
		if s.Active {
			active++
		}
		provider, err := sdk.AccAddressFromBech32(s.Provider)
		if err != nil {
			return true, err
		}
		bySkill, err := k.skillServices.Has(ctx, collections.Join3(s.Terms.Skill, s.PriceMicro, key))
		if err != nil {
			return true, err
		}
		byProvider, err := k.providerServices.Has(ctx, collections.Join(provider, key))
		if err != nil {
			return true, err
		}
		if bySkill != s.Active || !byProvider {
			return true, types.ErrInvariant.Wrapf("service %s: active %t, indexed skill %t, provider %t", s.Id, s.Active, bySkill, byProvider)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	bySkill, err := size(ctx, k.skillServices)
	if err != nil {
		return err
	}
	byProvider, err := size(ctx, k.providerServices)
	if err != nil {
		return err
	}
	if bySkill != active || byProvider != all {
		return types.ErrInvariant.Wrapf("%d services, %d active, indexed skill %d, provider %d", all, active, bySkill, byProvider)
	}
	return checkCounts(ctx, "services", k.serviceCounts, counts)
}

// checkCounts compares counts with what was counted; no agent has a count of zero.
func checkCounts(ctx context.Context, of string, counts collections.Map[sdk.AccAddress, uint32], want map[string]uint32) error {
	agents := 0
	err := counts.Walk(ctx, nil, func(agent sdk.AccAddress, n uint32) (bool, error) {
		agents++
		if n == 0 || n != want[agent.String()] {
			return true, types.ErrInvariant.Wrapf("%s of %s: counted %d, there are %d", of, agent, n, want[agent.String()])
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if agents != len(want) {
		return types.ErrInvariant.Wrapf("%s: %d agents counted, %d have some", of, agents, len(want))
	}
	return nil
}
