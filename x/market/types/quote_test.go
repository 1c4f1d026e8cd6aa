package types_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	"github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256r1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/market/types"
)

// keys are one of each kind that can sign a quote.
func keys(t *testing.T) map[string]cryptotypes.PubKey {
	t.Helper()
	pq, err := mldsa65.GenPrivKeyFromSeed(hash)
	require.NoError(t, err)
	return map[string]cryptotypes.PubKey{
		"secp256k1": secp256k1.GenPrivKeyFromSecret(hash).PubKey(),
		"ed25519":   ed25519.GenPrivKeyFromSecret(hash).PubKey(),
		"ML-DSA-65": pq.PubKey(),
	}
}

func packed(t *testing.T, k cryptotypes.PubKey) *codectypes.Any {
	t.Helper()
	a, err := codectypes.NewAnyWithValue(k)
	require.NoError(t, err)
	return a
}

func hireQuoted(t *testing.T) *types.MsgHireQuoted {
	k := keys(t)["secp256k1"]
	return &types.MsgHireQuoted{Signer: addr, Client: addr, Terms: terms(), Quote: types.Quote{
		Signer: sdk.AccAddress(k.Address()).String(), Nonce: hash[:16], ExpiresMs: 1, PubKey: packed(t, k), Signature: make([]byte, 64),
	}}
}

