package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// IdentityKeeper is what escrow needs of x/identity.
type IdentityKeeper interface {
	// Agent returns identitytypes.ErrAgentNotFound for an address that is no agent.
	Agent(ctx context.Context, agent sdk.AccAddress) (identitytypes.Agent, error)
	// Spend counts coin against the authority's mandate and returns what to restore it by.
	Spend(ctx context.Context, authority identitytypes.Authority, coin sdk.Coin, counterparty sdk.AccAddress) (identitytypes.SpendRef, error)
	// Restore gives coin back to the mandate named by ref; a mandate that is gone or replaced is left alone.
	Restore(ctx context.Context, ref identitytypes.SpendRef, coin sdk.Coin) error
}

// BankKeeper is what escrow needs of x/bank.
type BankKeeper interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SpendableCoin(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	BlockedAddr(addr sdk.AccAddress) bool
	SendCoins(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsToVirtual(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
}

// AccumulatingBank is x/bank as a VirtualBank needs it.
type AccumulatingBank interface {
	BankKeeper
	IsSendEnabledCoins(ctx context.Context, coins ...sdk.Coin) error
	SendCoinsFromVirtual(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromModuleToAccountVirtual(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
}
