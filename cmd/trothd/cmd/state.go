package cmd

import (
	"errors"
	"fmt"
	"path/filepath"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/trothchain/troth/app"
)

// errZeroHeight refuses an export that starts over.
var errZeroHeight = errors.New("--for-zero-height is not offered: deadlines and evidence live in market time, which goes on; " +
	"export without it and keep the initial height of the file")

// exportApp writes the state of a stopped node as genesis.
func exportApp(
	_ log.Logger, db dbm.DB, height int64, forZeroHeight bool, _ []string, opts servertypes.AppOptions, modules []string,
) (servertypes.ExportedApp, error) {
	if forZeroHeight {
		return servertypes.ExportedApp{}, errZeroHeight
	}
	a, err := loadApp(db, opts, height)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	return a.Export(modules)
}

// loadApp loads the state of a height, -1 for the latest. It logs nothing: standard output is for the genesis.
func loadApp(db dbm.DB, opts servertypes.AppOptions, height int64) (*app.App, error) {
	if height == -1 {
		return app.New(log.NewNopLogger(), db, opts)
	}
	a, err := app.NewUnloaded(log.NewNopLogger(), db, opts)
	if err != nil {
		return nil, err
	}
	if err := a.LoadVersion(height); err != nil {
		return nil, fmt.Errorf("height %d: %w", height, err)
	}
	return a, nil
}

// invariantsCmd checks a stopped node's state.
func invariantsCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "invariants",
		Short: "Check on a stopped node that every fact that must hold after a block does",
		Long: `Runs the invariants of every module on the last state of a stopped node: holds are covered by balances,
balances add up to the supply, every deadline belongs to its object. Prints one line for each check and fails when one
does.`,
		Example: "  trothd debug invariants",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			srv := server.GetServerContextFromCmd(cmd)
			db, err := dbm.NewDB("application", server.GetAppDBBackend(srv.Viper), filepath.Join(srv.Config.RootDir, "data"))
			if err != nil {
				return fmt.Errorf("open the database (is the node still running?): %w", err)
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			a, err := app.New(log.NewNopLogger(), db, srv.Viper)
			if err != nil {
				return err
			}
			return checkInvariants(cmd, a)
		},
	}
}

func checkInvariants(cmd *cobra.Command, a *app.App) error {
	ctx, err := a.QueryContext()
	if err != nil {
		return err
	}
	failed := 0
	for _, check := range a.Checks() {
		if err := check.Run(ctx); err != nil {
			failed++
			cmd.Printf("FAILED  %s: %v\n", check.Name, err)
			continue
		}
		cmd.Printf("holds   %s\n", check.Name)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d invariants are broken at height %d", failed, len(a.Checks()), a.LastBlockHeight())
	}
	cmd.Printf("%d invariants hold at height %d\n", len(a.Checks()), a.LastBlockHeight())
	return nil
}
