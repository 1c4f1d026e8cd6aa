package card

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"

	sdked25519 "github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	dcr "github.com/decred/dcrd/dcrec/secp256k1/v4"

	"github.com/trothchain/troth/client"
)

// jwk is a public key as JWS writes it (RFC 7517, 8037, 8812).
type jwk struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y,omitempty"`
}

// header is the protected header of a signature. Kid is the account that signed.
type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
	Jwk jwk    `json:"jwk"`
}

// signature is one signature of a document, in the flattened form without payload.
type signature struct {
	Protected string `json:"protected"`
	Signature string `json:"signature"`
}

var b64 = base64.RawURLEncoding

// Sign adds a signature to a canonical document without one and returns it canonical. ErrKey for a kind of key that JWS
// does not know.
func Sign(document []byte, s client.Signer) ([]byte, error) {
	key, err := publicJWK(s.PubKey())
	if err != nil {
		return nil, err
	}
	h := header{Alg: "EdDSA", Kid: sdk.AccAddress(s.PubKey().Address()).String(), Typ: "JOSE", Jwk: key}
	if key.Kty == "EC" {
		h.Alg = "ES256K"
	}
	raw, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	protected := b64.EncodeToString(raw)
	sig, err := s.Sign(signingInput(protected, document))
	if err != nil {
		return nil, err
	}
	var v object
	if err := json.Unmarshal(document, &v); err != nil {
		return nil, ErrFormat.Wrap(err.Error())
	}
	v["signatures"] = []signature{{protected, b64.EncodeToString(sig)}}
	return canonical(v)
}

func signingInput(protected string, document []byte) []byte {
	return []byte(protected + "." + b64.EncodeToString(document))
}

func publicJWK(key cryptotypes.PubKey) (jwk, error) {
	switch k := key.(type) {
	case *sdked25519.PubKey:
		return jwk{Kty: "OKP", Crv: "Ed25519", X: b64.EncodeToString(k.Key)}, nil
	case *secp256k1.PubKey:
		p, err := dcr.ParsePubKey(k.Key)
		if err != nil {
			return jwk{}, ErrKey.Wrap(err.Error())
		}
		full := p.SerializeUncompressed()
		return jwk{Kty: "EC", Crv: "secp256k1", X: b64.EncodeToString(full[1:33]), Y: b64.EncodeToString(full[33:])}, nil
	default:
		return jwk{}, ErrKey.Wrap(key.Type())
	}
}

// public is the key of a header, whose kind must fit the algorithm.
func (h header) public() (cryptotypes.PubKey, error) {
	x, err := b64.DecodeString(h.Jwk.X)
	if err != nil || len(x) != 32 {
		return nil, ErrSignature.Wrap("malformed key")
	}
	switch {
	case h.Alg == "EdDSA" && h.Jwk.Kty == "OKP" && h.Jwk.Crv == "Ed25519":
		return &sdked25519.PubKey{Key: ed25519.PublicKey(x)}, nil
	case h.Alg == "ES256K" && h.Jwk.Kty == "EC" && h.Jwk.Crv == "secp256k1":
		y, err := b64.DecodeString(h.Jwk.Y)
		if err != nil || len(y) != 32 {
			return nil, ErrSignature.Wrap("malformed key")
		}
		p, err := dcr.ParsePubKey(append([]byte{4}, append(x, y...)...))
		if err != nil {
			return nil, ErrSignature.Wrap("malformed key")
		}
		return &secp256k1.PubKey{Key: p.SerializeCompressed()}, nil
	default:
		return nil, ErrSignature.Wrapf("algorithm %.16q", h.Alg)
	}
}

// signers checks the signatures of a document and returns the accounts that made them, in order: every one must hold.
func signers(document []byte) ([]sdk.AccAddress, error) {
	var v object
	if err := json.Unmarshal(document, &v); err != nil {
		return nil, ErrFormat.Wrapf("no JSON: %s", err)
	}
	var signed struct {
		Signatures []signature `json:"signatures"`
	}
	if err := json.Unmarshal(document, &signed); err != nil {
		return nil, ErrFormat.Wrap(err.Error())
	}
	if n := len(signed.Signatures); n == 0 || n > maxSignatures {
		return nil, ErrSignature.Wrapf("%d signatures, want 1 to %d", n, maxSignatures)
	}
	delete(v, "signatures")
	payload, err := canonical(v)
	if err != nil {
		return nil, ErrFormat.Wrap(err.Error())
	}
	var accounts []sdk.AccAddress
	for _, s := range signed.Signatures {
		account, err := s.check(payload)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, account)
	}
	return accounts, nil
}

// maxSignatures of a document.
const maxSignatures = 8

func (s signature) check(payload []byte) (sdk.AccAddress, error) {
	raw, err := b64.DecodeString(s.Protected)
	if err != nil {
		return nil, ErrSignature.Wrap("malformed header")
	}
	var h header
	if err := json.Unmarshal(raw, &h); err != nil {
		return nil, ErrSignature.Wrap("malformed header")
	}
	key, err := h.public()
	if err != nil {
		return nil, err
	}
	account := sdk.AccAddress(key.Address())
	if account.String() != h.Kid {
		return nil, ErrSignature.Wrapf("the key is that of %s, not of %.80q", account, h.Kid)
	}
	sig, err := b64.DecodeString(s.Signature)
	if err != nil || !key.VerifySignature(signingInput(s.Protected, payload), sig) {
		return nil, ErrSignature.Wrapf("of %s", account)
	}
	return account, nil
}
