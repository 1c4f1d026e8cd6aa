// Package app puts Troth together: the modules, the arrows between them, the order in which they work, and what every
// transaction and every block must pass. It is wiring only; rules live in the modules.
package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cast"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	reflectionv1 "cosmossdk.io/api/cosmos/reflection/v1"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/baseapp/blockexec"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/mempool"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/docs"
	"github.com/trothchain/troth/internal/chain"
)

var _ servertypes.Application = (*App)(nil)

// DefaultNodeHome is the home folder of a node when none is given.
var DefaultNodeHome = defaultNodeHome()

func defaultNodeHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	return filepath.Join(home, "."+chain.Name)
}

// App is Troth's state machine.
type App struct {
	*baseapp.BaseApp
	Keepers Keepers

	enc          Encoding
	keys         map[string]*storetypes.KVStoreKey
	modules      *module.Manager
	basics       module.BasicManager
	configurator module.Configurator
	beacon       contributor
	proposers    *proposers
	closing      sync.Once
}

// New makes the application on a database and loads its latest state.
func New(logger log.Logger, db dbm.DB, opts servertypes.AppOptions, options ...func(*baseapp.BaseApp)) (*App, error) {
	app, err := NewUnloaded(logger, db, opts, options...)
	if err != nil {
		return nil, err
	}
	if err := app.LoadLatestVersion(); err != nil {
		return nil, fmt.Errorf("load the latest state: %w", err)
	}
	app.reportBeacon()
	return app, nil
}

// NewUnloaded makes the application and loads no state: for command lines, which only ask it for modules, and for
// exports of an older height, which call LoadVersion.
func NewUnloaded(logger log.Logger, db dbm.DB, opts servertypes.AppOptions, options ...func(*baseapp.BaseApp)) (*App, error) {
	enc, err := NewEncoding()
	if err != nil {
		return nil, err
	}
	bApp := baseapp.NewBaseApp(chain.Binary, logger, db, enc.TxConfig.TxDecoder(),
		append(options, baseapp.SetOptimisticExecution())...)
	bApp.SetVersion(version.Version)
	bApp.SetInterfaceRegistry(enc.InterfaceRegistry)
	bApp.SetTxEncoder(enc.TxConfig.TxEncoder())
	bApp.SetMempool(mempool.NoOpMempool{}) // CometBFT keeps the mempool

	keys := storeKeys()
	objects := storetypes.NewObjectStoreKeys(banktypes.ObjectStoreKey)
	app := &App{
		BaseApp: bApp, enc: enc, keys: keys, basics: Basics(enc.Codec), proposers: newProposers(),
		Keepers: newKeepers(wiring{enc: enc, bApp: bApp, keys: keys, objects: objects, opts: opts}),
	}
	if app.beacon, err = newBeacon(app.Keepers.Beacon, opts); err != nil {
		return nil, err
	}
	app.MountKVStores(keys)
	app.MountObjectStores(objects)
	app.applyExecutor(opts, objects)

	app.modules = newModules(app)
	setOrders(app.modules)
	if err := app.registerServices(); err != nil {
		return nil, err
	}
	if err := app.registerUpgrades(cast.ToString(opts.Get(flags.FlagHome))); err != nil {
		return nil, err
	}
	app.setHandlers()
	return app, nil
}

// applyExecutor lets app.toml choose between one transaction after the other and several at the same time. Both give
// the same state; the second must know every store, the object store of bank's virtual sends included.
func (app *App) applyExecutor(opts servertypes.AppOptions, objects map[string]*storetypes.ObjectStoreKey) {
	stores := make([]storetypes.StoreKey, 0, len(app.keys)+len(objects))
	for _, key := range app.keys {
		stores = append(stores, key)
	}
	for _, key := range objects {
		stores = append(stores, key)
	}
	decode := app.enc.TxConfig.TxDecoder()
	blockexec.Apply(app.BaseApp, opts, stores, decode,
		func(storetypes.MultiStore) string { return chain.BaseDenom },
		blockexec.WithRunnerWrap(func(inner sdk.TxRunner) sdk.TxRunner {
			return runner{inner: inner, decode: decode, beacon: app.Keepers.Beacon}
		}))
}

