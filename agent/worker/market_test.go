package worker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
	"github.com/trothchain/troth/agent/worker"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// processConfig is what the process of a worker is told.
type processConfig struct {
	RPC, Agent, Home, Listen string
	Policy                   string
}

const processEnv = "TROTH_WORKER_TEST"

// TestMain lets the test binary stand for a worker's process, and for the program of its skill.
func TestMain(m *testing.M) {
	if file := os.Getenv(processEnv); file != "" {
		if err := workerProcess(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func workerProcess(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var cfg processConfig
	if err := json.Unmarshal(raw, &cfg); err != nil {
		return err
	}
	w, folder, closing, err := newWorker(cfg)
	if err != nil {
		return err
	}
	defer closing()
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		if err := folder.Serve(ctx, l, ""); err != nil {
			panic(err)
		}
	}()
	go func() { // ends with its input
		if _, err := io.Copy(io.Discard, os.Stdin); err == nil {
			cancel()
		}
	}()
	return w.Run(ctx)
}

func newWorker(cfg processConfig) (*worker.Worker, *store.Folder, func(), error) {
	key, err := devnet.Key(chain.DevnetID, "faucet")
	if err != nil {
		return nil, nil, nil, err
	}
	c, err := client.New([]string{cfg.RPC}, client.FromKey(key), client.WithTimeout(10*time.Second))
	if err != nil {
		return nil, nil, nil, err
	}
	db, err := state.Open(filepath.Join(cfg.Home, "state.db"))
	if err != nil {
		return nil, nil, nil, err
	}
	folder, err := store.OpenFolder(filepath.Join(cfg.Home, "blobs"), "http://"+cfg.Listen, store.Limits{})
	if err != nil {
		return nil, nil, nil, err
	}
	policy, err := worker.ParsePolicy([]byte(cfg.Policy))
	if err != nil {
		return nil, nil, nil, err
	}
	out := json.NewEncoder(os.Stdout)
	w, err := worker.New(worker.Config{Client: c, Agent: cfg.Agent, State: db, Policy: policy, Store: folder, Dir: cfg.Home, Tell: func(e worker.Event) {
		if err := out.Encode(e); err != nil {
			os.Exit(1)
		}
	}})
	return w, folder, func() { fmt.Fprint(os.Stderr, db.Close(), c.Close()) }, err
}

// market is a devnet with a worker's agent, whose owner is faucet, and a hirer's, whose owner is alice.
type market struct {
	d               *devnet.Devnet
	alice           *client.Client
	hirer, provider sdk.AccAddress
	h               *hire.Hirer
	folder          *store.Folder
	config          string
	log             *os.File
	process         *exec.Cmd
	stdin           io.Closer
	decide          func(context.Context, hire.Delivered) (hire.Decision, error)
}

func newMarket(t *testing.T, policy string) *market {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	logs, err := os.Create(filepath.Join(t.TempDir(), "node.log"))
	require.NoError(t, err)
	d, err := devnet.Start(t.Context(), devnet.Options{Home: t.TempDir(), BlockTime: 250 * time.Millisecond, FaucetPort: -1, Logs: logs, LogLevel: "error"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	m := &market{d: d, decide: hire.Verified(95)}
	identity, err := store.NewIdentity()
	require.NoError(t, err)
	key, err := identity.PublicKey()
	require.NoError(t, err)
	m.alice, m.hirer = m.register(t, "alice", "hirer", key)
	_, m.provider = m.register(t, "faucet", "worker", nil)
	db, err := state.Open(filepath.Join(t.TempDir(), "hire.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	folder, err := store.OpenFolder(t.TempDir(), "", store.Limits{})
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

func (m *market) register(t *testing.T, owner, name string, encryption []byte) (*client.Client, sdk.AccAddress) {
	t.Helper()
	key, err := devnet.Key(chain.DevnetID, owner)
	require.NoError(t, err)
	c, err := client.New([]string{m.d.RPC}, client.FromKey(key), client.WithPoll(50*time.Millisecond))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	address, _, err := agent.Register(t.Context(), c, agent.Registration{
		Salt: []byte(name), Profile: identitytypes.Profile{Name: name, EncryptionKey: encryption}, Fund: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 10_000_000_000)),
	})
	require.NoError(t, err)
	return c, address
}

// configure writes what the worker's process is told.
func (m *market) configure(t *testing.T, policy string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	listen := l.Addr().String()
	require.NoError(t, l.Close())
	home := t.TempDir()
	raw, err := json.Marshal(processConfig{RPC: m.d.RPC, Agent: m.provider.String(), Home: home, Listen: listen, Policy: policy})
	require.NoError(t, err)
	m.config = filepath.Join(home, "config.json")
	require.NoError(t, os.WriteFile(m.config, raw, 0o600))
	m.log, err = os.Create(filepath.Join(home, "worker.log"))
	require.NoError(t, err)
}

// start starts the worker's process.
func (m *market) start(t *testing.T) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), processEnv+"="+m.config)
	cmd.Stdout, cmd.Stderr = m.log, m.log
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	m.process, m.stdin = cmd, in
}

// kill ends it as kill -9 does.
func (m *market) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, m.process.Process.Kill())
	require.Error(t, m.process.Wait(), "it must not have ended by itself: %s", m.said(t))
}

// stop ends it in order.
func (m *market) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, m.stdin.Close())
	require.NoError(t, m.process.Wait(), m.said(t))
}

// said is what the worker's process wrote so far.
func (m *market) said(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(m.log.Name())
	require.NoError(t, err)
	return string(raw)
}

// request is a job whose result is known: the input in upper case.
func request(key string) hire.Request {
	return hire.Request{
		Key: key, Skill: "upper", Input: []byte("input " + key), Budget: sdk.NewInt64Coin(chain.BaseDenom, 100_000),
		Bid: 5 * time.Second, Reveal: 6 * time.Second, Delivery: time.Minute, Review: time.Minute, Price: math.ZeroInt(),
	}
}

func upper(key string) string { return strings.ToUpper("input " + key) }

// resident returns the resident memory of the worker's process in KiB.
func (m *market) resident(t *testing.T) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.process.Process.Pid))
	require.NoError(t, err)
	for _, line := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			require.NoError(t, err)
			return n
		}
	}
	return 0
}
