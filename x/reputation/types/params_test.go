package types_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/explain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

func TestDefaultsAreThoseOfTheVectors(t *testing.T) {
	raw, err := os.ReadFile("../bar/testdata/reputation.json")
	require.NoError(t, err)
	var v struct{ Params map[string]uint64 }
	require.NoError(t, json.Unmarshal(raw, &v))
	m, p := v.Params, types.DefaultParams()
	require.NoError(t, p.Validate())
	require.Equal(t, &bar.Params{
		Kappa0: m["full_evidence_burn"], PairCap: m["pair_cap"], PairXMax: m["pair_x_max"], PairFloor: 50_000,
		OmegaMin: m["omega_min_bps"], OmegaK: m["omega_k"], PriorA: m["prior_a"], PriorB: m["prior_b"], Z: m["z_bps"],
		Gamma: m["gamma_bps"], Eta: m["eta_bps"], Lever: m["value_lever_bps"], Other: m["other_bps"], OtherCap: m["other_cap"],
		Lambda: m["lambda_bps"], RatingFull: m["rating_full"], RatingFmax: m["rating_fmax_bps"], VFloor: m["v_floor"],
		HalfSuccess: m["h_s"], HalfFailure: m["h_f"], HalfCapital: m["h_c"], HalfClient: m["h_x"],
	}, p.Bar())
	require.Equal(t, []uint64{m["sigma_bps"], m["delta_bps"], m["concede_bps"], m["late_bps"], m["refund_bps"]},
		[]uint64{p.SigmaBps, p.DeltaBps, p.ConcedeBps, p.LateBps, p.RefundBps})
	require.Equal(t, []uint64{22_500, 5_600}, []uint64{p.SigmaInstantBps, p.XMinBps})
}

// Every parameter has a ceiling, and all but the few that may be zero a floor above it; the error names the parameter.
func TestEveryParameterIsBounded(t *testing.T) {
	mayBeZero := map[string]bool{
		"OmegaMinBps": true, "ZBps": true, "GammaBps": true, "LateBps": true, "RefundBps": true, "OtherBps": true, "OtherCap": true,
		"LambdaBps": true, "DeltaBps": true, "RatingFmaxBps": true, "PairFloor": true,
	}
	of := reflect.TypeFor[types.Params]()
	for i := range of.NumField() {
		t.Run(of.Field(i).Name, func(t *testing.T) {
			p := types.DefaultParams()
			reflect.ValueOf(&p).Elem().Field(i).SetUint(^uint64(0))
			require.ErrorIs(t, p.Validate(), field.ErrRange)
			reflect.ValueOf(&p).Elem().Field(i).SetUint(0)
			if mayBeZero[of.Field(i).Name] {
				require.NoError(t, p.Validate())
			} else {
				require.ErrorIs(t, p.Validate(), field.ErrRange)
			}
		})
	}
	p := types.DefaultParams()
	p.EtaBps = 10_001
	require.ErrorContains(t, p.Validate(), "params.eta_bps: 10001, want 1 to 10000")
}

func TestParametersThatMakeCheatingPayAreRefusedWithBothSides(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*types.Params)
		want   string
	}{
		"sigma too small": {func(p *types.Params) { p.SigmaBps = 9_000 },
			"9000 × 8000 × 5600 = 403200000000, want at least max(10000, lambda_bps) × (10000 − x_min_bps) × 10000 = 10000 × 4400 × 10000 = 440000000000"},
		"conceding too cheap": {func(p *types.Params) { p.ConcedeBps = 7_800 }, "10000 × 7800 × 5600 = 436800000000, want at least"},
		"detection too weak":  {func(p *types.Params) { p.XMinBps = 5_500 }, "10000 × 8000 × 5500 = 440000000000, want at least max(10000, lambda_bps) × (10000 − x_min_bps) × 10000 = 10000 × 4500 × 10000 = 450000000000"},
		"capital too cheap":   {func(p *types.Params) { p.LambdaBps = 10_200 }, "= 10200 × 4400 × 10000 = 448800000000"},
		"sigma_instant too small": {func(p *types.Params) { p.SigmaInstantBps = 22_000 },
			"sigma_instant_bps × concede_bps × x_min_bps = 22000 × 8000 × 5600 = 985600000000, want at least max(10000, lambda_bps) × 10000 × 10000 = 10000 × 10000 × 10000 = 1000000000000"},
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			c.change(&p)
			err := p.Validate()
			require.ErrorIs(t, err, types.ErrUnsafeParams)
			require.ErrorContains(t, err, c.want)
			require.NotEmpty(t, explain.Remedy(err))
		})
	}
	safe := types.DefaultParams()
	safe.XMinBps, safe.LambdaBps, safe.SigmaInstantBps = 9_000, 72_000, 100_000
	require.NoError(t, safe.Validate(), "better detection allows more capital per burn")
}

