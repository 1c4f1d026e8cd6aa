package keeper_test

import (
	"fmt"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
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

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/agreement/keeper"
	"github.com/trothchain/troth/x/agreement/types"
	arbitrationkeeper "github.com/trothchain/troth/x/arbitration/keeper"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationkeeper "github.com/trothchain/troth/x/reputation/keeper"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// The keeper is what the market expects.
var _ markettypes.AgreementKeeper = (*keeper.Keeper)(nil)

const (
	minter  = "mint"
	chainID = "troth-test-1"
	start   = uint64(1_000_000_000)
	purse   = int64(100_000_000)
	// capital every provider has earned before, in micro-units.
	capital = uint64(50_000_000)
)

var authority = authtypes.NewModuleAddress("gov").String()

func account(name string) sdk.AccAddress { return sdk.AccAddress(fmt.Sprintf("%-20s", name)) }

func utroth(amount int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, amount) }

// tester is what testing.TB and *rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// fixture is agreement over the real x/auth, x/bank, clock, identity, escrow, reputation and arbitration. The market is a handle of
// its own scope, and a default handler that does as it is told.
type fixture struct {
	tester
	ctx        sdk.Context
	keys       map[string]*storetypes.KVStoreKey
	objects    *storetypes.ObjectStoreKey
	bank       bankkeeper.BaseKeeper
	clock      *clockkeeper.Keeper
	identity   *identitykeeper.Keeper
	escrow     *escrowkeeper.Keeper
	market     *escrowkeeper.Handle
	reputation *reputationkeeper.Keeper
	judges     *arbitrationkeeper.Keeper
	seats      arbitrationtypes.MsgServer
	handler    *handler
	k          *keeper.Keeper
	msg        types.MsgServer
	query      types.QueryServer
	jobs       *uint64
	// client, providers and evaluator, each its own owner's agent.
	client, provider, second, evaluator sdk.AccAddress
	// jurors are the judges that bench has registered.
	jurors []sdk.AccAddress
}

var owners = map[string]sdk.AccAddress{}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := emptyFixture(t)
	f.setNow(start)
	require.NoError(t, f.identity.InitGenesis(f.ctx, *identitytypes.DefaultGenesis()))
	escrow := escrowtypes.DefaultGenesis()
	escrow.Params.ProtocolFeeBps = 50
	require.NoError(t, f.escrow.InitGenesis(f.ctx, *escrow))
	require.NoError(t, f.judges.InitGenesis(f.ctx, arbitrationtypes.GenesisState{Params: judgeParams()}))
	require.NoError(t, f.k.InitGenesis(f.ctx, types.GenesisState{Params: testParams()}))
	f.client, f.provider, f.second = f.register("client"), f.register("provider"), f.register("second")
	f.evaluator = f.register("evaluator")
	gs := reputationtypes.DefaultGenesis()
	epoch := start / 3_600_000
	for _, a := range []sdk.AccAddress{f.provider, f.second} {
		gs.Capital = append(gs.Capital, reputationtypes.CapitalEntry{Agent: a.String(), Capital: reputationtypes.Capital{Free: capital, Epoch: epoch}})
	}
	require.NoError(t, f.reputation.InitGenesis(f.ctx, *gs))
	f.endBlock()
	return f
}

// emptyFixture has stores and keepers without genesis.
func emptyFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{
		tester: t, jobs: new(uint64),
		keys: storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, clocktypes.ModuleName, identitytypes.ModuleName,
			escrowtypes.ModuleName, reputationtypes.ModuleName, arbitrationtypes.ModuleName, types.ModuleName),
		objects: storetypes.NewObjectStoreKey(banktypes.ObjectStoreKey),
	}
	db := dbm.NewMemDB()
	cms := store.NewCommitMultiStore(db, log.NewNopLogger())
	for _, key := range f.keys {
		cms.MountStoreWithDB(key, storetypes.StoreTypeIAVL, db)
	}
	cms.MountStoreWithDB(f.objects, storetypes.StoreTypeObject, nil)
	require.NoError(t, cms.LoadLatestVersion())
	f.ctx = sdk.NewContext(cms, cmtproto.Header{ChainID: chainID, Height: 1}, false, log.NewNopLogger())

	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	accounts := authkeeper.NewAccountKeeper(cdc, f.store(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		map[string][]string{
			minter: {authtypes.Minter}, identitytypes.ModuleName: {authtypes.Burner}, escrowtypes.ModuleName: {authtypes.Burner},
			authtypes.FeeCollectorName: nil,
		}, addresscodec.NewBech32Codec(chain.Bech32Prefix), chain.Bech32Prefix, authority)
	f.bank = bankkeeper.NewBaseKeeper(cdc, f.store(banktypes.StoreKey), accounts, nil, authority, log.NewNopLogger()).
		WithObjStoreKey(f.objects)
	require.NoError(t, accounts.Params.Set(f.ctx, authtypes.DefaultParams()))
	require.NoError(t, f.bank.SetParams(f.ctx, banktypes.DefaultParams()))
	f.clock = clockkeeper.New(cdc, f.store(clocktypes.ModuleName), authority)
	f.identity = identitykeeper.New(cdc, f.store(identitytypes.ModuleName), authority, accounts, escrowkeeper.NewVirtualBank(f.bank), f.clock)
	f.escrow = escrowkeeper.New(cdc, f.store(escrowtypes.ModuleName), authority, f.identity, f.bank)
	f.identity.SetHolds(f.escrow)
	f.bank.AppendSendRestriction(f.escrow.SendRestriction)
	f.reputation = reputationkeeper.New(cdc, f.store(reputationtypes.ModuleName), authority, f.identity, f.clock)
	f.k = keeper.New(cdc, f.store(types.ModuleName), authority, f.clock, f.identity, f.escrow.Handle(types.ModuleName), f.reputation)
	f.judges = arbitrationkeeper.New(cdc, f.store(arbitrationtypes.ModuleName), authority, f.clock, beacon{}, f.identity,
		f.escrow.Handle(arbitrationtypes.ModuleName), f.reputation)
	f.judges.SetRulingHandler(f.k)
	f.k.SetArbitration(f.judges)
	f.seats = arbitrationkeeper.NewMsgServer(f.judges)
	f.market = f.escrow.Handle(markettypes.ModuleName)
	f.handler = &handler{}
	f.k.SetDefaultHandler(f.handler)
	f.msg, f.query = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	return f
}

