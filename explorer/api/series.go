package api

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/chain"
)

type point struct {
	TMs   int64  `json:"t_ms"`
	Count int64  `json:"count"`
	Sum   string `json:"sum"`
}

var intervals = map[string]int64{"minute": index.Minute, "hour": index.Hour, "day": index.Day}

func (s *Server) series(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "metric", "interval", "denom", "from_ms", "to_ms")
	metric := q.one("metric", "", metricsOf...)
	interval := q.one("interval", "hour", "minute", "hour", "day")
	if metric == "" && q.err == nil {
		q.err = badRequest("metric: missing, want one of %s", strings.Join(metricsOf, ", "))
	}
	denom := ""
	if slices.Contains(money, metric) {
		if denom = q.text("denom"); denom == "" {
			denom = chain.BaseDenom
		}
	}
	at, err := s.DB.Cursor(ctx)
	if err != nil {
		return nil, err
	}
	to := q.num("to_ms", at.TimeMs)
	from := q.num("from_ms", max(0, to-500*intervals[interval]))
	if q.err != nil {
		return nil, q.err
	}
	if (to-from)/intervals[interval] > 1000 {
		return nil, badRequest("from_ms to to_ms: more than 1000 intervals; ask for longer intervals or less time")
	}
	counted := metric
	if metric == disputeRate {
		counted = "agreements_ended"
	}
	points, err := s.points(ctx, interval, counted, denom, from, to)
	if err != nil {
		return nil, err
	}
	if metric == disputeRate {
		disputed, err := s.points(ctx, interval, "disputes_ended", denom, from, to)
		if err != nil {
			return nil, err
		}
		shares(points, disputed)
	}
	if slices.Contains(gauges, metric) {
		if err := s.gauge(ctx, interval, metric, from/intervals[interval]*intervals[interval], points); err != nil {
			return nil, err
		}
	}
	return map[string]any{"metric": metric, "interval": interval, "denom": denom, "points": points}, nil
}

// points of a counter, oldest first.
func (s *Server) points(ctx context.Context, interval, metric, denom string, from, to int64) ([]point, error) {
	rows, err := store.SeriesTable.Select(ctx, s.DB, "WHERE res = ? AND metric = ? AND denom = ? AND bucket_ms >= ? AND bucket_ms <= ? ORDER BY bucket_ms LIMIT 1000",
		interval, metric, denom, from/intervals[interval]*intervals[interval], to)
	out := make([]point, len(rows))
	for i, v := range rows {
		out[i] = point{v.BucketMs, v.N, v.Sum}
	}
	return out, err
}

// shares makes the sum of each point the share of the other count in its own, in ten-thousandths.
func shares(points, parts []point) {
	n := make(map[int64]int64)
	for _, p := range parts {
		n[p.TMs] = p.Count
	}
	for i, p := range points {
		points[i].Sum = "0"
		if p.Count > 0 {
			points[i].Sum = number(n[p.TMs] * 10_000 / p.Count)
		}
	}
}

// gauge turns changes into values: what there is now, less what came after.
func (s *Server) gauge(ctx context.Context, interval, metric string, from int64, points []point) error {
	var total, since sql.NullInt64
	db := s.DB.Reader()
	if err := db.QueryRowContext(ctx, s.DB.Rebind("SELECT CAST(sum(n) AS BIGINT) FROM series WHERE res = 'total' AND metric = ? AND denom = ''"), metric).Scan(&total); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, s.DB.Rebind("SELECT CAST(sum(n) AS BIGINT) FROM series WHERE res = ? AND metric = ? AND denom = '' AND bucket_ms >= ?"), interval, metric, from).Scan(&since); err != nil {
		return err
	}
	value := total.Int64 - since.Int64
	for i := range points {
		value += points[i].Count
		points[i].Count = value
	}
	return nil
}
