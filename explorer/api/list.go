package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/trothchain/troth/explorer/store"
)

const (
	defaultLimit = 50
	maxLimit     = 200
	maxParam     = 200
)

// asking are the parameters of a request; any that the route does not know is refused, so that a typing error is no
// filter that is silently ignored.
type asking struct {
	r   *http.Request
	err error
}

func params(r *http.Request, known ...string) *asking {
	q := &asking{r: r}
	for name, values := range r.URL.Query() {
		switch {
		case !slices.Contains(known, name):
			q.err = badRequest("parameter %.40q is not known here; known are: %s", name, strings.Join(known, ", "))
		case len(values) != 1:
			q.err = badRequest("%s: given twice", name)
		case len(values[0]) > maxParam:
			q.err = badRequest("%s: more than %d bytes", name, maxParam)
		}
	}
	return q
}

func (q *asking) text(name string) string { return q.r.URL.Query().Get(name) }

// num reads a number of at least 0.
func (q *asking) num(name string, fallback int64) int64 {
	v := q.text(name)
	if v == "" {
		return fallback
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		q.err = badRequest("%s: %.40q, want a number from 0 on", name, v)
		return fallback
	}
	return n
}

// one reads one of some words.
func (q *asking) one(name, fallback string, words ...string) string {
	v := q.text(name)
	if v == "" {
		return fallback
	}
	if !slices.Contains(words, v) {
		q.err = badRequest("%s: %.40q, want one of %s", name, v, strings.Join(words, ", "))
	}
	return v
}

func (q *asking) limit(most int64) int64 {
	n := q.num("limit", min(defaultLimit, most))
	if n < 1 || n > most {
		q.err = badRequest("limit: %d, want 1 to %d", n, most)
		n = 1
	}
	return n
}

// cursor is where the page before ended; fallback at the beginning.
func (q *asking) cursor(fallback int64) int64 {
	v := q.text("cursor")
	if v == "" {
		return fallback
	}
	raw, err := base64.RawURLEncoding.DecodeString(v)
	if err == nil {
		var n int64
		if n, err = strconv.ParseInt(string(raw), 36, 64); err == nil {
			return n
		}
	}
	q.err = badRequest("cursor: %.40q, want the \"next\" of the page before", v)
	return fallback
}

func cursorOf(seq int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(seq, 36)))
}

// where collects conditions.
type where struct {
	parts []string
	args  []any
}

func (w *where) add(part string, args ...any) {
	w.parts, w.args = append(w.parts, part), append(w.args, args...)
}

// eq demands that a column has a value, if one is given.
func (w *where) eq(column, value string) {
	if value != "" {
		w.add(column+" = ?", value)
	}
}

func (w *where) text() string {
	if len(w.parts) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.parts, " AND ")
}

const end = int64(^uint64(0) >> 1)

// prefix demands that a text begins with another.
func (w *where) prefix(db *store.DB, column, value string) {
	w.add(db.ByBytes(column)+" >= ? AND "+db.ByBytes(column)+" < ?", value, value+"\U0010FFFF")
}

// list reads a page of rows, newest first by an integer column.
func list[T any](ctx context.Context, db *store.DB, t *store.Table[T], q *asking, w *where, column string, seq func(*T) int64) ([]T, string, error) {
	at, limit := q.cursor(end), q.limit(maxLimit)
	if q.err != nil {
		return nil, "", q.err
	}
	w.add(column+" < ?", at)
	rows, err := t.Select(ctx, db, w.text()+" ORDER BY "+column+" DESC LIMIT "+number(limit+1), w.args...)
	if err != nil {
		return nil, "", err
	}
	return cut(rows, limit, seq)
}

// cut takes a page of what may be one row more, and the cursor of the next.
func cut[T any](rows []T, limit int64, seq func(*T) int64) ([]T, string, error) {
	if int64(len(rows)) <= limit {
		return rows, "", nil
	}
	rows = rows[:limit]
	return rows, cursorOf(seq(&rows[limit-1])), nil
}

// either reads a page of the rows that have a value in any of some columns, each of which has an index with column.
func either[T any](ctx context.Context, db *store.DB, t *store.Table[T], name string, q *asking, w *where, column string, cols []string, value string, seq func(*T) int64) ([]T, string, error) {
	at, limit := q.cursor(end), q.limit(maxLimit)
	if q.err != nil {
		return nil, "", q.err
	}
	w.add(column+" < ?", at)
	var parts []string
	var args []any
	for _, c := range cols {
		parts = append(parts, "SELECT * FROM (SELECT "+column+" FROM "+name+" "+w.text()+" AND "+c+" = ? ORDER BY "+column+" DESC LIMIT "+number(limit+1)+") AS by_"+c)
		args = append(append(args, w.args...), value)
	}
	rows, err := t.Select(ctx, db, "WHERE "+column+" IN ("+strings.Join(parts, " UNION ")+") ORDER BY "+column+" DESC LIMIT "+number(limit+1), args...)
	if err != nil {
		return nil, "", err
	}
	return cut(rows, limit, seq)
}

// items is a page of a list.
type items struct {
	Items any    `json:"items"`
	Next  string `json:"next"`
}

// some is a list that is never null.
func some[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

// names of agents by address.
func (s *Server) names(ctx context.Context, addresses ...string) (map[string]string, error) {
	return s.lookup(ctx, "SELECT address, name FROM agents WHERE address", addresses...)
}

// named turns rows into what the API shows of them, with the names of the agents that each is about.
func named[Row, Out any](ctx context.Context, s *Server, rows []Row, about func(Row) []string, out func(Row, map[string]string) Out) ([]Out, error) {
	var who []string
	for _, r := range rows {
		who = append(who, about(r)...)
	}
	names, err := s.names(ctx, who...)
	list := make([]Out, len(rows))
	for i, r := range rows {
		list[i] = out(r, names)
	}
	return list, err
}

// lookup reads one text of the rows with some keys: query selects key and text, and ends with the key's column.
func (s *Server) lookup(ctx context.Context, query string, keys ...string) (map[string]string, error) {
	out := make(map[string]string)
	var args []any
	for _, k := range keys {
		if _, seen := out[k]; k != "" && !seen {
			out[k] = ""
			args = append(args, k)
		}
	}
	if len(args) == 0 {
		return out, nil
	}
	rows, err := s.DB.Reader().QueryContext(ctx, s.DB.Rebind(query+" IN (?"+strings.Repeat(", ?", len(args)-1)+")"), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, text string
		if err := rows.Scan(&key, &text); err != nil {
			return nil, err
		}
		out[key] = text
	}
	return out, rows.Err()
}
