package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// listService posts a standing offer of the provider. The message passed ValidateBasic.
func (k *Keeper) listService(ctx sdk.Context, signer, provider sdk.AccAddress, msg *types.MsgListService) (types.Service, error) {
	authority, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionNegotiate)
	if err != nil {
		return types.Service{}, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return types.Service{}, err
	}
	n, err := countOf(ctx, k.serviceCounts, provider)
	if err != nil {
		return types.Service{}, err
	}
	if n >= params.MaxServices {
		return types.Service{}, types.ErrTooManyServices.Wrapf("provider %s: %d services, at most %d", provider, n, params.MaxServices)
	}
	key, err := id.New(ctx, provider, func(id []byte) (bool, error) { return k.services.Has(ctx, id) })
	if err != nil {
		return types.Service{}, err
	}
	s := types.Service{
		Id: types.ServiceID(key), Provider: provider.String(), Signer: signer.String(), Version: 1, Capacity: msg.Capacity, Active: true,
	}
	if s, err = k.offered(ctx, s, msg.Terms, msg.Requirements); err != nil {
		return s, err
	}
	if err := k.holdStorage(ctx, authority, key, s.Deposit()); err != nil {
		return s, err
	}
	if err := k.putService(ctx, key, nil, &s); err != nil {
		return s, err
	}
	emit(ctx, types.NewServiceListedEvent(s))
	return s, nil
}

// updateService replaces what a service offers, and who stands for its hires. The message passed ValidateBasic.
func (k *Keeper) updateService(ctx context.Context, signer, provider sdk.AccAddress, key []byte, msg *types.MsgUpdateService) (types.Service, error) {
	authority, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionNegotiate)
	if err != nil {
		return types.Service{}, err
	}
	was, err := k.ownService(ctx, provider, key)
	if err != nil {
		return was, err
	}
	is := was
	is.Signer, is.Capacity, is.Active, is.Version = signer.String(), msg.Capacity, msg.Active, was.Version+1
	if is, err = k.offered(ctx, is, msg.Terms, msg.Requirements); err != nil {
		return is, err
	}
	if deposit := is.Deposit(); !deposit.Equal(was.Deposit()) {
		if err := k.releaseRest(ctx, types.ServiceRef(key)); err != nil {
			return is, err
		}
		if err := k.holdStorage(ctx, authority, key, deposit); err != nil {
			return is, err
		}
	}
	if err := k.putService(ctx, key, &was, &is); err != nil {
		return is, err
	}
	emit(ctx, types.NewServiceUpdatedEvent(is))
	return is, nil
}

// removeService deletes a service; its agreements go on. A paused provider may, and a retired one,
// which would leave it in the lists for ever.
func (k *Keeper) removeService(ctx context.Context, signer, provider sdk.AccAddress, key []byte) error {
	if err := k.authorizeExit(ctx, signer, provider); err != nil {
		return err
	}
	s, err := k.ownService(ctx, provider, key)
	if err != nil {
		return err
	}
	if err := k.releaseRest(ctx, types.ServiceRef(key)); err != nil {
		return err
	}
	if err := k.loads.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.putService(ctx, key, &s, nil); err != nil {
		return err
	}
	emit(ctx, types.NewServiceRemovedEvent(s))
	return nil
}

// ownService returns a service of the provider. ErrServiceNotFound, ErrNotLister.
func (k *Keeper) ownService(ctx context.Context, provider sdk.AccAddress, key []byte) (types.Service, error) {
	s, err := k.Service(ctx, key)
	if err == nil && s.Provider != provider.String() {
		err = types.ErrNotLister.Wrapf("provider: %s, service %s is of %s", provider, s.Id, s.Provider)
	}
	return s, err
}

// offered fills a service with its terms and requirements, the value of its price and its storage deposit at the rate of
// today. Refused as agreement refuses the terms, as far as they are known without a client.
func (k *Keeper) offered(
	ctx context.Context, s types.Service, t agreementtypes.Terms, requirements []identitytypes.Requirement,
) (types.Service, error) {
	var err error
	if s.Terms, err = t.Normalized(); err != nil {
		return s, err
	}
	if s.Requirements, err = identitytypes.NormalizeRequirements("requirements", requirements); err != nil {
		return s, err
	}
	if err := k.agreement.CheckTerms(ctx, s.Terms); err != nil {
		return s, err
	}
	denom, err := k.escrow.Denom(ctx, s.Terms.Price.Denom)
	if err != nil {
		return s, err
	}
	if s.PriceMicro, err = agreementtypes.PriceMicro(s.Terms.Price, denom.UnitsPerNumeraire); err != nil {
		return s, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return s, err
	}
	s.StorageDeposit, err = k.storageDeposit(ctx, params, s.Terms.Price.Denom, s.RequestSize())
	return s, err
}

// holdStorage holds the deposit of a service; zero is none. It is given back with releaseRest.
func (k *Keeper) holdStorage(ctx context.Context, authority identitytypes.Authority, key []byte, deposit sdk.Coin) error {
	if !deposit.IsPositive() {
		return nil
	}
	return k.escrow.Hold(ctx, authority, types.ServiceRef(key), deposit, nil)
}
