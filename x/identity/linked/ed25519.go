package linked

import (
	"bytes"
	"strings"

	"filippo.io/edwards25519"
	"github.com/cosmos/btcutil/base58"
	"github.com/hdevalence/ed25519consensus"
)

const (
	base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	// clusterLen is the length of the reference of a Solana cluster: the first characters of its genesis hash.
	clusterLen = 32
	// keyLen is the length of an ed25519 key in bytes.
	keyLen = 32
	// multicodec is the prefix of an ed25519 key in a did:key.
	multicodec = "\xed\x01"
)

// parseSolana reads an account of a Solana cluster: its address is its key.
func parseSolana(cluster, address string) (Account, error) {
	if !made(cluster, base58Alphabet, clusterLen, clusterLen) {
		return Account{}, malformed(cluster, "want the first 32 characters of the genesis hash of a cluster")
	}
	raw, ok := fromBase58(address)
	if !ok || len(raw) != keyLen {
		return Account{}, malformed(address, "want 32 bytes in base58")
	}
	if err := safeKey(raw); err != nil {
		return Account{}, err
	}
	return newAccount(Solana, cluster, address, raw), nil
}

// parseDIDKey reads the last part of a did:key of an ed25519 key: z for base58, the code of ed25519 and the key.
func parseDIDKey(id string) (Account, error) {
	encoded, multibase := strings.CutPrefix(id, "z")
	raw, ok := fromBase58(encoded)
	if !multibase || !ok || len(raw) != len(multicodec)+keyLen || string(raw[:len(multicodec)]) != multicodec {
		return Account{}, malformed(id, "want z6Mk… : an ed25519 key in base58")
	}
	key := raw[len(multicodec):]
	if err := safeKey(key); err != nil {
		return Account{}, err
	}
	return newAccount(DIDKey, "", id, key), nil
}

// fromBase58 decodes base58, of which every value has one spelling. The alphabet is checked first: the decoder panics on
// some characters that are not in it.
func fromBase58(s string) ([]byte, bool) {
	if !made(s, base58Alphabet, 1, MaxAccount) {
		return nil, false
	}
	raw := base58.Decode(s)
	return raw, base58.Encode(raw) == s
}

// safeKey refuses a key that is no point of the curve, that is another spelling of a point, or that is of small order:
// under a key of small order anybody can sign anything. ErrWeakKey.
func safeKey(key []byte) error {
	point, err := new(edwards25519.Point).SetBytes(key)
	if err != nil {
		return ErrWeakKey.Wrapf("account: %x is no point of the curve", key)
	}
	if !bytes.Equal(point.Bytes(), key) {
		return ErrWeakKey.Wrapf("account: %x is not the canonical form of a key", key)
	}
	if new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1 {
		return ErrWeakKey.Wrapf("account: %x is a key of small order", key)
	}
	return nil
}

// verifyEd25519 checks a signature of the bare text by ZIP-215, the rule on which all nodes agree to the last bit, as the
// keys of the chain's own accounts do.
func verifyEd25519(a Account, statement string, signature []byte) error {
	if !ed25519consensus.Verify([]byte(a.key), []byte(statement), signature) {
		return mismatch(a)
	}
	return nil
}
