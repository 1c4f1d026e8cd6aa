package reputation_test

import (
	"context"
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

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/reputation"
	"github.com/trothchain/troth/x/reputation/keeper"
	"github.com/trothchain/troth/x/reputation/types"
)

// below is identity and clock for a module that is only started and stopped.
type below struct{}

func (below) Agent(context.Context, sdk.AccAddress) (identitytypes.Agent, error) {
	return identitytypes.Agent{}, nil
}

func (below) Now(context.Context) (uint64, error) { return 0, nil }

func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t"))
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String(), below{}, below{})
	mm := module.NewManager(reputation.NewAppModule(cdc, k))

	am, ok := mm.Modules[types.ModuleName].(reputation.AppModule)
	require.True(t, ok)
	am.RegisterInterfaces(registry)
	_, err := registry.Resolve("/troth.reputation.v1.MsgUpdateParams")
	require.NoError(t, err)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))
	require.JSONEq(t, string(am.DefaultGenesis(cdc)), string(am.ExportGenesis(ctx, cdc)))
	require.Equal(t, uint64(1), am.ConsensusVersion())
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := reputation.AppModule{}.AutoCLIOptions()
	require.Equal(t, types.Query_serviceDesc.ServiceName, opts.Query.Service)
	require.Equal(t, types.Msg_serviceDesc.ServiceName, opts.Tx.Service)
	require.Len(t, opts.Query.RpcCommandOptions, len(types.Query_serviceDesc.Methods))
	require.Len(t, opts.Tx.RpcCommandOptions, len(types.Msg_serviceDesc.Methods))
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.NotEmpty(t, o.Example, o.RpcMethod)
	}
}
