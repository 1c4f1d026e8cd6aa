package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
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
	w.bidding(job)
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
			w.bidding(job)
			w.due(doc.Job, job.BidEndMs)
			return nil
		case w.tooEarly(doc.Job):
			return nil
		case !job.TakesReveals(now):
			return w.endBid(ctx, doc, "the reveals are over")
		}
	}
	return w.once(ctx, doc, "reveal", agent.StageRevealed, &markettypes.MsgRevealBid{
		Signer: w.act.Signer(), Provider: w.cfg.Agent, Job: doc.Job, Price: doc.Price, Pledge: doc.Pledge, DeliveryMs: doc.DeliveryMs, Salt: doc.Salt,
	})
}

// once sends a message of a bid and stores the stage that follows. A refusal ends the bid, but for lack of means, which may
// come while there is time. A sealed bid is tried again whatever the refusal, until the reveals are over: its deposit is at
// stake.
func (w *Worker) once(ctx context.Context, doc bidDoc, what string, next agent.Stage, msg sdk.Msg) error {
	res, err := w.do(ctx, doc.Job+"/"+what, msg)
	switch {
	case !agent.Refused(err):
	case doc.Stage == agent.StageCommitted && !errors.Is(err, markettypes.ErrSealBroken) && !errors.Is(err, markettypes.ErrCommitmentNotFound):
		w.cfg.Log.Warn("not opened yet", "job", doc.Job, "error", err)
		w.due(doc.Job, w.now()+revealPauseMs)
		return nil
	case doc.Stage == agent.StageNew && ofMeans(err):
		w.cfg.Log.Warn("no bid yet", "job", doc.Job, "error", err)
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
	if a.Terms.Provider != w.cfg.Agent && job.Request.Backups > 0 && a.Status == agreementtypes.StatusWorking && a.Submission == nil {
		w.release(ctx, doc.Job) // a runner-up has no cover, but may be called still
		w.due(doc.Job, a.DueMs+1000)
		return nil
	}
	if a.Terms.Provider != w.cfg.Agent {
		w.cfg.Tell(Event{Kind: "lost", Job: doc.Job, Text: "another bid won"})
		return w.endBid(ctx, doc, "another bid won")
	}
	w.take(a.Id, stake{doc.Pledge, doc.Price})
	if err := w.moveBrief(doc.Job, a.Id); err != nil {
		return err
	}
	w.touch(ctx, a.Id)
	return w.endBid(ctx, doc, "won "+a.Id)
}

// bidding notes when the bidding can be over at the soonest, by this machine's clock.
func (w *Worker) bidding(job markettypes.Job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.opens[job.Id]; !known {
		w.opens[job.Id] = agent.Opens(w.chain, job.BidEndMs, time.Now())
	}
}

// tooEarly says whether a node calls the bidding over before it can be, and then has it looked at later: price and salt are
// not shown while others may still bid.
func (w *Worker) tooEarly(job string) bool {
	w.mu.Lock()
	left := time.Until(w.opens[job])
	w.mu.Unlock()
	if left > 0 {
		w.after(job, left)
	}
	return left > 0
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
	w.mu.Lock()
	delete(w.opens, doc.Job)
	w.mu.Unlock()
	w.release(ctx, doc.Job)
	return w.dropBrief(doc.Job)
}
