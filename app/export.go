package app

import (
	"encoding/json"
	"fmt"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
)

// Export returns the whole state as a genesis that a new chain continues from. modules names the modules to export, none
// for all. Height zero (a chain that starts over with height 1 and settled rewards) is not offered: deadlines, holds and
// evidence live in market time, which goes on where it stopped.
func (app *App) Export(modules []string) (servertypes.ExportedApp, error) {
	ctx, err := app.QueryContext()
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	state, err := app.modules.ExportGenesisForModules(ctx, app.enc.Codec, modules)
	if err != nil {
		return servertypes.ExportedApp{}, fmt.Errorf("export: %w", err)
	}
	raw, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return servertypes.ExportedApp{}, fmt.Errorf("export: %w", err)
	}
	validators, err := staking.WriteValidators(ctx, app.Keepers.Staking)
	if err != nil {
		return servertypes.ExportedApp{}, fmt.Errorf("export the validators: %w", err)
	}
	return servertypes.ExportedApp{
		AppState:        raw,
		Validators:      validators,
		Height:          app.LastBlockHeight() + 1,
		ConsensusParams: app.GetConsensusParams(ctx),
	}, nil
}

// QueryContext returns a context on the last committed state, for reading; it works on a stopped node too.
func (app *App) QueryContext() (sdk.Context, error) {
	height := app.LastBlockHeight()
	state, err := app.CommitMultiStore().CacheMultiStoreWithVersion(height)
	if err != nil {
		return sdk.Context{}, fmt.Errorf("state of height %d: %w", height, err)
	}
	return sdk.NewContext(state, cmtproto.Header{ChainID: app.ChainID(), Height: height}, true, app.Logger()), nil
}
