package demo

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// RunAgent is the process of one agent: it knows nothing but its config file, its key and the chain. It ends with the
// context or with its input.
func RunAgent(ctx context.Context, configFile string, in io.Reader, out io.Writer) error {
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
	s, err := serveStore(ctx)
	if err != nil {
		return err
	}
	w := &worker{cfg: cfg, c: c, store: s, out: &speaker{w: out}}
	switch cfg.Role {
	case roleClient:
		h := hirer{worker: w, plans: make(map[string]plan)}
		return h.run(ctx, in)
	case roleProvider:
		bids, err := agent.OpenBids(filepath.Join(cfg.Home, "bids"))
		if err != nil {
			return err
		}
		p := provider{worker: w, bids: bids}
		go func() { // the demo ends the process by closing its input
			if _, err := io.Copy(io.Discard, in); err == nil {
				cancel()
			}
		}()
		return p.run(ctx)
	default:
		return fmt.Errorf("%s: role %q", configFile, cfg.Role)
	}
}

// worker is what client and providers have in common.
type worker struct {
	cfg   AgentConfig
	c     *client.Client
	store *store
	out   *speaker
	wg    sync.WaitGroup
}

// begin runs one piece of work beside the others and tells when it fails.
func (w *worker) begin(ctx context.Context, what string, fn func() error) {
	w.wg.Go(func() {
		if err := fn(); err != nil && ctx.Err() == nil {
			w.out.say(line{Event: sayTrouble, Text: what + ": " + err.Error()})
		}
	})
}

// provider bids for every job of its skill and does what it wins.
type provider struct {
	*worker
	bids agent.Bids
}

