package client

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

// Signer signs for one account.
type Signer interface {
	PubKey() cryptotypes.PubKey
	Sign(doc []byte) ([]byte, error)
}

type memorySigner struct{ key cryptotypes.PrivKey }

// FromKey signs with a private key in memory: ed25519, secp256k1 or ML-DSA-65.
func FromKey(key cryptotypes.PrivKey) Signer { return memorySigner{key} }

// NewEd25519 makes a new ed25519 key, the default for operators: its signatures are the cheapest to verify.
func NewEd25519() *ed25519.PrivKey { return ed25519.GenPrivKey() }

// NewSecp256k1 makes a new secp256k1 key.
func NewSecp256k1() *secp256k1.PrivKey { return secp256k1.GenPrivKey() }

func (s memorySigner) PubKey() cryptotypes.PubKey { return s.key.PubKey() }

func (s memorySigner) Sign(doc []byte) ([]byte, error) { return s.key.Sign(doc) }

type keyringSigner struct {
	ring keyring.Keyring
	name string
	pub  cryptotypes.PubKey
}

// FromKeyring signs with a key of a keyring, by its name.
func FromKeyring(ring keyring.Keyring, name string) (Signer, error) {
	record, err := ring.Key(name)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", name, err)
	}
	pub, err := record.GetPubKey()
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", name, err)
	}
	return keyringSigner{ring, name, pub}, nil
}

func (s keyringSigner) PubKey() cryptotypes.PubKey { return s.pub }

func (s keyringSigner) Sign(doc []byte) ([]byte, error) {
	sig, _, err := s.ring.Sign(s.name, doc, signing.SignMode_SIGN_MODE_DIRECT)
	return sig, err
}
