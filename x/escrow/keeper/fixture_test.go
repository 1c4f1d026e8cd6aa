package keeper_test

import (
	"context"
	"fmt"

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
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// troth can be burned, usd cannot, shell is not accepted.
	troth, usd, shell = "utroth", "uusd", "ushell"
	windowMs          = identitytypes.MinWindowMs
)

var (
	govAddress = sdk.AccAddress("authority___________")
	permanent  = map[string][]string{
		authtypes.FeeCollectorName:     nil,
		"mint":                         {authtypes.Minter},
		"pool":                         {authtypes.Burner},
		types.ModuleName:               {authtypes.Burner},
		identitytypes.ModuleName:       {authtypes.Burner},
		stakingtypes.BondedPoolName:    {authtypes.Burner, authtypes.Staking},
		stakingtypes.NotBondedPoolName: {authtypes.Burner, authtypes.Staking},
	}
)

// tb is what testing.T, testing.B and rapid.T have in common.
type tb interface {
	require.TestingT
	Helper()
}

// clock is a market time that the test sets.
type clock struct{ now uint64 }

func (c *clock) Now(context.Context) (uint64, error) { return c.now, nil }

// fixture is escrow on the real keepers of x/auth, x/bank and x/identity, in a multistore with an object store. Amounts
// are small: agents begin with 1000 of each denom.
type fixture struct {
	tb
	cms      storetypes.CommitMultiStore
	ctx      sdk.Context
	keys     []*storetypes.KVStoreKey
	objKey   *storetypes.ObjectStoreKey
	cdc      codec.Codec
	clock    *clock
	accounts authkeeper.AccountKeeper
	bank     bankkeeper.BaseKeeper
	identity *identitykeeper.Keeper
	k        *keeper.Keeper
	market   *keeper.Handle
	work     *keeper.Handle
	// pool is the store of the module-account escrow that the benchmark compares with.
	pool corestore.KVStoreService
}

func testParams() types.Params {
	p := types.DefaultParams()
	p.AcceptedDenoms = append(p.AcceptedDenoms, types.AcceptedDenom{Denom: usd, UnitsPerNumeraire: 100, MinHold: math.NewInt(5)})
	return p
}

// newFixture starts from the test parameters.
func newFixture(t tb) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(f, f.k.InitGenesis(f.ctx, types.GenesisState{Params: testParams()}))
	return f
}

// emptyFixture has every module but escrow set up.
func emptyFixture(t tb) *fixture {
	t.Helper()
	f := &fixture{tb: t, clock: &clock{now: 10 * windowMs}, objKey: storetypes.NewObjectStoreKey(banktypes.ObjectStoreKey)}
	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	f.cdc = codec.NewProtoCodec(registry)

	db := dbm.NewMemDB()
	f.cms = store.NewCommitMultiStore(db, log.NewNopLogger())
	service := func(name string) (key *storetypes.KVStoreKey) {
		key = storetypes.NewKVStoreKey(name)
		f.keys = append(f.keys, key)
		f.cms.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
		return key
	}
	auth, bank := service(authtypes.StoreKey), service(banktypes.StoreKey)
	identity, escrow, pool := service(identitytypes.ModuleName), service(types.ModuleName), service("pool")
	f.cms.MountStoreWithDB(f.objKey, storetypes.StoreTypeObject, nil)
	require.NoError(f, f.cms.LoadLatestVersion())
	f.ctx = sdk.NewContext(f.cms, cmtproto.Header{Height: 1}, false, log.NewNopLogger())

	prefix := sdk.GetConfig().GetBech32AccountAddrPrefix()
	f.accounts = authkeeper.NewAccountKeeper(f.cdc, runtime.NewKVStoreService(auth), authtypes.ProtoBaseAccount, permanent,
		addresscodec.NewBech32Codec(prefix), prefix, govAddress.String())
	blocked := map[string]bool{}
	for name := range permanent {
		blocked[authtypes.NewModuleAddress(name).String()] = true
	}
	f.bank = bankkeeper.NewBaseKeeper(f.cdc, runtime.NewKVStoreService(bank), f.accounts, blocked, govAddress.String(), log.NewNopLogger()).WithObjStoreKey(f.objKey)
	f.identity = identitykeeper.New(f.cdc, runtime.NewKVStoreService(identity), govAddress.String(), f.accounts, keeper.NewVirtualBank(f.bank), f.clock)
	f.k = keeper.New(f.cdc, runtime.NewKVStoreService(escrow), govAddress.String(), f.identity, f.bank)
	f.identity.SetHolds(f.k)
	f.market, f.work = f.k.Handle("market"), f.k.Handle("agreement")
	f.bank.AppendSendRestriction(f.k.SendRestriction)
	f.pool = runtime.NewKVStoreService(pool)

	require.NoError(f, f.accounts.Params.Set(f.ctx, authtypes.DefaultParams()))
	for _, name := range []string{authtypes.FeeCollectorName, "mint", "pool", stakingtypes.BondedPoolName, stakingtypes.NotBondedPoolName} {
		f.accounts.GetModuleAccount(f.ctx, name) // makes it; escrow makes its own
	}
	require.NoError(f, f.bank.SetParams(f.ctx, banktypes.DefaultParams()))
	gs := identitytypes.DefaultGenesis()
	gs.Params.RegistrationFee.Amount = math.ZeroInt()
	require.NoError(f, f.identity.InitGenesis(f.ctx, *gs))
	return f
}

// agent is a registered agent.
type agent struct{ addr, owner sdk.AccAddress }