func TestMsgHireQuotedValidateBasic(t *testing.T) {
	r1, err := secp256r1.GenPrivKey()
	require.NoError(t, err)
	key := func(m *types.MsgHireQuoted, k cryptotypes.PubKey) {
		m.Quote.PubKey = packed(t, k)
		m.Quote.Signer = addr
	}
	for name, tc := range map[string]struct {
		change func(m *types.MsgHireQuoted)
		err    error
	}{
		"as it should be":         {func(*types.MsgHireQuoted) {}, nil},
		"the longest nonce":       {func(m *types.MsgHireQuoted) { m.Quote.Nonce = hash }, nil},
		"no signer":               {func(m *types.MsgHireQuoted) { m.Signer = "" }, field.ErrMissing},
		"a malformed client":      {func(m *types.MsgHireQuoted) { m.Client = "x" }, field.ErrAddress},
		"no terms":                {func(m *types.MsgHireQuoted) { m.Terms.Title = "" }, field.ErrMissing},
		"terms of another client": {func(m *types.MsgHireQuoted) { m.Client = sdk.AccAddress(hash).String() }, types.ErrNotParty},
		"no signer of the quote":  {func(m *types.MsgHireQuoted) { m.Quote.Signer = "" }, field.ErrMissing},
		"no nonce":                {func(m *types.MsgHireQuoted) { m.Quote.Nonce = nil }, field.ErrMissing},
		"a short nonce":           {func(m *types.MsgHireQuoted) { m.Quote.Nonce = hash[:15] }, field.ErrLength},
		"a long nonce":            {func(m *types.MsgHireQuoted) { m.Quote.Nonce = make([]byte, 33) }, field.ErrLength},
		"no expiry":               {func(m *types.MsgHireQuoted) { m.Quote.ExpiresMs = 0 }, field.ErrRange},
		"no key":                  {func(m *types.MsgHireQuoted) { m.Quote.PubKey = nil }, field.ErrMissing},
		"an empty key":            {func(m *types.MsgHireQuoted) { m.Quote.PubKey = &codectypes.Any{} }, types.ErrQuoteKey},
		"no signature":            {func(m *types.MsgHireQuoted) { m.Quote.Signature = nil }, field.ErrMissing},
		"a signature beyond all":  {func(m *types.MsgHireQuoted) { m.Quote.Signature = make([]byte, 4_097) }, field.ErrLength},
		"a key of another":        {func(m *types.MsgHireQuoted) { m.Quote.Signer = addr }, types.ErrQuoteKey},
		"a short secp256k1 key":   {func(m *types.MsgHireQuoted) { key(m, &secp256k1.PubKey{Key: make([]byte, 32)}) }, types.ErrQuoteKey},
		"an unset secp256k1 key":  {func(m *types.MsgHireQuoted) { key(m, &secp256k1.PubKey{}) }, types.ErrQuoteKey},
		"a long ed25519 key":      {func(m *types.MsgHireQuoted) { key(m, &ed25519.PubKey{Key: make([]byte, 33)}) }, types.ErrQuoteKey},
		"an unset ML-DSA-65 key":  {func(m *types.MsgHireQuoted) { key(m, &mldsa65.PubKey{}) }, types.ErrQuoteKey},
		"a secp256r1 key":         {func(m *types.MsgHireQuoted) { key(m, r1.PubKey()) }, types.ErrQuoteKey},
		"a multisig key of one key": {func(m *types.MsgHireQuoted) {
			key(m, multisig.NewLegacyAminoPubKey(1, []cryptotypes.PubKey{keys(t)["secp256k1"]}))
		}, types.ErrQuoteKey},
		"a message that is no key": {func(m *types.MsgHireQuoted) {
			a, err := codectypes.NewAnyWithValue(&types.MsgRetry{})
			require.NoError(t, err)
			m.Quote.PubKey = a
		}, types.ErrQuoteKey},
	} {
		t.Run(name, func(t *testing.T) {
			m := hireQuoted(t)
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

// A key of each kind is taken, travels in a message, and its verification costs what a transaction's does.
func TestKeysOfQuotes(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	types.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	gas := map[string]uint64{"secp256k1": 1_000, "ed25519": 590, "ML-DSA-65": 750}
	for name, k := range keys(t) {
		t.Run(name, func(t *testing.T) {
			m := hireQuoted(t)
			m.Quote.PubKey, m.Quote.Signer = packed(t, k), sdk.AccAddress(k.Address()).String()
			var back types.MsgHireQuoted
			require.NoError(t, cdc.Unmarshal(cdc.MustMarshal(m), &back))
			require.NoError(t, back.ValidateBasic())
			got, cost, err := back.Quote.Key()
			require.NoError(t, err)
			require.True(t, k.Equals(got))
			require.Equal(t, gas[name], cost)

			var query types.QueryCheckQuoteRequest
			require.NoError(t, cdc.Unmarshal(cdc.MustMarshal(&types.QueryCheckQuoteRequest{Terms: m.Terms, Quote: m.Quote}), &query))
			require.NoError(t, query.Quote.Validate())
		})
	}
}

// The bytes to sign do not depend on how an address is written, and on all else that matters.
func TestQuoteSignBytes(t *testing.T) {
	sign := func(chain string, change func(m *types.MsgHireQuoted)) []byte {
		m := hireQuoted(t)
		change(m)
		signed, err := types.QuoteSignBytes(chain, m.Terms, m.Quote.Nonce, m.Quote.ExpiresMs)
		require.NoError(t, err)
		return signed
	}
	was := sign("troth-1", func(*types.MsgHireQuoted) {})
	require.Len(t, was, 32)
	require.Equal(t, was, sign("troth-1", func(m *types.MsgHireQuoted) { m.Terms.Client = string(bytes.ToUpper([]byte(m.Terms.Client))) }))
	for name, changed := range map[string][]byte{
		"chain":  sign("troth-2", func(*types.MsgHireQuoted) {}),
		"client": sign("troth-1", func(m *types.MsgHireQuoted) { m.Terms.Client = provider }),
		"price":  sign("troth-1", func(m *types.MsgHireQuoted) { m.Terms.Price.Amount = m.Terms.Price.Amount.AddRaw(1) }),
		"nonce":  sign("troth-1", func(m *types.MsgHireQuoted) { m.Quote.Nonce = hash[:17] }),
		"expiry": sign("troth-1", func(m *types.MsgHireQuoted) { m.Quote.ExpiresMs++ }),
	} {
		require.NotEqual(t, was, changed, name)
	}
	_, err := types.QuoteSignBytes("troth-1", template(), nil, 1)
	require.NoError(t, err, "terms may be signed before the client is known; they cannot be hired so")
	bad := terms()
	bad.Provider = "x"
	_, err = types.QuoteSignBytes("troth-1", bad, nil, 1)
	require.ErrorIs(t, err, field.ErrAddress)
	bad = terms()
	bad.Client = "x"
	_, err = types.QuoteSignBytes("troth-1", bad, nil, 1)
	require.ErrorIs(t, err, field.ErrAddress)
}
