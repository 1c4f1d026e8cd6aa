package types

import (
	"strconv"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The events of the module. Names of events and attributes are public API.
const (
	EventJobPosted          = "market.job_posted"
	EventJobRevealing       = "market.job_revealing"
	EventJobExtended        = "market.job_extended"
	EventJobTaken           = "market.job_taken"
	EventJobChoosing        = "market.job_choosing"
	EventJobAwarded         = "market.job_awarded"
	EventJobReawarded       = "market.job_reawarded"
	EventJobExpired         = "market.job_expired"
	EventJobCancelled       = "market.job_cancelled"
	EventJobPruned          = "market.job_pruned"
	EventBidCommitted       = "market.bid_committed"
	EventBidRevealed        = "market.bid_revealed"
	EventBidPlaced          = "market.bid_placed"
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
		sdk.NewAttribute("auction", j.Request.Auction.String()),
		sdk.NewAttribute("award", j.Request.Award.String()),
		sdk.NewAttribute("skill", j.Request.Skill),
		sdk.NewAttribute("budget", j.Request.Budget.String()),
		sdk.NewAttribute("loss", sdk.NewCoin(j.Request.Budget.Denom, j.Request.Loss).String()),
		amount("storage_deposit", j, j.StorageDeposit),
		number("bid_end_ms", j.BidEndMs),
		number("reveal_end_ms", j.RevealEndMs()),
		number("newcomer_score_bps", uint64(j.NewcomerScoreBps)))
}

// NewJobRevealingEvent tells that the bidding has ended and reveals are taken until reveal_end_ms, and whether newcomers
// are explored: what their score counts at least, or 0.
func NewJobRevealingEvent(j Job, commits uint32) sdk.Event {
	return jobEvent(EventJobRevealing, j, j.Status, JobStatusRevealing,
		number("commits", uint64(commits)), number("reveal_end_ms", j.RevealEndMs()))
}

// NewJobExtendedEvent tells that a late new leader moved the end of the bidding.
func NewJobExtendedEvent(j Job) sdk.Event {
	return sdk.NewEvent(EventJobExtended, sdk.NewAttribute("job", j.Id), sdk.NewAttribute("client", j.Client),
		number("bid_end_ms", j.BidEndMs), number("extensions", uint64(j.Extensions)))
}

// NewJobChoosingEvent tells that the client may choose among the bids that stand until due_ms.
func NewJobChoosingEvent(j Job, bids int, due uint64) sdk.Event {
	return jobEvent(EventJobChoosing, j, j.Status, JobStatusChoosing, number("bids", uint64(bids)), number("due_ms", due))
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
		number("max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock)),
		number("snipe_window_ms", p.SnipeWindowMs),
		number("max_offers", uint64(p.MaxOffers)),
		number("max_services", uint64(p.MaxServices)),
		number("max_quote_ms", p.MaxQuoteMs),
		number("storage_price", p.StoragePrice))
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

func number(key string, v uint64) sdk.Attribute {
	return sdk.NewAttribute(key, strconv.FormatUint(v, 10))
}

// amount writes an amount in the denom of the job's budget.
func amount(key string, j Job, v math.Int) sdk.Attribute {
	return sdk.NewAttribute(key, sdk.NewCoin(j.Request.Budget.Denom, v).String())
}
