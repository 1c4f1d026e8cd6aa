package linked

import "github.com/trothchain/troth/internal/explain"

// Codespace of the errors of this package: that of x/identity, codes 60 to 69.
const Codespace = "identity"

// The sentinels of accounts elsewhere and of proofs.
var (
	ErrMalformed       = explain.New(Codespace, 60, "malformed account", "write the account in CAIP-10, such as eip155:1:0x…, solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:…, cosmos:cosmoshub-4:cosmos1…, or did:key:z6Mk…")
	ErrNamespace       = explain.New(Codespace, 61, "unsupported namespace", "link an account of eip155, solana, cosmos or an ed25519 did:key")
	ErrWeakKey         = explain.New(Codespace, 62, "the account has no safe ed25519 key", "link an account whose address is the public key of a wallet, not that of a program")
	ErrSignatureLength = explain.New(Codespace, 63, "wrong length of the signature", "send the bare signature: r, s and v in 65 bytes for eip155, 64 bytes for every other account")
	ErrPublicKey       = explain.New(Codespace, 64, "wrong public key of the proof", "send the 33 bytes of the compressed secp256k1 key of a cosmos account, and no key for every other account")
	ErrRecovery        = explain.New(Codespace, 65, "wrong recovery byte of the signature", "end the signature with v of 27 or 28, as personal_sign does; add 27 to a v of 0 or 1")
	ErrScalar          = explain.New(Codespace, 66, "the signature is out of range", "sign with a secp256k1 library that encodes r and s in 32 bytes each, big-endian")
	ErrHighS           = explain.New(Codespace, 67, "the signature has a high s", "sign with a library that makes low-s signatures (EIP-2, BIP-62)")
	ErrMismatch        = explain.New(Codespace, 68, "the signature does not match", "sign exactly the statement of this chain, owner, agent, account and deadline with the key of the account")
)
