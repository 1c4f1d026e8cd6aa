package worker

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	kindBid = "bid"
	// revealPauseMs is the pause before a reveal that was refused for lack of means is tried again.
	revealPauseMs = 1_000
)

// bidDoc is a bid with all it takes to go on with it. It is written before anything of it is sent.
type bidDoc struct {
	Job        string      `json:"job"`
	Price      math.Int    `json:"price"`
	Pledge     math.Int    `json:"pledge"`
	DeliveryMs uint64      `json:"delivery_ms"`
	Salt       []byte      `json:"salt"`
	Stage      agent.Stage `json:"stage"`
	// Why a bid ended.
	Why string `json:"why,omitempty"`
}

// bid does the next step of a bid for a job.
func (w *Worker) bid(ctx context.Context, id string) error {
	doc, known, err := state.Get[bidDoc](w.cfg.State, kindBid, id)
	if err != nil {
		return err
	}
	if known && doc.Stage == agent.StageEnded {
		return nil
	}
	r, err := markettypes.NewQueryClient(w.act.Client).Job(ctx, &markettypes.QueryJobRequest{Id: id})
	if errors.Is(err, markettypes.ErrJobNotFound) {
		if known {
			return w.endBid(ctx, doc, "the job is gone")
		}
		w.next(ctx)
		return nil
	}
	if err != nil {
		return err
	}
	if !known {
		made, err := w.newBid(ctx, r.Job, &doc)
		if err != nil {
			return err
		}
		if made != bidMade {
			w.putOff(ctx, id, made)
			return nil
		}
		w.retryShort(ctx) // there may be means for more
	}
	switch doc.Stage {
	case agent.StageNew:
		return w.placeBid(ctx, r.Job, doc)
	case agent.StageCommitted:
		return w.reveal(ctx, r.Job, doc)
	default:
		return w.standing(ctx, r.Job, doc)
	}
}

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
	room, err := w.reserve(ctx, job.Id, stake{doc.Pledge, doc.Price})
	if err != nil {
		return bidNever, err
	}
	if !room {
		return bidFull, nil
	}
	ok, err := w.worth(ctx, job, *doc)
	if err == nil && ok {
		doc.Salt = make([]byte, auction.SaltLen)
		if _, err = rand.Read(doc.Salt); err == nil {
			err = state.Put(w.cfg.State, kindBid, job.Id, state.StillOpen, *doc)
		}
	}
	switch {
	case err != nil:
		w.release(ctx, job.Id)
		return bidNever, err
	case !ok:
		w.release(ctx, job.Id)
		return bidShort, nil
	default:
		return bidMade, nil
	}
}

// worth asks the chain whether the bid could stand now. Most of what is in the way can go: coins may come, capital be freed,
// a mandate be changed.
func (w *Worker) worth(ctx context.Context, job markettypes.Job, doc bidDoc) (bool, error) {
	if job.Request.Auction == markettypes.AuctionClock {
		return true, nil
	}
	e, err := markettypes.NewQueryClient(w.act.Client).Estimate(ctx, &markettypes.QueryEstimateRequest{
		Job: job.Id, Provider: w.cfg.Agent, Price: doc.Price, Pledge: doc.Pledge,
	})
	if err != nil {
		if agent.Refused(err) {
			return false, nil
		}
		return false, err
	}
	if e.Obstacle != "" {
		w.cfg.Log.Info("no bid", "job", job.Id, "why", e.Obstacle)
	}
	return e.Obstacle == "", nil
}

// verbs name the acts by which bids are made, in the outbox.
var verbs = map[markettypes.Auction]string{
	markettypes.AuctionSealed: "commit", markettypes.AuctionOpen: "place", markettypes.AuctionClock: "take",
}

// placeBid commits a bid under seal, places an open one, or takes a clock auction when its price has come.
func (w *Worker) placeBid(ctx context.Context, job markettypes.Job, doc bidDoc) error {
	verb := verbs[job.Request.Auction]
	sent, err := w.cfg.State.Load(doc.Job + "/" + verb)
	if err != nil {
		return err
	}
	if sent == nil { // else it may be in a block already, whatever became of the job
		if !job.Bidding(w.now()) {
			return w.endBid(ctx, doc, "the bidding is over")
		}
		room, err := w.reserve(ctx, doc.Job, stake{doc.Pledge, doc.Price})
		if err != nil {
			return err
		}
		if !room {
			w.wait(doc.Job)
			return nil
		}
	}
	switch job.Request.Auction {
	case markettypes.AuctionOpen:
		return w.once(ctx, doc, verb, agent.StageRevealed, &markettypes.MsgPlaceBid{
			Signer: w.act.Signer(), Provider: w.cfg.Agent, Job: doc.Job, Price: doc.Price, Pledge: doc.Pledge, DeliveryMs: doc.DeliveryMs,
		})
	case markettypes.AuctionClock:
		p, err := markettypes.NewQueryClient(w.act.Client).ClockPrice(ctx, &markettypes.QueryClockPriceRequest{Job: doc.Job, Provider: w.cfg.Agent, Pledge: doc.Pledge})
		if err != nil {
			return err
		}
		if p.Price.LT(doc.Price) {
			w.due(doc.Job, w.now()+1)
			return nil
		}
		return w.once(ctx, doc, verb, agent.StageRevealed, &markettypes.MsgTakeJob{
			Signer: w.act.Signer(), Provider: w.cfg.Agent, Job: doc.Job, MinPrice: doc.Price, Pledge: doc.Pledge, DeliveryMs: doc.DeliveryMs,
		})
	default:
		chainID, err := w.act.Client.ChainID(ctx)
		if err != nil {
			return err
		}
		provider, err := sdk.AccAddressFromBech32(w.cfg.Agent)
		if err != nil {
			return err
		}
		hash := auction.Commitment(auction.Sealed{
			ChainID: chainID, Job: doc.Job, Provider: provider, Price: doc.Price, Pledge: doc.Pledge, DeliveryMs: doc.DeliveryMs,
		}, doc.Salt)
		return w.once(ctx, doc, verb, agent.StageCommitted, &markettypes.MsgCommitBid{
			Signer: w.act.Signer(), Provider: w.cfg.Agent, Job: doc.Job, Commitment: hash,
		})
	}
}

