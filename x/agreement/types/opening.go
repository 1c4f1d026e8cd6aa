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
	// Instant asks for the cover of a price that is paid at the submission: sigma_instant, a pledge of at least
	// InstantPledge(price) and a loss of at least the price.
	Instant bool
}

// CoverRequest returns what the provider of the terms locks.
func (t Terms) CoverRequest() (CoverRequest, error) {
	client, _, err := t.Parties()
	return CoverRequest{
		Client: client, Price: t.Price, Pledge: t.Pledge, Loss: t.Loss, SigmaBps: t.SigmaBps, Instant: t.Instant,
	}, err
}

// Opening is a request to put terms in force.
type Opening struct {
	Terms Terms
	// Origin is the id of the job, service or negotiation that led here, for the events and the DefaultHandler; empty for
	// a quote.
	Origin string
	// CoverRef names the cover locked before by LockCover.
	CoverRef []byte
	// BackupReserve is held beyond the price for a dearer runner-up.
	BackupReserve math.Int
	// DeclineMs is how long the provider may hand the work back at no loss, 0 to the delivery time of the first milestone:
	// for terms that it signed before it could see the spec. 0 gives no such right.
	DeclineMs uint64
}

// Fund moves exactly the price and the backup reserve from the client's hold to target. Open calls it and checks what
// arrived.
type Fund func(ctx context.Context, target escrowtypes.Target) error
