// Package devnet is a whole chain on one machine in one process: a validator, its RPC, gRPC and REST, a faucet and an explorer. It
// serves 127.0.0.1 only, its keys are known to everybody, and it goes on where it stopped.
package devnet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/chain"
)

const (
	// DefaultBlockTime is how long the chain waits after a block.
	DefaultBlockTime = time.Second
	// MaxBlockTime keeps the time of the last block close to the clock on the wall, which timeouts count on.
	MaxBlockTime = 4 * time.Second
)

// Options of a devnet. The zero value of a port is a free one.
type Options struct {
	// Home of the node; it is made when it does not exist.
	Home string
	// ChainID ends in -devnet-N; the default is troth-devnet-1.
	ChainID string
	// Config of accounts, validator and faucet; only used for a new chain, but for the faucet.
	Config Config
	// BlockTime between two blocks, 50 ms to MaxBlockTime.
	BlockTime time.Duration
	// Ports; FaucetPort -1 starts no faucet, ExplorerPort -1 no explorer.
	RPCPort, P2PPort, GRPCPort, APIPort, FaucetPort, ExplorerPort int
	// Reset deletes the chain first.
	Reset bool
	// Logs of the node go here, at LogLevel ("info", "*:error,p2p:debug", …).
	Logs     io.Writer
	LogLevel string
}

// Devnet is a running chain.
type Devnet struct {
	// Resumed tells that the chain existed before; Changed, that its config was another then.
	Resumed, Changed bool
	Home, ChainID    string
	// RPC, API, Faucet and Explorer are URLs, GRPC is host and port; Faucet and Explorer are empty without one.
	RPC, API, GRPC, Faucet, Explorer string
	// Accounts are the addresses of the named accounts.
	Accounts map[string]sdk.AccAddress

	node   *node
	cancel context.CancelFunc
	faucet chan error
	client *client.Client
	// closeExplorer is nil without an explorer.
	closeExplorer func() error
}

// marker is the file that says that a folder is a devnet's home.
const markerFile = "devnet.json"

type marker struct {
	ChainID string `json:"chain_id"`
	// Config is the hash of the config that the chain began with.
	Config string `json:"config"`
}

