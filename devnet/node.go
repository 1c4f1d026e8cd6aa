package devnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/rpc/client/local"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"golang.org/x/sync/errgroup"

	"cosmossdk.io/log/v2"

	sdkclient "github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	servercmtlog "github.com/cosmos/cosmos-sdk/server/log"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/trothchain/troth/app"
)

// node is a full node in this process, with its RPC, gRPC and REST.
type node struct {
	app   *app.App
	comet *cmtnode.Node
	done  chan struct{}
	err   error
	stop  context.CancelFunc
	// open are the databases of CometBFT by name: it never closes some, and none when it fails to start.
	open map[string]io.Closer
}

// openDB is CometBFT's database provider.
func (n *node) openDB(ctx *cmtcfg.DBContext) (cmtdb.DB, error) {
	db, err := cmtcfg.DefaultDBProvider(ctx)
	if err == nil {
		n.open[ctx.ID] = db
	}
	return db, err
}

// closeDBs closes what a node that did not start has left open.
func (n *node) closeDBs() error {
	var err error
	for _, db := range n.open {
		err = errors.Join(err, db.Close())
	}
	return err
}

// nodeConfig is how a devnet's node differs from a node that `trothd init` makes.
func nodeConfig(home string, p ports, blockTime time.Duration) (*cmtcfg.Config, *serverconfig.Config) {
	comet := app.CometConfig().SetRoot(home)
	comet.Moniker = "devnet"
	comet.RPC.ListenAddress = tcp(p.RPC)
	comet.RPC.CORSAllowedOrigins = []string{"*"}
	comet.RPC.PprofListenAddress = "" // a fixed port: no two nodes could run
	comet.P2P.ListenAddress = tcp(p.P2P)
	comet.P2P.AddrBookStrict = false
	comet.P2P.AllowDuplicateIP = true
	comet.P2P.PexReactor = false
	comet.Consensus.TimeoutCommit = blockTime
	comet.Consensus.TimeoutPropose = max(blockTime, time.Second)
	comet.Consensus.DoubleSignCheckHeight = 0 // the only validator has nobody to ask
	comet.Instrumentation.Prometheus = false
	comet.TxIndex.Indexer = "kv"

	sdkCfg := app.AppConfig()
	sdkCfg.GRPC.Address = loopback(p.GRPC)
	sdkCfg.API.Enable, sdkCfg.API.Address, sdkCfg.API.EnableUnsafeCORS = true, tcp(p.API), true
	sdkCfg.StateSync.SnapshotInterval = 0
	return comet, sdkCfg
}

// startNode starts the node of a home that writeHome has filled. Its files are those of any node: `trothd start --home`
// runs it as well.
func startNode(home, chainID string, p ports, blockTime time.Duration, logs io.Writer, level string) (*node, error) {
	comet, sdkCfg := nodeConfig(home, p, blockTime)
	cmtcfg.WriteConfigFile(filepath.Join(home, "config", "config.toml"), comet)
	appToml := filepath.Join(home, "config", "app.toml")
	serverconfig.WriteConfigFile(appToml, sdkCfg)
	if err := writeClientConfig(home, chainID, p); err != nil {
		return nil, err
	}
	v := viper.New()
	v.SetConfigFile(appToml)
	if err := v.ReadInConfig(); err != nil {
		return nil, err
	}
	v.Set(flags.FlagHome, home)
	v.Set(flags.FlagChainID, chainID)
	cfg, err := serverconfig.GetConfig(v)
	if err != nil {
		return nil, err
	}
	v.Set(flags.FlagLogLevel, level)
	v.Set(flags.FlagLogNoColor, true)
	svr := server.NewContext(v, comet, log.NewNopLogger())
	if svr.Logger, err = server.CreateSDKLogger(svr, logs); err != nil {
		return nil, err
	}

	db, err := dbm.NewDB("application", server.GetAppDBBackend(v), comet.DBDir())
	if err != nil {
		return nil, ErrHome.Wrapf("%s is in use: %s", home, err)
	}
	a, err := app.New(svr.Logger, db, v, server.DefaultBaseappOptions(v)...)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	n := &node{app: a, done: make(chan struct{}), open: make(map[string]io.Closer)}
	if err := n.start(svr, cfg, comet); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return n, nil
}

