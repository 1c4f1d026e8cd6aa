package types

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
)

// MaxClasses is the most classes by value.
const MaxClasses = 8

// DefaultParams returns the parameters of a new chain (design 07): small cases take minutes, large ones hours.
func DefaultParams() Params {
	return Params{
		Classes: []ValueClass{
			{UpTo: 20_000_000, EvidenceMs: 2 * minute, CommitMs: 5 * minute, RevealMs: 3 * minute, AppealMs: 10 * minute},
			{UpTo: 1_000_000_000, EvidenceMs: 30 * minute, CommitMs: hour, RevealMs: 30 * minute, AppealMs: 2 * hour},
			{UpTo: MaxPriceMicro, EvidenceMs: 6 * hour, CommitMs: 12 * hour, RevealMs: 6 * hour, AppealMs: day},
		},
		SeatFeeBps:           40,
		SeatFeeMin:           20_000,
		SeatFeeMax:           10_000_000,
		UnrevealedBps:        5_000,
		IncoherentBps:        1_000,
		DrawBlocks:           20,
		RetainMs:             3 * day,
		MaxDeadlinesPerBlock: 200,
		MinStake:             math.NewInt(100_000_000),
		MaxSkills:            16,
		UnbondMs:             7 * day,
		AbsentWindowMs:       30 * day,
		TriesPerSeat:         8,
	}
}

// Validate checks every parameter against its bounds; the errors name the parameter.
func (p Params) Validate() error {
	if err := p.validateClasses(); err != nil {
		return err
	}
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"seat_fee_bps", uint64(p.SeatFeeBps), 0, BPS},
		{"seat_fee_min", p.SeatFeeMin, 1, MaxPriceMicro},
		{"seat_fee_max", p.SeatFeeMax, p.SeatFeeMin, MaxPriceMicro},
		{"unrevealed_bps", uint64(p.UnrevealedBps), 0, BPS},
		{"incoherent_bps", uint64(p.IncoherentBps), 0, BPS},
		{"draw_blocks", uint64(p.DrawBlocks), 1, MaxDrawBlocks},
		{"retain_ms", p.RetainMs, 1, MaxWindowMs},
		{"max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock), 1, deadline.Ceiling},
		{"max_skills", uint64(p.MaxSkills), 1, MaxSkills},
		{"unbond_ms", p.UnbondMs, 1, MaxWindowMs},
		{"absent_window_ms", p.AbsentWindowMs, 1, MaxWindowMs},
		{"tries_per_seat", uint64(p.TriesPerSeat), 1, 64},
	} {
		if err := field.Range("params."+c.name, c.value, c.low, c.high); err != nil {
			return err
		}
	}
	if err := field.Amount("params.min_stake", p.MinStake, 1); err != nil {
		return err
	}
	return field.Range("params.min_stake", boundedUint(p.MinStake), 1, MaxStake)
}

func (p Params) validateClasses() error {
	if len(p.Classes) == 0 {
		return field.ErrMissing.Wrap("params.classes: at least one class")
	}
	if err := field.Count("params.classes", len(p.Classes), MaxClasses); err != nil {
		return err
	}
	var above uint64
	for i, c := range p.Classes {
		name := fmt.Sprintf("params.classes[%d].", i)
		for _, w := range []struct {
			name             string
			value, low, high uint64
		}{
			{"up_to", c.UpTo, above + 1, MaxPriceMicro + MaxClasses},
			{"evidence_ms", c.EvidenceMs, 1, MaxWindowMs},
			{"commit_ms", c.CommitMs, 1, MaxWindowMs},
			{"reveal_ms", c.RevealMs, 1, MaxWindowMs},
			{"appeal_ms", c.AppealMs, 1, MaxWindowMs},
		} {
			if err := field.Range(name+w.name, w.value, w.low, w.high); err != nil {
				return err
			}
		}
		above = c.UpTo
	}
	return nil
}

// Class returns the windows of a price in micro-units. The parameters are valid.
func (p Params) Class(priceMicro uint64) ValueClass {
	for _, c := range p.Classes {
		if priceMicro <= c.UpTo {
			return c
		}
	}
	return p.Classes[len(p.Classes)-1]
}

// SeatFee returns what a seat costs in micro-units: seat_fee_bps of the price, rounded up, within its bounds.
func (p Params) SeatFee(priceMicro uint64) uint64 {
	price := math.NewIntFromUint64(priceMicro).MulRaw(int64(p.SeatFeeBps)).AddRaw(BPS - 1).QuoRaw(BPS)
	return min(max(boundedUint(price), p.SeatFeeMin), p.SeatFeeMax)
}

// MaxStake is the most an arbiter can stake, so that the sums of a tree stay within 64 bits.
const MaxStake = 1 << 50

// boundedUint returns v as a number, or the largest one when it does not fit.
func boundedUint(v math.Int) uint64 {
	if v.IsNil() || v.IsNegative() {
		return 0
	}
	if !v.IsUint64() {
		return ^uint64(0)
	}
	return v.Uint64()
}
