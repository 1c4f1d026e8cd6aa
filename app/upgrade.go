package app

import (
	"context"
	"fmt"

	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/trothchain/troth/app/upgrades"
)

// registerUpgrades tells x/upgrade what to do at the height of each plan, and the store loader which stores change when
// this binary was started for one. Without a home folder (a command line that runs no node) no file is looked for.
func (app *App) registerUpgrades(home string) error {
	var info upgradetypes.Plan
	if home != "" {
		var err error
		if info, err = app.Keepers.Upgrade.ReadUpgradeInfoFromDisk(); err != nil {
			return fmt.Errorf("upgrade-info.json: %w", err)
		}
	}
	for _, upgrade := range upgrades.All() {
		app.Keepers.Upgrade.SetUpgradeHandler(upgrade.Name,
			func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
				if upgrade.Before != nil {
					if err := upgrade.Before(ctx, from); err != nil {
						return nil, fmt.Errorf("upgrade %s: %w", upgrade.Name, err)
					}
				}
				return app.modules.RunMigrations(ctx, app.configurator, from)
			})
		if info.Name == upgrade.Name && !app.Keepers.Upgrade.IsSkipHeight(info.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(info.Height, &upgrade.Stores))
		}
	}
	return nil
}
