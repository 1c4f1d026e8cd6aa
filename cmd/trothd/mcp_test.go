package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"
)

// trothd is a program of this test, in a home of its own.
func trothd(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command("trothd", append(args, "--home", home)...)
	c.Env = append(c.Environ(), "HOME="+home)
	c.Stderr = t.Output()
	return c
}

// agentHome is a home in which an agent of alice is registered.
func agentHome(t *testing.T, name string) string {
	t.Helper()
	s := startScene(t)
	home := t.TempDir()
	require.NoError(t, writeHome(home, s.devnet.RPC))
	register := trothd(t, home, "agent", "register", name, "--owner", "alice", "--per-action", "5000000utroth", "--fund", "20000000utroth")
	register.Stdout = t.Output()
	require.NoError(t, register.Run())
	return home
}

// serveMCP starts an MCP server on a free port of this machine and returns its URL.
func serveMCP(t *testing.T, home, name string) string {
	t.Helper()
	server := trothd(t, home, "mcp", "--agent", name, "--private", "--http", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		require.NoError(t, server.Process.Signal(syscall.SIGINT))
		_, err := io.Copy(io.Discard, out)
		require.NoError(t, err)
		require.NoError(t, server.Wait())
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(url)
}

// tell calls a tool and returns its answer as text.
func tell(t *testing.T, s *protocol.ClientSession, tool string, args map[string]any) (string, bool) {
	t.Helper()
	r, err := s.CallTool(t.Context(), &protocol.CallToolParams{Name: tool, Arguments: args})
	require.NoError(t, err)
	raw, err := json.Marshal(r)
	require.NoError(t, err)
	return string(raw), r.IsError
}

func TestMCPOverStdioAndHTTP(t *testing.T) {
	home := agentHome(t, "mcp-of-alice")
	for name, transport := range map[string]protocol.Transport{
		"stdio": &protocol.CommandTransport{Command: trothd(t, home, "mcp", "--agent", "mcp-of-alice")},
		"http":  &protocol.StreamableClientTransport{Endpoint: serveMCP(t, home, "mcp-of-alice")},
	} {
		session, err := protocol.NewClient(&protocol.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
		require.NoError(t, err, name)
		tools, err := session.ListTools(t.Context(), nil)
		require.NoError(t, err)
		require.Len(t, tools.Tools, 22, name)
		status, failed := tell(t, session, "get_chain_status", nil)
		require.False(t, failed)
		require.Contains(t, status, `"can_sign":true`)
		require.Contains(t, status, `"stores_content":true`)
		job := map[string]any{"title": "All of it", "spec_text": "Spend everything.", "skill": "translation", "budget": "10troth", "auction": "open"}
		greedy, failed := tell(t, session, "post_job", job)
		require.True(t, failed)
		require.Contains(t, greedy, "identity/20", "the chain refuses what the mandate does not allow")
		job["budget"] = "1troth"
		posted, failed := tell(t, session, "post_job", job)
		require.False(t, failed, posted)
		require.Contains(t, posted, "job_")
		require.NoError(t, session.Close(), name)
	}
}
