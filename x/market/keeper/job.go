package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// post checks a request, holds the budget and the deposit for its record from the client and opens the bidding. The
// request passed Validate.
func (k *Keeper) post(ctx sdk.Context, signer, client sdk.AccAddress, r types.JobRequest) ([]byte, error) {
	authority, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil {
		return nil, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkWindows(params, r); err != nil {
		return nil, err
	}
	if err := k.requireRoom(ctx, params, client); err != nil {
		return nil, err
	}
	if r, err = r.Normalized(); err != nil {
		return nil, err
	}
	job, err := k.newJob(ctx, client, params, r)
	if err != nil {
		return nil, err
	}
	if err := k.checkRequest(ctx, job); err != nil {
		return nil, err
	}
	key, err := id.New(ctx, client, func(id []byte) (bool, error) { return k.jobs.Has(ctx, id) })
	if err != nil {
		return nil, err
	}
	job.Id = types.JobID(key)
	return key, atomic(ctx, func(ctx sdk.Context) error {
		if err := k.escrow.Hold(ctx, authority, types.JobRef(key), r.Budget, nil); err != nil {
			return err
		}
		if job.StorageDeposit.IsPositive() {
			coin := sdk.NewCoin(r.Budget.Denom, job.StorageDeposit)
			if err := k.escrow.Hold(ctx, authority, types.StorageRef(key), coin, nil); err != nil {
				return err
			}
		}
		return k.setStatus(ctx, key, &job, types.JobStatusOpen, job.BidEndMs, types.NewJobPostedEvent(job))
	})
}

// requireRoom refuses with ErrTooManyJobs a client that has as many live jobs as it may have.
func (k *Keeper) requireRoom(ctx context.Context, p types.Params, client sdk.AccAddress) error {
	count, err := k.jobCount(ctx, client)
	if err != nil {
		return err
	}
	if count >= p.MaxOpenJobs {
		return types.ErrTooManyJobs.Wrapf("client %s: %d live jobs, at most %d", client, count, p.MaxOpenJobs)
	}
	return nil
}

// newJob values the request at the rate of today and fills the record.
func (k *Keeper) newJob(ctx context.Context, client sdk.AccAddress, p types.Params, r types.JobRequest) (types.Job, error) {
	denom, err := k.escrow.Denom(ctx, r.Budget.Denom)
	if err != nil {
		return types.Job{}, err
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
	if start, ok := auction.Micro(r.StartCost, denom.UnitsPerNumeraire); !ok || start >= budget+loss {
		return types.Job{}, types.ErrStartCost.Wrapf("request.start_cost: %s%s, want a worth of less than %d millionths of the numeraire",
			r.StartCost, r.Budget.Denom, budget+loss)
	}
	deposit, err := k.storageDeposit(ctx, p, r.Budget.Denom, r.Size())
	if err != nil {
		return types.Job{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Job{}, err
	}
	return types.Job{
		Client: client.String(), Request: r, PostedMs: now, BidEndMs: now + r.Clocks.BidMs,
		BudgetMicro: budget, LossMicro: loss,
		UnitsPerNumeraire: denom.UnitsPerNumeraire, CancelFeeBps: p.CancelFeeBps, PriceFloorBps: p.PriceFloorBps, StorageDeposit: deposit,
	}, nil
}

// checkWindows refuses windows outside the market's bounds; those that the auction does not have are 0.
func checkWindows(p types.Params, r types.JobRequest) error {
	for _, w := range []struct {
		name string
		v    uint64
	}{
		{"request.clocks.bid_ms", r.Clocks.BidMs},
		{"request.clocks.reveal_ms", r.Clocks.RevealMs},
		{"request.clocks.award_ms", r.Clocks.AwardMs},
	} {
		if w.v > 0 && (w.v < p.MinWindowMs || w.v > p.MaxWindowMs) {
			return types.ErrWindow.Wrapf("%s: %d, want %d to %d", w.name, w.v, p.MinWindowMs, p.MaxWindowMs)
		}
	}
	return nil
}

// checkRequest refuses a job that no bid could make an agreement of, or whose invited agents do not exist: what agreement
// says of the terms of the highest and slowest bid, as far as they are known without the provider.
func (k *Keeper) checkRequest(ctx context.Context, job types.Job) error {
	for i, s := range job.Request.Invited {
		agent, err := field.Address(fmt.Sprintf("request.invited[%d]", i), s)
		if err != nil {
			return err
		}
		if _, err := k.identity.Agent(ctx, agent); err != nil {
			return fmt.Errorf("request.invited[%d]: %w", i, err)
		}
	}
	return k.agreement.CheckTerms(ctx, job.Terms(types.Bid{
		Price: job.Request.Budget.Amount, DeliveryMs: job.Request.Clocks.DeliveryMs,
	}))
}

// jobOf returns a job of the client. ErrJobNotFound, ErrNotClient.
func (k *Keeper) jobOf(ctx context.Context, key []byte, client sdk.AccAddress) (types.Job, error) {
	job, err := k.Job(ctx, key)
	if err != nil {
		return types.Job{}, err
	}
	if job.Client != client.String() {
		return types.Job{}, types.ErrNotClient.Wrapf("client: %s, job %s is of %s", client, job.Id, job.Client)
	}
	return job, nil
}

// cancel takes a job back while its bidding runs: free before the first bid, later the fee is burned. Bids that stand are
// unlocked; the deposits of commitments return by their deadlines. A paused client may cancel: an exit stays open (design
// 01, 11); identity looks at the mandate before the pause, so ErrAgentPaused says that the signer may act.
func (k *Keeper) cancel(ctx context.Context, signer, client sdk.AccAddress, key []byte) error {
	_, err := k.identity.Authorize(ctx, signer, client, identitytypes.ActionHire)
	if err != nil && !errors.Is(err, identitytypes.ErrAgentPaused) {
		return err
	}
	job, err := k.jobOf(ctx, key, client)
	if err != nil {
		return err
	}
	if err := k.requireBidding(ctx, job); err != nil {
		return err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	fee, err := k.cancelFee(ctx, job, standing)
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
	if len(standing.Ranked) > 0 {
		if err := k.unlock(ctx, key, standing.Ranked...); err != nil {
			return err
		}
		standing.Ranked = nil
		if err := k.standings.Set(ctx, key, standing); err != nil {
			return err
		}
	}
	return k.end(ctx, key, &job, types.JobStatusCancelled, types.NewJobCancelledEvent(job, fee))
}

// cancelFee is zero before the first bid, of a clock auction that nobody has taken, and for a denom that nothing can be
// burned in any more.
func (k *Keeper) cancelFee(ctx context.Context, job types.Job, s types.Standing) (math.Int, error) {
	if s.Commits == 0 || job.Request.Auction == types.AuctionClock {
		return math.ZeroInt(), nil
	}
	accepted, err := k.accepted(ctx, job.Request.Budget.Denom)
	if err != nil || !accepted {
		return math.ZeroInt(), err
	}
	return auction.Share(job.Request.Budget.Amount, job.CancelFeeBps), nil
}

// prune deletes the record of an ended job and gives the deposit for it back. Bids under seal that are left have
// deadlines of their own.
func (k *Keeper) prune(ctx context.Context, key []byte, job types.Job) error {
	if err := k.releaseRest(ctx, types.StorageRef(key)); err != nil {
		return err
	}
	if err := k.standings.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.jobs.Remove(ctx, key); err != nil {
		return err
	}
	emit(ctx, types.NewJobPrunedEvent(job))
	return nil
}
