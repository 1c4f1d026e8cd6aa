package mcp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	// stateless is the first protocol revision without sessions.
	stateless = "2026-07-28"
	// versionHeader carries the revision of a request; the first request of the older revisions has none.
	versionHeader = "Mcp-Protocol-Version"
	// maxBody is the largest request.
	maxBody = 1 << 20
	// idle ends a session of the older revisions that is not used.
	idle = 30 * time.Minute
	// lastWords is how long answers may take when the server ends.
	lastWords = 3 * time.Second
)

// Handler serves all protocol revisions over streamable HTTP: without sessions from 2026-07-28 on, with sessions before,
// chosen by the header of the request. It refuses requests of web pages that this machine did not serve.
func (s *Server) Handler() http.Handler {
	get := func(*http.Request) *protocol.Server { return s.mcp }
	modern := protocol.NewStreamableHTTPHandler(get, &protocol.StreamableHTTPOptions{
		Stateless: true, MaxRequestBodyBytes: maxBody, PropagateRequestCancellation: true, Logger: s.Log,
	})
	legacy := protocol.NewStreamableHTTPHandler(get, &protocol.StreamableHTTPOptions{
		MaxRequestBodyBytes: maxBody, SessionTimeout: idle, Logger: s.Log,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" && !localOrigin(origin) {
			http.Error(w, "this origin may not use the server", http.StatusForbidden)
			return
		}
		if r.Header.Get(versionHeader) >= stateless {
			modern.ServeHTTP(w, r)
			return
		}
		legacy.ServeHTTP(w, r)
	})
}

// localOrigin tells pages of this machine.
func localOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Listen opens a loopback address such as "127.0.0.1:8787"; ErrListen for any other.
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !loopback(host) {
		return nil, ErrListen.Wrapf("%.64q", addr)
	}
	return net.Listen("tcp", addr)
}

// ServeHTTP serves hosts on a listener until the context ends, and returns when all requests have ended.
func (s *Server) ServeHTTP(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("/mcp", s.Handler())
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close() // an idle stream of a host
	}
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
