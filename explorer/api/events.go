package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/trothchain/troth/explorer/store"
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
	return s.log(ctx, f, "seq > ?", []any{seq}, "ASC", "5000", limit)
}

// log reads the events that a condition on their seq allows. Of an object it looks through the first window of them.
func (s *Server) log(ctx context.Context, f filter, span string, of []any, order, window string, limit int64) ([]store.Event, error) {
	kinds := []string{f.kind}
	if f.kind != "" && !strings.Contains(f.kind, ".") {
		var err error
		if kinds, err = s.kinds(ctx, f.kind); err != nil || len(kinds) == 0 {
			return nil, err
		}
	}
	w := new(where)
	w.add(span, of...)
	tail := " ORDER BY seq " + order + " LIMIT "
	switch {
	case f.object != "":
		w.add("seq IN (SELECT seq FROM event_refs WHERE object = ? AND "+span+tail+window+")", append([]any{f.object}, of...)...)
		if f.kind != "" {
			w.add("kind IN (?"+strings.Repeat(", ?", len(kinds)-1)+")", anys(kinds)...)
		}
	case f.kind != "": // of each kind by its index, so that rare ones are found without reading all others
		var parts []string
		var args []any
		for i, kind := range kinds {
			parts = append(parts, "SELECT seq FROM (SELECT seq FROM events WHERE kind = ? AND "+span+tail+number(limit)+") AS k"+number(int64(i)))
			args = append(append(args, kind), of...)
		}
		w.add("seq IN ("+strings.Join(parts, " UNION ALL ")+")", args...)
	}
	return store.EventTable.Select(ctx, s.DB, w.text()+tail+number(limit), w.args...)
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// kinds of a module's events that have ever been, found by hopping through their index.
func (s *Server) kinds(ctx context.Context, module string) (out []string, err error) {
	rows, err := s.DB.Reader().QueryContext(ctx, "WITH RECURSIVE hop(kind) AS (SELECT min(kind) FROM events UNION ALL "+
		"SELECT (SELECT min(kind) FROM events WHERE kind > hop.kind) FROM hop WHERE hop.kind IS NOT NULL) SELECT kind FROM hop WHERE kind IS NOT NULL")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		if strings.HasPrefix(kind, module+".") {
			out = append(out, kind)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return out, rows.Close()
}

// events answers with a page or, for who accepts it, with a stream.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		s.stream(w, r)
		return
	}
	s.json("GET /v1/events", func(r *http.Request) (any, error) {
		q := params(r, "after", "before", "order", "kind", "object", "limit")
		f, limit := newFilter(q), q.limit(maxLimit)
		if q.one("order", "asc", "asc", "desc") == "desc" {
			return s.newest(r.Context(), q, f, limit)
		}
		at := q.num("after", 0)
		if q.text("before") != "" {
			q.err = badRequest("before: only with order=desc")
		}
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

// newest is a page of events, newest first, below a cursor.
func (s *Server) newest(ctx context.Context, q *asking, f filter, limit int64) (any, error) {
	at := q.num("before", end)
	if q.text("after") != "" {
		q.err = badRequest("after: only without order=desc")
	}
	if q.err != nil {
		return nil, q.err
	}
	rows, err := s.log(ctx, f, "seq < ?", []any{at}, "DESC", "5000", limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if int64(len(rows)) > limit {
		rows = rows[:limit]
		next = number(rows[limit-1].Seq)
	}
	out, err := s.eventsOut(ctx, rows)
	return items{out, next}, err
}
