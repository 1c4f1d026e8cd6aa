package jury

import (
	"crypto/sha256"
	"encoding/binary"
)

const (
	// VoteDomain separates the hash of a vote from every other hash on the chain.
	VoteDomain = "troth/vote/v1"
	// DrawDomain separates the numbers that draw a panel from every other hash on the chain.
	DrawDomain = "troth/draw/v1"
	// SaltLen is the length of the salt that hides a vote, in bytes.
	SaltLen = 32
	// CommitmentLen is the length of a commitment, in bytes.
	CommitmentLen = 32
)

// Sealed is everything a commitment binds its arbiter to.
type Sealed struct {
	// ChainID of the chain the case is on.
	ChainID string
	// Case id as printed, such as case_0000002a1b2c3d4e, and the round of its panel, counted from 0.
	Case  string
	Round uint32
	// Arbiter is the raw address of the agent on the seat: another seat cannot open a copy of the commitment.
	Arbiter []byte
	// Parts are the votes on the criteria in their order, or the one vote on the whole.
	Parts []uint32
}

// Commitment returns the 32 bytes with which an arbiter binds itself to its vote without showing it:
//
//	sha256(lp(VoteDomain) | lp(chain id) | lp(case) | round | lp(arbiter) | number of parts | each part | lp(salt))
//
// lp puts the length in front as 4 bytes, big endian, so that no two votes have the same encoding; the other numbers are 4
// bytes, big endian. There are few possible votes, so the salt must be SaltLen random bytes used once: whoever knows it
// can read the vote.
func Commitment(s Sealed, salt []byte) []byte {
	buf := make([]byte, 0, 256)
	buf = lengthPrefixed(buf, []byte(VoteDomain))
	buf = lengthPrefixed(buf, []byte(s.ChainID))
	buf = lengthPrefixed(buf, []byte(s.Case))
	buf = binary.BigEndian.AppendUint32(buf, s.Round)
	buf = lengthPrefixed(buf, s.Arbiter)
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(s.Parts)))
	for _, p := range s.Parts {
		buf = binary.BigEndian.AppendUint32(buf, p)
	}
	buf = lengthPrefixed(buf, salt)
	sum := sha256.Sum256(buf)
	return sum[:]
}

// Number returns the n-th number of the drawing of a panel, from 0, with the beacon's value of the draw height as seed:
//
//	sha256(lp(DrawDomain) | lp(seed) | lp(case) | round | n)
//
// Each depends on its place alone, never on who was drawn before or refused: so nobody shifts who else is drawn by making
// itself ineligible.
func Number(seed []byte, caseID string, round, n uint32) [32]byte {
	buf := make([]byte, 0, 128)
	buf = lengthPrefixed(buf, []byte(DrawDomain))
	buf = lengthPrefixed(buf, seed)
	buf = lengthPrefixed(buf, []byte(caseID))
	buf = binary.BigEndian.AppendUint32(buf, round)
	buf = binary.BigEndian.AppendUint32(buf, n)
	return sha256.Sum256(buf)
}

func lengthPrefixed(buf, part []byte) []byte {
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(part)))
	return append(buf, part...)
}
