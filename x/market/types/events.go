package types

import (
	"encoding/hex"
	"fmt"
	"strconv"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The events of the module. Names of events and attributes are public API.
const (
	EventJobPosted          = "market.job_posted"
	EventJobRevealing       = "market.job_revealing"
	EventJobAwarded         = "market.job_awarded"
	EventJobReawarded       = "market.job_reawarded"
	EventJobExpired         = "market.job_expired"
	EventJobCancelled       = "market.job_cancelled"
	EventJobPruned          = "market.job_pruned"
	EventBidCommitted       = "market.bid_committed"
	EventBidRevealed        = "market.bid_revealed"
	EventBidDisplaced       = "market.bid_displaced"
	EventBidDropped         = "market.bid_dropped"
	EventCommitmentBurned   = "market.commitment_burned"
	EventCommitmentReleased = "market.commitment_released"
	EventParamsUpdated      = "market.params_updated"
)

// The reasons of EventJobExpired.
const (
	// ExpiredWithoutBids: nobody committed a bid.
	ExpiredWithoutBids = "no_bids"
	// ExpiredWithoutWinner: no bid stood, or none that stood could be awarded.
	ExpiredWithoutWinner = "no_winner"
	// ExpiredAfterDefault: the winner defaulted and no runner-up could take over.
	ExpiredAfterDefault = "no_runner_up"
)

// NewJobPostedEvent tells of a new job and when its windows end.
func NewJobPostedEvent(j Job) sdk.Event {
	return jobEvent(EventJobPosted, j, JobStatusUnspecified, JobStatusOpen,
		sdk.NewAttribute("skill", j.Request.Skill),
		sdk.NewAttribute("budget", j.Request.Budget.String()),
		sdk.NewAttribute("loss", sdk.NewCoin(j.Request.Budget.Denom, j.Request.Loss).String()),
		number("bid_end_ms", j.BidEndMs()),
		number("reveal_end_ms", j.RevealEndMs))
}

// NewJobRevealingEvent tells that the bidding has ended and reveals are taken until reveal_end_ms.
func NewJobRevealingEvent(j Job, commits uint32) sdk.Event {
	return jobEvent(EventJobRevealing, j, j.Status, JobStatusRevealing,
		number("commits", uint64(commits)), number("reveal_end_ms", j.RevealEndMs))
}

// NewJobAwardedEvent tells of the winner and its agreement; reserve is held beyond the price for a dearer runner-up.
func NewJobAwardedEvent(j Job, b Bid, agreement string, reserve math.Int, backups int) sdk.Event {
	return awardEvent(EventJobAwarded, j, b, agreement, reserve, backups)
}

// NewJobReawardedEvent tells of the runner-up that takes over from a winner that defaulted.
func NewJobReawardedEvent(j Job, b Bid, agreement string, reserve math.Int, backups int) sdk.Event {
	return awardEvent(EventJobReawarded, j, b, agreement, reserve, backups)
}

// NewJobExpiredEvent tells that a job ended without a provider and its money is free.
func NewJobExpiredEvent(j Job, reason string) sdk.Event {
	return jobEvent(EventJobExpired, j, j.Status, JobStatusExpired, sdk.NewAttribute("reason", reason))
}

// NewJobCancelledEvent tells that the client took the job back, and the fee burned.
func NewJobCancelledEvent(j Job, fee math.Int) sdk.Event {
	return jobEvent(EventJobCancelled, j, j.Status, JobStatusCancelled, amount("fee", j, fee))
}

// NewJobPrunedEvent tells that the record of an ended job was deleted.
func NewJobPrunedEvent(j Job) sdk.Event {
	return sdk.NewEvent(EventJobPruned, sdk.NewAttribute("job", j.Id), sdk.NewAttribute("client", j.Client))
}

// NewBidCommittedEvent tells of a bid under seal.
func NewBidCommittedEvent(j Job, provider string, c Commitment, deposit math.Int) sdk.Event {
	return bidEvent(EventBidCommitted, j, provider,
		sdk.NewAttribute("signer", c.Signer),
		sdk.NewAttribute("commitment", hex.EncodeToString(c.Hash)),
		amount("deposit", j, deposit))
}

// NewBidRevealedEvent tells a bid, the expected cost it was ranked by, and its rank: 0 when it does not stand.
func NewBidRevealedEvent(j Job, b Bid, rank int) sdk.Event {
	return bidEvent(EventBidRevealed, j, b.Provider,
		sdk.NewAttribute("signer", b.Signer),
		amount("price", j, b.Price),
		amount("pledge", j, b.Pledge),
		number("delivery_ms", b.DeliveryMs),
		sdk.NewAttribute("note_uri", b.Note.Uri),
		number("score_bps", b.ScoreBps),
		number("expected_cost", b.ExpectedCost),
		sdk.NewAttribute("rank", strconv.Itoa(rank)))
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

// NewParamsUpdatedEvent tells the new parameters.
func NewParamsUpdatedEvent(p Params) sdk.Event {
	return sdk.NewEvent(EventParamsUpdated,
		number("max_bids", uint64(p.MaxBids)),
		number("max_open_jobs", uint64(p.MaxOpenJobs)),
		number("deposit_bps", uint64(p.DepositBps)),
		number("deposit_min", p.DepositMin),
		number("cancel_fee_bps", uint64(p.CancelFeeBps)),
		number("min_window_ms", p.MinWindowMs),
		number("max_window_ms", p.MaxWindowMs),
		number("retain_ms", p.RetainMs),
		number("max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock)))
}

func awardEvent(name string, j Job, b Bid, agreement string, reserve math.Int, backups int) sdk.Event {
	return jobEvent(name, j, j.Status, JobStatusAwarded,
		sdk.NewAttribute("provider", b.Provider),
		sdk.NewAttribute("agreement", agreement),
		amount("price", j, b.Price),
		amount("backup_reserve", j, reserve),
		sdk.NewAttribute("backups", strconv.Itoa(backups)))
}

func jobEvent(name string, j Job, from, to JobStatus, attrs ...sdk.Attribute) sdk.Event {
	return sdk.NewEvent(name, append([]sdk.Attribute{
		sdk.NewAttribute("job", j.Id),
		sdk.NewAttribute("client", j.Client),
		sdk.NewAttribute("from", from.String()),
		sdk.NewAttribute("to", to.String()),
	}, attrs...)...)
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

func number(key string, v uint64) sdk.Attribute {
	return sdk.NewAttribute(key, strconv.FormatUint(v, 10))
}

// amount writes an amount in the denom of the job's budget.
func amount(key string, j Job, v math.Int) sdk.Attribute {
	return sdk.NewAttribute(key, sdk.NewCoin(j.Request.Budget.Denom, v).String())
}
