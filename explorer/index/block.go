// Package index turns blocks into rows of the explorer's database. What it writes depends on the blocks alone: the same
// blocks give the same rows, whoever indexes them and however often it was interrupted.
package index

import (
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Block is what happened at one height.
type Block struct {
	Height int64
	Hash   string
	// Before is the hash of the block before.
	Before string
	TimeMs int64
	// Proposer is a consensus address.
	Proposer string
	Bytes    int64
	Txs      []Tx
	// Begin and End are the events of the chain itself, before and after all transactions.
	Begin, End []Event
}

// Tx is a transaction, whether it succeeded or not.
type Tx struct {
	Hash string
	// Place in the block.
	Place              int64
	Code               int64
	Codespace, Log     string
	GasWanted, GasUsed int64
	Bytes              int64
	Fee, Memo, Signer  string
	Msgs               []sdk.Msg
	Events             []Event
}

// Event is an event as the node tells it.
type Event struct {
	Kind  string
	Attrs []Attr
}

// Attr is one value of an event.
type Attr struct{ Key, Value string }

// Get returns the first value of a key, or "".
func (e Event) Get(key string) string {
	for _, a := range e.Attrs {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// seqBits of a seq are the place in the block.
const seqBits = 24

// Seq orders what happened: by height, then by place in the block.
func Seq(height, place int64) int64 { return height<<seqBits | place }

// HeightOf is the height of a seq.
func HeightOf(seq int64) int64 { return seq >> seqBits }

// Module of an event of ours: the part before its only dot; false for the SDK's own.
func Module(kind string) (string, bool) {
	module, what, ok := strings.Cut(kind, ".")
	return module, ok && module != "" && what != "" && !strings.ContainsRune(what, '.')
}

// isID tells ids of records, such as job_0000002a1b2c3d4e, and returns their prefix and digits.
func isID(s string) (prefix, digits string, ok bool) {
	prefix, digits, ok = strings.Cut(s, "_")
	if !ok || len(digits) != 16 || len(prefix) < 2 || len(prefix) > 16 {
		return "", "", false
	}
	for i := range len(prefix) {
		if prefix[i] < 'a' || prefix[i] > 'z' {
			return "", "", false
		}
	}
	for i := range len(digits) {
		if c := digits[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", "", false
		}
	}
	return prefix, digits, true
}

// plain writes an enum's value as the API does: without the type's name, in lower case.
func plain(value, prefix string) string { return strings.ToLower(strings.TrimPrefix(value, prefix)) }
