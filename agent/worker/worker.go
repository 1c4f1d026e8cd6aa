// Package worker makes any program a provider: it bids for jobs of its skills, does what it wins, delivers, answers claims
// and offers, and reveals its ratings, by a policy. It looks at the state of the chain and does the next step of each
// thing, so that it can be killed at any moment: what it must not forget is on the disk before it acts, and every act is
// done once (agent.Actor).
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
)

// Codespace of the errors of this package.
const Codespace = "worker"

// The sentinels of this package.
var (
	ErrPolicy = explain.New(Codespace, 2, "wrong policy", "correct the field the error names; agent/worker/example.yml shows them all")
	ErrSkip   = explain.New(Codespace, 3, "this work has no price here", "nothing to do: the worker does not bid for it")
	// ErrUnwanted names the key of the policy that refuses work.
	ErrUnwanted = explain.New(Codespace, 4, "the policy does not take this work", "change the key of the policy that the error names, or offer other work")
	ErrBusy     = explain.New(Codespace, 5, "the worker has all the work it takes", "ask again when some of it is done")
)

// Config of a worker. All but Contest, Signer, Tell and Log must be set.
type Config struct {
	Client *client.Client
	// Agent is the address it works for; the client signs for it.
	Agent  string
	State  *state.DB
	Policy Policy
	// Store keeps results and is where clients fetch them.
	Store store.Putter
	// Dir is where programs run.
	Dir string
	// Contest makes the message that brings a claim before judges; a policy that contests needs it.
	Contest func(agreementtypes.Agreement) (sdk.Msg, error)
	// Signer is the key of the client: a policy that gives quotes needs it.
	Signer client.Signer
	// Tell is told what happens; it must not block.
	Tell func(Event)
	Log  *slog.Logger
}

