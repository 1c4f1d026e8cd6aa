package app

import (
	"context"
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/invariant"
)

// Checks returns the facts that must hold after every block: those of each module and those of the whole.
func (app *App) Checks() []invariant.Check {
	checks := []invariant.Check{{Name: "bank/supply", Run: app.checkSupply}}
	checks = append(checks, app.Keepers.Beacon.Checks()...)
	checks = append(checks, app.Keepers.Identity.Checks()...)
	checks = append(checks, app.Keepers.Escrow.Checks()...)
	checks = append(checks, app.Keepers.Reputation.Checks()...)
	checks = append(checks, app.Keepers.Arbitration.Checks()...)
	checks = append(checks, app.Keepers.Agreement.Checks()...)
	checks = append(checks, app.Keepers.Market.Checks()...)
	return checks
}

// CheckInvariants runs every check and returns all that fail, joined, each under its name.
func (app *App) CheckInvariants(ctx context.Context) error {
	var failed []error
	for _, check := range app.Checks() {
		if err := check.Run(ctx); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", check.Name, err))
		}
	}
	return errors.Join(failed...)
}

// checkSupply: all balances together are the supply. A virtual send that nobody credited would show here.
func (app *App) checkSupply(ctx context.Context) error {
	sum := sdk.NewMapCoins(nil)
	app.Keepers.Bank.IterateAllBalances(ctx, func(_ sdk.AccAddress, coin sdk.Coin) bool {
		sum.Add(coin)
		return false
	})
	supply := sdk.NewMapCoins(nil)
	app.Keepers.Bank.IterateTotalSupply(ctx, func(coin sdk.Coin) bool {
		supply.Add(coin)
		return false
	})
	if have, want := sum.ToCoins(), supply.ToCoins(); !have.Equal(want) {
		return fmt.Errorf("balances are %s, the supply is %s", have, want)
	}
	return nil
}
