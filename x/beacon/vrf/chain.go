package vrf

import (
	"crypto/sha256"
	"encoding/binary"
)

// ValueSize of a value of the beacon, R in the design, in bytes.
const ValueSize = sha256.Size

// What is hashed or proved begins with what it is for, so that no proof serves two purposes.
const (
	alphaDomain      = "troth/beacon/alpha/v1"
	possessionDomain = "troth/beacon/possession/v1"
	firstDomain      = "troth/beacon/first/v1"
)

// Alpha is what the proposer of a height proves its output about: the chain, the height and the value before.
func Alpha(chainID string, height int64, last []byte) []byte {
	alpha := tagged(alphaDomain, chainID)
	alpha = binary.BigEndian.AppendUint64(alpha, uint64(height))
	return append(alpha, last...)
}

// Possession is what an operator proves an output about to show that it has the secret key it registers.
func Possession(chainID string, operator []byte) []byte {
	return append(tagged(possessionDomain, chainID), operator...)
}

// First is the value before the first block of a chain: known to everybody, chosen by nobody after the chain's name.
func First(chainID string) []byte {
	sum := sha256.Sum256(tagged(firstDomain, chainID))
	return sum[:]
}

// Next is the value of a height whose proposer proved output: R_h = sha256(R_{h-1} ‖ β_h).
func Next(last, output []byte) []byte {
	sum := sha256.Sum256(append(append([]byte(nil), last...), output...))
	return sum[:]
}

// Skip is the value of a height without a proof: R_h = sha256(R_{h-1} ‖ h), h in eight bytes, the highest first.
func Skip(last []byte, height int64) []byte {
	return Next(last, binary.BigEndian.AppendUint64(nil, uint64(height)))
}

// tagged is the domain, then the length of the chain id in eight bytes, then the chain id.
func tagged(domain, chainID string) []byte {
	b := binary.BigEndian.AppendUint64([]byte(domain), uint64(len(chainID)))
	return append(b, chainID...)
}