// Event is something that a worker did or learned.
type Event struct {
	// Kind is ready, bid, revealed, lost, won, working, delivered, rework, claimed, answered, paid, ended, offer, service,
	// quotes, quoted or trouble.
	Kind      string `json:"event"`
	Job       string `json:"job,omitempty"`
	Agreement string `json:"agreement,omitempty"`
	Offer     string `json:"offer,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
	Amount    string `json:"amount,omitempty"`
	Text      string `json:"text,omitempty"`
}

// Worker works for one agent.
type Worker struct {
	cfg Config
	act agent.Actor
	// slots bound the runs of programs, turns everything else that is under way.
	slots chan struct{}
	turns *turns
	pace  pace
	// quoting lets one quote at a time be counted and signed; asking bounds those who ask at the same time.
	quoting sync.Mutex
	asking  chan struct{}
	born    time.Time

	mu    sync.Mutex
	coins map[string]sdk.Coin
	tasks map[string]*task
	// later holds what is to be looked at again at a wall time, dues at a market time.
	later map[string]time.Time
	dues  map[string]uint64
	// open is what is under way and counts against the limits; waiting are jobs that found no room, short those that this
	// agent lacked the means for, which are looked at again from the market time shortAt on; chain is the clock of the last block.
	open           map[string]stake
	waiting, short []string
	chain          clocktypes.Clock
	shortAt        uint64
	// looks counts those at specs that their servers did not give.
	looks map[string]int
	// opens is when, by this machine's clock, the bidding of a job can be over at the soonest.
	opens map[string]time.Time
	// engaged is how many bids and agreements the chain lets a provider have; 0 before it was asked.
	engaged int
	wg      sync.WaitGroup
}

// task is one thing that is being looked at.
type task struct {
	again    bool
	failures int
}

const (
	// underWay bounds what is looked at at once, maxWaiting the jobs that wait for room.
	underWay, maxWaiting = 64, 4096
	// tick is how often retries are looked for.
	tick = 200 * time.Millisecond
	// firstRetry and lastRetry bound the pause before something that failed is tried again.
	firstRetry, lastRetry = 500 * time.Millisecond, 30 * time.Second
)

// New makes a worker: ErrPolicy, or what is missing.
func New(cfg Config) (*Worker, error) {
	if cfg.Client == nil || cfg.State == nil || cfg.Store == nil || cfg.Agent == "" || cfg.Dir == "" {
		return nil, ErrPolicy.Wrap("client, state, store, agent and dir must be set")
	}
	if err := cfg.Policy.check(); err != nil {
		return nil, err
	}
	if cfg.Policy.Claims.Else == "" {
		if cfg.Policy.Claims.Else = Contest; cfg.Contest == nil {
			cfg.Policy.Claims.Else = Concede
		}
	}
	if cfg.Policy.Claims.Else == Contest && cfg.Contest == nil {
		return nil, ErrPolicy.Wrap("claims.else: contest is not offered here")
	}
	if cfg.Policy.Claims.Authorise && cfg.Policy.Claims.Else != Contest {
		return nil, ErrPolicy.Wrapf("claims.authorise: claims.else is %s, want contest", cfg.Policy.Claims.Else)
	}
	if cfg.Policy.Quotes != nil && cfg.Signer == nil {
		return nil, ErrPolicy.Wrap("quotes: not offered here")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Tell == nil {
		cfg.Tell = func(Event) {}
	}
	return &Worker{
		cfg: cfg, act: agent.Actor{Client: cfg.Client, Agent: cfg.Agent, Outbox: cfg.State},
		slots: make(chan struct{}, cfg.Policy.Limits.Concurrency), turns: newTurns(underWay), born: time.Now(),
		coins: make(map[string]sdk.Coin), tasks: make(map[string]*task), later: make(map[string]time.Time),
		dues: make(map[string]uint64), open: make(map[string]stake), opens: make(map[string]time.Time),
		asking: make(chan struct{}, quotesAtOnce),
	}, nil
}

// Run works until the context ends. It returns nil then, and an error when it cannot go on.
func (w *Worker) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer w.wg.Wait()
	defer cancel()
	from, err := w.start(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	w.pace.note(time.Since(w.born), time.Now())
	w.cfg.Tell(Event{Kind: "ready"})
	w.wg.Go(func() { w.retry(ctx) })
	if len(w.cfg.Policy.Services) > 0 {
		w.touch(ctx, servicesTask)
	}
	if w.cfg.Policy.Quotes != nil {
		if err := w.serveQuotes(ctx); err != nil {
			return err
		}
	}
	if w.cfg.Policy.Heartbeat > 0 {
		w.wg.Go(func() { w.beat(ctx) })
	}
	for {
		err := w.act.Client.Follow(ctx, from, func(b *client.Block) error {
			from = b.Height + 1
			return w.block(ctx, b)
		})
		if ctx.Err() != nil {
			return nil
		}
		if !errors.Is(err, client.ErrPruned) {
			return err
		}
		// It was away for so long that the node forgot blocks: the state says all there is to know.
		if from, err = w.start(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// touch looks at a thing, once more if it is being looked at.
func (w *Worker) touch(ctx context.Context, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.later, id)
	if t := w.tasks[id]; t != nil {
		t.again = true
		return
	}
	t := &task{}
	w.tasks[id] = t
	w.wg.Go(func() { w.look(ctx, id, t) })
}

// look does the next steps of a thing until nothing is left to do now.
func (w *Worker) look(ctx context.Context, id string, t *task) {
	for {
		r := w.rank(id)
		if w.turns.take(ctx, r) != nil {
			return
		}
		err := w.step(ctx, id)
		w.turns.give(r)
		w.mu.Lock()
		switch {
		case ctx.Err() != nil:
			w.mu.Unlock()
			return
		case err != nil:
			w.fail(id, t, err)
		default:
			t.failures = 0
		}
		if !t.again {
			if t.failures == 0 {
				delete(w.tasks, id)
			}
			w.mu.Unlock()
			if t.failures > 0 {
				w.pause(ctx, id, t)
				continue
			}
			return
		}
		t.again = false
		w.mu.Unlock()
	}
}

// rank says how urgent a thing is.
func (w *Worker) rank(id string) rank {
	switch kind, _ := kindOf(id); kind {
	case "agr", "ofr":
		return ownWork
	case "job":
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ours := w.open[id]; ours {
			return ownBids
		}
	}
	return newWork
}

// fail counts a failure and tells it when it is new or goes on; the lock is held.
func (w *Worker) fail(id string, t *task, err error) {
	t.failures++
	w.cfg.Log.Warn("not done yet", "id", id, "failures", t.failures, "error", err, "remedy", explain.Remedy(err))
	if t.failures == 3 || t.failures%20 == 0 {
		w.cfg.Tell(Event{Kind: "trouble", Text: fmt.Sprintf("%s: %s", id, err)})
	}
}

// pause waits before the next try; a touch ends it.
func (w *Worker) pause(ctx context.Context, id string, t *task) {
	wait := min(firstRetry<<min(t.failures-1, 10), lastRetry)
	until := time.Now().Add(wait)
	for time.Now().Before(until) {
		select {
		case <-time.After(tick):
		case <-ctx.Done():
			return
		}
		w.mu.Lock()
		again := t.again
		t.again = false
		w.mu.Unlock()
		if again {
			return
		}
	}
}

// step does the next step of one thing, by the form of its id.
func (w *Worker) step(ctx context.Context, id string) error {
	switch kind, _ := kindOf(id); kind {
	case "job":
		return w.bid(ctx, id)
	case "agr":
		return w.work(ctx, id)
	case "ofr":
		return w.answer(ctx, id)
	case "quo":
		return w.unquote(ctx, id)
	case servicesTask:
		return w.services(ctx)
	case scanTask:
		return w.scan(ctx)
	default:
		return nil
	}
}

// due looks at a thing when the market time has come; the earlier of two times counts.
func (w *Worker) due(id string, atMs uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old, ok := w.dues[id]; !ok || atMs < old {
		w.dues[id] = atMs
	}
}

// after looks at a thing when a while has passed.
func (w *Worker) after(id string, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.later[id] = time.Now().Add(d)
}

// retry touches what is to be looked at again.
func (w *Worker) retry(ctx context.Context) {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
		var ready []string
		w.mu.Lock()
		for id, at := range w.later {
			if time.Now().After(at) {
				ready = append(ready, id)
			}
		}
		w.mu.Unlock()
		for _, id := range ready {
			w.touch(ctx, id)
		}
	}
}
