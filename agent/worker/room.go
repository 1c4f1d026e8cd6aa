package worker

import (
	"context"
	"errors"
	"strings"

	"cosmossdk.io/math"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// stake is what a bid, an agreement or a negotiation under way counts against the limits.
type stake struct{ pledge, value math.Int }

const (
	// shortAtOnce is how many jobs are priced again when the means of this agent changed.
	shortAtOnce = 8
	// shortPauseMs is how often they are priced again without a sign of it: spending leaves the window of a mandate by
	// itself.
	shortPauseMs = 10_000
)

// reserve makes room for something within the limits.
func (w *Worker) reserve(ctx context.Context, id string, s stake) (bool, error) {
	return w.fit(ctx, id, s)
}

// fits says whether there is room for something now.
func (w *Worker) fits(ctx context.Context, s stake) (bool, error) { return w.fit(ctx, "", s) }

// fit looks for room; without an id it is not kept.
func (w *Worker) fit(ctx context.Context, id string, s stake) (bool, error) {
	pledges, err := w.limit(ctx, w.cfg.Policy.Limits.MaxPledged)
	if err != nil {
		return false, err
	}
	values, err := w.limit(ctx, w.cfg.Policy.Limits.MaxValue)
	if err != nil {
		return false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, has := w.open[id]; has {
		return true, nil
	}
	pledged, value := s.pledge, s.value
	for _, o := range w.open {
		pledged, value = pledged.Add(o.pledge), value.Add(o.value)
	}
	places := w.cfg.Policy.Limits.MaxOpen
	if w.engaged > 0 { // a bid above it could be put under seal, but not be opened
		places = min(places, w.engaged)
	}
	if len(w.open) >= places || pledged.GT(pledges) || value.GT(values) {
		return false, nil
	}
	if id != "" {
		w.open[id] = s
	}
	return true, nil
}

// boundless is above every sum of amounts.
var boundless = math.NewInt(1 << 62).MulRaw(1 << 62)

// limit reads a limit of the policy; without one it is boundless.
func (w *Worker) limit(ctx context.Context, text string) (math.Int, error) {
	if text == "" {
		return boundless, nil
	}
	c, err := w.coin(ctx, text)
	return c.Amount, err
}

// take counts what is under way already, whatever the limits.
func (w *Worker) take(id string, s stake) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[id] = s
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

// lack remembers a job that this agent lacks the means for now: it is priced again when they change, until its bidding
// is over.
func (w *Worker) lack(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.short) < maxWaiting {
		w.short = append(w.short, id)
	}
}

// retryShort prices jobs again that this agent lacked the means or the room for, those first that have waited longest.
func (w *Worker) retryShort(ctx context.Context) {
	w.mu.Lock()
	n := min(shortAtOnce, len(w.short))
	ready := append([]string(nil), w.short[:n]...)
	w.short = w.short[n:]
	n = min(shortAtOnce, len(w.waiting)) // room may be there that the first in the queue was too big for
	ready = append(ready, w.waiting[:n]...)
	w.waiting = w.waiting[n:]
	w.shortAt = w.chain.NowMs + shortPauseMs
	w.mu.Unlock()
	for _, id := range ready {
		w.touch(ctx, id)
	}
}

// means says whether an event changes what this agent can afford: coins that came, holds that went, capital that was freed,
// a mandate that was changed.
func (w *Worker) means(e client.Event) bool {
	switch {
	case e.Type == banktypes.EventTypeCoinReceived:
		return e.Get(banktypes.AttributeKeyReceiver) == w.cfg.Agent
	case e.Type == escrowtypes.EventHoldPlaced, e.Type == escrowtypes.EventHoldGrown:
		return false
	case strings.HasPrefix(e.Type, escrowtypes.ModuleName+"."):
		return e.Get("agent") == w.cfg.Agent || e.Get("to") == w.cfg.Agent
	case strings.HasPrefix(e.Type, identitytypes.ModuleName+"."):
		return e.Get("agent") == w.cfg.Agent
	default:
		return e.Type == reputationtypes.EventContractSettled && e.Get("provider") == w.cfg.Agent
	}
}

// ofMeans tells refusals that end when the means of an agent change from those that stand.
func ofMeans(err error) bool {
	for _, sentinel := range []error{
		escrowtypes.ErrInsufficient, escrowtypes.ErrTooManyHolds, reputationtypes.ErrCapitalShort, agreementtypes.ErrTooManyEngaged,
		identitytypes.ErrAgentPaused, identitytypes.ErrNotAuthorized, identitytypes.ErrActionNotAllowed, identitytypes.ErrMandateExpired,
		identitytypes.ErrDenomNotAllowed, identitytypes.ErrAboveAction, identitytypes.ErrAboveWindow, identitytypes.ErrAboveLifetime,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}
