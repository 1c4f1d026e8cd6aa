package demo

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/trothchain/troth/agent"
)

// store serves content by its hash on loopback, at /b/<sha256>.
type store struct {
	base string
	mu   sync.Mutex
	by   map[string][]byte
}

// serveStore starts a store that ends with the context.
func serveStore(ctx context.Context) (*store, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &store{base: "http://" + l.Addr().String() + "/b/", by: make(map[string][]byte)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /b/{hash}", s.get)
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // an agent of the demo without its store is of no use
		}
	}()
	context.AfterFunc(ctx, func() { server.Close() })
	return s, nil
}

// put stores content and returns its URI.
func (s *store) put(content []byte) string {
	hash := agent.Hash(content)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by[hash] = content
	return s.base + hash
}

func (s *store) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	content, ok := s.by[r.PathValue("hash")]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := w.Write(content); err != nil {
		return // the reader went away
	}
}
