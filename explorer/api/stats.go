package api

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/internal/chain"
)

// The metrics of /v1/series, by what they are.
var (
	counts = []string{"blocks", "txs", "txs_failed", "events", "agents_registered", "jobs_posted", "jobs_awarded", "jobs_expired", "jobs_cancelled",
		"bids", "offers_made", "services_hired", "agreements_opened", "agreements_ended", "settlements", "disputes", "disputes_ended",
		"cases_opened", "appeals"}
	gauges    = []string{"jobs_open", "agreements_running", "agents", "cases_running", "arbiters"}
	money     = []string{"budget", "volume", "paid", "refunded", "burned", "protocol_fee", "compensation", "pledge_burned", "judge_fees"}
	durations = []string{"time_to_award", "settle_time", "case_time", "volume_micro", "burn_micro"}
	metricsOf = slices.Concat(counts, gauges, money, durations, []string{disputeRate})
)

// disputeRate is a share of two counts.
const disputeRate = "dispute_rate"

func (s *Server) status(r *http.Request) (any, error) {
	if q := params(r); q.err != nil {
		return nil, q.err
	}
	at, err := s.DB.Cursor(r.Context())
	if err != nil {
		return nil, err
	}
	p := s.Follower.Progress()
	id := p.ChainID
	if id == "" {
		if id, err = s.DB.Meta(r.Context(), "chain_id"); err != nil {
			return nil, err
		}
	}
	hash := at.Hash
	if hash == index.GenesisHash {
		hash = ""
	}
	out := map[string]any{
		"chain_id": id, "height": at.Height, "hash": hash, "time_ms": at.TimeMs, "node_height": max(p.NodeHeight, at.Height),
		"lag_blocks": max(0, p.NodeHeight-at.Height), "syncing": p.Syncing, "blocks_per_second": p.PerSecond, "eta_ms": p.ETA.Milliseconds(),
		"schema": store.Version, "base_denom": chain.BaseDenom, "display_denom": chain.DisplayDenom, "display_exponent": chain.DisplayExponent,
		"devnet": s.Devnet != nil, "faucet": s.Devnet != nil && s.Devnet.Faucet != "", "try_tx": s.tryTx(),
	}
	if p.Problem != "" {
		out["problem"] = p.Problem
	}
	if now, err := s.marketTime(r.Context()); err == nil {
		out["market_ms"] = now
	}
	return out, nil
}

func (s *Server) overview(r *http.Request) (any, error) {
	if q := params(r); q.err != nil {
		return nil, q.err
	}
	ctx := r.Context()
	at, err := s.DB.Cursor(ctx)
	if err != nil {
		return nil, err
	}
	return s.cache.get(ctx, "overview "+number(at.Height), requestTime, func(ctx context.Context) (any, error) { return s.makeOverview(ctx, at) })
}

func (s *Server) makeOverview(ctx context.Context, at store.Cursor) (any, error) {
	totals, err := store.SeriesTable.Select(ctx, s.DB, "WHERE res = 'total' ORDER BY metric, denom LIMIT 5000")
	if err != nil {
		return nil, err
	}
	n := make(map[string]int64)
	sums := make(map[string]map[string]string)
	for _, t := range totals {
		if t.Denom == "" {
			n[t.Metric] = t.N
			continue
		}
		if sums[t.Denom] == nil {
			sums[t.Denom] = make(map[string]string)
		}
		sums[t.Denom][t.Metric] = t.Sum
	}
	from := (at.TimeMs - index.Day) / index.Hour * index.Hour
	day := make(map[string]int64)
	for _, m := range counts {
		var v sql.NullInt64
		if err := s.DB.Reader().QueryRowContext(ctx, s.DB.Rebind("SELECT CAST(sum(n) AS BIGINT) FROM series WHERE res = 'hour' AND metric = ? AND denom = '' AND bucket_ms > ?"), m, from).Scan(&v); err != nil {
			return nil, err
		}
		day[m] = v.Int64
	}
	type moneyOut map[string]string
	out := []moneyOut{}
	denoms := make([]string, 0, len(sums))
	for d := range sums {
		denoms = append(denoms, d)
	}
	slices.Sort(denoms)
	for _, d := range denoms[:min(len(denoms), 50)] {
		row := moneyOut{"denom": d}
		for _, m := range []string{"held", "volume", "paid", "burned", "protocol_fee"} {
			row[m] = store.Add("0", sums[d][m])
		}
		for _, m := range []string{"volume", "burned"} {
			rows, err := store.SeriesTable.Select(ctx, s.DB, "WHERE res = 'hour' AND metric = ? AND denom = ? AND bucket_ms > ?", m, d, from)
			if err != nil {
				return nil, err
			}
			sum := "0"
			for _, v := range rows {
				sum = store.Add(sum, v.Sum)
			}
			row[m+"_day"] = sum
		}
		out = append(out, row)
	}
	award, err := s.spread(ctx, "SELECT awarded_ms - posted_ms FROM jobs WHERE awarded_ms > 0 ORDER BY awarded_ms DESC LIMIT 1000")
	if err != nil {
		return nil, err
	}
	settle, err := s.spread(ctx, "SELECT ended_ms - opened_ms FROM agreements WHERE ended_ms > 0 ORDER BY ended_ms DESC LIMIT 1000")
	disputed := int64(0)
	if n["agreements_ended"] > 0 {
		disputed = n["disputes_ended"] * 10_000 / n["agreements_ended"]
	}
	return map[string]any{
		"height": at.Height, "time_ms": at.TimeMs,
		"totals": map[string]int64{
			"blocks": n["blocks"], "txs": n["txs"], "events": n["events"], "agents": n["agents"], "jobs": n["jobs_posted"], "jobs_open": n["jobs_open"],
			"agreements": n["agreements_opened"], "agreements_running": n["agreements_running"], "settlements": n["settlements"],
			"disputes": n["disputes"], "services": n["services"], "cases": n["cases_opened"], "cases_running": n["cases_running"], "arbiters": n["arbiters"],
		},
		"day": day, "money": out, "durations": map[string]any{"time_to_award": award, "settle_time": settle}, "dispute_rate_bps": disputed,
	}, err
}

type spreadOut struct {
	Count  int64 `json:"count"`
	MeanMs int64 `json:"mean_ms"`
	P50Ms  int64 `json:"p50_ms"`
	P90Ms  int64 `json:"p90_ms"`
}

// spread of the numbers a query gives, at most 1000.
func (s *Server) spread(ctx context.Context, query string) (spreadOut, error) {
	rows, err := s.DB.Reader().QueryContext(ctx, query)
	if err != nil {
		return spreadOut{}, err
	}
	var all []int64
	sum := int64(0)
	for rows.Next() {
		var v int64
		if err := rows.Scan(&v); err != nil {
			return spreadOut{}, err
		}
		all = append(all, v)
		sum += v
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return spreadOut{}, err
	}
	slices.Sort(all)
	n := int64(len(all))
	return spreadOut{n, sum / n, all[n/2], all[n*9/10]}, rows.Close()
}
