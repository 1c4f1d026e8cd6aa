package api

import (
	"context"
	"net/http"

	"github.com/trothchain/troth/explorer/store"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

type caseOut struct {
	store.Case
	ClientName   string `json:"client_name"`
	ProviderName string `json:"provider_name"`
}

func (s *Server) casesOut(ctx context.Context, rows []store.Case) ([]caseOut, error) {
	return named(ctx, s, rows, func(v store.Case) []string { return []string{v.Client, v.Provider} },
		func(v store.Case, of map[string]string) caseOut { return caseOut{v, of[v.Client], of[v.Provider]} })
}

func (s *Server) cases(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "status", "kind", "agent", "client", "provider", "skill", "agreement", "arbiter", "cursor", "limit")
	w := new(where)
	switch status := q.one("status", "", "running", "ended", "opened", "drawn", "commit", "reveal", "ruled", "settling", "final", "closed"); status {
	case "running":
		w.add("running = 1")
	case "ended":
		w.add("running = 0")
	default:
		w.eq("status", status)
	}
	w.eq("kind", q.one("kind", "", "dispute", "panel"))
	w.eq("client", q.text("client"))
	w.eq("provider", q.text("provider"))
	w.eq("skill", q.text("skill"))
	w.eq("agreement", q.text("agreement"))
	agent := q.text("agent")
	if arbiter := q.text("arbiter"); arbiter != "" {
		window := q.limit(maxLimit) + 1
		if len(w.parts) > 0 || agent != "" {
			window = searchWindow
		}
		w.add("seq IN (SELECT seq FROM case_seats WHERE arbiter = ? AND seq < ? ORDER BY seq DESC LIMIT "+number(window)+")", arbiter, q.cursor(end))
	}
	seq := func(c *store.Case) int64 { return c.Seq }
	var rows []store.Case
	var next string
	var err error
	if agent != "" {
		rows, next, err = either(ctx, s.DB, store.CaseTable, "cases", q, w, "seq", []string{"client", "provider"}, agent, seq)
	} else {
		rows, next, err = list(ctx, s.DB, store.CaseTable, q, w, "seq", seq)
	}
	if err != nil {
		return nil, err
	}
	out, err := s.casesOut(ctx, rows)
	return items{out, next}, err
}

type seatOut struct {
	store.Seat
	ArbiterName string `json:"arbiter_name"`
}

func (s *Server) seatsOut(ctx context.Context, rows []store.Seat) ([]seatOut, error) {
	return named(ctx, s, rows, func(v store.Seat) []string { return []string{v.Arbiter} },
		func(v store.Seat, of map[string]string) seatOut { return seatOut{v, of[v.Arbiter]} })
}

// oneCase is a case with its rounds, seats and documents, its agreement, and the node's record.
func (s *Server) oneCase(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	c, err := store.CaseTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, notFound("no case %.40s", id)
	}
	out, err := s.casesOut(ctx, []store.Case{*c})
	if err != nil {
		return nil, err
	}
	rounds, err := store.CaseRoundTable.Select(ctx, s.DB, "WHERE caseid = ? ORDER BY number LIMIT 5", id)
	if err != nil {
		return nil, err
	}
	rows, err := store.SeatTable.Select(ctx, s.DB, "WHERE caseid = ? ORDER BY round, arbiter LIMIT 200", id)
	if err != nil {
		return nil, err
	}
	seats, err := s.seatsOut(ctx, rows)
	if err != nil {
		return nil, err
	}
	evidence, err := store.EvidenceTable.Select(ctx, s.DB, "WHERE caseid = ? ORDER BY seq LIMIT 200", id)
	if err != nil {
		return nil, err
	}
	var about any
	if a, err := store.AgreementTable.Get(ctx, s.DB, c.Agreement); err != nil {
		return nil, err
	} else if a != nil {
		agreements, err := s.agreementsOut(ctx, []store.Agreement{*a})
		if err != nil {
			return nil, err
		}
		about = agreements[0]
	}
	record := store.Text("")
	if !c.Pruned {
		record = s.caseRecord(ctx, id)
	}
	return map[string]any{
		"case": out[0], "rounds": some(rounds), "seats": seats, "evidence": some(evidence), "agreement": about, "record": record,
	}, nil
}

type arbiterOut struct {
	store.Arbiter
	Name      string     `json:"name"`
	OwnerName string     `json:"owner_name"`
	Stake     store.Coin `json:"stake"`
	Locked    string     `json:"locked"`
	Lost      string     `json:"lost"`
	Earned    string     `json:"earned"`
}

func (s *Server) arbitersOut(ctx context.Context, rows []store.Arbiter) ([]arbiterOut, error) {
	return named(ctx, s, rows, func(a store.Arbiter) []string { return []string{a.Agent, a.Owner} },
		func(a store.Arbiter, of map[string]string) arbiterOut {
			return arbiterOut{
				a, of[a.Agent], of[a.Owner], store.Coin{Amount: number(a.Stake), Denom: arbitrationtypes.StakeDenom},
				number(a.Locked), number(a.Lost), number(a.Earned),
			}
		})
}

func (s *Server) arbiters(r *http.Request) (any, error) {
	q := params(r, "status", "skill", "cursor", "limit")
	w := new(where)
	w.eq("status", q.one("status", "", "enlisted", "leaving", "suspended", "left"))
	if skill := q.text("skill"); skill != "" { // who is drawn for it: its own judges and those of all skills
		w.add("agent IN (SELECT agent FROM arbiter_skills WHERE skill = ? OR skill = ?)", skill, arbitrationtypes.AllSkills)
	}
	rows, next, err := list(r.Context(), s.DB, store.ArbiterTable, q, w, "seq", func(a *store.Arbiter) int64 { return a.Seq })
	if err != nil {
		return nil, err
	}
	out, err := s.arbitersOut(r.Context(), rows)
	return items{out, next}, err
}

// seatsShown of a judge, the newest.
const seatsShown = 50

func (s *Server) arbiter(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	a, err := store.ArbiterTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, notFound("no judge %.100s", id)
	}
	out, err := s.arbitersOut(ctx, []store.Arbiter{*a})
	if err != nil {
		return nil, err
	}
	seats, err := store.SeatTable.Select(ctx, s.DB, "WHERE arbiter = ? ORDER BY seq DESC LIMIT "+number(seatsShown), id)
	return map[string]any{"arbiter": out[0], "seats": some(seats)}, err
}
