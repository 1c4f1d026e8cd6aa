package worker

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Quotes says how clients that ask are given quotes: terms signed for one use, at the rule's price.
type Quotes struct {
	// Listen is where they ask, such as 127.0.0.1:8092.
	Listen string `yaml:"listen"`
	// Valid is how long a quote can be taken; the default is 5m.
	Valid time.Duration `yaml:"valid"`
	// MaxOpen bounds the quotes that can be taken at a time; the default is 8. A quote has no room within the limits until
	// it is taken, because whoever asks risks nothing: so many may come on top of them.
	MaxOpen int `yaml:"max_open"`
}

const (
	kindQuote = "quote"
	// quoteBody bounds what a client asks, in bytes; quoteTime is how long an answer may take.
	quoteBody = 16 << 10
	quoteTime = 30 * time.Second
	// quotesAtOnce is how many are answered at the same time: whoever asks risks nothing, and has no place of the work's.
	quotesAtOnce = 4
)

// quoteDoc is a quote that can still be taken.
type quoteDoc struct {
	ID        string `json:"id"`
	ExpiresMs uint64 `json:"expires_ms"`
	// Spec is the hash of what is to be done.
	Spec []byte `json:"spec"`
}

// of says whether an agreement can have come from a quote.
func (q quoteDoc) of(a agreementtypes.Agreement) bool {
	return a.Origin == "" && bytes.Equal(q.Spec, a.Terms.Spec.Sha256)
}

// serveQuotes answers those who ask for quotes until the context ends.
func (w *Worker) serveQuotes(ctx context.Context) error {
	l, err := net.Listen("tcp", w.cfg.Policy.Quotes.Listen)
	if err != nil {
		return ErrPolicy.Wrapf("quotes.listen: %s", err)
	}
	s := &http.Server{
		Handler: w.quoteHandler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	w.wg.Go(func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.cfg.Tell(Event{Kind: "trouble", Text: "quotes: " + err.Error()})
		}
	})
	w.wg.Go(func() {
		<-ctx.Done()
		if err := s.Close(); err != nil {
			w.cfg.Log.Warn("quotes", "error", err)
		}
	})
	w.cfg.Tell(Event{Kind: "quotes", Text: "http://" + l.Addr().String() + agent.QuotePath})
	return nil
}

func (w *Worker) quoteHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+agent.QuotePath, func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), quoteTime)
		defer cancel()
		raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, quoteBody))
		var asked agent.QuoteRequest
		if err == nil {
			err = json.Unmarshal(raw, &asked)
		}
		if err != nil {
			err = agent.ErrOption.Wrapf("the body: %s", err)
		}
		var answer agent.QuoteAnswer
		if err == nil {
			answer, err = w.quote(ctx, asked)
		}
		rw.Header().Set("Content-Type", "application/json")
		if err != nil {
			answer = agent.QuoteAnswer{Error: err.Error(), Remedy: explain.Remedy(err)}
			rw.WriteHeader(http.StatusUnprocessableEntity)
		}
		if err := json.NewEncoder(rw).Encode(answer); err != nil {
			return // the client went away
		}
	})
	return mux
}

