package types

import (
	"encoding/hex"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// The events of negotiations, services and quotes. Names of events and attributes are public API.
const (
	EventOfferMade      = "market.offer_made"
	EventOfferCountered = "market.offer_countered"
	EventOfferAccepted  = "market.offer_accepted"
	EventOfferRejected  = "market.offer_rejected"
	EventOfferExpired   = "market.offer_expired"
	EventOfferPruned    = "market.offer_pruned"
	EventServiceListed  = "market.service_listed"
	EventServiceUpdated = "market.service_updated"
	EventServiceRemoved = "market.service_removed"
	EventServiceHired   = "market.service_hired"
	EventQuoteTaken     = "market.quote_taken"
)

// NewOfferMadeEvent tells of a new negotiation and its first round.
func NewOfferMadeEvent(o Offer) sdk.Event {
	return roundEvent(EventOfferMade, o, OfferStatusUnspecified, sdk.NewAttribute("about", o.About))
}

// NewOfferCounteredEvent tells of a further round, and what the round before was called.
func NewOfferCounteredEvent(o Offer, answers []byte) sdk.Event {
	return roundEvent(EventOfferCountered, o, OfferStatusOpen, sdk.NewAttribute("answers", hex.EncodeToString(answers)))
}

// NewOfferAcceptedEvent tells that the last round was accepted by the other side, and the agreement it led to.
func NewOfferAcceptedEvent(o Offer, agreement string) sdk.Event {
	return offerEvent(EventOfferAccepted, o, o.Status, OfferStatusAccepted,
		round(o), hash(o), sdk.NewAttribute("agreement", agreement), sdk.NewAttribute("price", o.Round.Terms.Price.String()))
}

// NewOfferRejectedEvent tells that the last round was turned down; what it had locked is free.
func NewOfferRejectedEvent(o Offer, reason Reason) sdk.Event {
	return offerEvent(EventOfferRejected, o, o.Status, OfferStatusRejected,
		round(o), hash(o), sdk.NewAttribute("reason", reason.String()))
}

// NewOfferExpiredEvent tells that the last round was not answered in time; what it had locked is free.
func NewOfferExpiredEvent(o Offer) sdk.Event {
	return offerEvent(EventOfferExpired, o, o.Status, OfferStatusExpired, round(o), hash(o))
}

// NewOfferPrunedEvent tells that the record of an ended negotiation was deleted.
func NewOfferPrunedEvent(o Offer) sdk.Event {
	return sdk.NewEvent(EventOfferPruned, sdk.NewAttribute("offer", o.Id), sdk.NewAttribute("client", o.Client),
		sdk.NewAttribute("provider", o.Provider))
}

// NewServiceListedEvent tells of a new service.
func NewServiceListedEvent(s Service) sdk.Event { return serviceEvent(EventServiceListed, s) }

// NewServiceUpdatedEvent tells of the new version of a service.
func NewServiceUpdatedEvent(s Service) sdk.Event { return serviceEvent(EventServiceUpdated, s) }

// NewServiceRemovedEvent tells that a service is gone; its agreements go on.
func NewServiceRemovedEvent(s Service) sdk.Event {
	return sdk.NewEvent(EventServiceRemoved, sdk.NewAttribute("service", s.Id), sdk.NewAttribute("provider", s.Provider))
}

// NewServiceHiredEvent tells of a hire; running counts the agreements of the service, this one included, that ran when
// they were last looked at.
func NewServiceHiredEvent(s Service, client, agreement string, running int) sdk.Event {
	return sdk.NewEvent(EventServiceHired,
		sdk.NewAttribute("service", s.Id),
		sdk.NewAttribute("client", client),
		sdk.NewAttribute("provider", s.Provider),
		number("version", s.Version),
		sdk.NewAttribute("price", s.Terms.Price.String()),
		sdk.NewAttribute("agreement", agreement),
		sdk.NewAttribute("running", strconv.Itoa(running)))
}

// NewQuoteTakenEvent tells that a quote was used.
func NewQuoteTakenEvent(t agreementtypes.Terms, q Quote, agreement string) sdk.Event {
	return sdk.NewEvent(EventQuoteTaken,
		sdk.NewAttribute("client", t.Client),
		sdk.NewAttribute("provider", t.Provider),
		sdk.NewAttribute("signer", q.Signer),
		sdk.NewAttribute("nonce", hex.EncodeToString(q.Nonce)),
		sdk.NewAttribute("price", t.Price.String()),
		sdk.NewAttribute("agreement", agreement))
}

func roundEvent(name string, o Offer, from OfferStatus, attrs ...sdk.Attribute) sdk.Event {
	t := o.Round.Terms
	return offerEvent(name, o, from, OfferStatusOpen, append([]sdk.Attribute{
		round(o), hash(o),
		sdk.NewAttribute("maker", o.Round.Maker),
		sdk.NewAttribute("signer", o.Round.Signer),
		sdk.NewAttribute("skill", t.Skill),
		sdk.NewAttribute("price", t.Price.String()),
		sdk.NewAttribute("pledge", sdk.NewCoin(t.Price.Denom, t.Pledge).String()),
		sdk.NewAttribute("note_uri", o.Round.Note.Uri),
		number("expires_ms", o.Round.ExpiresMs),
	}, attrs...)...)
}

func offerEvent(name string, o Offer, from, to OfferStatus, attrs ...sdk.Attribute) sdk.Event {
	return sdk.NewEvent(name, append([]sdk.Attribute{
		sdk.NewAttribute("offer", o.Id),
		sdk.NewAttribute("client", o.Client),
		sdk.NewAttribute("provider", o.Provider),
		sdk.NewAttribute("from", from.String()),
		sdk.NewAttribute("to", to.String()),
	}, attrs...)...)
}

func serviceEvent(name string, s Service) sdk.Event {
	return sdk.NewEvent(name,
		sdk.NewAttribute("service", s.Id),
		sdk.NewAttribute("provider", s.Provider),
		sdk.NewAttribute("signer", s.Signer),
		number("version", s.Version),
		sdk.NewAttribute("skill", s.Terms.Skill),
		sdk.NewAttribute("price", s.Terms.Price.String()),
		number("price_micro", s.PriceMicro),
		number("capacity", uint64(s.Capacity)),
		sdk.NewAttribute("active", strconv.FormatBool(s.Active)))
}

func round(o Offer) sdk.Attribute { return number("round", uint64(o.Round.Number)) }

func hash(o Offer) sdk.Attribute { return sdk.NewAttribute("hash", hex.EncodeToString(o.Round.Hash)) }
