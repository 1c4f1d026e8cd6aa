// Package hire gets work done: it stores the input, finds a provider by a job, a service, a negotiation or a quote, waits
// for the work, fetches and verifies it, and accepts it or not, by a policy or by asking. Every hire has a key and survives
// a kill at any moment: Hire with the same key goes on where it was, and does nothing twice.
package hire

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// Codespace of the errors of this package.
const Codespace = "hire"

// The sentinels of this package.
var (
	ErrRequest    = explain.New(Codespace, 2, "wrong request", "correct the field the error names")
	ErrNoProvider = explain.New(Codespace, 3, "nobody took the work", "offer more, leave more time for bids, or ask for less")
	ErrOther      = explain.New(Codespace, 4, "the key stands for another request", "use a new key, or none, for a new request")
	ErrNoHire     = explain.New(Codespace, 5, "no hire of this key", "go on with all hires under way by --resume without a key")
	ErrTerms      = explain.New(Codespace, 6, "not what was asked for", "hire somebody else, or ask for what the field names if you can live with it")
)

// Config of a hirer. Decide, Tell and Identity may be nil: then verified work is accepted with rating 100, work that cannot
// be verified is rejected, and private results are not asked for.
type Config struct {
	Client   *client.Client
	Agent    string
	State    *state.DB
	Store    store.Putter
	Fetch    store.Fetcher
	Identity *store.Identity
	Decide   func(context.Context, Delivered) (Decision, error)
	// Tell is told what happens.
	Tell func(Event)
}

// Event is something that happened to a hire.
type Event struct {
	// Kind is stored, posted, offered, countered, quoted, agreed, declined, delivered, verdict, decided, trouble or ended.
	Kind      string `json:"event"`
	Key       string `json:"key"`
	Job       string `json:"job,omitempty"`
	Offer     string `json:"offer,omitempty"`
	Agreement string `json:"agreement,omitempty"`
	Provider  string `json:"provider,omitempty"`
	Amount    string `json:"amount,omitempty"`
	Text      string `json:"text,omitempty"`
}

