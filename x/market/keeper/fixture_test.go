package keeper_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/store/v2"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/trothchain/troth/internal/invariant"
	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/keeper"
	"github.com/trothchain/troth/x/market/types"
	reputationkeeper "github.com/trothchain/troth/x/reputation/keeper"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

const (
	chainID = "troth-devnet-1"
	denom   = "utroth"
	unit    = 1_000_000
	minute  = 60_000
	day     = 24 * 60 * minute
	purse   = 1_000 * unit
)

// authority stands for the account of x/gov.
var authority = authtypes.NewModuleAddress("gov").String()

var storeNames = []string{
	authtypes.StoreKey, banktypes.StoreKey, clocktypes.ModuleName, identitytypes.ModuleName, escrowtypes.ModuleName,
	reputationtypes.ModuleName, agreementtypes.ModuleName, types.ModuleName,
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// fixture is the market on the real modules below it, x/bank included, from their default geneses.
type fixture struct {
	t          tester
	ctx        sdk.Context
	keys       map[string]*storetypes.KVStoreKey
	objects    *storetypes.ObjectStoreKey
	ops        *int
	bank       bankkeeper.BaseKeeper
	clock      *clockkeeper.Keeper
	identity   *identitykeeper.Keeper
	escrow     *escrowkeeper.Keeper
	handle     *escrowkeeper.Handle
	reputation *reputationkeeper.Keeper
	agreement  *agreementkeeper.Keeper
	k          *keeper.Keeper
	msgs       types.MsgServer
	queries    types.QueryServer
	agents     map[string]agent
}

type agent struct{ owner, addr sdk.AccAddress }

type ctx = context.Context

// noPledge is the pledge of a bid that is covered by capital only.
const noPledge = -1

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := emptyFixture(t)
	f.genesis(*types.DefaultGenesis())
	return f
}

// genesis starts all modules, the market from the given genesis.
func (f *fixture) genesis(market types.GenesisState) {
	f.t.Helper()
	f.bank.InitGenesis(f.ctx, banktypes.DefaultGenesisState())
	f.setNow(1_000_000)
	require.NoError(f.t, f.identity.InitGenesis(f.ctx, *identitytypes.DefaultGenesis()))
	require.NoError(f.t, f.escrow.InitGenesis(f.ctx, *escrowtypes.DefaultGenesis()))
	require.NoError(f.t, f.reputation.InitGenesis(f.ctx, *reputationtypes.DefaultGenesis()))
	require.NoError(f.t, f.agreement.InitGenesis(f.ctx, *agreementtypes.DefaultGenesis()))
	require.NoError(f.t, f.k.InitGenesis(f.ctx, market))
}

func emptyFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, keys: map[string]*storetypes.KVStoreKey{}, ops: new(int), agents: map[string]agent{}}
	db := dbm.NewMemDB()
	cms := store.NewCommitMultiStore(db, log.NewNopLogger())
	for _, name := range storeNames {
		f.keys[name] = storetypes.NewKVStoreKey(name)
		cms.MountStoreWithDB(f.keys[name], storetypes.StoreTypeIAVL, db)
	}
	f.objects = storetypes.NewObjectStoreKey(banktypes.ObjectStoreKey)
	cms.MountStoreWithDB(f.objects, storetypes.StoreTypeObject, nil)
	require.NoError(t, cms.LoadLatestVersion())
	header := cmtproto.Header{ChainID: chainID, Height: 5, Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	f.ctx = sdk.NewContext(cms, header, false, log.NewNopLogger())

	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	types.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	service := func(name string) corestore.KVStoreService {
		return countingService{runtime.NewKVStoreService(f.keys[name]), f.ops}
	}
	prefix := sdk.GetConfig().GetBech32AccountAddrPrefix()
	accounts := authkeeper.NewAccountKeeper(cdc, service(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		map[string][]string{
			"mint": {authtypes.Minter}, identitytypes.ModuleName: {authtypes.Burner}, escrowtypes.ModuleName: {authtypes.Burner},
			authtypes.FeeCollectorName: nil,
		}, addresscodec.NewBech32Codec(prefix), prefix, authority)
	f.bank = bankkeeper.NewBaseKeeper(cdc, service(banktypes.StoreKey), accounts, map[string]bool{}, authority, log.NewNopLogger()).
		WithObjStoreKey(f.objects)
	f.clock = clockkeeper.New(cdc, service(clocktypes.ModuleName), authority)
	virtual := escrowkeeper.NewVirtualBank(f.bank)
	f.identity = identitykeeper.New(cdc, service(identitytypes.ModuleName), authority, accounts, virtual, f.clock)
	f.escrow = escrowkeeper.New(cdc, service(escrowtypes.ModuleName), authority, f.identity, virtual)
	f.identity.SetHolds(f.escrow)
	f.bank.AppendSendRestriction(f.escrow.SendRestriction)
	f.reputation = reputationkeeper.New(cdc, service(reputationtypes.ModuleName), authority, f.identity, f.clock)
	f.agreement = agreementkeeper.New(cdc, service(agreementtypes.ModuleName), authority, f.clock, f.identity,
		f.escrow.Handle(agreementtypes.ModuleName), f.reputation)
	f.handle = f.escrow.Handle(types.ModuleName)
	f.k = keeper.New(cdc, service(types.ModuleName), authority, f.clock, f.identity, f.handle, f.reputation, f.agreement, seeds{})
	f.agreement.SetDefaultHandler(f.k)
	f.msgs, f.queries = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	return f
}

// seeds stands for the random beacon: each height has a value of its own.
type seeds struct{}

func (seeds) Seed(_ context.Context, height int64) ([]byte, bool) {
	sum := sha256.Sum256([]byte(fmt.Sprintf("height %d", height)))
	return sum[:], true
}

// branch returns a fixture on a copy of the state, for one run of a property.
func (f *fixture) branch(t tester) *fixture {
	copied := *f
	copied.t = t
	copied.ctx, _ = f.ctx.CacheContext()
	copied.ctx = copied.ctx.WithEventManager(sdk.NewEventManager())
	copied.agents = map[string]agent{}
	for name, a := range f.agents {
		copied.agents[name] = a
	}
	return &copied
}

func (f *fixture) fund(to sdk.AccAddress, coin sdk.Coin) {
	f.t.Helper()
	require.NoError(f.t, f.bank.MintCoins(f.ctx, "mint", sdk.NewCoins(coin)))
	require.NoError(f.t, f.bank.SendCoinsFromModuleToAccount(f.ctx, "mint", to, sdk.NewCoins(coin)))
}

func (f *fixture) setNow(ms uint64) {
	f.t.Helper()
	require.NoError(f.t, f.clock.InitGenesis(f.ctx, clocktypes.GenesisState{
		Params: clocktypes.DefaultParams(), Clock: clocktypes.Clock{NowMs: ms},
	}))
}

func (f *fixture) now() uint64 {
	f.t.Helper()
	now, err := f.clock.Now(f.ctx)
	require.NoError(f.t, err)
	return now
}

// block ends the block, checks every invariant and begins the next one.
func (f *fixture) block() {
	f.t.Helper()
	f.endBlock()
	for _, c := range f.checks() {
		require.NoError(f.t, c.Run(f.ctx), c.Name)
	}
}

func (f *fixture) endBlock() {
	f.t.Helper()
	require.NoError(f.t, f.k.EndBlock(f.ctx))
	require.NoError(f.t, f.agreement.EndBlock(f.ctx))
	require.NoError(f.t, f.bank.CreditVirtualAccounts(f.ctx))
	f.clearObjects()
	require.NoError(f.t, f.identity.EndBlock(f.ctx))
	require.NoError(f.t, f.escrow.EndBlock(f.ctx))
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1)
}

