package vrf

import (
	"bytes"
	"fmt"
)

// itemPrefix begins the item of a block that carries a proof. No transaction begins with a zero byte: it would be the tag
// of a protobuf field number 0, which does not exist.
const itemPrefix = "\x00troth/beacon/v1"

// ItemSize of a well-formed item in bytes.
const ItemSize = len(itemPrefix) + ProofSize

// Item is the first item of a block, in the place of a transaction, that carries the proof.
func Item(proof []byte) []byte { return append([]byte(itemPrefix), proof...) }

// IsItem says whether an item of a block claims to carry a proof, well-formed or not.
func IsItem(tx []byte) bool { return bytes.HasPrefix(tx, []byte(itemPrefix)) }

// ProofOf returns the proof in an item, or why it is none.
func ProofOf(item []byte) ([]byte, error) {
	if !IsItem(item) {
		return nil, fmt.Errorf("does not begin with %q", itemPrefix)
	}
	if len(item) != ItemSize {
		return nil, fmt.Errorf("%d bytes, want %d", len(item), ItemSize)
	}
	return item[len(itemPrefix):], nil
}
