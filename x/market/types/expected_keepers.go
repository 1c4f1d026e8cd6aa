package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ClockKeeper tells market time in milliseconds.
type ClockKeeper interface {
	Now(ctx context.Context) (uint64, error)
}

// BeaconKeeper gives the random value of a height, 32 bytes, if it is one of the last; in its own block from the first
// transaction on.
type BeaconKeeper interface {
	Seed(ctx context.Context, height int64) ([]byte, bool)
}

// IdentityKeeper is what market needs of x/identity.
type IdentityKeeper interface {
	Agent(ctx context.Context, agent sdk.AccAddress) (identitytypes.Agent, error)
	Authorize(ctx context.Context, signer, agent sdk.AccAddress, action identitytypes.Action) (identitytypes.Authority, error)
	// SameController says whether agent is under one control with other, as far as agent says so.
	SameController(ctx context.Context, agent, other sdk.AccAddress) (bool, error)
	// Meets refuses an agent that lacks an attestation; ErrRequirementUnmet.
	Meets(ctx context.Context, agent sdk.AccAddress, requirements []identitytypes.Requirement) error
}

// EscrowHandle is market's own scope of x/escrow: budgets and deposits.
type EscrowHandle interface {
	Hold(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin, counterparty sdk.AccAddress) error
	Shrink(ctx context.Context, ref []byte, amount math.Int) error
	Burn(ctx context.Context, ref []byte, amount math.Int) error
	Release(ctx context.Context, ref []byte) error
	Get(ctx context.Context, ref []byte) (escrowtypes.Hold, error)
	Has(ctx context.Context, ref []byte) (bool, error)
	Move(ctx context.Context, ref []byte, to escrowtypes.Target, amount math.Int) error
	Denom(ctx context.Context, denom string) (escrowtypes.AcceptedDenom, error)
}

// ReputationKeeper is what market reads of x/reputation.
type ReputationKeeper interface {
	// Score of an agent for a skill at a value in numeraire micro-units.
	Score(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (reputationtypes.Score, error)
	// Params gives delta for the expected cost.
	GetParams(ctx context.Context) (reputationtypes.Params, error)
}

// AgreementKeeper is what market needs of x/agreement.
type AgreementKeeper interface {
	// LockCover holds the provider's pledge and reserves capital for the rest of the cover, under ref.
	LockCover(ctx context.Context, authority identitytypes.Authority, ref []byte, c agreementtypes.CoverRequest) error
	// UnlockCover gives a cover back whole.
	UnlockCover(ctx context.Context, ref []byte) error
	// Open puts terms in force: it takes the cover under coverRef and has the client's money moved to itself by fund.
	Open(ctx context.Context, o agreementtypes.Opening, fund agreementtypes.Fund) (agreement string, err error)
	// EstimateCover returns the cover a bid would need, and an error saying why it could not be locked now.
	EstimateCover(ctx context.Context, provider sdk.AccAddress, c agreementtypes.CoverRequest) (capital uint64, err error)
	// CheckTerms says all that Open would refuse besides money and cover, so that no job or bid is taken in vain.
	CheckTerms(ctx context.Context, terms agreementtypes.Terms) error
	// Live says whether an agreement still runs.
	Live(ctx context.Context, agreement string) (bool, error)
}
