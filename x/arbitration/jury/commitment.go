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
)

// Commitment returns the 32 bytes with which an arbiter binds itself to its vote without showing it:
//
//	sha256(lp(VoteDomain) | lp(chain id) | lp(case) | round | lp(arbiter) | number of votes | each vote | lp(salt))
//
// lp puts the length in front as 4 bytes, big endian, so that no two votes have the same encoding; the other numbers are 4
// bytes, big endian. caseKey are the 8 bytes of the case's id, round counts from 0, arbiter is the raw address of the agent
// on the seat, so another seat cannot open a copy; votes are one on the whole or one per criterion, in their order. There
// are few possible votes: the salt must be SaltLen random bytes used once, else the vote can be guessed.
func Commitment(chainID string, caseKey []byte, round uint32, arbiter []byte, votes []uint32, salt []byte) []byte {
	buf := make([]byte, 0, 256)
	buf = lengthPrefixed(buf, []byte(VoteDomain))
	buf = lengthPrefixed(buf, []byte(chainID))
	buf = lengthPrefixed(buf, caseKey)
	buf = binary.BigEndian.AppendUint32(buf, round)
	buf = lengthPrefixed(buf, arbiter)
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(votes)))
	for _, v := range votes {
		buf = binary.BigEndian.AppendUint32(buf, v)
	}
	buf = lengthPrefixed(buf, salt)
	sum := sha256.Sum256(buf)
	return sum[:]
}

// Number returns the n-th number of the drawing of a panel, from 0; the seed belongs to one round of one case:
//
//	sha256(lp(DrawDomain) | lp(seed) | n)
//
// Each depends on its place alone, never on who was drawn before or refused: so nobody shifts who else is drawn by making
// itself ineligible.
func Number(seed []byte, n uint32) [32]byte {
	buf := make([]byte, 0, 64)
	buf = lengthPrefixed(buf, []byte(DrawDomain))
	buf = lengthPrefixed(buf, seed)
	buf = binary.BigEndian.AppendUint32(buf, n)
	return sha256.Sum256(buf)
}

// Seed returns the seed of the drawing of one round of one case from the beacon's value:
//
//	sha256(lp(DrawDomain) | lp(value) | lp(case) | round)
func Seed(value, caseKey []byte, round uint32) []byte {
	buf := make([]byte, 0, 128)
	buf = lengthPrefixed(buf, []byte(DrawDomain))
	buf = lengthPrefixed(buf, value)
	buf = lengthPrefixed(buf, caseKey)
	buf = binary.BigEndian.AppendUint32(buf, round)
	sum := sha256.Sum256(buf)
	return sum[:]
}

func lengthPrefixed(buf, part []byte) []byte {
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(part)))
	return append(buf, part...)
}
