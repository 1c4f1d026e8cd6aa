package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
)

const (
	// maxStreams are open at once, maxStreamsEach of one address.
	maxStreams     = 1000
	maxStreamsEach = 20
	// maxStreamed bounds the events of an object that a stream looks through at once, far beyond what so few blocks can have.
	maxStreamed = 1 << 20
	// heartbeat keeps a stream open through proxies.
	heartbeat = 15 * time.Second
	// writeTime is how long a reader may not take anything.
	writeTime = 15 * time.Second
)

// streams counts what is open.
type streams struct {
	mu  sync.Mutex
	all int
	by  map[string]int
}

func newStreams() *streams { return &streams{by: make(map[string]int)} }

func (s *streams) enter(caller string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxStreams || s.by[caller] >= maxStreamsEach {
		return false
	}
	s.all++
	s.by[caller]++
	return true
}

func (s *streams) leave(caller string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.by[caller]--; s.by[caller] == 0 {
		delete(s.by, caller)
	}
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// stream sends events and blocks as they come, without a gap from where the caller says it was.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	q := params(r, "after", "kind", "object", "limit")
	f, at := newFilter(q), q.num("after", -1)
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n < 0 {
			q.err = badRequest("Last-Event-ID: %.40q, want the id of an event or block", id)
		}
		at = n
	}
	if at < 0 {
		at = index.Seq(s.Follower.Progress().Height+1, 0) - 1
	}
	if q.err != nil {
		s.fail(w, q.err)
		return
	}
	who := s.caller(r)
	if !s.streams.enter(who) {
		s.fail(w, &apiError{http.StatusTooManyRequests, "too_many_requests", "too many streams are open"})
		return
	}
	defer s.streams.leave(who)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := &sender{w: w, c: http.NewResponseController(w)}
	out.send("retry: 2000\n\n")
	for out.err == nil && r.Context().Err() == nil {
		moved := s.Follower.Moved()
		next, err := s.send(r.Context(), out, f, at)
		if err != nil {
			s.Log.Debug("stream ends", "error", err)
			return
		}
		if next != at {
			at = next
			continue
		}
		select {
		case <-r.Context().Done():
		case <-moved:
		case <-time.After(heartbeat):
			out.send(": still here\n\n")
		}
	}
}

// streamBlocks is how many blocks a stream reads at once: each event of the log once, however few of them match.
const streamBlocks = maxLimit

// send sends the next events, and the blocks that end between them, and returns where the reader is now.
func (s *Server) send(ctx context.Context, out *sender, f filter, at int64) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	// Blocks that have ended after the last thing sent, and the events up to the last of them.
	blocks, err := store.BlockTable.Select(ctx, s.DB, "WHERE height >= ? ORDER BY height LIMIT "+number(streamBlocks), index.HeightOf(at+1))
	if err != nil || len(blocks) == 0 {
		return at, err
	}
	until := index.Seq(blocks[len(blocks)-1].Height+1, 0)
	rows, err := s.log(ctx, f, "seq > ? AND seq < ?", []any{at, until}, "ASC", number(maxStreamed), maxLimit)
	if err != nil {
		return at, err
	}
	full := len(rows) == maxLimit
	events, err := s.eventsOut(ctx, rows)
	if err != nil {
		return at, err
	}
	for _, b := range blocks {
		last := index.Seq(b.Height+1, 0) - 1
		for len(events) > 0 && events[0].Seq <= last {
			out.message("event", events[0].Cursor, events[0])
			at, events = events[0].Seq, events[1:]
		}
		if full && len(events) == 0 || out.err != nil {
			return at, out.err // the block may have more
		}
		out.message("block", number(last), b)
		at = last
	}
	return at, out.err
}

// sender writes a stream until the reader is gone.
type sender struct {
	w   http.ResponseWriter
	c   *http.ResponseController
	err error
}

func (o *sender) send(text string) {
	if o.err != nil {
		return
	}
	if o.err = o.c.SetWriteDeadline(time.Now().Add(writeTime)); o.err != nil {
		return
	}
	if _, o.err = o.w.Write([]byte(text)); o.err == nil {
		o.err = o.c.Flush()
	}
}

func (o *sender) message(event, id string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		o.err = err
		return
	}
	o.send(fmt.Sprintf("event: %s\nid: %s\ndata: %s\n\n", event, id, raw))
}
