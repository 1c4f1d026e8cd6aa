package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Ask is what a provider asks for a job.
type Ask struct {
	Job, Provider string
	Price, Pledge math.Int
	// DeliveryMs asked for; 0 takes the job's own.
	DeliveryMs uint64
	Note       markettypes.Note
}

// Bidder places bids under seal and opens them. It can be killed at any moment: Resume goes on with the stored bid, with
// the same salt and the same transactions, so that no bid is made twice and no deposit is lost for want of a salt.
type Bidder struct {
	Client *client.Client
	Bids   Bids
	// Poll is the pause between two looks at the market time; the default is 200 ms.
	Poll time.Duration
	// Progress is told every stage; it may be nil.
	Progress func(*Bid)
	Log      *slog.Logger
}

// Bid commits an offer, waits for the end of the bidding, opens the bid and returns it with its rank. With an offer for
// the same job stored already it goes on with that one; ErrOtherBid when they differ.
func (b *Bidder) Bid(ctx context.Context, o Ask) (*Bid, error) {
	stored, err := b.Bids.Load(o.Provider, o.Job)
	if err != nil {
		return nil, err
	}
	if stored != nil {
		if err := stored.Same(o); err != nil {
			return nil, err
		}
		return stored, b.run(ctx, stored)
	}
	job, err := b.job(ctx, o.Job)
	if err != nil {
		return nil, err
	}
	if o.DeliveryMs == 0 {
		o.DeliveryMs = job.Request.Clocks.DeliveryMs
	}
	chainID, err := b.Client.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, auction.SaltLen)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	bid := &Bid{
		ChainID: chainID, Job: o.Job, Provider: o.Provider, Price: o.Price, Pledge: o.Pledge, DeliveryMs: o.DeliveryMs,
		Note: o.Note, Salt: salt, Stage: StageNew,
	}
	return bid, b.run(ctx, bid)
}

// Resume goes on with the stored bid of a provider for a job; ErrNoBid without one.
func (b *Bidder) Resume(ctx context.Context, provider, job string) (*Bid, error) {
	bid, err := b.Bids.Load(provider, job)
	if err != nil {
		return nil, err
	}
	if bid == nil {
		return nil, ErrNoBid.Wrap(job)
	}
	return bid, b.run(ctx, bid)
}

// run takes a bid from its stage to the end.
func (b *Bidder) run(ctx context.Context, bid *Bid) error {
	steps := []struct {
		from Stage
		do   func(context.Context, *Bid) error
	}{{StageNew, b.commit}, {StageCommitted, b.reveal}}
	for _, step := range steps {
		if bid.Stage != step.from {
			continue
		}
		if err := step.do(ctx, bid); err != nil {
			return err
		}
		if b.Progress != nil {
			b.Progress(bid)
		}
	}
	if bid.Stage == StageEnded {
		return ErrBidEnded.Wrapf("%s: %s", bid.Job, bid.Ended)
	}
	return nil
}

func (b *Bidder) commit(ctx context.Context, bid *Bid) error {
	hash, err := bid.commitment()
	if err != nil {
		return err
	}
	if bid.Commit == nil {
		if bid.opens, err = b.opens(ctx, bid.Job); err != nil {
			return err
		}
	}
	msg := &markettypes.MsgCommitBid{Signer: b.Client.Address().String(), Provider: bid.Provider, Job: bid.Job, Commitment: hash}
	_, err = b.send(ctx, bid, &bid.Commit, msg)
	if Refused(err) {
		return errors.Join(err, b.Bids.Remove(bid)) // nothing is under seal
	}
	if err != nil && !untold(bid.Commit, err) {
		return err
	}
	bid.Stage = StageCommitted // it may be, at least: if it is not, the chain refuses to open it
	return b.Bids.Save(bid)
}

// untold says that the blocks which tell what became of a transaction that was sent are not to be had any more.
func untold(sent *client.Tx, err error) bool {
	return sent != nil && (errors.Is(err, client.ErrPruned) || errors.Is(err, client.ErrResponse))
}

// revealPause is the pause before a reveal is tried again that was refused for its gas, its fee or its time.
const revealPause = time.Second

