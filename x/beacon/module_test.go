package beacon_test

import (
	"encoding/base64"
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

	"github.com/trothchain/troth/x/beacon"
	"github.com/trothchain/troth/x/beacon/keeper"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// The manager finds the genesis methods of the module, and both work.
func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t")).WithChainID("troth-test-1")
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String())
	mm := module.NewManager(beacon.NewAppModule(cdc, k))

	am, ok := mm.Modules[types.ModuleName].(beacon.AppModule)
	require.True(t, ok)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))
	first := base64.StdEncoding.EncodeToString(vrf.First("troth-test-1"))
	require.JSONEq(t, `{"params":{"epoch_blocks":"600"},"values":[{"height":"0","seed":"`+first+`","proven":false}],"keys":[]}`,
		string(am.ExportGenesis(ctx, cdc)))
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := beacon.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 4)
	require.Len(t, opts.Tx.RpcCommandOptions, 3)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.NotEmpty(t, o.Example, o.RpcMethod)
	}
}
