package testapp

import (
	"fmt"
	"time"

	cmtcrypto "github.com/cometbft/cometbft/crypto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/trothchain/troth/app"
)

// DefaultGas is the gas limit of transactions made by Tx, for each message.
const DefaultGas = 1_000_000

// Account is a key that signs.
type Account struct {
	Key     cryptotypes.PrivKey
	Address sdk.AccAddress
	number  uint64
	known   bool
}

func newAccount(secret string, edwards bool) *Account {
	var key cryptotypes.PrivKey = secp256k1.GenPrivKeyFromSecret([]byte(secret))
	if edwards {
		key = ed25519.GenPrivKeyFromSecret([]byte(secret))
	}
	return &Account{Key: key, Address: sdk.AccAddress(key.PubKey().Address())}
}

func (a *Account) String() string { return a.Address.String() }

func toComet(key cryptotypes.PrivKey) (cmtcrypto.PubKey, error) {
	return cryptocodec.ToCmtPubKeyInterface(key.PubKey())
}

// NewAccount makes a key of which the chain knows nothing yet; it exists once it gets coins.
func (c *Chain) NewAccount() *Account {
	c.made++
	return newAccount(fmt.Sprintf("new account %d", c.made), c.made%2 == 1)
}

// TxOptions change a transaction; the zero value is what Tx makes.
type TxOptions struct {
	// Gas limit; DefaultGas for each message when 0.
	Gas uint64
	// Fee; the minimum for the gas when nil.
	Fee sdk.Coins
	// Granter pays the fee.
	Granter sdk.AccAddress
	// Timeout of the unordered transaction; a time of its own within five minutes when zero.
	Timeout time.Time
	// Ordered uses Sequence instead of a timeout.
	Ordered  bool
	Sequence uint64
	// Memo of the transaction.
	Memo string
}

// Tx makes a signed unordered transaction that pays the minimum fee.
func (c *Chain) Tx(from *Account, msgs ...sdk.Msg) []byte {
	c.t.Helper()
	return c.TxWith(from, TxOptions{}, msgs...)
}

// TxWith makes a signed transaction.
func (c *Chain) TxWith(from *Account, o TxOptions, msgs ...sdk.Msg) []byte {
	c.t.Helper()
	enc := c.App().Encoding()
	builder := enc.TxConfig.NewTxBuilder()
	require.NoError(c.t, builder.SetMsgs(msgs...))
	if o.Gas == 0 {
		o.Gas = DefaultGas * uint64(len(msgs))
	}
	if o.Fee == nil {
		o.Fee = sdk.NewCoins(app.MinFee(o.Gas))
	}
	builder.SetGasLimit(o.Gas)
	builder.SetFeeAmount(o.Fee)
	builder.SetFeeGranter(o.Granter)
	builder.SetMemo(o.Memo)
	if !o.Ordered {
		if o.Timeout.IsZero() {
			c.nonce++ // two unordered transactions of one signer must differ in their time
			o.Timeout = c.Time.Add(5*time.Minute + time.Duration(c.nonce))
		}
		builder.SetUnordered(true)
		builder.SetTimeoutTimestamp(o.Timeout)
		o.Sequence = 0
	}
	return c.sign(enc.TxConfig, builder, from, o.Sequence)
}

func (c *Chain) sign(config client.TxConfig, builder client.TxBuilder, from *Account, sequence uint64) []byte {
	c.t.Helper()
	signature := func(sig []byte) signing.SignatureV2 {
		return signing.SignatureV2{
			PubKey: from.Key.PubKey(), Sequence: sequence,
			Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT, Signature: sig},
		}
	}
	require.NoError(c.t, builder.SetSignatures(signature(nil)))
	if c.signing.BlockHeight() != c.Height { // a context costs more than a signature
		c.signing = c.Context()
	}
	ctx := c.signing
	data := authsigning.SignerData{
		Address: from.Address.String(), ChainID: ChainID, AccountNumber: c.accountNumber(ctx, from), Sequence: sequence,
		PubKey: from.Key.PubKey(),
	}
	raw, err := authsigning.GetSignBytesAdapter(ctx, config.SignModeHandler(), signing.SignMode_SIGN_MODE_DIRECT, data, builder.GetTx())
	require.NoError(c.t, err)
	sig, err := from.Key.Sign(raw)
	require.NoError(c.t, err)
	require.NoError(c.t, builder.SetSignatures(signature(sig)))
	tx, err := config.TxEncoder()(builder.GetTx())
	require.NoError(c.t, err)
	return tx
}

// accountNumber asks the chain once; an account it does not know has 0, as in its first transaction by a fee granter.
func (c *Chain) accountNumber(ctx sdk.Context, a *Account) uint64 {
	if !a.known {
		if acc := c.App().Keepers.Account.GetAccount(ctx, a.Address); acc != nil {
			a.number, a.known = acc.GetAccountNumber(), true
		}
	}
	return a.number
}