// agent registers an agent of an owner of its own and gives it 1000 of each denom.
func (f *fixture) agent(name string) agent {
	f.Helper()
	owner := account("owner of " + name)
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: owner.String(), Salt: []byte(name)})
	require.NoError(f, err)
	a := agent{sdk.MustAccAddressFromBech32(res.Agent), owner}
	f.mint(a.addr, 1000, troth, usd, shell)
	return a
}

// account is the address of a key.
func account(name string) sdk.AccAddress {
	return authtypes.NewModuleAddress("key of " + name)
}

func (f *fixture) mint(to sdk.AccAddress, amount int64, denoms ...string) {
	f.Helper()
	for _, d := range denoms {
		coins := sdk.NewCoins(sdk.NewInt64Coin(d, amount))
		require.NoError(f, f.bank.MintCoins(f.ctx, "mint", coins))
		require.NoError(f, f.bank.SendCoins(f.ctx, authtypes.NewModuleAddress("mint"), to, coins))
	}
}

// operator gives a key a mandate to hire with the lifetime limit in troth and usd.
func (f *fixture) operator(a agent, key sdk.AccAddress, lifetime int64) {
	f.Helper()
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: key.String(), Mandate: mandate(lifetime),
	})
	require.NoError(f, err)
}

func mandate(lifetime int64, counterparties ...sdk.AccAddress) identitytypes.Mandate {
	m := identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionHire}, WindowMs: windowMs}
	for _, d := range []string{troth, usd} {
		n := math.NewInt(lifetime)
		m.Limits = append(m.Limits, identitytypes.Limit{Denom: d, PerAction: n, PerWindow: n.MulRaw(1000), Lifetime: n})
	}
	for _, c := range counterparties {
		m.Counterparties = append(m.Counterparties, c.String())
	}
	return m
}

// can returns the authority of a signer for an agent.
func (f *fixture) can(a agent, signer sdk.AccAddress) identitytypes.Authority {
	f.Helper()
	authority, err := f.identity.Authorize(f.ctx, signer, a.addr, identitytypes.ActionHire)
	require.NoError(f, err)
	return authority
}

// hold places a hold of the owner in the market's scope.
func (f *fixture) hold(a agent, ref string, amount int64, denom string) {
	f.Helper()
	require.NoError(f, f.market.Hold(f.ctx, f.can(a, a.owner), []byte(ref), sdk.NewInt64Coin(denom, amount), nil))
}

// spent is what the key's mandate has used of troth.
func (f *fixture) spent(a agent, key sdk.AccAddress) int64 {
	f.Helper()
	o, err := f.identity.Operator(f.ctx, a.addr, key)
	require.NoError(f, err)
	return o.Spent[0].Lifetime.Int64()
}

// money is balance, held and available.
func (f *fixture) money(addr sdk.AccAddress, denom string) [3]int64 {
	f.Helper()
	held, err := f.k.Held(f.ctx, addr, denom)
	require.NoError(f, err)
	available, err := f.k.Available(f.ctx, addr, denom)
	require.NoError(f, err)
	return [3]int64{f.bank.GetBalance(f.ctx, addr, denom).Amount.Int64(), held.Int64(), available.Int64()}
}

// endBlock does what the application does: bank credits, escrow burns, the transient stores are emptied. Then all
// invariants hold, and the supply is the sum of all balances.
func (f *fixture) endBlock() {
	f.Helper()
	require.NoError(f, f.bank.CreditVirtualAccounts(f.ctx))
	require.NoError(f, f.k.EndBlock(f.ctx))
	f.cms.Commit()
	f.ctx = sdk.NewContext(f.cms, cmtproto.Header{Height: f.ctx.BlockHeight() + 1}, false, log.NewNopLogger())
	f.check(append(f.k.Checks(), f.identity.Checks()...))
	sum := sdk.NewCoins()
	for _, b := range f.bank.GetAccountsBalances(f.ctx) {
		sum = sum.Add(b.Coins...)
	}
	supply, _, err := f.bank.GetPaginatedTotalSupply(f.ctx, nil)
	require.NoError(f, err)
	require.Equal(f, supply.String(), sum.String())
}

func (f *fixture) check(checks []invariant.Check) {
	f.Helper()
	for _, c := range checks {
		require.NoError(f, c.Run(f.ctx), c.Name)
	}
}

// state is everything stored, virtual coins included.
func (f *fixture) state() map[string]string {
	f.Helper()
	all := map[string]string{}
	for _, key := range f.keys {
		it := f.ctx.KVStore(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			all[key.Name()+string(it.Key())] = string(it.Value())
		}
		require.NoError(f, it.Close())
	}
	it := f.ctx.ObjectStore(f.objKey).Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		all["virtual"+string(it.Key())] = fmt.Sprint(it.Value())
	}
	require.NoError(f, it.Close())
	return all
}

// refuses demands that act fails with the sentinel, without an event and with nothing changed.
func (f *fixture) refuses(sentinel error, act func(ctx sdk.Context) error) {
	f.Helper()
	before := f.state()
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	require.ErrorIs(f, act(ctx), sentinel)
	require.Equal(f, before, f.state())
	require.Empty(f, ctx.EventManager().Events())
}

// events returns the types of the module's events that act emits.
func (f *fixture) events(act func(ctx sdk.Context) error) (names []string) {
	f.Helper()
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	require.NoError(f, act(ctx))
	for _, e := range ctx.EventManager().Events() {
		if len(e.Type) > 7 && e.Type[:7] == "escrow." {
			names = append(names, e.Type)
		}
	}
	return names
}

func coins(amount int64, denom string) sdk.Coins {
	return sdk.NewCoins(sdk.NewInt64Coin(denom, amount))
}
