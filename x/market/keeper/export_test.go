package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/market/types"
)

// SetCommitment overwrites a bid under seal.
func (k *Keeper) SetCommitment(ctx context.Context, job []byte, provider sdk.AccAddress, c types.Commitment) error {
	return k.commitments.Set(ctx, collections.Join(job, provider), c)
}

// RunDeadline runs an item as the queue does.
func (k *Keeper) RunDeadline(ctx context.Context, kind uint32, id []byte) error {
	return k.runDeadline(sdk.UnwrapSDKContext(ctx), kind, id)
}

// SetJob overwrites a job without its indexes.
func (k *Keeper) SetJob(ctx context.Context, id []byte, j types.Job) error {
	return k.jobs.Set(ctx, id, j)
}

// SetStanding overwrites a standing.
func (k *Keeper) SetStanding(ctx context.Context, id []byte, s types.Standing) error {
	return k.standings.Set(ctx, id, s)
}

// SetJobCount overwrites the count of a client.
func (k *Keeper) SetJobCount(ctx context.Context, client sdk.AccAddress, n uint32) error {
	return k.jobCounts.Set(ctx, client, n)
}

// CancelDeadline takes a deadline out of the queue.
func (k *Keeper) CancelDeadline(ctx context.Context, due uint64, kind uint32, id []byte) error {
	return k.deadlines.Cancel(ctx, due, kind, id)
}

// LiveJobs counts the index of live jobs.
func (k *Keeper) LiveJobs(ctx context.Context) (int, error) { return size(ctx, k.liveJobs) }

// SetSkill puts a job into the index of a skill.
func (k *Keeper) SetSkill(ctx context.Context, skill string, id []byte) error {
	return k.skillJobs.Set(ctx, collections.Join(skill, id))
}

// RemoveSkill takes a job out of the index of a skill.
func (k *Keeper) RemoveSkill(ctx context.Context, skill string, id []byte) error {
	return k.skillJobs.Remove(ctx, collections.Join(skill, id))
}
