// Package vrf is what the beacon computes: proofs, outputs, the chain of values and the item that carries a proof in a
// block. It holds no state (design 07, x/beacon; RFC 9381).
package vrf

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"
)

// Sizes in bytes.
const (
	// SeedSize of a secret key, as RFC 8032 counts it.
	SeedSize = ed25519.SeedSize
	// KeySize of a public key.
	KeySize = ed25519.PublicKeySize
	// ProofSize of a proof, pi in RFC 9381.
	ProofSize = ecvrf.ProofSize
	// OutputSize of an output, beta in RFC 9381.
	OutputSize = ecvrf.OutputSize
)

// ErrKey is the reason of CheckKey.
var ErrKey = errors.New("not a key of the beacon")

// Secret is a secret key. It prints as its public key.
type Secret struct{ key ed25519.PrivateKey }

// NewSecret returns the secret key of a seed of SeedSize bytes.
func NewSecret(seed []byte) (Secret, error) {
	if len(seed) != SeedSize {
		return Secret{}, fmt.Errorf("seed of a secret key: %d bytes, want %d", len(seed), SeedSize)
	}
	return Secret{ed25519.NewKeyFromSeed(seed)}, nil
}

// Key returns the public key.
func (s Secret) Key() []byte { return append([]byte(nil), s.key[SeedSize:]...) }

// Seed returns the SeedSize bytes the key is made of: for the file that keeps it, and for nothing else.
func (s Secret) Seed() []byte { return append([]byte(nil), s.key[:SeedSize]...) }

// Prove returns the proof of the secret key's output about alpha. The same alpha always gives the same proof.
func (s Secret) Prove(alpha []byte) []byte { return ecvrf.Prove(s.key, alpha) }

// String returns the public key in hex.
func (s Secret) String() string { return "secret of " + hex.EncodeToString(s.Key()) }

// GoString returns the same as String.
func (s Secret) GoString() string { return s.String() }

// Verify returns the output that proof shows of key about alpha, and whether it does. There is exactly one output for a
// key and an alpha, whoever made the key: keys of small order are refused (RFC 9381 section 7.1, full uniqueness).
func Verify(key, alpha, proof []byte) ([]byte, bool) {
	if len(key) != KeySize || len(proof) != ProofSize {
		return nil, false
	}
	ok, output := ecvrf.Verify(key, proof, alpha)
	return output, ok
}

// CheckKey refuses bytes that are no point of the curve in their one encoding, or one of small order, with ErrKey.
func CheckKey(key []byte) error {
	if len(key) != KeySize {
		return fmt.Errorf("%w: %d bytes, want %d", ErrKey, len(key), KeySize)
	}
	var compressed curve.CompressedEdwardsY
	if _, err := compressed.SetBytes(key); err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	if !compressed.IsCanonicalVartime() {
		return fmt.Errorf("%w: not the canonical encoding", ErrKey)
	}
	var point curve.EdwardsPoint
	if _, err := point.SetCompressedY(&compressed); err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	if point.IsSmallOrder() {
		return fmt.Errorf("%w: of small order", ErrKey)
	}
	return nil
}
