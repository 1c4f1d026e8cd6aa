package worker

import (
	"context"
	"slices"
	"strings"
	"time"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Accept says which work is taken at all: jobs, offers and counter-offers, and quotes. Clients and specs that it refuses are
// declined when they hire a service, too; all else of a service is the provider's own.
type Accept struct {
	// MaxSpec in bytes; the default is 16 MiB.
	MaxSpec uint64 `yaml:"max_spec"`
	// Clients are the only ones to work for; NotClients never. They are addresses of agents.
	Clients    []string `yaml:"clients"`
	NotClients []string `yaml:"not_clients"`
	// MinClientScoreBps is the least reliability of a client by its record on the chain, in 1/10000.
	MinClientScoreBps uint64 `yaml:"min_client_score_bps"`
	// NotWords are words that no title may hold, in any case of letters.
	NotWords []string `yaml:"not_words"`
	// MinPrice and MaxPrice bound the price of one job, such as 0.01troth. Offers are countered with MinPrice at least.
	MinPrice string `yaml:"min_price"`
	MaxPrice string `yaml:"max_price"`
	// MinDelivery is the least time for the work, the default is 30s; MaxReview the longest that a client may take to accept it.
	MinDelivery time.Duration `yaml:"min_delivery"`
	MaxReview   time.Duration `yaml:"max_review"`
	// Methods are the ways of verification that are taken: client, which is the default, evaluator, hash and panel; Evaluators
	// are the addresses of those that may judge. An evaluator of the client's own can take the whole pledge.
	Methods    []string `yaml:"methods"`
	Evaluators []string `yaml:"evaluators"`
	// Private lets specs come from private networks and this machine, as on a devnet.
	Private bool `yaml:"private"`
}

// refuse says why work is not taken, whatever its price: ErrUnwanted with the key of the policy, and the reason as a
// negotiation gives it.
func (w *Worker) refuse(ctx context.Context, q Question) (markettypes.Reason, error) {
	if reason, err := w.cfg.Policy.Accept.refuse(q); err != nil {
		return reason, err
	}
	return w.refuseClient(ctx, q)
}

// refuseClient is refuse for terms of the own: all that matters of a hire is who the client is, and what it gives.
func (w *Worker) refuseClient(ctx context.Context, q Question) (markettypes.Reason, error) {
	a := w.cfg.Policy.Accept
	if reason, err := a.refuseClient(q); err != nil {
		return reason, err
	}
	if a.MinClientScoreBps == 0 {
		return markettypes.ReasonUnspecified, nil
	}
	r, err := reputationtypes.NewQueryClient(w.act.Client).Client(ctx, &reputationtypes.QueryClientRequest{Agent: q.Client})
	if err != nil {
		return markettypes.ReasonUnsupported, err
	}
	if r.ReliabilityBps < a.MinClientScoreBps {
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.min_client_score_bps: %d, client %s has %d", a.MinClientScoreBps, q.Client, r.ReliabilityBps)
	}
	return markettypes.ReasonUnspecified, nil
}

// refuse checks all that the work itself says.
func (a Accept) refuse(q Question) (markettypes.Reason, error) {
	if reason, err := a.refuseClient(q); err != nil {
		return reason, err
	}
	title := strings.ToLower(q.Title)
	word := slices.IndexFunc(a.NotWords, func(s string) bool { return strings.Contains(title, strings.ToLower(s)) })
	switch {
	case word >= 0:
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.not_words: %q in the title", a.NotWords[word])
	case !slices.Contains(a.Methods, q.Method):
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.methods: %s is none of them", q.Method)
	case q.Evaluator != "" && !slices.Contains(a.Evaluators, q.Evaluator):
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.evaluators: %s is none of them", q.Evaluator)
	case q.DeliveryMs < uint64(a.MinDelivery.Milliseconds()):
		return markettypes.ReasonDeadlineTooTight, ErrUnwanted.Wrapf("accept.min_delivery: %d ms, at least %s", q.DeliveryMs, a.MinDelivery)
	case a.MaxReview > 0 && q.ReviewMs > uint64(a.MaxReview.Milliseconds()):
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.max_review: %d ms, at most %s", q.ReviewMs, a.MaxReview)
	default:
		return markettypes.ReasonUnspecified, nil
	}
}

// refuseClient checks the client and the length of its spec.
func (a Accept) refuseClient(q Question) (markettypes.Reason, error) {
	switch {
	case slices.Contains(a.NotClients, q.Client):
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.not_clients: %s", q.Client)
	case len(a.Clients) > 0 && !slices.Contains(a.Clients, q.Client):
		return markettypes.ReasonUnsupported, ErrUnwanted.Wrapf("accept.clients: %s is none of them", q.Client)
	case q.SpecBytes > a.MaxSpec:
		return markettypes.ReasonIncapable, ErrUnwanted.Wrapf("accept.max_spec: %d bytes, at most %d", q.SpecBytes, a.MaxSpec)
	default:
		return markettypes.ReasonUnspecified, nil
	}
}

// methods are the words for ways of verification.
var methods = map[agreementtypes.Method]string{
	agreementtypes.MethodClient: "client", agreementtypes.MethodEvaluator: "evaluator", agreementtypes.MethodHash: "hash", agreementtypes.MethodPanel: "panel",
}

// bounds returns the least and the highest price in a denom: ErrUnwanted when the policy has them in another one.
func (w *Worker) bounds(ctx context.Context, denom string) (least, most math.Int, err error) {
	least, most = math.ZeroInt(), boundless
	for _, b := range []struct {
		key, text string
		into      *math.Int
	}{{"accept.min_price", w.cfg.Policy.Accept.MinPrice, &least}, {"accept.max_price", w.cfg.Policy.Accept.MaxPrice, &most}} {
		if b.text == "" {
			continue
		}
		c, err := w.coin(ctx, b.text)
		if err != nil {
			return least, most, err
		}
		if c.Denom != denom {
			return least, most, ErrUnwanted.Wrapf("%s: %s, this work is paid in %s", b.key, b.text, denom)
		}
		*b.into = c.Amount
	}
	return least, most, nil
}

// deal prices work that the policy takes: ErrUnwanted with the key of the policy that refuses it, ErrSkip when the rule has
// no price for it.
func (w *Worker) deal(ctx context.Context, s *Skill, q Question) (math.Int, error) {
	if _, err := w.refuse(ctx, q); err != nil {
		return math.Int{}, err
	}
	least, most, err := w.bounds(ctx, q.Budget.Denom)
	if err != nil {
		return math.Int{}, err
	}
	price, err := w.price(ctx, s, q)
	switch {
	case err != nil:
		return math.Int{}, err
	case price.LT(least):
		return math.Int{}, ErrUnwanted.Wrapf("accept.min_price: %s, the price is %s%s", w.cfg.Policy.Accept.MinPrice, price, q.Budget.Denom)
	case price.GT(most):
		return math.Int{}, ErrUnwanted.Wrapf("accept.max_price: %s, the price is %s%s", w.cfg.Policy.Accept.MaxPrice, price, q.Budget.Denom)
	default:
		return price, nil
	}
}
