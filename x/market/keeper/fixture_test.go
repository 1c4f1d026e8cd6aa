package keeper_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

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
	"github.com/trothchain/troth/x/market/auction"
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
	f.k = keeper.New(cdc, service(types.ModuleName), authority, f.clock, f.identity, f.handle, f.reputation, f.agreement)
	f.agreement.SetDefaultHandler(f.k)
	f.msgs, f.queries = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	return f
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

// agent returns an agent with its own owner and a purse, registered when first asked for.
func (f *fixture) agent(name string) agent {
	f.t.Helper()
	if a, ok := f.agents[name]; ok {
		return a
	}
	owner := sdk.AccAddress(fmt.Sprintf("owner_%-14s", name))
	f.fund(owner, sdk.NewInt64Coin(denom, unit))
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: owner.String()})
	require.NoError(f.t, err)
	a := agent{owner, sdk.MustAccAddressFromBech32(res.Agent)}
	f.fund(a.addr, sdk.NewInt64Coin(denom, purse))
	f.agents[name] = a
	return a
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

// request is a job for 10 units with a minute for bids and a minute for reveals.
func request() types.JobRequest {
	return types.JobRequest{
		Title: "Translate a page", Skill: "translation", Budget: sdk.NewInt64Coin(denom, 10*unit),
		Spec:   agreementtypes.Spec{Uri: "https://example.com/spec.md", Sha256: bytes.Repeat([]byte{3}, 32), Bytes: 100},
		Loss:   math.ZeroInt(),
		Clocks: types.Clocks{BidMs: minute, RevealMs: minute, DeliveryMs: 60 * minute, ReviewMs: 60 * minute},
	}
}

func (f *fixture) post(client string, changes ...func(*types.JobRequest)) []byte {
	f.t.Helper()
	a, r := f.agent(client), request()
	for _, change := range changes {
		change(&r)
	}
	res, err := f.msgs.PostJob(f.ctx, &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: r})
	require.NoError(f.t, err)
	key, err := types.ParseJobID("job", res.Job)
	require.NoError(f.t, err)
	return key
}

// bid is a bid of an agent, signed by its owner; what is left out is chosen so that a newcomer's bid is covered.
type bid struct {
	by       string
	price    int64
	pledge   int64
	delivery uint64
}

func (f *fixture) revealMsg(key []byte, b bid) *types.MsgRevealBid {
	f.t.Helper()
	a := f.agent(b.by)
	if b.delivery == 0 {
		b.delivery = 30 * minute
	}
	switch b.pledge {
	case 0:
		b.pledge = b.price
	case noPledge:
		b.pledge = 0
	}
	return &types.MsgRevealBid{
		Signer: a.owner.String(), Provider: a.addr.String(), Job: types.JobID(key), Price: math.NewInt(b.price),
		Pledge: math.NewInt(b.pledge), DeliveryMs: b.delivery, Salt: bytes.Repeat([]byte{5}, 32),
	}
}

// seal returns the commitment of a reveal.
func seal(m *types.MsgRevealBid) []byte {
	return auction.Commitment(auction.Sealed{
		ChainID: chainID, Job: m.Job, Provider: sdk.MustAccAddressFromBech32(m.Provider), Price: m.Price, Pledge: types.OrZero(m.Pledge),
		DeliveryMs: m.DeliveryMs, NoteHash: m.Note.Sha256,
	}, m.Salt)
}

func (f *fixture) commitMsg(key []byte, b bid) *types.MsgCommitBid {
	f.t.Helper()
	m := f.revealMsg(key, b)
	return &types.MsgCommitBid{Signer: m.Signer, Provider: m.Provider, Job: m.Job, Commitment: seal(m)}
}

func (f *fixture) commit(key []byte, bids ...bid) {
	f.t.Helper()
	for _, b := range bids {
		_, err := f.msgs.CommitBid(f.ctx, f.commitMsg(key, b))
		require.NoError(f.t, err, b.by)
	}
}

func (f *fixture) reveal(key []byte, bids ...bid) (ranks []uint32) {
	f.t.Helper()
	for _, b := range bids {
		res, err := f.msgs.RevealBid(f.ctx, f.revealMsg(key, b))
		require.NoError(f.t, err, b.by)
		ranks = append(ranks, res.Rank)
	}
	return ranks
}

// auctioned posts a job, commits and reveals the bids, and ends the reveal window.
func (f *fixture) auctioned(client string, bids []bid, changes ...func(*types.JobRequest)) []byte {
	f.t.Helper()
	key := f.post(client, changes...)
	f.commit(key, bids...)
	f.pass(minute)
	f.reveal(key, bids...)
	f.pass(minute)
	return key
}

func (f *fixture) job(key []byte) types.Job {
	f.t.Helper()
	job, err := f.k.Job(f.ctx, key)
	require.NoError(f.t, err)
	return job
}

func (f *fixture) standing(key []byte) types.Standing {
	f.t.Helper()
	s, err := f.k.Standing(f.ctx, key)
	require.NoError(f.t, err)
	return s
}

// providers returns the names of the bids that stand, best first.
func (f *fixture) providers(key []byte) []string {
	f.t.Helper()
	names := []string{}
	for _, b := range f.standing(key).Ranked {
		names = append(names, f.nameOf(b.Provider))
	}
	return names
}

