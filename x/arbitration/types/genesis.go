package types

import (
	"fmt"

	"github.com/trothchain/troth/internal/deadline"
)

// DefaultGenesis returns a chain without cases and arbiters.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the genesis without the other modules' state: every record by itself, no id, ref or seat twice, and
// exactly one deadline for each case. ErrGenesis or an error of the field names the entry.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	byID, refs := make(map[string]Case, len(gs.Cases)), make(map[string]string, len(gs.Cases))
	for i, e := range gs.Cases {
		if err := e.Validate(); err != nil {
			return fmt.Errorf("cases[%d]: %w", i, err)
		}
		if _, twice := byID[e.Case.Id]; twice {
			return ErrGenesis.Wrapf("cases[%d].id: %s twice", i, e.Case.Id)
		}
		byID[e.Case.Id] = e.Case
		if e.Case.Status == StatusClosed {
			continue
		}
		ref := string(e.Case.Request.Ref)
		if other, twice := refs[ref]; twice {
			return ErrGenesis.Wrapf("cases[%d].request.ref: %x is that of %s", i, ref, other)
		}
		refs[ref] = e.Case.Id
	}
	if err := gs.validateDeadlines(byID); err != nil {
		return err
	}
	return gs.validateArbiters()
}

// Validate checks a case with all that belongs to it.
func (e CaseEntry) Validate() error {
	if err := e.Case.Validate(); err != nil {
		return err
	}
	var count [SideProvider + 1]int
	last := SideClient
	for i, doc := range e.Evidence {
		if err := doc.Validate(); err != nil {
			return fmt.Errorf("evidence[%d]: %w", i, err)
		}
		if count[doc.Side]++; count[doc.Side] > MaxEvidence || doc.Side < last {
			return ErrGenesis.Wrapf("evidence[%d]: more than %d of a side, or not in order", i, MaxEvidence)
		}
		last = doc.Side
	}
	return e.validateSeats()
}

// validateSeats: the seats are those that the rounds name, in order of round and address, and each arbiter has one.
func (e CaseEntry) validateSeats() error {
	drawn, revealed := make([]uint32, len(e.Case.Rounds)), make([]uint32, len(e.Case.Rounds))
	seen := make(map[string]struct{}, len(e.Seats))
	for i, s := range e.Seats {
		if err := s.Validate(e.Case.Request); err != nil {
			return fmt.Errorf("seats[%d]: %w", i, err)
		}
		if int(s.Round) >= len(e.Case.Rounds) || (i > 0 && s.Round < e.Seats[i-1].Round) {
			return ErrGenesis.Wrapf("seats[%d].round: %d of %d, in order", i, s.Round, len(e.Case.Rounds))
		}
		if _, twice := seen[s.Arbiter]; twice {
			return ErrGenesis.Wrapf("seats[%d].arbiter: %s twice", i, s.Arbiter)
		}
		seen[s.Arbiter] = struct{}{}
		drawn[s.Round]++
		if s.Revealed {
			revealed[s.Round]++
		}
		if !s.Lock.Equal(e.Case.Rounds[s.Round].Lock) {
			return ErrGenesis.Wrapf("seats[%d].lock: %s, the round's is %s", i, s.Lock, e.Case.Rounds[s.Round].Lock)
		}
	}
	for i, r := range e.Case.Rounds {
		counted := i < len(e.Case.Rounds)-1 || !e.Case.Status.beforeCount()
		if drawn[i] != r.Seats || (counted && revealed[i] != r.Revealed) {
			return ErrGenesis.Wrapf("rounds[%d]: %d seats, %d revealed, the round says %d and %d", i, drawn[i], revealed[i], r.Seats, r.Revealed)
		}
	}
	return nil
}

// beforeCount says whether the votes of the present round are not counted yet.
func (s Status) beforeCount() bool {
	switch s {
	case StatusOpened, StatusDrawn, StatusCommit, StatusReveal:
		return true
	}
	return false
}

func (gs GenesisState) validateDeadlines(byID map[string]Case) error {
	if err := deadline.Validate(gs.Deadlines); err != nil {
		return err
	}
	count := 0
	for i, e := range gs.Deadlines {
		if e.Kind >= KindArbiters {
			continue
		}
		count++
		c, ok := byID[FormatID(e.Id)]
		if !ok || c.Status.DeadlineKind() != e.Kind {
			return ErrGenesis.Wrapf("deadlines[%d]: kind %d of %s fits no case", i, e.Kind, FormatID(e.Id))
		}
		if e.Attempts == 0 && e.DueMs != c.DueMs {
			return ErrGenesis.Wrapf("deadlines[%d].due_ms: %d, but %s is due at %d", i, e.DueMs, c.Id, c.DueMs)
		}
	}
	if count != len(byID) { // no kind and id is there twice, so the numbers tell
		return ErrGenesis.Wrapf("deadlines: %d entries for %d cases", count, len(byID))
	}
	return nil
}
