package worker

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// chance says what became of the look at a job that there is no bid for.
type chance int

const (
	// bidNever is a job that is none for this worker, bidMade one with a bid.
	bidNever chance = iota
	bidMade
	// bidFull found no room within the limits, bidShort no means on the chain: both are looked at again.
	bidFull
	bidShort
)

// putOff has a job looked at again when there can be a bid for it.
func (w *Worker) putOff(ctx context.Context, id string, c chance) {
	switch c {
	case bidFull:
		w.wait(id)
	case bidShort:
		w.lack(id)
	default:
		w.next(ctx) // the room is another's
	}
}

// newBid makes a bid by the policy.
func (w *Worker) newBid(ctx context.Context, job markettypes.Job, doc *bidDoc) (chance, error) {
	q := job.Request
	s := w.cfg.Policy.skill(q.Skill)
	if s == nil || job.Client == w.cfg.Agent || !job.Bidding(w.now()) {
		return bidNever, nil
	}
	if q.Auction == markettypes.AuctionSealed && !w.reaches(q.Clocks.RevealMs) {
		w.cfg.Log.Info("no bid yet", "job", job.Id, "why", "too little time to open it", "reveal_ms", q.Clocks.RevealMs)
		return bidShort, nil
	}
	if lag := w.lag(); q.Auction == markettypes.AuctionSealed && lag > agent.MaxLag { // it could not say when to open it
		w.cfg.Log.Info("no bid yet", "job", job.Id, "why", "the node is behind", "lag", lag)
		return bidShort, nil
	}
	price, err := w.deal(ctx, s, aboutJob(job))
	if errors.Is(err, ErrSkip) || errors.Is(err, ErrUnwanted) {
		w.cfg.Log.Info("no bid", "job", job.Id, "why", err)
		return bidNever, nil
	}
	if err != nil {
		return bidNever, err
	}
	*doc = bidDoc{Job: job.Id, Price: price, Pledge: s.pledge(price), DeliveryMs: q.Clocks.DeliveryMs, Stage: agent.StageNew}
	doc.Pledge = math.MaxInt(doc.Pledge, q.Budget.Amount.Mul(math.NewIntFromUint64(s.PledgeBudgetBps)).QuoRaw(10_000))
	if q.Auction == markettypes.AuctionClock { // its price is not known before, and the cover must do for any
		doc.Pledge = math.MaxInt(doc.Pledge, math.MinInt(q.Budget.Amount, q.Loss))
	}
	if ms := uint64(s.Delivery.Milliseconds()); ms > 0 {
		doc.DeliveryMs = min(ms, doc.DeliveryMs)
	}
	if price.GT(q.Budget.Amount) {
		return bidNever, nil
	}
	cost := stake{doc.Pledge, doc.Price}
	room, err := w.fits(ctx, cost)
	if err != nil {
		return bidNever, err
	}
	if !room {
		return bidFull, nil
	}
	made, err := w.worth(ctx, job, *doc)
	if err != nil || made != bidMade {
		return made, err
	}
	// What has no hope is found out before there is a pledge, and before it takes a place: a server may let one wait.
	b, err := w.inspect(ctx, agreementtypes.Terms{Client: job.Client, Spec: q.Spec, Recipients: q.Recipients, Verification: q.Verification})
	switch {
	case errors.Is(err, ErrUnwanted), away(err) && w.missed(job.Id):
		w.cfg.Log.Info("no bid", "job", job.Id, "why", err)
		return bidNever, nil
	case away(err):
		w.cfg.Log.Info("no bid yet", "job", job.Id, "why", err)
		return bidShort, nil
	case err != nil:
		return bidNever, err
	}
	if room, err = w.reserve(ctx, job.Id, cost); err != nil {
		return bidNever, err
	}
	if !room {
		return bidFull, nil
	}
	doc.Salt = make([]byte, auction.SaltLen)
	if _, err = rand.Read(doc.Salt); err == nil {
		err = w.keepBrief(job.Id, b)
	}
	if err == nil {
		err = state.Put(w.cfg.State, kindBid, job.Id, state.StillOpen, *doc)
	}
	if err != nil {
		w.release(ctx, job.Id)
		return bidNever, err
	}
	return bidMade, nil
}

// worth asks the chain whether the bid could stand now. Most of what is in the way can go: coins may come, capital be freed,
// a mandate be changed.
func (w *Worker) worth(ctx context.Context, job markettypes.Job, doc bidDoc) (chance, error) {
	if job.Request.Auction == markettypes.AuctionClock {
		return bidMade, nil
	}
	e, err := markettypes.NewQueryClient(w.act.Client).Estimate(ctx, &markettypes.QueryEstimateRequest{
		Job: job.Id, Provider: w.cfg.Agent, Price: doc.Price, Pledge: doc.Pledge,
	})
	switch {
	case agent.Refused(err):
		return bidNever, nil
	case err != nil:
		return bidNever, err
	case e.Obstacle == "":
		return bidMade, nil
	}
	w.cfg.Log.Info("no bid", "job", job.Id, "why", e.Obstacle)
	for _, sentinel := range lasting {
		if strings.HasSuffix(e.Obstacle, sentinel.Error()) {
			return bidNever, nil
		}
	}
	return bidShort, nil
}

// lasting are the obstacles that do not go while a job is open.
var lasting = []error{
	markettypes.ErrSameController, markettypes.ErrNotInvited, markettypes.ErrBiddingClosed, markettypes.ErrPriceAboveBudget,
	markettypes.ErrPriceBelowFloor, markettypes.ErrDeliveryTooLong, identitytypes.ErrAgentRetired,
}