// registerServices makes messages and queries of all modules reachable.
func (app *App) registerServices() error {
	app.configurator = module.NewConfigurator(app.enc.Codec, app.MsgServiceRouter(), app.GRPCQueryRouter())
	if err := app.modules.RegisterServices(app.configurator); err != nil {
		return fmt.Errorf("register the services of the modules: %w", err)
	}
	autocliv1.RegisterQueryServer(app.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(app.modules.Modules))
	reflection, err := runtimeservices.NewReflectionService()
	if err != nil {
		return fmt.Errorf("reflection service: %w", err)
	}
	reflectionv1.RegisterReflectionServiceServer(app.GRPCQueryRouter(), reflection)
	return nil
}

// setHandlers sets what happens at each step of a block.
func (app *App) setHandlers() {
	blocks := proposals{decode: app.enc.TxConfig.TxDecoder(), beacon: app.beacon, proposers: app.proposers}
	app.SetInitChainer(app.initChain)
	app.SetPrepareProposal(blocks.Prepare)
	app.SetProcessProposal(blocks.Process)
	app.SetPreBlocker(app.preBlock)
	app.SetBeginBlocker(app.modules.BeginBlock)
	app.SetAnteHandler(newAnteHandler(&app.Keepers, app.enc))
	app.SetEndBlocker(app.modules.EndBlock)
}

// initChain fills an empty chain from genesis, and refuses one whose modules contradict each other: an object without its
// money, or money on hold for no object, would only be found out when it is to be paid. Module accounts exist from the
// start: a first payment to one that does not would make it, and clash with every other transaction of its block.
func (app *App) initChain(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var state map[string]json.RawMessage
	if err := json.Unmarshal(req.AppStateBytes, &state); err != nil {
		return nil, fmt.Errorf("app_state of the genesis file: %w", err)
	}
	if err := app.Keepers.Upgrade.SetModuleVersionMap(ctx, app.modules.GetVersionMap()); err != nil {
		return nil, fmt.Errorf("module versions: %w", err)
	}
	res, err := app.modules.InitGenesis(ctx, app.enc.Codec, state)
	if err != nil {
		return nil, err
	}
	for _, name := range moduleAccountNames() {
		app.Keepers.Account.GetModuleAccount(ctx, name)
	}
	if err := app.CheckInvariants(ctx); err != nil {
		return nil, fmt.Errorf("the genesis contradicts itself: %w", err)
	}
	app.beacon.report(ctx)
	return res, nil
}

// Close closes the databases, once however often it is called: pebble panics on a second time.
func (app *App) Close() (err error) {
	app.closing.Do(func() { err = app.BaseApp.Close() })
	return err
}

// Encoding returns the application's encoding.
func (app *App) Encoding() Encoding { return app.enc }

// StoreKey returns the key of a module's store, nil for a module without one. For tests and tools that compare stores.
func (app *App) StoreKey(name string) *storetypes.KVStoreKey { return app.keys[name] }

// StoreNames returns the names of all persistent stores, in order.
func (app *App) StoreNames() []string { return slices.Sorted(maps.Keys(app.keys)) }

// RegisterAPIRoutes serves REST for all modules and, at /openapi.json, its description.
func (app *App) RegisterAPIRoutes(apiServer *api.Server, _ config.APIConfig) {
	clientCtx, router := apiServer.ClientCtx, apiServer.GRPCGatewayRouter
	authtx.RegisterGRPCGatewayRoutes(clientCtx, router)
	cmtservice.RegisterGRPCGatewayRoutes(clientCtx, router)
	nodeservice.RegisterGRPCGatewayRoutes(clientCtx, router)
	app.basics.RegisterGRPCGatewayRoutes(clientCtx, router)
	apiServer.Router.HandleFunc("/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write(docs.OpenAPI); err != nil {
			app.Logger().Debug("openapi.json not delivered", "err", err)
		}
	}).Methods(http.MethodGet)
}

// RegisterTxService implements servertypes.Application.
func (app *App) RegisterTxService(clientCtx client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), clientCtx.WithTxConfig(app.enc.Reading()), app.Simulate, app.enc.InterfaceRegistry)
}

// RegisterTendermintService implements servertypes.Application.
func (app *App) RegisterTendermintService(clientCtx client.Context) {
	cmtservice.RegisterTendermintService(clientCtx, app.GRPCQueryRouter(), app.enc.InterfaceRegistry,
		server.NewCometABCIWrapper(app).Query)
}

// RegisterNodeService implements servertypes.Application.
func (app *App) RegisterNodeService(clientCtx client.Context, cfg config.Config) {
	nodeservice.RegisterNodeService(clientCtx, app.GRPCQueryRouter(), cfg, func() int64 {
		return app.CommitMultiStore().EarliestVersion()
	})
}