// reveal opens a bid while reveals are taken. A refusal that passes does not cost the deposit: it is tried again until they
// are over. After any other one the caller may, for what is in the way may be removed while the reveals last.
func (b *Bidder) reveal(ctx context.Context, bid *Bid) error {
	msg := &markettypes.MsgRevealBid{
		Signer: b.Client.Address().String(), Provider: bid.Provider, Job: bid.Job, Price: bid.Price, Pledge: bid.Pledge,
		DeliveryMs: bid.DeliveryMs, Note: bid.Note, Salt: bid.Salt,
	}
	var res client.Result
	for {
		if bid.Reveal == nil { // else it may be in a block already, whatever became of the job
			if err := b.waitForReveals(ctx, bid); err != nil || bid.Stage == StageEnded {
				return err
			}
		}
		var err error
		if res, err = b.send(ctx, bid, &bid.Reveal, msg); err == nil {
			break
		}
		switch {
		case untold(bid.Reveal, err):
			bid.Reveal = nil // a bid that is open already is not opened twice, whatever is sent
		case !client.Passing(err):
			return err
		}
		if b.Log != nil {
			b.Log.Warn("the bid is not open yet", "job", bid.Job, "error", err)
		}
		select {
		case <-time.After(revealPause):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
	answer, err := client.Response[*markettypes.MsgRevealBidResponse](res, 0)
	if err != nil {
		return err
	}
	bid.Rank, bid.ScoreBps, bid.ExpectedCost, bid.Stage = answer.Rank, answer.ScoreBps, answer.ExpectedCost, StageRevealed
	return b.Bids.Save(bid)
}

// send stores a transaction before it sends it, and makes a new one only when the last can never land. A refused one is
// forgotten: it did nothing, and never will.
func (b *Bidder) send(ctx context.Context, bid *Bid, slot **client.Tx, msg sdk.Msg) (client.Result, error) {
	for {
		if *slot == nil {
			if err := b.Bids.Save(bid); err != nil { // the salt first
				return client.Result{}, err
			}
			tx, err := b.Client.Prepare(ctx, msg)
			if err != nil {
				return client.Result{}, err
			}
			*slot = &tx
			if err := b.Bids.Save(bid); err != nil {
				return client.Result{}, err
			}
		}
		res, err := b.Client.Submit(ctx, **slot)
		switch {
		case errors.Is(err, client.ErrExpired):
			*slot = nil
		case errors.As(err, new(*client.TxError)):
			*slot = nil
			return res, errors.Join(err, b.Bids.Save(bid))
		default:
			return res, err
		}
	}
}

// opens returns when, by this machine's clock, the bidding of a job can be over at the soonest (Opens).
func (b *Bidder) opens(ctx context.Context, id string) (time.Time, error) {
	job, err := b.job(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	clock, err := Clock(ctx, b.Client)
	if err != nil {
		return time.Time{}, err
	}
	return Opens(clock, job.BidEndMs, time.Now()), nil
}

// waitForReveals waits until the job takes reveals. A job that is gone ends the bid.
func (b *Bidder) waitForReveals(ctx context.Context, bid *Bid) error {
	poll := b.Poll
	if poll == 0 {
		poll = 200 * time.Millisecond
	}
	for {
		job, err := b.job(ctx, bid.Job)
		switch {
		case errors.Is(err, markettypes.ErrJobNotFound):
			bid.Stage, bid.Ended = StageEnded, "the job is gone"
			return b.Bids.Save(bid)
		case errors.Is(err, client.ErrUnreachable):
			// the node may come back
		case err != nil:
			return err
		case !job.Status.Live():
			bid.Stage, bid.Ended = StageEnded, "the job is "+job.Status.String()
			return b.Bids.Save(bid)
		default:
			now, err := Now(ctx, b.Client)
			if err == nil && job.TakesReveals(now) && time.Now().After(bid.opens) {
				return nil
			}
			if err == nil && now >= job.RevealEndMs() {
				bid.Stage, bid.Ended = StageEnded, "the reveals are over"
				return b.Bids.Save(bid)
			}
		}
		select {
		case <-time.After(poll):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (b *Bidder) job(ctx context.Context, id string) (markettypes.Job, error) {
	r, err := markettypes.NewQueryClient(b.Client).Job(ctx, &markettypes.QueryJobRequest{Id: id})
	if err != nil {
		return markettypes.Job{}, err
	}
	return r.Job, nil
}
