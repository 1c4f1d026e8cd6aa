package keeper_test

import (
	"bytes"
	"crypto/sha256"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// The kinds of keys that sign quotes.
const (
	secp = "secp256k1"
	edw  = "ed25519"
	pq   = "ML-DSA-65"
)

// privateKey is a key of a kind, always the same for a seed.
func (f *fixture) privateKey(kind, seed string) cryptotypes.PrivKey {
	f.t.Helper()
	sum := sha256.Sum256([]byte(seed))
	switch kind {
	case secp:
		return secp256k1.GenPrivKeyFromSecret(sum[:])
	case edw:
		return ed25519.GenPrivKeyFromSecret(sum[:])
	}
	k, err := mldsa65.GenPrivKeyFromSeed(sum[:])
	require.NoError(f.t, err)
	return &k
}

// quoter is the secp256k1 key with which a provider signs quotes; it has a mandate to negotiate.
func (f *fixture) quoter(provider string) cryptotypes.PrivKey {
	f.t.Helper()
	k := f.privateKey(secp, "quoter of "+provider)
	address := sdk.AccAddress(k.PubKey().Address())
	if _, err := f.identity.Operator(f.ctx, f.agent(provider).addr, address); err != nil {
		f.mandate(provider, address, nil)
	}
	return k
}

// sign makes a quote of the terms by the key.
func (f *fixture) sign(k cryptotypes.PrivKey, chain string, t agreementtypes.Terms, nonce []byte, expires uint64) types.Quote {
	f.t.Helper()
	signed, err := types.QuoteSignBytes(chain, t, nonce, expires)
	require.NoError(f.t, err)
	signature, err := k.Sign(signed)
	require.NoError(f.t, err)
	key, err := codectypes.NewAnyWithValue(k.PubKey())
	require.NoError(f.t, err)
	return types.Quote{
		Signer: sdk.AccAddress(k.PubKey().Address()).String(), Nonce: nonce, ExpiresMs: expires, PubKey: key, Signature: signature,
	}
}

func nonce(n byte) []byte { return bytes.Repeat([]byte{n}, 16) }

// quoteMsg takes a page quoted by the provider for ten minutes.
func (f *fixture) quoteMsg(client, provider string, changes ...func(*agreementtypes.Terms)) *types.MsgHireQuoted {
	f.t.Helper()
	a := f.agent(client)
	t := f.page(client, provider, changes...)
	return &types.MsgHireQuoted{
		Signer: a.owner.String(), Client: a.addr.String(), Terms: t,
		Quote: f.sign(f.quoter(provider), chainID, t, nonce(1), f.now()+10*minute),
	}
}

// refusedQuote demands that the quote is refused and changes nothing.
func (f *fixture) refusedQuote(want error, m *types.MsgHireQuoted) {
	f.t.Helper()
	f.refused(want, func(ctx ctx) error {
		_, err := f.msgs.HireQuoted(ctx, m)
		return err
	})
}
