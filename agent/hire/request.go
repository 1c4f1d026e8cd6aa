package hire

import (
	"fmt"
	"slices"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/internal/field"
)

// Road by which a provider is found.
type Road string

// The roads.
const (
	Auction   Road = "auction"
	Service   Road = "service"
	Negotiate Road = "negotiate"
	Quote     Road = "quote"
)

// fullPledge and every other whole, in 1/10000.
const fullPledge = 10_000

// Request is what is wanted.
type Request struct {
	Key   string `json:"key"`
	Road  Road   `json:"road"`
	Skill string `json:"skill"`
	Title string `json:"title"`
	Input []byte `json:"input,omitempty"`
	// Budget is the most that is paid.
	Budget sdk.Coin `json:"budget"`
	// Bid, Reveal, Delivery and Review are the clocks; the defaults are 30s, 30s, 1h and 1h.
	Bid      time.Duration `json:"bid,omitempty"`
	Reveal   time.Duration `json:"reveal,omitempty"`
	Delivery time.Duration `json:"delivery,omitempty"`
	Review   time.Duration `json:"review,omitempty"`
	// Backups stand by for a winner that defaults; Reworks is how often work may be sent back.
	Backups uint32 `json:"backups,omitempty"`
	Reworks uint32 `json:"reworks,omitempty"`
	// MinScoreBps that the provider must have for the skill, on every road.
	MinScoreBps uint32 `json:"min_score_bps,omitempty"`
	// MinPledgeBps of the price is the least pledge that terms of others may have; nil is the whole price. Bids are ranked
	// by the chain, which counts their pledges.
	MinPledgeBps *uint32 `json:"min_pledge_bps,omitempty"`
	// Evaluators are the only agents that may judge by terms of others; Panel takes drawn judges. Without either only this
	// agent judges.
	Evaluators []string `json:"evaluators,omitempty"`
	Panel      bool     `json:"panel,omitempty"`
	// Contest brings an evaluator's verdict before drawn judges when Decide does not accept the work; a deposit is held.
	Contest bool `json:"contest,omitempty"`
	// Private asks for a result that is encrypted to this agent.
	Private bool `json:"private,omitempty"`
	// Service is the id of the one to take; empty takes the cheapest of the skill.
	Service string `json:"service,omitempty"`
	// Provider to negotiate with, and the first Price offered; zero offers half of the budget.
	Provider string   `json:"provider,omitempty"`
	Price    math.Int `json:"price"`
	// QuoteFrom is where the provider is asked for a quote, such as https://sam.example.com/quote; what costs no more than
	// the budget is taken.
	QuoteFrom string `json:"quote_from,omitempty"`
	// Quoted is the quote to take, instead; its spec must be the input. An empty Skill is that of the quote.
	Quoted *agent.Quoted `json:"-"`
	// QuotedRaw is how Quoted is stored.
	QuotedRaw []byte `json:"quoted,omitempty"`
}

// check fills the defaults; private says whether this agent can decrypt. ErrRequest names the field.
func (r *Request) check(private bool) error {
	or := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	or(&r.Bid, 30*time.Second)
	or(&r.Reveal, 30*time.Second)
	or(&r.Delivery, time.Hour)
	or(&r.Review, time.Hour)
	if r.Road == "" {
		r.Road = Auction
	}
	switch {
	case r.Key == "":
		return ErrRequest.Wrap("key: empty")
	case len(r.Input) == 0:
		return ErrRequest.Wrap("input: empty")
	case len(r.Input) > store.MaxContent:
		return ErrRequest.Wrapf("input: %d bytes, at most %d", len(r.Input), store.MaxContent)
	case r.Road == Quote && (r.Quoted == nil) == (r.QuoteFrom == ""):
		return ErrRequest.Wrap("quote: want one, or where to ask for one")
	case r.Budget.Amount.IsNil() || !r.Budget.IsPositive():
		return ErrRequest.Wrap("budget: want a positive amount, the most that is paid")
	case !slices.Contains([]Road{Auction, Service, Negotiate, Quote}, r.Road):
		return ErrRequest.Wrapf("road: %q, want auction, service, negotiate or quote", r.Road)
	case r.Bid < 0 || r.Reveal < 0 || r.Delivery < 0 || r.Review < 0:
		return ErrRequest.Wrap("clocks: want positive times")
	case r.MinScoreBps > fullPledge || (r.MinPledgeBps != nil && *r.MinPledgeBps > fullPledge):
		return ErrRequest.Wrapf("min_score_bps, min_pledge_bps: want at most %d", fullPledge)
	case r.Road == Negotiate && r.Provider == "":
		return ErrRequest.Wrap("provider: none to negotiate with")
	case r.Private && !private:
		return ErrRequest.Wrap("private: this agent has no key to decrypt with")
	}
	r.Evaluators = slices.Clone(r.Evaluators)
	for i, e := range r.Evaluators {
		address, err := field.Address(fmt.Sprintf("evaluators[%d]", i), e)
		if err != nil {
			return ErrRequest.Wrap(err.Error())
		}
		r.Evaluators[i] = address.String()
	}
	if r.Quoted != nil {
		raw, err := r.Quoted.Marshal()
		if err != nil {
			return err
		}
		if r.QuotedRaw = raw; r.Skill == "" {
			r.Skill = r.Quoted.Terms.Skill
		}
	}
	if r.Title == "" {
		r.Title = fmt.Sprintf("%s of %d bytes", r.Skill, len(r.Input))
	}
	if r.Price.IsNil() {
		r.Price = math.ZeroInt()
	}
	return nil
}
