// Package upgrades lists the upgrades of the chain. Each is a package vN of its own that exports one Upgrade, added to
// All in the release that carries it out; none is ever removed while a node may still replay through it.
package upgrades

import (
	"context"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
)

// Upgrade is one upgrade of the chain.
type Upgrade struct {
	// Name is the name of the plan that governance passes.
	Name string
	// Stores are added, renamed and deleted before the first block of the new version.
	Stores storetypes.StoreUpgrades
	// Before runs ahead of the modules' own migrations; nil for nothing.
	Before func(ctx context.Context, from module.VersionMap) error
}

// All returns every upgrade this binary can carry out.
func All() []Upgrade { return nil }
