package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// AccountKeeper is what identity needs of x/auth.
type AccountKeeper interface {
	GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	NewAccountWithAddress(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	SetAccount(ctx context.Context, acc sdk.AccountI)
}

// BankKeeper is what identity needs of x/bank: the registration fee goes to this module's account by virtual
// accumulation and is burned in EndBlock.
type BankKeeper interface {
	SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
}

// ClockKeeper tells market time in milliseconds.
type ClockKeeper interface {
	Now(ctx context.Context) (uint64, error)
}

// Holds tells whether an agent has live holds: an agent with holds cannot retire. Implemented by x/escrow and set in
// app/keepers.go after both keepers exist; it only reads.
type Holds interface {
	HasHolds(ctx context.Context, agent sdk.AccAddress) (bool, error)
}
