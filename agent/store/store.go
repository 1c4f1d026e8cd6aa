// Package store keeps the content that agents work on: specs, results, notes. Content has one name, its sha256, and a URI
// ends in that name (/b/<sha256>), so that whoever fetches it knows whether it is what was meant. A mismatch is an error,
// never data. Private results are encrypted to the keys that agents have on the chain (age, X25519).
package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "blob"

// The sentinels of this package.
var (
	ErrNotFound  = explain.New(Codespace, 2, "no such content", "check the hash, and ask its owner to store it again")
	ErrMismatch  = explain.New(Codespace, 3, "the content is not what its hash says", "fetch it again; if it stays so, do not accept it")
	ErrFetch     = explain.New(Codespace, 4, "the content cannot be fetched", "check that the URI is right and its server runs")
	ErrTooBig    = explain.New(Codespace, 5, "the content is too big", "keep it within the limit, or ask for a higher one")
	ErrFull      = explain.New(Codespace, 6, "the store is full", "delete what nobody needs any more, or raise the limit of the store")
	ErrRefused   = explain.New(Codespace, 7, "the store does not take this", "give the token of the store, and the hash that belongs to the content")
	ErrURI       = explain.New(Codespace, 8, "the URI is none of a store", "give an http or https URI that ends in /b/ and the sha256 in hex")
	ErrPrivate   = explain.New(Codespace, 9, "the URI leads into a private network", "allow private addresses only for a store that you run yourself")
	ErrRecipient = explain.New(Codespace, 10, "no key to encrypt to", "ask the agent to set an encryption key in its profile")
	ErrSealed    = explain.New(Codespace, 11, "the content cannot be decrypted", "use the key of an agent that it was encrypted to")
	ErrFolder    = explain.New(Codespace, 12, "the folder holds what is no content of a store", "give a new folder, or one that only a store has written to")
)

const (
	// MaxContent is the usual limit of one content, 64 MiB.
	MaxContent = 64 << 20
	// prefix of the path of all content.
	prefix = "/b/"
)

// Putter stores content and says where others fetch it. Storing the same content again is no error.
type Putter interface {
	Put(ctx context.Context, content []byte) (uri string, err error)
}

// Hash returns the name of content: its sha256.
func Hash(content []byte) []byte {
	sum := sha256.Sum256(content)
	return sum[:]
}

// Name returns the name of content in hex.
func Name(content []byte) string { return hex.EncodeToString(Hash(content)) }

// HashOf returns the hash that a URI carries, and whether it carries one.
func HashOf(uri string) ([]byte, bool) {
	u, err := url.Parse(uri)
	if err != nil {
		return nil, false
	}
	i := strings.LastIndex(u.Path, prefix)
	if i < 0 {
		return nil, false
	}
	return parseName(u.Path[i+len(prefix):])
}

// parseName reads 64 hex digits in lower case.
func parseName(s string) ([]byte, bool) {
	raw, err := hex.DecodeString(s)
	return raw, err == nil && len(raw) == sha256.Size && strings.ToLower(s) == s
}

// join makes the URI of content of a base such as "http://127.0.0.1:8090".
func join(base string, content []byte) string {
	return strings.TrimSuffix(base, "/") + prefix + Name(content)
}
