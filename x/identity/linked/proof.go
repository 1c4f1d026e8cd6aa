package linked

import "github.com/decred/dcrd/dcrec/secp256k1/v4"

const (
	// SignatureLen is the length of a signature in bytes: r and s, or R and S.
	SignatureLen = 64
	// RecoverableLen is the length of a signature of EIP155 in bytes: r, s and v.
	RecoverableLen = 65
	// PublicKeyLen is the length of the compressed secp256k1 key in a proof of Cosmos in bytes.
	PublicKeyLen = 33
)

// Proof is a signature of a statement.
type Proof struct {
	// Signature is r ‖ s ‖ v for EIP155, r ‖ s for Cosmos and R ‖ S for the two of ed25519.
	Signature []byte
	// PublicKey is the compressed key of a Cosmos account; the other schemes have no use for one.
	PublicKey []byte
}

// Check checks the lengths of a proof for the account. ErrSignatureLength, ErrPublicKey, and ErrNamespace for an account
// that Parse did not make.
func (p Proof) Check(a Account) error {
	signature, key := SignatureLen, 0
	switch a.scheme {
	case EIP155:
		signature = RecoverableLen
	case Cosmos:
		key = PublicKeyLen
	case Solana, DIDKey:
	default:
		return ErrNamespace.Wrapf("account: %.32q", a.scheme)
	}
	if len(p.Signature) != signature {
		return ErrSignatureLength.Wrapf("proof.signature: %d bytes, want %d for %s", len(p.Signature), signature, a.scheme)
	}
	if len(p.PublicKey) != key {
		return ErrPublicKey.Wrapf("proof.public_key: %d bytes, want %d for %s", len(p.PublicKey), key, a.scheme)
	}
	return nil
}

// Verify checks that the account signed the statement. It is deterministic and panics on no input. ErrSignatureLength,
// ErrPublicKey, ErrRecovery, ErrScalar, ErrHighS, ErrMismatch.
func Verify(a Account, statement string, p Proof) error {
	if err := p.Check(a); err != nil {
		return err
	}
	switch a.scheme {
	case EIP155:
		return verifyEIP155(a, statement, p.Signature)
	case Cosmos:
		return verifyCosmos(a, statement, p)
	default:
		return verifyEd25519(a, statement, p.Signature)
	}
}

// scalars reads r and s, each at least 1 and below the order of the group, s in the lower half. ErrScalar, ErrHighS.
func scalars(signature []byte) (r, s secp256k1.ModNScalar, err error) {
	if r.SetByteSlice(signature[:32]) || r.IsZero() {
		return r, s, ErrScalar.Wrap("proof.signature: r")
	}
	if s.SetByteSlice(signature[32:64]) || s.IsZero() {
		return r, s, ErrScalar.Wrap("proof.signature: s")
	}
	if s.IsOverHalfOrder() {
		return r, s, ErrHighS.Wrap("proof.signature: s")
	}
	return r, s, nil
}

func mismatch(a Account) error { return ErrMismatch.Wrapf("proof.signature: not by %s", a.name) }
