package clock_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/trothchain/troth/x/clock"
	"github.com/trothchain/troth/x/clock/keeper"
	"github.com/trothchain/troth/x/clock/types"
)

// The manager finds BeginBlock and the genesis methods of the module, and both work.
func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t"))
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String())
	mm := module.NewManager(clock.NewAppModule(cdc, k))
	mm.SetOrderBeginBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(clock.AppModule)
	require.True(t, ok)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))

	for _, unix := range []int64{1_000_000, 1_000_007} {
		_, err := mm.BeginBlock(ctx.WithBlockTime(time.UnixMilli(unix)))
		require.NoError(t, err)
	}
	now, err := k.Now(ctx)
	require.NoError(t, err)
	require.Equal(t, uint64(7), now)
	require.JSONEq(t, `{"params":{"max_step_ms":"10000"},"clock":{"now_ms":"7","last_block_unix_ms":"1000007"}}`, string(am.ExportGenesis(ctx, cdc)))
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := clock.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 2)
	require.Len(t, opts.Tx.RpcCommandOptions, 1)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.NotEmpty(t, o.Example, o.RpcMethod)
	}
}
