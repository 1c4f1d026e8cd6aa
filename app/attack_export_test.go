package app

import sdk "github.com/cosmos/cosmos-sdk/types"

// PreBlock runs what every module does before a block.
func PreBlock(a *App, ctx sdk.Context) error {
	_, err := a.modules.PreBlock(ctx)
	return err
}
