package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
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

// TestOtherLanguagesUseTheServerAndTheCard runs the official TypeScript clients, the inspector and the A2A library. They
// are installed first, so it runs only when asked for: make mcp-test.
func TestOtherLanguagesUseTheServerAndTheCard(t *testing.T) {
	if os.Getenv("TROTH_NODE_TESTS") == "" {
		t.Skip("needs Node and the network: make mcp-test")
	}
	const name, at = "node-of-alice", "http://127.0.0.1:8793"
	home := agentHome(t, name)
	url := serveMCP(t, home, name)
	made := trothd(t, home, "agent", "card", "make", name, "--url", at, "--publish")
	require.NoError(t, made.Run())
	gateway := trothd(t, home, "agent", "card", "serve", name, "--listen", strings.TrimPrefix(at, "http://"))
	out, err := gateway.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, gateway.Start())
	defer func() {
		require.NoError(t, gateway.Process.Signal(syscall.SIGINT))
		require.NoError(t, gateway.Wait())
	}()
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	const dir = "../../agent/mcp/testdata/node"
	install := exec.Command("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
	install.Dir = dir
	installed, err := install.CombinedOutput()
	require.NoError(t, err, string(installed))
	check := exec.Command("node", "check.mjs", home, name, url, at+"/.well-known/agent-card.json")
	check.Dir = dir
	said, err := check.CombinedOutput()
	require.NoError(t, err, string(said))
	require.Contains(t, string(said), "\nok\n")
	t.Log(string(said))
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}

// parses demands that the command line knows the command and its flags.
func parses(t *testing.T, args []string) {
	t.Helper()
	found, rest, err := newRoot(t).Find(args)
	require.NoError(t, err, args)
	require.True(t, found.Runnable(), args)
	require.NoError(t, found.ParseFlags(rest), args)
	require.NoError(t, found.ValidateArgs(found.Flags().Args()), args)
}

// hostConfig is a server as some host writes it.
type hostConfig struct {
	Command any      `json:"command"`
	Cmd     string   `json:"cmd"`
	Args    []string `json:"args"`
	URL     string   `json:"url"`
}

func TestConfigurationInTheDocsStartsTheServer(t *testing.T) {
	const name = "docs/how-to/connect-your-model.md"
	want := []string{"mcp", "--agent", "bob", "--node", "http://127.0.0.1:26657"}
	parses(t, want)
	forms := map[string]int{}
	for _, block := range fences(t, name, read(t, "../../"+name)) {
		hosts := map[string]map[string]hostConfig{}
		switch forms[block.language()]++; block.language() {
		case "json":
			require.NoError(t, json.Unmarshal([]byte(block.text), &hosts), block.text)
		case "yaml":
			var any map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(block.text), &any), block.text)
			raw, err := json.Marshal(any)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(raw, &hosts), block.text)
		case "toml":
			v := viper.New()
			v.SetConfigType("toml")
			require.NoError(t, v.ReadConfig(strings.NewReader(block.text)), block.text)
			require.Equal(t, "trothd", v.GetString("mcp_servers.troth.command"))
			require.Equal(t, want, v.GetStringSlice("mcp_servers.troth.args"))
		}
		for key, servers := range hosts {
			require.Len(t, servers, 1, key)
			server := servers["troth"]
			switch command := server.Command.(type) {
			case string:
				require.Equal(t, "trothd", command, key)
			case []any:
				require.Equal(t, "trothd", command[0], key)
				for _, arg := range command[1:] {
					server.Args = append(server.Args, fmt.Sprint(arg))
				}
			default:
				if server.URL != "" {
					require.Equal(t, "http://127.0.0.1:8787/mcp", server.URL)
					continue
				}
				require.Equal(t, "trothd", server.Cmd, key)
			}
			require.Equal(t, want, server.Args, key)
		}
	}
	require.Equal(t, map[string]int{"sh": 1, "json": 5, "toml": 1, "yaml": 1}, forms)
	var listed struct {
		Description string `json:"description"`
		Meta        map[string]struct {
			Command string   `json:"command"`
			Args    []string `json:"args"`
		} `json:"_meta"`
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, "../../server.json")), &listed))
	require.LessOrEqual(t, len(listed.Description), 100, "the registry takes no more")
	parses(t, listed.Meta["io.modelcontextprotocol.registry/publisher-provided"].Args)

}

// TestLinksBetweenPagesLead demands that every link to a file of the repository, in every page, names one that there is.
func TestLinksBetweenPagesLead(t *testing.T) {
	names := []string{"docs/llms.txt"}
	for page := range pages(t) {
		names = append(names, page)
	}
	seen := 0
	for _, page := range names {
		for _, link := range regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`).FindAllStringSubmatch(read(t, "../../"+page), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			seen++
			_, err := os.Stat(filepath.Join("../..", filepath.Dir(page), link[1]))
			require.NoError(t, err, "%s: %s", page, link[1])
		}
	}
	require.Greater(t, seen, 100, "the test does not see the links")
}
