// Package network runs real nodes, CometBFT and all, in the process of a test: on loopback, in memory, with fast blocks.
package network

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/rpc/client/local"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	servercmtlog "github.com/cosmos/cosmos-sdk/server/log"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/app/vrfkey"
)

// Network is a chain of several nodes.
type Network struct {
	*testapp.Chain // its accounts, validators and keys; it runs no instance of its own
	Nodes          []*Node

	t       testing.TB
	genesis *cmttypes.GenesisDoc
}

// Node is one node; the first ones are the validators.
type Node struct {
	App   *app.App
	Comet *cmtnode.Node

	log  logs
	peer string
}

// logs are kept in memory: a node's last words come after the test.
type logs struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// Wrap puts a program of its own between a node's application and its consensus; nil for an honest node.
type Wrap func(*app.App) servertypes.ABCI

// Start starts a node for each of the validators and waits for nothing; wraps are those of the first nodes.
func Start(t testing.TB, validators int, wraps ...Wrap) *Network {
	t.Helper()
	n := &Network{Chain: testapp.Prepare(t, testapp.Options{Validators: validators}), t: t}
	init := n.Genesis()
	params := cmttypes.ConsensusParamsFromProto(*init.ConsensusParams)
	n.genesis = &cmttypes.GenesisDoc{
		ChainID: init.ChainId, GenesisTime: time.Now(), InitialHeight: 1, ConsensusParams: &params, AppState: init.AppStateBytes,
	}
	require.NoError(t, n.genesis.ValidateAndComplete())
	for i := range validators {
		var wrap Wrap
		if i < len(wraps) {
			wrap = wraps[i]
		}
		n.start(i, wrap)
	}
	return n
}

// Join starts a node that validates nothing and has to catch up.
func (n *Network) Join() *Node {
	n.t.Helper()
	n.start(-1, nil)
	return n.Nodes[len(n.Nodes)-1]
}

// start starts the node of a validator, or one of none, with all nodes before as its peers.
func (n *Network) start(validator int, wrap Wrap) {
	n.t.Helper()
	home := n.t.TempDir()
	cfg := n.config(home)
	consensus := cmted25519.GenPrivKey()
	if validator >= 0 {
		consensus = cmted25519.PrivKey(n.ConsensusKey(validator).Key)
		keys, err := vrfkey.New(n.Secret(validator).Seed())
		require.NoError(n.t, err)
		require.NoError(n.t, keys.Save(home))
	}
	pv := privval.NewFilePV(consensus, cfg.PrivValidatorKeyFile(), cfg.PrivValidatorStateFile())
	pv.Save()
	nodeKey, err := p2p.LoadOrGenNodeKey(cfg.NodeKeyFile())
	require.NoError(n.t, err)

	node := new(Node)
	logger := log.NewLogger(&node.log)
	opts := viper.New()
	opts.Set(flags.FlagHome, home)
	node.App, err = app.New(logger, dbm.NewMemDB(), opts, baseapp.SetChainID(n.genesis.ChainID))
	require.NoError(n.t, err)
	application := servertypes.ABCI(node.App)
	if wrap != nil {
		application = wrap(node.App)
	}
	node.Comet, err = cmtnode.NewNode(cfg, pv, nodeKey, proxy.NewLocalClientCreator(server.NewCometABCIWrapper(application)),
		func() (*cmttypes.GenesisDoc, error) { return n.genesis, nil }, cmtcfg.DefaultDBProvider,
		cmtnode.DefaultMetricsProvider(cfg.Instrumentation), servercmtlog.CometLoggerWrapper{Logger: logger})
	require.NoError(n.t, err)
	require.NoError(n.t, node.Comet.Start())
	node.peer = fmt.Sprintf("%s@%s", nodeKey.ID(), strings.TrimPrefix(cfg.P2P.ListenAddress, "tcp://"))
	ctx, stop := context.WithCancel(context.Background())
	watched := make(chan error, 1)
	go func() { watched <- node.App.WatchProposers(ctx, local.New(node.Comet)) }()
	n.t.Cleanup(func() {
		stop()
		require.NoError(n.t, <-watched)
		require.NoError(n.t, node.Comet.Stop())
		node.Comet.Wait()
		require.NoError(n.t, node.App.Close())
	})
	n.Nodes = append(n.Nodes, node)
}

// config is that of a validator, but in memory, without RPC, and fast.
func (n *Network) config(home string) *cmtcfg.Config {
	n.t.Helper()
	cfg := app.CometConfig().SetRoot(home)
	for _, dir := range []string{"config", "data"} {
		require.NoError(n.t, os.MkdirAll(filepath.Join(home, dir), 0o700))
	}
	cfg.DBBackend = "memdb"
	cfg.RPC.ListenAddress, cfg.RPC.PprofListenAddress = "", ""
	cfg.TxIndex.Indexer = "null"
	cfg.Instrumentation.Prometheus = false
	cfg.P2P.ListenAddress = "tcp://" + freePort(n.t)
	cfg.P2P.AddrBookStrict, cfg.P2P.AllowDuplicateIP, cfg.P2P.PexReactor = false, true, false
	var peers []string
	for _, node := range n.Nodes {
		peers = append(peers, node.peer)
	}
	cfg.P2P.PersistentPeers = strings.Join(peers, ",")
	cfg.Consensus.TimeoutPropose = time.Second
	cfg.Consensus.TimeoutPrevote, cfg.Consensus.TimeoutPrecommit = 200*time.Millisecond, 200*time.Millisecond
	cfg.Consensus.TimeoutCommit = 50 * time.Millisecond
	return cfg
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// WaitFor waits until the node has committed a height.
func (n *Network) WaitFor(node *Node, height int64, atMost time.Duration) {
	n.t.Helper()
	deadline := time.Now().Add(atMost)
	for node.App.LastBlockHeight() < height {
		if time.Now().After(deadline) {
			logs := node.Log()
			require.Fail(n.t, "too slow", "height %d of %d after %s; the log ends with\n%s", node.App.LastBlockHeight(), height, atMost, logs[max(0, len(logs)-4_000):])
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Log is what the node has logged.
func (n *Node) Log() string { return n.log.String() }