// Start starts a devnet, or goes on with the one in the home, and returns when it makes blocks.
func Start(ctx context.Context, o Options) (*Devnet, error) {
	if err := o.defaults(); err != nil {
		return nil, err
	}
	d := &Devnet{Home: o.Home, ChainID: o.ChainID, Accounts: make(map[string]sdk.AccAddress)}
	for _, a := range o.Config.Accounts {
		key, err := Key(o.ChainID, a.Name)
		if err != nil {
			return nil, err
		}
		d.Accounts[a.Name] = sdk.AccAddress(key.PubKey().Address())
	}
	if err := d.prepareHome(o); err != nil {
		return nil, err
	}
	if o.Config.Faucet.Name == "" {
		o.FaucetPort = -1
	}
	var p ports
	for try := 1; ; try++ {
		var err error
		if p, err = (ports{o.RPCPort, o.P2PPort, o.GRPCPort, o.APIPort, o.FaucetPort, o.ExplorerPort}).free(); err != nil {
			return nil, err
		}
		d.node, err = startNode(o.Home, o.ChainID, p, o.BlockTime, o.Logs, o.LogLevel)
		if err == nil {
			break
		}
		// A port that was free a moment ago may be taken by now.
		if try == 3 || !strings.Contains(err.Error(), syscall.EADDRINUSE.Error()) {
			return nil, err
		}
	}
	d.RPC, d.API, d.GRPC = web(p.RPC), web(p.API), loopback(p.GRPC)
	if err := d.begin(ctx, o, p); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// begin waits for blocks and starts faucet and explorer.
func (d *Devnet) begin(ctx context.Context, o Options, p ports) error {
	signer := client.Signer(nil)
	if p.Faucet >= 0 {
		key, err := Key(o.ChainID, o.Config.Faucet.Name)
		if err != nil {
			return err
		}
		signer = client.FromKey(key)
	}
	log := slog.New(slog.NewTextHandler(o.Logs, nil))
	c, err := client.New([]string{d.RPC}, signer, client.WithChainID(o.ChainID), client.WithLogger(log), client.WithPoll(min(o.BlockTime/4, client.DefaultPoll)))
	if err != nil {
		return err
	}
	d.client = c
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := c.WaitReady(ready); err != nil {
		return err
	}
	if err := c.Follow(ready, 0, func(*client.Block) error { return client.ErrStop }); err != nil {
		return fmt.Errorf("waiting for a new block: %w", err)
	}
	if p.Faucet < 0 {
		return d.startExplorer(p.Explorer, log)
	}
	l, err := net.Listen("tcp", loopback(p.Faucet))
	if err != nil {
		return ErrPort.Wrapf("faucet: %s", err)
	}
	d.Faucet = web(p.Faucet)
	serving, stop := context.WithCancel(context.Background())
	d.cancel, d.faucet = stop, make(chan error, 1)
	go func() { d.faucet <- newFaucet(o.ChainID, o.Config.Faucet, c, log).serve(serving, l) }()
	return d.startExplorer(p.Explorer, log)
}

// Done is closed when the node has ended, by itself or by Close.
func (d *Devnet) Done() <-chan struct{} { return d.node.done }

// Close stops explorer, faucet and node and waits for them.
func (d *Devnet) Close() error {
	var err error
	if d.closeExplorer != nil {
		err = d.closeExplorer()
		d.closeExplorer = nil
	}
	if d.cancel != nil {
		d.cancel()
		err = errors.Join(err, <-d.faucet)
		d.cancel = nil
	}
	if d.client != nil {
		err = errors.Join(err, d.client.Close())
	}
	return errors.Join(err, d.node.close())
}

func (o *Options) defaults() error {
	if o.ChainID == "" {
		o.ChainID = chain.DevnetID
	}
	if err := CheckChainID(o.ChainID); err != nil {
		return err
	}
	if o.Home == "" {
		return ErrHome.Wrap("no home given")
	}
	if o.Config.Version == 0 {
		c, err := ParseConfig(defaultConfig)
		if err != nil {
			return err
		}
		o.Config = c
	}
	if o.BlockTime == 0 {
		o.BlockTime = DefaultBlockTime
	}
	if o.BlockTime < 50*time.Millisecond || o.BlockTime > MaxBlockTime {
		return fmt.Errorf("block time %s, want 50ms to %s", o.BlockTime, MaxBlockTime)
	}
	if o.Logs == nil {
		o.Logs = io.Discard
	}
	if o.LogLevel == "" {
		o.LogLevel = "info"
	}
	return nil
}

// prepareHome makes a new home or checks an old one. It never deletes or takes a folder that is not a devnet's.
func (d *Devnet) prepareHome(o Options) error {
	sum, err := configSum(o.Config)
	if err != nil {
		return err
	}
	old, err := readMarker(o.Home)
	if err != nil {
		return err
	}
	if old != nil && o.Reset {
		for _, name := range []string{"config", "data", "keyring-test", markerFile} {
			if err := os.RemoveAll(filepath.Join(o.Home, name)); err != nil {
				return err
			}
		}
		old = nil
	}
	if old != nil {
		if old.ChainID != o.ChainID {
			return ErrHome.Wrapf("%s belongs to %s, not to %s", o.Home, old.ChainID, o.ChainID)
		}
		d.Resumed, d.Changed = true, old.Config != sum
		return nil
	}
	if _, err := os.Stat(filepath.Join(o.Home, "config", "genesis.json")); err == nil {
		return ErrHome.Wrapf("%s is the home of another node", o.Home)
	}
	enc, err := app.NewEncoding()
	if err != nil {
		return err
	}
	if err := writeHome(o.Home, o.ChainID, o.Config, enc); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(marker{o.ChainID, sum}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.Home, markerFile), append(raw, '\n'), 0o600)
}

// readMarker returns nil for a folder that is no devnet's home.
func readMarker(home string) (*marker, error) {
	raw, err := os.ReadFile(filepath.Join(home, markerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var m marker
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(home, markerFile), err)
	}
	return &m, nil
}

// configSum hashes what a new chain takes from the config.
func configSum(c Config) (string, error) {
	raw, err := json.Marshal(struct {
		Accounts   []Account
		Validators []Validator
	}{c.Accounts, c.Validators})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8]), nil
}
