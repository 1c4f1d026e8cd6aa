package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// offerStore holds the records of negotiations, services and quotes; the keeper embeds it.
type offerStore struct {
	offers           collections.Map[[]byte, types.Offer]
	openOffers       collections.KeySet[collections.Pair[sdk.AccAddress, []byte]]
	offerCounts      collections.Map[sdk.AccAddress, uint32]
	services         collections.Map[[]byte, types.Service]
	skillServices    collections.KeySet[collections.Triple[string, uint64, []byte]]
	providerServices collections.KeySet[collections.Pair[sdk.AccAddress, []byte]]
	serviceCounts    collections.Map[sdk.AccAddress, uint32]
	loads            collections.Map[[]byte, types.ServiceLoad]
	nonces           collections.Map[collections.Pair[sdk.AccAddress, []byte], uint64]
}

func newOfferStore(cdc codec.BinaryCodec, sb *collections.SchemaBuilder) offerStore {
	addr, key := sdk.AccAddressKey, collections.BytesKey
	return offerStore{
		offers:           collections.NewMap(sb, types.OffersKey, "offers", key, codec.CollValue[types.Offer](cdc)),
		openOffers:       collections.NewKeySet(sb, types.OpenOffersKey, "open_offers", collections.PairKeyCodec(addr, key)),
		offerCounts:      collections.NewMap(sb, types.OfferCountsKey, "offer_counts", addr, collections.Uint32Value),
		services:         collections.NewMap(sb, types.ServicesKey, "services", key, codec.CollValue[types.Service](cdc)),
		skillServices:    collections.NewKeySet(sb, types.SkillServicesKey, "skill_services", collections.TripleKeyCodec(collections.StringKey, collections.Uint64Key, key)),
		providerServices: collections.NewKeySet(sb, types.ProviderServicesKey, "provider_services", collections.PairKeyCodec(addr, key)),
		serviceCounts:    collections.NewMap(sb, types.ServiceCountsKey, "service_counts", addr, collections.Uint32Value),
		loads:            collections.NewMap(sb, types.LoadsKey, "loads", key, codec.CollValue[types.ServiceLoad](cdc)),
		nonces:           collections.NewMap(sb, types.NoncesKey, "nonces", collections.PairKeyCodec(addr, key), collections.Uint64Value),
	}
}

// Offer returns a negotiation by the bytes of its id. ErrOfferNotFound.
func (k *Keeper) Offer(ctx context.Context, key []byte) (types.Offer, error) {
	o, err := k.offers.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Offer{}, types.ErrOfferNotFound.Wrap(types.OfferID(key))
	}
	return o, err
}

// Service returns a service by the bytes of its id. ErrServiceNotFound.
func (k *Keeper) Service(ctx context.Context, key []byte) (types.Service, error) {
	s, err := k.services.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Service{}, types.ErrServiceNotFound.Wrap(types.ServiceID(key))
	}
	return s, err
}

// load returns the agreements of a service as they were last looked at; none before the first hire.
func (k *Keeper) load(ctx context.Context, key []byte) (types.ServiceLoad, error) {
	l, err := k.loads.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.ServiceLoad{}, nil
	}
	return l, err
}

// setOffer is the only writer of a negotiation's status: it checks the transition, keeps indexes, count and deadline,
// stores the record and emits the one event. ErrTransition.
func (k *Keeper) setOffer(ctx context.Context, key []byte, o *types.Offer, to types.OfferStatus, due uint64, e sdk.Event) error {
	from := o.Status
	if !from.CanBecome(to) {
		return types.ErrTransition.Wrapf("negotiation %s: %s to %s", o.Id, from, to)
	}
	if from != types.OfferStatusUnspecified {
		if err := k.deadlines.Cancel(ctx, o.DueMs, from.DeadlineKind(), key); err != nil {
			return err
		}
	}
	o.Status, o.DueMs = to, due
	if err := k.deadlines.Schedule(ctx, due, to.DeadlineKind(), key); err != nil {
		return err
	}
	if err := k.indexOffer(ctx, key, *o, from, to); err != nil {
		return err
	}
	if err := k.offers.Set(ctx, key, *o); err != nil {
		return err
	}
	emit(ctx, e)
	return nil
}

// indexOffer keeps the lists of both parties and the count of the opener. Only the opener's count grows: nobody can fill
// the room of another.
func (k *Keeper) indexOffer(ctx context.Context, key []byte, o types.Offer, from, to types.OfferStatus) error {
	if from.Live() == to.Live() {
		return nil
	}
	client, provider, err := o.Round.Terms.Parties()
	if err != nil {
		return err
	}
	opener := client
	if o.Opener == o.Provider {
		opener = provider
	}
	for _, party := range []sdk.AccAddress{client, provider} {
		at := collections.Join(party, key)
		if to.Live() {
			err = k.openOffers.Set(ctx, at)
		} else {
			err = k.openOffers.Remove(ctx, at)
		}
		if err != nil {
			return err
		}
	}
	return addToCount(ctx, k.offerCounts, opener, to.Live())
}

// putService stores a service and keeps its indexes and the count of its provider; was is what is stored so far, nil for
// a new service; is is nil for one that goes.
func (k *Keeper) putService(ctx context.Context, key []byte, was, is *types.Service) error {
	if was != nil && was.Active {
		if err := k.skillServices.Remove(ctx, collections.Join3(was.Terms.Skill, was.PriceMicro, key)); err != nil {
			return err
		}
	}
	if is != nil && is.Active {
		if err := k.skillServices.Set(ctx, collections.Join3(is.Terms.Skill, is.PriceMicro, key)); err != nil {
			return err
		}
	}
	if was != nil && is != nil {
		return k.services.Set(ctx, key, *is)
	}
	s := is
	if s == nil {
		s = was
	}
	provider, err := sdk.AccAddressFromBech32(s.Provider)
	if err != nil {
		return err
	}
	at := collections.Join(provider, key)
	if is == nil {
		if err := k.services.Remove(ctx, key); err != nil {
			return err
		}
		err = k.providerServices.Remove(ctx, at)
	} else {
		if err := k.services.Set(ctx, key, *is); err != nil {
			return err
		}
		err = k.providerServices.Set(ctx, at)
	}
	if err != nil {
		return err
	}
	return addToCount(ctx, k.serviceCounts, provider, is != nil)
}

// countOf returns a count; absent is none.
func countOf(ctx context.Context, counts collections.Map[sdk.AccAddress, uint32], of sdk.AccAddress) (uint32, error) {
	n, err := counts.Get(ctx, of)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// addToCount counts one more, or one less; the last one leaves no record.
func addToCount(ctx context.Context, counts collections.Map[sdk.AccAddress, uint32], of sdk.AccAddress, more bool) error {
	n, err := countOf(ctx, counts, of)
	switch {
	case err != nil:
		return err
	case more:
		return counts.Set(ctx, of, n+1)
	case n == 0:
		return types.ErrInvariant.Wrapf("%s: nothing to count down", of)
	case n == 1:
		return counts.Remove(ctx, of)
	}
	return counts.Set(ctx, of, n-1)
}
