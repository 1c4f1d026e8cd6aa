package hire

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// taken is a service as it was seen: the chain refuses the hire when it has another version by then.
type taken struct {
	ID      string   `json:"id"`
	Version uint64   `json:"version"`
	Price   sdk.Coin `json:"price"`
}

const (
	// serviceTries is how many services are tried that are busy or changed when they are to be taken, or decline.
	serviceTries = 8
	// servicePages of servicePage services of a skill are looked through, cheapest first.
	servicePages, servicePage = 10, 100
	// misfits is how many reasons are told when no service fits.
	misfits = 3
)

// takeService hires by a service: the named one, or the cheapest of the skill that fits.
func (h *Hirer) takeService(ctx context.Context, d *doc) error {
	if d.Service == nil {
		s, why, err := h.findService(ctx, d)
		switch {
		case err != nil:
			return err
		case s == nil && len(why) > 0:
			return h.refuse(d, ErrTerms.Wrap(strings.Join(why, "; ")))
		case s == nil && len(d.Declined) > 0:
			return h.fail(d, "declined by "+strings.Join(d.Declined, ", "))
		case s == nil:
			return h.fail(d, fmt.Sprintf("no service for %s within %s", d.Request.Skill, d.Request.Budget))
		}
		d.Service = &taken{s.Id, s.Version, s.Terms.Price}
		return h.save(d)
	}
	s := markettypes.Service{Id: d.Service.ID, Version: d.Service.Version, Terms: agreementtypes.Terms{Price: d.Service.Price}}
	res, err := h.act.Do(ctx, fmt.Sprintf("%s/hire/%d", d.Request.Key, d.tried()), h.act.TakeService(s, d.Spec))
	if agent.Refused(err) {
		if d.Tries++; d.tried() >= serviceTries || !movable(err) {
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

// tried counts the services that were to be taken.
func (d *doc) tried() int { return d.Tries + len(d.Declined) }

// declined says whether the provider of any service handed the work back that it could not look at before, so that another
// one is to be tried.
func (d *doc) declined(a agreementtypes.Agreement, receipts []agreementtypes.Receipt) bool {
	return d.Request.Road == Service && d.Request.Service == "" && a.Status == agreementtypes.StatusRefunded && a.Submission == nil &&
		len(receipts) == 1 && receipts[0].SettledMs < a.DeclineMs && d.tried()+1 < serviceTries
}

// movable tells refusals after which another look may find a service.
func movable(err error) bool {
	return errors.Is(err, markettypes.ErrServiceChanged) || errors.Is(err, markettypes.ErrServiceBusy) ||
		errors.Is(err, markettypes.ErrServiceInactive) || errors.Is(err, markettypes.ErrServiceNotFound)
}

// findService returns the named service, or the next of those of the skill that fit: the cheapest at first, a dearer one
// when that could not be taken. Without one it says why the first of the others do not fit.
func (h *Hirer) findService(ctx context.Context, d *doc) (found *markettypes.Service, why []string, err error) {
	q := markettypes.NewQueryClient(h.act.Client)
	if id := d.Request.Service; id != "" {
		r, err := q.Service(ctx, &markettypes.QueryServiceRequest{Id: id})
		if err != nil {
			return nil, nil, err
		}
		if !r.Service.Active {
			return nil, []string{id + " is not active"}, nil
		}
		if err := h.suits(ctx, d.Request, r.Service); errors.Is(err, ErrTerms) {
			return nil, []string{reason(err)}, nil
		} else if err != nil {
			return nil, nil, err
		}
		return &r.Service, nil, nil
	}
	fit, next := 0, []byte(nil)
	for range servicePages {
		r, err := q.Services(ctx, &markettypes.QueryServicesRequest{
			Skill: d.Request.Skill, Pagination: &query.PageRequest{Key: next, Limit: servicePage},
		})
		if err != nil {
			return nil, nil, err
		}
		for _, s := range r.Services {
			if !s.Active || s.Provider == h.cfg.Agent || slices.Contains(d.Declined, s.Provider) {
				continue
			}
			if err := h.suits(ctx, d.Request, s); errors.Is(err, ErrTerms) {
				if len(why) < misfits {
					why = append(why, s.Id+" "+reason(err))
				}
				continue
			} else if err != nil {
				return nil, nil, err
			}
			if found = &s; fit == d.Tries { // the next one when the last was busy, and the last again when there is none
				return found, nil, nil
			}
			fit++
		}
		if next = r.Pagination.GetNextKey(); len(next) == 0 {
			break
		}
	}
	return found, why, nil
}

// suits says whether a service and its provider are what a request asks for: ErrTerms.
func (h *Hirer) suits(ctx context.Context, r Request, s markettypes.Service) error {
	if err := fits(s.Terms, r); err != nil {
		return err
	}
	return h.scored(ctx, r, s.Provider)
}
