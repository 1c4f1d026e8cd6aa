// Package id makes the ids of jobs, agreements and the like: four bytes of block height, then four bytes that depend on
// the creator. New records so lie next to each other in the tree, and no global sequence is written (design 01, 6).
package id

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "id"

// The sentinels of this package.
var (
	ErrMalformed = explain.New(Codespace, 2, "malformed id", "copy the id as the chain printed it: a prefix such as job_ and 16 hex digits")
	ErrTooMany   = explain.New(Codespace, 3, "too many records in one block", "send the rest of the messages in the next block")
)

// Len is the length of an id in bytes.
const Len = 8

// maxPerBlock bounds the records one creator can make in one block, and so the probing of New.
const maxPerBlock = 256

// New returns the first free id of this block for the creator. taken says whether an id exists already; at most 256
// records of one creator fit into one block, beyond that ErrTooMany.
func New(ctx sdk.Context, creator []byte, taken func(id []byte) (bool, error)) ([]byte, error) {
	for n := uint32(0); n < maxPerBlock; n++ {
		id := make([]byte, Len)
		binary.BigEndian.PutUint32(id, uint32(ctx.BlockHeight()))
		sum := sha256.Sum256(binary.BigEndian.AppendUint32(append([]byte(nil), creator...), n))
		copy(id[4:], sum[:4])
		exists, err := taken(id)
		if err != nil {
			return nil, err
		}
		if !exists {
			return id, nil
		}
	}
	return nil, ErrTooMany.Wrapf("%d by %s", maxPerBlock, sdk.AccAddress(creator))
}

// String writes an id with its prefix, such as "job_0000002a1b2c3d4e".
func String(prefix string, id []byte) string { return prefix + "_" + hex.EncodeToString(id) }

// Parse reads an id with the given prefix. field names the message field in the error.
func Parse(field, prefix, s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(digits) != 2*Len || strings.ToLower(digits) != digits {
		return nil, ErrMalformed.Wrapf("%s: %.64q, want %s_ and %d hex digits", field, s, prefix, 2*Len)
	}
	id, err := hex.DecodeString(digits)
	if err != nil {
		return nil, ErrMalformed.Wrapf("%s: %q, want %s_ and %d hex digits", field, s, prefix, 2*Len)
	}
	return id, nil
}
