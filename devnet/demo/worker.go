package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/agent/worker"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// RunAgent is the process of one agent: it knows nothing but its config file, its key and the chain. A provider is a
// worker with a policy, the client a hirer that reads orders. It ends with the context or with its input.
func RunAgent(ctx context.Context, configFile string, in io.Reader, out io.Writer) (err error) {
	raw, err := os.ReadFile(configFile)
	if err != nil {
		return err
	}
	var cfg AgentConfig
	if err := json.Unmarshal(raw, &cfg); err != nil {
		return fmt.Errorf("%s: %w", configFile, err)
	}
	c, err := cfg.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	db, err := state.Open(filepath.Join(cfg.Home, "state.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	listen, _, err := state.Get[string](db, "setting", "listen")
	if err != nil {
		return err
	}
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	served, err := store.ServeFolder(filepath.Join(cfg.Home, "blobs"), listen, "", store.Limits{})
	if err != nil {
		return err
	}
	defer served.Close()
	if err := state.Put(db, "setting", "listen", state.Closed, served.Address); err != nil {
		return err
	}
	p := &inside{cfg: cfg, c: c, db: db, store: served, out: &speaker{w: out}}
	switch cfg.Role {
	case roleClient:
		return p.hire(ctx, in)
	case roleProvider:
		go func() { // the demo ends the process by closing its input
			if _, err := io.Copy(io.Discard, in); err == nil {
				cancel()
			}
		}()
		return p.work(ctx)
	default:
		return fmt.Errorf("%s: role %q", configFile, cfg.Role)
	}
}

// inside is an agent's process from inside.
type inside struct {
	cfg   AgentConfig
	c     *client.Client
	db    *state.DB
	store *store.Served
	out   *speaker
}

// work bids, works and negotiates by the policy of the config, and tells the audience.
func (p *inside) work(ctx context.Context) error {
	policy, err := worker.ParsePolicy([]byte(p.cfg.Policy))
	if err != nil {
		return err
	}
	w, err := worker.New(worker.Config{
		Client: p.c, Agent: p.cfg.Agent, State: p.db, Policy: policy, Store: p.store, Dir: p.cfg.Home, Tell: p.tell,
	})
	if err != nil {
		return err
	}
	return w.Run(ctx)
}

// tell turns what a worker says into what the audience hears.
func (p *inside) tell(e worker.Event) {
	l := line{Event: e.Kind, Job: e.Job, Agreement: e.Agreement, SHA256: e.SHA256, Text: strings.TrimSpace(e.Amount + " " + e.Text)}
	switch e.Kind {
	case "ready":
		l.Event = sayReady
	case "working":
		l.Event = sayFetched
	case "trouble":
		l.Event = sayTrouble
	case "delivered":
		l.Event = sayDone
		if content, err := p.result(e.SHA256); err == nil {
			l.Bytes, l.Report = len(content), new(Report)
			if err := json.Unmarshal(content, l.Report); err != nil {
				l.Report = nil
			}
		}
	}
	p.out.say(l)
}

func (p *inside) result(name string) ([]byte, error) {
	hash, ok := store.HashOf("http://x/b/" + name)
	if !ok {
		return nil, store.ErrNotFound
	}
	return p.store.Get(hash)
}

// plans are the orders under way by the key of their hire.
type plans struct {
	mu sync.Mutex
	by map[string]order
	// keys of agreements.
	keys map[string]string
}

// hire does what it is told by lines of its input.
func (p *inside) hire(ctx context.Context, in io.Reader) error {
	known := &plans{by: make(map[string]order), keys: make(map[string]string)}
	h, err := hire.New(hire.Config{
		Client: p.c, Agent: p.cfg.Agent, State: p.db, Store: p.store, Fetch: store.Fetcher{Private: true},
		Tell:   func(e hire.Event) { p.heard(known, e) },
		Decide: func(_ context.Context, d hire.Delivered) (hire.Decision, error) { return p.review(known, d) },
	})
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	begin := func(what string, fn func() error) {
		wg.Go(func() {
			if err := fn(); err != nil && ctx.Err() == nil {
				p.out.say(line{Event: sayTrouble, Text: what + ": " + err.Error()})
			}
		})
	}
	p.out.say(line{Event: sayReady})
	return readLines(in, func(o order) {
		if o.Do == doOverspend {
			begin("overspend", func() error { return p.overspend(ctx, o) })
			return
		}
		begin("hire", func() error {
			text, err := os.ReadFile(o.Input)
			if err != nil {
				return err
			}
			known.mu.Lock()
			known.by[o.Title] = o
			known.mu.Unlock()
			_, err = h.Hire(ctx, p.request(o, text))
			return err
		})
	})
}

// request makes a hire of an order; the title is its key.
func (p *inside) request(o order, text []byte) hire.Request {
	ms := func(n uint64) time.Duration { return time.Duration(n) * time.Millisecond }
	r := hire.Request{
		Key: o.Title, Road: hire.Auction, Skill: p.cfg.Skill, Title: o.Title, Input: text, Budget: sdk.NewCoin(chain.BaseDenom, o.Budget),
		Bid: ms(o.WindowMs), Reveal: ms(o.WindowMs), Delivery: time.Minute, Review: ms(o.ReviewMs), Backups: o.Backups, Price: math.ZeroInt(),
	}
	switch o.Do {
	case doService:
		r.Road = hire.Service
	case doTalk:
		r.Road, r.Skill, r.Provider, r.Price = hire.Negotiate, talkSkill, o.With, o.Price
	}
	return r
}

// heard tells the audience that a job was posted, and remembers which agreement belongs to which order.
func (p *inside) heard(known *plans, e hire.Event) {
	known.mu.Lock()
	o := known.by[e.Key]
	if e.Agreement != "" {
		known.keys[e.Agreement] = e.Key
	}
	known.mu.Unlock()
	if e.Kind != "posted" {
		return
	}
	text, err := os.ReadFile(o.Input)
	if err != nil {
		p.out.say(line{Event: sayTrouble, Text: err.Error()})
		return
	}
	p.out.say(line{Event: sayPosted, Job: e.Job, Bytes: len(text), SHA256: store.Name(text)})
}

// review checks the shape of a result, and accepts it or, when the order says so, stays silent.
func (p *inside) review(known *plans, d hire.Delivered) (hire.Decision, error) {
	a := d.Agreement
	known.mu.Lock()
	o, ok := known.by[known.keys[a.Id]]
	known.mu.Unlock()
	if !ok {
		return hire.Decision{}, fmt.Errorf("%s: no order for it", a.Id)
	}
	if o.Silent {
		p.out.say(line{Event: saySilent, Job: a.Origin, Agreement: a.Id})
		return hire.Decision{Do: hire.Silent}, nil
	}
	if d.Err != nil {
		return hire.Decision{}, d.Err
	}
	text, err := os.ReadFile(o.Input)
	if err != nil {
		return hire.Decision{}, err
	}
	report, err := CheckReport(d.Content, text)
	if err != nil {
		return hire.Decision{}, err
	}
	p.out.say(line{Event: sayVerified, Job: a.Origin, Agreement: a.Id, Bytes: len(d.Content), SHA256: store.Name(d.Content), Report: &report})
	return hire.Decision{Do: hire.Accept, Rating: o.Rating}, nil
}

// overspend tries what the mandate forbids; that it is refused is the point.
func (p *inside) overspend(ctx context.Context, o order) error {
	text := []byte("a job too big")
	_, err := p.c.Prepare(ctx, &markettypes.MsgPostJob{Signer: p.c.Address().String(), Client: p.cfg.Agent, Request: markettypes.JobRequest{
		Title: o.Title, Skill: p.cfg.Skill, Spec: agreementtypes.Spec{Uri: "ipfs://none", Sha256: store.Hash(text), Bytes: uint64(len(text))},
		Budget: sdk.NewCoin(chain.BaseDenom, o.Budget), Loss: math.ZeroInt(), StartCost: math.ZeroInt(),
		Clocks: markettypes.Clocks{BidMs: o.WindowMs, RevealMs: o.WindowMs, DeliveryMs: 60_000, ReviewMs: o.ReviewMs},
	}})
	if err == nil {
		return fmt.Errorf("a job of %s was not refused", o.Budget)
	}
	_, said, _ := strings.Cut(err.Error(), "message index: 0: ")
	p.out.say(line{Event: sayRefused, Text: said + "\n      → " + explain.Remedy(err)})
	return nil
}

// keywordLine is a report in one line.
func keywordLine(r *Report, n int) string {
	var parts []string
	for _, k := range r.Keywords[:min(n, len(r.Keywords))] {
		parts = append(parts, fmt.Sprintf("%s %d", k.Word, k.Count))
	}
	return strings.Join(parts, ", ")
}
