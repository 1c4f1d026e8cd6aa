package api

import (
	"context"
	"net/http"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

type jobOut struct {
	store.Job
	ClientName   string `json:"client_name"`
	ProviderName string `json:"provider_name"`
	// AgreementStatus is what became of the award; "" without one.
	AgreementStatus string `json:"agreement_status"`
}

func (s *Server) jobsOut(ctx context.Context, rows []store.Job) ([]jobOut, error) {
	var agreements []string
	for _, j := range rows {
		agreements = append(agreements, j.Agreement)
	}
	status, err := s.lookup(ctx, "SELECT id, status FROM agreements WHERE id", agreements...)
	if err != nil {
		return nil, err
	}
	return named(ctx, s, rows, func(j store.Job) []string { return []string{j.Client, j.Provider} },
		func(j store.Job, of map[string]string) jobOut {
			return jobOut{j, of[j.Client], of[j.Provider], status[j.Agreement]}
		})
}

// searchWindow is how many of the newest matches are looked through when a search has other filters, too.
const searchWindow = 5000

// matching demands that a job has all words; each may be the beginning of one.
func (s *Server) matching(q *asking, w *where, text string) {
	words := store.Words(text)
	if len(words) == 0 || len(words) > 8 {
		q.err = badRequest("q: %d words, want 1 to 8", len(words))
		return
	}
	window := q.limit(maxLimit) + 1
	if len(w.parts) > 0 {
		window = searchWindow
	}
	query, args := s.DB.Matching(words, q.cursor(end))
	w.add("seq IN ("+query+number(window)+")", args...)
}

func (s *Server) jobs(r *http.Request) (any, error) {
	q := params(r, "status", "skill", "client", "provider", "q", "cursor", "limit")
	w := new(where)
	w.eq("status", q.one("status", "", "open", "revealing", "choosing", "awarded", "expired", "cancelled"))
	w.eq("skill", q.text("skill"))
	w.eq("client", q.text("client"))
	w.eq("provider", q.text("provider"))
	if text := q.text("q"); text != "" {
		s.matching(q, w, text)
	}
	rows, next, err := list(r.Context(), s.DB, store.JobTable, q, w, "seq", func(j *store.Job) int64 { return j.Seq })
	if err != nil {
		return nil, err
	}
	out, err := s.jobsOut(r.Context(), rows)
	return items{out, next}, err
}

type bidOut struct {
	store.Bid
	ProviderName string `json:"provider_name"`
}

func (s *Server) job(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	j, err := store.JobTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if j == nil {
		return nil, notFound("no job %.40s", id)
	}
	out, err := s.jobsOut(ctx, []store.Job{*j})
	if err != nil {
		return nil, err
	}
	bids, err := store.BidTable.Select(ctx, s.DB, "WHERE job = ? ORDER BY CASE status WHEN 'awarded' THEN 0 WHEN 'standing' THEN 1 ELSE 2 END, CASE expected_cost_micro WHEN 0 THEN 1 ELSE 0 END, expected_cost_micro, provider LIMIT 200", id)
	if err != nil {
		return nil, err
	}
	bidsOut, err := named(ctx, s, bids, func(b store.Bid) []string { return []string{b.Provider} },
		func(b store.Bid, of map[string]string) bidOut { return bidOut{b, of[b.Provider]} })
	if err != nil {
		return nil, err
	}
	rows, err := store.AgreementTable.Select(ctx, s.DB, "WHERE origin = ? ORDER BY seq DESC LIMIT 20", id)
	if err != nil {
		return nil, err
	}
	agreements, err := s.agreementsOut(ctx, rows)
	if err != nil {
		return nil, err
	}
	holds, err := s.holds(ctx, "object", id)
	return map[string]any{"job": out[0], "request": j.Request, "bids": bidsOut, "agreements": agreements, "holds": holds}, err
}

func (s *Server) holds(ctx context.Context, column, value string) ([]store.Hold, error) {
	rows, err := store.HoldTable.Select(ctx, s.DB, "WHERE "+column+" = ? ORDER BY scope, ref LIMIT 200", value)
	return some(rows), err
}

type agreementOut struct {
	store.Agreement
	ClientName   string `json:"client_name"`
	ProviderName string `json:"provider_name"`
}

func (s *Server) agreementsOut(ctx context.Context, rows []store.Agreement) ([]agreementOut, error) {
	return named(ctx, s, rows, func(v store.Agreement) []string { return []string{v.Client, v.Provider} },
		func(v store.Agreement, of map[string]string) agreementOut {
			return agreementOut{v, of[v.Client], of[v.Provider]}
		})
}

func (s *Server) agreements(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "status", "agent", "client", "provider", "skill", "origin", "disputed", "cursor", "limit")
	w := new(where)
	switch status := q.one("status", "", "running", "ended", "working", "evaluating", "evaluated", "review", "claimed", "disputed",
		"completed", "refunded", "split", "terminated", "cancelled"); status {
	case "running":
		w.add("running = 1")
	case "ended":
		w.add("running = 0")
	default:
		w.eq("status", status)
	}
	w.eq("client", q.text("client"))
	w.eq("provider", q.text("provider"))
	w.eq("skill", q.text("skill"))
	w.eq("origin", q.text("origin"))
	flag(q, w, "disputed")
	seq := func(a *store.Agreement) int64 { return a.Seq }
	var rows []store.Agreement
	var next string
	var err error
	if agent := q.text("agent"); agent != "" {
		rows, next, err = either(ctx, s.DB, store.AgreementTable, "agreements", q, w, "seq", []string{"client", "provider"}, agent, seq)
	} else {
		rows, next, err = list(ctx, s.DB, store.AgreementTable, q, w, "seq", seq)
	}
	if err != nil {
		return nil, err
	}
	out, err := s.agreementsOut(ctx, rows)
	return items{out, next}, err
}

// flag demands a column of 0 or 1.
func flag(q *asking, w *where, name string) {
	switch q.one(name, "", "true", "false") {
	case "true":
		w.add(name + " = 1")
	case "false":
		w.add(name + " = 0")
	}
}

func (s *Server) agreement(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	a, err := store.AgreementTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, notFound("no agreement %.40s", id)
	}
	out, err := s.agreementsOut(ctx, []store.Agreement{*a})
	if err != nil {
		return nil, err
	}
	settled, err := store.SettlementTable.Select(ctx, s.DB, "WHERE agreement = ? ORDER BY milestone LIMIT 16", id)
	if err != nil {
		return nil, err
	}
	holds, err := s.holds(ctx, "object", id)
	if err != nil {
		return nil, err
	}
	record, receipts := store.Text(""), []store.Text{}
	if !a.Pruned {
		res, err := agreementtypes.NewQueryClient(s.Live).Agreement(ctx, &agreementtypes.QueryAgreementRequest{Id: id})
		if err != nil {
			s.Log.Debug("no record of the node", "agreement", id, "error", err)
		} else {
			record = s.record(&res.Agreement)
			for i := range res.Receipts {
				receipts = append(receipts, s.record(&res.Receipts[i]))
			}
		}
	}
	return map[string]any{"agreement": out[0], "settlements": some(settled), "holds": holds, "record": record, "receipts": receipts}, nil
}