// Outcome is how a hire ended.
type Outcome struct {
	Key       string `json:"key"`
	Job       string `json:"job,omitempty"`
	Offer     string `json:"offer,omitempty"`
	Agreement string `json:"agreement,omitempty"`
	Provider  string `json:"provider,omitempty"`
	// Status of the agreement at its end, such as STATUS_COMPLETED.
	Status string `json:"status"`
	Price  string `json:"price,omitempty"`
	Paid   string `json:"paid,omitempty"`
	// URI, SHA256 and Bytes of the result; Content is what was verified, and decrypted when it was private.
	URI     string `json:"uri,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
	Bytes   uint64 `json:"bytes,omitempty"`
	Private bool   `json:"private,omitempty"`
	Content []byte `json:"-"`
	Rating  uint32 `json:"rating,omitempty"`
}

// Hirer hires for one agent. It is safe for concurrent use.
type Hirer struct {
	cfg Config
	act agent.Actor
}

const kindHire = "hire"

// doc is a hire under way. It is written before what follows from it is done.
type doc struct {
	Request Request             `json:"request"`
	Spec    agreementtypes.Spec `json:"spec"`
	// Tries counts services that were gone when they were to be taken.
	Tries   int    `json:"tries,omitempty"`
	Service *taken `json:"taken,omitempty"`
	// Declined are the providers of services that looked at the spec and did not want the work.
	Declined []string `json:"declined,omitempty"`
	// ExpiresMs of the offer that is being made.
	ExpiresMs uint64              `json:"expires_ms,omitempty"`
	Answers   map[string]answer   `json:"answers,omitempty"`
	Job       string              `json:"job,omitempty"`
	Offer     string              `json:"offer,omitempty"`
	Agreement string              `json:"agreement,omitempty"`
	Decisions map[string]Decision `json:"decisions,omitempty"`
	Outcome   *Outcome            `json:"outcome,omitempty"`
	Failed    string              `json:"failed,omitempty"`
	// Misfit says that it failed for the terms of others; Chosen, that the quote was found good.
	Misfit bool `json:"misfit,omitempty"`
	Chosen bool `json:"chosen,omitempty"`
}

// New makes a hirer.
func New(cfg Config) (*Hirer, error) {
	if cfg.Client == nil || cfg.State == nil || cfg.Store == nil || cfg.Agent == "" {
		return nil, ErrRequest.Wrap("client, state, store and agent must be set")
	}
	if cfg.Tell == nil {
		cfg.Tell = func(Event) {}
	}
	if cfg.Decide == nil {
		cfg.Decide = Verified(100)
	}
	return &Hirer{cfg: cfg, act: agent.Actor{Client: cfg.Client, Agent: cfg.Agent, Outbox: cfg.State}}, nil
}

// Hire gets the work of a request done and returns how it ended; ErrNoProvider when nobody took it, and ErrTerms with the
// field when that was for the terms of others. Trouble of the own store and errors of Decide are returned as they are. A
// request whose key is known goes on where it was; ErrOther when it is another one.
func (h *Hirer) Hire(ctx context.Context, r Request) (Outcome, error) {
	if err := r.check(h.cfg.Identity != nil); err != nil {
		return Outcome{}, err
	}
	d, known, err := state.Get[doc](h.cfg.State, kindHire, r.Key)
	if err != nil {
		return Outcome{}, err
	}
	if known && (!bytes.Equal(d.Spec.Sha256, store.Hash(r.Input)) || d.Request.Skill != r.Skill || d.Request.Road != r.Road || !d.Request.Budget.Equal(r.Budget)) {
		return Outcome{}, ErrOther.Wrap(r.Key)
	}
	if !known {
		d = doc{Request: r}
		if err := h.upload(ctx, &d); err != nil {
			return Outcome{}, err
		}
	}
	return h.run(ctx, &d)
}

// Resume goes on with a hire: ErrNoHire.
func (h *Hirer) Resume(ctx context.Context, key string) (Outcome, error) {
	d, known, err := state.Get[doc](h.cfg.State, kindHire, key)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, ErrNoHire.Wrap(key)
	}
	return h.run(ctx, &d)
}

// Unfinished returns the keys of the hires under way.
func (h *Hirer) Unfinished() ([]string, error) {
	docs, err := state.Unfinished[doc](h.cfg.State, kindHire)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, d := range docs {
		keys = append(keys, d.Request.Key)
	}
	return keys, nil
}

// run does step after step; trouble on the way is waited out.
func (h *Hirer) run(ctx context.Context, d *doc) (Outcome, error) {
	for d.Outcome == nil {
		if d.Failed != "" {
			return Outcome{Key: d.Request.Key, Job: d.Job, Offer: d.Offer}, d.failure()
		}
		err := h.step(ctx, d)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return Outcome{}, errors.Join(ctx.Err(), err)
		case errors.As(err, new(undecided)):
			return Outcome{}, err
		case errors.Is(err, client.ErrUnreachable), errors.Is(err, client.ErrPending), errors.Is(err, store.ErrFetch), passing(err):
			h.tell(d, "trouble", err.Error(), "")
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		default:
			return Outcome{}, err
		}
	}
	out := *d.Outcome
	if content, ok := h.kept(ctx, d); ok {
		out.Content = content
	}
	return out, nil
}

// passing tells refusals after which the same act is to be tried again, as one that ran out of gas because the state grew
// meanwhile. Without coins for the fee nothing passes until somebody sends some.
func passing(err error) bool {
	return client.Passing(err) && !errors.Is(err, sdkerrors.ErrInsufficientFunds) && !errors.Is(err, feegrant.ErrFeeLimitExceeded)
}

// step does the next thing; each stores what it learned.
func (h *Hirer) step(ctx context.Context, d *doc) error {
	switch {
	case d.Agreement != "":
		return h.follow(ctx, d)
	case d.Request.Road == Service:
		return h.takeService(ctx, d)
	case d.Request.Road == Negotiate:
		return h.negotiate(ctx, d)
	case d.Request.Road == Quote:
		return h.takeQuote(ctx, d)
	default:
		return h.auction(ctx, d)
	}
}

// upload stores the input. The spec of a quote is where its provider looks for it.
func (h *Hirer) upload(ctx context.Context, d *doc) error {
	uri, err := h.cfg.Store.Put(ctx, d.Request.Input)
	if err != nil {
		return err
	}
	d.Spec = agreementtypes.Spec{Uri: uri, Sha256: store.Hash(d.Request.Input), Bytes: uint64(len(d.Request.Input))}
	d.Request.Input = nil // the store has it, and its hash says what it was
	h.tell(d, "stored", uri, "")
	return h.save(d)
}

// fail ends a hire that found nobody.
func (h *Hirer) fail(d *doc, why string) error {
	d.Failed = why
	h.tell(d, "ended", why, "")
	return h.save(d)
}

// refuse ends a hire for what somebody else asks: an error of ErrTerms.
func (h *Hirer) refuse(d *doc, err error) error {
	d.Misfit = true
	return h.fail(d, reason(err))
}

// reason is what an error of ErrTerms says of the field.
func reason(err error) string { return strings.TrimSuffix(err.Error(), ": "+ErrTerms.Error()) }

func (d *doc) failure() error {
	if d.Misfit {
		return errors.Join(ErrTerms.Wrap(d.Failed), ErrNoProvider.Wrap(d.Request.Key))
	}
	return ErrNoProvider.Wrap(d.Failed)
}

func (h *Hirer) save(d *doc) error {
	open := state.StillOpen
	if d.Outcome != nil || d.Failed != "" {
		open = state.Closed
	}
	return state.Put(h.cfg.State, kindHire, d.Request.Key, open, *d)
}

func (h *Hirer) tell(d *doc, kind, text, amount string) {
	h.cfg.Tell(Event{Kind: kind, Key: d.Request.Key, Job: d.Job, Offer: d.Offer, Agreement: d.Agreement, Text: text, Amount: amount})
}

// await returns when a block has an event in which attribute has the value, after the height at which that was looked for
// in vain.
func (h *Hirer) await(ctx context.Context, height int64, attribute, value string) error {
	err := h.act.Client.Follow(ctx, height+1, func(b *client.Block) error {
		for _, e := range b.Events() {
			if e.Get(attribute) == value {
				return client.ErrStop
			}
		}
		return nil
	})
	if errors.Is(err, client.ErrPruned) {
		return nil // it was away for long: look again
	}
	return err
}
