package testapp

import (
	"fmt"
	"sync/atomic"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/vrfkey"
)

// Instance is a way to execute blocks.
type Instance string

// The ways: all give the same state.
const (
	// Sequential runs one transaction after the other, ahead of time when the proposal is accepted.
	Sequential Instance = "sequential"
	// Parallel runs two transactions at the same time, speculatively.
	Parallel Instance = "parallel"
	// Restarted is sequential and loads its state from its database every Options.RestartEvery blocks; it keeps no old
	// state and no fast index.
	Restarted Instance = "restarted"
	// OnDisk is sequential on pebble in a temporary folder, for benchmarks.
	OnDisk Instance = "on disk"
)

const parallelWorkers = 2

// options are what a node reads from app.toml and its command line.
type options map[string]any

// Get implements servertypes.AppOptions.
func (o options) Get(key string) any { return o[key] }

type instance struct {
	t    testing.TB
	kind Instance
	home string
	db   dbm.DB
	app  *app.App
	// restartEvery is the number of blocks after which a Restarted instance begins anew.
	restartEvery int64
	// executions counts runs of transactions, re-runs included.
	executions atomic.Int64
}

func newInstance(t testing.TB, kind Instance, keys *vrfkey.Keys) *instance {
	t.Helper()
	in := &instance{t: t, kind: kind, home: t.TempDir(), db: dbm.NewMemDB()}
	if err := keys.Save(in.home); err != nil {
		t.Fatal(err)
	}
	if kind == OnDisk {
		db, err := dbm.NewDB("application", dbm.PebbleDBBackend, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		in.db = db
	}
	in.open()
	return in
}

// open makes the application on the instance's database.
func (in *instance) open() {
	in.t.Helper()
	opts := options{flags.FlagHome: in.home}
	base := []func(*baseapp.BaseApp){baseapp.SetChainID(ChainID)}
	if in.kind != OnDisk {
		// Else each store of each application ever opened has a goroutine that looks for versions to prune ten times a
		// second until the process ends: tests that make many chains would do nothing else.
		base = append(base, baseapp.SetIAVLSyncPruning(true))
	}
	switch in.kind {
	case Parallel:
		opts[server.FlagBlockExecutor] = serverconfig.BlockExecutorBlockSTM
		opts[server.FlagBlockSTMWorkers] = parallelWorkers
	case Restarted:
		base = append(base, baseapp.SetIAVLDisableFastNode(true), baseapp.SetIAVLCacheSize(100))
	default:
	}
	a, err := app.NewUnloaded(log.NewNopLogger(), in.db, opts, base...)
	if err != nil {
		in.t.Fatal(err)
	}
	ante := a.AnteHandler()
	a.SetAnteHandler(func(ctx sdk.Context, tx sdk.Tx, simulate bool) (sdk.Context, error) {
		if ctx.ExecMode() == sdk.ExecModeFinalize {
			in.executions.Add(1)
		}
		return ante(ctx, tx, simulate)
	})
	if err := a.LoadLatestVersion(); err != nil {
		in.t.Fatal(err)
	}
	in.app = a
}

func (in *instance) initChain(genesis *abci.RequestInitChain) error {
	_, err := in.app.InitChain(genesis)
	return err
}

// finalize executes and commits a block. The sequential instance sees the proposal first, so that it executes ahead of
// time; the others meet the block as a node that replays does.
func (in *instance) finalize(block *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	if in.kind == Restarted && block.Height%in.restartEvery == 0 {
		in.open()
	}
	if in.kind == Sequential {
		if _, err := in.app.ProcessProposal(processing(block)); err != nil {
			return nil, fmt.Errorf("process proposal: %w", err)
		}
	}
	res, err := in.app.FinalizeBlock(block)
	if err != nil {
		return nil, err
	}
	_, err = in.app.Commit()
	return res, err
}
