package worker_test

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// market is a devnet with a worker's agent, whose owner is faucet, and a hirer's, whose owner is alice.
type market struct {
	node            *process
	nodeHome, rpc   string
	alice           *client.Client
	hirer, provider sdk.AccAddress
	h               *hire.Hirer
	folder          *store.Folder
	// content is where the folder keeps its files.
	content string
	// config of the worker's process, which listens at the same address in each of its lives.
	config processConfig
	worker *process
	// logFile is what all lives of the worker say.
	logFile string
	decide  func(context.Context, hire.Delivered) (hire.Decision, error)
}

func newMarket(t *testing.T, policy string) *market {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	m := &market{decide: hire.Verified(95)}
	home := t.TempDir()
	m.nodeHome = filepath.Join(home, "chain")
	m.node = begin(t, processConfig{Role: roleNode, Home: home}, filepath.Join(home, "node.log"))
	t.Cleanup(func() { m.node.stop(t) })
	require.Eventually(t, func() bool { m.rpc = m.node.find(t, "rpc"); return m.rpc != "" }, 2*time.Minute, 50*time.Millisecond)
	identity, err := store.NewIdentity()
	require.NoError(t, err)
	key, err := identity.PublicKey()
	require.NoError(t, err)
	m.alice, m.hirer = m.register(t, "alice", "hirer", key, rich)
	_, m.provider = m.register(t, "faucet", "worker", nil, rich)
	db, err := state.Open(filepath.Join(t.TempDir(), "hire.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	m.content = t.TempDir()
	folder, err := store.OpenFolder(m.content, "", store.Limits{})
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	m.folder = folder
	served := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { served <- folder.Serve(ctx, l, "") }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-served) })
	time.Sleep(20 * time.Millisecond) // the folder learns its address
	m.h, err = hire.New(hire.Config{
		Client: m.alice, Agent: m.hirer.String(), State: db, Store: folder, Fetch: store.Fetcher{Private: true}, Identity: &identity,
		Decide: func(ctx context.Context, d hire.Delivered) (hire.Decision, error) { return m.decide(ctx, d) },
	})
	require.NoError(t, err)
	m.configure(t, policy)
	return m
}

// rich is what agents have that need not count.
const rich = 10_000_000_000

func (m *market) register(t *testing.T, owner, name string, encryption []byte, fund int64) (*client.Client, sdk.AccAddress) {
	t.Helper()
	key, err := devnet.Key(chain.DevnetID, owner)
	require.NoError(t, err)
	c, err := client.New([]string{m.rpc}, client.FromKey(key), client.WithPoll(50*time.Millisecond))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	address, _, err := agent.Register(t.Context(), c, agent.Registration{
		Salt: []byte(name), Profile: identitytypes.Profile{Name: name, EncryptionKey: encryption}, Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, fund)),
	})
	require.NoError(t, err)
	return c, address
}

// configure says what the worker's process is told.
func (m *market) configure(t *testing.T, policy string) {
	t.Helper()
	home := t.TempDir()
	m.config = processConfig{Role: roleWorker, RPC: m.rpc, Agent: m.provider.String(), Home: home, Listen: freeAddress(t), Policy: policy}
	m.logFile = filepath.Join(home, "worker.log")
}

// start starts the worker's process.
func (m *market) start(t *testing.T) {
	t.Helper()
	m.worker = begin(t, m.config, m.logFile)
}

// kill ends it as kill -9 does.
func (m *market) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, m.worker.cmd.Process.Kill())
	require.Error(t, m.worker.cmd.Wait(), "it must not have ended by itself: %s", m.said(t))
}

// stop ends it in order.
func (m *market) stop(t *testing.T) {
	t.Helper()
	m.worker.stop(t)
}

// said is what the worker's process wrote in all of its lives.
func (m *market) said(t *testing.T) string {
	t.Helper()
	return m.worker.said(t)
}

// request is a job whose result is known: the input in upper case.
func request(key string) hire.Request {
	return hire.Request{
		Key: key, Skill: "upper", Input: []byte("input " + key), Budget: sdk.NewInt64Coin(chain.BaseDenom, 100_000),
		Bid: 5 * time.Second, Reveal: 6 * time.Second, Delivery: time.Minute, Review: time.Minute, Price: math.ZeroInt(),
	}
}

func upper(key string) string { return strings.ToUpper("input " + key) }
