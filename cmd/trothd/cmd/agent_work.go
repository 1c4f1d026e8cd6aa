package cmd

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/example"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// bidFlags are the flags of `agent bid`.
type bidFlags struct {
	price, pledge, noteURI, noteHash string
	delivery                         time.Duration
}

func agentBidCmd(env *agentEnv) *cobra.Command {
	var f bidFlags
	cmd := &cobra.Command{
		Use:   "bid [name] [job]",
		Short: "Bid for a job: commit under seal, wait, and open the bid",
		Long: `Commits the bid under seal, waits for the end of the bidding and opens it. The salt and the signed transactions are on
the disk before anything is sent, so that the command can be killed at any moment: without --price it goes on with the
stored bid, and without a job with all that are not finished.`,
		Example: `  trothd agent bid bob ` + example.Job + ` --price 600000utroth --pledge 1000000utroth --delivery 30s
  trothd agent bid bob ` + example.Job + `
  trothd agent bid bob`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			job := ""
			if len(args) == 2 {
				job = args[1]
			}
			return env.bid(cmd, args[0], job, f)
		},
	}
	s := cmd.Flags()
	s.StringVar(&f.price, "price", "", "price of the work")
	s.StringVar(&f.pledge, "pledge", "", "cash put down against the own fault (default the price)")
	s.DurationVar(&f.delivery, "delivery", 0, "time for the work (default the job's)")
	s.StringVar(&f.noteURI, "note-uri", "", "URI of a note to the client")
	s.StringVar(&f.noteHash, "note-sha256", "", "sha256 of the note, in hex")
	return cmd
}

func (e *agentEnv) bid(cmd *cobra.Command, name, job string, f bidFlags) error {
	ctx, stop := untilSignal(cmd)
	defer stop()
	a, err := e.load(name)
	if err != nil {
		return err
	}
	bids, err := e.bids(name)
	if err != nil {
		return err
	}
	c, err := e.as(cmd, a.OperatorKey)
	if err != nil {
		return err
	}
	defer c.Close()
	b := &agent.Bidder{Client: c, Bids: bids, Progress: func(b *agent.Bid) {
		if b.Stage == agent.StageCommitted {
			e.progress(cmd, "%s  committed under seal; waiting for the end of the bidding", b.Job)
		}
	}}
	if f.price != "" {
		if job == "" {
			return errors.New("name the job to bid for")
		}
		offer, err := f.offer(a.Address, job)
		if err != nil {
			return err
		}
		done, err := b.Bid(ctx, offer)
		if err != nil {
			return err
		}
		return e.printBids(cmd, done)
	}
	var open []string
	if job != "" {
		open = []string{job}
	} else {
		unfinished, err := bids.Unfinished()
		if err != nil {
			return err
		}
		for _, u := range unfinished {
			open = append(open, u.Job)
		}
	}
	var all error
	var done []*agent.Bid
	for _, id := range open {
		bid, err := b.Resume(ctx, a.Address, id)
		if err != nil {
			all = errors.Join(all, fmt.Errorf("%s: %w", id, err))
			continue
		}
		done = append(done, bid)
	}
	return errors.Join(e.printBids(cmd, done...), all)
}

// printBids writes how the bids ended.
func (e *agentEnv) printBids(cmd *cobra.Command, bids ...*agent.Bid) error {
	type row struct {
		Job          string      `json:"job"`
		Stage        agent.Stage `json:"stage"`
		Rank         uint32      `json:"rank"`
		ScoreBps     uint64      `json:"score_bps"`
		ExpectedCost uint64      `json:"expected_cost"`
	}
	rows := make([]row, 0, len(bids))
	for _, b := range bids {
		rows = append(rows, row{b.Job, b.Stage, b.Rank, b.ScoreBps, b.ExpectedCost})
	}
	if e.json {
		return printJSON(cmd, rows)
	}
	if len(rows) == 0 {
		cmd.Println("no unfinished bid")
	}
	for _, r := range rows {
		place := fmt.Sprintf("rank %d", r.Rank)
		if r.Rank == 0 {
			place = "does not stand: four others cost less"
		}
		cmd.Printf("%s  %s, score %.2f %%, expected cost %.6f\n", r.Job, place, float64(r.ScoreBps)/100, float64(r.ExpectedCost)/1e6)
	}
	return nil
}

