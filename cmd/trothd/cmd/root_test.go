package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	servercmd "github.com/cosmos/cosmos-sdk/server/cmd"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/internal/chain"
)

// trothd runs a command line in a home folder and returns what it printed.
func trothd(t *testing.T, home string, args ...string) (string, error) {
	t.Helper()
	root, err := NewRoot()
	require.NoError(t, err)
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append(args, "--home", home))
	err = servercmd.Execute(root, envPrefix, home)
	return out.String(), err
}

func find(t *testing.T, path ...string) *cobra.Command {
	t.Helper()
	root, err := NewRoot()
	require.NoError(t, err)
	cmd, rest, err := root.Find(path)
	require.NoError(t, err)
	require.Empty(t, rest, path)
	return cmd
}

func TestEveryMessageAndQueryOfOursIsACommandWithAnExample(t *testing.T) {
	for _, module := range []string{"clock", "beacon", "identity", "escrow", "reputation", "arbitration", "agreement", "market"} {
		for _, kind := range []string{"tx", "query"} {
			cmd := find(t, kind, module)
			require.NotEmpty(t, cmd.Commands(), "%s %s", kind, module)
			for _, sub := range cmd.Commands() {
				require.NotEmpty(t, sub.Short, sub.CommandPath())
				require.Contains(t, sub.Example, "trothd "+kind+" "+module, sub.CommandPath())
			}
		}
	}
}

func TestTheBaseCommandsAreThere(t *testing.T) {
	for _, path := range []string{
		"init", "start", "status", "export", "keys add", "genesis gentx", "genesis validate", "query tx", "query block",
		"tx sign", "tx broadcast", "tx bank send", "debug invariants", "config diff", "rollback", "prune", "snapshots list",
	} {
		require.NotEmpty(t, find(t, strings.Fields(path)...).Short, path)
	}
}

func TestInitWritesSafeDefaults(t *testing.T) {
	home := t.TempDir()
	_, err := trothd(t, home, "init", "me", "--chain-id", chain.DevnetID)
	require.NoError(t, err)

	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	require.Equal(t, int64(app.MaxBlockGas), genesis.Consensus.Params.Block.MaxGas)
	require.Equal(t, int64(app.MaxBlockBytes), genesis.Consensus.Params.Block.MaxBytes)
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(genesis.AppState, &state))
	for _, module := range []string{"clock", "beacon", "identity", "escrow", "reputation", "arbitration", "agreement", "market"} {
		require.Contains(t, state, module)
	}

	want := map[string]map[string]string{
		"app.toml": {
			"minimum-gas-prices": app.MinGasPrices, "query-gas-limit": "50000000", "pruning": "custom",
			"app-db-backend": "pebbledb", "block-executor": "sequential", "api.enable": "true", "api.address": "tcp://127.0.0.1:1317",
			"grpc.address": "127.0.0.1:9090", "state-sync.snapshot-interval": "1000", "mempool.max-txs": "-1",
			"telemetry.enabled": "true", "api.enabled-unsafe-cors": "false",
		},
		"config.toml": {
			"rpc.laddr": "tcp://127.0.0.1:26657", "mempool.max_tx_bytes": "131072", "p2p.persistent_peers_max_dial_period": "10s",
			"consensus.timeout_commit": "950ms", "consensus.peer_gossip_sleep_duration": "10ms",
			"instrumentation.prometheus": "true", "instrumentation.prometheus_listen_addr": "127.0.0.1:26660",
			"p2p.libp2p.enabled": "false", "blocksync.adaptive_sync": "false", "rpc.unsafe": "false",
		},
	}
	for name, keys := range want {
		v := viper.New()
		v.SetConfigFile(filepath.Join(home, "config", name))
		require.NoError(t, v.ReadInConfig())
		for key, value := range keys {
			require.Equal(t, value, v.GetString(key), "%s: %s", name, key)
		}
	}

	_, err = trothd(t, home, "genesis", "validate")
	require.NoError(t, err)
	diff, err := trothd(t, home, "config", "diff")
	require.NoError(t, err)
	require.Empty(t, diff, "nothing is changed yet")
}

func TestConfigDiffShowsWhatAnOperatorChanged(t *testing.T) {
	home := t.TempDir()
	_, err := trothd(t, home, "init", "me", "--chain-id", chain.DevnetID)
	require.NoError(t, err)
	file := filepath.Join(home, "config", "app.toml")
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, bytes.Replace(raw, []byte(`"custom"`), []byte(`"nothing"`), 1), 0o600))

	diff, err := trothd(t, home, "config", "diff")

	require.NoError(t, err)
	require.Contains(t, diff, "app.toml  pruning = nothing  (default custom)")
}

func TestExportOfHeightZeroIsRefused(t *testing.T) {
	_, err := exportApp(nil, nil, -1, true, nil, viper.New(), nil)
	require.ErrorIs(t, err, errZeroHeight)
}
