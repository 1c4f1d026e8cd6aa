package mcp_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	protocol "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/mcp"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/devtest"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const blockTime = 200 * time.Millisecond

// world is the devnet of this package's tests, with a content store.
type world struct {
	dir     string
	devnet  *devnet.Devnet
	content *store.Folder
	enc     app.Encoding
	stop    func() error
}

var shared struct {
	once  sync.Once
	world *world
	err   error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if w := shared.world; w != nil {
		if err := errors.Join(w.stop(), w.devnet.Close(), os.RemoveAll(w.dir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func start(t *testing.T) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	shared.once.Do(func() { shared.world, shared.err = begin() })
	require.NoError(t, shared.err)
	return shared.world
}

func begin() (*world, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	w := &world{}
	var err error
	if w.dir, err = os.MkdirTemp("", "troth-mcp-"); err != nil {
		return nil, err
	}
	if w.enc, err = app.NewEncoding(); err != nil {
		return nil, err
	}
	if w.devnet, err = devtest.Start(ctx, devnet.Options{Home: filepath.Join(w.dir, "node"), BlockTime: blockTime}); err != nil {
		return nil, err
	}
	if w.content, err = store.OpenFolder(filepath.Join(w.dir, "content"), "", store.Limits{}); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	serving, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.content.Serve(serving, l, "") }()
	w.stop = func() error { end(); return <-ended }
	return w, nil
}

// player is an agent with an operator and a server.
type player struct {
	address  string
	operator *client.Client
	signer   client.Signer
	secret   []byte
	owner    *client.Client
	dir      string
	server   *mcp.Server
	host     *host
}

// player registers an agent whose operator may spend perAction at once, and starts its server.
func (w *world) player(t *testing.T, owner, name string, perAction int64) *player {
	t.Helper()
	key := client.NewEd25519()
	p := &player{signer: client.FromKey(key), secret: key.Key[:32], dir: t.TempDir()}
	p.operator = devtest.Dial(t, w.devnet, p.signer)
	p.owner, _ = devtest.Person(t, w.devnet, owner)
	name += "-" + strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	name = strings.Trim(name[:min(len(name), 32)], "-")
	limit := identitytypes.Limit{
		Denom: chain.BaseDenom, PerAction: math.NewInt(perAction), PerWindow: math.NewInt(10 * perAction), Lifetime: math.NewInt(100 * perAction),
	}
	r := agent.Registration{
		Salt: []byte(name), Profile: identitytypes.Profile{Name: name, Skills: []string{"translation"}}, Operator: p.operator.Address(),
		Mandate: identitytypes.Mandate{
			Actions: []identitytypes.Action{
				identitytypes.ActionHire, identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionReview,
				identitytypes.ActionNegotiate, identitytypes.ActionDispute, identitytypes.ActionProfile,
			},
			Limits: []identitytypes.Limit{limit}, WindowMs: 60_000,
		},
		Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 1_000_000_000)),
		Gas:  sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 10_000_000)),
	}
	address, _, err := agent.Register(t.Context(), p.owner, r)
	require.NoError(t, err)
	p.address = address.String()
	p.server = w.server(t, p, nil)
	p.host = connect(t, p.server)
	return p
}

// server of a player, with the owner's key or without.
func (w *world) server(t *testing.T, p *player, owner *client.Client) *mcp.Server {
	t.Helper()
	s, err := mcp.New(t.Context(), mcp.Config{
		Client: p.operator, Owner: owner, Agent: p.address, Codec: w.enc.Codec, Dir: p.dir, Store: w.content, Fetch: store.Fetcher{Private: true}, Version: "test",
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// host is what a model's program does: it calls tools and keeps all that it was told.
type host struct {
	t       *testing.T
	session *protocol.ClientSession
	heard   strings.Builder
}

// connect serves a host in memory.
func connect(t *testing.T, s *mcp.Server) *host {
	t.Helper()
	here, there := protocol.NewInMemoryTransports()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, there) }()
	h := dialHost(t, here)
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return h
}

func dialHost(t *testing.T, transport protocol.Transport) *host {
	t.Helper()
	session, err := protocol.NewClient(&protocol.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = session.Close() }) // the server may be gone already
	return &host{t: t, session: session}
}

// args are the arguments of a call.
type args map[string]any

// call calls a tool that must succeed and reads its structured answer.
func call[T any](h *host, tool string, a args) T {
	h.t.Helper()
	r := h.raw(tool, a)
	require.False(h.t, r.IsError, "%s: %s", tool, text(r))
	raw, err := json.Marshal(r.StructuredContent)
	require.NoError(h.t, err)
	var out T
	require.NoError(h.t, json.Unmarshal(raw, &out))
	return out
}

// refused calls a tool that must fail and reads why.
func refused(h *host, tool string, a args) mcp.Problem {
	h.t.Helper()
	r := h.raw(tool, a)
	require.True(h.t, r.IsError, "%s is not refused: %s", tool, text(r))
	var p mcp.Problem
	require.NoError(h.t, json.Unmarshal([]byte(text(r)), &p), text(r))
	require.NotEmpty(h.t, p.Remedy)
	return p
}

func (h *host) raw(tool string, a args) *protocol.CallToolResult {
	h.t.Helper()
	if a == nil {
		a = args{}
	}
	r, err := h.session.CallTool(h.t.Context(), &protocol.CallToolParams{Name: tool, Arguments: a})
	require.NoError(h.t, err, tool)
	raw, err := json.Marshal(r)
	require.NoError(h.t, err)
	h.heard.Write(append(raw, '\n'))
	return r
}

func text(r *protocol.CallToolResult) string {
	for _, c := range r.Content {
		if t, ok := c.(*protocol.TextContent); ok {
			return t.Text
		}
	}
	return ""
}

// until calls a read tool until done.
func until[T any](h *host, tool string, a args, done func(T) bool) T {
	h.t.Helper()
	for begin := time.Now(); ; time.Sleep(blockTime) {
		v := call[T](h, tool, a)
		if done(v) {
			return v
		}
		require.Less(h.t, time.Since(begin), time.Minute, "%s %v: %s", tool, a, plain(h.t, v))
	}
}

func plain(t *testing.T, v any) string {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

// indexed reads a transaction as soon as the node has indexed it.
func indexed(h *host, hash string) mcp.TransactionOut {
	h.t.Helper()
	for begin := time.Now(); ; time.Sleep(blockTime) {
		r := h.raw("get_transaction", args{"hash": hash})
		if !r.IsError {
			return call[mcp.TransactionOut](h, "get_transaction", args{"hash": hash})
		}
		var p mcp.Problem
		require.NoError(h.t, json.Unmarshal([]byte(text(r)), &p), text(r))
		require.Equal(h.t, []string{"mcp/11", "later"}, []string{p.Code, p.Retry})
		require.Less(h.t, time.Since(begin), time.Minute, hash)
	}
}

// accountNumber of a player's operator.
func accountNumber(t *testing.T, p *player) uint64 {
	t.Helper()
	r, err := authtypes.NewQueryClient(p.operator).AccountInfo(t.Context(), &authtypes.QueryAccountInfoRequest{Address: p.operator.Address().String()})
	require.NoError(t, err)
	return r.Info.AccountNumber
}

// hashOf a transaction.
func hashOf(tx []byte) string { return fmt.Sprintf("%X", sha256.Sum256(tx)) }
