package keeper_test

import (
	"context"
	"fmt"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/store/v2"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	vestingtypes "github.com/cosmos/cosmos-sdk/x/auth/vesting/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"

	"github.com/trothchain/troth/internal/chain"
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	"github.com/trothchain/troth/x/identity/keeper"
	"github.com/trothchain/troth/x/identity/types"
)

const (
	minter = "mint"
	minute = uint64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
	// start is the market time at which the tests begin.
	start = 1_000 * day
)

var (
	authority = authtypes.NewModuleAddress("gov").String()
	alice     = account("alice")
	bob       = account("bob")
	carol     = account("carol")
	mallory   = account("mallory")
	hot       = account("hot")
	warm      = account("warm")
)

// account returns an address of 20 bytes.
func account(name string) sdk.AccAddress { return sdk.AccAddress(fmt.Sprintf("%-20s", name)) }

// holds is a set of agents that have money on hold.
type holds map[string]bool

func (h holds) HasHolds(_ context.Context, agent sdk.AccAddress) (bool, error) {
	return h[agent.String()], nil
}

// scores are the scores of agents, at any value, by agent and skill.
type scores map[string]uint64

func (s scores) ScoreBps(_ context.Context, agent sdk.AccAddress, skill string, value uint64) (uint64, error) {
	return s[fmt.Sprintf("%s/%s/%d", agent, skill, value)], nil
}

// fixture is identity over the real x/auth, x/bank (with its virtual accumulation), x/feegrant and x/clock. alice and bob
// have money.
type fixture struct {
	testing.TB
	ctx       sdk.Context
	keys      map[string]*storetypes.KVStoreKey
	objectKey *storetypes.ObjectStoreKey
	cdc       codec.Codec
	auth      authkeeper.AccountKeeper
	bank      bankkeeper.BaseKeeper
	clock     *clockkeeper.Keeper
	feegrant  feegrantkeeper.Keeper
	holds     holds
	scores    scores
	k         *keeper.Keeper
	msg       types.MsgServer
	query     types.QueryServer
	broken    bool
}

// newFixture returns a chain with the default genesis of identity; its invariants are checked when the test ends.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	for _, a := range []sdk.AccAddress{alice, bob} {
		f.fund(a, 10_000_000)
	}
	f.events()
	t.Cleanup(func() {
		if !f.broken {
			f.checkInvariants()
		}
	})
	return f
}

func emptyFixture(t testing.TB) *fixture {
	t.Helper()
	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	vestingtypes.RegisterInterfaces(registry)
	cryptocodec.RegisterInterfaces(registry)
	feegrant.RegisterInterfaces(registry)
	f := &fixture{
		TB: t,
		keys: storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, feegrant.StoreKey, clocktypes.ModuleName,
			types.ModuleName),
		cdc:    codec.NewProtoCodec(registry),
		holds:  holds{},
		scores: scores{},
	}
	f.objectKey = storetypes.NewObjectStoreKey(banktypes.ObjectStoreKey)
	f.ctx = newContext(t, f.keys, f.objectKey)
	perms := map[string][]string{minter: {authtypes.Minter}, types.ModuleName: {authtypes.Burner}}
	f.auth = authkeeper.NewAccountKeeper(f.cdc, f.store(authtypes.StoreKey), authtypes.ProtoBaseAccount, perms,
		addresscodec.NewBech32Codec(chain.Bech32Prefix), chain.Bech32Prefix, authority)
	f.bank = bankkeeper.NewBaseKeeper(f.cdc, f.store(banktypes.StoreKey), f.auth, nil, authority, log.NewNopLogger()).
		WithObjStoreKey(f.objectKey)
	f.clock = clockkeeper.New(f.cdc, f.store(clocktypes.ModuleName), authority)
	f.k = keeper.New(f.cdc, f.store(types.ModuleName), authority, f.auth, f.bank, f.clock)
	f.feegrant = feegrantkeeper.NewKeeper(f.cdc, f.store(feegrant.StoreKey), f.auth).SetBankKeeper(f.bank)
	f.k.SetHolds(f.holds)
	f.k.SetFeeAllowances(keeper.NewFeegrant(f.feegrant))
	f.k.SetScores(f.scores)
	f.msg, f.query = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	require.NoError(t, f.auth.Params.Set(f.ctx, authtypes.DefaultParams()))
	require.NoError(t, f.bank.SetParams(f.ctx, banktypes.DefaultParams()))
	f.auth.GetModuleAccount(f.ctx, types.ModuleName)
	f.at(start)
	return f
}

func newContext(t testing.TB, keys map[string]*storetypes.KVStoreKey, objectKey *storetypes.ObjectStoreKey) sdk.Context {
	t.Helper()
	db := dbm.NewMemDB()
	cms := store.NewCommitMultiStore(db, log.NewNopLogger())
	for _, key := range keys {
		cms.MountStoreWithDB(key, storetypes.StoreTypeIAVL, db)
	}
	cms.MountStoreWithDB(objectKey, storetypes.StoreTypeObject, nil)
	require.NoError(t, cms.LoadLatestVersion())
	return sdk.NewContext(cms, cmtproto.Header{Height: 1}, false, log.NewNopLogger())
}

func (f *fixture) store(name string) corestore.KVStoreService {
	return runtime.NewKVStoreService(f.keys[name])
}

