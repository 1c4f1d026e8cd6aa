package badinput

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

const (
	year  = 365 * 86_400_000
	bps   = 10_000
	trial = 1_000_000
)

// bounds are what a parameter may be, as proto, design and READMEs say; a least value of 0 has no row below it.
type bounds map[string][2]uint64

// bounded are the rows of every bound of the parameters; at returns a pointer to them.
func bounded[M sdk.Msg](b bounds, at func(M) any) rows[M] {
	all := rows[M]{}
	for name, lohi := range b {
		most := uint64(math.MaxUint64)
		if paramField(at(newOf[M]()), name).Kind() == reflect.Uint32 {
			most = math.MaxUint32
		}
		all = join(all, numbers(name, lohi[0], lohi[1], most, func(m M, v uint64) { paramField(at(m), name).SetUint(v) }))
	}
	return all
}

func newOf[M sdk.Msg]() M { return reflect.New(reflect.TypeFor[M]().Elem()).Interface().(M) }

// paramField is the Go field of a proto field: max_step_ms is MaxStepMs.
func paramField(params any, name string) reflect.Value {
	goName := ""
	for _, part := range strings.Split(name, "_") {
		goName += strings.ToUpper(part[:1]) + part[1:]
	}
	v := reflect.ValueOf(params).Elem().FieldByName(goName)
	if !v.IsValid() {
		panic(fmt.Sprintf("no parameter %s", name))
	}
	return v
}

// inForce returns the parameters of a module as they are: a case changes one of them and leaves the rest.
func inForce[P any](s *scene, get func(context.Context) (P, error)) P {
	s.t.Helper()
	params, err := get(s.ctx)
	require.NoError(s.t, err)
	return params
}

func (s *scene) clockParams() *clocktypes.MsgUpdateParams {
	return &clocktypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Clock.GetParams)}
}

func clockCases(t *testing.T, w *world) {
	type msg = *clocktypes.MsgUpdateParams
	run(t, w, "clock.UpdateParams", (*scene).clockParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{"max_step_ms": {1, 600_000}}, func(m msg) any { return &m.Params }),
		rows[msg]{
			"all parameters absent": only(func(m msg) { m.Params = clocktypes.Params{} }, field.ErrRange, "max_step_ms"),
			"the longest step":      only(func(m msg) { m.Params.MaxStepMs = 600_000 }, nil, ""),
		})
}

func (s *scene) identityParams() *identitytypes.MsgUpdateParams {
	return &identitytypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Identity.GetParams)}
}

func (s *scene) escrowParams() *escrowtypes.MsgUpdateParams {
	return &escrowtypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Escrow.GetParams)}
}

func (s *scene) marketParams() *markettypes.MsgUpdateParams {
	return &markettypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Market.GetParams)}
}

func (s *scene) agreementParams() *agreementtypes.MsgUpdateParams {
	return &agreementtypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Agreement.GetParams)}
}

func (s *scene) reputationParams() *reputationtypes.MsgUpdateParams {
	return &reputationtypes.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Reputation.GetParams)}
}

func identityParamsCases(t *testing.T, w *world) {
	type msg = *identitytypes.MsgUpdateParams
	run(t, w, "identity.UpdateParams", (*scene).identityParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{
			"heartbeat_interval_ms": {1, 86_400_000}, "name_hold_ms": {0, year}, "max_deadlines_per_block": {1, 1_000},
			"max_attestations_per_issuer": {1, 1_000_000},
		}, func(m msg) any { return &m.Params }),
		amounts("registration_fee", 0, field.ErrRange, func(m msg, v sdkmath.Int) { m.Params.RegistrationFee.Amount = v }),
		rows[msg]{
			"registration_fee absent":      only(func(m msg) { m.Params.RegistrationFee = sdk.Coin{} }, field.ErrCoin, "registration_fee"),
			"registration_fee no amount":   only(func(m msg) { m.Params.RegistrationFee.Amount = sdkmath.Int{} }, field.ErrMissing, "registration_fee"),
			"registration_fee no denom":    only(func(m msg) { m.Params.RegistrationFee.Denom = "" }, field.ErrCoin, "registration_fee"),
			"registration_fee wrong denom": only(func(m msg) { m.Params.RegistrationFee.Denom = "1!" }, field.ErrCoin, "registration_fee"),
			"registration_fee zero":        only(func(m msg) { m.Params.RegistrationFee.Amount = sdkmath.ZeroInt() }, nil, ""),
		})
}