func (f *fixture) store(name string) corestore.KVStoreService {
	return runtime.NewKVStoreService(f.keys[name])
}

// branch returns the fixture on a copy of the state, for one run of a property.
func (f *fixture) branch(t tester) *fixture {
	c := *f
	c.tester, c.jobs = t, new(uint64)
	*c.jobs = *f.jobs
	c.ctx, _ = f.ctx.CacheContext()
	*c.handler = handler{}
	return &c
}

func (f *fixture) setNow(ms uint64) {
	f.Helper()
	gs := clocktypes.DefaultGenesis()
	gs.Clock.NowMs = ms
	require.NoError(f, f.clock.InitGenesis(f.ctx, *gs))
}

func (f *fixture) now() uint64 {
	f.Helper()
	now, err := f.clock.Now(f.ctx)
	require.NoError(f, err)
	return now
}

func (f *fixture) pass(ms uint64) { f.setNow(f.now() + ms) }

// register registers an agent with its own owner and a purse.
func (f *fixture) register(name string) sdk.AccAddress {
	f.Helper()
	owner := account(name)
	f.fund(owner, 1_000_000)
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: owner.String(), Salt: []byte(name)})
	require.NoError(f, err)
	agent, err := sdk.AccAddressFromBech32(res.Agent)
	require.NoError(f, err)
	owners[res.Agent] = owner
	f.fund(agent, purse)
	return agent
}

func ownerOf(agent sdk.AccAddress) sdk.AccAddress { return owners[agent.String()] }

func (f *fixture) fund(to sdk.AccAddress, amount int64) {
	f.Helper()
	coins := sdk.NewCoins(utroth(amount))
	require.NoError(f, f.bank.MintCoins(f.ctx, minter, coins))
	require.NoError(f, f.bank.SendCoinsFromModuleToAccount(f.ctx, minter, to, coins))
}

func (f *fixture) balance(of sdk.AccAddress) int64 {
	return f.bank.GetBalance(f.ctx, of, chain.BaseDenom).Amount.Int64()
}

func (f *fixture) held(of sdk.AccAddress) int64 {
	f.Helper()
	held, err := f.escrow.Held(f.ctx, of, chain.BaseDenom)
	require.NoError(f, err)
	return held.Int64()
}

func (f *fixture) score(of sdk.AccAddress) reputationtypes.Score {
	f.Helper()
	s, err := f.reputation.Score(f.ctx, of, skill, 1_000_000)
	require.NoError(f, err)
	return s
}

// endBlock runs the EndBlocks in the order of the application, and all invariants.
func (f *fixture) endBlock() {
	f.Helper()
	require.NoError(f, f.judges.EndBlock(f.ctx))
	require.NoError(f, f.k.EndBlock(f.ctx))
	require.NoError(f, f.bank.CreditVirtualAccounts(f.ctx))
	require.NoError(f, f.identity.EndBlock(f.ctx))
	require.NoError(f, f.escrow.EndBlock(f.ctx))
	virtual := f.ctx.ObjectStore(f.objects) // what the commit of a block does
	var keys [][]byte
	it := virtual.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	require.NoError(f, it.Close())
	for _, key := range keys {
		virtual.Delete(key)
	}
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1)
}

func (f *fixture) checks() []invariant.Check {
	all := append(f.k.Checks(), f.escrow.Checks()...)
	all = append(all, f.judges.Checks()...)
	return append(append(all, f.identity.Checks()...), f.reputation.Checks()...)
}

func (f *fixture) checkInvariants() {
	f.Helper()
	for _, c := range f.checks() {
		require.NoError(f, c.Run(f.ctx), c.Name)
	}
}

// block ends the block, checks all invariants and lets a millisecond pass.
func (f *fixture) block() {
	f.Helper()
	f.endBlock()
	f.checkInvariants()
	f.pass(1)
}

// dump is the whole state of all stores.
func (f *fixture) dump() map[string]string {
	all := map[string]string{}
	for name, key := range f.keys {
		it := f.ctx.KVStore(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			all[name+"/"+string(it.Key())] = string(it.Value())
		}
		require.NoError(f, it.Close())
	}
	return all
}

// events returns the events of a type since the last call with clear.
func (f *fixture) events(kind string) (found []sdk.Event) {
	for _, e := range f.ctx.EventManager().Events() {
		if e.Type == kind {
			found = append(found, e)
		}
	}
	return found
}

func (f *fixture) clearEvents() { f.ctx = f.ctx.WithEventManager(sdk.NewEventManager()) }