// at sets the market time.
func (f *fixture) at(now uint64) {
	f.Helper()
	gs := clocktypes.DefaultGenesis()
	gs.Clock.NowMs = now
	require.NoError(f, f.clock.InitGenesis(f.ctx, *gs))
}

// endBlock runs the EndBlock of bank and then of identity, as the application does.
func (f *fixture) endBlock() {
	f.Helper()
	require.NoError(f, f.bank.CreditVirtualAccounts(f.ctx))
	require.NoError(f, f.k.EndBlock(f.ctx))
	virtual := f.ctx.ObjectStore(f.objectKey) // what the commit of a block does
	var keys [][]byte
	it := virtual.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	require.NoError(f, it.Close())
	for _, key := range keys {
		virtual.Delete(key)
	}
}

func (f *fixture) fund(to sdk.AccAddress, amount int64) {
	f.Helper()
	coins := sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, amount))
	require.NoError(f, f.bank.MintCoins(f.ctx, minter, coins))
	require.NoError(f, f.bank.SendCoinsFromModuleToAccount(f.ctx, minter, to, coins))
}

func (f *fixture) balance(of sdk.AccAddress) math.Int {
	return f.bank.GetBalance(f.ctx, of, chain.BaseDenom).Amount
}

func (f *fixture) supply() math.Int { return f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount }

// register registers an agent of the owner under a name (may be empty) and with skills.
func (f *fixture) register(owner sdk.AccAddress, name string, skills ...string) sdk.AccAddress {
	f.Helper()
	res, err := f.msg.Register(f.ctx, &types.MsgRegister{
		Owner: owner.String(), Salt: []byte(name), Profile: types.Profile{Name: name, Skills: skills},
	})
	require.NoError(f, err)
	addr := types.AgentAddress(owner, []byte(name))
	require.Equal(f, addr.String(), res.Agent)
	return addr
}

func (f *fixture) agent(addr sdk.AccAddress) types.Agent {
	f.Helper()
	a, err := f.k.Agent(f.ctx, addr)
	require.NoError(f, err)
	return a
}

func (f *fixture) operator(agent, key sdk.AccAddress) types.Operator {
	f.Helper()
	o, err := f.k.Operator(f.ctx, agent, key)
	require.NoError(f, err)
	return o
}

// addOperator gives key a mandate of the agent's owner.
func (f *fixture) addOperator(agent, key sdk.AccAddress, m types.Mandate) {
	f.Helper()
	_, err := f.msg.AddOperator(f.ctx, &types.MsgAddOperator{
		Owner: f.agent(agent).Owner, Agent: agent.String(), Key: key.String(), Mandate: m,
	})
	require.NoError(f, err)
}

func (f *fixture) setStatus(agent sdk.AccAddress, to types.AgentStatus) {
	f.Helper()
	_, err := f.msg.SetStatus(f.ctx, &types.MsgSetStatus{Owner: f.agent(agent).Owner, Agent: agent.String(), Status: to})
	require.NoError(f, err)
}

// authorize returns the authority of a signer, who must have it.
func (f *fixture) authorize(signer, agent sdk.AccAddress, action types.Action) types.Authority {
	f.Helper()
	a, err := f.k.Authorize(f.ctx, signer, agent, action)
	require.NoError(f, err)
	return a
}

// mandate allows actions and 100, 300 and 1000 base units per action, hour and lifetime.
func mandate(actions ...types.Action) types.Mandate {
	return types.Mandate{Actions: actions, Limits: []types.Limit{limit(chain.BaseDenom, 100, 300, 1000)}, WindowMs: hour}
}

func limit(denom string, perAction, perWindow, lifetime int64) types.Limit {
	return types.Limit{Denom: denom, PerAction: math.NewInt(perAction), PerWindow: math.NewInt(perWindow), Lifetime: math.NewInt(lifetime)}
}

func coin(amount int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, amount) }

// refused says that do fails with the sentinel and leaves every store and the events as they were.
func (f *fixture) refused(want error, do func() error) {
	f.Helper()
	before, events := f.bytes(), len(f.ctx.EventManager().Events())
	require.ErrorIs(f, do(), want)
	require.Equal(f, before, f.bytes())
	require.Len(f, f.ctx.EventManager().Events(), events)
}

// events returns the types of the module's events since the last call.
func (f *fixture) events() []string {
	var kinds []string
	for _, e := range f.ctx.EventManager().Events() {
		if len(e.Type) > len(types.ModuleName) && e.Type[:len(types.ModuleName)+1] == types.ModuleName+"." {
			kinds = append(kinds, e.Type)
		}
	}
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	return kinds
}

// bytes returns all stores.
func (f *fixture) bytes() map[string]string {
	f.Helper()
	all := map[string]string{}
	for name := range f.keys {
		for key, value := range f.storeBytes(name) {
			all[name+"/"+key] = value
		}
	}
	return all
}

func (f *fixture) storeBytes(name string) map[string]string {
	f.Helper()
	all := map[string]string{}
	it := f.ctx.KVStore(f.keys[name]).Iterator(nil, nil)
	defer func() { require.NoError(f, it.Close()) }()
	for ; it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	return all
}

func (f *fixture) checkInvariants() {
	f.Helper()
	for _, check := range f.k.Checks() {
		require.NoError(f, check.Run(f.ctx), check.Name)
	}
}
