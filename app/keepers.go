package app

import (
	"github.com/spf13/cast"

	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"

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
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
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

	Clock      *clockkeeper.Keeper
	Identity   *identitykeeper.Keeper
	Reputation *reputationkeeper.Keeper
}

// storeKeys makes the keys of all persistent stores, one per module with state.
func storeKeys() map[string]*storetypes.KVStoreKey {
	return storetypes.NewKVStoreKeys(
		authtypes.StoreKey, banktypes.StoreKey, stakingtypes.StoreKey, minttypes.StoreKey, distrtypes.StoreKey,
		slashingtypes.StoreKey, govtypes.StoreKey, consensustypes.StoreKey, upgradetypes.StoreKey, feegrant.StoreKey,
		evidencetypes.StoreKey, authzkeeper.StoreKey,
		clocktypes.ModuleName, identitytypes.ModuleName, reputationtypes.ModuleName,
	)
}

// newKeepers builds every keeper and draws the arrows between them (design 01). Modules get interfaces they declare
// themselves; a handle of escrow is given out once per module, here.
func newKeepers(
	enc Encoding, bApp *baseapp.BaseApp, keys map[string]*storetypes.KVStoreKey,
	objects map[string]*storetypes.ObjectStoreKey, logger log.Logger, opts servertypes.AppOptions,
) Keepers {
	var k Keepers
	authority := Authority()
	store := func(name string) corestore.KVStoreService { return runtime.NewKVStoreService(keys[name]) }
	valCodec := address.NewBech32Codec(chain.Bech32Prefix + "valoper")
	consCodec := address.NewBech32Codec(chain.Bech32Prefix + "valcons")

	k.Consensus = consensuskeeper.NewKeeper(enc.Codec, store(consensustypes.StoreKey), authority, runtime.EventService{})
	bApp.SetParamStore(k.Consensus.ParamsStore)

	k.Account = authkeeper.NewAccountKeeper(enc.Codec, store(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		ModuleAccounts(), address.NewBech32Codec(chain.Bech32Prefix), chain.Bech32Prefix, authority,
		authkeeper.WithUnorderedTransactions(true))
	k.Bank = bankkeeper.NewBaseKeeper(enc.Codec, store(banktypes.StoreKey), k.Account, BlockedAddresses(), authority, logger).
		WithObjStoreKey(objects[banktypes.ObjectStoreKey])
	k.Staking = stakingkeeper.NewKeeper(enc.Codec, store(stakingtypes.StoreKey), k.Account, k.Bank, authority, valCodec, consCodec)
	k.Mint = mintkeeper.NewKeeper(enc.Codec, store(minttypes.StoreKey), k.Staking, k.Account, k.Bank,
		authtypes.FeeCollectorName, authority)
	k.Distr = distrkeeper.NewKeeper(enc.Codec, store(distrtypes.StoreKey), k.Account, k.Bank, k.Staking,
		authtypes.FeeCollectorName, authority)
	k.Slashing = slashingkeeper.NewKeeper(enc.Codec, enc.Amino, store(slashingtypes.StoreKey), k.Staking, authority)
	k.Staking.SetHooks(stakingtypes.NewMultiStakingHooks(k.Distr.Hooks(), k.Slashing.Hooks()))
	k.Feegrant = feegrantkeeper.NewKeeper(enc.Codec, store(feegrant.StoreKey), k.Account)
	k.Authz = authzkeeper.NewKeeper(store(authzkeeper.StoreKey), enc.Codec, bApp.MsgServiceRouter(), k.Account)
	k.Upgrade = upgradekeeper.NewKeeper(skipHeights(opts), store(upgradetypes.StoreKey), enc.Codec,
		cast.ToString(opts.Get(flags.FlagHome)), bApp, authority)
	k.Gov = govkeeper.NewKeeper(enc.Codec, store(govtypes.StoreKey), k.Account, k.Bank, k.Distr, bApp.MsgServiceRouter(),
		govtypes.DefaultConfig(), authority, govkeeper.NewDefaultCalculateVoteResultsAndVotingPower(k.Staking))
	k.Evidence = *evidencekeeper.NewKeeper(enc.Codec, store(evidencetypes.StoreKey), k.Staking, k.Slashing,
		k.Account.AddressCodec(), runtime.ProvideCometInfoService())

	k.Clock = clockkeeper.New(enc.Codec, store(clocktypes.ModuleName), authority)
	k.Identity = identitykeeper.New(enc.Codec, store(identitytypes.ModuleName), authority, k.Account, k.Bank, k.Clock)
	k.Reputation = reputationkeeper.New(enc.Codec, store(reputationtypes.ModuleName), authority, k.Identity, k.Clock)
	return k
}

// skipHeights reads the heights at which the operator wants a scheduled upgrade skipped.
func skipHeights(opts servertypes.AppOptions) map[int64]bool {
	heights := make(map[int64]bool)
	for _, h := range cast.ToIntSlice(opts.Get(server.FlagUnsafeSkipUpgrades)) {
		heights[int64(h)] = true
	}
	return heights
}
