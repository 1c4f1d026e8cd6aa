package keeper_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// pool is the escrow that most chains have, with the same records, mandates, limits and fees: money goes to a module
// account when it is reserved and from there to the payee. It is what Hold→Pay is measured against.
type pool struct {
	f     *fixture
	holds collections.Map[collections.Pair[string, []byte], types.Hold]
	index collections.KeySet[collections.Triple[sdk.AccAddress, string, []byte]]
	count collections.Map[sdk.AccAddress, uint64]
}

func newPool(f *fixture) *pool {
	sb := collections.NewSchemaBuilder(f.pool)
	return &pool{
		f: f,
		holds: collections.NewMap(sb, types.HoldsKey, "holds",
			collections.PairKeyCodec(collections.StringKey, collections.BytesKey), codec.CollValue[types.Hold](f.cdc)),
		index: collections.NewKeySet(sb, types.IndexKey, "index",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.StringKey, collections.BytesKey)),
		count: collections.NewMap(sb, types.CountKey, "count", sdk.AccAddressKey, collections.Uint64Value),
	}
}

func (p *pool) hold(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin) {
	f, agent, key := p.f, authority.Agent(), collections.Join("market", ref)
	params, err := f.k.GetParams(ctx)
	require.NoError(f, err)
	_, ok := params.Find(coin.Denom)
	require.True(f, ok)
	has, err := p.holds.Has(ctx, key)
	require.NoError(f, err)
	require.False(f, has)
	count, err := p.count.Get(ctx, agent)
	if err != nil {
		require.ErrorIs(f, err, collections.ErrNotFound)
	}
	spend, err := f.identity.Spend(ctx, authority, coin, nil)
	require.NoError(f, err)
	require.NoError(f, f.bank.SendCoinsFromAccountToModule(ctx, agent, "pool", sdk.NewCoins(coin)))
	require.NoError(f, p.count.Set(ctx, agent, count+1))
	require.NoError(f, p.index.Set(ctx, collections.Join3(agent, "market", ref)))
	require.NoError(f, p.holds.Set(ctx, key, types.Hold{
		Agent: agent.String(), Coin: coin, Fundings: []types.Funding{{Spend: spend, Amount: coin.Amount}},
	}))
}

func (p *pool) pay(ctx context.Context, ref []byte, to sdk.AccAddress, fees types.Fees) {
	f, key := p.f, collections.Join("market", ref)
	h, err := p.holds.Get(ctx, key)
	require.NoError(f, err)
	agent, err := h.AgentAddress()
	require.NoError(f, err)
	payment := fees.Split(h.Coin.Amount)
	require.NoError(f, f.bank.SendCoinsFromModuleToAccount(ctx, "pool", to, sdk.NewCoins(sdk.NewCoin(h.Coin.Denom, payment.Paid))))
	account := authtypes.NewModuleAddress("pool")
	require.NoError(f, f.bank.SendCoinsFromAccountToModuleVirtual(ctx, account, types.ModuleName, sdk.NewCoins(sdk.NewCoin(h.Coin.Denom, payment.Burned))))
	require.NoError(f, p.holds.Remove(ctx, key))
	require.NoError(f, p.index.Remove(ctx, collections.Join3(agent, "market", ref)))
	count, err := p.count.Get(ctx, agent)
	require.NoError(f, err)
	if count == 1 {
		require.NoError(f, p.count.Remove(ctx, agent))
		return
	}
	require.NoError(f, p.count.Set(ctx, agent, count-1))
}

// lifeCycle is one Hold→Pay of either escrow; it returns the gas.
func lifeCycle(f *fixture, p *pool, client, provider agent, n uint64) uint64 {
	ref := binary.BigEndian.AppendUint64(nil, n)
	coin, fees := sdk.NewInt64Coin(troth, 1000), types.Fees{BurnBps: 200}
	authority := f.can(client, client.owner)
	ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()).WithEventManager(sdk.NewEventManager())
	if p != nil {
		p.hold(ctx, authority, ref, coin)
		p.pay(ctx, ref, provider.addr, fees)
	} else {
		require.NoError(f, f.market.Hold(ctx, authority, ref, coin, provider.addr))
		_, err := f.market.Pay(ctx, ref, provider.addr, math.NewInt(1000), fees)
		require.NoError(f, err)
	}
	return ctx.GasMeter().GasConsumed()
}

// Hold→Pay costs less gas than the same through a module account.
func TestHoldPayCostsLessThanAPool(t *testing.T) {
	f := newFixture(t)
	client, provider := f.agent("client"), f.agent("provider")
	f.mint(client.addr, 1_000_000, troth)
	p := newPool(f)
	lifeCycle(f, nil, client, provider, 1) // both accounts and stores are warm
	lifeCycle(f, p, client, provider, 1)
	hold, pool := lifeCycle(f, nil, client, provider, 2), lifeCycle(f, p, client, provider, 2)
	t.Logf("gas of Hold→Pay: %d with a hold, %d with a pool", hold, pool)
	require.Less(t, hold, pool)
}

func BenchmarkHoldPay(b *testing.B) {
	for name, pooled := range map[string]bool{"hold": false, "pool": true} {
		b.Run(name, func(b *testing.B) {
			f := newFixture(b)
			client, provider := f.agent("client"), f.agent("provider")
			f.mint(client.addr, 1_000_000_000_000, troth)
			var p *pool
			if pooled {
				p = newPool(f)
			}
			gas, n := uint64(0), uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				n++
				gas += lifeCycle(f, p, client, provider, n)
			}
			b.ReportMetric(float64(gas)/float64(n), "gas/op")
		})
	}
}
