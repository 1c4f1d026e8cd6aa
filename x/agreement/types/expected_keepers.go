package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ClockKeeper tells market time in milliseconds.
type ClockKeeper interface {
	Now(ctx context.Context) (uint64, error)
}

// IdentityKeeper is what agreement needs of x/identity.
type IdentityKeeper interface {
	// Agent returns an agent; ErrAgentNotFound.
	Agent(ctx context.Context, agent sdk.AccAddress) (identitytypes.Agent, error)
	Authorize(ctx context.Context, signer, agent sdk.AccAddress, action identitytypes.Action) (identitytypes.Authority, error)
	// AllowDealing asks the mandate behind an authority about a counterparty and a denom where no coin is held.
	AllowDealing(ctx context.Context, authority identitytypes.Authority, denom string, counterparty sdk.AccAddress) error
	// SameController says whether agent is under one control with other, as far as agent says so.
	SameController(ctx context.Context, agent, other sdk.AccAddress) (bool, error)
}

// EscrowHandle is agreement's own scope of x/escrow.
type EscrowHandle interface {
	Hold(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin, counterparty sdk.AccAddress) error
	Shrink(ctx context.Context, ref []byte, amount math.Int) error
	Pay(ctx context.Context, ref []byte, to sdk.AccAddress, amount math.Int, fees escrowtypes.Fees) (escrowtypes.Payment, error)
	Move(ctx context.Context, ref []byte, to escrowtypes.Target, amount math.Int) error
	Burn(ctx context.Context, ref []byte, amount math.Int) error
	Release(ctx context.Context, ref []byte) error
	Get(ctx context.Context, ref []byte) (escrowtypes.Hold, error)
	Has(ctx context.Context, ref []byte) (bool, error)
	Available(ctx context.Context, agent sdk.AccAddress, denom string) (math.Int, error)
	Denom(ctx context.Context, denom string) (escrowtypes.AcceptedDenom, error)
	Fees(ctx context.Context) (escrowtypes.Fees, error)
}

// ReputationKeeper is what agreement needs of x/reputation. All money is in numeraire micro-units.
type ReputationKeeper interface {
	// CoverTerms returns the parameters of cover in force, sigma raised to the job's own and, when the price is paid at
	// delivery (instant), to sigma_instant.
	CoverTerms(ctx context.Context, jobSigmaBps uint32, instant bool) (reputationtypes.CoverTerms, error)
	// Reserve moves free capital of the provider to its reserved capital; ErrCapitalShort when there is too little.
	Reserve(ctx context.Context, provider sdk.AccAddress, amount uint64) error
	// Unreserve gives reserved capital back whole: the cover was not used.
	Unreserve(ctx context.Context, provider sdk.AccAddress, amount uint64) error
	// Settle records the outcome of a contract and frees or destroys its reserved capital.
	Settle(ctx context.Context, s reputationtypes.Settlement) (reputationtypes.SettlementResult, error)
	// RateClient counts a provider's rating (0 to 100) of a client.
	RateClient(ctx context.Context, client sdk.AccAddress, rating uint32) error
}

// ArbitrationKeeper is what agreement needs of x/arbitration. The ruling of a case comes back through OnRuling.
type ArbitrationKeeper interface {
	// PanelFeeOf returns what the seats of a panel cost together that decides about a price, in base units of its denom, at a
	// rate of base units per unit of the numeraire.
	PanelFeeOf(ctx context.Context, price sdk.Coin, units uint64, size uint32) (math.Int, error)
	// Open opens a case and returns its id. What the sides deposit was moved to arbitrationtypes.DepositTarget before; a
	// missing or small deposit is no reason to refuse. A refusal changes nothing.
	Open(ctx context.Context, r arbitrationtypes.Request) (caseID string, err error)
}

// DefaultHandler awards the next runner-up of a job when its provider defaulted before the first submission. It is
// implemented by x/market and wired in app/keepers.go. It is called last, in a cache context: the money waits in the
// hold that DefaultTarget names, and an error of OnDefault undoes the move, so that the client is refunded instead.
type DefaultHandler interface {
	// DefaultTarget returns where the money of a job goes that may be awarded again; ok is false when no runner-up
	// stands by, the job is gone, or the origin of the agreement is no job.
	DefaultTarget(ctx context.Context, job string) (target escrowtypes.Target, ok bool, err error)
	// OnDefault awards the next runner-up, or ends the job and releases the money.
	OnDefault(ctx context.Context, job string) error
}
