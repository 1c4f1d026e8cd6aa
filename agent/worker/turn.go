package worker

import (
	"context"
	"sync"
)

// rank says what comes first when not everything can be done at once.
type rank int

const (
	// ownBids are bids that were sent: one that is not opened in its window loses its deposit.
	ownBids rank = iota
	// ownWork are agreements and negotiations: submissions, claims, answers.
	ownWork
	// newWork is what there is no duty to do: jobs to bid for, services to list. It has at most half of the places.
	newWork
	ranks
)

// turns bound what is under way at once and let what is urgent go first.
type turns struct {
	mu        sync.Mutex
	all, news int // places that are free, and how many of them new work may still have
	waiting   [ranks][]chan struct{}
}

func newTurns(places int) *turns { return &turns{all: places, news: max(1, places/2)} }

// take waits for a place; give it back with the same rank. It returns the context's error when that ends first.
func (t *turns) take(ctx context.Context, r rank) error {
	t.mu.Lock()
	mine := make(chan struct{})
	t.waiting[r] = append(t.waiting[r], mine)
	t.serve()
	t.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, c := range t.waiting[r] {
		if c == mine {
			t.waiting[r] = append(t.waiting[r][:i], t.waiting[r][i+1:]...)
			return ctx.Err()
		}
	}
	t.free(r) // it came at the same moment
	return ctx.Err()
}

// give gives a place back.
func (t *turns) give(r rank) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free(r)
}

func (t *turns) free(r rank) {
	t.all++
	if r == newWork {
		t.news++
	}
	t.serve()
}

// serve hands free places out, the most urgent first; the lock is held.
func (t *turns) serve() {
	for r := rank(0); r < ranks; r++ {
		for len(t.waiting[r]) > 0 && t.all > 0 && (r != newWork || t.news > 0) {
			t.all--
			if r == newWork {
				t.news--
			}
			close(t.waiting[r][0])
			t.waiting[r] = t.waiting[r][1:]
		}
	}
}
