package types

import "github.com/trothchain/troth/internal/deadline"

// DefaultGenesis returns a market without jobs.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the records one by one and against each other: every record that waits has exactly its one deadline,
// every standing its job, every list its order. ErrGenesis names the entry.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	if err := deadline.Validate(gs.Deadlines); err != nil {
		return err
	}
	due := newDeadlineSet(gs.Deadlines)
	jobs, err := gs.validateJobs(due)
	if err != nil {
		return err
	}
	if err := gs.validateCommitments(due); err != nil {
		return err
	}
	if err := gs.validateStandings(jobs); err != nil {
		return err
	}
	if err := gs.validateOffers(due); err != nil {
		return err
	}
	if err := gs.validateServices(); err != nil {
		return err
	}
	if err := gs.validateNonces(due); err != nil {
		return err
	}
	if len(due) > 0 {
		return ErrGenesis.Wrapf("deadlines: %d of no record", len(due))
	}
	return nil
}

// deadlineSet holds the entries of the queue that no record has claimed yet.
type deadlineSet map[deadlineName]deadline.Entry

type deadlineName struct {
	kind uint32
	id   string
}

func newDeadlineSet(entries []deadline.Entry) deadlineSet {
	s := make(deadlineSet, len(entries))
	for _, e := range entries {
		s[deadlineName{e.Kind, string(e.Id)}] = e
	}
	return s
}

// take claims the entry of an object; one that failed before waits for a later time than the object's own.
func (s deadlineSet) take(kind uint32, id []byte, due uint64) bool {
	name := deadlineName{kind, string(id)}
	e, ok := s[name]
	if !ok || (e.Attempts == 0 && e.DueMs != due) {
		return false
	}
	delete(s, name)
	return true
}
