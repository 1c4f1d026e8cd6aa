package types

import (
	"github.com/trothchain/troth/internal/field"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/negotiation"
)

// validateOffers checks the negotiations: each by itself, once, and with its one deadline.
func (gs GenesisState) validateOffers(due deadlineSet) error {
	seen := make(map[string]struct{}, len(gs.Offers))
	for i, o := range gs.Offers {
		if err := o.validate(); err != nil {
			return ErrGenesis.Wrapf("offers[%d] %s: %s", i, o.Id, err)
		}
		if _, twice := seen[o.Id]; twice {
			return ErrGenesis.Wrapf("offers[%d] %s: twice", i, o.Id)
		}
		seen[o.Id] = struct{}{}
		key, err := ParseOfferID("id", o.Id)
		if err != nil {
			return err
		}
		if !due.take(o.Status.DeadlineKind(), key, o.DueMs) {
			return ErrGenesis.Wrapf("offers[%d] %s: no deadline at %d", i, o.Id, o.DueMs)
		}
	}
	return nil
}

// validateServices checks the services, and that every load is of one of them.
func (gs GenesisState) validateServices() error {
	services := make(map[string]struct{}, len(gs.Services))
	for i, s := range gs.Services {
		if err := s.validate(); err != nil {
			return ErrGenesis.Wrapf("services[%d] %s: %s", i, s.Id, err)
		}
		if _, twice := services[s.Id]; twice {
			return ErrGenesis.Wrapf("services[%d] %s: twice", i, s.Id)
		}
		services[s.Id] = struct{}{}
	}
	loads := make(map[string]struct{}, len(gs.Loads))
	for i, l := range gs.Loads {
		if _, known := services[l.Service]; !known {
			return ErrGenesis.Wrapf("loads[%d]: no service %s", i, l.Service)
		}
		if _, twice := loads[l.Service]; twice {
			return ErrGenesis.Wrapf("loads[%d]: %s twice", i, l.Service)
		}
		loads[l.Service] = struct{}{}
		if err := l.Load.validate(); err != nil {
			return ErrGenesis.Wrapf("loads[%d] %s: %s", i, l.Service, err)
		}
	}
	return nil
}

// validateNonces checks the nonces of quotes: each once, and with the deadline that forgets it.
func (gs GenesisState) validateNonces(due deadlineSet) error {
	seen := make(map[string]struct{}, len(gs.Nonces))
	for i, e := range gs.Nonces {
		provider, err := field.Address("provider", e.Provider)
		if err != nil {
			return ErrGenesis.Wrapf("nonces[%d]: %s", i, err)
		}
		if len(provider) != identitytypes.AgentAddressLen {
			return ErrGenesis.Wrapf("nonces[%d]: provider of %d bytes", i, len(provider))
		}
		if err := lengthBetween("nonce", e.Nonce, negotiation.MinNonce, negotiation.MaxNonce); err != nil {
			return ErrGenesis.Wrapf("nonces[%d]: %s", i, err)
		}
		key := NonceID(provider, e.Nonce)
		if _, twice := seen[string(key)]; twice {
			return ErrGenesis.Wrapf("nonces[%d]: %x of %s twice", i, e.Nonce, e.Provider)
		}
		seen[string(key)] = struct{}{}
		if !due.take(KindNonce, key, e.ExpiresMs) {
			return ErrGenesis.Wrapf("nonces[%d]: %x of %s: no deadline at %d", i, e.Nonce, e.Provider, e.ExpiresMs)
		}
	}
	return nil
}
