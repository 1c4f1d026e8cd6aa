package keeper_test

import (
	"context"
	"crypto/sha256"
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
	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowkeeper "github.com/trothchain/troth/x/escrow/keeper"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationkeeper "github.com/trothchain/troth/x/reputation/keeper"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

const (
	minter  = "mint"
	chainID = "troth-test-1"
	start   = uint64(1_000_000_000)
	purse   = int64(1_000_000_000)
	stake   = int64(100_000_000)
	skill   = "translation"
)

var authority = authtypes.NewModuleAddress("gov").String()

func account(name string) sdk.AccAddress { return sdk.AccAddress(fmt.Sprintf("%-20s", name)) }

func utroth(amount int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, amount) }

// tester is what testing.TB and *rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// beacon has a value of every height up to the present one, the last 1,024, unless it is off.
type beacon struct{ off bool }

func (b *beacon) Seed(ctx context.Context, height int64) ([]byte, bool) {
	now := sdk.UnwrapSDKContext(ctx).BlockHeight()
	if b.off || height < 0 || height > now || height <= now-1_024 {
		return nil, false
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("value"), uint64(height)))
	return sum[:], true
}

// handler takes rulings, or refuses them.
type handler struct {
	refuse  error
	panics  bool
	burns   bool
	rulings map[string]types.Ruling
}

func (h *handler) OnRuling(ctx context.Context, ref []byte, r types.Ruling) error {
	switch {
	case h.panics:
		panic("a broken handler")
	case h.burns:
		for {
			sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(1_000_000, "a handler without end")
		}
	case h.refuse != nil:
		return h.refuse
	}
	if _, twice := h.rulings[r.Case]; twice {
		return errors.New("a ruling twice")
	}
	h.rulings[r.Case] = r
	return nil
}

// fixture is arbitration over the real x/auth, x/bank, clock, identity, escrow and reputation. Who asks for rulings is a
// handle of scope "agreement" and a handler.
type fixture struct {
	tester
	ctx        sdk.Context
	keys       map[string]*storetypes.KVStoreKey
	objects    *storetypes.ObjectStoreKey
	bank       bankkeeper.BaseKeeper
	clock      *clockkeeper.Keeper
	identity   *identitykeeper.Keeper
	escrow     *escrowkeeper.Keeper
	caller     *escrowkeeper.Handle
	reputation *reputationkeeper.Keeper
	beacon     *beacon
	handler    *handler
	k          *keeper.Keeper
	msg        types.MsgServer
	query      types.QueryServer
	// client and provider, each its own owner's agent.
	client, provider sdk.AccAddress
	refs             *int
}

var owners = map[string]sdk.AccAddress{}

func testParams() types.Params {
	p := types.DefaultParams()
	p.Classes = []types.ValueClass{
		{UpTo: 100_000_000, EvidenceMs: 60_000, CommitMs: 120_000, RevealMs: 90_000, AppealMs: 180_000},
		{UpTo: types.MaxPriceMicro, EvidenceMs: 600_000, CommitMs: 1_200_000, RevealMs: 900_000, AppealMs: 1_800_000},
	}
	p.DrawBlocks = 3
	return p
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := emptyFixture(t)
	f.setNow(start)
	require.NoError(t, f.identity.InitGenesis(f.ctx, *identitytypes.DefaultGenesis()))
	escrow := escrowtypes.DefaultGenesis()
	escrow.Params.ProtocolFeeBps = 50
	require.NoError(t, f.escrow.InitGenesis(f.ctx, *escrow))
	require.NoError(t, f.reputation.InitGenesis(f.ctx, *reputationtypes.DefaultGenesis()))
	require.NoError(t, f.k.InitGenesis(f.ctx, types.GenesisState{Params: testParams()}))
	f.client, f.provider = f.register("client"), f.register("provider")
	f.block()
	return f
}

// emptyFixture has stores and keepers without genesis.
func emptyFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{
		tester: t, refs: new(int),
		keys: storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, clocktypes.ModuleName, identitytypes.ModuleName,
			escrowtypes.ModuleName, reputationtypes.ModuleName, types.ModuleName),
		objects: storetypes.NewObjectStoreKey(banktypes.ObjectStoreKey),
		beacon:  &beacon{}, handler: &handler{rulings: map[string]types.Ruling{}},
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
	f.k = keeper.New(cdc, f.store(types.ModuleName), authority, f.clock, f.beacon, f.identity, f.escrow.Handle(types.ModuleName), f.reputation)
	f.k.SetRulingHandler(f.handler)
	f.caller = f.escrow.Handle("agreement")
	f.msg, f.query = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	return f
}

func (f *fixture) store(name string) corestore.KVStoreService {
	return runtime.NewKVStoreService(f.keys[name])
}

// branch returns the fixture on a copy of the state, for one run of a property.
func (f *fixture) branch(t tester) *fixture {
	c := *f
	c.tester, c.refs = t, new(int)
	*c.refs = *f.refs
	c.ctx, _ = f.ctx.CacheContext()
	*c.handler, *c.beacon = handler{rulings: map[string]types.Ruling{}}, beacon{}
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

// enlist registers an agent and makes it an arbiter, of skill unless others are named.
func (f *fixture) enlist(name string, stake int64, skills ...string) sdk.AccAddress {
	f.Helper()
	if len(skills) == 0 {
		skills = []string{skill}
	}
	agent := f.register(name)
	_, err := f.msg.Enlist(f.ctx, &types.MsgEnlist{Signer: ownerOf(agent).String(), Agent: agent.String(), Stake: math.NewInt(stake), Skills: skills})
	require.NoError(f, err)
	return agent
}

// bench enlists n arbiters with the usual stake and waits until they are in the trees.
func (f *fixture) bench(n int) (list []sdk.AccAddress) {
	f.Helper()
	for i := range n {
		list = append(list, f.enlist(fmt.Sprintf("arbiter%d", i), stake))
	}
	f.blocks(5)
	return list
}

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

// endBlock runs the EndBlocks in the order of the application; the next block begins.
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

// block ends the block, checks all invariants and lets a second pass.
func (f *fixture) block() {
	f.Helper()
	f.endBlock()
	f.checkInvariants()
	f.pass(1_000)
}

func (f *fixture) blocks(n int) {
	f.Helper()
	for range n {
		f.block()
	}
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

// events returns the events of a type since the last call of clearEvents.
func (f *fixture) events(kind string) (found []sdk.Event) {
	for _, e := range f.ctx.EventManager().Events() {
		if e.Type == kind {
			found = append(found, e)
		}
	}
	return found
}

func (f *fixture) clearEvents() { f.ctx = f.ctx.WithEventManager(sdk.NewEventManager()) }
