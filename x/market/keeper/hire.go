package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// hire takes a service at the version and price the client saw. The provider's side is locked by the mandate of whoever
// listed the service: when that is revoked or exhausted, the hire is refused with the mandate's error. The message passed
// ValidateBasic.
func (k *Keeper) hire(ctx context.Context, signer, client sdk.AccAddress, key []byte, msg *types.MsgHire) (string, error) {
	buyer, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil {
		return "", err
	}
	s, err := k.Service(ctx, key)
	if err != nil {
		return "", err
	}
	if !s.Active {
		return "", types.ErrServiceInactive.Wrapf("service %s, version %d", s.Id, s.Version)
	}
	if s.Version != msg.Version || !s.Terms.Price.Equal(msg.Price) {
		return "", types.ErrServiceChanged.Wrapf("service %s: version %d at %s, now version %d at %s", s.Id, msg.Version, msg.Price, s.Version, s.Terms.Price)
	}
	provider, err := sdk.AccAddressFromBech32(s.Provider)
	if err != nil {
		return "", err
	}
	if err := k.requireStrangers(ctx, client, provider); err != nil {
		return "", err
	}
	if err := k.identity.Meets(ctx, client, s.Requirements); err != nil {
		return "", err
	}
	terms := s.For(client, msg.Spec, msg.Parent)
	if err := k.agreement.CheckTerms(ctx, terms); err != nil {
		return "", err
	}
	load, err := k.roomFor(ctx, key, s)
	if err != nil {
		return "", err
	}
	lister, err := sdk.AccAddressFromBech32(s.Signer)
	if err != nil {
		return "", err
	}
	seller, err := k.identity.Authorize(ctx, lister, provider, identitytypes.ActionNegotiate)
	if err != nil {
		return "", err
	}
	agreement, err := k.lockBoth(ctx, buyer, seller, terms, types.HireRef(key, client), s.Id, types.DeclineMs(terms))
	if err != nil {
		return "", err
	}
	opened, err := agreementtypes.ParseID("agreement", agreement)
	if err != nil {
		return "", err
	}
	load.Agreements = append(load.Agreements, opened)
	if err := k.loads.Set(ctx, key, load); err != nil {
		return "", err
	}
	emit(ctx, types.NewServiceHiredEvent(s, client.String(), agreement, len(load.Agreements)))
	return agreement, nil
}

// roomFor returns the load of a service with room for one more agreement. Only a full one is looked through, and what
// has ended dropped: at most MaxCapacity reads. ErrServiceBusy.
func (k *Keeper) roomFor(ctx context.Context, key []byte, s types.Service) (types.ServiceLoad, error) {
	load, err := k.load(ctx, key)
	if err != nil || len(load.Agreements) < int(s.Capacity) {
		return load, err
	}
	if load, err = k.stillRunning(ctx, load); err != nil {
		return load, err
	}
	if n := len(load.Agreements); n >= int(s.Capacity) {
		return load, types.ErrServiceBusy.Wrapf("service %s: %d running, at most %d", s.Id, n, s.Capacity)
	}
	return load, nil
}

// stillRunning drops what has ended from a load.
func (k *Keeper) stillRunning(ctx context.Context, load types.ServiceLoad) (types.ServiceLoad, error) {
	var running [][]byte
	for _, key := range load.Agreements {
		live, err := k.agreement.Live(ctx, agreementtypes.FormatID(key))
		if err != nil {
			return load, err
		}
		if live {
			running = append(running, key)
		}
	}
	return types.ServiceLoad{Agreements: running}, nil
}
