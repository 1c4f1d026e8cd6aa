package cmd

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/program"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/field"
)

// hireFlags are the flags of `agent hire`.
type hireFlags struct {
	agent, skill, title, input, budget, output, key string
	service, provider, price, quote                 string
	bid, reveal, delivery, review                   time.Duration
	backups, reworks, minScore, rating              uint32
	private, resume                                 bool
	accept, check                                   string
	store                                           storeFlags
}

func agentHireCmd(env *agentEnv) *cobra.Command {
	var f hireFlags
	cmd := &cobra.Command{
		Use:   "hire",
		Short: "Get work done: post a job, take a service or a quote, or negotiate; check the result and pay",
		Long: `Stores the input, finds a provider, waits for the work, fetches it, verifies its hash and shows it. Then it accepts: when
--accept is auto at once, after the program of --check if there is one; when it is ask, as you say. Killed at any moment,
the same command goes on where it was and pays nothing twice; --resume goes on with all that are under way.`,
		Example: `  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --service cheapest --json
  trothd agent hire --agent gazette --skill summarise --input report.txt --budget 0.10troth --negotiate sam
  trothd agent hire --agent gazette --input report.txt --quote quote.json
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
	s.StringVar(&f.quote, "quote", "", "file with a quote to take")
	s.DurationVar(&f.bid, "bid", 30*time.Second, "how long bids are taken")
	s.DurationVar(&f.reveal, "reveal", 30*time.Second, "how long bids are opened")
	s.DurationVar(&f.delivery, "delivery", time.Hour, "time for the work")
	s.DurationVar(&f.review, "review", time.Hour, "time to accept; silence accepts")
	s.Uint32Var(&f.backups, "backups", 1, "runners-up that stand by, up to 3")
	s.Uint32Var(&f.reworks, "reworks", 1, "how often the work may be sent back, up to 3")
	s.Uint32Var(&f.minScore, "min-score", 0, "least score of a bidder, in 1/10000")
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

// request makes what is wanted of the flags.
func (h hiring) request(ctx context.Context) (hire.Request, error) {
	f := h.f
	r := hire.Request{
		Road: hire.Auction, Skill: f.skill, Title: f.title, Bid: f.bid, Reveal: f.reveal, Delivery: f.delivery, Review: f.review,
		Backups: f.backups, Reworks: f.reworks, MinScoreBps: f.minScore, Private: f.private, Price: math.ZeroInt(),
	}
	if f.input == "" {
		return r, errors.New("--input: name the file with what is to be worked on")
	}
	var err error
	if r.Input, err = os.ReadFile(f.input); err != nil {
		return r, err
	}
	roads := 0
	for _, set := range []bool{f.service != "", f.provider != "", f.quote != ""} {
		if set {
			roads++
		}
	}
	if roads > 1 {
		return r, errors.New("--service, --negotiate and --quote: choose one")
	}
	if f.quote != "" {
		r.Road = hire.Quote
		q, err := h.env.readQuote(f.quote)
		r.Quoted = &q
		return r, err
	}
	if err := field.Tag("--skill", f.skill, 2, 48); err != nil {
		return r, err
	}
	if r.Budget, err = agent.ParseCoin(ctx, h.client, f.budget); err != nil {
		return r, fmt.Errorf("--budget: %w", err)
	}
	switch {
	case f.service != "":
		r.Road = hire.Service
		if f.service != "cheapest" {
			r.Service = f.service
		}
	case f.provider != "":
		r.Road = hire.Negotiate
		found, err := agent.Find(ctx, h.client, f.provider)
		if err != nil {
			return r, fmt.Errorf("--negotiate: %w", err)
		}
		r.Provider = found.Address
		if f.price != "" {
			price, err := agent.ParseCoin(ctx, h.client, f.price)
			if err != nil || price.Denom != r.Budget.Denom {
				return r, errors.Join(fmt.Errorf("--price: want an amount of %s", r.Budget.Denom), err)
			}
			r.Price = price.Amount
		}
	}
	return r, nil
}

// key returns the key of a hire: that of the flag, or one made of the request. A request that was made before and is not
// finished goes on; a finished one begins anew.
func (h hiring) key(r hire.Request) (string, error) {
	if h.f.key != "" {
		return h.f.key, field.Tag("--key", h.f.key, 1, 64)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s|%s|%x", h.agent.Address, r.Road, r.Skill, r.Budget, r.Service, r.Provider, r.Input))
	for n := 1; ; n++ {
		key := fmt.Sprintf("%x-%d", sum[:8], n)
		if _, err := os.Stat(filepath.Join(h.folder, key, "done")); errors.Is(err, os.ErrNotExist) {
			return key, nil
		} else if err != nil {
			return "", err
		}
	}
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

// decide accepts by the flags, after a look at the work.
func (h hiring) decide(ctx context.Context, d hire.Delivered) (hire.Decision, error) {
	again := d.Agreement.Reworks < d.Agreement.Terms.ReworkRounds
	bad := func(reason string) hire.Decision {
		if again {
			return hire.Decision{Do: hire.Rework, Reason: reason}
		}
		return hire.Decision{Do: hire.Reject, Reason: reason}
	}
	if d.Err != nil {
		return bad(d.Err.Error()), nil
	}
	if h.f.check != "" {
		args, err := splitWords(h.f.check)
		if err != nil {
			return hire.Decision{}, fmt.Errorf("--check: %w", err)
		}
		_, err = program.Run(ctx, program.Command{Args: args, Stdin: d.Content, Time: 5 * time.Minute, Output: 1 << 20, Env: []string{"TROTH_AGREEMENT=" + d.Agreement.Id}})
		if errors.Is(err, program.ErrFailed) {
			return bad(err.Error()), nil
		}
		if err != nil {
			return hire.Decision{}, err
		}
	}
	mode := h.f.accept
	if mode == "" {
		if mode = "auto"; !h.env.json && terminal(h.cmd.InOrStdin()) {
			mode = "ask"
		}
	}
	switch mode {
	case "auto":
		return hire.Decision{Do: hire.Accept, Rating: h.f.rating}, nil
	case "never":
		return hire.Decision{Do: hire.Silent}, nil
	case "ask":
		return h.ask(d, bad), nil
	default:
		return hire.Decision{}, fmt.Errorf("--accept: %q, want auto, ask or never", mode)
	}
}

// shown is how much of a result is shown before the question.
const shown = 4000

func (h hiring) ask(d hire.Delivered, bad func(string) hire.Decision) hire.Decision {
	h.cmd.PrintErrf("\n%s\n\n", printable(d.Content[:min(len(d.Content), shown)]))
	h.cmd.PrintErrf("Accept and pay %s? [y]es, or say what is wrong: ", d.Agreement.Terms.Price)
	line, err := bufio.NewReader(h.cmd.InOrStdin()).ReadString('\n')
	line = strings.TrimSpace(line)
	switch {
	case err != nil && line == "":
		return hire.Decision{Do: hire.Silent}
	case slices.Contains([]string{"y", "yes"}, strings.ToLower(line)):
		return hire.Decision{Do: hire.Accept, Rating: h.f.rating}
	case line == "":
		return hire.Decision{Do: hire.Silent}
	default:
		return bad(line)
	}
}

// show writes the result and how it ended.
func (h hiring) show(o hire.Outcome) error {
	if h.f.output != "" && o.Content != nil {
		if err := os.WriteFile(h.f.output, o.Content, 0o600); err != nil {
			return err
		}
	}
	if h.env.json {
		v := struct {
			hire.Outcome
			Result       string `json:"result,omitempty"`
			ResultBase64 []byte `json:"result_base64,omitempty"`
		}{Outcome: o}
		if utf8.Valid(o.Content) {
			v.Result = string(o.Content)
		} else {
			v.ResultBase64 = o.Content
		}
		return printJSON(h.cmd, v)
	}
	if h.f.output == "" && o.Content != nil {
		if _, err := h.cmd.OutOrStdout().Write(printable(o.Content)); err != nil {
			return err
		}
	}
	h.env.progress(h.cmd, "%s, %s paid of %s, result %s", o.Status, o.Paid, o.Price, o.SHA256)
	return nil
}

// printable takes control characters out of what a stranger wrote, so that it cannot steer a terminal.
func printable(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || (r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f)) {
			return r
		}
		return '?'
	}, b)
}

func terminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
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
