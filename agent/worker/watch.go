package worker

import (
	"context"
	"errors"
	"strings"
	"time"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// kindOf splits an id such as job_0000002a1b2c3d4e.
func kindOf(id string) (kind, rest string) {
	kind, rest, _ = strings.Cut(id, "_")
	return kind, rest
}

// scanPages bounds what is read of open jobs at the beginning: 20 pages of 50, the newest first.
const scanPages = 20

// begin reads where everything stands, touches what needs a look, and returns the height from which on to follow.
func (w *Worker) begin(ctx context.Context) (int64, error) {
	height, err := w.act.Client.Height(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.clock(ctx); err != nil {
		return 0, err
	}
	bids, err := state.Unfinished[bidDoc](w.cfg.State, kindBid)
	if err != nil {
		return 0, err
	}
	works, err := state.Unfinished[workDoc](w.cfg.State, kindWork)
	if err != nil {
		return 0, err
	}
	var ids []string
	for _, b := range bids {
		w.take(b.Job, b.Pledge)
		ids = append(ids, b.Job)
	}
	for _, d := range works {
		ids = append(ids, d.Agreement)
	}
	running, err := w.running(ctx)
	if err != nil {
		return 0, err
	}
	for _, a := range running {
		w.take(a.Id, a.Terms.Pledge)
		ids = append(ids, a.Id)
	}
	offers, err := markettypes.NewQueryClient(w.act.Client).Offers(ctx, &markettypes.QueryOffersRequest{Agent: w.cfg.Agent})
	if err != nil {
		return 0, err
	}
	for _, o := range offers.Offers {
		ids = append(ids, o.Id)
	}
	for _, s := range w.cfg.Policy.Skills {
		jobs, err := w.openJobs(ctx, s.Name)
		if err != nil {
			return 0, err
		}
		ids = append(ids, jobs...)
	}
	for _, id := range ids {
		w.touch(ctx, id)
	}
	return height + 1, nil
}

// running lists the agreements that this agent works on.
func (w *Worker) running(ctx context.Context) ([]agreementtypes.Agreement, error) {
	var all []agreementtypes.Agreement
	page := &query.PageRequest{Limit: 50}
	for {
		r, err := agreementtypes.NewQueryClient(w.act.Client).Agreements(ctx, &agreementtypes.QueryAgreementsRequest{
			Agent: w.cfg.Agent, Role: agreementtypes.RoleProvider, Pagination: page,
		})
		if err != nil {
			return nil, err
		}
		all = append(all, r.Agreements...)
		if r.Pagination == nil || len(r.Pagination.NextKey) == 0 {
			return all, nil
		}
		page = &query.PageRequest{Limit: 50, Key: r.Pagination.NextKey}
	}
}

func (w *Worker) openJobs(ctx context.Context, skill string) ([]string, error) {
	var ids []string
	page := &query.PageRequest{Limit: 50}
	for range scanPages {
		r, err := markettypes.NewQueryClient(w.act.Client).Jobs(ctx, &markettypes.QueryJobsRequest{Skill: skill, Pagination: page})
		if err != nil {
			return nil, err
		}
		for _, j := range r.Jobs {
			ids = append(ids, j.Id)
		}
		if r.Pagination == nil || len(r.Pagination.NextKey) == 0 {
			break
		}
		page = &query.PageRequest{Limit: 50, Key: r.Pagination.NextKey}
	}
	return ids, nil
}

// clock reads the market time.
func (w *Worker) clock(ctx context.Context) error {
	now, err := agent.Now(ctx, w.act.Client)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nowMs = now
	return nil
}

func (w *Worker) now() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.nowMs
}

// block touches what a block is about.
func (w *Worker) block(ctx context.Context, b *client.Block) error {
	if err := w.clock(ctx); err != nil && ctx.Err() == nil {
		w.cfg.Log.Debug("no market time", "error", err)
	}
	for _, e := range b.Events() {
		switch e.Type {
		case markettypes.EventJobPosted:
			if w.cfg.Policy.skill(e.Get("skill")) != nil {
				w.touch(ctx, e.Get("job"))
			}
		case markettypes.EventJobRevealing, markettypes.EventJobAwarded, markettypes.EventJobExpired, markettypes.EventJobCancelled, markettypes.EventBidDisplaced:
			w.touchOpen(ctx, e.Get("job"))
		case markettypes.EventOfferMade, markettypes.EventOfferCountered, markettypes.EventOfferAccepted, markettypes.EventOfferRejected,
			markettypes.EventOfferExpired:
			if e.Get("provider") == w.cfg.Agent {
				w.touch(ctx, e.Get("offer"))
			}
		case agreementtypes.EventWorkReturned:
			if e.Get("provider") == w.cfg.Agent {
				w.returned(e)
			}
		}
		if strings.HasPrefix(e.Type, agreementtypes.ModuleName+".") && e.Get("provider") == w.cfg.Agent && e.Get("agreement") != "" {
			w.touch(ctx, e.Get("agreement"))
		}
	}
	var ready []string
	w.mu.Lock()
	for id, at := range w.dues {
		if at <= w.nowMs {
			ready = append(ready, id)
			delete(w.dues, id)
		}
	}
	w.mu.Unlock()
	for _, id := range ready {
		w.touch(ctx, id)
	}
	return nil
}

// touchOpen looks at a job for which this agent has a bid.
func (w *Worker) touchOpen(ctx context.Context, job string) {
	w.mu.Lock()
	_, ours := w.open[job]
	w.mu.Unlock()
	if ours {
		w.touch(ctx, job)
	}
}

// reserve makes room for a bid or an agreement within the limits.
func (w *Worker) reserve(ctx context.Context, id string, pledge math.Int) (bool, error) {
	limit := math.Int{}
	if text := w.cfg.Policy.Limits.MaxPledged; text != "" {
		c, err := w.coin(ctx, text)
		if err != nil {
			return false, err
		}
		limit = c.Amount
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, has := w.open[id]; has {
		return true, nil
	}
	sum := pledge
	for _, p := range w.open {
		sum = sum.Add(p)
	}
	if len(w.open) >= w.cfg.Policy.Limits.MaxOpen || (!limit.IsNil() && sum.GT(limit)) {
		return false, nil
	}
	w.open[id] = pledge
	return true, nil
}

// take counts what is under way already, whatever the limits.
func (w *Worker) take(id string, pledge math.Int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[id] = pledge
}

// release gives room to a job that waits for it.
func (w *Worker) release(ctx context.Context, id string) {
	w.mu.Lock()
	_, had := w.open[id]
	delete(w.open, id)
	w.mu.Unlock()
	if had {
		w.next(ctx)
	}
}

// next looks at the job that has waited longest.
func (w *Worker) next(ctx context.Context) {
	w.mu.Lock()
	var id string
	if len(w.waiting) > 0 {
		id, w.waiting = w.waiting[0], w.waiting[1:]
	}
	w.mu.Unlock()
	if id != "" {
		w.touch(ctx, id)
	}
}

// wait remembers a job that found no room.
func (w *Worker) wait(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) < maxWaiting {
		w.waiting = append(w.waiting, id)
	}
}

// beat sends heartbeats until the context ends or the chain says that this operator must not.
func (w *Worker) beat(ctx context.Context) {
	for {
		_, err := w.act.Client.Send(ctx, &identitytypes.MsgHeartbeat{Signer: w.act.Signer(), Agent: w.cfg.Agent})
		if agent.Refused(err) && !errors.Is(err, identitytypes.ErrHeartbeatTooSoon) {
			w.cfg.Tell(Event{Kind: "trouble", Text: "no heartbeats: " + err.Error()})
			return
		}
		select {
		case <-time.After(w.cfg.Policy.Heartbeat):
		case <-ctx.Done():
			return
		}
	}
}
