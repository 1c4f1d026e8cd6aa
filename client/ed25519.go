package client

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/cosmos/go-bip39"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdked25519 "github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
)

// Ed25519 is the keyring algorithm of ed25519 keys, derived from a mnemonic by SLIP-0010 with every step hardened.
var Ed25519 keyring.SignatureAlgo = ed25519Algo{}

// WithEd25519 is the keyring option that adds ed25519 to the algorithms of the SDK.
func WithEd25519() keyring.Option {
	return func(o *keyring.Options) {
		if !o.SupportedAlgos.Contains(Ed25519) {
			o.SupportedAlgos = append(o.SupportedAlgos, Ed25519)
		}
	}
}

type ed25519Algo struct{}

func (ed25519Algo) Name() hd.PubKeyType { return hd.Ed25519Type }

func (ed25519Algo) Derive() hd.DeriveFn {
	return func(mnemonic, passphrase, path string) ([]byte, error) {
		seed, err := bip39.NewSeedWithErrorChecking(mnemonic, passphrase)
		if err != nil {
			return nil, err
		}
		return slip10(seed, path)
	}
}

func (ed25519Algo) Generate() hd.GenerateFn {
	return func(seed []byte) cryptotypes.PrivKey {
		return &sdked25519.PrivKey{Key: ed25519.NewKeyFromSeed(seed)}
	}
}

// slip10 derives the 32-byte ed25519 seed of a path; SLIP-0010 knows only hardened steps for ed25519.
func slip10(seed []byte, path string) ([]byte, error) {
	sum := mac([]byte("ed25519 seed"), seed)
	for _, step := range strings.Split(path, "/") {
		if step == "" || step == "m" {
			continue
		}
		n, err := strconv.ParseUint(strings.TrimSuffix(step, "'"), 10, 31)
		if err != nil {
			return nil, fmt.Errorf("key path %q: step %q is no number below 2^31", path, step)
		}
		data := append([]byte{0}, sum[:32]...)
		data = binary.BigEndian.AppendUint32(data, uint32(n)|1<<31)
		sum = mac(sum[32:], data)
	}
	return sum[:32], nil
}

func mac(key, data []byte) []byte {
	h := hmac.New(sha512.New, key)
	h.Write(data)
	return h.Sum(nil)
}
