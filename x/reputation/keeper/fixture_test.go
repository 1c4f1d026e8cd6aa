package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/keeper"
	"github.com/trothchain/troth/x/reputation/types"
)

// The keeper is what the modules above expect.
var (
	_ agreementtypes.ReputationKeeper = (*keeper.Keeper)(nil)
	_ markettypes.ReputationKeeper    = (*keeper.Keeper)(nil)
)

// authority stands for the account of x/gov.
var authority = sdk.AccAddress("authority___________").String()

var errUnknownAgent = explain.New("reputation_test", 2, "unknown agent", "register the agent")

// identity is x/identity in memory: the agents.
type identity struct {
	agents map[string]identitytypes.Agent
}

var _ types.IdentityKeeper = (*identity)(nil)

func (i *identity) Agent(_ context.Context, agent sdk.AccAddress) (identitytypes.Agent, error) {
	a, ok := i.agents[string(agent)]
	if !ok {
		return identitytypes.Agent{}, errUnknownAgent.Wrap(agent.String())
	}
	return a, nil
}

// clock is x/clock in memory.
type clock struct{ ms uint64 }

func (c *clock) Now(context.Context) (uint64, error) { return c.ms, nil }

// fixture is the keeper on its own store, from the default genesis, with a few registered agents.
type fixture struct {
	*testing.T
	ctx      sdk.Context
	key      *storetypes.KVStoreKey
	cdc      codec.Codec
	identity *identity
	clock    *clock
	k        *keeper.Keeper
}

// agents registered in every fixture.
var names = []string{"s", "c1", "c2", "c3", "c4", "c5", "c6", "d0", "d1", "d2", "d3", "d4", "d5"}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

func emptyFixture(t *testing.T) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.ModuleName)
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	f := &fixture{
		T: t, key: key, cdc: cdc,
		ctx:      testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t")),
		identity: &identity{map[string]identitytypes.Agent{}},
		clock:    &clock{},
	}
	for _, n := range names {
		f.identity.agents[string(agent(n))] = identitytypes.Agent{Address: agent(n).String(), Status: identitytypes.AgentStatusActive}
	}
	f.k = keeper.New(cdc, runtime.NewKVStoreService(key), authority, f.identity, f.clock)
	return f
}

// agent returns the address of the agent of a name.
func agent(name string) sdk.AccAddress {
	address := make(sdk.AccAddress, 32)
	copy(address, name)
	return address
}

// at sets market time to the beginning of an epoch.
func (f *fixture) at(epoch uint64) *fixture {
	f.clock.ms = epoch * bar.EpochMs
	return f
}

// handOver changes the controller of an agent.
func (f *fixture) handOver(name string) {
	a := f.identity.agents[string(agent(name))]
	a.Handovers++
	f.identity.agents[string(agent(name))] = a
}

// contract returns the settlement of a contract under default terms: accepted, rated 100.
func contract(client, provider string, price uint64) types.Settlement {
	return types.Settlement{
		Client: agent(client), Provider: agent(provider), Skill: "translation", Price: price, BurnBps: 200, Outcome: types.OutcomeAccept,
		Cover: types.CoverTerms{SigmaBps: 10_000, ConcedeBps: 8_000, LateBps: 2_000, RefundBps: 500}, Rating: 100,
	}
}

func (f *fixture) settle(s types.Settlement) types.SettlementResult {
	f.Helper()
	r, err := f.k.Settle(f.ctx, s)
	require.NoError(f, err)
	return r
}

func (f *fixture) score(name string, value uint64) types.Score {
	f.Helper()
	s, err := f.k.Score(f.ctx, agent(name), "translation", value)
	require.NoError(f, err)
	return s
}

func (f *fixture) pair(client, provider string) types.Pair {
	f.Helper()
	r, err := keeper.NewQueryServer(f.k).Pair(f.ctx, &types.QueryPairRequest{Client: agent(client).String(), Provider: agent(provider).String()})
	require.NoError(f, err)
	return r.Pair
}

func (f *fixture) client(name string) *types.QueryClientResponse {
	f.Helper()
	r, err := keeper.NewQueryServer(f.k).Client(f.ctx, &types.QueryClientRequest{Agent: agent(name).String()})
	require.NoError(f, err)
	return r
}

// refused runs do and demands the sentinel and an unchanged store without events.
func (f *fixture) refused(want error, do func() error) {
	f.Helper()
	before, events := f.bytes(), len(f.ctx.EventManager().Events())
	require.ErrorIs(f, do(), want)
	require.Equal(f, before, f.bytes(), "a refusal changes nothing")
	require.Len(f, f.ctx.EventManager().Events(), events, "a refusal tells nothing")
}

// holds runs every invariant.
func (f *fixture) holds() {
	f.Helper()
	for _, c := range f.k.Checks() {
		require.NoError(f, c.Run(f.ctx), c.Name)
	}
}

// bytes returns the whole store.
func (f *fixture) bytes() map[string]string {
	f.Helper()
	all := map[string]string{}
	it := f.ctx.KVStore(f.key).Iterator(nil, nil)
	defer func() { require.NoError(f, it.Close()) }()
	for ; it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	return all
}
