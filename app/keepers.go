package app

import (
	"github.com/spf13/cast"

	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrkeeper "github.com/cosmos/cosmos-sdk/x/distribution/keeper"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencekeeper "github.com/cosmos/cosmos-sdk/x/evidence/keeper"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	mintkeeper "github.com/cosmos/cosmos-sdk/x/mint/keeper"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	slashingkeeper "github.com/cosmos/cosmos-sdk/x/slashing/keeper"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/trothchain/troth/internal/chain"
	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationkeeper "github.com/trothchain/troth/x/arbitration/keeper"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	beaconkeeper "github.com/trothchain/troth/x/beacon/keeper"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	marketkeeper "github.com/trothchain/troth/x/market/keeper"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationkeeper "github.com/trothchain/troth/x/reputation/keeper"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Keepers are all keepers of the application. Fields are exported for tests and for cmd; no module sees this struct.
type Keepers struct {
	Account   authkeeper.AccountKeeper
	Bank      bankkeeper.BaseKeeper
	Consensus consensuskeeper.Keeper
	Staking   *stakingkeeper.Keeper
	Slashing  slashingkeeper.Keeper
	Mint      mintkeeper.Keeper
	Distr     distrkeeper.Keeper
	Gov       *govkeeper.Keeper
	Evidence  evidencekeeper.Keeper
	Feegrant  feegrantkeeper.Keeper
	Authz     authzkeeper.Keeper
	Upgrade   *upgradekeeper.Keeper

	Clock       *clockkeeper.Keeper
	Beacon      *beaconkeeper.Keeper
	Identity    *identitykeeper.Keeper
	Escrow      *escrowkeeper.Keeper
	Reputation  *reputationkeeper.Keeper
	Arbitration *arbitrationkeeper.Keeper
	Agreement   *agreementkeeper.Keeper
	Market      *marketkeeper.Keeper
}

// storeKeys makes the keys of all persistent stores, one per module with state.
func storeKeys() map[string]*storetypes.KVStoreKey {
	return storetypes.NewKVStoreKeys(
		authtypes.StoreKey, banktypes.StoreKey, stakingtypes.StoreKey, minttypes.StoreKey, distrtypes.StoreKey,
		slashingtypes.StoreKey, govtypes.StoreKey, consensustypes.StoreKey, upgradetypes.StoreKey, feegrant.StoreKey,
		evidencetypes.StoreKey, authzkeeper.StoreKey,
		clocktypes.ModuleName, beacontypes.ModuleName, identitytypes.ModuleName, escrowtypes.ModuleName,
		reputationtypes.ModuleName, arbitrationtypes.ModuleName, agreementtypes.ModuleName, markettypes.ModuleName,
	)
}

// wiring is what the constructors of keepers share.
type wiring struct {
	enc     Encoding
	bApp    *baseapp.BaseApp
	keys    map[string]*storetypes.KVStoreKey
	objects map[string]*storetypes.ObjectStoreKey
	opts    servertypes.AppOptions
}

func (w wiring) store(name string) corestore.KVStoreService {
	return runtime.NewKVStoreService(w.keys[name])
}

// newKeepers builds every keeper and draws the arrows between them (design 01). Modules get interfaces they declare
// themselves; a handle of escrow is given out once per module, here.
func newKeepers(w wiring) Keepers {
	var k Keepers
	k.addAccounts(w)
	k.addMarket(w)
	k.addStake(w)
	k.addRest(w)
	return k
}

// addAccounts builds who there is and what they own.
func (k *Keepers) addAccounts(w wiring) {
	cdc, authority := w.enc.Codec, Authority()
	k.Consensus = consensuskeeper.NewKeeper(cdc, w.store(consensustypes.StoreKey), authority, runtime.EventService{})
	w.bApp.SetParamStore(k.Consensus.ParamsStore)
	k.Account = authkeeper.NewAccountKeeper(cdc, w.store(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		ModuleAccounts(), address.NewBech32Codec(chain.Bech32Prefix), chain.Bech32Prefix, authority,
		authkeeper.WithUnorderedTransactions(true))
	k.Bank = bankkeeper.NewBaseKeeper(cdc, w.store(banktypes.StoreKey), k.Account, BlockedAddresses(), authority, w.bApp.Logger()).
		WithObjStoreKey(w.objects[banktypes.ObjectStoreKey])
	// identity grants allowances to keys that may have no account yet, about which feegrant asks the bank.
	k.Feegrant = feegrantkeeper.NewKeeper(cdc, w.store(feegrant.StoreKey), k.Account).SetBankKeeper(k.Bank)
	k.Authz = authzkeeper.NewKeeper(w.store(authzkeeper.StoreKey), cdc, w.bApp.MsgServiceRouter(), k.Account)
}

// addMarket builds Troth's own modules, each upon those below it. The up-calls are set last: identity asks escrow whether
// an agent has holds and reputation for a score, arbitration hands rulings to agreement, agreement a job whose provider
// defaulted back to market.
func (k *Keepers) addMarket(w wiring) {
	cdc, authority := w.enc.Codec, Authority()
	k.Clock = clockkeeper.New(cdc, w.store(clocktypes.ModuleName), authority)
	k.Beacon = beaconkeeper.New(cdc, w.store(beacontypes.ModuleName), authority)
	k.Identity = identitykeeper.New(cdc, w.store(identitytypes.ModuleName), authority, k.Account, k.virtualBank(), k.Clock)
	k.Escrow = escrowkeeper.New(cdc, w.store(escrowtypes.ModuleName), authority, k.Identity, k.Bank)
	k.Reputation = reputationkeeper.New(cdc, w.store(reputationtypes.ModuleName), authority, k.Identity, k.Clock)
	k.Arbitration = arbitrationkeeper.New(cdc, w.store(arbitrationtypes.ModuleName), authority, k.Clock, k.Beacon, k.Identity,
		k.Escrow.Handle(arbitrationtypes.ModuleName), k.Reputation)
	k.Agreement = agreementkeeper.New(cdc, w.store(agreementtypes.ModuleName), authority, k.Clock, k.Identity,
		k.Escrow.Handle(agreementtypes.ModuleName), k.Reputation)
	k.Market = marketkeeper.New(cdc, w.store(markettypes.ModuleName), authority, k.Clock, k.Identity,
		k.Escrow.Handle(markettypes.ModuleName), k.Reputation, k.Agreement, k.Beacon)

	k.Bank.AppendSendRestriction(k.Escrow.SendRestriction)
	k.Identity.SetHolds(holds{k.Escrow, k.Agreement})
	k.Identity.SetFeeAllowances(identitykeeper.NewFeegrant(k.Feegrant))
	k.Identity.SetScores(scores{k.Reputation})
	k.Agreement.SetArbitration(k.Arbitration)
	k.Arbitration.SetRulingHandler(k.Agreement)
	k.Agreement.SetDefaultHandler(k.Market)
}

// virtualBank is x/bank for fees that end in a module account.
func (k *Keepers) virtualBank() escrowkeeper.VirtualBank { return escrowkeeper.NewVirtualBank(k.Bank) }

// addStake builds what secures the chain. Staking gets escrow's bank: a delegation is the one debit that x/bank asks no
// restriction about.
func (k *Keepers) addStake(w wiring) {
	cdc, authority := w.enc.Codec, Authority()
	k.Staking = stakingkeeper.NewKeeper(cdc, w.store(stakingtypes.StoreKey), k.Account,
		escrowkeeper.NewStakingBank(k.Bank, k.Escrow), authority,
		address.NewBech32Codec(chain.Bech32Prefix+"valoper"), address.NewBech32Codec(chain.Bech32Prefix+"valcons"))
	k.Mint = mintkeeper.NewKeeper(cdc, w.store(minttypes.StoreKey), k.Staking, k.Account, k.Bank,
		authtypes.FeeCollectorName, authority)
	k.Distr = distrkeeper.NewKeeper(cdc, w.store(distrtypes.StoreKey), k.Account, k.Bank, k.Staking,
		authtypes.FeeCollectorName, authority)
	k.Slashing = slashingkeeper.NewKeeper(cdc, w.enc.Amino, w.store(slashingtypes.StoreKey), k.Staking, authority)
	k.Staking.SetHooks(stakingtypes.NewMultiStakingHooks(k.Distr.Hooks(), k.Slashing.Hooks(), beaconHooks{keeper: k.Beacon}))
	k.Beacon.SetValidators(validators{k.Staking})
	k.Evidence = *evidencekeeper.NewKeeper(cdc, w.store(evidencetypes.StoreKey), k.Staking, k.Slashing,
		k.Account.AddressCodec(), runtime.ProvideCometInfoService())
}

// addRest builds how the chain changes.
func (k *Keepers) addRest(w wiring) {
	cdc, authority := w.enc.Codec, Authority()
	k.Upgrade = upgradekeeper.NewKeeper(skipHeights(w.opts), w.store(upgradetypes.StoreKey), cdc,
		cast.ToString(w.opts.Get(flags.FlagHome)), w.bApp, authority)
	k.Gov = govkeeper.NewKeeper(cdc, w.store(govtypes.StoreKey), k.Account, k.Bank, k.Distr, w.bApp.MsgServiceRouter(),
		govtypes.DefaultConfig(), authority, govkeeper.NewDefaultCalculateVoteResultsAndVotingPower(k.Staking))
}

// skipHeights reads the heights at which the operator wants a scheduled upgrade skipped.
func skipHeights(opts servertypes.AppOptions) map[int64]bool {
	heights := make(map[int64]bool)
	for _, h := range cast.ToIntSlice(opts.Get(server.FlagUnsafeSkipUpgrades)) {
		heights[int64(h)] = true
	}
	return heights
}
