package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
)

const (
	// maxStreams are open at once, maxStreamsEach of one address.
	maxStreams     = 1000
	maxStreamsEach = 20
	// heartbeat keeps a stream open through proxies.
	heartbeat = 15 * time.Second
	// writeTime is how long a reader may not take anything.
	writeTime = 15 * time.Second
)

type eventOut struct {
	store.Event
	Cursor string `json:"cursor"`
	Tx     string `json:"tx"`
}

// eventsOut gives events the hashes of their transactions.
func (s *Server) eventsOut(ctx context.Context, rows []store.Event) ([]eventOut, error) {
	hashes := make(map[int64]string)
	var args []any
	for _, e := range rows {
		if _, seen := hashes[e.Tx]; e.Tx != 0 && !seen {
			hashes[e.Tx] = ""
			args = append(args, e.Tx)
		}
	}
	if len(args) > 0 {
		txs, err := s.DB.Reader().QueryContext(ctx, s.DB.Rebind("SELECT seq, hash FROM txs WHERE seq IN (?"+strings.Repeat(", ?", len(args)-1)+")"), args...)
		if err != nil {
			return nil, err
		}
		for txs.Next() {
			var seq int64
			var hash string
			if err := txs.Scan(&seq, &hash); err != nil {
				return nil, err
			}
			hashes[seq] = hash
		}
		if err := txs.Err(); err != nil {
			return nil, err
		}
		if err := txs.Close(); err != nil {
			return nil, err
		}
	}
	out := make([]eventOut, len(rows))
	for i, e := range rows {
		out[i] = eventOut{e, number(e.Seq), hashes[e.Tx]}
	}
	return out, nil
}

func (s *Server) timeline(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "order", "cursor", "limit")
	op, order, first := ">", "ASC", int64(-1)
	if q.one("order", "asc", "asc", "desc") == "desc" {
		op, order, first = "<", "DESC", end
	}
	at, limit := q.cursor(first), q.limit(maxLimit)
	if q.err != nil {
		return nil, q.err
	}
	rows, err := store.EventTable.Select(ctx, s.DB, "WHERE seq IN (SELECT seq FROM event_refs WHERE object = ? AND seq "+op+" ? ORDER BY seq "+order+
		" LIMIT "+number(limit+1)+") ORDER BY seq "+order, r.PathValue("id"), at)
	if err != nil {
		return nil, err
	}
	rows, next, err := cut(rows, limit, func(e *store.Event) int64 { return e.Seq })
	if err != nil {
		return nil, err
	}
	out, err := s.eventsOut(ctx, rows)
	return items{out, next}, err
}

// filter of events.
type filter struct{ kind, object string }

func newFilter(q *asking) filter {
	f := filter{q.text("kind"), q.text("object")}
	for _, c := range f.kind {
		if (c < 'a' || c > 'z') && c != '.' && c != '_' {
			q.err = badRequest("kind: %.64q, want such as market.job_posted or market", f.kind)
		}
	}
	return f
}

// after reads the events after a seq, oldest first.
func (s *Server) after(ctx context.Context, f filter, seq, limit int64) ([]store.Event, error) {
	w := new(where)
	w.add("seq > ?", seq)
	switch {
	case strings.Contains(f.kind, "."):
		w.add("kind = ?", f.kind)
	case f.kind != "":
		// In the order of the log: sorting all events of a busy module would take longer than passing over the others.
		w.add("kind || '' >= ? AND kind || '' < ?", f.kind+".", f.kind+"/")
	}
	if f.object != "" {
		w.add("seq IN (SELECT seq FROM event_refs WHERE object = ? AND seq > ? ORDER BY seq LIMIT 5000)", f.object, seq)
	}
	return store.EventTable.Select(ctx, s.DB, w.text()+" ORDER BY seq LIMIT "+number(limit), w.args...)
}

// events answers with a page or, for who accepts it, with a stream.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		s.stream(w, r)
		return
	}
	s.json("GET /v1/events", func(r *http.Request) (any, error) {
		q := params(r, "after", "kind", "object", "limit")
		f, at, limit := newFilter(q), q.num("after", 0), q.limit(maxLimit)
		if q.err != nil {
			return nil, q.err
		}
		rows, err := s.after(r.Context(), f, at, limit)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			at = rows[len(rows)-1].Seq
		}
		out, err := s.eventsOut(r.Context(), rows)
		return items{out, number(at)}, err
	}).ServeHTTP(w, r)
}

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

// send sends the next events, and the blocks that end between them, and returns where the reader is now.
func (s *Server) send(ctx context.Context, out *sender, f filter, at int64) (int64, error) {
	rows, err := s.after(ctx, f, at, maxLimit)
	if err != nil {
		return at, err
	}
	// Blocks that have ended after the last thing sent, up to the last event of this page.
	blocks, err := store.BlockTable.Select(ctx, s.DB, "WHERE height >= ? ORDER BY height LIMIT "+number(maxLimit), index.HeightOf(at+1))
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
