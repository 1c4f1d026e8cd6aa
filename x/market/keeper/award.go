package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	"github.com/trothchain/troth/x/market/types"
)

// closeBidding ends the bidding of an OPEN job. Of a sealed auction reveals follow, or the job expires at once when nobody
// bid; an open one is decided; a clock is awarded to its taker, or expires.
func (k *Keeper) closeBidding(ctx sdk.Context, key []byte, job types.Job) error {
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	switch {
	case job.TakenMs > 0:
		return k.awardTaken(ctx, key, job)
	case standing.Commits == 0 || job.Request.Auction == types.AuctionClock:
		return k.expire(ctx, key, job, types.ExpiredWithoutBids)
	case job.Request.Auction == types.AuctionOpen:
		return k.decide(ctx, key, job)
	}
	if err := k.drawLots(ctx, key, &job); err != nil {
		return err
	}
	e := types.NewJobRevealingEvent(job, standing.Commits)
	return k.setStatus(ctx, key, &job, types.JobStatusRevealing, job.RevealEndMs(), e)
}

// decide awards a job whose bids are known, or has the client choose if it wants to and a bid stands.
func (k *Keeper) decide(ctx sdk.Context, key []byte, job types.Job) error {
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	if job.Request.Award == types.AwardClient && len(standing.Ranked) > 0 {
		return k.beginChoice(ctx, key, job, len(standing.Ranked))
	}
	return k.award(ctx, key, job)
}

// award gives a job to the best bid that can be put in force, or lets it expire. A bid that stands binds its provider: its
// cover is locked, so neither a pause of the agent nor the removal of its operator takes it back.
func (k *Keeper) award(ctx sdk.Context, key []byte, job types.Job) error {
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	ranked := standing.Ranked
	for i, bid := range ranked {
		backups := backupsAfter(ranked, i, job.Request.Backups)
		opened, err := k.attempt(ctx, func(ctx sdk.Context) (string, error) { return k.openLocked(ctx, key, job, bid, backups) })
		if err == nil {
			if err := k.unlock(ctx, key, ranked[i+1:]...); err != nil {
				return err
			}
			return k.awarded(ctx, key, job, standing, bid, backups, opened)
		}
		emit(ctx, types.NewBidDroppedEvent(job, bid, err))
		if err := k.unlock(ctx, key, bid); err != nil {
			return err
		}
	}
	if len(ranked) > 0 {
		standing.Ranked = nil
		if err := k.standings.Set(ctx, key, standing); err != nil {
			return err
		}
	}
	return k.expire(ctx, key, job, types.ExpiredWithoutWinner)
}

// DefaultTarget returns the hold of the job's budget when a runner-up stands by; it implements
// agreementtypes.DefaultHandler. A job that is unknown or was pruned has none.
func (k *Keeper) DefaultTarget(ctx context.Context, origin string) (escrowtypes.Target, bool, error) {
	key, err := types.ParseJobID("origin", origin)
	if err != nil {
		return escrowtypes.Target{}, false, nil
	}
	record, found, err := k.findJob(ctx, key)
	if err != nil || !found || record.Status != types.JobStatusAwarded {
		return escrowtypes.Target{}, false, err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil || len(standing.Ranked) == 0 {
		return escrowtypes.Target{}, false, err
	}
	return escrowtypes.Target{Scope: types.ModuleName, Ref: types.JobRef(key)}, true, nil
}

// OnDefault awards the next runner-up that may still bid and can lock its cover again, with fresh clocks, out of the
// money in the hold of DefaultTarget; when none can, the job expires and the money is free. ErrNoRunnerUp when nobody
// stands by. It implements agreementtypes.DefaultHandler.
func (k *Keeper) OnDefault(goCtx context.Context, origin string) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	key, err := types.ParseJobID("origin", origin)
	if err != nil {
		return err
	}
	job, err := k.Job(ctx, key)
	if err != nil {
		return err
	}
	standing, err := k.Standing(ctx, key)
	if err != nil {
		return err
	}
	ranked := standing.Ranked
	if job.Status != types.JobStatusAwarded || len(ranked) == 0 {
		return types.ErrNoRunnerUp.Wrapf("job %s: %s", job.Id, job.Status)
	}
	for i, bid := range ranked {
		backups := ranked[i+1:]
		opened, err := k.attempt(ctx, func(ctx sdk.Context) (string, error) { return k.openAgain(ctx, key, job, bid, backups) })
		if err == nil {
			return k.awarded(ctx, key, job, standing, bid, backups, opened)
		}
		emit(ctx, types.NewBidDroppedEvent(job, bid, err))
	}
	standing.Ranked = nil
	if err := k.standings.Set(ctx, key, standing); err != nil {
		return err
	}
	return k.expire(ctx, key, job, types.ExpiredAfterDefault)
}