// quote prices what a client asks for and signs the terms: ErrUnwanted with the key of the policy that refuses it, ErrSkip
// when there is no price, ErrBusy when the quotes or the limits are used up.
func (w *Worker) quote(ctx context.Context, asked agent.QuoteRequest) (agent.QuoteAnswer, error) {
	var none agent.QuoteAnswer
	if err := asked.Check(); err != nil {
		return none, err
	}
	select {
	case w.asking <- struct{}{}:
		defer func() { <-w.asking }()
	default:
		return none, ErrBusy.Wrapf("%d others ask for quotes", quotesAtOnce)
	}
	s := w.cfg.Policy.skill(asked.Skill)
	if s == nil {
		return none, ErrUnwanted.Wrapf("skills: %s is none of them", asked.Skill)
	}
	denom := asked.Denom
	if denom == "" {
		denom = chain.BaseDenom
	}
	t := agreementtypes.Terms{
		Client: asked.Client, Provider: w.cfg.Agent, Title: asked.Title, Skill: asked.Skill, Spec: asked.Spec(),
		Price: sdk.NewCoin(denom, math.ZeroInt()), ReviewMs: asked.ReviewMs, ReworkRounds: asked.Reworks,
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: asked.DeliveryMs}},
	}
	if asked.Private {
		t.Recipients = []agreementtypes.Recipient{agreementtypes.RecipientClient}
	}
	if ms := uint64(s.Delivery.Milliseconds()); asked.DeliveryMs < ms {
		return none, ErrUnwanted.Wrapf("skills.%s.delivery: %d ms, at least %s", s.Name, asked.DeliveryMs, s.Delivery)
	}
	price, err := w.deal(ctx, s, aboutTerms("", t))
	if err != nil {
		return none, err
	}
	t.Price.Amount, t.Loss, t.Pledge = price, price, s.pledge(price)
	b, err := w.inspect(ctx, t)
	if err != nil {
		return none, err
	}
	doc := quoteDoc{ExpiresMs: w.now() + uint64(w.cfg.Policy.Quotes.Valid.Milliseconds()), Spec: t.Spec.Sha256}
	return w.sign(ctx, t, doc, b)
}

// sign signs a quote that the chain would take; it is counted on the disk before anybody has it.
func (w *Worker) sign(ctx context.Context, t agreementtypes.Terms, doc quoteDoc, b brief) (agent.QuoteAnswer, error) {
	var none agent.QuoteAnswer
	w.quoting.Lock()
	defer w.quoting.Unlock()
	open, err := state.Unfinished[quoteDoc](w.cfg.State, kindQuote)
	if err != nil {
		return none, err
	}
	if len(open) >= w.cfg.Policy.Quotes.MaxOpen {
		return none, ErrBusy.Wrapf("quotes.max_open: %d", w.cfg.Policy.Quotes.MaxOpen)
	}
	q, err := agent.SignQuote(ctx, w.act.Client, w.cfg.Signer, t, doc.ExpiresMs)
	if err != nil {
		return none, err
	}
	r, err := markettypes.NewQueryClient(w.act.Client).CheckQuote(ctx, &markettypes.QueryCheckQuoteRequest{Terms: q.Terms, Quote: q.Quote})
	if err != nil {
		return none, err
	}
	if r.Obstacle != "" {
		return none, ErrUnwanted.Wrapf("the chain: %s", r.Obstacle)
	}
	doc.ID = quotePrefix + hex.EncodeToString(q.Quote.Nonce[:8])
	room, err := w.fits(ctx, stake{t.Pledge, t.Price.Amount})
	if err != nil {
		return none, err
	}
	if !room {
		return none, ErrBusy.Wrap("limits")
	}
	if err := w.keepBrief(doc.ID, b); err != nil {
		return none, err
	}
	if err := state.Put(w.cfg.State, kindQuote, doc.ID, state.StillOpen, doc); err != nil {
		return none, err
	}
	raw, err := q.Marshal()
	if err != nil {
		return none, err
	}
	w.due(doc.ID, doc.ExpiresMs)
	w.cfg.Tell(Event{Kind: "quoted", Offer: doc.ID, Amount: t.Price.String(), Text: t.Client})
	return agent.QuoteAnswer{Price: t.Price.String(), ExpiresMs: doc.ExpiresMs, Quoted: raw}, nil
}

// quotePrefix begins the ids of quotes.
const quotePrefix = "quo_"

// unquote forgets a quote that is over: others can have one.
func (w *Worker) unquote(ctx context.Context, id string) error {
	doc, ok, err := state.Get[quoteDoc](w.cfg.State, kindQuote, id)
	if err != nil || !ok {
		return err
	}
	if doc.ExpiresMs > w.now() {
		w.due(id, doc.ExpiresMs)
		return nil
	}
	running, err := w.running(ctx)
	if err != nil {
		return err
	}
	for _, a := range running {
		if doc.of(a) {
			if err := w.adopt(id, a); err != nil {
				return err
			}
		}
	}
	return errors.Join(w.dropBrief(id), w.cfg.State.Delete(kindQuote, id))
}