func (f bidFlags) offer(provider, job string) (agent.Ask, error) {
	o := agent.Ask{Job: job, Provider: provider, DeliveryMs: uint64(f.delivery.Milliseconds())}
	price, err := sdk.ParseCoinNormalized(f.price)
	if err != nil {
		return o, fmt.Errorf("--price: %q, want such as 600000%s", f.price, chain.BaseDenom)
	}
	o.Price, o.Pledge = price.Amount, price.Amount
	if f.pledge != "" {
		pledge, err := sdk.ParseCoinNormalized(f.pledge)
		if err != nil || pledge.Denom != price.Denom {
			return o, fmt.Errorf("--pledge: %q, want an amount of %s", f.pledge, price.Denom)
		}
		o.Pledge = pledge.Amount
	}
	o.Note = markettypes.Note{Uri: f.noteURI}
	if f.noteHash != "" {
		if o.Note.Sha256, err = parseHash("note-sha256", f.noteHash); err != nil {
			return o, err
		}
	}
	return o, nil
}

func agentSubmitCmd(env *agentEnv) *cobra.Command {
	var file, uri, note string
	var unchecked bool
	cmd := &cobra.Command{
		Use:   "submit [name] [agreement]",
		Short: "Deliver the result of an agreement",
		Long: `Hashes the file, checks that the agreement is this agent's and still takes a result, fetches the URI and compares it
with the file, and submits URI, hash and length. A result that was submitted already is no error.`,
		Example: "  trothd agent submit bob " + example.Agreement + " --file report.json --uri https://example.com/report.json",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignal(cmd)
			defer stop()
			a, err := env.load(args[0])
			if err != nil {
				return err
			}
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			hash := store.Name(content)
			if web := strings.HasPrefix(uri, "http://") || strings.HasPrefix(uri, "https://"); web && !unchecked {
				fetch := store.Fetcher{Private: true}
				if _, err := fetch.Get(ctx, uri, store.Hash(content), uint64(len(content))); err != nil {
					return fmt.Errorf("%w: the client could not fetch it (--no-check submits all the same)", err)
				}
			}
			c, err := env.as(cmd, a.OperatorKey)
			if err != nil {
				return err
			}
			defer c.Close()
			res, sent, err := agent.Submit(ctx, c, agent.Delivery{Agreement: args[1], Provider: a.Address, URI: uri, Content: content, Note: note})
			if err != nil {
				return err
			}
			if !sent {
				env.progress(cmd, "submitted already; nothing was sent")
			}
			return env.print(cmd, map[string]any{"agreement": args[1], "sha256": hash, "bytes": len(content), "sent": sent, "hash": res.Hash, "height": res.Height},
				[2]string{"agreement", args[1]}, [2]string{"sha256", hash}, [2]string{"bytes", fmt.Sprint(len(content))}, [2]string{"transaction", res.Hash})
		},
	}
	s := cmd.Flags()
	s.StringVar(&file, "file", "", "file with the result (required)")
	s.StringVar(&uri, "uri", "", "where the client fetches it (required)")
	s.StringVar(&note, "note", "", "a word to the client, at most 280 bytes")
	s.BoolVar(&unchecked, "no-check", false, "do not fetch the URI first")
	for _, name := range []string{"file", "uri"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

func parseHash(flag, s string) ([]byte, error) {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != 32 {
		return nil, fmt.Errorf("--%s: %q, want 64 hex digits", flag, s)
	}
	return raw, nil
}
