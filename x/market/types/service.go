package types

import (
	"crypto/sha256"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// MaxCapacity is the most agreements of one service that may run at once.
const MaxCapacity = 64

// MaxDeclineMs bounds how long the provider of a service may decline a hire.
const MaxDeclineMs = 600_000

// DeclineMs is how long the provider of a service may decline work under terms at no loss, in milliseconds: it has not seen
// the spec before. A third of the time for the first milestone, at most MaxDeclineMs.
func DeclineMs(t agreementtypes.Terms) uint64 {
	if len(t.Milestones) == 0 {
		return 0
	}
	return min(t.Milestones[0].DeliveryMs/3, MaxDeclineMs)
}

// templateClient stands for the client in the terms of a service, which are checked as those of any agreement.
var templateClient = func() sdk.AccAddress {
	sum := sha256.Sum256([]byte("troth/market/template client"))
	return sum[:]
}()

// ValidateTemplate checks the terms of a service listed by the provider: as of any agreement, but without client and
// parent. ErrTemplate when they are named, ErrNotParty when the provider is another.
func ValidateTemplate(t agreementtypes.Terms, provider string) error {
	if t.Client != "" {
		return ErrTemplate.Wrapf("terms.client: %.128q, want none", t.Client)
	}
	if t.Parent != "" {
		return ErrTemplate.Wrapf("terms.parent: %.64q, want none", t.Parent)
	}
	named, err := field.Address("terms.provider", t.Provider)
	if err != nil {
		return err
	}
	lister, err := field.Address("provider", provider)
	if err != nil {
		return err
	}
	if !named.Equals(lister) {
		return ErrNotParty.Wrapf("terms.provider: %s, want %s", named, lister)
	}
	t.Client = templateClient.String()
	return t.Validate()
}

// ValidateOffered checks what ListService and UpdateService carry besides their addresses.
func ValidateOffered(t agreementtypes.Terms, provider string, capacity uint32, requirements []identitytypes.Requirement) error {
	if err := ValidateTemplate(t, provider); err != nil {
		return err
	}
	if err := field.Range("capacity", uint64(capacity), 1, MaxCapacity); err != nil {
		return err
	}
	return identitytypes.ValidateRequirements("requirements", requirements)
}

// RequestSize returns the bytes of a service that its storage deposit is counted by.
func (s Service) RequestSize() int {
	size := s.Terms.Size()
	for _, r := range s.Requirements {
		size += r.Size()
	}
	return size
}

// For returns the terms of a hire: those of the service with client, spec and parent of the hire.
func (s Service) For(client sdk.AccAddress, spec agreementtypes.Spec, parent string) agreementtypes.Terms {
	t := s.Terms
	t.Client, t.Spec, t.Parent = client.String(), spec, parent
	return t
}

// validate checks the record of a service by itself.
func (s Service) validate() error {
	if _, err := ParseServiceID("id", s.Id); err != nil {
		return err
	}
	provider, err := field.Address("provider", s.Provider)
	if err != nil {
		return err
	}
	if provider.String() != s.Provider {
		return field.ErrAddress.Wrapf("provider: %s, want lower case", s.Provider)
	}
	if _, err := field.Address("signer", s.Signer); err != nil {
		return err
	}
	if err := field.Range("version", s.Version, 1, ^uint64(0)); err != nil {
		return err
	}
	if err := ValidateOffered(s.Terms, s.Provider, s.Capacity, s.Requirements); err != nil {
		return err
	}
	if err := field.Range("price_micro", s.PriceMicro, 1, agreementtypes.MaxPriceMicro); err != nil {
		return err
	}
	return field.Amount("storage_deposit", s.StorageDeposit, 0)
}

// validate checks the list of a service's agreements: at most MaxCapacity, each once.
func (l ServiceLoad) validate() error {
	if err := field.Count("agreements", len(l.Agreements), MaxCapacity); err != nil {
		return err
	}
	seen := make(map[string]struct{}, len(l.Agreements))
	for _, a := range l.Agreements {
		if err := field.Bytes("agreements", a, id.Len); err != nil {
			return err
		}
		if _, twice := seen[string(a)]; twice {
			return field.ErrDuplicate.Wrapf("agreements: %s", agreementtypes.FormatID(a))
		}
		seen[string(a)] = struct{}{}
	}
	return nil
}

// Deposit returns what is held for the record, in the denom of the price.
func (s Service) Deposit() sdk.Coin {
	return sdk.Coin{Denom: s.Terms.Price.Denom, Amount: OrZero(s.StorageDeposit)}
}
