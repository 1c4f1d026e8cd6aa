package hire

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// takeQuote hires by a quote whose spec is the input and whose terms fit.
func (h *Hirer) takeQuote(ctx context.Context, d *doc) error {
	if len(d.Request.QuotedRaw) == 0 {
		return h.askQuote(ctx, d)
	}
	q, err := agent.UnmarshalQuoted(d.Request.QuotedRaw)
	if err != nil {
		return err
	}
	if !bytes.Equal(q.Terms.Spec.Sha256, d.Spec.Sha256) {
		return ErrRequest.Wrapf("quote: it is for the spec %x, the input has %x", q.Terms.Spec.Sha256, d.Spec.Sha256)
	}
	if q.Terms.Client != h.cfg.Agent {
		return ErrRequest.Wrapf("quote: it is for %s", q.Terms.Client)
	}
	if !d.Chosen { // once: a score that fell afterwards must not hide an agreement that is in force
		if err := h.quoteSuits(ctx, d, q); errors.Is(err, ErrTerms) {
			return h.refuse(d, err)
		} else if err != nil {
			return err
		}
		d.Chosen = true
		return h.save(d)
	}
	res, err := h.act.Do(ctx, d.Request.Key+"/quote", h.act.TakeQuote(q))
	if agent.Refused(err) {
		return errors.Join(err, ErrNoProvider.Wrap(d.Request.Key), h.fail(d, err.Error()))
	}
	if err != nil {
		return err
	}
	m, err := client.Response[*markettypes.MsgHireQuotedResponse](res, 0)
	if err != nil {
		return err
	}
	return h.agreed(d, m.Agreement)
}

// quoteSuits says whether a quote and its provider are what the request asks for: ErrTerms.
func (h *Hirer) quoteSuits(ctx context.Context, d *doc, q agent.Quoted) error {
	if err := fits(q.Terms, d.Request); err != nil {
		return err
	}
	spec := d.Spec
	spec.Uri = "" // the provider looks where its quote says
	if err := accords(q.Terms, h.cfg.Agent, d.Request.Provider, spec); err != nil {
		return err
	}
	return h.scored(ctx, d.Request, q.Terms.Provider)
}

// askQuote asks the provider for a quote and keeps it when its price is within the budget.
func (h *Hirer) askQuote(ctx context.Context, d *doc) error {
	r := d.Request
	q, err := agent.AskQuote(ctx, r.QuoteFrom, agent.QuoteRequest{
		Client: h.cfg.Agent, Skill: r.Skill, Title: r.Title, Denom: r.Budget.Denom, SpecURI: d.Spec.Uri, SpecSHA256: hex.EncodeToString(d.Spec.Sha256),
		SpecBytes: d.Spec.Bytes, DeliveryMs: uint64(r.Delivery.Milliseconds()), ReviewMs: uint64(r.Review.Milliseconds()), Reworks: r.Reworks, Private: r.Private,
	})
	switch {
	case err != nil:
	case q.Terms.Price.Amount.GT(r.Budget.Amount):
		err = agent.ErrNoQuote.Wrapf("price: %s, the budget is %s", q.Terms.Price, r.Budget)
	case r.Provider != "" && q.Terms.Provider != r.Provider:
		err = agent.ErrNoQuote.Wrapf("provider: %s, want %s", q.Terms.Provider, r.Provider)
	}
	if errors.Is(err, agent.ErrNoQuote) {
		return errors.Join(err, ErrNoProvider.Wrap(r.Key), h.fail(d, err.Error()))
	}
	if err != nil {
		return err
	}
	if d.Request.QuotedRaw, err = q.Marshal(); err != nil {
		return err
	}
	h.cfg.Tell(Event{Kind: "quoted", Key: r.Key, Provider: q.Terms.Provider, Amount: q.Terms.Price.String()})
	return h.save(d)
}
