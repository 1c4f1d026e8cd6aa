// Package chain names what every part of Troth agrees on before any state exists: denoms, address prefixes, coin type.
// It is small on purpose, so that clients can use it without the node.
package chain

import (
	"os"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The names of the chain (design 01).
const (
	// Name of the application and of its home folder (~/.troth).
	Name = "troth"
	// Binary is the name of the node's program.
	Binary = "trothd"
	// DevnetID is the chain id of the one-command chain.
	DevnetID = "troth-devnet-1"

	// BaseDenom is the denom of fees, stake and the first accepted denom of escrow.
	BaseDenom = "utroth"
	// DisplayDenom is one million of BaseDenom.
	DisplayDenom = "troth"
	// DisplayExponent is the number of decimals between the two.
	DisplayExponent = 6

	// Bech32Prefix of account addresses; validators use trothvaloper and trothvalcons.
	Bech32Prefix = "troth"
	// CoinType is the BIP-44 coin type of derived keys.
	CoinType = 118
)

// Configure sets the prefixes and the coin type of the SDK's process-wide configuration and the default denom. It runs
// when a package that needs addresses is loaded; calling it again changes nothing.
//
// It also names the scope of that configuration in the environment: without it every address check makes a readlink
// system call, a quarter of a node's throughput.
func Configure() error {
	if os.Getenv(sdk.EnvConfigScope) == "" {
		if err := os.Setenv(sdk.EnvConfigScope, Name); err != nil {
			return err
		}
	}
	config := sdk.GetConfig()
	if config.GetBech32AccountAddrPrefix() != Bech32Prefix {
		config.SetBech32PrefixForAccount(Bech32Prefix, Bech32Prefix+"pub")
		config.SetBech32PrefixForValidator(Bech32Prefix+"valoper", Bech32Prefix+"valoperpub")
		config.SetBech32PrefixForConsensusNode(Bech32Prefix+"valcons", Bech32Prefix+"valconspub")
		config.SetCoinType(CoinType)
	}
	sdk.DefaultBondDenom = BaseDenom
	return nil
}

func init() {
	if err := Configure(); err != nil {
		panic(err)
	}
}
