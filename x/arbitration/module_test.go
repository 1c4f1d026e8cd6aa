package arbitration_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration"
	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
)

type clock struct{ now uint64 }

func (c *clock) Now(context.Context) (uint64, error) { return c.now, nil }

// The other modules are not called by what is tested here: their interfaces stay nil inside.
type (
	beacon     struct{ types.BeaconKeeper }
	identity   struct{ types.IdentityKeeper }
	escrow     struct{ types.EscrowHandle }
	reputation struct{ types.ReputationKeeper }
)

// The manager finds EndBlock and the genesis methods of the module, and both work: an old record is pruned.
func TestModuleIsDispatched(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.ModuleName)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("t"))
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	now := &clock{now: 5}
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String(), now, beacon{}, identity{}, escrow{}, reputation{})
	mm := module.NewManager(arbitration.NewAppModule(cdc, k))
	mm.SetOrderEndBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(arbitration.AppModule)
	require.True(t, ok)
	am.RegisterInterfaces(registry)
	require.NoError(t, am.ValidateGenesis(cdc, nil, am.DefaultGenesis(cdc)))
	require.ErrorIs(t, am.ValidateGenesis(cdc, nil, json.RawMessage(`{"surprise":1}`)), types.ErrGenesis)
	require.Panics(t, func() { am.InitGenesis(ctx, cdc, json.RawMessage(`{}`)) })
	require.Panics(t, func() { am.ExportGenesis(ctx, cdc) })

	am.InitGenesis(ctx, cdc, cdc.MustMarshalJSON(withOldRecord()))
	_, err := mm.EndBlock(ctx)
	require.NoError(t, err)
	_, err = k.Get(ctx, oldID)
	require.NoError(t, err)
	now.now = 10
	_, err = mm.EndBlock(ctx)
	require.NoError(t, err)
	_, err = k.Get(ctx, oldID)
	require.ErrorIs(t, err, types.ErrNotFound)
	require.JSONEq(t, string(am.DefaultGenesis(cdc)), string(am.ExportGenesis(ctx, cdc)))
}

const oldID = "case_0000000100000001"

// withOldRecord is a genesis with one closed case that is pruned at 10.
func withOldRecord() *types.GenesisState {
	gs, zero := types.DefaultGenesis(), math.ZeroInt()
	request := types.Request{
		Ref: []byte("ref"), Kind: types.KindDispute, Client: sdk.AccAddress("client______________").String(),
		Provider: sdk.AccAddress("provider____________").String(), Skill: "skill", Price: sdk.NewInt64Coin("utroth", 10),
		Size_: 3, PriceMicro: 10,
	}
	gs.Cases = []types.CaseEntry{{Case: types.Case{
		Id: oldID, Request: request, Rules: gs.Params.RulesFor(request, 1_000_000), Status: types.StatusClosed, DueMs: 10,
		Rounds:        []types.Round{{Deposit: zero, Lock: zero, Size_: 3, VerdictBps: types.UnclearBps}},
		ClientDeposit: zero, ProviderDeposit: zero, VerdictBps: types.UnclearBps, Unclear: true, Settled: 3,
	}}}
	gs.Deadlines = []deadline.Entry{{DueMs: 10, Kind: types.KindPrune, Id: []byte{0, 0, 0, 1, 0, 0, 0, 1}}}
	return gs
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := arbitration.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 10)
	require.Len(t, opts.Tx.RpcCommandOptions, 10)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.Contains(t, o.Example, strings.Fields(o.Use)[0], o.RpcMethod)
	}
}

// The parameters in the example are those of a new chain.
func TestTheParametersOfTheExampleAreTheDefaults(t *testing.T) {
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	for _, o := range (arbitration.AppModule{}).AutoCLIOptions().Tx.RpcCommandOptions {
		if o.RpcMethod != "UpdateParams" {
			continue
		}
		_, rest, ok := strings.Cut(o.Example, "'")
		require.True(t, ok)
		var p types.Params
		require.NoError(t, cdc.UnmarshalJSON([]byte(strings.Split(rest, "'")[0]), &p))
		require.Equal(t, types.DefaultParams(), p)
	}
}

// The command that is written by hand says what is wrong, before anything is sent.
func TestRevealVoteByHand(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		err  error
	}{
		"no number of a round": {[]string{"x", oldID, "first", "00", "0"}, field.ErrFormat},
		"no salt":              {[]string{"x", oldID, "0", "?", "0"}, field.ErrFormat},
		"no vote":              {[]string{"x", oldID, "0", "00", "all"}, field.ErrFormat},
		"no address":           {[]string{"x", oldID, "0", "00", "0"}, field.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := arbitration.RevealVoteMsg(sdk.AccAddress("signer______________").String(), tc.args)
			require.ErrorIs(t, err, tc.err)
		})
	}
	require.Equal(t, "reveal-vote", arbitration.AppModule{}.GetTxCmd().Commands()[0].Name())
}
