// Package auction holds the rules of the auctions: the seal of a bid, the order of bids, the price of a clock, what an
// award keeps. It has no stores, so that the chain, its clients and the tests all use the same functions (design 04, 06
// section 3.6).
package auction

import (
	"crypto/sha256"
	"encoding/binary"

	"cosmossdk.io/math"
)

// Domain separates the hash of a bid from every other hash on the chain.
const Domain = "troth/bid/v1"

// SaltLen is the length of the salt that hides a bid, in bytes.
const SaltLen = 32

// Sealed is everything a commitment binds its provider to.
type Sealed struct {
	// ChainID of the chain the bid is for.
	ChainID string
	// Job id as printed, such as job_0000002a1b2c3d4e.
	Job string
	// Provider is the raw address of the bidding agent: another agent cannot open a copy of the commitment.
	Provider []byte
	// Price and Pledge in base units of the budget's denom.
	Price, Pledge math.Int
	// DeliveryMs the provider asks for.
	DeliveryMs uint64
	// NoteHash is the sha256 of the note, empty without a note.
	NoteHash []byte
}

// Commitment returns the 32 bytes that MsgCommitBid carries:
//
//	sha256(lp(Domain) | lp(chain id) | lp(job) | lp(provider) | lp(price) | delivery_ms | lp(pledge) | lp(note hash) | lp(salt))
//
// lp puts the length in front as 4 bytes, big endian, so that no two bids have the same encoding; price and pledge are
// decimal text; delivery_ms is 8 bytes, big endian. The salt must be SaltLen random bytes used once, else the bid can be
// guessed.
func Commitment(s Sealed, salt []byte) []byte {
	buf := make([]byte, 0, 256)
	buf = lengthPrefixed(buf, []byte(Domain))
	buf = lengthPrefixed(buf, []byte(s.ChainID))
	buf = lengthPrefixed(buf, []byte(s.Job))
	buf = lengthPrefixed(buf, s.Provider)
	buf = lengthPrefixed(buf, []byte(s.Price.String()))
	buf = binary.BigEndian.AppendUint64(buf, s.DeliveryMs)
	buf = lengthPrefixed(buf, []byte(s.Pledge.String()))
	buf = lengthPrefixed(buf, s.NoteHash)
	buf = lengthPrefixed(buf, salt)
	sum := sha256.Sum256(buf)
	return sum[:]
}

func lengthPrefixed(buf, part []byte) []byte {
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(part)))
	return append(buf, part...)
}