// attempt runs fn in a cache context: all of it counts, or nothing. A panic passes through, so that a retry with little
// gas cannot pass over a bid.
func (k *Keeper) attempt(ctx sdk.Context, fn func(sdk.Context) (string, error)) (string, error) {
	cache, write := ctx.CacheContext()
	agreement, err := fn(cache)
	if err == nil {
		write()
	}
	return agreement, err
}

// openLocked puts a bid in force whose cover is locked.
func (k *Keeper) openLocked(ctx sdk.Context, key []byte, job types.Job, bid types.Bid, backups []types.Bid) (string, error) {
	provider, err := sdk.AccAddressFromBech32(bid.Provider)
	if err != nil {
		return "", err
	}
	agent, err := k.identity.Agent(ctx, provider)
	if err != nil {
		return "", err
	}
	if agent.Status == identitytypes.AgentStatusRetired {
		return "", identitytypes.ErrAgentRetired.Wrapf("agent %s", provider)
	}
	if err := k.requireOtherOwner(ctx, job, agent); err != nil {
		return "", err
	}
	return k.open(ctx, key, job, provider, bid, backups)
}

// openAgain puts a runner-up in force: its signer's mandate must still allow it, it must still have what the job
// requires, and its cover is locked anew.
func (k *Keeper) openAgain(ctx sdk.Context, key []byte, job types.Job, bid types.Bid, backups []types.Bid) (string, error) {
	provider, err := sdk.AccAddressFromBech32(bid.Provider)
	if err != nil {
		return "", err
	}
	signer, err := sdk.AccAddressFromBech32(bid.Signer)
	if err != nil {
		return "", err
	}
	authority, err := k.identity.Authorize(ctx, signer, provider, identitytypes.ActionBid)
	if err != nil {
		return "", err
	}
	client, err := k.admit(ctx, job, provider)
	if err != nil {
		return "", err
	}
	if err := k.agreement.LockCover(ctx, authority, types.BidRef(key, provider), coverRequest(job, client, bid)); err != nil {
		return "", err
	}
	return k.open(ctx, key, job, provider, bid, backups)
}

// open hands terms and money to agreement: the price, and enough beyond it for the dearest backup.
func (k *Keeper) open(
	ctx sdk.Context, key []byte, job types.Job, provider sdk.AccAddress, bid types.Bid, backups []types.Bid,
) (string, error) {
	return k.conclude(ctx, deal{
		terms: job.Terms(bid), origin: job.Id, cover: types.BidRef(key, provider), hold: types.JobRef(key),
		reserve: keepFor(bid, backups).Sub(bid.Price),
	})
}

// awarded records the winner. The job lives on until its agreement cannot default any more.
func (k *Keeper) awarded(
	ctx context.Context, key []byte, job types.Job, s types.Standing, bid types.Bid, backups []types.Bid, agreement string,
) error {
	if err := k.releaseRest(ctx, types.JobRef(key)); err != nil {
		return err
	}
	s.Ranked = backups
	if err := k.standings.Set(ctx, key, s); err != nil {
		return err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	event := types.NewJobAwardedEvent
	if job.Status == types.JobStatusAwarded {
		event = types.NewJobReawardedEvent
	}
	e := event(job, bid, agreement, keepFor(bid, backups).Sub(bid.Price), len(backups))
	job.Agreement = agreement
	return k.setStatus(ctx, key, &job, types.JobStatusAwarded, now+bid.DeliveryMs+params.RetainMs, e)
}

// expire ends a job that found no provider and frees what is left of its budget.
func (k *Keeper) expire(ctx context.Context, key []byte, job types.Job, reason string) error {
	if err := k.releaseRest(ctx, types.JobRef(key)); err != nil {
		return err
	}
	return k.end(ctx, key, &job, types.JobStatusExpired, types.NewJobExpiredEvent(job, reason))
}

// releaseRest drops what is left of a hold, if anything is.
func (k *Keeper) releaseRest(ctx context.Context, ref []byte) error {
	held, err := k.escrow.Has(ctx, ref)
	if err != nil || !held {
		return err
	}
	return k.escrow.Release(ctx, ref)
}

func backupsAfter(ranked []types.Bid, i int, backups uint32) []types.Bid {
	rest := ranked[i+1:]
	return rest[:min(len(rest), int(backups))]
}

func keepFor(bid types.Bid, backups []types.Bid) math.Int {
	prices := make([]math.Int, len(backups))
	for i, b := range backups {
		prices[i] = b.Price
	}
	return auction.Keep(bid.Price, prices...)
}
