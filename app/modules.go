package app

import (
	"cosmossdk.io/core/appmodule"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzmodule "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distr "github.com/cosmos/cosmos-sdk/x/distribution"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	"github.com/cosmos/cosmos-sdk/x/evidence"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantmodule "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	"github.com/cosmos/cosmos-sdk/x/mint"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	"github.com/cosmos/cosmos-sdk/x/slashing"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/trothchain/troth/x/agreement"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	"github.com/trothchain/troth/x/beacon"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/clock"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	"github.com/trothchain/troth/x/escrow"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/identity"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market"
	markettypes "github.com/trothchain/troth/x/market/types"
	"github.com/trothchain/troth/x/reputation"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Basics returns what of every module needs no keeper: its messages and its default genesis. The vesting module is left
// out on purpose: its accounts could show coins that cannot be spent (design 03).
func Basics(cdc codec.Codec) module.BasicManager {
	basics := module.NewBasicManager(
		auth.AppModuleBasic{}, authzmodule.AppModuleBasic{}, consensus.AppModuleBasic{}, distr.AppModuleBasic{},
		evidence.NewAppModuleBasic(), feegrantmodule.AppModuleBasic{}, genutil.NewAppModuleBasic(genutiltypes.DefaultMessageValidator),
		gov.NewAppModuleBasic(nil), upgrade.AppModuleBasic{},
		clock.NewAppModule(cdc, nil), beacon.NewAppModule(cdc, nil), identity.NewAppModule(cdc, nil), escrow.NewAppModule(cdc, nil),
		reputation.NewAppModule(cdc, nil), arbitration.NewAppModule(cdc, nil), agreement.NewAppModule(cdc, nil),
		market.NewAppModule(cdc, nil),
	)
	for _, basic := range genesisBasics() {
		basics[basic.Name()] = basic
	}
	return basics
}

// newModules puts the keepers into modules.
func newModules(app *App) *module.Manager {
	k, cdc, registry := &app.Keepers, app.enc.Codec, app.enc.InterfaceRegistry
	return module.NewManager(
		genutil.NewAppModule(k.Account, k.Staking, app, app.enc.TxConfig),
		authModule{auth.NewAppModule(cdc, k.Account, nil), k.Account},
		bank.NewAppModule(cdc, k.Bank, k.Account),
		feegrantmodule.NewAppModule(cdc, k.Account, k.Bank, k.Feegrant, registry),
		gov.NewAppModule(cdc, k.Gov, k.Account, k.Bank),
		mint.NewAppModule(cdc, k.Mint, k.Account, nil),
		slashing.NewAppModule(cdc, k.Slashing, k.Account, k.Bank, k.Staking, registry),
		distr.NewAppModule(cdc, k.Distr, k.Account, k.Bank, k.Staking),
		staking.NewAppModule(cdc, k.Staking, k.Account, k.Bank),
		upgrade.NewAppModule(k.Upgrade, k.Account.AddressCodec()),
		evidence.NewAppModule(k.Evidence),
		authzmodule.NewAppModule(cdc, k.Authz, k.Account, k.Bank, registry),
		consensus.NewAppModule(cdc, k.Consensus),
		clock.NewAppModule(cdc, k.Clock),
		beacon.NewAppModule(cdc, k.Beacon),
		identity.NewAppModule(cdc, k.Identity),
		escrow.NewAppModule(cdc, k.Escrow),
		reputation.NewAppModule(cdc, k.Reputation),
		arbitration.NewAppModule(cdc, k.Arbitration),
		agreement.NewAppModule(cdc, k.Agreement),
		market.NewAppModule(cdc, k.Market),
	)
}

// setOrders says in which order modules work. Each order is part of consensus.
func setOrders(mm *module.Manager) {
	// auth drops the expired nonces of unordered transactions (nonces.go). The beacon follows all of these (beacon.go).
	mm.SetOrderPreBlockers(upgradetypes.ModuleName, authtypes.ModuleName)
	// Market time moves before anybody reads it. Slashing follows distribution, so that slashed validators keep no fees.
	mm.SetOrderBeginBlockers(
		clocktypes.ModuleName, minttypes.ModuleName, distrtypes.ModuleName, slashingtypes.ModuleName, evidencetypes.ModuleName,
		stakingtypes.ModuleName, authz.ModuleName,
	)
	// bank credits what virtual sends collected in this block; a virtual send after it would be lost. So everything that
	// can make one comes before: passed proposals (any message), awards, verdicts, settlements. What was collected to be burned is
	// burned after it.
	mm.SetOrderEndBlockers(
		govtypes.ModuleName, markettypes.ModuleName, arbitrationtypes.ModuleName, agreementtypes.ModuleName,
		banktypes.ModuleName,
		identitytypes.ModuleName, escrowtypes.ModuleName,
		stakingtypes.ModuleName, feegrant.ModuleName,
	)
	genesis := []string{
		authtypes.ModuleName, banktypes.ModuleName, distrtypes.ModuleName, stakingtypes.ModuleName,
		slashingtypes.ModuleName, govtypes.ModuleName, minttypes.ModuleName,
		clocktypes.ModuleName, beacontypes.ModuleName, identitytypes.ModuleName, escrowtypes.ModuleName,
		reputationtypes.ModuleName, arbitrationtypes.ModuleName, agreementtypes.ModuleName, markettypes.ModuleName,
		genutiltypes.ModuleName, evidencetypes.ModuleName, authz.ModuleName, feegrant.ModuleName,
		upgradetypes.ModuleName, consensustypes.ModuleName,
	}
	mm.SetOrderInitGenesis(genesis...)
	mm.SetOrderExportGenesis(genesis...)
}

// appModules returns the modules as the command line wants them.
func appModules(mm *module.Manager) map[string]appmodule.AppModule {
	modules := make(map[string]appmodule.AppModule, len(mm.Modules))
	for name, m := range mm.Modules {
		if am, ok := m.(appmodule.AppModule); ok {
			modules[name] = am
		}
	}
	return modules
}
