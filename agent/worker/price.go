package worker

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/program"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Question is what a pricing rule is asked about, and what a pricing program reads as JSON.
type Question struct {
	// Job, Offer: what the price is for; neither is set when a client asks for a quote.
	Job        string   `json:"job,omitempty"`
	Offer      string   `json:"offer,omitempty"`
	Client     string   `json:"client"`
	Title      string   `json:"title"`
	Skill      string   `json:"skill"`
	SpecURI    string   `json:"spec_uri"`
	SpecSHA256 string   `json:"spec_sha256"`
	SpecBytes  uint64   `json:"spec_bytes"`
	Budget     sdk.Coin `json:"budget"`
	DeliveryMs uint64   `json:"delivery_ms"`
	ReviewMs   uint64   `json:"review_ms"`
	// Method of verification: client, evaluator, hash or panel; Evaluator is who judges.
	Method    string `json:"method"`
	Evaluator string `json:"evaluator,omitempty"`
}

// answer of a pricing program.
type answer struct {
	Price string `json:"price"`
	Skip  string `json:"skip"`
}

const (
	// priceTime and priceOutput bound a pricing program.
	priceTime   = 20 * time.Second
	priceOutput = 4096
)

// price asks the rule of a skill; ErrSkip when there is none for this work.
func (w *Worker) price(ctx context.Context, s *Skill, q Question) (math.Int, error) {
	var coin sdk.Coin
	var err error
	switch {
	case s.Price.Fixed != "":
		coin, err = w.coin(ctx, s.Price.Fixed)
	case s.Price.PerKB != "":
		if coin, err = w.coin(ctx, s.Price.PerKB); err != nil {
			return math.Int{}, err
		}
		coin.Amount = coin.Amount.Mul(math.NewIntFromUint64(max(1, (q.SpecBytes+999)/1000)))
		if s.Price.Min != "" {
			var least sdk.Coin
			if least, err = w.coin(ctx, s.Price.Min); err == nil && least.Denom == coin.Denom {
				coin.Amount = math.MaxInt(coin.Amount, least.Amount)
			}
		}
	case s.Price.BudgetBps > 0:
		coin = sdk.Coin{Denom: q.Budget.Denom, Amount: q.Budget.Amount.Mul(math.NewIntFromUint64(s.Price.BudgetBps)).QuoRaw(10_000)}
		if !coin.Amount.IsPositive() {
			err = ErrSkip.Wrapf("a share of %s is nothing", q.Budget)
		}
	default:
		coin, err = w.ask(ctx, s, q)
	}
	if err != nil {
		return math.Int{}, err
	}
	if coin.Denom != q.Budget.Denom {
		return math.Int{}, ErrSkip.Wrapf("paid in %s, the price is in %s", q.Budget.Denom, coin.Denom)
	}
	return coin.Amount, nil
}

func (w *Worker) ask(ctx context.Context, s *Skill, q Question) (sdk.Coin, error) {
	raw, err := json.Marshal(q)
	if err != nil {
		return sdk.Coin{}, err
	}
	out, err := program.Run(ctx, program.Command{Args: s.Price.Exec, Dir: w.cfg.Dir, Stdin: raw, Time: priceTime, Output: priceOutput})
	if err != nil {
		return sdk.Coin{}, ErrSkip.Wrapf("pricing program: %s", err)
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		return sdk.Coin{}, ErrSkip.Wrapf("pricing program: %.200q is no answer", out)
	}
	if a.Skip != "" || strings.TrimSpace(a.Price) == "" {
		return sdk.Coin{}, ErrSkip.Wrapf("pricing program: %.200s", a.Skip)
	}
	return w.coin(ctx, a.Price)
}

// coin reads an amount and remembers it.
func (w *Worker) coin(ctx context.Context, text string) (sdk.Coin, error) {
	w.mu.Lock()
	c, ok := w.coins[text]
	w.mu.Unlock()
	if ok {
		return c, nil
	}
	c, err := agent.ParseCoin(ctx, w.act.Client, text)
	if err != nil {
		return c, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.coins) > 256 { // a pricing program says something else each time
		clear(w.coins)
	}
	w.coins[text] = c
	return c, nil
}

// pledge of a price.
func (s *Skill) pledge(price math.Int) math.Int {
	return price.Mul(math.NewIntFromUint64(s.PledgeBps)).AddRaw(9999).QuoRaw(10_000)
}

// aboutJob asks about a job.
func aboutJob(job markettypes.Job) Question {
	q := job.Request
	return Question{
		Job: job.Id, Client: job.Client, Title: q.Title, Skill: q.Skill, SpecURI: q.Spec.Uri, SpecSHA256: hex.EncodeToString(q.Spec.Sha256),
		SpecBytes: q.Spec.Bytes, Budget: q.Budget, DeliveryMs: q.Clocks.DeliveryMs, ReviewMs: q.Clocks.ReviewMs,
		Method: methods[q.Verification.By()], Evaluator: q.Verification.Evaluator,
	}
}

// aboutTerms asks about terms that somebody offers.
func aboutTerms(offer string, t agreementtypes.Terms) Question {
	q := Question{
		Offer: offer, Client: t.Client, Title: t.Title, Skill: t.Skill, SpecURI: t.Spec.Uri, SpecSHA256: hex.EncodeToString(t.Spec.Sha256),
		SpecBytes: t.Spec.Bytes, Budget: t.Price, ReviewMs: t.ReviewMs,
		Method: methods[t.Verification.By()], Evaluator: t.Verification.Evaluator,
	}
	for _, m := range t.Milestones {
		q.DeliveryMs += m.DeliveryMs
	}
	return q
}
