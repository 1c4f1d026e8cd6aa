package types

import (
	"bytes"
	"crypto/sha256"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// OfferPrefix is the prefix of ids of negotiations.
	OfferPrefix = "ofr"
	// ServicePrefix is the prefix of ids of services.
	ServicePrefix = "svc"
)

// The layout of the store: negotiations, services and quotes.
var (
	// OffersKey: negotiation id → Offer
	OffersKey = collections.NewPrefix(20)
	// OpenOffersKey: (agent, negotiation id) → nothing, for both parties of an OPEN negotiation
	OpenOffersKey = collections.NewPrefix(21)
	// OfferCountsKey: opener → number of OPEN negotiations it began; absent for none
	OfferCountsKey = collections.NewPrefix(22)
	// ServicesKey: service id → Service
	ServicesKey = collections.NewPrefix(23)
	// SkillServicesKey: (skill, price_micro, service id) → nothing, for active services
	SkillServicesKey = collections.NewPrefix(24)
	// ProviderServicesKey: (provider, service id) → nothing, for all services
	ProviderServicesKey = collections.NewPrefix(25)
	// ServiceCountsKey: provider → number of its services; absent for none
	ServiceCountsKey = collections.NewPrefix(26)
	// LoadsKey: service id → ServiceLoad; absent before the first hire. Apart from the service, so that a hire does not
	// rewrite the big record.
	LoadsKey = collections.NewPrefix(27)
	// NoncesKey: (provider, nonce) → market time until which the nonce of a quote is remembered
	NoncesKey = collections.NewPrefix(28)
)

// The kinds of deadlines of negotiations and quotes; the id is the negotiation's 8 bytes, for a nonce NonceID.
const (
	// KindOffer ends an offer that nobody answered.
	KindOffer uint32 = 4
	// KindOfferPrune deletes an ended negotiation.
	KindOfferPrune uint32 = 5
	// KindNonce forgets the nonce of a quote that has expired.
	KindNonce uint32 = 6
)

// The names of what is locked, each longer than the refs of jobs and of another length than those of bids (8 and 9 and
// 40 bytes): an agent's job, negotiation and service of one block may have the same 8 bytes.
const (
	offerTag   = "offer"
	serviceTag = "storage"
	hireTag    = "hire"
	quoteTag   = "quote"
)

// OfferID writes the id of a negotiation as messages and events carry it.
func OfferID(key []byte) string { return id.String(OfferPrefix, key) }

// ParseOfferID reads the id of a negotiation; id.ErrMalformed names the field.
func ParseOfferID(field, s string) ([]byte, error) { return id.Parse(field, OfferPrefix, s) }

// ServiceID writes the id of a service as messages and events carry it.
func ServiceID(key []byte) string { return id.String(ServicePrefix, key) }

// ParseServiceID reads the id of a service; id.ErrMalformed names the field.
func ParseServiceID(field, s string) ([]byte, error) { return id.Parse(field, ServicePrefix, s) }

// OfferRef names what a negotiation has locked: the hold of the client's money, and the provider's cover in agreement.
func OfferRef(offer []byte) []byte { return append(bytes.Clone(offer), offerTag...) }

// ServiceRef names the hold of a service's storage deposit.
func ServiceRef(service []byte) []byte { return append(bytes.Clone(service), serviceTag...) }

// HireRef names what a hire of a service locks on its way to the agreement: hold and cover.
func HireRef(service []byte, client sdk.AccAddress) []byte {
	return append(append(bytes.Clone(service), hireTag...), client...)
}

// QuoteRef names what a quote locks on its way to the agreement: hold and cover.
func QuoteRef(provider sdk.AccAddress, nonce []byte) []byte {
	sum := sha256.Sum256(NonceID(provider, nonce))
	return append([]byte(quoteTag), sum[:]...)
}

// NonceID is the id of the deadline that forgets a nonce.
func NonceID(provider sdk.AccAddress, nonce []byte) []byte {
	return append(bytes.Clone(provider), nonce...)
}

// SplitNonceID takes a NonceID apart; ok is false for anything else.
func SplitNonceID(key []byte) (provider sdk.AccAddress, nonce []byte, ok bool) {
	if len(key) <= identitytypes.AgentAddressLen {
		return nil, nil, false
	}
	return bytes.Clone(key[:identitytypes.AgentAddressLen]), bytes.Clone(key[identitytypes.AgentAddressLen:]), true
}
