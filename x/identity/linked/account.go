// Package linked says how an account on another chain is named and what proves control of it (design 02, "Linked
// accounts"): pure rules, the same for every node and for clients, which need them to make a statement to sign.
package linked

import "strings"

// MaxAccount is the longest name of an account in bytes, that of CAIP-10.
const MaxAccount = 171

// Scheme is the kind of an account: what its name looks like and which signatures it makes.
type Scheme string

// The schemes.
const (
	// EIP155 is an account of an EVM chain: secp256k1 over keccak256, personal_sign (EIP-191).
	EIP155 Scheme = "eip155"
	// Solana is an account of a Solana cluster: ed25519.
	Solana Scheme = "solana"
	// Cosmos is an account of a chain with bech32 addresses: secp256k1 over sha256 of an ADR-36 document.
	Cosmos Scheme = "cosmos"
	// DIDKey is an ed25519 key of its own, did:key.
	DIDKey Scheme = "did:key"
)

// Schemes returns all schemes.
func Schemes() []Scheme { return []Scheme{EIP155, Solana, Cosmos, DIDKey} }

// Account is an account elsewhere. Only Parse makes one; two spellings of one account give equal values.
type Account struct {
	scheme Scheme
	// name is the canonical form.
	name string
	// address is the last part of the name.
	address string
	// key is what a proof is held against: 20 bytes of hash for EIP155 and Cosmos, else the ed25519 key of 32.
	key string
}

// String returns the canonical form, under which an account is stored and signed: hexadecimal and bech32 digits in lower
// case. The reference of the chain is part of the account.
func (a Account) String() string { return a.name }

// Scheme returns the kind of the account.
func (a Account) Scheme() Scheme { return a.scheme }

// Parse reads an account in any of its spellings: eip155:<chain>:0x<hex>, solana:<genesis>:<base58>,
// cosmos:<chain id>:<bech32> or did:key:z6Mk<base58>. ErrMalformed, ErrNamespace, ErrWeakKey.
func Parse(caip10 string) (Account, error) {
	if len(caip10) > MaxAccount {
		return Account{}, ErrMalformed.Wrapf("account: %d bytes, want at most %d", len(caip10), MaxAccount)
	}
	namespace, rest, ok := strings.Cut(caip10, ":")
	if !ok {
		return Account{}, malformed(caip10, "no namespace")
	}
	reference, address, ok := strings.Cut(rest, ":")
	if !ok {
		return Account{}, malformed(caip10, "want three parts")
	}
	switch {
	case Scheme(namespace) == EIP155:
		return parseEIP155(reference, address)
	case Scheme(namespace) == Solana:
		return parseSolana(reference, address)
	case Scheme(namespace) == Cosmos:
		return parseCosmos(reference, address)
	case Scheme(namespace+":"+reference) == DIDKey:
		return parseDIDKey(address)
	}
	return Account{}, ErrNamespace.Wrapf("account: %.32q", namespace)
}

// newAccount returns an account in its canonical form.
func newAccount(scheme Scheme, reference, address string, key []byte) Account {
	name := string(scheme) + ":" + reference + ":" + address
	if scheme == DIDKey {
		name = string(scheme) + ":" + address
	}
	return Account{scheme: scheme, name: name, address: address, key: string(key)}
}

func malformed(part, want string) error { return ErrMalformed.Wrapf("account: %.100q: %s", part, want) }

// made says whether s has min to max bytes, each of the alphabet.
func made(s, alphabet string, min, max int) bool {
	if len(s) < min || len(s) > max {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}

const (
	digits  = "0123456789"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	letters = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
