package agreement_test

import (
	"context"
	"encoding/json"
	"fmt"
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
	"github.com/trothchain/troth/x/agreement"
	"github.com/trothchain/troth/x/agreement/keeper"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

type clock struct{ now uint64 }

func (c *clock) Now(context.Context) (uint64, error) { return c.now, nil }

// The other modules are not called by what is tested here: their interfaces stay nil inside.
type (
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
	k := keeper.New(cdc, runtime.NewKVStoreService(key), sdk.AccAddress("authority___________").String(), now, identity{}, escrow{}, reputation{})
	mm := module.NewManager(agreement.NewAppModule(cdc, k))
	mm.SetOrderEndBlockers(types.ModuleName)

	am, ok := mm.Modules[types.ModuleName].(agreement.AppModule)
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

const oldID = "agr_0000000100000001"

// withOldRecord is a genesis with one terminated agreement that is pruned at 10, and its receipt.
func withOldRecord() *types.GenesisState {
	gs := types.DefaultGenesis()
	price, zero := sdk.NewInt64Coin("utroth", 10), math.ZeroInt()
	gs.Agreements = []types.Agreement{{
		Id: oldID, Status: types.StatusTerminated, DueMs: 10, BackupReserve: zero, Milestone: 1,
		Terms: types.Terms{
			Client: sdk.AccAddress("client______________").String(), Provider: sdk.AccAddress("provider____________").String(),
			Title: "t", Spec: types.Spec{Uri: "u", Sha256: make([]byte, 32)}, Skill: "skill", Price: price,
			Loss: math.OneInt(), Pledge: zero, Milestones: types.SingleMilestone(1_000), ReviewMs: 1_000,
		},
		Snapshot: types.Snapshot{Cover: reputationtypes.CoverTerms{SigmaBps: 1}, UnitsPerNumeraire: 1, PriceMicro: 1, AnswerMs: 1},
	}}
	gs.Receipts = []types.ReceiptEntry{{Agreement: oldID, Receipt: types.Receipt{
		Paid: math.OneInt(), EvaluatorFee: zero, Refunded: math.NewInt(9), Burned: zero, ProtocolFee: zero, Compensation: zero, PledgeBurned: zero,
	}}}
	gs.Deadlines = []deadline.Entry{{DueMs: 10, Kind: types.KindPrune, Id: []byte{0, 0, 0, 1, 0, 0, 0, 1}}}
	return gs
}

// Every method of both services has a command with a short text and an example.
func TestEveryMethodHasACommand(t *testing.T) {
	opts := agreement.AppModule{}.AutoCLIOptions()
	require.Len(t, opts.Query.RpcCommandOptions, 7)
	require.Len(t, opts.Tx.RpcCommandOptions, 16)
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.Contains(t, o.Example, strings.Fields(o.Use)[0], o.RpcMethod)
	}
}

// The JSON in the examples is what the messages read, but for the shortened addresses.
func TestTheTermsOfTheExamplesAreValid(t *testing.T) {
	opts := agreement.AppModule{}.AutoCLIOptions()
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	found := 0
	for _, o := range append(opts.Query.RpcCommandOptions, opts.Tx.RpcCommandOptions...) {
		_, rest, ok := strings.Cut(o.Example, "'{")
		if !ok {
			continue
		}
		text := "{" + strings.Split(rest, "}'")[0] + "}"
		for _, name := range []string{"client", "provider"} {
			text = strings.ReplaceAll(text, "troth1"+name+"...", sdk.AccAddress(fmt.Sprintf("%-20s", name)).String())
		}
		found++
		if o.RpcMethod == "UpdateParams" {
			var p types.Params
			require.NoError(t, cdc.UnmarshalJSON([]byte(text), &p), text)
			require.Equal(t, types.DefaultParams(), p)
			continue
		}
		var terms types.Terms
		require.NoError(t, cdc.UnmarshalJSON([]byte(text), &terms), text)
		require.NoError(t, terms.Validate())
		require.NoError(t, types.DefaultParams().CheckClocks(terms))
	}
	require.Equal(t, 3, found)
}

func TestTheKeeperNeedsAllItsDependencies(t *testing.T) {
	require.Panics(t, func() { keeper.New(nil, nil, "", nil, nil, nil, nil) })
}
