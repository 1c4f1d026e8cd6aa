package hire

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

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
	case a.Status == agreementtypes.StatusReview, a.Status == agreementtypes.StatusEvaluated:
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
	if d.declined(a, r.Receipts) {
		h.tell(d, "declined", a.Terms.Provider, "")
		d.Declined, d.Service, d.Agreement = append(d.Declined, a.Terms.Provider), nil, ""
		return h.save(d)
	}
	return h.end(d, a, r.Receipts)
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
	for i := range d.tried() + 1 {
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
