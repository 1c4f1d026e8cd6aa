package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// CoverRequest is what a provider locks against its own fault for one price.
type CoverRequest struct {
	Client sdk.AccAddress
	// Price and Pledge in the same denom; the pledge may be zero.
	Price  sdk.Coin
	Pledge math.Int
	// Loss bounds the pledge: pledge <= max(need, loss).
	Loss math.Int
	// SigmaBps is the job's own cover ratio; the chain's minimum applies when it is less.
	SigmaBps uint32
}

// Opening is a request to put terms in force.
type Opening struct {
	Terms Terms
	// Job that led here, for the events and the DefaultHandler.
	Job string
	// CoverRef names the cover locked before by LockCover.
	CoverRef []byte
	// BackupReserve is held beyond the price for a dearer runner-up.
	BackupReserve math.Int
}

// Fund moves exactly the price and the backup reserve from the client's hold to target. Open calls it and checks what
// arrived.
type Fund func(ctx context.Context, target escrowtypes.Target) error
