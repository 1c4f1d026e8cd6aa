package devnet

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"regexp"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cosmos/go-bip39"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/vrfkey"
	"github.com/trothchain/troth/internal/explain"
)

// Codespace of the errors of this package.
const Codespace = "devnet"

// The sentinels of this package.
var (
	ErrChainID = explain.New(Codespace, 2, "not the chain id of a devnet", "choose a chain id that ends in -devnet- and a number: everybody knows the keys of a devnet")
	ErrHome    = explain.New(Codespace, 3, "not the home of this devnet", "choose another --home, or --reset to begin anew")
	ErrPort    = explain.New(Codespace, 4, "port not available", "choose another port, or 0 for a free one")
)

var devnetID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,38}-devnet-[0-9]{1,6}$`)

// CheckChainID refuses every chain id that does not end in -devnet-N.
func CheckChainID(id string) error {
	if !devnetID.MatchString(id) {
		return ErrChainID.Wrapf("%q", id)
	}
	return nil
}

// Mnemonic of a named account: the same on every devnet, known to everybody, worth nothing elsewhere. It refuses any
// chain id that is not a devnet's.
func Mnemonic(chainID, name string) (string, error) {
	if err := CheckChainID(chainID); err != nil {
		return "", err
	}
	entropy := sha256.Sum256([]byte("troth devnet account/" + name))
	return bip39.NewMnemonic(entropy[:])
}

// Key of a named account.
func Key(chainID, name string) (*secp256k1.PrivKey, error) {
	words, err := Mnemonic(chainID, name)
	if err != nil {
		return nil, err
	}
	raw, err := hd.Secp256k1.Derive()(words, "", sdk.GetConfig().GetFullBIP44Path())
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", name, err)
	}
	return &secp256k1.PrivKey{Key: raw}, nil
}

// consensusKey is the validator's block signing key.
func consensusKey(chainID, name string) (cmted25519.PrivKey, error) {
	if err := CheckChainID(chainID); err != nil {
		return nil, err
	}
	seed := sha256.Sum256([]byte("troth devnet validator/" + name))
	return cmted25519.PrivKey(ed25519.NewKeyFromSeed(seed[:])), nil
}

// beaconKeys is the validator's key for the beacon.
func beaconKeys(chainID, name string) (*vrfkey.Keys, error) {
	if err := CheckChainID(chainID); err != nil {
		return nil, err
	}
	seed := sha256.Sum256([]byte("troth devnet beacon/" + name))
	return vrfkey.New(seed[:])
}
