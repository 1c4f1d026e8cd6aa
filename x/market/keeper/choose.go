package keeper

import (
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// beginChoice has the client choose among the bids that stand, for the whole of its time whenever the deadline ran.
func (k *Keeper) beginChoice(ctx context.Context, key []byte, job types.Job, bids int) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	due := now + job.Request.Clocks.AwardMs
	return k.setStatus(ctx, key, &job, types.JobStatusChoosing, due, types.NewJobChoosingEvent(job, bids, due))
}

// choose awards a job to the bid that the client chose; the others stand by in their order. A paused client does not
// choose: if it stays silent, the best bid wins. ErrNotClient, ErrNotChoosing, ErrBidNotFound, and why the bid cannot be
// put in force; then the client may choose another one.
func (k *Keeper) choose(ctx sdk.Context, signer, client sdk.AccAddress, key []byte, provider sdk.AccAddress) (agreement string, err error) {
	if _, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire); err != nil {
		return "", err
	}
	job, err := k.jobOf(ctx, key, client)
	if err != nil {
		return "", err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return "", err
	}
	if !job.TakesChoice(now) {
		return "", types.ErrNotChoosing.Wrapf("job %s: %s, due at %d, now %d", job.Id, job.Status, job.DueMs, now)
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return "", err
	}
	at := bidOf(standing.Ranked, provider.String())
	if at < 0 {
		return "", types.ErrBidNotFound.Wrapf("job %s, provider: %s", job.Id, provider)
	}
	bid, others := standing.Ranked[at], slices.Delete(slices.Clone(standing.Ranked), at, at+1)
	backups := others[:min(len(others), int(job.Request.Backups))]
	err = atomic(ctx, func(ctx sdk.Context) error {
		if agreement, err = k.openLocked(ctx, key, job, bid, backups); err != nil {
			return err
		}
		if err := k.unlock(ctx, key, others...); err != nil {
			return err
		}
		return k.awarded(ctx, key, job, standing, bid, backups, agreement)
	})
	return agreement, err
}