func escrowParamsCases(t *testing.T, w *world) {
	type msg = *escrowtypes.MsgUpdateParams
	first := func(m msg) *escrowtypes.AcceptedDenom { return &m.Params.AcceptedDenoms[0] }
	denoms := func(n int) []escrowtypes.AcceptedDenom {
		all := make([]escrowtypes.AcceptedDenom, n)
		for i := range all {
			all[i] = escrowtypes.AcceptedDenom{Denom: fmt.Sprintf("denom%d", i), UnitsPerNumeraire: 1, MinHold: sdkmath.OneInt()}
		}
		return all
	}
	run(t, w, "escrow.UpdateParams", (*scene).escrowParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{"burn_bps": {0, 5_000}, "protocol_fee_bps": {0, 5_000}, "max_holds_per_agent": {1, 65_536}},
			func(m msg) any { return &m.Params }),
		numbers("units_per_numeraire", 1, 1_000_000_000_000_000_000, math.MaxUint64, func(m msg, v uint64) { first(m).UnitsPerNumeraire = v }),
		amounts("min_hold", 1, field.ErrRange, func(m msg, v sdkmath.Int) { first(m).MinHold = v }),
		rows[msg]{
			"min_hold absent":    only(func(m msg) { first(m).MinHold = sdkmath.Int{} }, field.ErrMissing, "min_hold"),
			"denom absent":       only(func(m msg) { first(m).Denom = "" }, field.ErrCoin, "denom"),
			"denom too short":    only(func(m msg) { first(m).Denom = "ab" }, field.ErrCoin, "denom"),
			"denom of 10 kB":     only(func(m msg) { first(m).Denom = strings.Repeat("a", 10_000) }, field.ErrCoin, "denom"),
			"denom not UTF-8":    only(func(m msg) { first(m).Denom = "ut\xffroth" }, field.ErrCoin, "denom"),
			"denom twice":        only(func(m msg) { m.Params.AcceptedDenoms = append(denoms(3), denoms(1)...) }, field.ErrDuplicate, "denom"),
			"33 accepted_denoms": only(func(m msg) { m.Params.AcceptedDenoms = denoms(33) }, field.ErrTooMany, "accepted_denoms"),
			"32 accepted_denoms": only(func(m msg) { m.Params.AcceptedDenoms = denoms(32) }, nil, ""),
		})
}

func marketParamsCases(t *testing.T, w *world) {
	type msg = *markettypes.MsgUpdateParams
	run(t, w, "market.UpdateParams", (*scene).marketParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{
			"max_bids": {1, 1_024}, "max_open_jobs": {1, 65_536}, "deposit_bps": {0, bps}, "cancel_fee_bps": {0, bps},
			"max_deadlines_per_block": {1, 1_000}, "max_window_ms": {1_000, year}, "retain_ms": {1, year},
			"max_offers": {1, 65_536}, "max_services": {1, 65_536}, "max_quote_ms": {1, 86_400_000},
			"explore_bps": {0, bps}, "price_floor_bps": {0, bps}, "newcomer_score_bps": {0, bps}, "explore_max": {0, 1_000_000_000_000_000}, "newcomer_trials": {0, 1_000_000_000},
		}, func(m msg) any { return &m.Params }),
		rows[msg]{
			"deposit_min zero":        only(func(m msg) { m.Params.DepositMin = 0 }, field.ErrRange, "deposit_min"),
			"deposit_min overflowing": only(func(m msg) { m.Params.DepositMin = math.MaxUint64 }, field.ErrRange, "deposit_min"),
			"min_window_ms zero":      only(func(m msg) { m.Params.MinWindowMs = 0 }, field.ErrRange, "min_window_ms"),
			"min_window_ms above max_window_ms": only(func(m msg) { m.Params.MinWindowMs = m.Params.MaxWindowMs + 1 },
				field.ErrRange, "window_ms"),
			"all parameters absent": only(func(m msg) { m.Params = markettypes.Params{} }, field.ErrRange, "max_bids"),
		})
}

func agreementParamsCases(t *testing.T, w *world) {
	type msg = *agreementtypes.MsgUpdateParams
	run(t, w, "agreement.UpdateParams", (*scene).agreementParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{
			"kill_fee_bps": {0, bps}, "max_open_per_provider": {1, 65_536}, "max_deadlines_per_block": {1, 1_000},
			"max_delivery_ms": {1, year}, "max_review_ms": {1, year}, "retain_ms": {1, year}, "answer_ms": {1, year},
			"reject_deposit_bps": {0, bps}, "reject_deposit_min": {0, 1e15},
		}, func(m msg) any {
			return &m.Params
		}),
		rows[msg]{
			"min_delivery_ms zero": only(func(m msg) { m.Params.MinDeliveryMs = 0 }, field.ErrRange, "min_delivery_ms"),
			"min_delivery_ms above max_delivery_ms": only(func(m msg) { m.Params.MinDeliveryMs = m.Params.MaxDeliveryMs + 1 },
				field.ErrRange, "delivery_ms"),
			"min_review_ms zero": only(func(m msg) { m.Params.MinReviewMs = 0 }, field.ErrRange, "min_review_ms"),
			"min_review_ms above max_review_ms": only(func(m msg) { m.Params.MinReviewMs = m.Params.MaxReviewMs + 1 },
				field.ErrRange, "review_ms"),
			"all parameters absent": only(func(m msg) { m.Params = agreementtypes.Params{} }, field.ErrRange, "max_open_per_provider"),
		})
}

