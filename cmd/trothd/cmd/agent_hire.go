package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
)

// hireFlags are the flags of `agent hire`.
type hireFlags struct {
	agent, skill, title, input, budget, output, key string
	service, provider, price, quote                 string
	bid, reveal, delivery, review                   time.Duration
	backups, reworks, minScore, rating              uint32
	minPledge                                       uint32
	private, resume, contest                        bool
	accept, check                                   string
	judges                                          []string
	store                                           storeFlags
}

func agentHireCmd(env *agentEnv) *cobra.Command {
	var f hireFlags
	cmd := &cobra.Command{
		Use:   "hire",
		Short: "Get work done: post a job, take a service or a quote, or negotiate; check the result and pay",
		Long: `Stores the input, finds a provider, waits for the work, fetches it, verifies its hash and shows it. Then it accepts: when
--accept is auto at once, after the program of --check if there is one; when it is ask, as you say. A service, a quote or a
counter-offer that is not what the flags ask for is not taken: price, delivery, review, reworks, score, a pledge of at least
the price, or the share of it that --min-pledge says, and that only you judge the work, or whom --judge names. Bids on a job
are ranked by the chain, which counts their pledges. Work that cannot be fetched counts as bad work when the time to say so ends.
Killed at any moment, the same command goes on where it was and pays nothing twice; --resume goes on with all that are under
way.`,
		Example: `  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --service cheapest --json
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --service cheapest --judge notary --contest --min-pledge 9000 --max-fee 0.5troth
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --negotiate sam
  trothd agent hire --agent gazette --input report.txt --budget 0.10troth --quote quote.json
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --quote http://127.0.0.1:8792/quote
  trothd agent hire --agent gazette --resume`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return env.hire(cmd, f) },
	}
	s := cmd.Flags()
	s.StringVar(&f.agent, "agent", "", "name of the agent (default the only one of this machine)")
	s.StringVar(&f.skill, "skill", "", "skill of the work")
	s.StringVar(&f.title, "title", "", "title of the work (default skill and size)")
	s.StringVar(&f.input, "input", "", "file with what is to be worked on")
	s.StringVar(&f.budget, "budget", "", "the most that is paid, such as 0.10troth")
	s.StringVar(&f.output, "output", "", "file for the result (default standard output)")
	s.StringVar(&f.key, "key", "", "key of the hire: the same one never hires twice (default made of the request)")
	s.StringVar(&f.service, "service", "", "take a service: its id, or cheapest")
	s.StringVar(&f.provider, "negotiate", "", "negotiate with this agent: name or address")
	s.StringVar(&f.price, "price", "", "first offer of a negotiation (default half of the budget)")
	s.StringVar(&f.quote, "quote", "", "quote to take: a file, or the address where the provider is asked for one")
	s.DurationVar(&f.bid, "bid", 30*time.Second, "how long bids are taken")
	s.DurationVar(&f.reveal, "reveal", 30*time.Second, "how long bids are opened")
	s.DurationVar(&f.delivery, "delivery", time.Hour, "time for the work, at most")
	s.DurationVar(&f.review, "review", time.Hour, "time to accept, at least; silence accepts")
	s.Uint32Var(&f.backups, "backups", 1, "runners-up that stand by, up to 3")
	s.Uint32Var(&f.reworks, "reworks", 1, "how often the work may be sent back, at least, up to 3")
	s.Uint32Var(&f.minScore, "min-score", 0, "least score of the provider for the skill, in 1/10000")
	s.Uint32Var(&f.minPledge, "min-pledge", 10_000, "least pledge of a service, a quote or a counter-offer, in 1/10000 of the price")
	s.StringSliceVar(&f.judges, "judge", nil, "who may judge by the terms of others: agents (name or address), or panel (default only you)")
	s.BoolVar(&f.contest, "contest", false, "contest the verdict of a --judge on work that you do not accept; a deposit is held")
	s.Uint32Var(&f.rating, "rating", 100, "rating of accepted work, 0 to 100")
	s.BoolVar(&f.private, "private", false, "have the result encrypted to this agent")
	s.BoolVar(&f.resume, "resume", false, "go on with all hires under way, or with that of --key")
	s.StringVar(&f.accept, "accept", "", "auto, ask or never (silence accepts in the end); default ask on a terminal, else auto")
	s.StringVar(&f.check, "check", "", "program that reads the result on its standard input: success accepts, failure sends the work back or rejects it")
	f.store.define(cmd)
	return cmd
}

