package hire

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
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

func (r Request) recipients() []agreementtypes.Recipient {
	if r.Private {
		return []agreementtypes.Recipient{agreementtypes.RecipientClient}
	}
	return nil
}

// taken is a service as it was seen.
type taken struct {
	ID      string   `json:"id"`
	Version uint64   `json:"version"`
	Price   sdk.Coin `json:"price"`
}

// serviceTries is how many services are tried that are busy or changed when they are to be taken.
const serviceTries = 8

// takeService hires by a service: the named one, or the cheapest of the skill within the budget.
func (h *Hirer) takeService(ctx context.Context, d *doc) error {
	if d.Service == nil {
		s, err := h.findService(ctx, d)
		if err != nil {
			return err
		}
		if s == nil {
			return h.fail(d, fmt.Sprintf("no service for %s within %s", d.Request.Skill, d.Request.Budget))
		}
		d.Service = &taken{s.Id, s.Version, s.Terms.Price}
		return h.save(d)
	}
	s := markettypes.Service{Id: d.Service.ID, Version: d.Service.Version, Terms: agreementtypes.Terms{Price: d.Service.Price}}
	res, err := h.act.Do(ctx, fmt.Sprintf("%s/hire/%d", d.Request.Key, d.Tries), h.act.TakeService(s, d.Spec))
	if agent.Refused(err) {
		if d.Tries++; d.Tries >= serviceTries || !movable(err) {
			return errors.Join(err, ErrNoProvider.Wrap(d.Request.Key), h.fail(d, err.Error()))
		}
		d.Service = nil
		return h.save(d)
	}
	if err != nil {
		return err
	}
	m, err := client.Response[*markettypes.MsgHireResponse](res, 0)
	if err != nil {
		return err
	}
	return h.agreed(d, m.Agreement)
}

// movable tells refusals after which another look may find a service.
func movable(err error) bool {
	return errors.Is(err, markettypes.ErrServiceChanged) || errors.Is(err, markettypes.ErrServiceBusy) ||
		errors.Is(err, markettypes.ErrServiceInactive) || errors.Is(err, markettypes.ErrServiceNotFound)
}

func (h *Hirer) findService(ctx context.Context, d *doc) (*markettypes.Service, error) {
	q := markettypes.NewQueryClient(h.act.Client)
	if id := d.Request.Service; id != "" {
		r, err := q.Service(ctx, &markettypes.QueryServiceRequest{Id: id})
		if err != nil {
			return nil, err
		}
		if !h.affordable(d, r.Service) {
			return nil, nil
		}
		return &r.Service, nil
	}
	r, err := q.Services(ctx, &markettypes.QueryServicesRequest{Skill: d.Request.Skill})
	if err != nil {
		return nil, err
	}
	fits := 0
	for _, s := range r.Services {
		if !h.affordable(d, s) {
			continue
		}
		if fits == d.Tries || fits+1 == len(r.Services) { // the next one when the last was busy
			return &s, nil
		}
		fits++
	}
	return nil, nil
}

func (h *Hirer) affordable(d *doc, s markettypes.Service) bool {
	return s.Active && s.Provider != h.cfg.Agent && s.Terms.Price.Denom == d.Request.Budget.Denom && s.Terms.Price.Amount.LTE(d.Request.Budget.Amount)
}

func (h *Hirer) agreed(d *doc, agreement string) error {
	d.Agreement = agreement
	h.tell(d, "agreed", "", "")
	return h.save(d)
}
