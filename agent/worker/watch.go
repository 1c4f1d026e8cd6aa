package worker

import (
	"context"
	"errors"
	"strings"
	"time"

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

// scanTask is the thing that looks for open jobs when the worker begins.
const scanTask = "scan"

// start begins; a node that does not answer is asked again.
func (w *Worker) start(ctx context.Context) (int64, error) {
	for {
		from, err := w.begin(ctx)
		if !errors.Is(err, client.ErrUnreachable) {
			return from, err
		}
		w.cfg.Log.Warn("waiting for a node", "error", err)
		select {
		case <-time.After(lastRetry / 30):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// begin looks at what is under way, and returns the height from which on to follow. What can be lost comes first: bids that
// are to be opened, then work, then negotiations. New jobs are looked for meanwhile.
func (w *Worker) begin(ctx context.Context) (int64, error) {
	height, err := w.act.Client.Height(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.clock(ctx); err != nil {
		return 0, err
	}
	params, err := agreementtypes.NewQueryClient(w.act.Client).Params(ctx, &agreementtypes.QueryParamsRequest{})
	if err != nil {
		return 0, err
	}
	w.mu.Lock()
	w.engaged = int(params.Params.MaxOpenPerProvider)
	w.mu.Unlock()
	bids, err := state.Unfinished[bidDoc](w.cfg.State, kindBid)
	if err != nil {
		return 0, err
	}
	for _, b := range bids {
		w.take(b.Job, stake{b.Pledge, b.Price})
	}
	for _, b := range bids {
		w.touch(ctx, b.Job)
	}
	works, err := state.Unfinished[workDoc](w.cfg.State, kindWork)
	if err != nil {
		return 0, err
	}
	for _, d := range works {
		w.touch(ctx, d.Agreement)
	}
	running, err := w.running(ctx)
	if err != nil {
		return 0, err
	}
	for _, a := range running {
		w.take(a.Id, stake{a.Terms.Pledge, a.Terms.Price.Amount})
		w.touch(ctx, a.Id)
	}
	quotes, err := state.Unfinished[quoteDoc](w.cfg.State, kindQuote)
	if err != nil {
		return 0, err
	}
	for _, q := range quotes {
		w.touch(ctx, q.ID)
	}
	offers, err := markettypes.NewQueryClient(w.act.Client).Offers(ctx, &markettypes.QueryOffersRequest{Agent: w.cfg.Agent})
	if err != nil {
		return 0, err
	}
	var kept []string
	for _, o := range offers.Offers {
		w.touch(ctx, o.Id)
		kept = append(kept, o.Id)
	}
	for _, b := range bids {
		kept = append(kept, b.Job)
	}
	for _, d := range works {
		kept = append(kept, d.Agreement)
	}
	for _, a := range running {
		kept = append(kept, a.Id, a.Origin)
	}
	for _, q := range quotes {
		kept = append(kept, q.ID)
	}
	if err := w.sweepBriefs(kept); err != nil {
		return 0, err
	}
	w.touch(ctx, scanTask)
	return height + 1, nil
}

// scan looks at the open jobs of all skills.
func (w *Worker) scan(ctx context.Context) error {
	for _, s := range w.cfg.Policy.Skills {
		jobs, err := w.openJobs(ctx, s.Name)
		if err != nil {
			return err
		}
		for _, id := range jobs {
			w.touch(ctx, id)
		}
	}
	return nil
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
	now, err := agent.Clock(ctx, w.act.Client)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.chain = now
	return nil
}

// lag is how far the node is behind this machine.
func (w *Worker) lag() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return agent.Lag(w.chain, time.Now())
}

func (w *Worker) now() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.chain.NowMs
}

// block touches what a block is about.
func (w *Worker) block(ctx context.Context, b *client.Block) error {
	if err := w.clock(ctx); err != nil && ctx.Err() == nil {
		w.cfg.Log.Debug("no market time", "error", err)
	}
	means := false
	for _, e := range b.Events() {
		means = means || w.means(e)
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
		if at <= w.chain.NowMs {
			ready = append(ready, id)
			delete(w.dues, id)
		}
	}
	means = means || w.chain.NowMs >= w.shortAt
	w.mu.Unlock()
	if means {
		w.retryShort(ctx)
	}
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
