package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/clock/keeper"
	"github.com/trothchain/troth/x/clock/types"
)

// genesisTime is the block time at which the tests start.
var genesisTime = time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)

// authority stands for the account of x/gov.
var authority = sdk.AccAddress("authority___________").String()

// fixture is a clock on its own store, from the default genesis.
type fixture struct {
	*testing.T
	ctx sdk.Context
	key *storetypes.KVStoreKey
	cdc codec.Codec
	k   *keeper.Keeper
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

func emptyFixture(t *testing.T) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t")).WithBlockTime(genesisTime)
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	return &fixture{t, ctx, key, cdc, keeper.New(cdc, runtime.NewKVStoreService(key), authority)}
}

// block begins a block d after the last one (before it, if d is negative).
func (f *fixture) block(d time.Duration) {
	f.Helper()
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(d))
	require.NoError(f, f.k.BeginBlock(f.ctx))
}

func (f *fixture) now() uint64 {
	f.Helper()
	now, err := f.k.Now(f.ctx)
	require.NoError(f, err)
	return now
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
