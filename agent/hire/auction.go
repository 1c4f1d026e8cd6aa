package hire

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/client"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// auction posts a job and waits for its award.
func (h *Hirer) auction(ctx context.Context, d *doc) error {
	if d.Job == "" {
		r := d.Request
		request := markettypes.JobRequest{
			Title: r.Title, Skill: r.Skill, Spec: d.Spec, Budget: r.Budget, Loss: math.ZeroInt(), StartCost: math.ZeroInt(),
			MinScoreBps: r.MinScoreBps, Backups: r.Backups, ReworkRounds: r.Reworks, Recipients: r.recipients(),
			Clocks: markettypes.Clocks{
				BidMs: uint64(r.Bid.Milliseconds()), RevealMs: uint64(r.Reveal.Milliseconds()),
				DeliveryMs: uint64(r.Delivery.Milliseconds()), ReviewMs: uint64(r.Review.Milliseconds()),
			},
		}
		res, err := h.act.Do(ctx, r.Key+"/post", &markettypes.MsgPostJob{Signer: h.act.Signer(), Client: h.cfg.Agent, Request: request})
		if err != nil {
			return err
		}
		m, err := client.Response[*markettypes.MsgPostJobResponse](res, 0)
		if err != nil {
			return err
		}
		d.Job = m.Job
		h.tell(d, "posted", r.Title, r.Budget.String())
		return h.save(d)
	}
	height, err := h.act.Client.Height(ctx)
	if err != nil {
		return err
	}
	r, err := markettypes.NewQueryClient(h.act.Client).Job(ctx, &markettypes.QueryJobRequest{Id: d.Job})
	if errors.Is(err, markettypes.ErrJobNotFound) {
		return h.fail(d, d.Job+" is gone")
	}
	if err != nil {
		return err
	}
	switch {
	case r.Job.Agreement != "":
		return h.agreed(d, r.Job.Agreement)
	case r.Job.Status.Live():
		return h.await(ctx, height, "job", d.Job)
	default:
		return h.fail(d, fmt.Sprintf("%s is %s", d.Job, r.Job.Status))
	}
}

func (h *Hirer) agreed(d *doc, agreement string) error {
	d.Agreement = agreement
	h.tell(d, "agreed", "", "")
	return h.save(d)
}