// reveal opens a bid in its window.
func (w *Worker) reveal(ctx context.Context, job markettypes.Job, doc bidDoc) error {
	key := doc.Job + "/reveal"
	sent, err := w.cfg.State.Load(key)
	if err != nil {
		return err
	}
	if sent == nil { // else it may be in a block already, whatever became of the job
		now := w.now()
		switch {
		case !job.Status.Live():
			return w.endBid(ctx, doc, "the job is "+job.Status.String())
		case now < job.BidEndMs:
			w.due(doc.Job, job.BidEndMs)
			return nil
		case !job.TakesReveals(now):
			return w.endBid(ctx, doc, "the reveals are over")
		}
	}
	return w.once(ctx, doc, "reveal", agent.StageRevealed, &markettypes.MsgRevealBid{
		Signer: w.act.Signer(), Provider: w.cfg.Agent, Job: doc.Job, Price: doc.Price, Pledge: doc.Pledge, DeliveryMs: doc.DeliveryMs, Salt: doc.Salt,
	})
}

// once sends a message of a bid and stores the stage that follows. A refusal ends the bid, but not one for lack of means,
// which may come while there is time, nor one that says the window is closed: the state of the job decides that.
func (w *Worker) once(ctx context.Context, doc bidDoc, what string, next agent.Stage, msg sdk.Msg) error {
	res, err := w.do(ctx, doc.Job+"/"+what, msg)
	if agent.Refused(err) && (passing(err) || errors.Is(err, markettypes.ErrRevealClosed)) {
		w.cfg.Log.Warn("not yet", "job", doc.Job, "act", what, "error", err)
		if doc.Stage == agent.StageCommitted {
			w.due(doc.Job, w.now()+revealPauseMs)
			return nil
		}
		w.release(ctx, doc.Job)
		w.lack(doc.Job)
		return nil
	}
	if agent.Refused(err) {
		w.cfg.Tell(Event{Kind: "lost", Job: doc.Job, Text: err.Error()})
		return w.endBid(ctx, doc, err.Error())
	}
	if err != nil {
		return err
	}
	doc.Stage = next
	if err := state.Put(w.cfg.State, kindBid, doc.Job, state.StillOpen, doc); err != nil {
		return err
	}
	if next == agent.StageCommitted {
		w.cfg.Tell(Event{Kind: "bid", Job: doc.Job, Amount: doc.Price.String(), Text: "committed under seal"})
	} else {
		w.cfg.Tell(Event{Kind: "revealed", Job: doc.Job, Amount: doc.Price.String(), Text: place(res)})
	}
	w.due(doc.Job, 0) // look at what follows with the next block
	return nil
}

// place says where a bid stands.
func place(res client.Result) string {
	if len(res.Responses) == 0 {
		return ""
	}
	switch m := res.Responses[0].(type) {
	case *markettypes.MsgRevealBidResponse:
		return fmt.Sprintf("rank %d", m.Rank)
	case *markettypes.MsgPlaceBidResponse:
		return fmt.Sprintf("rank %d", m.Rank)
	default:
		return "taken"
	}
}

// standing waits for the award of a bid that was opened.
func (w *Worker) standing(ctx context.Context, job markettypes.Job, doc bidDoc) error {
	if job.Status.Live() {
		w.due(doc.Job, max(job.DueMs, w.now()+1000))
		return nil
	}
	if job.Agreement == "" {
		return w.endBid(ctx, doc, "the job is "+job.Status.String())
	}
	a, err := agent.Agreement(ctx, w.act.Client, job.Agreement)
	if err != nil {
		return err
	}
	if a.Terms.Provider != w.cfg.Agent {
		w.cfg.Tell(Event{Kind: "lost", Job: doc.Job, Text: "another bid won"})
		return w.endBid(ctx, doc, "another bid won")
	}
	w.take(a.Id, stake{doc.Pledge, doc.Price})
	w.touch(ctx, a.Id)
	return w.endBid(ctx, doc, "won "+a.Id)
}

// endBid closes a bid and gives its room back.
func (w *Worker) endBid(ctx context.Context, doc bidDoc, why string) error {
	doc.Stage, doc.Why = agent.StageEnded, why
	if err := state.Put(w.cfg.State, kindBid, doc.Job, state.Closed, doc); err != nil {
		return err
	}
	for _, what := range []string{"commit", "reveal", "place", "take"} {
		if err := w.cfg.State.Forget(doc.Job + "/" + what); err != nil {
			return err
		}
	}
	w.release(ctx, doc.Job)
	return nil
}
