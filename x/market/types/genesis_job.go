package types

import (
	"bytes"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/market/auction"
)

func (gs GenesisState) validateJobs(due deadlineSet) (map[string]Job, error) {
	jobs := make(map[string]Job, len(gs.Jobs))
	for i, j := range gs.Jobs {
		if err := j.validate(); err != nil {
			return nil, ErrGenesis.Wrapf("jobs[%d] %s: %s", i, j.Id, err)
		}
		if _, twice := jobs[j.Id]; twice {
			return nil, ErrGenesis.Wrapf("jobs[%d] %s: twice", i, j.Id)
		}
		jobs[j.Id] = j
		key, err := ParseJobID("id", j.Id)
		if err != nil {
			return nil, err
		}
		if !due.take(j.Status.DeadlineKind(), key, j.DueMs) {
			return nil, ErrGenesis.Wrapf("jobs[%d] %s: no deadline at %d", i, j.Id, j.DueMs)
		}
	}
	return jobs, nil
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
	if s.Reveals > s.Commits || s.Commits > job.maxBids() || len(s.Ranked) > int(s.Reveals) {
		return ErrInvariant.Wrapf("%d commits, %d reveals, %d ranked", s.Commits, s.Reveals, len(s.Ranked))
	}
	if len(s.Ranked) > 0 && (job.Status == JobStatusExpired || job.Status == JobStatusCancelled) {
		return ErrInvariant.Wrapf("%s with %d ranked bids", job.Status, len(s.Ranked))
	}
	if job.Request.Auction == AuctionClock && job.Status == JobStatusOpen && (len(s.Ranked) != 1) != (job.TakenMs == 0) {
		return ErrInvariant.Wrapf("taken at %d with %d takers", job.TakenMs, len(s.Ranked))
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
		entries[i] = job.Entry(b, key, provider)
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
	if len(j.Seed) > 0 {
		if err := field.Bytes("seed", j.Seed, HashLen); err != nil {
			return err
		}
	}
	if err := field.Range("newcomer_score_bps", uint64(j.NewcomerScoreBps), 0, 10_000); err != nil {
		return err
	}
	if err := j.Request.validateNormal(); err != nil {
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
	if err := field.Range("price_floor_bps", uint64(j.PriceFloorBps), 0, 10_000); err != nil {
		return err
	}
	if err := field.Range("cancel_fee_bps", uint64(j.CancelFeeBps), 0, 10_000); err != nil {
		return err
	}
	if err := field.Range("units_per_numeraire", j.UnitsPerNumeraire, 1, ^uint64(0)); err != nil {
		return err
	}
	if err := field.Amount("storage_deposit", j.StorageDeposit, 0); err != nil {
		return err
	}
	return j.validateTimes()
}

// validateTimes checks what the auction made of the windows of the request.
func (j Job) validateTimes() error {
	end, extensions := j.PostedMs+j.Request.Clocks.BidMs, uint64(0)
	if j.Request.Auction == AuctionOpen {
		extensions = MaxExtensions
	}
	if err := field.Range("extensions", uint64(j.Extensions), 0, extensions); err != nil {
		return err
	}
	if err := field.Range("bid_end_ms", j.BidEndMs, end, end+uint64(j.Extensions)*MaxSnipeWindowMs); err != nil {
		return err
	}
	if err := j.validateTaken(); err != nil {
		return err
	}
	due, ok := j.BidEndMs, true
	switch j.Status {
	case JobStatusOpen:
		if j.TakenMs > 0 {
			due = j.TakenMs
		}
	case JobStatusRevealing:
		due, ok = j.RevealEndMs(), j.Request.Sealed()
	case JobStatusChoosing:
		due, ok = j.DueMs, j.Request.Award == AwardClient
	default:
		due = j.DueMs
	}
	if !ok {
		return ErrAuction.Wrapf("status: %s with %s, %s", j.Status, j.Request.Auction, j.Request.Award)
	}
	return field.Range("due_ms", j.DueMs, due, due)
}

func (j Job) validateTaken() error {
	if j.TakenMs == 0 {
		return nil
	}
	if j.Request.Auction != AuctionClock {
		return ErrAuction.Wrapf("taken_ms: %d, want 0 with %s", j.TakenMs, j.Request.Auction)
	}
	return field.Range("taken_ms", j.TakenMs, j.PostedMs, j.BidEndMs-1)
}

// validateNormal refuses a request that is not in the one form that is stored.
func (r JobRequest) validateNormal() error {
	normal, err := r.Normalized()
	if err != nil {
		return err
	}
	got, err := r.Marshal()
	if err != nil {
		return err
	}
	want, err := normal.Marshal()
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return ErrInvariant.Wrap("request: loss, auction and award are filled in and addresses in lower case in what is stored")
	}
	return nil
}

// maxBids is the most bids that the job can have counted.
func (j Job) maxBids() uint32 {
	if j.Request.Auction == AuctionOpen {
		return MaxMaxBids + auction.MaxSteps
	}
	return MaxCommits // doubling deposits bound the commitments, and the block the takers of a moment
}
