package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	kindAnswer  = "answer"
	kindService = "service"
	// servicesTask is the thing that keeps the services as the policy has them.
	servicesTask = "services"
	// servicesPause is how often they are looked at.
	servicesPause = 10 * time.Minute
)

// answerDoc is how a round is answered, decided once: a negotiation that was begun again after a crash goes on the same.
type answerDoc struct {
	Do        string             `json:"do"`
	Reason    markettypes.Reason `json:"reason,omitempty"`
	Price     math.Int           `json:"price"`
	Pledge    math.Int           `json:"pledge"`
	ExpiresMs uint64             `json:"expires_ms,omitempty"`
}

// The answers to a round.
const (
	doAccept  = "accept"
	doCounter = "counter"
	doReject  = "reject"
)

// answer answers the last round of a negotiation, when it is this agent's turn.
func (w *Worker) answer(ctx context.Context, id string) error {
	r, err := markettypes.NewQueryClient(w.act.Client).Offer(ctx, &markettypes.QueryOfferRequest{Id: id})
	if errors.Is(err, markettypes.ErrOfferNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	o := r.Offer
	if o.Provider != w.cfg.Agent || o.Status != markettypes.OfferStatusOpen || o.Round.Maker == w.cfg.Agent {
		if o.Status == markettypes.OfferStatusOpen {
			return nil
		}
		w.release(ctx, id)
		if o.Status == markettypes.OfferStatusAccepted { // its agreement takes it over
			return nil
		}
		return w.dropBrief(id)
	}
	key := fmt.Sprintf("%s/%d", id, o.Round.Number)
	doc, known, err := state.Get[answerDoc](w.cfg.State, kindAnswer, key)
	if err != nil {
		return err
	}
	if !known {
		if doc, err = w.decide(ctx, o); err != nil {
			return err
		}
		if err := state.Put(w.cfg.State, kindAnswer, key, state.Closed, doc); err != nil {
			return err
		}
	}
	var msg sdk.Msg
	switch doc.Do {
	case doAccept:
		msg = w.act.AcceptOffer(o)
	case doCounter:
		t := o.Round.Terms
		t.Price.Amount, t.Pledge = doc.Price, doc.Pledge
		msg = w.act.Counter(o, t, doc.ExpiresMs)
	default:
		msg = w.act.RejectOffer(o, doc.Reason)
	}
	_, err = w.do(ctx, key, msg)
	if agent.Refused(err) {
		w.cfg.Tell(Event{Kind: "trouble", Offer: id, Text: "answer refused: " + err.Error()})
		w.release(ctx, id)
		return nil
	}
	if err != nil {
		return err
	}
	text := doc.Do
	if doc.Do == doReject {
		text += " " + doc.Reason.String()
	}
	w.cfg.Tell(Event{Kind: "offer", Offer: id, Amount: doc.Price.String(), Text: text})
	if doc.Do != doCounter { // the agreement has room of its own from its first look on
		w.release(ctx, id)
	}
	return nil
}

// decide makes the answer to a round by the policy.
func (w *Worker) decide(ctx context.Context, o markettypes.Offer) (answerDoc, error) {
	t := o.Round.Terms
	reject := func(r markettypes.Reason) (answerDoc, error) {
		return answerDoc{Do: doReject, Reason: r, Price: t.Price.Amount, Pledge: t.Pledge}, nil
	}
	n, s := w.cfg.Policy.Negotiation, w.cfg.Policy.skill(t.Skill)
	if n == nil || s == nil {
		return reject(markettypes.ReasonUnsupported)
	}
	q := aboutTerms(o.Id, t)
	unwanted := func(r markettypes.Reason, err error) (answerDoc, error) {
		if errors.Is(err, ErrUnwanted) || errors.Is(err, ErrSkip) {
			w.cfg.Log.Info("no deal", "offer", o.Id, "why", err)
			return reject(r)
		}
		return answerDoc{}, err
	}
	busy := func(err error) (answerDoc, error) {
		if err != nil {
			return answerDoc{}, err
		}
		return reject(markettypes.ReasonBusy)
	}
	if reason, err := w.refuse(ctx, q); err != nil {
		return unwanted(reason, err)
	}
	if ms := uint64(s.Delivery.Milliseconds()); q.DeliveryMs < ms {
		return reject(markettypes.ReasonDeadlineTooTight)
	}
	least, most, err := w.bounds(ctx, t.Price.Denom)
	if err != nil {
		return unwanted(markettypes.ReasonUnsupported, err)
	}
	want, err := w.price(ctx, s, q)
	if err != nil {
		return unwanted(markettypes.ReasonUnsupported, err)
	}
	ask := math.MaxInt(n.ask(want, o.Round.Number), least)
	price := math.MaxInt(t.Price.Amount, ask)
	if price.GT(most) {
		return reject(markettypes.ReasonPriceTooHigh)
	}
	cost := stake{s.pledge(price), price}
	if room, err := w.fits(ctx, cost); err != nil || !room {
		return busy(err)
	}
	last := o.Round.Number >= n.MaxRounds
	agreeable := t.Price.Amount.GTE(ask) && t.Pledge.LTE(math.MaxInt(s.pledge(t.Price.Amount), t.Price.Amount))
	switch {
	case last && t.Price.Amount.LT(ask):
		return reject(markettypes.ReasonPriceTooLow)
	case last && !agreeable:
		return reject(markettypes.ReasonUnsupported)
	}
	// Either answer binds: what is offered is looked at first, before it takes a place.
	b, err := w.inspect(ctx, t)
	if away(err) && w.missed(o.Id) {
		return reject(markettypes.ReasonIncapable)
	}
	if err != nil {
		return unwanted(markettypes.ReasonIncapable, err)
	}
	if room, err := w.reserve(ctx, o.Id, cost); err != nil || !room {
		return busy(err)
	}
	if err := w.keepBrief(o.Id, b); err != nil {
		w.release(ctx, o.Id)
		return answerDoc{}, err
	}
	if agreeable {
		return answerDoc{Do: doAccept, Price: t.Price.Amount, Pledge: t.Pledge}, nil
	}
	return answerDoc{Do: doCounter, Price: price, Pledge: s.pledge(price), ExpiresMs: w.now() + uint64(n.Expires.Milliseconds())}, nil
}

// ask is what a round asks: the whole price in the first, and in equal steps down to the floor in the last.
func (n Negotiation) ask(want math.Int, number uint32) math.Int {
	floor := want.Mul(math.NewIntFromUint64(n.FloorBps)).AddRaw(9999).QuoRaw(10_000)
	if n.MaxRounds <= 1 {
		return floor
	}
	step := min(number, n.MaxRounds) - 1
	return want.Sub(want.Sub(floor).MulRaw(int64(step)).QuoRaw(int64(n.MaxRounds - 1)))
}

// serviceDoc is a service of the policy on the chain.
type serviceDoc struct {
	ID string `json:"id"`
	// Listings counts how often it was listed: each is an act of its own.
	Listings int `json:"listings"`
}

// services lists the services of the policy and changes those that are another way on the chain.
func (w *Worker) services(ctx context.Context) error {
	r, err := markettypes.NewQueryClient(w.act.Client).Services(ctx, &markettypes.QueryServicesRequest{Provider: w.cfg.Agent})
	if err != nil {
		return err
	}
	for _, s := range w.cfg.Policy.Services {
		if err := w.service(ctx, s, r.Services); err != nil {
			return fmt.Errorf("service %q: %w", s.Title, err)
		}
	}
	w.after(servicesTask, servicesPause)
	return nil
}

func (w *Worker) service(ctx context.Context, s Service, listed []markettypes.Service) error {
	key := s.Skill + "/" + s.Title
	doc, _, err := state.Get[serviceDoc](w.cfg.State, kindService, key)
	if err != nil {
		return err
	}
	terms, err := w.template(ctx, s)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(listed, func(l markettypes.Service) bool { return l.Id == doc.ID })
	if i < 0 {
		// The number is on the disk before the act: a service that somebody removed is listed again, one that is on its way
		// is not listed twice.
		if doc.ID != "" {
			doc = serviceDoc{Listings: doc.Listings + 1}
			if err := state.Put(w.cfg.State, kindService, key, state.StillOpen, doc); err != nil {
				return err
			}
		}
		res, err := w.do(ctx, fmt.Sprintf("service/%s/%d", key, doc.Listings), &markettypes.MsgListService{
			Signer: w.act.Signer(), Provider: w.cfg.Agent, Terms: terms, Capacity: s.Capacity,
		})
		if err != nil {
			return err
		}
		if len(res.Responses) == 1 {
			if m, ok := res.Responses[0].(*markettypes.MsgListServiceResponse); ok {
				doc.ID = m.Service
			}
		}
		w.cfg.Tell(Event{Kind: "service", Text: doc.ID + " " + s.Title})
		return state.Put(w.cfg.State, kindService, key, state.StillOpen, doc)
	}
	l := listed[i]
	if same(l.Terms, terms) && l.Capacity == s.Capacity && l.Active {
		return nil
	}
	msg := &markettypes.MsgUpdateService{
		Signer: w.act.Signer(), Provider: w.cfg.Agent, Service: l.Id, Terms: terms, Capacity: s.Capacity, Active: true,
	}
	raw, err := proto.Marshal(msg)
	if err != nil {
		return err
	}
	_, err = w.do(ctx, fmt.Sprintf("service/%s/%d/%x", l.Id, l.Version, sha256.Sum256(raw)), msg)
	if err == nil {
		w.cfg.Tell(Event{Kind: "service", Text: l.Id + " changed"})
	}
	return err
}

// same says whether a service is on the chain as the policy has it.
func same(a, b agreementtypes.Terms) bool {
	return a.Title == b.Title && a.Price.Equal(b.Price) && a.Loss.Equal(b.Loss) && a.Pledge.Equal(b.Pledge) && a.ReviewMs == b.ReviewMs &&
		bytes.Equal(a.Spec.Sha256, b.Spec.Sha256) && a.Spec.Uri == b.Spec.Uri && len(a.Milestones) == 1 && a.Milestones[0].DeliveryMs == b.Milestones[0].DeliveryMs
}

// template are the terms of a service.
func (w *Worker) template(ctx context.Context, s Service) (agreementtypes.Terms, error) {
	price, err := w.coin(ctx, s.Price)
	if err != nil {
		return agreementtypes.Terms{}, err
	}
	about := []byte(s.About + "\n")
	uri, err := w.cfg.Store.Put(ctx, about)
	if err != nil {
		return agreementtypes.Terms{}, err
	}
	skill := w.cfg.Policy.skill(s.Skill)
	return agreementtypes.Terms{
		Provider: w.cfg.Agent, Title: s.Title, Skill: s.Skill, Price: price, Loss: price.Amount, Pledge: skill.pledge(price.Amount),
		Spec:       agreementtypes.Spec{Uri: uri, Sha256: store.Hash(about), Bytes: uint64(len(about))},
		Milestones: []agreementtypes.Milestone{{ShareBps: 10_000, DeliveryMs: uint64(s.Delivery.Milliseconds())}},
		ReviewMs:   uint64(s.Review.Milliseconds()), ReworkRounds: 1,
	}, nil
}
