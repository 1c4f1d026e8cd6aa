package types

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
)

// DefaultGenesis returns a chain without agreements.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the genesis without the other modules' state: every record by itself, no id twice, and exactly one
// deadline for each agreement. ErrGenesis or an error of the field names the entry.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	byID := make(map[string]Agreement, len(gs.Agreements))
	for i, a := range gs.Agreements {
		if err := a.Validate(); err != nil {
			return fmt.Errorf("agreements[%d]: %w", i, err)
		}
		if _, twice := byID[a.Id]; twice {
			return ErrGenesis.Wrapf("agreements[%d].id: %s twice", i, a.Id)
		}
		byID[a.Id] = a
	}
	refs := make(map[string]struct{}, len(gs.Covers))
	for i, c := range gs.Covers {
		if err := ValidateRef(c.Ref); err != nil {
			return fmt.Errorf("covers[%d]: %w", i, err)
		}
		if _, twice := refs[string(c.Ref)]; twice {
			return ErrGenesis.Wrapf("covers[%d].ref: %x twice", i, c.Ref)
		}
		refs[string(c.Ref)] = struct{}{}
		if err := c.Cover.validate(); err != nil {
			return fmt.Errorf("covers[%d]: %w", i, err)
		}
	}
	return gs.validateDeadlines(byID)
}

func (gs GenesisState) validateDeadlines(byID map[string]Agreement) error {
	if err := deadline.Validate(gs.Deadlines); err != nil {
		return err
	}
	for i, e := range gs.Deadlines {
		a, ok := byID[FormatID(e.Id)]
		if !ok || a.Status.Kind() != e.Kind {
			return ErrGenesis.Wrapf("deadlines[%d]: kind %d of %s fits no agreement", i, e.Kind, FormatID(e.Id))
		}
		if e.Attempts == 0 && e.DueMs != a.DueMs {
			return ErrGenesis.Wrapf("deadlines[%d].due_ms: %d, but %s is due at %d", i, e.DueMs, a.Id, a.DueMs)
		}
	}
	if len(gs.Deadlines) != len(gs.Agreements) { // no kind and id is there twice, so the numbers tell
		return ErrGenesis.Wrapf("deadlines: %d entries for %d agreements", len(gs.Deadlines), len(gs.Agreements))
	}
	return nil
}

// Validate checks a stored agreement by itself.
func (a Agreement) Validate() error {
	if _, err := ParseID("id", a.Id); err != nil {
		return err
	}
	if err := a.Terms.Validate(); err != nil {
		return err
	}
	if err := a.Snapshot.validate(); err != nil {
		return err
	}
	if err := field.Amount("backup_reserve", a.BackupReserve, 0); err != nil {
		return err
	}
	if !a.Status.Live() && !a.Status.Ended() {
		return ErrGenesis.Wrapf("status: %s", a.Status)
	}
	if a.Status.Ended() != (a.Settlement != nil) {
		return ErrGenesis.Wrapf("settlement: set is %t in status %s", a.Settlement != nil, a.Status)
	}
	delivered := a.Status == StatusReview || a.Status == StatusCompleted
	if delivered != (a.Submission != nil) {
		return ErrGenesis.Wrapf("submission: set is %t in status %s", a.Submission != nil, a.Status)
	}
	if a.Status != StatusWorking && !a.BackupReserve.IsZero() {
		return ErrGenesis.Wrapf("backup_reserve: %s in status %s", a.BackupReserve, a.Status)
	}
	if a.Submission != nil {
		if err := a.Submission.validate("submission."); err != nil {
			return err
		}
	}
	if a.Settlement != nil {
		if err := a.Settlement.validate(a); err != nil {
			return err
		}
	}
	return field.Range("client_rating", uint64(a.ClientRating), 0, MaxRating+1)
}

func (s Settlement) validate(a Agreement) error {
	sum := math.ZeroInt()
	for _, part := range []struct {
		name   string
		amount math.Int
	}{{"paid", s.Paid}, {"refunded", s.Refunded}, {"burned", s.Burned}, {"protocol_fee", s.ProtocolFee}, {"compensation", s.Compensation}} {
		if err := field.Amount("settlement."+part.name, part.amount, 0); err != nil {
			return err
		}
		sum = sum.Add(part.amount)
	}
	sum = sum.Sub(s.Compensation) // out of the pledge, not the price
	if !sum.Equal(a.Terms.Price.Amount) {
		return ErrGenesis.Wrapf("settlement: parts sum to %s, the price is %s", sum, a.Terms.Price)
	}
	if s.Compensation.GT(a.Terms.Pledge) {
		return ErrGenesis.Wrapf("settlement.compensation: %s of a pledge of %s", s.Compensation, a.Terms.Pledge)
	}
	return field.Range("settlement.rating", uint64(s.Rating), 0, MaxRating)
}

func (c Cover) validate() error {
	if _, err := field.Address("cover.provider", c.Provider); err != nil {
		return err
	}
	if err := field.Amount("cover.pledge", c.Pledge.Amount, 0); err != nil {
		return err
	}
	if err := c.Pledge.Validate(); err != nil {
		return ErrGenesis.Wrapf("cover.pledge: %s", err)
	}
	return c.Snapshot.validate()
}

func (s Snapshot) validate() error {
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"burn_bps", uint64(s.BurnBps), 0, BPS},
		{"protocol_fee_bps", uint64(s.ProtocolFeeBps), 0, BPS - uint64(min(s.BurnBps, BPS))},
		{"kill_fee_bps", uint64(s.KillFeeBps), 0, BPS},
		{"units_per_numeraire", s.UnitsPerNumeraire, 1, 1_000_000_000_000_000_000},
		{"price_micro", s.PriceMicro, 1, MaxPriceMicro},
		{"cover.late_bps", uint64(s.Cover.LateBps), 0, BPS},
		{"cover.refund_bps", uint64(s.Cover.RefundBps), 0, BPS},
	} {
		if err := field.Range("snapshot."+c.name, c.value, c.low, c.high); err != nil {
			return err
		}
	}
	return nil
}
