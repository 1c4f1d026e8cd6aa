package escrow_test

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

	"github.com/trothchain/troth/x/escrow"
	"github.com/trothchain/troth/x/escrow/keeper"
	"github.com/trothchain/troth/x/escrow/types"
)

// emptyBank has no coins; it counts burns. The tests of the keeper run on the real one.
type emptyBank struct {
	types.BankKeeper
	burns int
}

func (b *emptyBank) GetBalance(_ context.Context, _ sdk.AccAddress, denom string) sdk.Coin {
	return sdk.NewInt64Coin(denom, 3)
}

func (b *emptyBank) BurnCoins(_ context.Context, _ string, _ sdk.Coins) error {
	b.burns++
	return nil
}

type noIdentity struct{ types.IdentityKeeper }

// The manager finds EndBlock and the genesis methods of the module, and all work.
func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t"))
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	bank := &emptyBank{}
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String(), noIdentity{}, bank)
	mm := module.NewManager(escrow.NewAppModule(cdc, k))
	mm.SetOrderEndBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(escrow.AppModule)
	require.True(t, ok)
	am.RegisterInterfaces(registry)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.ExportGenesis(ctx, cdc) })
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	am.InitGenesis(ctx, cdc, am.DefaultGenesis(cdc))
	require.Equal(t, 1, bank.burns, "genesis makes the module account by burning nothing")

	_, err := mm.EndBlock(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, bank.burns)
	require.JSONEq(t, string(am.DefaultGenesis(cdc)), string(am.ExportGenesis(ctx, cdc)))
	require.Equal(t, uint64(1), am.ConsensusVersion())
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := escrow.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 3)
	require.Len(t, opts.Tx.RpcCommandOptions, 2)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.NotEmpty(t, o.Example, o.RpcMethod)
	}
}

// A missing dependency is found when the application is wired.
func TestKeeperNeedsItsDependencies(t *testing.T) {
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	service := runtime.NewKVStoreService(storetypes.NewKVStoreKey("x"))
	for name, build := range map[string]func(){
		"codec":     func() { keeper.New(nil, service, "a", noIdentity{}, &emptyBank{}) },
		"store":     func() { keeper.New(cdc, nil, "a", noIdentity{}, &emptyBank{}) },
		"authority": func() { keeper.New(cdc, service, "", noIdentity{}, &emptyBank{}) },
		"identity":  func() { keeper.New(cdc, service, "a", nil, &emptyBank{}) },
		"bank":      func() { keeper.New(cdc, service, "a", noIdentity{}, nil) },
	} {
		require.Panics(t, build, name)
	}
}
