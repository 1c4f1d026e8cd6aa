package api

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"github.com/trothchain/troth/explorer/store"
)

func (s *Server) agents(r *http.Request) (any, error) {
	q := params(r, "q", "skill", "owner", "status", "cursor", "limit")
	w := new(where)
	if name := q.text("q"); name != "" {
		w.prefix(s.DB, "name", name)
	}
	if skill := q.text("skill"); skill != "" {
		w.add("address IN (SELECT agent FROM agent_tags WHERE skill = ?)", skill)
	}
	w.eq("owner", q.text("owner"))
	w.eq("status", q.one("status", "", "active", "paused", "retired"))
	rows, next, err := list(r.Context(), s.DB, store.AgentTable, q, w, "seq", func(a *store.Agent) int64 { return a.Seq })
	return items{some(rows), next}, err
}

type attestationOut struct {
	store.Attestation
	IssuerName string `json:"issuer_name"`
}

func (s *Server) agent(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	a, err := store.AgentTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, notFound("no agent %.100s", id)
	}
	balances, held, err := s.money(ctx, id)
	if err != nil {
		return nil, err
	}
	operators, err := store.OperatorTable.Select(ctx, s.DB, "WHERE agent = ? ORDER BY serial LIMIT 16", id)
	if err != nil {
		return nil, err
	}
	rows, err := store.AttestationTable.Select(ctx, s.DB, "WHERE subject = ? ORDER BY topic, issuer LIMIT 100", id)
	if err != nil {
		return nil, err
	}
	attestations, err := named(ctx, s, rows, func(t store.Attestation) []string { return []string{t.Issuer} },
		func(t store.Attestation, of map[string]string) attestationOut { return attestationOut{t, of[t.Issuer]} })
	if err != nil {
		return nil, err
	}
	linked, err := store.LinkTable.Select(ctx, s.DB, "WHERE agent = ? ORDER BY account LIMIT 100", id)
	if err != nil {
		return nil, err
	}
	links := make([]string, len(linked))
	for i, l := range linked {
		links[i] = l.Account
	}
	skills, err := store.AgentSkillTable.Select(ctx, s.DB, "WHERE agent = ? ORDER BY success DESC, skill LIMIT 200", id)
	return map[string]any{
		"agent": a, "balances": balances, "held": held, "operators": some(operators), "attestations": attestations, "links": links,
		"skills": some(skills), "card": map[string]string{"uri": a.CardURI, "sha256": a.CardSHA256},
	}, err
}

// maxPoints of a history.
const maxPoints = 1000

func (s *Server) history(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	q := params(r, "skill", "from_ms", "to_ms")
	skill, from, to := q.text("skill"), q.num("from_ms", 0), q.num("to_ms", end)
	if q.err != nil {
		return nil, q.err
	}
	const of = "WHERE agent = ? AND skill = ? AND "
	first, last, err := s.ends(ctx, of, id, skill, from, to)
	if err != nil {
		return nil, err
	}
	var n int64
	if err := s.DB.Reader().QueryRowContext(ctx, s.DB.Rebind("SELECT count(*) FROM (SELECT 1 FROM samples "+of+"seq >= ? AND seq <= ? LIMIT 1001) AS counted"),
		id, skill, first, last).Scan(&n); err != nil {
		return nil, err
	}
	text, args := of+"seq >= ? AND seq <= ? ORDER BY seq LIMIT 1000", []any{id, skill, first, last}
	if n > maxPoints { // hops of the same length back from the last one, which is always there
		step := (last-first)/(maxPoints-1) + 1
		text = of + "seq IN (WITH RECURSIVE hop(seq) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT (SELECT max(seq) FROM samples " + of +
			"seq >= ? AND seq <= hop.seq - ?) FROM hop WHERE hop.seq IS NOT NULL) SELECT seq FROM hop WHERE seq IS NOT NULL) ORDER BY seq LIMIT 1000"
		args = []any{id, skill, last, id, skill, first, step}
	}
	points, err := store.SampleTable.Select(ctx, s.DB, text, args...)
	return map[string]any{"agent": id, "skill": skill, "points": some(points)}, err
}

// ends are the seqs of the first and last sample between two times; first is after last when there is none.
func (s *Server) ends(ctx context.Context, of, agent, skill string, from, to int64) (first, last int64, err error) {
	for _, e := range []struct {
		seq   *int64
		query string
		at    int64
	}{{&first, "time_ms >= ? ORDER BY seq", from}, {&last, "time_ms <= ? ORDER BY seq DESC", to}} {
		err := s.DB.Reader().QueryRowContext(ctx, s.DB.Rebind("SELECT seq FROM samples "+of+e.query+" LIMIT 1"), agent, skill, e.at).Scan(e.seq)
		if errors.Is(err, sql.ErrNoRows) {
			return 1, 0, nil
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}

func (s *Server) settlements(r *http.Request) (any, error) {
	q := params(r, "cursor", "limit")
	rows, next, err := either(r.Context(), s.DB, store.SettlementTable, "settlements", q, new(where), "seq", []string{"client", "provider"},
		r.PathValue("id"), func(v *store.Settlement) int64 { return v.Seq })
	return items{some(rows), next}, err
}

func (s *Server) skills(r *http.Request) (any, error) {
	if q := params(r); q.err != nil {
		return nil, q.err
	}
	rows, err := store.SkillTable.Select(r.Context(), s.DB, "ORDER BY jobs DESC, skill LIMIT 200")
	return map[string]any{"items": some(rows)}, err
}
