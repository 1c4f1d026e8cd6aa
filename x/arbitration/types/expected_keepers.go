package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// ClockKeeper tells market time in milliseconds.
type ClockKeeper interface {
	Now(ctx context.Context) (uint64, error)
}

// BeaconKeeper gives the random value of a height, if it is one of the last 1,024.
type BeaconKeeper interface {
	Seed(ctx context.Context, height int64) ([]byte, bool)
}

// IdentityKeeper is what arbitration needs of x/identity.
type IdentityKeeper interface {
	// Agent returns an agent; ErrAgentNotFound.
	Agent(ctx context.Context, agent sdk.AccAddress) (identitytypes.Agent, error)
	Authorize(ctx context.Context, signer, agent sdk.AccAddress, action identitytypes.Action) (identitytypes.Authority, error)
	// AllowDealing asks the mandate behind an authority about a counterparty and a denom where no coin is held.
	AllowDealing(ctx context.Context, authority identitytypes.Authority, denom string, counterparty sdk.AccAddress) error
	// Operator returns an operator of an agent; ErrOperatorNotFound.
	Operator(ctx context.Context, agent, key sdk.AccAddress) (identitytypes.Operator, error)
}

// EscrowHandle is arbitration's own scope of x/escrow.
type EscrowHandle interface {
	Hold(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin, counterparty sdk.AccAddress) error
	Grow(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin) error
	Shrink(ctx context.Context, ref []byte, amount math.Int) error
	Pay(ctx context.Context, ref []byte, to sdk.AccAddress, amount math.Int, fees escrowtypes.Fees) (escrowtypes.Payment, error)
	Move(ctx context.Context, ref []byte, to escrowtypes.Target, amount math.Int) error
	Burn(ctx context.Context, ref []byte, amount math.Int) error
	Release(ctx context.Context, ref []byte) error
	Get(ctx context.Context, ref []byte) (escrowtypes.Hold, error)
	Has(ctx context.Context, ref []byte) (bool, error)
	Denom(ctx context.Context, denom string) (escrowtypes.AcceptedDenom, error)
}

// ReputationKeeper is what arbitration reads of x/reputation.
type ReputationKeeper interface {
	// Related says whether two agents have worked for each other and the record of it has not faded yet.
	Related(ctx context.Context, a, b sdk.AccAddress) (bool, error)
}
