// Package types holds the records, messages, parameters, keys and errors of x/escrow, and the pure rules of fundings and
// fees.
package types

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/address"
)

// ModuleName is the name of the module, its store key and the codespace of its errors. It is also the name of the module
// account (permission: burner) that collects what is burned in a block.
const ModuleName = "escrow"

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// HoldsKey ‖ (scope, ref) → Hold
	HoldsKey = collections.NewPrefix(1)
	// HeldKey ‖ (agent, denom) → sum of the agent's holds; no entry is zero
	HeldKey = collections.NewPrefix(2)
	// IndexKey ‖ (agent, scope, ref) → nothing: the holds of an agent
	IndexKey = collections.NewPrefix(3)
	// CountKey ‖ agent → number of the agent's holds; no entry is zero
	CountKey = collections.NewPrefix(4)
	// AskedKey ‖ (agent, denom, balance) → what foreign debits the restriction let pass at this balance; empty after
	// every EndBlock
	AskedKey = collections.NewPrefix(5)
)

const (
	// AgentAddressLen is the length of every agent account's address (identity derives them with address.Module). The
	// send restriction does not look at shorter ones, so a hold for one is refused.
	AgentAddressLen = 32
	// MaxRef is the greatest length of a ref in bytes.
	MaxRef = 64
	// MaxScope is the greatest length of a scope: the name of a module.
	MaxScope = 32
	// MaxFundings is the greatest number of fundings of a hold.
	MaxFundings = 8
)

// UnspendableAddress is the account that burned coins of denoms which cannot be destroyed are sent to. It is derived from
// a name, so nobody has its key, and the send restriction refuses every debit of it.
func UnspendableAddress() sdk.AccAddress { return address.Module(ModuleName, []byte("unspendable")) }
