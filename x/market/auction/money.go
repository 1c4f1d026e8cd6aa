package auction

import "cosmossdk.io/math"

const (
	// MicroPerNumeraire micro-units make one unit of the numeraire.
	MicroPerNumeraire = 1_000_000
	// MaxMicro is the highest price and budget, in micro-units (design 06 section 3.0).
	MaxMicro = 1_000_000_000_000_000
	// MaxLossFactor bounds the loss of a job by its budget.
	MaxLossFactor = 10
	// FreeBytes of a record need no storage deposit.
	FreeBytes = 1024

	// MaxDoublings bounds the doublings of a deposit, so that no amount overflows: long before, nobody has so much.
	MaxDoublings = 63

	stepsPerBudget = 100
	// bpsOne is 100 %.
	bpsOne = 10_000
)

// Micro converts base units into micro-units: amount x 1,000,000 / unitsPerNumeraire, floor. ok is false when the result
// is above MaxLossFactor x MaxMicro, or the rate is zero. The amount must be at most 2^128.
func Micro(amount math.Int, unitsPerNumeraire uint64) (micro uint64, ok bool) {
	if unitsPerNumeraire == 0 || amount.IsNegative() {
		return 0, false
	}
	m := amount.MulRaw(MicroPerNumeraire).Quo(math.NewIntFromUint64(unitsPerNumeraire))
	if !m.IsUint64() || m.Uint64() > MaxLossFactor*MaxMicro {
		return 0, false
	}
	return m.Uint64(), true
}

// MicroCeil converts base units into micro-units, rounded up: the least worth from which BaseFloor gives the amount.
func MicroCeil(amount math.Int, unitsPerNumeraire uint64) uint64 {
	units := math.NewIntFromUint64(unitsPerNumeraire)
	return amount.MulRaw(MicroPerNumeraire).Add(units).SubRaw(1).Quo(units).Uint64()
}

// Base converts micro-units into base units, rounded up: the least amount worth at least micro.
func Base(micro, unitsPerNumeraire uint64) math.Int {
	p := math.NewIntFromUint64(micro).Mul(math.NewIntFromUint64(unitsPerNumeraire))
	return p.AddRaw(MicroPerNumeraire - 1).QuoRaw(MicroPerNumeraire)
}

// BaseFloor converts micro-units into base units, rounded down: the most that is worth no more than micro.
func BaseFloor(micro, unitsPerNumeraire uint64) math.Int {
	return math.NewIntFromUint64(micro).Mul(math.NewIntFromUint64(unitsPerNumeraire)).QuoRaw(MicroPerNumeraire)
}

// Step is the least improvement of an open auction that has had max_bids bids, or is near its end: 1 % of the budget,
// rounded up, in micro-units. A bid must then be so much better than the leader; so nobody can use up the bids to shut the
// others out, and still no more than 100 x (budget + loss) / budget bids can follow.
func Step(budgetMicro uint64) uint64 {
	return budgetMicro/stepsPerBudget + min(budgetMicro%stepsPerBudget, 1)
}

// Beats says whether an expected cost is below that of the leader by at least a step.
func Beats(cost, leader, step uint64) bool { return cost <= leader && leader-cost >= step }

// MaxSteps is the most bids that can follow so: the loss is at most MaxLossFactor budgets.
const MaxSteps = stepsPerBudget*(1+MaxLossFactor) + 1

// Storage returns the deposit for a record of the given size: price micro-units per byte above FreeBytes, in base units,
// rounded up; zero for a small record.
func Storage(size int, price, unitsPerNumeraire uint64) math.Int {
	if size <= FreeBytes || price == 0 {
		return math.ZeroInt()
	}
	return Base(uint64(size-FreeBytes)*price, unitsPerNumeraire)
}

// Deposit of a commitment: the bps share of the budget (floor), but at least the minimum.
func Deposit(budget math.Int, bps uint32, minimum math.Int) math.Int {
	return math.MaxInt(minimum, Share(budget, bps))
}

// Doubled is the deposit of the next commitment on a job that has had commits of them: it doubles every maxBids, at most
// MaxDoublings times. So nobody can close a sealed auction to the others by filling it up, and filling it up takes ever
// more money. The deposit must be at most 2^128.
func Doubled(deposit math.Int, commits, maxBids uint32) math.Int {
	doublings := min(commits/max(maxBids, 1), MaxDoublings)
	return deposit.Mul(math.NewIntFromUint64(1 << doublings))
}

// Share returns amount x bps / 10000, floor: the payer keeps the remainder.
func Share(amount math.Int, bps uint32) math.Int {
	return amount.MulRaw(int64(bps)).QuoRaw(bpsOne)
}
