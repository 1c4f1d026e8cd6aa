package types

import (
	"github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/negotiation"
)

// MaxSignature is the longest signature of a quote in bytes; that of ML-DSA-65 has 3309.
const MaxSignature = 4_096

// mldsa65KeyLen is the length of an ML-DSA-65 public key in bytes (FIPS 204).
const mldsa65KeyLen = 1_952

var (
	_ types.UnpackInterfacesMessage = (*Quote)(nil)
	_ types.UnpackInterfacesMessage = (*MsgHireQuoted)(nil)
	_ types.UnpackInterfacesMessage = (*QueryCheckQuoteRequest)(nil)
)

// UnpackInterfaces unpacks the public key.
func (q Quote) UnpackInterfaces(unpacker types.AnyUnpacker) error {
	var key cryptotypes.PubKey
	return unpacker.UnpackAny(q.PubKey, &key)
}

// UnpackInterfaces unpacks the public key of the quote.
func (m *MsgHireQuoted) UnpackInterfaces(unpacker types.AnyUnpacker) error {
	return m.Quote.UnpackInterfaces(unpacker)
}

// UnpackInterfaces unpacks the public key of the quote.
func (m *QueryCheckQuoteRequest) UnpackInterfaces(unpacker types.AnyUnpacker) error {
	return m.Quote.UnpackInterfaces(unpacker)
}

// Validate checks the form of a quote: signer, nonce, expiry, key and the length of the signature. ErrQuoteKey.
func (q Quote) Validate() error {
	if _, err := field.Address("quote.signer", q.Signer); err != nil {
		return err
	}
	if err := lengthBetween("quote.nonce", q.Nonce, negotiation.MinNonce, negotiation.MaxNonce); err != nil {
		return err
	}
	if err := field.Range("quote.expires_ms", q.ExpiresMs, 1, ^uint64(0)); err != nil {
		return err
	}
	if _, _, err := q.Key(); err != nil {
		return err
	}
	return lengthBetween("quote.signature", q.Signature, 1, MaxSignature)
}

// Key returns the signer's public key and the gas that a verification of its signature costs. Only keys of one signer
// and a known length are taken, for others may panic or cost without bound. field.ErrMissing, ErrQuoteKey.
func (q Quote) Key() (key cryptotypes.PubKey, gas uint64, err error) {
	if q.PubKey == nil {
		return nil, 0, field.ErrMissing.Wrap("quote.pub_key: the public key of the signer")
	}
	want := 0
	switch k := q.PubKey.GetCachedValue().(type) {
	case *secp256k1.PubKey:
		key, want, gas = k, secp256k1.PubKeySize, authtypes.DefaultSigVerifyCostSecp256k1
	case *ed25519.PubKey:
		key, want, gas = k, ed25519.PubKeySize, authtypes.DefaultSigVerifyCostED25519
	case *mldsa65.PubKey:
		key, want, gas = k, mldsa65KeyLen, authtypes.DefaultSigVerifyCostMlDsa65
	default:
		return nil, 0, ErrQuoteKey.Wrapf("quote.pub_key: type %.128q", q.PubKey.TypeUrl)
	}
	if n := len(key.Bytes()); n != want {
		return nil, 0, ErrQuoteKey.Wrapf("quote.pub_key: %d bytes, want %d", n, want)
	}
	signer, err := field.Address("quote.signer", q.Signer)
	if err != nil {
		return nil, 0, err
	}
	if address := sdk.AccAddress(key.Address()); !address.Equals(signer) {
		return nil, 0, ErrQuoteKey.Wrapf("quote.pub_key: of %s, the signer is %s", address, signer)
	}
	return key, gas, nil
}

// QuoteSignBytes returns the 32 bytes that a provider signs to quote the terms on a chain.
func QuoteSignBytes(chainID string, t agreementtypes.Terms, nonce []byte, expiresMs uint64) ([]byte, error) {
	provider, err := field.Address("terms.provider", t.Provider)
	if err != nil {
		return nil, err
	}
	terms, err := agreementtypes.TermsHash(chainID, t)
	if err != nil {
		return nil, err
	}
	return negotiation.QuoteSignBytes(negotiation.Quote{
		ChainID: chainID, Provider: provider, TermsHash: terms, Nonce: nonce, ExpiresMs: expiresMs,
	}), nil
}

func lengthBetween(name string, b []byte, shortest, longest int) error {
	if len(b) == 0 {
		return field.ErrMissing.Wrapf("%s: %d to %d bytes", name, shortest, longest)
	}
	if len(b) < shortest || len(b) > longest {
		return field.ErrLength.Wrapf("%s: %d bytes, want %d to %d", name, len(b), shortest, longest)
	}
	return nil
}
