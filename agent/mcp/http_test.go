package mcp_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent/mcp"
)

func TestHTTPServesThisMachineInAllRevisions(t *testing.T) {
	w := start(t)
	p := w.player(t, "carol", "http", 1_000_000)
	l, err := mcp.Listen("127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.server.ServeHTTP(ctx, l) }()
	url := "http://" + l.Addr().String() + "/mcp"

	session, err := protocol.NewClient(&protocol.Implementation{Name: "new", Version: "1"}, nil).Connect(t.Context(), &protocol.StreamableClientTransport{Endpoint: url}, nil)
	require.NoError(t, err)
	h := &host{t: t, session: session}
	require.Equal(t, p.address, call[mcp.StatusOut](h, "get_chain_status", nil).Agent)
	require.Empty(t, session.ID(), "the newest revision has no sessions")
	require.NoError(t, session.Close())

	ask := func(body string, header map[string]string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		for k, v := range header {
			if k == "Host" {
				r.Host = v
			}
			r.Header.Set(k, v)
		}
		res, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		t.Cleanup(func() { _ = res.Body.Close() }) // read or not
		return res
	}
	for _, version := range []string{"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"} {
		hello := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"` + version + `","capabilities":{},"clientInfo":{"name":"old","version":"1"}}}`
		res := ask(hello, nil)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Contains(t, string(body), `"protocolVersion":"`+version+`"`)
		id := res.Header.Get("Mcp-Session-Id")
		require.NotEmpty(t, id, "the older revisions have sessions")
		headers := map[string]string{"Mcp-Session-Id": id, "Mcp-Protocol-Version": version}
		require.Equal(t, http.StatusAccepted, ask(`{"jsonrpc":"2.0","method":"notifications/initialized"}`, headers).StatusCode)
		res = ask(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_chain_status","arguments":{}}}`, headers)
		body, err = io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Contains(t, string(body), p.address)
	}
	hello := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"page","version":"1"}}}`
	for _, header := range []map[string]string{
		{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}, {"Origin": "http://localhost.evil.example"},
		{"Origin": "https://evil.example", "Mcp-Protocol-Version": "2026-07-28"}, {"Host": "evil.example", "Mcp-Protocol-Version": "2026-07-28"},
	} {
		require.Equal(t, http.StatusForbidden, ask(hello, header).StatusCode, header)
	}
	require.Equal(t, http.StatusOK, ask(hello, map[string]string{"Origin": "http://localhost:6274"}).StatusCode)

	cancel()
	require.NoError(t, <-ended)
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:80", "x"} {
		_, err := mcp.Listen(addr)
		require.ErrorIs(t, err, mcp.ErrListen, addr)
	}
}
