package types

import (
	"encoding/hex"
	"fmt"
	"strconv"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// NewBidCommittedEvent tells of a bid under seal.
func NewBidCommittedEvent(j Job, provider string, c Commitment, deposit math.Int) sdk.Event {
	return bidEvent(EventBidCommitted, j, provider,
		sdk.NewAttribute("signer", c.Signer),
		sdk.NewAttribute("commitment", hex.EncodeToString(c.Hash)),
		amount("deposit", j, deposit))
}

// NewBidRevealedEvent tells a bid, the expected cost it was ranked by, and its rank: 0 when it does not stand.
func NewBidRevealedEvent(j Job, b Bid, rank int) sdk.Event {
	return rankedEvent(EventBidRevealed, j, b, rank)
}

// NewBidPlacedEvent tells a bid in an open auction, new or improved, and its rank.
func NewBidPlacedEvent(j Job, b Bid, rank int) sdk.Event {
	return rankedEvent(EventBidPlaced, j, b, rank)
}

// NewJobTakenEvent tells that a clock auction was taken, and at what price. Of several takers of one moment, all but the
// one that is drawn are displaced.
func NewJobTakenEvent(j Job, b Bid) sdk.Event {
	return bidEvent(EventJobTaken, j, b.Provider, promises(j, b)...)
}

// NewBidDisplacedEvent tells that better bids pushed a bid off the list; its cover is free.
func NewBidDisplacedEvent(j Job, b Bid) sdk.Event {
	return bidEvent(EventBidDisplaced, j, b.Provider)
}

// NewBidDroppedEvent tells that a bid that stood could not be awarded; the reason is codespace and code of the error.
func NewBidDroppedEvent(j Job, b Bid, cause error) sdk.Event {
	codespace, code, _ := errorsmod.ABCIInfo(cause, false)
	return bidEvent(EventBidDropped, j, b.Provider, sdk.NewAttribute("reason", fmt.Sprintf("%s/%d", codespace, code)))
}

// NewCommitmentBurnedEvent tells that a bid was not revealed and its deposit destroyed.
func NewCommitmentBurnedEvent(job, provider string, deposit sdk.Coin) sdk.Event {
	return commitmentEvent(EventCommitmentBurned, job, provider, deposit)
}

// NewCommitmentReleasedEvent tells that the deposit of an unrevealed bid was given back.
func NewCommitmentReleasedEvent(job, provider string, deposit sdk.Coin) sdk.Event {
	return commitmentEvent(EventCommitmentReleased, job, provider, deposit)
}

func bidEvent(name string, j Job, provider string, attrs ...sdk.Attribute) sdk.Event {
	return sdk.NewEvent(name, append([]sdk.Attribute{
		sdk.NewAttribute("job", j.Id),
		sdk.NewAttribute("client", j.Client),
		sdk.NewAttribute("provider", provider),
	}, attrs...)...)
}

func commitmentEvent(name, job, provider string, deposit sdk.Coin) sdk.Event {
	return sdk.NewEvent(name, sdk.NewAttribute("job", job), sdk.NewAttribute("provider", provider),
		sdk.NewAttribute("deposit", deposit.String()))
}

func rankedEvent(name string, j Job, b Bid, rank int) sdk.Event {
	return bidEvent(name, j, b.Provider, append(promises(j, b), sdk.NewAttribute("rank", strconv.Itoa(rank)))...)
}

// promises are the attributes of what a bid promises and is worth.
func promises(j Job, b Bid) []sdk.Attribute {
	return []sdk.Attribute{
		sdk.NewAttribute("signer", b.Signer),
		amount("price", j, b.Price),
		amount("pledge", j, b.Pledge),
		number("delivery_ms", b.DeliveryMs),
		sdk.NewAttribute("note_uri", b.Note.Uri),
		number("score_bps", b.ScoreBps),
		number("expected_cost", b.ExpectedCost),
	}
}
