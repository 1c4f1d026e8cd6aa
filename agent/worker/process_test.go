package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/state"
	"github.com/trothchain/troth/agent/store"
	"github.com/trothchain/troth/agent/worker"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// The processes that the test binary stands for.
const (
	roleNode   = "node"
	roleWorker = "worker"
	roleHirer  = "hirer"
)

// processConfig is what a process is told.
type processConfig struct {
	Role, RPC, Agent, Home, Listen string
	Policy                         string
	// Jobs and AtOnce are for a hirer.
	Jobs, AtOnce int
}

const processEnv = "TROTH_WORKER_TEST"

// TestMain lets the test binary stand for the processes of a node, a worker and a hirer.
func TestMain(m *testing.M) {
	if raw := os.Getenv(processEnv); raw != "" {
		if err := run(raw); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func run(raw string) error {
	var cfg processConfig
	if err := json.Unmarshal([]byte(raw), &cfg); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { // it ends with its input
		if _, err := io.Copy(io.Discard, os.Stdin); err == nil {
			cancel()
		}
	}()
	switch cfg.Role {
	case roleNode:
		return nodeProcess(ctx, cfg)
	case roleHirer:
		return hirerProcess(ctx, cfg)
	default:
		return workerProcess(ctx, cfg)
	}
}

func nodeProcess(ctx context.Context, cfg processConfig) error {
	d, err := devnet.Start(ctx, devnet.Options{
		Home: filepath.Join(cfg.Home, "chain"), BlockTime: 250 * time.Millisecond, FaucetPort: -1, ExplorerPort: -1, Logs: os.Stderr, LogLevel: "error",
	})
	if err != nil {
		return err
	}
	fmt.Printf("{\"rpc\":%q}\n", d.RPC)
	<-ctx.Done()
	return errors.Join(heap(filepath.Join(os.Getenv(heapEnv), "node.heap")), d.Close())
}

// heapEnv names a folder for what is in the memory of the node at its end, to be read with go tool pprof.
const heapEnv = "TROTH_SOAK_HEAP"

func heap(path string) error {
	if os.Getenv(heapEnv) == "" {
		return nil
	}
	runtime.GC()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}

// dial connects as an account of the devnet.
func dial(rpc, account string) (*client.Client, client.Signer, error) {
	key, err := devnet.Key(chain.DevnetID, account)
	if err != nil {
		return nil, nil, err
	}
	signer := client.FromKey(key)
	c, err := client.New([]string{rpc}, signer, client.WithTimeout(10*time.Second))
	return c, signer, err
}

func workerProcess(ctx context.Context, cfg processConfig) error {
	c, signer, err := dial(cfg.RPC, "faucet")
	if err != nil {
		return err
	}
	defer c.Close()
	db, err := state.Open(filepath.Join(cfg.Home, "state.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	folder, err := store.ServeFolder(filepath.Join(cfg.Home, "blobs"), cfg.Listen, "", store.Limits{})
	if err != nil {
		return err
	}
	defer folder.Close()
	policy, err := worker.ParsePolicy([]byte(cfg.Policy))
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	w, err := worker.New(worker.Config{
		Client: c, Signer: signer, Agent: cfg.Agent, State: db, Policy: policy, Store: folder, Dir: cfg.Home, Tell: func(e worker.Event) {
			if err := out.Encode(e); err != nil {
				os.Exit(1)
			}
		},
		Contest: func(a agreementtypes.Agreement) (sdk.Msg, error) {
			return agent.Actor{Client: c, Agent: cfg.Agent}.Contest(a.Id, a.Milestone, "it is what was asked for"), nil
		},
	})
	if err != nil {
		return err
	}
	return w.Run(ctx)
}

// process is one of them.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	log   string
}

// begin starts a process whose words are added to a file.
func begin(t *testing.T, cfg processConfig, log string) *process {
	t.Helper()
	raw, err := json.Marshal(cfg)
	require.NoError(t, err)
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), processEnv+"="+string(raw))
	cmd.Stdout, cmd.Stderr = out, out
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.NoError(t, out.Close())
	return &process{cmd, in, log}
}

// stop ends it in order.
func (p *process) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, p.stdin.Close())
	require.NoError(t, p.cmd.Wait(), p.said(t))
}

// said is what it wrote so far, and those before it with the same file.
func (p *process) said(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(p.log)
	require.NoError(t, err)
	return string(raw)
}

// find returns the last value of a key that it said.
func (p *process) find(t *testing.T, key string) (found string) {
	t.Helper()
	for line := range strings.Lines(p.said(t)) {
		var v map[string]any
		if json.Unmarshal([]byte(line), &v) == nil && v[key] != nil {
			found = fmt.Sprint(v[key])
		}
	}
	return found
}

// told returns the text of the last event of a kind.
func (p *process) told(t *testing.T, kind string) (text string) {
	t.Helper()
	for line := range strings.Lines(p.said(t)) {
		var e worker.Event
		if json.Unmarshal([]byte(line), &e) == nil && e.Kind == kind {
			text = e.Text
		}
	}
	return text
}

// resident returns its resident memory in MiB.
func (p *process) resident(t *testing.T) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	require.NoError(t, err)
	for _, line := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			require.NoError(t, err)
			return n / 1024
		}
	}
	return 0
}

// sizeOf returns the size of the files whose paths begin with a prefix, in KiB.
func sizeOf(t *testing.T, prefix string) int64 {
	t.Helper()
	var sum int64
	found, err := filepath.Glob(prefix + "*")
	require.NoError(t, err)
	for _, root := range found {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err == nil {
				sum += info.Size()
			}
			return err
		})
		if !errors.Is(err, fs.ErrNotExist) { // a database replaces its files
			require.NoError(t, err)
		}
	}
	return sum / 1024
}

// freeAddress returns an address that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return l.Addr().String()
}