func (f *fixture) nameOf(addr string) string {
	for name, a := range f.agents {
		if a.addr.String() == addr {
			return name
		}
	}
	return addr
}

// opened returns the agreement a job led to.
func (f *fixture) opened(key []byte) agreementtypes.Agreement {
	f.t.Helper()
	a, err := f.agreement.Get(f.ctx, f.job(key).Agreement)
	require.NoError(f.t, err)
	return a
}

// winner is the name of the provider of the job's agreement.
func (f *fixture) winner(key []byte) string {
	f.t.Helper()
	return f.nameOf(f.opened(key).Terms.Provider)
}

func (f *fixture) held(name string) int64 {
	f.t.Helper()
	held, err := f.escrow.Held(f.ctx, f.agent(name).addr, denom)
	require.NoError(f.t, err)
	return held.Int64()
}

func (f *fixture) balance(name string) int64 {
	return f.bank.GetBalance(f.ctx, f.agent(name).addr, denom).Amount.Int64()
}

func (f *fixture) setStatus(name string, s identitytypes.AgentStatus) error {
	a := f.agent(name)
	_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{
		Owner: a.owner.String(), Agent: a.addr.String(), Status: s,
	})
	return err
}

// operator adds a key with the actions, without a limit in utroth.
func (f *fixture) operator(name string, actions ...identitytypes.Action) sdk.AccAddress {
	f.t.Helper()
	a, key := f.agent(name), sdk.AccAddress(fmt.Sprintf("op____%-14s", name))
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: key.String(),
		Mandate: identitytypes.Mandate{Actions: actions, WindowMs: day, Limits: []identitytypes.Limit{{
			Denom: denom, PerAction: math.ZeroInt(), PerWindow: math.ZeroInt(), Lifetime: math.ZeroInt(), Unlimited: true,
		}}},
	})
	require.NoError(f.t, err)
	return key
}

// hand gives an agent to a new owner.
func (f *fixture) hand(name string, to sdk.AccAddress) {
	f.t.Helper()
	a, msgs := f.agent(name), identitykeeper.NewMsgServer(f.identity)
	_, err := msgs.ProposeOwner(f.ctx, &identitytypes.MsgProposeOwner{Owner: a.owner.String(), Agent: a.addr.String(), NewOwner: to.String()})
	require.NoError(f.t, err)
	_, err = msgs.AcceptOwner(f.ctx, &identitytypes.MsgAcceptOwner{NewOwner: to.String(), Agent: a.addr.String()})
	require.NoError(f.t, err)
	f.agents[name] = agent{to, a.addr}
}

// capital gives an agent earned capital, in micro-units.
func (f *fixture) capital(name string, micro uint64) {
	f.t.Helper()
	require.NoError(f.t, f.reputation.InitGenesis(f.ctx, reputationtypes.GenesisState{
		Params: reputationtypes.DefaultParams(),
		Capital: []reputationtypes.CapitalEntry{{
			Agent: f.agent(name).addr.String(), Capital: reputationtypes.Capital{Free: micro},
		}},
	}))
}

// removeOperator takes a key's mandate away.
func (f *fixture) removeOperator(name string, key sdk.AccAddress) {
	f.t.Helper()
	a := f.agent(name)
	_, err := identitykeeper.NewMsgServer(f.identity).RemoveOperator(f.ctx, &identitytypes.MsgRemoveOperator{
		Signer: a.owner.String(), Agent: a.addr.String(), Key: key.String(),
	})
	require.NoError(f.t, err)
}

// dropDenom takes utroth off the list of accepted denoms.
func (f *fixture) dropDenom() {
	f.t.Helper()
	f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].Denom = "other" })
}

// setParams changes the parameters of the market.
func (f *fixture) setParams(change func(*types.Params)) {
	f.t.Helper()
	p, err := f.k.GetParams(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f.t, err)
}

// setEscrow changes the parameters of escrow.
func (f *fixture) setEscrow(change func(*escrowtypes.Params)) {
	f.t.Helper()
	p, err := f.escrow.GetParams(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	_, err = escrowkeeper.NewMsgServer(f.escrow).UpdateParams(f.ctx, &escrowtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f.t, err)
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

// countingService counts reads and writes of all modules.
type countingService struct {
	corestore.KVStoreService
	ops *int
}

func (s countingService) OpenKVStore(ctx context.Context) corestore.KVStore {
	return countingStore{s.KVStoreService.OpenKVStore(ctx), s.ops}
}

type countingStore struct {
	corestore.KVStore
	ops *int
}

func (s countingStore) Get(key []byte) ([]byte, error) { *s.ops++; return s.KVStore.Get(key) }
func (s countingStore) Has(key []byte) (bool, error)   { *s.ops++; return s.KVStore.Has(key) }
func (s countingStore) Set(key, value []byte) error    { *s.ops++; return s.KVStore.Set(key, value) }
func (s countingStore) Delete(key []byte) error        { *s.ops++; return s.KVStore.Delete(key) }

func (s countingStore) Iterator(start, end []byte) (corestore.Iterator, error) {
	*s.ops++
	return s.KVStore.Iterator(start, end)
}
