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

// FeeAllowances lets keys pay transaction fees from an agent's account. Implemented over x/feegrant and set in
// app/keepers.go.
type FeeAllowances interface {
	// Grant lets the key pay fees of at most limit in all. There must be no other allowance of the agent for the key.
	Grant(ctx context.Context, agent, key sdk.AccAddress, limit sdk.Coin) error
	// Revoke ends an allowance. One that is gone, because it was used up, is no error: nothing blocks a removal.
	Revoke(ctx context.Context, agent, key sdk.AccAddress) error
	// Left returns what the key may still pay; nothing when there is no allowance.
	Left(ctx context.Context, agent, key sdk.AccAddress) (sdk.Coins, error)
	// All returns every allowance of the chain, for the invariants: never for a block.
	All(ctx context.Context) ([]FeeAllowance, error)
}

// FeeAllowance is what a key may still pay of transaction fees from an account. Left is empty when it is not an allowance
// of plain coins without expiry.
type FeeAllowance struct {
	Granter, Key sdk.AccAddress
	Left         sdk.Coins
}

// Scores tells the score of an agent for a skill (empty: all) and a value, 0 to 10000. Implemented by x/reputation and
// set in app/keepers.go after both keepers exist; it only reads.
type Scores interface {
	ScoreBps(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (uint64, error)
}

// Holds tells whether an agent has live holds, running work or standing bids: such an agent cannot retire. app/holds.go
// asks x/escrow and x/agreement; set in app/keepers.go after all keepers exist; it only reads.
type Holds interface {
	HasHolds(ctx context.Context, agent sdk.AccAddress) (bool, error)
}