func (e *agentEnv) hire(cmd *cobra.Command, f hireFlags) error {
	ctx, stop := untilSignal(cmd)
	defer stop()
	a, err := e.only(f.agent)
	if err != nil {
		return err
	}
	c, err := e.as(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	defer c.Close()
	folder, err := e.folder(a.Name)
	if err != nil {
		return err
	}
	h := hiring{env: e, cmd: cmd, f: f, agent: a, client: c, folder: filepath.Join(folder, "hires")}
	if f.resume {
		return h.resume(ctx)
	}
	r, err := h.request(ctx)
	if err != nil {
		return err
	}
	if r.Key, err = h.key(r); err != nil {
		return err
	}
	return h.one(ctx, r.Key, &r)
}

// hiring is one run of `agent hire`.
type hiring struct {
	env    *agentEnv
	cmd    *cobra.Command
	f      hireFlags
	agent  agentFile
	client *client.Client
	folder string
}

// resume goes on with all hires under way.
func (h hiring) resume(ctx context.Context) error {
	entries, err := os.ReadDir(h.folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	open := 0
	for _, e := range entries {
		if h.f.key != "" && h.f.key != e.Name() {
			continue
		}
		if _, err := os.Stat(filepath.Join(h.folder, e.Name(), "done")); err == nil {
			continue
		}
		open++
		if err := h.one(ctx, e.Name(), nil); err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	if open == 0 {
		h.env.progress(h.cmd, "no hire is under way")
	}
	return nil
}

// one does one hire, or goes on with it when r is nil.
func (h hiring) one(ctx context.Context, key string, r *hire.Request) error {
	dir := filepath.Join(h.folder, key)
	db, err := state.Open(filepath.Join(dir, "state.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	own, server, err := openStore(db, filepath.Join(dir, "blobs"), h.f.store)
	if err != nil {
		return err
	}
	o, err := h.do(ctx, key, r, db, own)
	if err = errors.Join(err, server.Close()); errors.Is(err, hire.ErrNoProvider) {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, "done"), nil, 0o600))
	}
	if err != nil {
		return err
	}
	if err := h.show(o); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "done"), nil, 0o600)
}

func (h hiring) do(ctx context.Context, key string, r *hire.Request, db *state.DB, own store.Putter) (hire.Outcome, error) {
	identity, err := h.env.identity(h.agent.Name)
	if err != nil {
		return hire.Outcome{}, err
	}
	hirer, err := hire.New(hire.Config{
		Client: h.client, Agent: h.agent.Address, State: db, Store: own, Fetch: store.Fetcher{Private: development(h.agent.ChainID)},
		Identity: &identity, Decide: h.decide, Tell: h.tell,
	})
	if err != nil {
		return hire.Outcome{}, err
	}
	if r == nil {
		return hirer.Resume(ctx, key)
	}
	return hirer.Hire(ctx, *r)
}

// tell prints a line of progress for people.
func (h hiring) tell(e hire.Event) {
	about := e.Agreement
	for _, id := range []string{e.Offer, e.Job} {
		if about == "" {
			about = id
		}
	}
	h.env.progress(h.cmd, "%s", strings.TrimSpace(fmt.Sprintf("%-10s %-24s %s %s", e.Kind, about, e.Amount, e.Text)))
}

// identity is the key that private results are decrypted with, made with the agent.
func (e *agentEnv) identity(name string) (store.Identity, error) {
	dir, err := e.folder(name)
	if err != nil {
		return store.Identity{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return store.Identity{}, err
	}
	return store.LoadIdentity(filepath.Join(dir, "age.key"))
}
