package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/beacon/keeper"
	"github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

func TestGenesisExportsAndImportsTheSameBytes(t *testing.T) {
	f := withKeys(t)
	for range 3 {
		f.good(f.a)
		f.block(validator{})
	}
	_, err := f.register(f.at(7), f.b, newValidator(t, 'z').secret)
	require.NoError(t, err)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Len(t, gs.Values, 7)
	require.Len(t, gs.Keys, 2)

	g := emptyFixture(t)
	require.ErrorIs(t, g.k.InitGenesis(g.at(1), *gs), types.ErrGenesis, "the values are of another height")
	require.NoError(t, g.k.InitGenesis(g.at(7), *gs))
	require.Equal(t, f.bytes(), g.bytes())
	g.check()
	require.True(t, g.good(g.a).Proven, "the chain goes on")
}

func TestAChainThatBeginsLaterHasAValueBefore(t *testing.T) {
	f := emptyFixture(t)
	require.NoError(t, f.k.InitGenesis(f.at(5_000), *types.DefaultGenesis()))
	require.Equal(t, types.Value{Height: 4_999, Seed: vrf.First(chainID)}, f.last())
}

func TestGenesisValidate(t *testing.T) {
	a, b := newValidator(t, 'a'), newValidator(t, 'm')
	key := func(v validator) types.VrfKey { return types.VrfKey{Validator: v.String(), Key: v.secret.Key()} }
	seed := vrf.First(chainID)
	for name, c := range map[string]struct {
		change func(*types.GenesisState)
		want   error
	}{
		"the default":              {func(*types.GenesisState) {}, nil},
		"keys in order":            {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{key(a), key(b)} }, nil},
		"an epoch too short":       {func(gs *types.GenesisState) { gs.Params.EpochBlocks = 9 }, field.ErrRange},
		"an epoch too long":        {func(gs *types.GenesisState) { gs.Params.EpochBlocks = 1_000_001 }, field.ErrRange},
		"a short seed":             {func(gs *types.GenesisState) { gs.Values = []types.Value{{Seed: seed[1:]}} }, types.ErrGenesis},
		"a negative height":        {func(gs *types.GenesisState) { gs.Values = []types.Value{{Height: -1, Seed: seed}} }, types.ErrGenesis},
		"the last height there is": {func(gs *types.GenesisState) { gs.Values = []types.Value{{Height: 1<<63 - 1, Seed: seed}} }, types.ErrGenesis},
		"a gap": {func(gs *types.GenesisState) {
			gs.Values = []types.Value{{Seed: seed}, {Height: 2, Seed: seed, Proven: true}}
		}, types.ErrGenesis},
		"a value without a proof that does not follow": {func(gs *types.GenesisState) {
			gs.Values = []types.Value{{Seed: seed}, {Height: 1, Seed: seed}}
		}, types.ErrGenesis},
		"too many values":     {func(gs *types.GenesisState) { gs.Values = make([]types.Value, 1_025) }, types.ErrGenesis},
		"too many keys":       {func(gs *types.GenesisState) { gs.Keys = make([]types.VrfKey, 10_001) }, types.ErrGenesis},
		"keys twice":          {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{key(a), key(a)} }, types.ErrGenesis},
		"keys out of order":   {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{key(b), key(a)} }, types.ErrGenesis},
		"a key of no address": {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{{Validator: "x", Key: a.secret.Key()}} }, types.ErrGenesis},
		"a key that is none":  {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{{Validator: a.String(), Key: seed[1:]}} }, types.ErrGenesis},
		"a next key that is none": {func(gs *types.GenesisState) {
			gs.Keys = []types.VrfKey{{Validator: a.String(), NextKey: seed[1:], NextFrom: 1}}
		}, types.ErrGenesis},
		"a next key from never on": {func(gs *types.GenesisState) {
			gs.Keys = []types.VrfKey{{Validator: a.String(), NextKey: a.secret.Key()}}
		}, types.ErrGenesis},
		"a change before time": {func(gs *types.GenesisState) { gs.Keys = []types.VrfKey{{Validator: a.String(), NextFrom: -1}} }, types.ErrGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			c.change(gs)
			require.ErrorIs(t, gs.Validate(), c.want)
			f := emptyFixture(t)
			require.ErrorIs(t, f.k.InitGenesis(f.ctx, *gs), c.want)
			if c.want != nil {
				require.Empty(t, f.bytes())
			}
		})
	}
}

func TestUpdateParams(t *testing.T) {
	for name, c := range map[string]struct {
		msg  types.MsgUpdateParams
		want error
	}{
		"the authority sets an epoch":   {types.MsgUpdateParams{Authority: authority, Params: types.Params{EpochBlocks: 10}}, nil},
		"anybody else is refused":       {types.MsgUpdateParams{Authority: sdk.AccAddress("somebody____________").String(), Params: types.DefaultParams()}, sdkerrors.ErrUnauthorized},
		"no authority is refused":       {types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing},
		"an epoch too short is refused": {types.MsgUpdateParams{Authority: authority, Params: types.Params{EpochBlocks: 9}}, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			before := f.bytes()
			_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &c.msg)
			require.ErrorIs(t, err, c.want)
			if c.want != nil {
				require.Equal(t, before, f.bytes())
				return
			}
			got, err := keeper.NewQueryServer(f.k).Params(f.ctx, &types.QueryParamsRequest{})
			require.NoError(t, err)
			require.Equal(t, c.msg.Params, got.Params)
			require.Equal(t, sdk.Events{types.NewParamsUpdatedEvent(c.msg.Params)}, f.ctx.EventManager().Events())
		})
	}
}

func TestBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.Last(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.k.GetParams(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.k.ExportGenesis(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, ok := f.k.Seed(f.ctx, 0)
	require.False(t, ok)
	_, err = keeper.NewQueryServer(f.k).Seed(f.ctx, &types.QuerySeedRequest{})
	require.ErrorIs(t, err, types.ErrNotSet)
}

func TestInvariantsSeeABrokenChain(t *testing.T) {
	f := withKeys(t)
	f.good(f.a)
	f.good(f.a)
	for name, breakIt := range map[string]func(*types.GenesisState){
		"another seed": func(gs *types.GenesisState) { gs.Values[1] = types.Value{Height: 1, Seed: gs.Values[0].Seed} },
		"a hole":       func(gs *types.GenesisState) { gs.Values = append(gs.Values[:1], gs.Values[2]) },
	} {
		gs, err := f.k.ExportGenesis(f.ctx)
		require.NoError(t, err)
		breakIt(gs)
		require.ErrorIs(t, types.CheckChain(gs.Values), types.ErrBroken, name)
	}
}

func TestTheWiringIsChecked(t *testing.T) {
	require.Panics(t, func() { keeper.New(nil, nil, "") })
	f := newFixture(t)
	require.Panics(t, func() { f.k.SetValidators(nil) })
	require.Panics(t, func() { f.k.SetValidators(f.validators) }, "a second time")
}