// clearObjects does to the bank's virtual accounts what a commit does.
func (f *fixture) clearObjects() {
	objects, keys := f.ctx.ObjectStore(f.objects), [][]byte{}
	it := objects.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	require.NoError(f.t, it.Close())
	for _, key := range keys {
		objects.Delete(key)
	}
}

func (f *fixture) checks() []invariant.Check {
	all := append(f.k.Checks(), f.escrow.Checks()...)
	all = append(all, f.identity.Checks()...)
	all = append(all, f.reputation.Checks()...)
	return append(all, f.agreement.Checks()...)
}

// pass lets market time pass and ends the block.
func (f *fixture) pass(ms uint64) {
	f.t.Helper()
	f.setNow(f.now() + ms)
	f.block()
}

// events returns the types of the market's events since the last call, with their attributes.
func (f *fixture) events() []sdk.Event {
	var own []sdk.Event
	for _, e := range f.ctx.EventManager().Events() {
		if bytes.HasPrefix([]byte(e.Type), []byte("market.")) {
			own = append(own, e)
		}
	}
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	return own
}

// attribute returns the value of an event's attribute.
func attribute(e sdk.Event, key string) string {
	a, _ := e.GetAttribute(key)
	return a.Value
}

// drain withdraws all that is available from an agent.
func (f *fixture) drain(name string) {
	f.t.Helper()
	a := f.agent(name)
	available, err := f.escrow.Available(f.ctx, a.addr, denom)
	require.NoError(f.t, err)
	_, err = escrowkeeper.NewMsgServer(f.escrow).Withdraw(f.ctx, &escrowtypes.MsgWithdraw{
		Owner: a.owner.String(), Agent: a.addr.String(), To: a.owner.String(), Coins: sdk.NewCoins(sdk.NewCoin(denom, available)),
	})
	require.NoError(f.t, err)
}

// jobRecords returns the jobs there are, live or ended.
func (f *fixture) jobRecords() []types.Job {
	f.t.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	return gs.Jobs
}

func eventTypes(events []sdk.Event) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, e.Type)
	}
	return names
}

// bytes returns all stores.
func (f *fixture) bytes(names ...string) map[string]string {
	f.t.Helper()
	if len(names) == 0 {
		names = storeNames
	}
	all := map[string]string{}
	for _, name := range names {
		it := f.ctx.KVStore(f.keys[name]).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			all[name+"/"+string(it.Key())] = string(it.Value())
		}
		require.NoError(f.t, it.Close())
	}
	return all
}

// refused runs a message that must fail with the sentinel and change nothing.
func (f *fixture) refused(want error, run func(ctx context.Context) error) {
	f.t.Helper()
	before := f.bytes()
	events := len(f.ctx.EventManager().Events())
	require.ErrorIs(f.t, run(f.ctx), want)
	require.Equal(f.t, before, f.bytes())
	require.Len(f.t, f.ctx.EventManager().Events(), events)
}
