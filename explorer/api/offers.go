package api

import (
	"context"
	"net/http"

	"github.com/trothchain/troth/explorer/store"
)

type offerOut struct {
	store.Offer
	ClientName   string `json:"client_name"`
	ProviderName string `json:"provider_name"`
}

func (s *Server) offersOut(ctx context.Context, rows []store.Offer) ([]offerOut, error) {
	return named(ctx, s, rows, func(v store.Offer) []string { return []string{v.Client, v.Provider} },
		func(v store.Offer, of map[string]string) offerOut { return offerOut{v, of[v.Client], of[v.Provider]} })
}

func (s *Server) negotiations(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "status", "agent", "cursor", "limit")
	w := new(where)
	w.eq("status", q.one("status", "", "open", "accepted", "rejected", "expired"))
	seq := func(o *store.Offer) int64 { return o.Seq }
	var rows []store.Offer
	var next string
	var err error
	if agent := q.text("agent"); agent != "" {
		rows, next, err = either(ctx, s.DB, store.OfferTable, "offers", q, w, "seq", []string{"client", "provider"}, agent, seq)
	} else {
		rows, next, err = list(ctx, s.DB, store.OfferTable, q, w, "seq", seq)
	}
	if err != nil {
		return nil, err
	}
	out, err := s.offersOut(ctx, rows)
	return items{out, next}, err
}

func (s *Server) negotiation(r *http.Request) (any, error) {
	ctx, id := r.Context(), r.PathValue("id")
	o, err := store.OfferTable.Get(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, notFound("no negotiation %.40s", id)
	}
	out, err := s.offersOut(ctx, []store.Offer{*o})
	if err != nil {
		return nil, err
	}
	rounds, err := store.RoundTable.Select(ctx, s.DB, "WHERE offer = ? ORDER BY number LIMIT 16", id)
	return map[string]any{"negotiation": out[0], "rounds": some(rounds)}, err
}

type serviceOut struct {
	store.Service
	ProviderName string `json:"provider_name"`
}

func (s *Server) servicesOut(ctx context.Context, rows []store.Service) ([]serviceOut, error) {
	return named(ctx, s, rows, func(v store.Service) []string { return []string{v.Provider} },
		func(v store.Service, of map[string]string) serviceOut { return serviceOut{v, of[v.Provider]} })
}

func (s *Server) services(r *http.Request) (any, error) {
	q := params(r, "skill", "provider", "active", "cursor", "limit")
	w := new(where)
	w.add("removed = 0")
	w.eq("skill", q.text("skill"))
	w.eq("provider", q.text("provider"))
	flag(q, w, "active")
	rows, next, err := list(r.Context(), s.DB, store.ServiceTable, q, w, "seq", func(v *store.Service) int64 { return v.Seq })
	if err != nil {
		return nil, err
	}
	out, err := s.servicesOut(r.Context(), rows)
	return items{out, next}, err
}

func (s *Server) service(r *http.Request) (any, error) {
	id := r.PathValue("id")
	v, err := store.ServiceTable.Get(r.Context(), s.DB, id)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, notFound("no service %.40s", id)
	}
	out, err := s.servicesOut(r.Context(), []store.Service{*v})
	if err != nil {
		return nil, err
	}
	return map[string]any{"service": out[0], "terms": v.Terms}, nil
}

type rankedService struct {
	Rank int `json:"rank"`
	serviceOut
}

// bestServices are the services that were hired most often, of all or of a skill.
func (s *Server) bestServices(r *http.Request) (any, error) {
	ctx := r.Context()
	q := params(r, "skill", "limit")
	w := new(where)
	w.eq("skill", q.text("skill"))
	w.add("removed = 0")
	limit := q.limit(100)
	if q.err != nil {
		return nil, q.err
	}
	rows, err := store.ServiceTable.Select(ctx, s.DB, w.text()+" ORDER BY hired DESC, seq DESC LIMIT "+number(limit), w.args...)
	if err != nil {
		return nil, err
	}
	services, err := s.servicesOut(ctx, rows)
	out := make([]rankedService, len(services))
	for i, v := range services {
		out[i] = rankedService{i + 1, v}
	}
	return map[string]any{"skill": q.text("skill"), "items": out}, err
}
