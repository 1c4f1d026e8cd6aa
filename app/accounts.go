package app

import (
	"maps"
	"slices"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// ModuleAccounts returns the module accounts and what each may do with coins. No account here holds money of agents:
// escrow and identity only collect what they burn at the end of the block.
func ModuleAccounts() map[string][]string {
	return map[string][]string{
		authtypes.FeeCollectorName:          nil,
		distrtypes.ModuleName:               nil,
		minttypes.ModuleName:                {authtypes.Minter},
		stakingtypes.BondedPoolName:         {authtypes.Burner, authtypes.Staking},
		stakingtypes.NotBondedPoolName:      {authtypes.Burner, authtypes.Staking},
		stakingtypes.KeyRotationFeePoolName: {authtypes.Burner},
		govtypes.ModuleName:                 {authtypes.Burner},
		identitytypes.ModuleName:            {authtypes.Burner},
		escrowtypes.ModuleName:              {authtypes.Burner},
	}
}

// moduleAccountNames returns the names in order, for everything that writes state.
func moduleAccountNames() []string { return slices.Sorted(maps.Keys(ModuleAccounts())) }

// BlockedAddresses returns the addresses nobody can send coins to: all module accounts but governance, which may be
// given money to spend by proposal.
func BlockedAddresses() map[string]bool {
	blocked := make(map[string]bool)
	for _, name := range moduleAccountNames() {
		blocked[authtypes.NewModuleAddress(name).String()] = name != govtypes.ModuleName
	}
	return blocked
}

// Authority is the only account that changes parameters: the governance module.
func Authority() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }
