package types

import (
	"fmt"

	"github.com/trothchain/troth/internal/deadline"
)

// DefaultGenesis returns a chain without agreements.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the genesis without the other modules' state: every record by itself, no id twice, and exactly one
// deadline for each agreement that has one. ErrGenesis or an error of the field names the entry.
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
	if err := gs.validateReceipts(byID); err != nil {
		return err
	}
	return gs.validateDeadlines(byID)
}

// validateReceipts: every settled milestone has one receipt, and it sums to the milestone's price.
func (gs GenesisState) validateReceipts(byID map[string]Agreement) error {
	count := make(map[string]uint32, len(byID))
	seen := make(map[string]struct{}, len(gs.Receipts))
	for i, r := range gs.Receipts {
		a, ok := byID[r.Agreement]
		if !ok {
			return ErrGenesis.Wrapf("receipts[%d].agreement: %s is not there", i, r.Agreement)
		}
		name := fmt.Sprintf("%s/%d", r.Agreement, r.Receipt.Milestone)
		if _, twice := seen[name]; twice {
			return ErrGenesis.Wrapf("receipts[%d]: %s twice", i, name)
		}
		seen[name] = struct{}{}
		count[r.Agreement]++
		if err := a.ValidateReceipt(r.Receipt); err != nil {
			return fmt.Errorf("receipts[%d]: %w", i, err)
		}
	}
	for i, a := range gs.Agreements {
		if count[a.Id] != a.Milestone {
			return ErrGenesis.Wrapf("agreements[%d]: %s has %d receipts for %d settled milestones", i, a.Id, count[a.Id], a.Milestone)
		}
	}
	return nil
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
	waiting := 0
	for _, a := range gs.Agreements {
		if a.Status.Kind() != 0 { // a dispute has no deadline here
			waiting++
		}
	}
	if len(gs.Deadlines) != waiting { // no kind and id is there twice, so the numbers tell
		return ErrGenesis.Wrapf("deadlines: %d entries for %d agreements that have one", len(gs.Deadlines), waiting)
	}
	return nil
}
