package hire

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// follow waits for the work of an agreement, decides about it, and waits for its end.
func (h *Hirer) follow(ctx context.Context, d *doc) error {
	height, err := h.act.Client.Height(ctx)
	if err != nil {
		return err
	}
	r, err := agreementtypes.NewQueryClient(h.act.Client).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: d.Agreement})
	if errors.Is(err, agreementtypes.ErrNotFound) {
		return h.fail(d, d.Agreement+" is gone")
	}
	if err != nil {
		return err
	}
	a := r.Agreement
	switch {
	case a.Status == agreementtypes.StatusReview:
		done, err := h.decide(ctx, d, a)
		if err != nil || done {
			return err
		}
		return h.await(ctx, height, "agreement", a.Id)
	case !a.Status.Ended():
		return h.await(ctx, height, "agreement", a.Id)
	}
	if d.Job != "" && a.Submission == nil { // a runner-up may have taken over
		j, err := markettypes.NewQueryClient(h.act.Client).Job(ctx, &markettypes.QueryJobRequest{Id: d.Job})
		if err != nil && !errors.Is(err, markettypes.ErrJobNotFound) {
			return err
		}
		if err == nil && j.Job.Agreement != a.Id && j.Job.Agreement != "" {
			return h.agreed(d, j.Job.Agreement)
		}
	}
	return h.end(d, a, r.Receipts)
}

// decide asks what to do about delivered work and does it, once for each submission; false when it is left alone.
func (h *Hirer) decide(ctx context.Context, d *doc, a agreementtypes.Agreement) (bool, error) {
	at := fmt.Sprintf("%s/%d.%d.%d", a.Id, a.Milestone, a.Reworks, a.Amendments)
	what, known := d.Decisions[at]
	if !known {
		content, err := h.read(ctx, a)
		if errors.Is(err, store.ErrFetch) {
			return false, err // the provider's server may come back
		}
		h.cfg.Tell(Event{
			Kind: "delivered", Key: d.Request.Key, Job: d.Job, Offer: d.Offer, Agreement: a.Id, Provider: a.Terms.Provider, Text: a.Submission.Uri,
		})
		if what, err = h.cfg.Decide(ctx, Delivered{Agreement: a, Content: content, Err: err}); err != nil {
			return false, err
		}
		if d.Decisions == nil {
			d.Decisions = make(map[string]Decision)
		}
		d.Decisions[at] = what
		if err := h.save(d); err != nil {
			return false, err
		}
	}
	var msg sdk.Msg
	switch what.Do {
	case Accept:
		msg = h.act.Accept(a.Id, a.Milestone, what.Rating)
	case Rework:
		msg = h.act.Rework(a.Id, a.Milestone, what.Reason)
	case Reject:
		msg = h.act.Reject(a.Id, a.Milestone, what.GrantBps, what.Reason)
	case Silent:
		return false, nil
	default:
		return false, ErrRequest.Wrapf("decision %q, want accept, rework, reject or silent", what.Do)
	}
	_, err := h.act.Do(ctx, d.Request.Key+"/"+at, msg)
	if errors.Is(err, agreementtypes.ErrTransition) || errors.Is(err, agreementtypes.ErrDeadlinePassed) || errors.Is(err, agreementtypes.ErrMilestone) {
		return true, nil // it was settled meanwhile: look again
	}
	if err != nil {
		return false, err
	}
	h.tell(d, "decided", what.Do, "")
	return true, nil
}

// read fetches and verifies what was submitted, and decrypts it when it is private.
func (h *Hirer) read(ctx context.Context, a agreementtypes.Agreement) ([]byte, error) {
	s := a.Submission
	content, err := h.cfg.Fetch.Get(ctx, s.Uri, s.Sha256, s.Bytes)
	if err == nil {
		_, err = h.cfg.Store.Put(ctx, content) // a copy that does not depend on the provider
	}
	if err != nil || len(a.Terms.Recipients) == 0 {
		return content, err
	}
	if h.cfg.Identity == nil {
		return nil, store.ErrSealed.Wrap("no key")
	}
	return h.cfg.Identity.Open(content, store.MaxContent)
}

// kept returns the result of a hire that ended, from this agent's own store or else from the provider's.
func (h *Hirer) kept(ctx context.Context, d *doc) ([]byte, bool) {
	o := d.Outcome
	hash, err := hex.DecodeString(o.SHA256)
	if err != nil || len(hash) == 0 {
		return nil, false
	}
	var content []byte
	if own, ok := h.cfg.Store.(getter); ok {
		content, err = own.Get(hash)
	} else {
		content, err = h.cfg.Fetch.Get(ctx, o.URI, hash, o.Bytes)
	}
	if err == nil && o.Private && h.cfg.Identity != nil {
		content, err = h.cfg.Identity.Open(content, store.MaxContent)
	}
	return content, err == nil
}

// getter is a store that gives content back without a network, as a folder does.
type getter interface {
	Get(hash []byte) ([]byte, error)
}

// end stores how a hire ended.
func (h *Hirer) end(d *doc, a agreementtypes.Agreement, receipts []agreementtypes.Receipt) error {
	paid := math.ZeroInt()
	o := Outcome{
		Key: d.Request.Key, Job: d.Job, Offer: d.Offer, Agreement: a.Id, Provider: a.Terms.Provider, Status: a.Status.String(), Price: a.Terms.Price.String(),
	}
	for _, r := range receipts {
		paid = paid.Add(r.Paid)
		o.Rating = r.Rating
	}
	o.Paid = sdk.NewCoin(a.Terms.Price.Denom, paid).String()
	if s := a.Submission; s != nil {
		o.URI, o.SHA256, o.Bytes = s.Uri, fmt.Sprintf("%x", s.Sha256), s.Bytes
		o.Private = len(a.Terms.Recipients) > 0
	}
	d.Outcome = &o
	h.tell(d, "ended", o.Status, o.Paid)
	if err := h.save(d); err != nil {
		return err
	}
	return h.forget(d)
}

// forget clears the outbox of a hire that ended.
func (h *Hirer) forget(d *doc) error {
	keys := []string{"post", "offer", "quote"}
	for i := 0; i <= d.Tries; i++ {
		keys = append(keys, fmt.Sprintf("hire/%d", i))
	}
	for at := range d.Decisions {
		keys = append(keys, at)
	}
	for at := range d.Answers {
		keys = append(keys, at)
	}
	for _, key := range keys {
		if err := h.act.Outbox.Forget(d.Request.Key + "/" + key); err != nil {
			return err
		}
	}
	return nil
}
