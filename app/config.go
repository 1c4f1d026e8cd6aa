package app

import (
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"

	"github.com/cosmos/cosmos-sdk/server/config"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"
)

// The database of the application's state: pebble is in every build of cosmos-db and two to three times as fast as
// goleveldb here (performance.md). CometBFT's own database has pebble only in builds with the tag pebbledb.
const appDBBackend = string(dbm.PebbleDBBackend)

// AppConfig returns what `trothd init` writes to app.toml: safe on a public machine without another word (design 11).
func AppConfig() *config.Config {
	cfg := config.DefaultConfig()
	cfg.MinGasPrices = MinGasPrices
	cfg.QueryGasLimit = 50_000_000
	cfg.Pruning = pruningtypes.PruningOptionCustom
	cfg.PruningKeepRecent = "10000"
	cfg.PruningInterval = "10"
	cfg.StateSync.SnapshotInterval = 1000
	cfg.StateSync.SnapshotKeepRecent = 2
	cfg.AppDBBackend = appDBBackend
	cfg.API.Enable = true
	cfg.API.Address = "tcp://127.0.0.1:1317"
	cfg.GRPC.Address = "127.0.0.1:9090"
	cfg.GRPC.MaxSendMsgSize = 16 << 20
	//lint:ignore SA1019 the SDK has nothing else yet that serves its metrics under /metrics of the API
	cfg.Telemetry.Enabled, cfg.Telemetry.PrometheusRetentionTime = true, 60
	return cfg
}

// CometConfig returns what `trothd init` writes to config.toml: blocks of one second, bounded mempool, nothing
// experimental.
func CometConfig() *cmtcfg.Config {
	cfg := cmtcfg.DefaultConfig()
	cfg.DBBackend = cometDBBackend
	cfg.RPC.ListenAddress = "tcp://127.0.0.1:26657"
	cfg.RPC.PprofListenAddress = "localhost:6060"
	cfg.Mempool.MaxTxBytes = MaxTxBytes
	cfg.Mempool.MaxTxsBytes = 64 << 20
	cfg.Mempool.Size = 20_000
	cfg.Mempool.CacheSize = 40_000
	cfg.Consensus.TimeoutCommit = 950 * time.Millisecond          // exactly 1 s the SDK would replace by 5 s
	cfg.Consensus.PeerGossipSleepDuration = 10 * time.Millisecond // halves the latency of four validators
	// Not 10, as design 11 has it: after a halt of the whole chain (an upgrade, or a chain of one validator) nobody who
	// signed one of the last ten blocks could start again, and no block would ever come to let them. The validator's
	// state file guards a single node; set it by hand when a key moves to another machine.
	cfg.Consensus.DoubleSignCheckHeight = 0
	cfg.P2P.PersistentPeersMaxDialPeriod = 10 * time.Second
	cfg.P2P.LibP2PConfig.Enabled = false // its dependencies have had holes
	cfg.Instrumentation.Prometheus = true
	cfg.Instrumentation.PrometheusListenAddr = "127.0.0.1:26660"
	return cfg
}
