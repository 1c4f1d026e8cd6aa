package worker

import (
	"context"
	"sync"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
)

const (
	// paceOf is how many of the last acts count, paceLife for how long.
	paceOf, paceLife = 32, 2 * time.Minute
)

// pace knows how long acts take here and now: starts, and transactions until they are in a block.
type pace struct {
	mu   sync.Mutex
	last [paceOf]struct {
		took time.Duration
		at   time.Time
	}
	n int
}

// note remembers how long an act took.
func (p *pace) note(took time.Duration, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last[p.n%paceOf].took, p.last[p.n%paceOf].at = took, at
	p.n++
}

// slowest of the acts that count at a time.
func (p *pace) slowest(at time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	var most time.Duration
	for _, a := range p.last {
		if at.Sub(a.at) < paceLife {
			most = max(most, a.took)
		}
	}
	return most
}

// do does an act once, and remembers how long it took.
func (w *Worker) do(ctx context.Context, key string, msg sdk.Msg) (client.Result, error) {
	begin := time.Now()
	res, err := w.act.Do(ctx, key, msg)
	if err == nil {
		w.pace.note(time.Since(begin), time.Now())
	}
	return res, err
}

// reaches says whether a window of so many milliseconds is long enough to act in it for certain: as the policy wants it,
// and not shorter than what the slowest act took of late.
func (w *Worker) reaches(windowMs uint64) bool {
	need := max(w.cfg.Policy.Limits.MinReveal, w.pace.slowest(time.Now()))
	return windowMs >= uint64(need.Milliseconds())
}
