// Package arbiter judges the cases in which an agent has a seat: it lays the case out as files, asks a program for the
// vote, commits to it, and opens it when its time has come (design 07, docs/judging.md).
package arbiter

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// margin is how much of the market time to commit is left for the transaction when a judgement has to be there.
const margin = 3 * time.Second

// keepFor is how long a vote is kept whose case nobody knows: longer than any case runs.
const keepFor = 60 * 24 * time.Hour

// Judge decides a case that lies in a folder as files; votes are one, or one per criterion, each 0, 2500, 5000, 7500 or
// 10000 basis points for the provider. It must run nothing that the folder contains.
type Judge func(ctx context.Context, folder string) (votes []uint32, err error)

// Event is something that an arbiter did, for people.
type Event struct {
	// Kind is seated, voted, revealed, failed or lost.
	Kind  string   `json:"kind"`
	Case  string   `json:"case"`
	Round uint32   `json:"round"`
	Votes []uint32 `json:"votes,omitempty"`
	Text  string   `json:"text,omitempty"`
}

// Arbiter sits for one agent. It can be killed at any moment: the vote and its salt are on the disk before the commitment
// leaves, and a judgement that was under way begins again.
type Arbiter struct {
	Actor agent.Actor
	Judge Judge
	Fetch store.Fetcher
	Votes Votes
	// Folder holds the cases while they are judged.
	Folder string
	// Parallel is how many cases are judged at once; the default is 4.
	Parallel int
	// Poll is the pause between two looks at the chain; the default is a second.
	Poll time.Duration
	// Tell is told every step; it may be nil. It must not block.
	Tell func(Event)
	Log  *slog.Logger

	mu      sync.Mutex
	judging map[seat]bool
	failed  map[seat]time.Time
}

// seat is one round of one case.
type seat struct {
	id    string
	round uint32
}

// Run judges until the context ends. Trouble with the node or with one case is told and tried again; a case is never lost
// for another's sake.
func (a *Arbiter) Run(ctx context.Context) error {
	if a.Poll <= 0 {
		a.Poll = time.Second
	}
	if a.Parallel <= 0 {
		a.Parallel = 4
	}
	var running sync.WaitGroup
	defer running.Wait()
	for {
		if err := a.pass(ctx, &running); err != nil && ctx.Err() == nil {
			a.log().Error("arbiter", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(a.Poll):
		}
	}
}

// pass looks at every case in which the agent has a seat.
func (a *Arbiter) pass(ctx context.Context, running *sync.WaitGroup) error {
	ids, err := a.cases(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, id := range ids {
		errs = append(errs, a.look(ctx, id, running))
	}
	return errors.Join(append(errs, a.forget(ctx, ids))...)
}

// forget removes the votes whose rounds are over. A node that lags behind does not know of a case yet: then its vote stays.
func (a *Arbiter) forget(ctx context.Context, running []string) error {
	stored, err := a.Votes.list()
	if err != nil {
		return err
	}
	for _, at := range stored {
		if slices.Contains(running, at.id) {
			continue
		}
		res, err := arbitrationtypes.NewQueryClient(a.Actor.Client).Case(ctx, &arbitrationtypes.QueryCaseRequest{Id: at.id})
		switch {
		case errors.Is(err, arbitrationtypes.ErrNotFound):
			if age, err := a.Votes.age(at); err != nil || age < keepFor {
				continue
			}
		case err != nil:
			return err
		case res.Case.Status.Running():
			continue
		}
		err = errors.Join(a.Votes.remove(at), a.Actor.Outbox.Forget(at.key("commit")), a.Actor.Outbox.Forget(at.key("reveal")),
			os.RemoveAll(filepath.Join(a.Folder, at.name())))
		if err != nil {
			return err
		}
	}
	return nil
}

// cases lists the cases in which the agent has a seat that is not settled.
func (a *Arbiter) cases(ctx context.Context) (ids []string, err error) {
	req := &arbitrationtypes.QueryArbiterCasesRequest{Agent: a.Actor.Agent, Pagination: &query.PageRequest{}}
	for {
		res, err := arbitrationtypes.NewQueryClient(a.Actor.Client).ArbiterCases(ctx, req)
		if err != nil {
			return nil, err
		}
		for _, c := range res.Cases {
			ids = append(ids, c.Id)
		}
		if res.Pagination == nil || len(res.Pagination.NextKey) == 0 {
			return ids, nil
		}
		req.Pagination.Key = res.Pagination.NextKey
	}
}

// look does what the seat of a case needs now.
func (a *Arbiter) look(ctx context.Context, id string, running *sync.WaitGroup) error {
	res, err := arbitrationtypes.NewQueryClient(a.Actor.Client).Case(ctx, &arbitrationtypes.QueryCaseRequest{Id: id})
	if err != nil {
		return err
	}
	own, ok := a.seatIn(res)
	if !ok {
		return nil // a seat of an earlier round
	}
	at := seat{id, res.Case.Round()}
	switch {
	case res.Case.Status == arbitrationtypes.StatusCommit && len(own.Commitment) == 0:
		a.begin(ctx, at, *res, running)
	case res.Case.Status == arbitrationtypes.StatusReveal && len(own.Commitment) > 0 && !own.Revealed:
		return a.reveal(ctx, at)
	}
	return nil
}

// seatIn finds the agent's seat in the present round.
func (a *Arbiter) seatIn(res *arbitrationtypes.QueryCaseResponse) (arbitrationtypes.Seat, bool) {
	for _, s := range res.Seats {
		if s.Round == res.Case.Round() && s.Arbiter == a.Actor.Agent {
			return s, true
		}
	}
	return arbitrationtypes.Seat{}, false
}

// begin judges a case besides the others, unless it is judged already, failed a moment ago, or no judge is free.
func (a *Arbiter) begin(ctx context.Context, at seat, res arbitrationtypes.QueryCaseResponse, running *sync.WaitGroup) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.judging == nil {
		a.judging, a.failed = map[seat]bool{}, map[seat]time.Time{}
	}
	if a.judging[at] || len(a.judging) >= a.Parallel || time.Since(a.failed[at]) < 10*a.Poll {
		return
	}
	a.judging[at] = true
	running.Go(func() {
		err := a.vote(ctx, at, res)
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.judging, at)
		if err != nil && ctx.Err() == nil {
			a.failed[at] = time.Now()
			a.tell(Event{Kind: "failed", Case: at.id, Round: at.round, Text: err.Error()})
		}
	})
}

