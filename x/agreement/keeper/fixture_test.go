package keeper_test

import (
	"context"
	"encoding/binary"
	"errors"
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

// fixture is agreement over the real x/auth, x/bank, clock, identity, escrow and reputation. The market is a handle of
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
	handler    *handler
	k          *keeper.Keeper
	msg        types.MsgServer
	query      types.QueryServer
	jobs       *uint64
	// client and providers, each its own owner's agent.
	client, provider, second sdk.AccAddress
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
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	f.client, f.provider, f.second = f.register("client"), f.register("provider"), f.register("second")
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
			escrowtypes.ModuleName, reputationtypes.ModuleName, types.ModuleName),
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

const (
	skill    = "translation"
	delivery = uint64(10_000)
	review   = uint64(5_000)
)

// deal is what a test agrees on.
type deal struct {
	client, provider             sdk.AccAddress
	price, pledge, loss, reserve int64
	sigmaBps                     uint32
}

// usual is a price of 10, half of the cover in cash, and 2 beyond the price for a dearer runner-up.
func (f *fixture) usual() deal {
	return deal{client: f.client, provider: f.provider, price: 10_000_000, pledge: 5_000_000, loss: 10_000_000, reserve: 2_000_000}
}

func (d deal) request() types.CoverRequest {
	return types.CoverRequest{Client: d.client, Price: utroth(d.price), Pledge: math.NewInt(d.pledge), Loss: math.NewInt(d.loss), SigmaBps: d.sigmaBps}
}

func (d deal) terms() types.Terms {
	return types.Terms{
		Client: d.client.String(), Provider: d.provider.String(), Title: "Translate a page", Skill: skill,
		Spec:  types.Spec{Uri: "https://example.com/spec", Sha256: make([]byte, 32), Bytes: 100},
		Price: utroth(d.price), Loss: math.NewInt(d.loss), Pledge: math.NewInt(d.pledge), DeliveryMs: delivery, ReviewMs: review,
	}
}

// job returns the key bytes and the id of a new job.
func (f *fixture) job() (key []byte, id string) {
	*f.jobs++
	key = binary.BigEndian.AppendUint64(nil, *f.jobs)
	return key, fmt.Sprintf("job_%x", key)
}

func coverRef(job []byte, provider sdk.AccAddress) []byte {
	return append(append([]byte(nil), job...), provider...)
}

func (f *fixture) authority(agent sdk.AccAddress, action identitytypes.Action) identitytypes.Authority {
	f.Helper()
	a, err := f.identity.Authorize(f.ctx, ownerOf(agent), agent, action)
	require.NoError(f, err)
	return a
}

// lock locks the cover of a deal for a job.
func (f *fixture) lock(job []byte, d deal) error {
	f.Helper()
	return f.k.LockCover(f.ctx, f.authority(d.provider, identitytypes.ActionBid), coverRef(job, d.provider), d.request())
}

// hold holds the client's money of a deal for a job.
func (f *fixture) hold(job []byte, d deal) {
	f.Helper()
	require.NoError(f, f.market.Hold(f.ctx, f.authority(d.client, identitytypes.ActionHire), job, utroth(d.price+d.reserve), nil))
}

func (f *fixture) opening(job []byte, id string, d deal) types.Opening {
	return types.Opening{Terms: d.terms(), Job: id, CoverRef: coverRef(job, d.provider), BackupReserve: math.NewInt(d.reserve)}
}

func (f *fixture) funder(job []byte, amount int64) types.Fund {
	return func(ctx context.Context, target escrowtypes.Target) error {
		return f.market.Move(ctx, job, target, math.NewInt(amount))
	}
}

// hire makes an agreement of a deal, as the market does, and returns it.
func (f *fixture) hire(d deal) types.Agreement {
	f.Helper()
	job, id := f.job()
	f.hold(job, d)
	require.NoError(f, f.lock(job, d))
	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, d.price+d.reserve))
	require.NoError(f, err)
	return f.get(agr)
}

func (f *fixture) get(id string) types.Agreement {
	f.Helper()
	a, err := f.k.Get(f.ctx, id)
	require.NoError(f, err)
	return a
}

func (f *fixture) submitMsg(a types.Agreement) *types.MsgSubmit {
	return &types.MsgSubmit{
		Signer: ownerOf(f.agent(a.Terms.Provider)).String(), Provider: a.Terms.Provider, Agreement: a.Id,
		Uri: "https://example.com/work", Sha256: make([]byte, 32), Bytes: 10,
	}
}

func (f *fixture) agent(bech32 string) sdk.AccAddress {
	f.Helper()
	addr, err := sdk.AccAddressFromBech32(bech32)
	require.NoError(f, err)
	return addr
}

func (f *fixture) submit(a types.Agreement) error {
	_, err := f.msg.Submit(f.ctx, f.submitMsg(a))
	return err
}

func (f *fixture) accept(a types.Agreement, rating uint32) error {
	_, err := f.msg.Accept(f.ctx, &types.MsgAccept{
		Signer: ownerOf(f.agent(a.Terms.Client)).String(), Client: a.Terms.Client, Agreement: a.Id, Rating: rating,
	})
	return err
}

func (f *fixture) terminate(a types.Agreement) error {
	_, err := f.msg.Terminate(f.ctx, &types.MsgTerminate{
		Signer: ownerOf(f.agent(a.Terms.Client)).String(), Client: a.Terms.Client, Agreement: a.Id,
	})
	return err
}

func (f *fixture) resign(a types.Agreement) error {
	_, err := f.msg.Resign(f.ctx, &types.MsgResign{
		Signer: ownerOf(f.agent(a.Terms.Provider)).String(), Provider: a.Terms.Provider, Agreement: a.Id,
	})
	return err
}

// handler stands for the market: it names a target and does on default what a test says.
type handler struct {
	target    *escrowtypes.Target
	targetErr error
	onDefault func(ctx context.Context, job string) error
	calls     int
}

var errHandler = errors.New("the market is broken")

func (h *handler) DefaultTarget(context.Context, string) (escrowtypes.Target, bool, error) {
	if h.target == nil {
		return escrowtypes.Target{}, false, h.targetErr
	}
	return *h.target, true, h.targetErr
}

func (h *handler) OnDefault(ctx context.Context, job string) error {
	h.calls++
	return h.onDefault(ctx, job)
}

func (f *fixture) setEscrowParams(p escrowtypes.Params) {
	f.Helper()
	_, err := escrowkeeper.NewMsgServer(f.escrow).UpdateParams(f.ctx, &escrowtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f, err)
}
