package market_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	clockkeeper "github.com/trothchain/troth/x/clock/keeper"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	"github.com/trothchain/troth/x/market"
	"github.com/trothchain/troth/x/market/keeper"
	"github.com/trothchain/troth/x/market/types"
)

// The modules below: an empty market asks none of them for anything but the time.
type (
	identity   struct{ types.IdentityKeeper }
	escrow     struct{ types.EscrowHandle }
	reputation struct{ types.ReputationKeeper }
	agreement  struct{ types.AgreementKeeper }
	beacon     struct{ types.BeaconKeeper }
)

// The manager finds EndBlock and the genesis methods of the module, and all work.
func TestModuleIsDispatched(t *testing.T) {
	keys := storetypes.NewKVStoreKeys(types.ModuleName, clocktypes.ModuleName)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil)
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	authority := sdk.AccAddress("authority___________").String()
	clock := clockkeeper.New(cdc, runtime.NewKVStoreService(keys[clocktypes.ModuleName]), authority)
	require.NoError(t, clock.InitGenesis(ctx, *clocktypes.DefaultGenesis()))
	k := keeper.New(cdc, runtime.NewKVStoreService(keys[types.ModuleName]), authority, clock,
		identity{}, escrow{}, reputation{}, agreement{}, beacon{})
	mm := module.NewManager(market.NewAppModule(cdc, k))
	mm.SetOrderEndBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(market.AppModule)
	require.True(t, ok)
	am.RegisterInterfaces(registry)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	_, err := mm.EndBlock(ctx)
	require.ErrorIs(t, err, types.ErrNotSet, "EndBlock is called: it misses its genesis")
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))
	_, err = mm.EndBlock(ctx)
	require.NoError(t, err)
	require.JSONEq(t, string(am.DefaultGenesis(cdc)), string(am.ExportGenesis(ctx, cdc)))
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := market.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 11)
	require.Len(t, opts.Tx.RpcCommandOptions, 18)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.NotEmpty(t, o.Example, o.RpcMethod)
	}
}
