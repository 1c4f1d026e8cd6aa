package app

import (
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// Encoding is how Troth writes messages, transactions and state. Clients need nothing else of this package.
type Encoding struct {
	InterfaceRegistry codectypes.InterfaceRegistry
	Codec             codec.Codec
	TxConfig          client.TxConfig
	Amino             *codec.LegacyAmino
}

// NewEncoding knows every message of every module. An error means a message without its signer field named.
func NewEncoding() (Encoding, error) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          address.NewBech32Codec(chain.Bech32Prefix),
			ValidatorAddressCodec: address.NewBech32Codec(chain.Bech32Prefix + "valoper"),
		},
	})
	if err != nil {
		return Encoding{}, fmt.Errorf("interface registry: %w", err)
	}
	amino := codec.NewLegacyAmino()
	std.RegisterLegacyAminoCodec(amino)
	std.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	basics := Basics(cdc)
	basics.RegisterLegacyAminoCodec(amino)
	basics.RegisterInterfaces(registry)
	if err := registry.SigningContext().Validate(); err != nil {
		return Encoding{}, fmt.Errorf("signers of messages: %w", err)
	}
	return Encoding{
		InterfaceRegistry: registry,
		Codec:             cdc,
		TxConfig:          authtx.NewTxConfig(cdc, authtx.DefaultSignModes),
		Amino:             amino,
	}, nil
}

// ProofMemo is what readers of blocks see in the place of a proof of the beacon.
const ProofMemo = "proof of the random beacon, no transaction"

// Reading decodes what stands in blocks, for queries and command lines: a proof of the beacon reads as a transaction that
// has no messages and a memo that says what it is. Queries that come upon one would else fail as a whole. Nothing that
// executes uses it.
func (e Encoding) Reading() client.TxConfig { return readingTxConfig{e.TxConfig} }

type readingTxConfig struct{ client.TxConfig }

// TxDecoder implements client.TxConfig.
func (c readingTxConfig) TxDecoder() sdk.TxDecoder {
	decode := c.TxConfig.TxDecoder()
	return func(raw []byte) (sdk.Tx, error) {
		if !vrf.IsItem(raw) {
			return decode(raw)
		}
		builder := c.NewTxBuilder()
		builder.SetMemo(ProofMemo)
		return builder.GetTx(), nil
	}
}
