package types

import (
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/reputation/bar"
)

const (
	// MaxRatioBps bounds sigma, sigma_instant and lambda: a hundredfold.
	MaxRatioBps = 100 * bar.BPS
	// MaxPairCap bounds what one client can ever say about one provider: a thousand trials.
	MaxPairCap = 1_000 * bar.One
	// MaxHalfLife bounds half-lives: a million epochs, 114 years.
	MaxHalfLife = 1_000_000
)

// DefaultParams returns the parameters of a new chain (design 06 §3.12).
func DefaultParams() Params {
	return Params{
		Kappa0:          20_000,
		PairCap:         4 * bar.One,
		PairXMax:        64 * bar.One,
		OmegaMinBps:     2_500,
		OmegaK:          500_000,
		PriorA:          bar.One,
		PriorB:          bar.One,
		ZBps:            6_745,
		GammaBps:        10_000,
		ConcedeBps:      8_000,
		LateBps:         2_000,
		RefundBps:       500,
		EtaBps:          2_000,
		LeverBps:        40_000,
		OtherBps:        2_500,
		OtherCap:        3 * bar.One,
		SigmaBps:        10_000,
		SigmaInstantBps: 22_500,
		LambdaBps:       10_000,
		XMinBps:         5_600,
		DeltaBps:        7_500,
		RatingFull:      80,
		RatingFmaxBps:   5_000,
		VFloor:          bar.One,
		VRef:            10 * bar.One,
		HalfLifeSuccess: 2_160,
		HalfLifeFailure: 2_160,
		HalfLifeCapital: 4_320,
		HalfLifeClient:  4_320,
		PairFloor:       50_000,
	}
}

// Validate checks the range of every parameter, and the two inequalities without which cheating pays
// (ErrUnsafeParams, with both sides).
func (p Params) Validate() error {
	for _, c := range p.bounds() {
		if err := field.Range("params."+c.name, c.value, c.min, c.max); err != nil {
			return err
		}
	}
	if c := bar.DeliveryCondition(p.SigmaBps, p.ConcedeBps, p.XMinBps, p.LambdaBps); !c.Holds() {
		return ErrUnsafeParams.Wrapf(
			"sigma_bps × concede_bps × x_min_bps = %d × %d × %d = %d, want at least max(10000, lambda_bps) × (10000 − x_min_bps) × 10000 = %d × %d × 10000 = %d",
			p.SigmaBps, p.ConcedeBps, p.XMinBps, c.Left, max(bar.BPS, p.LambdaBps), bar.BPS-p.XMinBps, c.Right)
	}
	if c := bar.InstantCondition(p.SigmaInstantBps, p.ConcedeBps, p.XMinBps, p.LambdaBps); !c.Holds() {
		return ErrUnsafeParams.Wrapf(
			"sigma_instant_bps × concede_bps × x_min_bps = %d × %d × %d = %d, want at least max(10000, lambda_bps) × 10000 × 10000 = %d × 10000 × 10000 = %d",
			p.SigmaInstantBps, p.ConcedeBps, p.XMinBps, c.Left, max(bar.BPS, p.LambdaBps), c.Right)
	}
	return nil
}

type bound struct {
	name            string
	value, min, max uint64
}

// bounds are the ranges within which package bar proves that nothing overflows.
func (p Params) bounds() []bound {
	return []bound{
		{"kappa0", p.Kappa0, 1, 1_000_000 * bar.One},
		{"pair_cap", p.PairCap, 1, MaxPairCap},
		{"pair_x_max", p.PairXMax, p.PairCap, 100 * MaxPairCap},
		{"omega_min_bps", p.OmegaMinBps, 0, bar.BPS},
		{"omega_k", p.OmegaK, 1, bar.MaxPrice},
		{"prior_a", p.PriorA, 1, 1_000 * bar.One},
		{"prior_b", p.PriorB, 1, 1_000 * bar.One},
		{"z_bps", p.ZBps, 0, 5 * bar.BPS},
		{"gamma_bps", p.GammaBps, 0, 10 * bar.BPS},
		{"concede_bps", p.ConcedeBps, 1, bar.BPS},
		{"late_bps", p.LateBps, 0, bar.BPS},
		{"refund_bps", p.RefundBps, 0, bar.BPS},
		{"eta_bps", p.EtaBps, 1, bar.BPS},
		{"lever_bps", p.LeverBps, 1, 10 * bar.BPS},
		{"other_bps", p.OtherBps, 0, bar.BPS},
		{"other_cap", p.OtherCap, 0, 1_000 * bar.One},
		{"sigma_bps", p.SigmaBps, 1, MaxRatioBps},
		{"sigma_instant_bps", p.SigmaInstantBps, 1, MaxRatioBps},
		{"lambda_bps", p.LambdaBps, 0, MaxRatioBps},
		{"x_min_bps", p.XMinBps, 1, bar.BPS},
		{"delta_bps", p.DeltaBps, 0, bar.BPS},
		{"rating_full", p.RatingFull, 1, MaxRating},
		{"rating_fmax_bps", p.RatingFmaxBps, 0, bar.BPS},
		{"v_floor", p.VFloor, bar.BPS, bar.MaxPrice},
		{"v_ref", p.VRef, p.VFloor, bar.MaxPrice},
		{"half_life_success", p.HalfLifeSuccess, 1, MaxHalfLife},
		{"half_life_failure", p.HalfLifeFailure, 1, MaxHalfLife},
		{"half_life_capital", p.HalfLifeCapital, 1, MaxHalfLife},
		{"half_life_client", p.HalfLifeClient, 1, MaxHalfLife},
		{"pair_floor", p.PairFloor, 0, bar.One},
	}
}

// Bar returns the parameters as package bar takes them.
func (p Params) Bar() *bar.Params {
	return &bar.Params{
		Kappa0: p.Kappa0, PairCap: p.PairCap, PairXMax: p.PairXMax, PairFloor: p.PairFloor,
		OmegaMin: p.OmegaMinBps, OmegaK: p.OmegaK, PriorA: p.PriorA, PriorB: p.PriorB, Z: p.ZBps,
		Gamma: p.GammaBps, Eta: p.EtaBps, Lever: p.LeverBps, Other: p.OtherBps, OtherCap: p.OtherCap,
		Lambda: p.LambdaBps, RatingFull: p.RatingFull, RatingFmax: p.RatingFmaxBps, VFloor: p.VFloor,
		HalfSuccess: p.HalfLifeSuccess, HalfFailure: p.HalfLifeFailure, HalfCapital: p.HalfLifeCapital, HalfClient: p.HalfLifeClient,
	}
}