// reputationCases: the ranges are those of the README, the inequalities those of design 06 section 3.12.
func reputationCases(t *testing.T, w *world) {
	type msg = *reputationtypes.MsgUpdateParams
	set := func(change func(*reputationtypes.Params), want error, names string) row[msg] {
		return only(func(m msg) { change(&m.Params) }, want, names)
	}
	unsafe := reputationtypes.ErrUnsafeParams
	run(t, w, "reputation.UpdateParams", (*scene).reputationParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{
			"kappa0": {1, 1_000_000_000_000}, "pair_cap": {1, 1_000 * trial}, "pair_x_max": {4 * trial, 100_000 * trial},
			"omega_min_bps": {0, bps}, "omega_k": {1, 1e15}, "prior_a": {1, 1_000 * trial}, "prior_b": {1, 1_000 * trial},
			"z_bps": {0, 50_000}, "gamma_bps": {0, 100_000}, "concede_bps": {1, bps}, "late_bps": {0, bps}, "refund_bps": {0, bps},
			"eta_bps": {1, bps}, "lever_bps": {1, 100_000}, "other_bps": {0, bps}, "other_cap": {0, 1_000 * trial},
			"sigma_bps": {1, 1e6}, "sigma_instant_bps": {1, 1e6}, "lambda_bps": {0, 1e6}, "x_min_bps": {1, bps}, "delta_bps": {0, bps},
			"rating_full": {1, 100}, "rating_fmax_bps": {0, bps}, "v_floor": {10_000, 1e15}, "v_ref": {trial, 1e15},
			"half_life_success": {1, 1e6}, "half_life_failure": {1, 1e6}, "half_life_capital": {1, 1e6}, "half_life_client": {1, 1e6},
			"pair_floor": {0, trial},
		}, func(m msg) any { return &m.Params }),
		rows[msg]{
			"all parameters absent":          set(func(p *reputationtypes.Params) { *p = reputationtypes.Params{} }, field.ErrRange, "kappa0"),
			"sigma_bps too low":              set(func(p *reputationtypes.Params) { p.SigmaBps = 9_000 }, unsafe, "sigma_bps"),
			"sigma_instant_bps too low":      set(func(p *reputationtypes.Params) { p.SigmaInstantBps = 22_000 }, unsafe, "sigma_instant_bps"),
			"concede_bps too low":            set(func(p *reputationtypes.Params) { p.ConcedeBps = 7_000 }, unsafe, "concede_bps"),
			"lambda_bps too high":            set(func(p *reputationtypes.Params) { p.LambdaBps = 20_000 }, unsafe, "lambda_bps"),
			"x_min_bps too low":              set(func(p *reputationtypes.Params) { p.XMinBps = 5_555 }, unsafe, "x_min_bps"),
			"x_min_bps just enough":          set(func(p *reputationtypes.Params) { p.XMinBps = 5_556 }, nil, ""),
			"lambda_bps zero counts as one":  set(func(p *reputationtypes.Params) { p.LambdaBps, p.SigmaBps = 0, 9_000 }, unsafe, "sigma_bps"),
			"everything least":               set(func(p *reputationtypes.Params) { p.SigmaBps, p.ConcedeBps, p.XMinBps = 1, 1, 1 }, unsafe, "sigma_bps"),
			"lambda_bps most, all else safe": set(func(p *reputationtypes.Params) { p.LambdaBps = 1e6 }, unsafe, "lambda_bps"),
			"lambda_bps pays for better checks": set(func(p *reputationtypes.Params) {
				p.LambdaBps, p.XMinBps, p.SigmaInstantBps = 18_000, 7_000, 40_000
			}, nil, ""),
		})
}

// setParams changes parameters by governance, as the past of a case.
func (s *scene) setMarket(change func(*markettypes.Params)) {
	m := s.marketParams()
	change(&m.Params)
	s.do(m)
}

func (s *scene) setEscrow(change func(*escrowtypes.Params)) {
	m := s.escrowParams()
	change(&m.Params)
	s.do(m)
}

func (s *scene) setAgreement(change func(*agreementtypes.Params)) {
	m := s.agreementParams()
	change(&m.Params)
	s.do(m)
}

// accept makes denom another accepted denom.
func (s *scene) accept(denom string) {
	s.setEscrow(func(p *escrowtypes.Params) {
		p.AcceptedDenoms = append(p.AcceptedDenoms, escrowtypes.AcceptedDenom{
			Denom: denom, UnitsPerNumeraire: 1, MinHold: sdkmath.OneInt(),
		})
	})
}

func coin(n int64) sdk.Coin { return sdk.NewInt64Coin(chain.BaseDenom, n) }
