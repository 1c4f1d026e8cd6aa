package store

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Handler serves a folder: GET and HEAD of /b/<sha256> for everybody, as many at once as Limits say and at most 4 for one
// address, and PUT for who has the token. Without a token nobody can put. Loopback addresses are not bounded each: a proxy on
// the same machine has to bound its own readers. Behind one on another machine, or in a container, all readers have its address
// and share its 4 places, unless it caches.
func (f *Folder) Handler(token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"{name}", f.serve)
	mux.HandleFunc("PUT "+prefix+"{name}", func(w http.ResponseWriter, r *http.Request) {
		given := []byte(r.Header.Get("Authorization"))
		if token == "" || subtle.ConstantTimeCompare(given, []byte("Bearer "+token)) != 1 {
			http.Error(w, "the token of the store is missing or wrong", http.StatusUnauthorized)
			return
		}
		f.accept(w, r)
	})
	return mux
}

// serve sends a content from its file: it is never in memory as a whole, however many read and however slowly. Whoever
// fetches it checks the hash.
func (f *Folder) serve(w http.ResponseWriter, r *http.Request) {
	hash, ok := parseName(r.PathValue("name"))
	if !ok {
		http.Error(w, "the name must be a sha256 in hex", http.StatusBadRequest)
		return
	}
	leave, ok := f.readers.enter(r.RemoteAddr)
	if !ok {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many readers, come again", http.StatusServiceUnavailable)
		return
	}
	defer leave()
	file, err := f.open(hex.EncodeToString(hash))
	if errors.Is(err, ErrNotFound) {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	if err != nil {
		http.Error(w, "the content cannot be read", http.StatusInternalServerError)
		return
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream") // never shown as a page of this origin
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+hex.EncodeToString(hash)+`"`)
	http.ServeContent(newPacedWriter(w), r, "", time.Time{}, file)
}

func (f *Folder) accept(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, f.limits.Content))
	if err != nil {
		http.Error(w, ErrTooBig.Wrapf("at most %d bytes", f.limits.Content).Error(), http.StatusRequestEntityTooLarge)
		return
	}
	if Name(content) != r.PathValue("name") {
		http.Error(w, "the content has sha256 "+Name(content), http.StatusBadRequest)
		return
	}
	uri, err := f.Put(r.Context(), content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInsufficientStorage)
		return
	}
	w.Header().Set("Location", uri)
	w.WriteHeader(http.StatusCreated)
}

// shutdown is how long readers may take when a server ends.
const shutdown = 3 * time.Second

// Serve serves a folder on a listener until the context ends, and returns when all requests have ended. A folder without
// a base gets the listener's address as one.
func (f *Folder) Serve(ctx context.Context, l net.Listener, token string) error {
	f.mu.Lock()
	if f.base == "" {
		f.base = "http://" + l.Addr().String()
	}
	f.mu.Unlock()
	s := &http.Server{
		Handler: f.Handler(token), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	err := s.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.Close()
	}
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Served is a folder that this process serves.
type Served struct {
	*Folder
	// Address is where it listens, such as "127.0.0.1:8090".
	Address string

	end  context.CancelFunc
	done chan error
}

// ServeFolder opens a folder and serves it for reading until Close. base is the address that others reach it under; empty
// stands for http and the address of listen.
func ServeFolder(dir, listen, base string, limits Limits) (*Served, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fmt.Errorf("a store of one's own: %w", err)
	}
	if base == "" {
		base = "http://" + l.Addr().String()
	}
	f, err := OpenFolder(dir, base, limits)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	ctx, end := context.WithCancel(context.Background())
	s := &Served{Folder: f, Address: l.Addr().String(), end: end, done: make(chan error, 1)}
	go func() { s.done <- f.Serve(ctx, l, "") }()
	return s, nil
}

// Close ends the server and waits for its last readers.
func (s *Served) Close() error {
	s.end()
	return <-s.done
}
