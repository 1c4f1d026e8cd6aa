package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/sha3"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/example"
	"github.com/trothchain/troth/x/identity/linked"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// prove signs, with the key of the account elsewhere of the examples, that it belongs to bot of alice.
func prove(deadlineMs uint64) identitytypes.Proof {
	seed := sha256.Sum256([]byte("troth example account"))
	text := linked.Statement(chain.DevnetID, example.Owner, example.Provider, example.Account, deadlineMs)
	hash := sha3.NewLegacyKeccak256()
	fmt.Fprintf(hash, "\x19Ethereum Signed Message:\n%d%s", len(text), text)
	signature := ecdsa.SignCompact(secp256k1.PrivKeyFromBytes(seed[:]), hash.Sum(nil), false)
	return identitytypes.Proof{Signature: append(signature[1:], signature[0])}
}

// TestTheProofOfTheExamplesIsSigned prints the right proof when the statement changed.
func TestTheProofOfTheExamplesIsSigned(t *testing.T) {
	proof := prove(86_400_000)
	require.Equal(t, fmt.Sprintf(`'{"signature":"%s"}'`, base64.StdEncoding.EncodeToString(proof.Signature)), example.Proof)
}

// TestTheQuoteOfTheExamplesIsSigned prints the right signature when terms or their hash changed.
func TestTheQuoteOfTheExamplesIsSigned(t *testing.T) {
	enc, err := app.NewEncoding()
	require.NoError(t, err)
	var quote markettypes.Quote
	require.NoError(t, enc.Codec.UnmarshalJSON([]byte(strings.Trim(example.Quote, "'")), &quote))
	offered, err := terms(example.Terms)
	require.NoError(t, err)
	signed, err := markettypes.QuoteSignBytes(chain.DevnetID, offered, quote.Nonce, quote.ExpiresMs)
	require.NoError(t, err)
	key, err := devnet.Key(chain.DevnetID, "alice")
	require.NoError(t, err)
	signature, err := key.Sign(signed)
	require.NoError(t, err)
	require.Equal(t, base64.StdEncoding.EncodeToString(signature), base64.StdEncoding.EncodeToString(quote.Signature))
}
