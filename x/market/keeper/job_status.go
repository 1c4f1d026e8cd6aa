package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

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

// reschedule moves the deadline of a job that keeps its status, and stores the job.
func (k *Keeper) reschedule(ctx context.Context, key []byte, job *types.Job, due uint64) error {
	kind := job.Status.DeadlineKind()
	if err := k.deadlines.Cancel(ctx, job.DueMs, kind, key); err != nil {
		return err
	}
	job.DueMs = due
	if err := k.deadlines.Schedule(ctx, due, kind, key); err != nil {
		return err
	}
	return k.jobs.Set(ctx, key, *job)
}

// index keeps the indexes of live jobs and the count of the client. An OPEN job is found under each of its tags.
func (k *Keeper) index(ctx context.Context, key []byte, job types.Job, from, to types.JobStatus) error {
	switch {
	case to == types.JobStatusOpen:
		if err := eachTag(ctx, key, job, k.skillJobs.Set); err != nil {
			return err
		}
	case from == types.JobStatusOpen:
		if err := eachTag(ctx, key, job, k.skillJobs.Remove); err != nil {
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

// eachTag does something with each entry that the job has in the index of skills.
func eachTag(ctx context.Context, key []byte, job types.Job, do func(context.Context, collections.Pair[string, []byte]) error) error {
	for _, tag := range job.Request.Tags() {
		if err := do(ctx, collections.Join(tag, key)); err != nil {
			return err
		}
	}
	return nil
}
