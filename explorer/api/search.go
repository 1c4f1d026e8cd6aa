package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/store"
)

// found is what a word could mean.
type found struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Title string `json:"title"`
}

func (s *Server) search(r *http.Request) (any, error) {
	q := params(r, "q")
	word := strings.TrimSpace(q.text("q"))
	if word == "" && q.err == nil {
		q.err = badRequest("q: missing")
	}
	if q.err != nil {
		return nil, q.err
	}
	out, err := s.exact(r.Context(), word)
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		if out, err = s.byWords(r.Context(), r, word); err != nil {
			return nil, err
		}
	}
	return map[string]any{"items": some(out[:min(len(out), 20)])}, nil
}

// exact finds heights, hashes, addresses and ids.
func (s *Server) exact(ctx context.Context, word string) (out []found, err error) {
	if height, err := strconv.ParseInt(word, 10, 64); err == nil {
		b, err := store.BlockTable.Get(ctx, s.DB, height)
		if err != nil || b == nil {
			return nil, err
		}
		return []found{{"block", word, b.Hash}}, nil
	}
	if hash := strings.ToUpper(word); isHash(hash) {
		txs, err := store.TxTable.Select(ctx, s.DB, "WHERE hash = ? ORDER BY code, seq DESC LIMIT 1", hash)
		if err != nil || len(txs) == 0 {
			return nil, err
		}
		return []found{{"tx", hash, txs[0].Types}}, nil
	}
	if _, err := sdk.AccAddressFromBech32(word); err == nil {
		a, err := store.AgentTable.Get(ctx, s.DB, word)
		if err != nil {
			return nil, err
		}
		if a != nil {
			out = append(out, found{"agent", word, a.Name})
		}
		return append(out, found{"account", word, ""}), nil
	}
	switch prefix, _, _ := strings.Cut(word, "_"); prefix {
	case "job":
		j, err := store.JobTable.Get(ctx, s.DB, word)
		if err == nil && j != nil {
			out = []found{{"job", word, j.Title}}
		}
		return out, err
	case "agr":
		a, err := store.AgreementTable.Get(ctx, s.DB, word)
		if err == nil && a != nil {
			out = []found{{"agreement", word, a.Title}}
		}
		return out, err
	case "ofr":
		o, err := store.OfferTable.Get(ctx, s.DB, word)
		if err == nil && o != nil {
			out = []found{{"negotiation", word, o.Title}}
		}
		return out, err
	case "svc":
		v, err := store.ServiceTable.Get(ctx, s.DB, word)
		if err == nil && v != nil {
			out = []found{{"service", word, v.Title}}
		}
		return out, err
	}
	c, err := store.CaseTable.Get(ctx, s.DB, word)
	if err != nil {
		return nil, err
	}
	if c != nil {
		return []found{{"case", word, c.Skill}}, nil
	}
	o, err := store.ObjectTable.Get(ctx, s.DB, word)
	if err == nil && o != nil {
		out = []found{{"object", word, o.Module}}
	}
	return out, err
}

// byWords finds agents by the beginning of their name and jobs by their words.
func (s *Server) byWords(ctx context.Context, r *http.Request, word string) (out []found, err error) {
	named := new(where)
	named.prefix(s.DB, "name", word)
	agents, err := store.AgentTable.Select(ctx, s.DB, named.text()+" ORDER BY "+s.DB.ByBytes("name")+", seq LIMIT 10", named.args...)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		out = append(out, found{"agent", a.Address, a.Name})
	}
	if len(store.Words(word)) == 0 {
		return out, nil
	}
	q, w := &asking{r: r}, new(where)
	s.matching(q, w, word)
	if q.err != nil {
		return out, nil // too many words for a job
	}
	jobs, err := store.JobTable.Select(ctx, s.DB, w.text()+" ORDER BY seq DESC LIMIT 10", w.args...)
	for _, j := range jobs {
		out = append(out, found{"job", j.ID, j.Title})
	}
	return out, err
}
