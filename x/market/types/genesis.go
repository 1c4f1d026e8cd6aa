package types

import (
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/market/auction"
)

// DefaultGenesis returns a market without jobs.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the records one by one and against each other: every job and commitment has exactly its one deadline,
// every standing its job, every list its order. ErrGenesis names the entry.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	if err := deadline.Validate(gs.Deadlines); err != nil {
		return err
	}
	due := newDeadlineSet(gs.Deadlines)
	jobs := make(map[string]Job, len(gs.Jobs))
	for i, j := range gs.Jobs {
		if err := j.validate(); err != nil {
			return ErrGenesis.Wrapf("jobs[%d] %s: %s", i, j.Id, err)
		}
		if _, twice := jobs[j.Id]; twice {
			return ErrGenesis.Wrapf("jobs[%d] %s: twice", i, j.Id)
		}
		jobs[j.Id] = j
		key, err := ParseJobID("id", j.Id)
		if err != nil {
			return err
		}
		if !due.take(j.Status.DeadlineKind(), key, j.DueMs) {
			return ErrGenesis.Wrapf("jobs[%d] %s: no deadline at %d", i, j.Id, j.DueMs)
		}
	}
	if err := gs.validateCommitments(due); err != nil {
		return err
	}
	if len(due) > 0 {
		return ErrGenesis.Wrapf("deadlines: %d of no job and no commitment", len(due))
	}
	return gs.validateStandings(jobs)
}

func (gs GenesisState) validateCommitments(due deadlineSet) error {
	seen := make(map[string]struct{}, len(gs.Commitments))
	for i, e := range gs.Commitments {
		key, err := ParseJobID("job", e.Job)
		if err != nil {
			return ErrGenesis.Wrapf("commitments[%d]: %s", i, err)
		}
		provider, err := field.Address("provider", e.Provider)
		if err != nil {
			return ErrGenesis.Wrapf("commitments[%d]: %s", i, err)
		}
		if _, err := field.Address("signer", e.Commitment.Signer); err != nil {
			return ErrGenesis.Wrapf("commitments[%d]: %s", i, err)
		}
		if err := field.Bytes("hash", e.Commitment.Hash, HashLen); err != nil {
			return ErrGenesis.Wrapf("commitments[%d]: %s", i, err)
		}
		ref := BidRef(key, provider)
		if _, twice := seen[string(ref)]; twice {
			return ErrGenesis.Wrapf("commitments[%d]: %s of %s twice", i, e.Job, e.Provider)
		}
		seen[string(ref)] = struct{}{}
		if !due.take(KindCommitment, ref, e.Commitment.DueMs) {
			return ErrGenesis.Wrapf("commitments[%d]: %s of %s: no deadline at %d", i, e.Job, e.Provider, e.Commitment.DueMs)
		}
	}
	return nil
}

func (gs GenesisState) validateStandings(jobs map[string]Job) error {
	seen := make(map[string]struct{}, len(gs.Standings))
	for i, e := range gs.Standings {
		job, ok := jobs[e.Job]
		if !ok {
			return ErrGenesis.Wrapf("standings[%d]: no job %s", i, e.Job)
		}
		if _, twice := seen[e.Job]; twice {
			return ErrGenesis.Wrapf("standings[%d]: %s twice", i, e.Job)
		}
		seen[e.Job] = struct{}{}
		if err := e.Standing.Validate(job); err != nil {
			return ErrGenesis.Wrapf("standings[%d] %s: %s", i, e.Job, err)
		}
	}
	return nil
}

// Validate checks a standing against its job: the counts, the bounds of each bid and the order of the list.
func (s Standing) Validate(job Job) error {
	if s.Reveals > s.Commits || s.Commits > MaxMaxBids || len(s.Ranked) > int(s.Reveals) {
		return ErrInvariant.Wrapf("%d commits, %d reveals, %d ranked", s.Commits, s.Reveals, len(s.Ranked))
	}
	if len(s.Ranked) > 0 && (job.Status == JobStatusExpired || job.Status == JobStatusCancelled) {
		return ErrInvariant.Wrapf("%s with %d ranked bids", job.Status, len(s.Ranked))
	}
	key, err := ParseJobID("job", job.Id)
	if err != nil {
		return err
	}
	entries := make([]auction.Entry, len(s.Ranked))
	for i, b := range s.Ranked {
		provider, err := field.Address("provider", b.Provider)
		if err != nil {
			return err
		}
		if _, err := field.Address("signer", b.Signer); err != nil {
			return err
		}
		if err := field.Amount("price", b.Price, 1); err != nil {
			return err
		}
		if b.Price.GT(job.Request.Budget.Amount) {
			return ErrPriceAboveBudget.Wrapf("%s of %s", b.Price, job.Request.Budget)
		}
		if err := field.Amount("pledge", b.Pledge, 0); err != nil {
			return err
		}
		if err := field.Range("delivery_ms", b.DeliveryMs, 1, job.Request.Clocks.DeliveryMs); err != nil {
			return err
		}
		if err := b.Note.Validate(); err != nil {
			return err
		}
		entries[i] = b.Entry(key, provider)
	}
	if !auction.Sorted(entries) {
		return ErrInvariant.Wrap("the ranked bids are not in order")
	}
	return nil
}

func (j Job) validate() error {
	if _, err := ParseJobID("id", j.Id); err != nil {
		return err
	}
	if _, err := field.Address("client", j.Client); err != nil {
		return err
	}
	if err := j.Request.Validate(); err != nil {
		return err
	}
	if err := field.Amount("request.loss", j.Request.Loss, 1); err != nil {
		return err
	}
	if !j.Status.Live() && !j.Status.Ended() {
		return ErrTransition.Wrapf("status %s", j.Status)
	}
	if err := field.Range("budget_micro", j.BudgetMicro, 1, auction.MaxMicro); err != nil {
		return err
	}
	if err := field.Range("loss_micro", j.LossMicro, 0, auction.MaxLossFactor*auction.MaxMicro); err != nil {
		return err
	}
	if err := field.Range("cancel_fee_bps", uint64(j.CancelFeeBps), 0, 10_000); err != nil {
		return err
	}
	if err := field.Range("units_per_numeraire", j.UnitsPerNumeraire, 1, ^uint64(0)); err != nil {
		return err
	}
	return field.Range("reveal_end_ms", j.RevealEndMs, j.BidEndMs(), j.BidEndMs()+j.Request.Clocks.RevealMs)
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