func (p *provider) run(ctx context.Context) error {
	defer p.wg.Wait()
	from, err := p.c.Height(ctx)
	if err != nil {
		return err
	}
	if err := p.goOn(ctx); err != nil {
		return err
	}
	p.out.say(line{Event: sayReady})
	err = p.c.Follow(ctx, from, func(b *client.Block) error {
		for _, e := range b.Events() {
			switch {
			case e.Type == markettypes.EventJobPosted && e.Get("skill") == p.cfg.Skill:
				p.begin(ctx, "bid", func() error { return p.bid(ctx, e.Get("job")) })
			case e.Type == agreementtypes.EventAgreementOpened && e.Get("provider") == p.cfg.Agent:
				p.begin(ctx, "work", func() error { return p.work(ctx, e.Get("agreement")) })
			}
		}
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// goOn takes up what was under way when the process was killed.
func (p *provider) goOn(ctx context.Context) error {
	open, err := p.bids.Unfinished()
	if err != nil {
		return err
	}
	for _, bid := range open {
		p.begin(ctx, "bid", func() error {
			_, err := p.bidder().Resume(ctx, bid.Provider, bid.Job)
			if errors.Is(err, agent.ErrBidEnded) {
				return nil
			}
			return err
		})
	}
	running, err := agreementtypes.NewQueryClient(p.c).Agreements(ctx, &agreementtypes.QueryAgreementsRequest{
		Agent: p.cfg.Agent, Role: agreementtypes.RoleProvider,
	})
	if err != nil {
		return err
	}
	for _, a := range running.Agreements {
		if a.Status == agreementtypes.StatusWorking {
			p.begin(ctx, "work", func() error { return p.work(ctx, a.Id) })
		}
	}
	return nil
}

func (p *provider) bidder() *agent.Bidder { return &agent.Bidder{Client: p.c, Bids: p.bids} }

func (p *provider) bid(ctx context.Context, id string) error {
	r, err := markettypes.NewQueryClient(p.c).Job(ctx, &markettypes.QueryJobRequest{Id: id})
	if err != nil {
		return err
	}
	budget := r.Job.Request.Budget.Amount
	price := share(budget, p.cfg.PriceBps)
	bid, err := p.bidder().Bid(ctx, agent.Offer{
		Job: id, Provider: p.cfg.Agent, Price: price, Pledge: math.MaxInt(price, share(budget, p.cfg.PledgeBps)),
		DeliveryMs: min(p.cfg.DeliveryMs, r.Job.Request.Clocks.DeliveryMs),
	})
	if err != nil {
		return err
	}
	p.out.say(line{Event: sayBid, Job: id, Text: fmt.Sprintf("rank %d", bid.Rank)})
	return nil
}

// work fetches the text by its hash, makes the report, serves it and submits it.
func (p *provider) work(ctx context.Context, id string) error {
	a, err := agent.Agreement(ctx, p.c, id)
	if err != nil {
		return err
	}
	spec := a.Terms.Spec
	text, err := agent.Fetch(ctx, spec.Uri, spec.Sha256, spec.Bytes)
	if err != nil {
		return err
	}
	p.out.say(line{Event: sayFetched, Job: a.Origin, Agreement: id, Bytes: len(text), SHA256: agent.Hash(text)})
	report := Analyse(text)
	result, err := report.Encode()
	if err != nil {
		return err
	}
	_, _, err = agent.Submit(ctx, p.c, agent.Delivery{
		Agreement: id, Provider: p.cfg.Agent, URI: p.store.put(result), Content: result, Note: "statistics and keywords",
	})
	if err != nil {
		return err
	}
	p.out.say(line{Event: sayDone, Job: a.Origin, Agreement: id, Bytes: len(result), SHA256: agent.Hash(result), Report: &report})
	return nil
}

// plan is what the client will do with the result of a job.
type plan struct {
	order
	text []byte
}

// hirer posts the jobs it is told to and reviews what comes back.
type hirer struct {
	*worker
	mu    sync.Mutex
	plans map[string]plan
}

func (h *hirer) run(ctx context.Context, in io.Reader) error {
	defer h.wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	from, err := h.c.Height(ctx)
	if err != nil {
		cancel()
		return err
	}
	h.begin(ctx, "follow", func() error { return h.follow(ctx, from) })
	h.out.say(line{Event: sayReady})
	err = readLines(in, func(o order) {
		switch o.Do {
		case doJob:
			h.begin(ctx, "post", func() error { return h.post(ctx, o) })
		case doOverspend:
			h.begin(ctx, "overspend", func() error { return h.overspend(ctx, o) })
		}
	})
	cancel()
	return err
}

func (h *hirer) follow(ctx context.Context, from int64) error {
	return h.c.Follow(ctx, from, func(b *client.Block) error {
		for _, e := range b.Events() {
			if e.Type == agreementtypes.EventWorkSubmitted && e.Get("client") == h.cfg.Agent {
				h.begin(ctx, "review", func() error { return h.review(ctx, e.Get("agreement")) })
			}
		}
		return nil
	})
}

// message makes the posting of an order; the text is served by this process.
func (h *hirer) message(o order, text []byte) *markettypes.MsgPostJob {
	uri := h.store.put(text)
	hash := sha(text)
	return &markettypes.MsgPostJob{Signer: h.c.Address().String(), Client: h.cfg.Agent, Request: markettypes.JobRequest{
		Title: o.Title, Skill: h.cfg.Skill,
		Spec: agreementtypes.Spec{Uri: uri, Sha256: hash, Bytes: uint64(len(text))},
		Criteria: []agreementtypes.Criterion{
			{Text: "the report is about the bytes with the hash of the spec", WeightBps: 5000},
			{Text: "counts and keywords are right", WeightBps: 5000},
		},
		Budget: sdk.NewCoin(chain.BaseDenom, o.Budget), Loss: math.ZeroInt(), Backups: o.Backups,
		Clocks: markettypes.Clocks{BidMs: o.WindowMs, RevealMs: o.WindowMs, DeliveryMs: 60_000, ReviewMs: o.ReviewMs},
	}}
}

func (h *hirer) post(ctx context.Context, o order) error {
	text, err := os.ReadFile(o.Input)
	if err != nil {
		return err
	}
	h.mu.Lock() // the plan stands before any result can come
	defer h.mu.Unlock()
	res, err := h.c.Send(ctx, h.message(o, text))
	if err != nil {
		return err
	}
	answer, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
	if err != nil {
		return err
	}
	h.plans[answer.Job] = plan{o, text}
	h.out.say(line{Event: sayPosted, Job: answer.Job, Bytes: len(text), SHA256: agent.Hash(text)})
	return nil
}

// overspend tries what the mandate forbids; that it is refused is the point.
func (h *hirer) overspend(ctx context.Context, o order) error {
	_, err := h.c.Prepare(ctx, h.message(o, []byte("a job too big")))
	if err == nil {
		return fmt.Errorf("a job of %s was not refused", o.Budget)
	}
	_, text, _ := strings.Cut(err.Error(), "message index: 0: ")
	h.out.say(line{Event: sayRefused, Text: text + "\n      → " + explain.Remedy(err)})
	return nil
}

// review fetches a result, checks hash and shape, and accepts it or, when the plan says so, stays silent.
func (h *hirer) review(ctx context.Context, id string) error {
	a, err := agent.Agreement(ctx, h.c, id)
	if err != nil {
		return err
	}
	h.mu.Lock()
	p, ok := h.plans[a.Origin]
	h.mu.Unlock()
	if !ok || a.Submission == nil {
		return fmt.Errorf("%s: no plan for %s", id, a.Origin)
	}
	if p.Silent {
		h.out.say(line{Event: saySilent, Job: a.Origin, Agreement: id})
		return nil
	}
	result, err := agent.Fetch(ctx, a.Submission.Uri, a.Submission.Sha256, a.Submission.Bytes)
	if err != nil {
		return err
	}
	report, err := CheckReport(result, p.text)
	if err != nil {
		return err
	}
	h.out.say(line{Event: sayVerified, Job: a.Origin, Agreement: id, Bytes: len(result), SHA256: agent.Hash(result), Report: &report})
	_, err = h.c.Send(ctx, &agreementtypes.MsgAccept{
		Signer: h.c.Address().String(), Client: h.cfg.Agent, Agreement: id, Rating: p.Rating,
	})
	return err
}

// share is amount x bps / 10000, floor.
func share(amount math.Int, bps int64) math.Int { return amount.MulRaw(bps).QuoRaw(10_000) }

// keywordLine is a report in one line.
func keywordLine(r *Report, n int) string {
	var parts []string
	for _, k := range r.Keywords[:min(n, len(r.Keywords))] {
		parts = append(parts, fmt.Sprintf("%s %d", k.Word, k.Count))
	}
	return strings.Join(parts, ", ")
}

func sha(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}
