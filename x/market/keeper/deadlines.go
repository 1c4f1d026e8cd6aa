package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/market/types"
)

// EndBlock runs the deadlines that are due, at most max_deadlines_per_block.
func (k *Keeper) EndBlock(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.deadlines.Drain(ctx, now, params.MaxDeadlinesPerBlock, k.runDeadline)
}

// runDeadline does what is due. An object that is gone meanwhile has nothing left to do.
func (k *Keeper) runDeadline(ctx sdk.Context, kind uint32, id []byte) error {
	if kind == types.KindCommitment {
		return k.endCommitment(ctx, id)
	}
	if kind >= types.KindOffer {
		return k.runOfferDeadline(ctx, kind, id)
	}
	job, found, err := k.findJob(ctx, id)
	if err != nil || !found {
		return err
	}
	switch {
	case job.Status.DeadlineKind() != kind:
		return types.ErrTransition.Wrapf("job %s: %s, deadline of kind %d", job.Id, job.Status, kind)
	case job.Status == types.JobStatusOpen:
		return k.closeBidding(ctx, id, job)
	case job.Status == types.JobStatusRevealing:
		return k.decide(ctx, id, job)
	case job.Status == types.JobStatusChoosing:
		return k.award(ctx, id, job)
	}
	return k.prune(ctx, id, job)
}

// endCommitment ends a bid that nobody revealed: the deposit is burned. It is given back when the bidder could not have
// revealed: the job was cancelled or is gone, or its denom is no longer accepted.
func (k *Keeper) endCommitment(ctx context.Context, ref []byte) error {
	key, provider, ok := types.SplitBidRef(ref)
	if !ok {
		return types.ErrCommitmentNotFound.Wrapf("deadline of a commitment: id %x", ref)
	}
	at := collections.Join(key, provider)
	committed, err := k.commitments.Has(ctx, at)
	if err != nil || !committed {
		return err
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return err
	}
	job, found, err := k.findJob(ctx, key)
	if err != nil {
		return err
	}
	burn := found && job.Status != types.JobStatusCancelled
	if burn {
		if burn, err = k.accepted(ctx, hold.Coin.Denom); err != nil {
			return err
		}
	}
	event := types.NewCommitmentReleasedEvent
	if burn {
		event = types.NewCommitmentBurnedEvent
		if err := k.escrow.Burn(ctx, ref, hold.Coin.Amount); err != nil {
			return err
		}
	}
	if err := k.releaseRest(ctx, ref); err != nil {
		return err
	}
	if err := k.commitments.Remove(ctx, at); err != nil {
		return err
	}
	emit(ctx, event(types.JobID(key), provider.String(), hold.Coin))
	return nil
}

// accepted says whether escrow still takes the denom.
func (k *Keeper) accepted(ctx context.Context, denom string) (bool, error) {
	_, err := k.escrow.Denom(ctx, denom)
	if errors.Is(err, escrowtypes.ErrDenomNotAccepted) {
		return false, nil
	}
	return err == nil, err
}

// retry runs a deadline of a job, or of the commitment of a provider, that is stuck or waits since a block before.
func (k *Keeper) retry(ctx context.Context, key []byte, provider sdk.AccAddress) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if len(provider) > 0 {
		c, err := k.Commitment(ctx, key, provider)
		if err != nil {
			return err
		}
		return k.deadlines.RetryDue(ctx, now, c.DueMs, types.KindCommitment, types.BidRef(key, provider), k.runDeadline)
	}
	job, err := k.Job(ctx, key)
	if err != nil {
		return err
	}
	return k.deadlines.RetryDue(ctx, now, job.DueMs, job.Status.DeadlineKind(), key, k.runDeadline)
}