// vote judges a case and commits to the vote. What was judged before a crash is not judged again.
func (a *Arbiter) vote(ctx context.Context, at seat, res arbitrationtypes.QueryCaseResponse) error {
	v, err := a.Votes.Load(at.id, at.round)
	if err != nil {
		return err
	}
	if v == nil {
		if v, err = a.judge(ctx, at, res); err != nil {
			return err
		}
	}
	chainID, err := a.Actor.Client.ChainID(ctx)
	if err != nil {
		return err
	}
	commitment, err := v.commitment(chainID, a.Actor.Agent)
	if err != nil {
		return err
	}
	_, err = a.Actor.Do(ctx, at.key("commit"), &arbitrationtypes.MsgCommitVote{
		Signer: a.Actor.Signer(), Arbiter: a.Actor.Agent, Case: at.id, Round: at.round, Commitment: commitment,
	})
	if err == nil {
		a.tell(Event{Kind: "voted", Case: at.id, Round: at.round})
	}
	return err
}

// judge asks for the vote on a case, within the time to commit, and stores it with its salt.
func (a *Arbiter) judge(ctx context.Context, at seat, res arbitrationtypes.QueryCaseResponse) (*Vote, error) {
	now, err := agent.Now(ctx, a.Actor.Client)
	if err != nil {
		return nil, err
	}
	left := time.Duration(max(res.Case.DueMs, now)-now)*time.Millisecond - margin
	if left <= 0 {
		return nil, ErrTooLate.Wrapf("%s: commitments end at %d, now %d", at.id, res.Case.DueMs, now)
	}
	a.tell(Event{Kind: "seated", Case: at.id, Round: at.round, Text: "judging for at most " + left.Round(time.Second).String()})
	ctx, cancel := context.WithTimeoutCause(ctx, left, ErrTooLate.Wrapf("%s: no vote within %s", at.id, left))
	defer cancel()
	folder, err := a.layOut(ctx, at, res)
	if err != nil {
		return nil, err
	}
	votes, err := a.Judge(ctx, folder)
	if err != nil {
		return nil, err
	}
	v, err := newVote(at.id, at.round, res.Case.Request.Weights, votes)
	if err != nil {
		return nil, err
	}
	return v, a.Votes.save(v)
}

// reveal opens the stored vote. Without one, or with another than was committed to, the seat is lost.
func (a *Arbiter) reveal(ctx context.Context, at seat) error {
	v, err := a.Votes.Load(at.id, at.round)
	if err != nil {
		return err
	}
	if v == nil {
		return ErrNoVote.Wrapf("%s, round %d", at.id, at.round)
	}
	_, err = a.Actor.Do(ctx, at.key("reveal"), &arbitrationtypes.MsgRevealVote{
		Signer: a.Actor.Signer(), Arbiter: a.Actor.Agent, Case: at.id, Round: at.round, Votes: v.Votes, Salt: v.Salt,
	})
	if err == nil {
		a.tell(Event{Kind: "revealed", Case: at.id, Round: at.round, Votes: v.Votes})
	}
	return err
}

func (s seat) key(act string) string { return act + "-" + s.name() }

func (a *Arbiter) tell(e Event) {
	if a.Tell != nil {
		a.Tell(e)
	}
}

func (a *Arbiter) log() *slog.Logger {
	if a.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.Log
}
