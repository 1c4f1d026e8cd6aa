package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// initOffers stores negotiations, services and nonces and rebuilds their indexes and counts; the genesis was validated.
func (k *Keeper) initOffers(ctx context.Context, gs types.GenesisState) error {
	for _, o := range gs.Offers {
		key, err := types.ParseOfferID("id", o.Id)
		if err != nil {
			return err
		}
		if err := k.offers.Set(ctx, key, o); err != nil {
			return err
		}
		if err := k.indexOffer(ctx, key, o, types.OfferStatusUnspecified, o.Status); err != nil {
			return err
		}
	}
	for _, s := range gs.Services {
		key, err := types.ParseServiceID("id", s.Id)
		if err != nil {
			return err
		}
		if err := k.putService(ctx, key, nil, &s); err != nil {
			return err
		}
	}
	for _, e := range gs.Loads {
		key, err := types.ParseServiceID("service", e.Service)
		if err != nil {
			return err
		}
		if err := k.loads.Set(ctx, key, e.Load); err != nil {
			return err
		}
	}
	for _, e := range gs.Nonces {
		provider, err := sdk.AccAddressFromBech32(e.Provider)
		if err != nil {
			return err
		}
		if err := k.nonces.Set(ctx, nonceKey(provider, e.Nonce), e.ExpiresMs); err != nil {
			return err
		}
	}
	return nil
}

// exportOffers adds negotiations, services and nonces to a genesis.
func (k *Keeper) exportOffers(ctx context.Context, gs *types.GenesisState) error {
	err := k.offers.Walk(ctx, nil, func(_ []byte, o types.Offer) (bool, error) {
		gs.Offers = append(gs.Offers, o)
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.services.Walk(ctx, nil, func(_ []byte, s types.Service) (bool, error) {
		gs.Services = append(gs.Services, s)
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.loads.Walk(ctx, nil, func(key []byte, l types.ServiceLoad) (bool, error) {
		gs.Loads = append(gs.Loads, types.LoadEntry{Service: types.ServiceID(key), Load: l})
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.nonces.Walk(ctx, nil, func(at collections.Pair[sdk.AccAddress, []byte], expires uint64) (bool, error) {
		gs.Nonces = append(gs.Nonces, types.NonceEntry{Provider: at.K1().String(), Nonce: at.K2(), ExpiresMs: expires})
		return false, nil
	})
}
