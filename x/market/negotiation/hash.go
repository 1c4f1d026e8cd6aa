// Package negotiation holds the rules of deals made outside of auctions: what the hash of an offer binds its maker to, and
// what the signature under a quote is over. It has no stores, so that the chain, its clients and the tests all use the
// same functions (design 04).
package negotiation

import (
	"crypto/sha256"
	"encoding/binary"
)

// OfferDomain separates the hash of an offer from every other hash on the chain.
const OfferDomain = "troth/offer/v1"

// QuoteDomain separates the signature under a quote from every other signature.
const QuoteDomain = "troth/quote/v1"

// Round is everything an offer binds its maker to.
type Round struct {
	// ChainID of the chain the offer is made on.
	ChainID string
	// Negotiation id as printed, such as ofr_0000002a1b2c3d4e.
	Negotiation string
	// Number of the round, counted from 1.
	Number uint32
	// Previous is the hash of the round before, empty in round 1: a hash names a round and all before it.
	Previous []byte
	// Maker is the raw address of the agent that offers.
	Maker []byte
	// TermsHash is the hash of the terms, as x/agreement computes it.
	TermsHash []byte
	// NoteHash is the sha256 of the note, empty without a note.
	NoteHash []byte
	// ExpiresMs is the market time until which the offer binds.
	ExpiresMs uint64
}

// RoundHash returns the 32 bytes by which the other side answers an offer:
//
//	sha256(lp(OfferDomain) | lp(chain id) | lp(negotiation) | number | lp(previous) | lp(maker) | lp(terms hash) |
//	       lp(note hash) | expires_ms)
//
// lp puts the length in front as 4 bytes, big endian, so that no two offers have the same encoding; number is 4 bytes,
// expires_ms 8 bytes, big endian.
func RoundHash(r Round) []byte {
	buf := make([]byte, 0, 320)
	buf = lengthPrefixed(buf, []byte(OfferDomain))
	buf = lengthPrefixed(buf, []byte(r.ChainID))
	buf = lengthPrefixed(buf, []byte(r.Negotiation))
	buf = binary.BigEndian.AppendUint32(buf, r.Number)
	buf = lengthPrefixed(buf, r.Previous)
	buf = lengthPrefixed(buf, r.Maker)
	buf = lengthPrefixed(buf, r.TermsHash)
	buf = lengthPrefixed(buf, r.NoteHash)
	buf = binary.BigEndian.AppendUint64(buf, r.ExpiresMs)
	sum := sha256.Sum256(buf)
	return sum[:]
}

// Quote is everything a provider's signature under a quote binds it to.
type Quote struct {
	// ChainID of the chain the quote is for.
	ChainID string
	// Provider is the raw address of the agent that will work.
	Provider []byte
	// TermsHash is the hash of the terms, as x/agreement computes it; the terms name the client.
	TermsHash []byte
	// Nonce is used once by the provider, MinNonce to MaxNonce bytes.
	Nonce []byte
	// ExpiresMs is the market time until which the quote can be used.
	ExpiresMs uint64
}

const (
	// MinNonce is the shortest nonce of a quote in bytes.
	MinNonce = 16
	// MaxNonce is the longest nonce of a quote in bytes.
	MaxNonce = 32
)

// QuoteSignBytes returns the 32 bytes that a provider signs:
//
//	sha256(lp(QuoteDomain) | lp(chain id) | lp(provider) | lp(terms hash) | lp(nonce) | expires_ms)
//
// lp and expires_ms are as in RoundHash.
func QuoteSignBytes(q Quote) []byte {
	buf := make([]byte, 0, 256)
	buf = lengthPrefixed(buf, []byte(QuoteDomain))
	buf = lengthPrefixed(buf, []byte(q.ChainID))
	buf = lengthPrefixed(buf, q.Provider)
	buf = lengthPrefixed(buf, q.TermsHash)
	buf = lengthPrefixed(buf, q.Nonce)
	buf = binary.BigEndian.AppendUint64(buf, q.ExpiresMs)
	sum := sha256.Sum256(buf)
	return sum[:]
}

func lengthPrefixed(buf, part []byte) []byte {
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(part)))
	return append(buf, part...)
}
