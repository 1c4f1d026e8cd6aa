package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/trothchain/troth/client"
)

// note is one thing that happened: an event of the chain, or a line of an agent's process.
type note struct {
	height int64
	event  client.Event
	line   line
}

// record is everything that happened, in order, for the story to wait on.
type record struct {
	mu      sync.Mutex
	notes   []note
	failed  error
	changed chan struct{}
	// told of what happens, instead of keeping it.
	told func(note)
}

func newRecord() *record { return &record{changed: make(chan struct{})} }

func (r *record) add(notes ...note) {
	if len(notes) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told != nil {
		for _, n := range notes {
			r.told(n)
		}
		return
	}
	r.notes = append(r.notes, notes...)
	close(r.changed)
	r.changed = make(chan struct{})
}

// stream tells what happens from now on to fn, and keeps it no longer. Nothing may wait on the record after that.
func (r *record) stream(fn func(note)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes, r.told = nil, fn
}

// fail ends every wait.
func (r *record) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed == nil {
		r.failed = err
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

// wait returns the first note that matches, of the past or of the next time.
func (r *record) wait(ctx context.Context, what string, limit time.Duration, match func(note) bool) (note, error) {
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for next := 0; ; {
		r.mu.Lock()
		for ; next < len(r.notes); next++ {
			if match(r.notes[next]) {
				n := r.notes[next]
				r.mu.Unlock()
				return n, nil
			}
		}
		changed, failed := r.changed, r.failed
		r.mu.Unlock()
		if failed != nil {
			return note{}, failed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if parent.Err() != nil {
				return note{}, fmt.Errorf("interrupted while waiting for %s", what)
			}
			return note{}, fmt.Errorf("waited %s in vain for %s", limit, what)
		}
	}
}

// all returns the notes that match so far.
func (r *record) all(match func(note) bool) []note {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []note
	for _, n := range r.notes {
		if match(n) {
			out = append(out, n)
		}
	}
	return out
}

// event matches an event of the chain by its type and pairs of keys and values.
func event(kind string, pairs ...string) func(note) bool {
	return func(n note) bool {
		if n.event.Type != kind {
			return false
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			if n.event.Get(pairs[i]) != pairs[i+1] {
				return false
			}
		}
		return true
	}
}

// said matches a line of an agent's process; an empty job matches any.
func said(name, what, job string) func(note) bool {
	return func(n note) bool {
		return n.line.Name == name && n.line.Event == what && (job == "" || n.line.Job == job)
	}
}
