package types

import (
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/negotiation"
)

// TakesAnswers says whether the last offer can be answered at now. It asks the time besides the status, because the
// deadline that ends the offer may wait in the queue behind others.
func (o Offer) TakesAnswers(now uint64) bool { return o.Status.Live() && now < o.Round.ExpiresMs }

// MakerSide returns the side of the agent that made the last offer.
func (o Offer) MakerSide() negotiation.Side {
	switch o.Round.Maker {
	case o.Client:
		return negotiation.Client
	case o.Provider:
		return negotiation.Provider
	}
	return negotiation.Nobody
}

// Computed returns the hash that names a round on the chain; previous is the hash of the round before, empty in the first.
func (r Round) Computed(chainID, negotiationID string, previous []byte) ([]byte, error) {
	maker, err := field.Address("maker", r.Maker)
	if err != nil {
		return nil, err
	}
	terms, err := agreementtypes.TermsHash(chainID, r.Terms)
	if err != nil {
		return nil, err
	}
	return negotiation.RoundHash(negotiation.Round{
		ChainID: chainID, Negotiation: negotiationID, Number: r.Number, Previous: previous, Maker: maker, TermsHash: terms,
		NoteHash: r.Note.Sha256, ExpiresMs: r.ExpiresMs,
	}), nil
}

// Known says whether the reason is one of those an offer can be rejected for.
func (r Reason) Known() bool { return r >= ReasonPriceTooLow && r <= ReasonTermsChanged }

// validate checks one round against its negotiation: number, maker, terms, hash and expiry.
func (r Round) validate(o Offer) error {
	if err := field.Range("round.number", uint64(r.Number), 1, negotiation.MaxRounds); err != nil {
		return err
	}
	if r.Maker != o.Client && r.Maker != o.Provider {
		return ErrNotParty.Wrapf("round.maker: %s", r.Maker)
	}
	if _, err := field.Address("round.signer", r.Signer); err != nil {
		return err
	}
	if err := r.Terms.Validate(); err != nil {
		return err
	}
	if r.Terms.Client != o.Client || r.Terms.Provider != o.Provider {
		return ErrTerms.Wrapf("client %s and provider %s, terms of %s and %s", o.Client, o.Provider, r.Terms.Client, r.Terms.Provider)
	}
	if err := field.Bytes("round.hash", r.Hash, HashLen); err != nil {
		return err
	}
	if err := field.Range("round.expires_ms", r.ExpiresMs, 1, ^uint64(0)); err != nil {
		return err
	}
	return r.Note.Validate()
}

// validate checks the record of a negotiation by itself.
func (o Offer) validate() error {
	if _, err := ParseOfferID("id", o.Id); err != nil {
		return err
	}
	for _, a := range []struct{ name, address string }{{"client", o.Client}, {"provider", o.Provider}} {
		addr, err := field.Address(a.name, a.address)
		if err != nil {
			return err
		}
		if addr.String() != a.address {
			return field.ErrAddress.Wrapf("%s: %s, want lower case", a.name, a.address)
		}
	}
	if o.Opener != o.Client && o.Opener != o.Provider {
		return ErrNotParty.Wrapf("opener: %s", o.Opener)
	}
	if !o.Status.Live() && !o.Status.Ended() {
		return ErrTransition.Wrapf("status %s", o.Status)
	}
	if o.Status.Live() && o.DueMs != o.Round.ExpiresMs {
		return ErrInvariant.Wrapf("due_ms: %d, the last offer expires at %d", o.DueMs, o.Round.ExpiresMs)
	}
	if (o.Agreement != "") != (o.Status == OfferStatusAccepted) {
		return ErrInvariant.Wrapf("%s with agreement %q", o.Status, o.Agreement)
	}
	if o.Reason.Known() != (o.Status == OfferStatusRejected) {
		return ErrInvariant.Wrapf("%s with reason %s", o.Status, o.Reason)
	}
	return o.Round.validate(o)
}
