package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// IdentityKeeper is what reputation needs of x/identity: handovers halve evidence and clear capital.
type IdentityKeeper interface {
	Agent(ctx context.Context, agent sdk.AccAddress) (identitytypes.Agent, error)
}

// ClockKeeper tells market time in milliseconds.
type ClockKeeper interface {
	Now(ctx context.Context) (uint64, error)
}
