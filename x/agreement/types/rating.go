package types

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/trothchain/troth/internal/field"
)

const (
	// MaxRating is the best rating.
	MaxRating = 100
	// SaltLen is the length of the salt of a rating commitment in bytes.
	SaltLen = 32

	ratingTag = "troth/rating/v1"
)

// RatingCommitment hides the provider's rating (0 to 100) of the client until the agreement has ended: the sha256 of
//
//	"troth/rating/v1" | len | chain id | len | agreement id | len | provider | rating | salt
//
// where len is the length of what follows in four bytes, big endian, the provider is its bech32 address, the rating is
// one byte and the salt has SaltLen bytes. Keep the salt: it is needed to reveal. field.ErrRange or field.ErrLength when
// rating or salt do not fit.
func RatingCommitment(chainID, agreement, provider string, rating uint32, salt []byte) ([]byte, error) {
	if err := field.Range("rating", uint64(rating), 0, MaxRating); err != nil {
		return nil, err
	}
	if err := field.Bytes("salt", salt, SaltLen); err != nil {
		return nil, err
	}
	b := []byte(ratingTag)
	for _, part := range []string{chainID, agreement, provider} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	b = append(b, byte(rating))
	sum := sha256.Sum256(append(b, salt...))
	return sum[:], nil
}
