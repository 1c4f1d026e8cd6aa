package hire

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// answer to a round of the provider, decided once.
type answer struct {
	Accept bool `json:"accept,omitempty"`
	Reject bool `json:"reject,omitempty"`
	// Why a round is rejected for its terms.
	Why       string   `json:"why,omitempty"`
	Price     math.Int `json:"price"`
	ExpiresMs uint64   `json:"expires_ms,omitempty"`
}

const (
	// offerLife is how long an offer binds this agent.
	offerLife = 10 * time.Minute
	// renewAfter is how much of it must have passed before an expiry that the chain refuses is set anew: a younger one is
	// refused for something else than its age.
	renewAfter = time.Minute
	// lastRound from which on no further counter is made.
	lastRound = 8
)

// negotiate makes an offer, answers what comes back, and waits in between. A price within the budget is taken, to a higher
// one the answer is the budget.
func (h *Hirer) negotiate(ctx context.Context, d *doc) error {
	if d.Offer == "" {
		return h.offer(ctx, d)
	}
	height, err := h.act.Client.Height(ctx)
	if err != nil {
		return err
	}
	r, err := markettypes.NewQueryClient(h.act.Client).Offer(ctx, &markettypes.QueryOfferRequest{Id: d.Offer})
	if errors.Is(err, markettypes.ErrOfferNotFound) {
		return h.fail(d, d.Offer+" is gone")
	}
	if err != nil {
		return err
	}
	o := r.Offer
	switch {
	case o.Agreement != "":
		return h.agreed(d, o.Agreement)
	case o.Status != markettypes.OfferStatusOpen && d.Answers[roundKey(o)].Why != "":
		return h.refuse(d, ErrTerms.Wrap(d.Answers[roundKey(o)].Why))
	case o.Status != markettypes.OfferStatusOpen:
		return h.fail(d, fmt.Sprintf("%s is %s %s", o.Id, o.Status, o.Reason))
	case o.Round.Maker == h.cfg.Agent:
		return h.await(ctx, height, "offer", o.Id)
	default:
		return h.reply(ctx, d, o)
	}
}

func (h *Hirer) offer(ctx context.Context, d *doc) error {
	r := d.Request
	if d.ExpiresMs == 0 {
		if err := h.scored(ctx, r, r.Provider); errors.Is(err, ErrTerms) {
			return h.refuse(d, err)
		} else if err != nil {
			return err
		}
		now, err := agent.Now(ctx, h.act.Client)
		if err != nil {
			return err
		}
		d.ExpiresMs = now + uint64(offerLife.Milliseconds())
		return h.save(d)
	}
	price := r.Price
	if !price.IsPositive() {
		price = math.MaxInt(r.Budget.Amount.QuoRaw(2), math.OneInt())
	}
	price = math.MinInt(price, r.Budget.Amount)
	coin := r.Budget
	coin.Amount = price
	t := agreementtypes.Terms{
		Client: h.cfg.Agent, Provider: r.Provider, Title: r.Title, Skill: r.Skill, Spec: d.Spec, Price: coin, Loss: r.Budget.Amount,
		Pledge: price, Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: uint64(r.Delivery.Milliseconds())}},
		ReviewMs: uint64(r.Review.Milliseconds()), ReworkRounds: r.Reworks, Recipients: r.recipients(),
	}
	res, err := h.act.Do(ctx, r.Key+"/offer", h.act.Offer(t, d.ExpiresMs, ""))
	if errors.Is(err, markettypes.ErrExpiry) {
		if d.ExpiresMs, err = h.renewed(ctx, d.ExpiresMs, err); err != nil {
			return err
		}
		return h.save(d)
	}
	if err != nil {
		return err
	}
	m, err := client.Response[*markettypes.MsgMakeOfferResponse](res, 0)
	if err != nil {
		return err
	}
	d.Offer = m.Offer
	h.tell(d, "offered", "", coin.String())
	return h.save(d)
}

// renewed sets an expiry anew from now that was refused after a pause: nothing was done, and the same act may be tried again
// with it. The refusal is returned when it is not the pause.
func (h *Hirer) renewed(ctx context.Context, expiresMs uint64, refused error) (uint64, error) {
	now, err := agent.Now(ctx, h.act.Client)
	if err != nil {
		return expiresMs, errors.Join(refused, err)
	}
	anew := now + uint64(offerLife.Milliseconds())
	if anew < expiresMs+uint64(renewAfter.Milliseconds()) {
		return expiresMs, refused
	}
	return anew, nil
}

func roundKey(o markettypes.Offer) string { return fmt.Sprintf("%s/%d", o.Id, o.Round.Number) }

// reply answers a round of the provider. It changes nothing but price and pledge: terms that are otherwise not what was
// asked for are turned down.
func (h *Hirer) reply(ctx context.Context, d *doc, o markettypes.Offer) error {
	key := roundKey(o)
	t := o.Round.Terms
	a, known := d.Answers[key]
	if !known {
		now, err := agent.Now(ctx, h.act.Client)
		if err != nil {
			return err
		}
		budget := d.Request.Budget.Amount
		a = answer{Price: budget, ExpiresMs: now + uint64(offerLife.Milliseconds())}
		signed := t // by whichever answer
		if signed.Price.Amount.GT(budget) {
			signed.Price.Amount, signed.Pledge = budget, budget
		}
		err = fits(signed, d.Request)
		if err == nil {
			err = accords(signed, h.cfg.Agent, d.Request.Provider, d.Spec)
		}
		switch {
		case err != nil:
			a.Reject, a.Why = true, reason(err)
		case t.Price.Amount.LTE(budget):
			a.Accept, a.Price = true, t.Price.Amount
		case o.Round.Number >= lastRound:
			a.Reject = true
		}
		if d.Answers == nil {
			d.Answers = make(map[string]answer)
		}
		d.Answers[key] = a
		h.tell(d, "countered", fmt.Sprintf("round %d", o.Round.Number), t.Price.String())
		if err := h.save(d); err != nil {
			return err
		}
	}
	var err error
	switch {
	case a.Accept:
		_, err = h.act.Do(ctx, d.Request.Key+"/"+key, h.act.AcceptOffer(o))
	case a.Reject && a.Why != "":
		_, err = h.act.Do(ctx, d.Request.Key+"/"+key, h.act.RejectOffer(o, markettypes.ReasonTermsChanged))
	case a.Reject:
		_, err = h.act.Do(ctx, d.Request.Key+"/"+key, h.act.RejectOffer(o, markettypes.ReasonPriceTooHigh))
	default:
		t.Price.Amount, t.Pledge = a.Price, a.Price
		_, err = h.act.Do(ctx, d.Request.Key+"/"+key, h.act.Counter(o, t, a.ExpiresMs))
	}
	if errors.Is(err, markettypes.ErrExpiry) {
		if a.ExpiresMs, err = h.renewed(ctx, a.ExpiresMs, err); err != nil {
			return err
		}
		d.Answers[key] = a
		return h.save(d)
	}
	if errors.Is(err, markettypes.ErrOfferClosed) || errors.Is(err, markettypes.ErrRoundChanged) || errors.Is(err, markettypes.ErrNotYourTurn) {
		return nil // it moved on meanwhile: look again
	}
	return err
}
