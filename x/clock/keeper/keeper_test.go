package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/clock/keeper"
	"github.com/trothchain/troth/x/clock/types"
)

func TestMarketTime(t *testing.T) {
	for name, tc := range map[string]struct {
		steps []time.Duration
		want  uint64
	}{
		"the first block adds nothing":                    {[]time.Duration{5 * time.Second}, 0},
		"a block adds the time since the last":            {[]time.Duration{0, 1234 * time.Millisecond}, 1234},
		"a block at the same time adds nothing":           {[]time.Duration{0, 0}, 0},
		"a block just within the step counts whole":       {[]time.Duration{0, 10 * time.Second}, 10_000},
		"a halt of a day adds one step":                   {[]time.Duration{0, 24 * time.Hour}, 10_000},
		"time goes on normally after a halt":              {[]time.Duration{0, 24 * time.Hour, time.Second}, 11_000},
		"time going backwards adds nothing":               {[]time.Duration{0, time.Second, -time.Hour}, 1_000},
		"time goes on from where it went back to":         {[]time.Duration{0, time.Second, -time.Hour, 2 * time.Second}, 3_000},
		"what is less than a millisecond is not lost":     {[]time.Duration{0, 600 * time.Microsecond, 600 * time.Microsecond}, 1},
		"a jump far beyond the range of years is a step":  {[]time.Duration{0, 1 << 62}, 10_000},
		"a jump far before the beginning of 1970 is none": {[]time.Duration{0, -(1 << 62)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			for _, d := range tc.steps {
				f.block(d)
			}
			require.Equal(t, tc.want, f.now())
		})
	}
}

func TestMarketTimeNeverRunsFasterNorBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.Uint64Range(1, types.MaxMaxStepMs).Draw(t, "step")
		clock := types.Clock{NowMs: rapid.Uint64Range(0, types.MaxNowMs).Draw(t, "now")}
		last := int64(0)
		for _, unix := range rapid.SliceOf(rapid.Int64()).Draw(t, "blocks") {
			next := clock.Tick(unix, step)
			added := next.NowMs - clock.NowMs
			require.GreaterOrEqual(t, next.NowMs, clock.NowMs)
			require.LessOrEqual(t, added, step)
			if unix <= last {
				require.Zero(t, added)
			}
			clock, last = next, max(unix, 0)
		}
	})
}

func TestClockBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.Now(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = f.k.GetParams(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	require.ErrorIs(t, f.k.BeginBlock(f.ctx), types.ErrNotSet)
	_, err = f.k.ExportGenesis(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = keeper.NewQueryServer(f.k).Now(f.ctx, nil)
	require.ErrorIs(t, err, types.ErrNotSet)
	_, err = keeper.NewQueryServer(f.k).Params(f.ctx, nil)
	require.ErrorIs(t, err, types.ErrNotSet)
}

func TestUpdateParams(t *testing.T) {
	for name, tc := range map[string]struct {
		msg types.MsgUpdateParams
		err error
	}{
		"the authority sets a new step":  {types.MsgUpdateParams{Authority: authority, Params: types.Params{MaxStepMs: 600_000}}, nil},
		"anybody else is refused":        {types.MsgUpdateParams{Authority: sdk.AccAddress("somebody____________").String(), Params: types.DefaultParams()}, sdkerrors.ErrUnauthorized},
		"no authority is refused":        {types.MsgUpdateParams{Params: types.DefaultParams()}, field.ErrMissing},
		"a bad authority is refused":     {types.MsgUpdateParams{Authority: "x", Params: types.DefaultParams()}, field.ErrAddress},
		"no step is refused":             {types.MsgUpdateParams{Authority: authority}, field.ErrRange},
		"a step above ten minutes is no": {types.MsgUpdateParams{Authority: authority, Params: types.Params{MaxStepMs: 600_001}}, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			before := f.bytes()
			_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &tc.msg)
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.Equal(t, before, f.bytes())
				require.Empty(t, f.ctx.EventManager().Events())
				return
			}
			got, err := keeper.NewQueryServer(f.k).Params(f.ctx, &types.QueryParamsRequest{})
			require.NoError(t, err)
			require.Equal(t, tc.msg.Params, got.Params)
			require.Equal(t, sdk.Events{types.NewParamsUpdatedEvent(tc.msg.Params)}, f.ctx.EventManager().Events())
			f.block(0)
			f.block(24 * time.Hour)
			require.Equal(t, uint64(600_000), f.now())
		})
	}
}

func TestGenesisExportsAndImportsTheSameBytes(t *testing.T) {
	f := newFixture(t)
	f.block(0)
	f.block(3 * time.Second)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Equal(t, &types.GenesisState{
		Params: types.DefaultParams(),
		Clock:  types.Clock{NowMs: 3_000, LastBlockUnixMs: uint64(genesisTime.Add(3 * time.Second).UnixMilli())},
	}, gs)

	g := emptyFixture(t)
	require.NoError(t, g.k.InitGenesis(g.ctx, *gs))
	require.Equal(t, f.bytes(), g.bytes())
}

func TestGenesisValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"the default":                {func(*types.GenesisState) {}, nil},
		"a market time too far":      {func(gs *types.GenesisState) { gs.Clock.NowMs = types.MaxNowMs + 1 }, types.ErrGenesis},
		"a last block too far":       {func(gs *types.GenesisState) { gs.Clock.LastBlockUnixMs = types.MaxNowMs + 1 }, types.ErrGenesis},
		"a step of nothing":          {func(gs *types.GenesisState) { gs.Params.MaxStepMs = 0 }, field.ErrRange},
		"a step above the hard wall": {func(gs *types.GenesisState) { gs.Params.MaxStepMs = types.MaxMaxStepMs + 1 }, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
			f := emptyFixture(t)
			require.ErrorIs(t, f.k.InitGenesis(f.ctx, *gs), tc.err)
			if tc.err != nil {
				require.Empty(t, f.bytes())
			}
		})
	}
}

func TestNewPanicsWithoutItsDependencies(t *testing.T) {
	require.Panics(t, func() { keeper.New(nil, nil, "") })
}
