package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// post checks a request, holds the budget from the client and opens the bidding. The request passed Validate.
func (k *Keeper) post(ctx sdk.Context, signer, client sdk.AccAddress, r types.JobRequest) ([]byte, error) {
	authority, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil {
		return nil, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.checkClocks(ctx, params, r.Clocks); err != nil {
		return nil, err
	}
	count, err := k.jobCount(ctx, client)
	if err != nil {
		return nil, err
	}
	if count >= params.MaxOpenJobs {
		return nil, types.ErrTooManyJobs.Wrapf("client %s: %d live jobs, at most %d", client, count, params.MaxOpenJobs)
	}
	job, err := k.newJob(ctx, client, params, r)
	if err != nil {
		return nil, err
	}
	key, err := id.New(ctx, client, func(id []byte) (bool, error) { return k.jobs.Has(ctx, id) })
	if err != nil {
		return nil, err
	}
	job.Id = types.JobID(key)
	if err := k.escrow.Hold(ctx, authority, types.JobRef(key), r.Budget, nil); err != nil {
		return nil, err
	}
	return key, k.setStatus(ctx, key, &job, types.JobStatusOpen, job.BidEndMs(), types.NewJobPostedEvent(job))
}

// newJob values the request at the rate of today and fills the record.
func (k *Keeper) newJob(ctx context.Context, client sdk.AccAddress, p types.Params, r types.JobRequest) (types.Job, error) {
	denom, err := k.escrow.Denom(ctx, r.Budget.Denom)
	if err != nil {
		return types.Job{}, err
	}
	if r.Loss = types.OrZero(r.Loss); r.Loss.IsZero() {
		r.Loss = r.Budget.Amount
	}
	budget, ok := auction.Micro(r.Budget.Amount, denom.UnitsPerNumeraire)
	if !ok || budget < 1 || budget > auction.MaxMicro {
		return types.Job{}, types.ErrBudgetValue.Wrapf("request.budget: %s at %d to the numeraire, want 1 to %d millionths of it",
			r.Budget, denom.UnitsPerNumeraire, uint64(auction.MaxMicro))
	}
	loss, ok := auction.Micro(r.Loss, denom.UnitsPerNumeraire)
	if !ok {
		return types.Job{}, types.ErrLoss.Wrapf("request.loss: %s%s", r.Loss, r.Budget.Denom)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Job{}, err
	}
	return types.Job{
		Client: client.String(), Request: r, PostedMs: now,
		RevealEndMs: now + r.Clocks.BidMs + r.Clocks.RevealMs,
		BudgetMicro: budget, LossMicro: loss,
		UnitsPerNumeraire: denom.UnitsPerNumeraire, CancelFeeBps: p.CancelFeeBps,
	}, nil
}

// checkClocks refuses windows outside the market's bounds and delivery or review times that agreement would refuse.
func (k *Keeper) checkClocks(ctx context.Context, p types.Params, c types.Clocks) error {
	a, err := k.agreement.GetParams(ctx)
	if err != nil {
		return err
	}
	for _, w := range []struct {
		name        string
		v, min, max uint64
	}{
		{"request.clocks.bid_ms", c.BidMs, p.MinWindowMs, p.MaxWindowMs},
		{"request.clocks.reveal_ms", c.RevealMs, p.MinWindowMs, p.MaxWindowMs},
		{"request.clocks.delivery_ms", c.DeliveryMs, a.MinDeliveryMs, a.MaxDeliveryMs},
		{"request.clocks.review_ms", c.ReviewMs, a.MinReviewMs, a.MaxReviewMs},
	} {
		if w.v < w.min || w.v > w.max {
			return types.ErrWindow.Wrapf("%s: %d, want %d to %d", w.name, w.v, w.min, w.max)
		}
	}
	return nil
}

// cancel takes a job back while its bidding runs: free before the first commitment, later the fee is burned. The
// deposits return by the deadlines of the commitments. A paused client may cancel: an exit stays open (design 01, 11);
// identity looks at the mandate before the pause, so ErrAgentPaused says that the signer may act.
func (k *Keeper) cancel(ctx context.Context, signer, client sdk.AccAddress, key []byte) error {
	_, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil && !errors.Is(err, identitytypes.ErrAgentPaused) {
		return err
	}
	job, err := k.Job(ctx, key)
	if err != nil {
		return err
	}
	if job.Client != client.String() {
		return types.ErrNotClient.Wrapf("client: %s, job %s is of %s", client, job.Id, job.Client)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !job.TakesCommitments(now) {
		return types.ErrBiddingClosed.Wrapf("job %s: %s, bidding until %d, now %d", job.Id, job.Status, job.BidEndMs(), now)
	}
	fee, err := k.cancelFee(ctx, key, job)
	if err != nil {
		return err
	}
	if fee.IsPositive() {
		if err := k.escrow.Burn(ctx, types.JobRef(key), fee); err != nil {
			return err
		}
	}
	if err := k.releaseRest(ctx, types.JobRef(key)); err != nil {
		return err
	}
	return k.end(ctx, key, &job, types.JobStatusCancelled, types.NewJobCancelledEvent(job, fee))
}

// cancelFee is zero before the first commitment, and for a denom that nothing can be burned in any more.
func (k *Keeper) cancelFee(ctx context.Context, key []byte, job types.Job) (math.Int, error) {
	standing, err := k.Standing(ctx, key)
	if err != nil || standing.Commits == 0 {
		return math.ZeroInt(), err
	}
	accepted, err := k.accepted(ctx, job.Request.Budget.Denom)
	if err != nil || !accepted {
		return math.ZeroInt(), err
	}
	return auction.Share(job.Request.Budget.Amount, job.CancelFeeBps), nil
}

// end moves a job to an end, to be pruned after the retention.
func (k *Keeper) end(ctx context.Context, key []byte, job *types.Job, to types.JobStatus, e sdk.Event) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.setStatus(ctx, key, job, to, now+params.RetainMs, e)
}

// setStatus is the only writer of a job's status: it checks the transition, keeps the live indexes, the count and the
// deadline, stores the job and emits the one event. ErrTransition.
func (k *Keeper) setStatus(
	ctx context.Context, key []byte, job *types.Job, to types.JobStatus, due uint64, e sdk.Event,
) error {
	from := job.Status
	if !from.CanBecome(to) {
		return types.ErrTransition.Wrapf("job %s: %s to %s", job.Id, from, to)
	}
	if from != types.JobStatusUnspecified {
		if err := k.deadlines.Cancel(ctx, job.DueMs, from.DeadlineKind(), key); err != nil {
			return err
		}
	}
	job.Status, job.DueMs = to, due
	if err := k.deadlines.Schedule(ctx, due, to.DeadlineKind(), key); err != nil {
		return err
	}
	if err := k.index(ctx, key, *job, from, to); err != nil {
		return err
	}
	if err := k.jobs.Set(ctx, key, *job); err != nil {
		return err
	}
	emit(ctx, e)
	return nil
}

// index keeps the indexes of live jobs and the count of the client.
func (k *Keeper) index(ctx context.Context, key []byte, job types.Job, from, to types.JobStatus) error {
	bySkill := collections.Join(job.Request.Skill, key)
	switch {
	case to == types.JobStatusOpen:
		if err := k.skillJobs.Set(ctx, bySkill); err != nil {
			return err
		}
	case from == types.JobStatusOpen:
		if err := k.skillJobs.Remove(ctx, bySkill); err != nil {
			return err
		}
	}
	if from.Live() == to.Live() {
		return nil
	}
	client, err := sdk.AccAddressFromBech32(job.Client)
	if err != nil {
		return err
	}
	byClient := collections.Join(client, key)
	count, err := k.jobCount(ctx, client)
	if err != nil {
		return err
	}
	if to.Live() {
		if err := errors.Join(k.liveJobs.Set(ctx, key), k.clientJobs.Set(ctx, byClient)); err != nil {
			return err
		}
		return k.jobCounts.Set(ctx, client, count+1)
	}
	if err := errors.Join(k.liveJobs.Remove(ctx, key), k.clientJobs.Remove(ctx, byClient)); err != nil {
		return err
	}
	if count <= 1 {
		return k.jobCounts.Remove(ctx, client)
	}
	return k.jobCounts.Set(ctx, client, count-1)
}

func (k *Keeper) jobCount(ctx context.Context, client sdk.AccAddress) (uint32, error) {
	count, err := k.jobCounts.Get(ctx, client)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return count, err
}

// prune deletes the record of an ended job. Bids under seal that are left have deadlines of their own.
func (k *Keeper) prune(ctx context.Context, key []byte, job types.Job) error {
	if err := k.standings.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.jobs.Remove(ctx, key); err != nil {
		return err
	}
	emit(ctx, types.NewJobPrunedEvent(job))
	return nil
}