// writeClientConfig lets every command find chain, node and keyring of a devnet by --home alone.
func writeClientConfig(home, chainID string, p ports) error {
	text := fmt.Sprintf("# Written by trothd devnet at every start.\nchain-id = %q\nnode = %q\nkeyring-backend = %q\n",
		chainID, tcp(p.RPC), keyring.BackendTest)
	return os.WriteFile(filepath.Join(home, "config", "client.toml"), []byte(text), 0o600)
}

func (n *node) start(svr *server.Context, cfg serverconfig.Config, comet *cmtcfg.Config) error {
	key, err := p2p.LoadOrGenNodeKey(comet.NodeKeyFile())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	n.comet, err = cmtnode.NewNodeWithContext(ctx, comet,
		privval.LoadFilePV(comet.PrivValidatorKeyFile(), comet.PrivValidatorStateFile()), key,
		proxy.NewLocalClientCreator(server.NewCometABCIWrapper(n.app)), genesisOf(comet), n.openDB,
		cmtnode.DefaultMetricsProvider(comet.Instrumentation), servercmtlog.CometLoggerWrapper{Logger: svr.Logger})
	if err != nil {
		stop()
		return errors.Join(err, n.closeDBs())
	}
	if err := n.comet.Start(); err != nil {
		stop()
		return errors.Join(err, n.closeDBs())
	}
	if err := n.serve(ctx, svr, cfg); err != nil {
		stop()
		return errors.Join(err, n.comet.Stop())
	}
	return nil
}

// serve starts gRPC and REST as the SDK's start command does, and ends them with the context.
func (n *node) serve(ctx context.Context, svr *server.Context, cfg serverconfig.Config) error {
	enc := n.app.Encoding()
	g, ctx := errgroup.WithContext(ctx)
	clientCtx := sdkclient.Context{}.
		WithCodec(enc.Codec).WithInterfaceRegistry(enc.InterfaceRegistry).WithTxConfig(enc.TxConfig).
		WithLegacyAmino(enc.Amino).WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(svr.Config.RootDir).WithClient(local.New(n.comet))
	n.app.RegisterTxService(clientCtx)
	n.app.RegisterTendermintService(clientCtx)
	n.app.RegisterNodeService(clientCtx, cfg)
	grpcServer, clientCtx, err := server.StartGrpcServer(ctx, g, cfg.GRPC, clientCtx, svr, n.app)
	if err != nil {
		return fmt.Errorf("grpc: %w", err)
	}
	rest := api.New(clientCtx, svr.Logger.With("module", "api-server"), grpcServer)
	n.app.RegisterAPIRoutes(rest, cfg.API)
	g.Go(func() error { return rest.Start(ctx, cfg) })
	g.Go(func() error { return n.app.WatchProposers(ctx, local.New(n.comet)) })
	g.Go(func() error {
		select {
		case <-n.comet.Quit():
			return errors.New("the node stopped by itself: see its log")
		case <-ctx.Done():
			return nil
		}
	})
	go func() {
		err := g.Wait()
		if !errors.Is(err, context.Canceled) {
			n.err = err
		}
		if n.comet.IsRunning() {
			n.err = errors.Join(n.err, n.comet.Stop())
		}
		n.comet.Wait()
		if db, ok := n.open["tx_index"]; ok { // CometBFT closes the others itself
			n.err = errors.Join(n.err, db.Close())
		}
		n.err = errors.Join(n.err, n.app.Close())
		close(n.done)
	}()
	return nil
}

// closeTime is how long a node may take to stop; one whose consensus failed never does.
const closeTime = 20 * time.Second

// close stops the node and waits until its files are closed.
func (n *node) close() error {
	n.stop()
	select {
	case <-n.done:
		return n.err
	case <-time.After(closeTime):
		return fmt.Errorf("the node did not stop within %s: see its log", closeTime)
	}
}

func genesisOf(cfg *cmtcfg.Config) cmtnode.GenesisDocProvider {
	return func() (*cmttypes.GenesisDoc, error) {
		g, err := genutiltypes.AppGenesisFromFile(cfg.GenesisFile())
		if err != nil {
			return nil, err
		}
		return g.ToGenesisDoc()
	}
}

func tcp(port int) string { return "tcp://" + loopback(port) }

func loopback(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

func web(port int) string { return "http://" + strings.TrimPrefix(loopback(port), "tcp://") }
