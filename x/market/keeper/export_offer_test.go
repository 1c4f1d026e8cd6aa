package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// SetAgreementKeeper puts another agreement below the market.
func (k *Keeper) SetAgreementKeeper(a types.AgreementKeeper) { k.agreement = a }

// SetOffer overwrites a negotiation without its indexes.
func (k *Keeper) SetOffer(ctx context.Context, key []byte, o types.Offer) error {
	return k.offers.Set(ctx, key, o)
}

// SetOfferCount overwrites the count of an opener.
func (k *Keeper) SetOfferCount(ctx context.Context, opener sdk.AccAddress, n uint32) error {
	return k.offerCounts.Set(ctx, opener, n)
}

// SetService overwrites a service without its indexes.
func (k *Keeper) SetService(ctx context.Context, key []byte, s types.Service) error {
	return k.services.Set(ctx, key, s)
}

// SetServiceCount overwrites the count of a provider.
func (k *Keeper) SetServiceCount(ctx context.Context, provider sdk.AccAddress, n uint32) error {
	return k.serviceCounts.Set(ctx, provider, n)
}

// SetLoad overwrites the load of a service.
func (k *Keeper) SetLoad(ctx context.Context, key []byte, l types.ServiceLoad) error {
	return k.loads.Set(ctx, key, l)
}

// Load returns the load of a service as it is stored.
func (k *Keeper) Load(ctx context.Context, key []byte) (types.ServiceLoad, error) {
	return k.load(ctx, key)
}
