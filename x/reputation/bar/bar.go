// Package bar is the arithmetic of burn-anchored reputation (design 06 §3): decay, score, cover, expected cost and the
// settlement of a contract. It has no stores and no types of the SDK; every function is pure and total: no input panics.
//
// Money is in micro-units of the numeraire, masses are in micro-trials, ratios and scores in basis points, time in epochs.
// Every division floors unless its name says Ceil.
package bar

const (
	// One is the fixed point of money and masses: one unit, one trial.
	One = 1_000_000
	// BPS is the fixed point of ratios and scores.
	BPS = 10_000
	// EpochMs is the length of an epoch in milliseconds of market time: an hour.
	EpochMs = 3_600_000

	// MaxTrials clips masses of trials.
	MaxTrials = 1_000_000_000_000_000
	// MaxMoney clips masses of money; an agent's free and reserved capital together stay within it.
	MaxMoney = 1_000_000_000_000_000_000
	// MaxPrice is the largest price of a contract.
	MaxPrice = 1_000_000_000_000_000

	// nano is the fixed point of probabilities inside a formula.
	nano = 1_000_000_000
)

// Params of the arithmetic, named and bounded in design 06 §3.12.
type Params struct {
	// Kappa0 is the burn that buys one full trial, in micro-units.
	Kappa0 uint64
	// PairCap is the evidence one client can ever give one provider; PairXMax clips the raw mass of a pair; PairFloor is
	// the mass under which an old pair is forgotten. In micro-trials.
	PairCap, PairXMax, PairFloor uint64
	// OmegaMin is the standing of a new client in bps, OmegaK the burn at which it is half way to 1, in micro-units.
	OmegaMin, OmegaK uint64
	// PriorA, PriorB are the prior trials, in micro-trials; Z the standard deviations of caution, in bps.
	PriorA, PriorB, Z uint64
	// Gamma is the weight of a proven fault, in bps.
	Gamma uint64
	// Eta is the capital per value that full credibility needs, in bps.
	Eta uint64
	// Lever is the value up to which a job is a full trial, per its own value, in bps.
	Lever uint64
	// Other is the share of evidence that counts for other skills, in bps, at most OtherCap micro-trials.
	Other, OtherCap uint64
	// Lambda is the capital credited per burn, in bps.
	Lambda uint64
	// RatingFull is the rating from which success is full; RatingFmax the largest failure share of an accepted contract, in bps.
	RatingFull, RatingFmax uint64
	// VFloor is the smallest value a score is computed for, in micro-units.
	VFloor uint64
	// HalfSuccess, HalfFailure, HalfCapital, HalfClient are half-lives in epochs.
	HalfSuccess, HalfFailure, HalfCapital, HalfClient uint64
}

// Epoch returns the epoch of a market time in milliseconds.
func Epoch(marketMs uint64) uint64 { return marketMs / EpochMs }
