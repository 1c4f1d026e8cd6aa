package identity_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/trothchain/troth/x/identity"
	"github.com/trothchain/troth/x/identity/keeper"
	"github.com/trothchain/troth/x/identity/types"
)

// world is an empty chain that counts the burns asked for.
type world struct{ burns int }

func (*world) GetAccount(context.Context, sdk.AccAddress) sdk.AccountI            { return nil }
func (*world) NewAccountWithAddress(context.Context, sdk.AccAddress) sdk.AccountI { return nil }
func (*world) SetAccount(context.Context, sdk.AccountI)                           {}
func (*world) Now(context.Context) (uint64, error)                                { return 1, nil }
func (*world) SendCoinsFromAccountToModuleVirtual(context.Context, sdk.AccAddress, string, sdk.Coins) error {
	return nil
}

func (*world) GetBalance(_ context.Context, _ sdk.AccAddress, denom string) sdk.Coin {
	return sdk.NewInt64Coin(denom, 5)
}

func (w *world) BurnCoins(context.Context, string, sdk.Coins) error {
	w.burns++
	return nil
}

// The manager finds EndBlock and the genesis methods of the module, and all of them work.
func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t"))
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	w := &world{}
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String(), w, w, w)
	mm := module.NewManager(identity.NewAppModule(cdc, k))
	mm.SetOrderEndBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(identity.AppModule)
	require.True(t, ok)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))
	require.JSONEq(t, string(am.DefaultGenesis(cdc)), string(am.ExportGenesis(ctx, cdc)))

	_, err := mm.EndBlock(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, w.burns)
}

// Every method of both services has a command with a short text and an example, and its signer is known.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := identity.AppModule{}.AutoCLIOptions()
	commands := map[string]bool{}
	for _, o := range opts.Query.RpcCommandOptions {
		require.True(t, strings.HasPrefix(o.Example, "trothd query identity "+strings.Fields(o.Use)[0]), o.RpcMethod)
		require.NotEmpty(t, o.Short, o.RpcMethod)
		commands["Query/"+o.RpcMethod] = true
	}
	for _, o := range opts.Tx.RpcCommandOptions {
		require.True(t, strings.HasPrefix(o.Example, "trothd tx identity "+strings.Fields(o.Use)[0]), o.RpcMethod)
		require.NotEmpty(t, o.Short, o.RpcMethod)
		commands["Msg/"+o.RpcMethod] = true
	}
	recorder := methods{}
	require.NoError(t, identity.AppModule{}.RegisterServices(recorder))
	require.Len(t, recorder, 25)
	for m := range recorder {
		require.True(t, commands[m], m)
	}
	require.Len(t, commands, len(recorder))
}

// methods records the methods of registered services.
type methods map[string]bool

func (m methods) RegisterService(desc *grpc.ServiceDesc, _ any) {
	parts := strings.Split(desc.ServiceName, ".")
	for _, method := range desc.Methods {
		m[parts[len(parts)-1]+"/"+method.MethodName] = true
	}
}