func TestGenesisIsChecked(t *testing.T) {
	a, b := sdk.AccAddress("a___________________").String(), sdk.AccAddress("b___________________").String()
	good := types.GenesisState{
		Params:   types.DefaultParams(),
		Evidence: []types.SkillEvidence{{Agent: a}, {Agent: a, Skill: "code"}, {Agent: b, Skill: "code"}},
		Pairs:    []types.PairEntry{{Client: a, Provider: b, Pair: types.Pair{Mass: 2, Credited: 2}}, {Client: b, Provider: a}},
		Capital:  []types.CapitalEntry{{Agent: a, Capital: types.Capital{Free: 1, Reserved: bar.MaxMoney - 1}}},
		Clients:  []types.ClientEntry{{Agent: a, Record: types.ClientRecord{Ratings: 1, RatingSum: 100}}},
	}
	require.NoError(t, good.Validate())
	require.NoError(t, types.DefaultGenesis().Validate())
	for name, c := range map[string]struct {
		change func(*types.GenesisState)
		says   string
	}{
		"evidence without an agent": {func(g *types.GenesisState) { g.Evidence[1].Agent = "" }, "evidence[1]"},
		"a skill that is no tag":    {func(g *types.GenesisState) { g.Evidence[1].Skill = "C++" }, "evidence[1].skill"},
		"evidence twice":            {func(g *types.GenesisState) { g.Evidence[1].Skill = "" }, "twice"},
		"too many successes":        {func(g *types.GenesisState) { g.Evidence[0].Evidence.Successes = bar.MaxTrials + 1 }, "evidence[0]: successes"},
		"too much value":            {func(g *types.GenesisState) { g.Evidence[0].Evidence.SuccessValue = bar.MaxMoney + 1 }, "success_value"},
		"too many failures":         {func(g *types.GenesisState) { g.Evidence[0].Evidence.Failures = bar.MaxTrials + 1 }, "failures"},
		"a pair without a provider": {func(g *types.GenesisState) { g.Pairs[1].Provider = "x" }, "pairs[1]"},
		"a pair twice":              {func(g *types.GenesisState) { g.Pairs[1] = g.Pairs[0] }, "twice"},
		"credited above the mass":   {func(g *types.GenesisState) { g.Pairs[0].Pair.Credited = 3 }, "credited: 3, want 0 to 2"},
		"credited above any cap": {func(g *types.GenesisState) {
			g.Pairs[0].Pair = types.Pair{Mass: types.MaxPairCap, Credited: types.MaxPairCap}
		}, "credited"},
		"too much mass":              {func(g *types.GenesisState) { g.Pairs[0].Pair.Mass = bar.MaxTrials + 1 }, "mass"},
		"too many debits":            {func(g *types.GenesisState) { g.Pairs[0].Pair.Debited = bar.MaxTrials + 1 }, "debited"},
		"capital above the clip":     {func(g *types.GenesisState) { g.Capital[0].Capital.Free = 2 }, "capital[0]: free"},
		"reserves above the clip":    {func(g *types.GenesisState) { g.Capital[0].Capital.Reserved = bar.MaxMoney + 1 }, "reserved"},
		"more forfeit than reserved": {func(g *types.GenesisState) { g.Capital[0].Capital.Forfeit = bar.MaxMoney }, "capital[0]: forfeit"},
		"capital twice":              {func(g *types.GenesisState) { g.Capital = append(g.Capital, g.Capital[0]) }, "twice"},
		"capital of nobody":          {func(g *types.GenesisState) { g.Capital[0].Agent = "x" }, "capital[0]"},
		"too much burned":            {func(g *types.GenesisState) { g.Clients[0].Record.Burned = bar.MaxMoney + 1 }, "burned"},
		"too many fair outcomes":     {func(g *types.GenesisState) { g.Clients[0].Record.Fair = bar.MaxTrials + 1 }, "fair"},
		"too many unfair outcomes":   {func(g *types.GenesisState) { g.Clients[0].Record.Unfair = bar.MaxTrials + 1 }, "unfair"},
		"too many ratings":           {func(g *types.GenesisState) { g.Clients[0].Record.Ratings = types.MaxRatings + 1 }, "ratings"},
		"ratings above 100":          {func(g *types.GenesisState) { g.Clients[0].Record.RatingSum = 101 }, "rating_sum"},
		"a client twice":             {func(g *types.GenesisState) { g.Clients = append(g.Clients, g.Clients[0]) }, "twice"},
		"a client of nobody":         {func(g *types.GenesisState) { g.Clients[0].Agent = "" }, "clients[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			bz, err := good.Marshal()
			require.NoError(t, err)
			var g types.GenesisState
			require.NoError(t, g.Unmarshal(bz))
			c.change(&g)
			require.ErrorIs(t, g.Validate(), types.ErrGenesis)
			require.ErrorContains(t, g.Validate(), c.says)
		})
	}
	g := types.GenesisState{}
	require.ErrorIs(t, g.Validate(), field.ErrRange, "parameters are needed")
}

func TestOutcomesAreThoseOfTheArithmetic(t *testing.T) {
	for o, want := range map[types.Outcome]bar.Outcome{
		types.OutcomeUnspecified: 0, types.OutcomeAccept: bar.Accept, types.OutcomeAuto: bar.Auto, types.OutcomeRefund: bar.Refund,
		types.OutcomeLate: bar.Late, types.OutcomeConcede: bar.Concede, types.OutcomeFault: bar.Fault, types.OutcomeVindicated: bar.Vindicated,
		types.OutcomeVerdict: bar.Verdict, 9: 0, -1: 0,
	} {
		require.Equal(t, want, o.Bar(), o.String())
	}
}
