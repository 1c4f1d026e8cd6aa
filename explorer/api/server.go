// Package api serves the index over HTTP: JSON under /v1 as openapi.yaml says, a stream of events, health and metrics, and
// the page. It reads through a database handle that cannot write.
package api

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/explorer/follow"
	"github.com/trothchain/troth/explorer/store"
)

// OpenAPI is the contract of the API.
//
//go:embed openapi.yaml
var OpenAPI []byte

const (
	// requestTime bounds the work for one request; streams have no end.
	requestTime = 10 * time.Second
	// maxLag is from how many blocks on the index counts as behind, for /healthz.
	maxLag = 30
)

// Config of a server.
type Config struct {
	DB       *store.DB
	Follower *follow.Follower
	// Live asks the node for what only it knows now.
	Live  *client.Client
	Codec codec.Codec
	Log   *slog.Logger
	// Page is what the browser shows; nil for the API alone.
	Page fs.FS
	// Devnet is nil on every real chain.
	Devnet *Devnet
	// BehindProxy takes the address of a caller from the last X-Forwarded-For, which only a proxy of one's own may set.
	BehindProxy bool
	// PerSecond and Burst bound the requests of one address; 0 is the default, below 0 no bound.
	PerSecond, Burst int
}

// Server answers requests; it is safe for concurrent use.
type Server struct {
	Config
	mux     *http.ServeMux
	limits  *limits
	metrics *metrics
	cache   *cache
	streams *streams
	page    *page
	now     func() time.Time
}

// New makes a server.
func New(c Config) (*Server, error) {
	if c.DB == nil || c.Follower == nil || c.Live == nil || c.Codec == nil {
		return nil, errors.New("explorer api: database, follower, node and codec are needed")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Config: c, mux: http.NewServeMux(), limits: newLimits(c.PerSecond, c.Burst), cache: newCache(), streams: newStreams(), now: time.Now}
	s.metrics = newMetrics(s)
	for pattern, h := range map[string]handler{
		"GET /v1/status": s.status, "GET /v1/overview": s.overview, "GET /v1/series": s.series,
		"GET /v1/jobs": s.jobs, "GET /v1/jobs/{id}": s.job,
		"GET /v1/agreements": s.agreements, "GET /v1/agreements/{id}": s.agreement,
		"GET /v1/negotiations": s.negotiations, "GET /v1/negotiations/{id}": s.negotiation,
		"GET /v1/services": s.services, "GET /v1/services/{id}": s.service,
		"GET /v1/agents": s.agents, "GET /v1/agents/{id}": s.agent, "GET /v1/agents/{id}/reputation": s.reputation,
		"GET /v1/agents/{id}/history": s.history, "GET /v1/agents/{id}/settlements": s.settlements,
		"GET /v1/leaderboard": s.leaderboard, "GET /v1/leaderboard/services": s.bestServices, "GET /v1/skills": s.skills,
		"GET /v1/cases": s.cases, "GET /v1/cases/{id}": s.oneCase, "GET /v1/arbiters": s.arbiters, "GET /v1/arbiters/{id}": s.arbiter,
		"GET /v1/objects": s.objects, "GET /v1/objects/{id}": s.object, "GET /v1/timeline/{id}": s.timeline,
		"GET /v1/blocks": s.blocks, "GET /v1/blocks/{height}": s.block, "GET /v1/txs": s.txs, "GET /v1/txs/{hash}": s.tx,
		"GET /v1/accounts/{id}": s.account, "GET /v1/validators": s.validators, "GET /v1/params": s.params, "GET /v1/search": s.search,
		"POST /v1/devnet/faucet": s.devnetFaucet, "POST /v1/devnet/txs": s.devnetTx, "GET /v1/devnet/accounts/{id}": s.devnetAccount,
	} {
		s.mux.Handle(pattern, s.json(pattern, h))
	}
	s.mux.HandleFunc("GET /v1/events", s.events)
	s.mux.HandleFunc("GET /v1/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		s.write(w, OpenAPI)
	})
	s.mux.Handle("/v1/", s.json("/v1/", func(r *http.Request) (any, error) {
		return nil, notFound("no such route: %s %s; see /v1/openapi.yaml", r.Method, r.URL.Path)
	}))
	s.mux.HandleFunc("GET /healthz", s.health)
	s.mux.Handle("GET /metrics", s.metrics.handler())
	if c.Page != nil {
		p, err := newPage(c.Page)
		if err != nil {
			return nil, err
		}
		s.page = p
		s.mux.Handle("/", p)
	}
	return s, nil
}

// handler answers with a value to be written as JSON.
type handler func(*http.Request) (any, error)

// policy lets the page use what comes from here and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if strings.HasPrefix(r.URL.Path, "/v1/") || r.URL.Path == "/healthz" || r.URL.Path == "/metrics" {
		if wait, ok := s.limits.take(s.caller(r), s.now()); !ok {
			h.Set("Retry-After", wait)
			s.fail(w, &apiError{http.StatusTooManyRequests, "too_many_requests", "too many requests from your address; wait " + wait + " s"})
			return
		}
	}
	s.mux.ServeHTTP(w, r)
}

// json makes an http.Handler of one that answers with a value.
func (s *Server) json(pattern string, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.now()
		ctx, cancel := context.WithTimeout(r.Context(), requestTime)
		defer cancel()
		if strings.HasPrefix(pattern, "POST /v1/devnet/") { // waits for a block
			ctx, cancel = context.WithTimeout(r.Context(), 90*time.Second)
			defer cancel()
		}
		v, err := h(r.WithContext(ctx))
		code := http.StatusOK
		if err != nil {
			code = s.fail(w, err)
		} else {
			s.answer(w, http.StatusOK, v)
		}
		s.metrics.request(pattern, code, s.now().Sub(began))
	})
}

func (s *Server) answer(w http.ResponseWriter, code int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		s.Log.Error("answer", "error", err)
		code, raw = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"see the explorer's log"}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(code)
	s.write(w, raw)
}

// write gives up silently when the caller has gone.
func (s *Server) write(w http.ResponseWriter, raw []byte) {
	if _, err := w.Write(raw); err != nil {
		s.Log.Debug("answer not written", "error", err)
	}
}

// health is 200 when the index is close to the node's height, 503 with the reason otherwise.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	p := s.Follower.Progress()
	reason := p.Problem
	if lag := p.NodeHeight - p.Height; reason == "" && lag > maxLag {
		reason = "behind the node by " + number(lag) + " blocks"
	}
	if _, err := s.DB.Cursor(r.Context()); err != nil {
		reason = "database: " + err.Error()
	}
	code := http.StatusOK
	if reason != "" {
		code = http.StatusServiceUnavailable
	}
	s.answer(w, code, map[string]any{"ok": reason == "", "height": p.Height, "node_height": p.NodeHeight, "reason": reason})
}
