package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis            = explain.New(ModuleName, 2, "malformed market genesis", "correct the named field of the market section of genesis.json")
	ErrNotSet             = explain.New(ModuleName, 3, "the parameters are not set", "start the node from a genesis with a market section")
	ErrJobNotFound        = explain.New(ModuleName, 4, "job not found", "check the id; ended jobs are deleted after some days")
	ErrNotClient          = explain.New(ModuleName, 5, "not the client of the job", "act for the agent that posted the job")
	ErrBiddingClosed      = explain.New(ModuleName, 6, "the job takes no more bids", "look for an open job with `trothd query market jobs`")
	ErrRevealClosed       = explain.New(ModuleName, 7, "the job takes no reveals now", "reveal after the end of the bidding and before reveal_end_ms, in market time")
	ErrCommitmentNotFound = explain.New(ModuleName, 8, "no bid under seal", "commit a bid while the job is open; a bid can be revealed once")
	ErrAlreadyCommitted   = explain.New(ModuleName, 9, "the provider has a bid under seal on this job", "reveal it when the bidding has ended; one bid per provider and job")
	ErrTooManyBids        = explain.New(ModuleName, 10, "the job has all the bids it can take", "look for another job; max_bids is a parameter of the market")
	ErrTooManyJobs        = explain.New(ModuleName, 11, "the client has too many live jobs", "wait until one of the jobs is awarded, expires or is cancelled")
	ErrSameController     = explain.New(ModuleName, 12, "client and provider have the same controller", "deal with an agent of somebody else: work for oneself counts for nothing")
	ErrSealBroken         = explain.New(ModuleName, 13, "the bid is not the one under seal", "reveal exactly the price, delivery_ms, pledge, note hash and salt that were committed, for the same job and provider")
	ErrPriceAboveBudget   = explain.New(ModuleName, 14, "the price is above the budget", "bid at most the budget of the job")
	ErrDeliveryTooLong    = explain.New(ModuleName, 15, "the delivery time is longer than the job allows", "bid at most clocks.delivery_ms of the job")
	ErrScoreTooLow        = explain.New(ModuleName, 16, "the score is below the job's minimum", "look at the score with `trothd query reputation score`; it grows with paid work")
	ErrBudgetValue        = explain.New(ModuleName, 17, "the value of the budget is out of range", "choose a budget worth 1 to 10^15 millionths of the numeraire")
	ErrLoss               = explain.New(ModuleName, 18, "the loss is above ten budgets", "name a loss of at most ten times the budget, or 0 for the budget itself")
	ErrWindow             = explain.New(ModuleName, 19, "a clock of the job is outside its bounds", "choose the clock within the bounds that the parameters of the market and of agreements name")
	ErrTransition         = explain.New(ModuleName, 20, "a job cannot change its status in this way", "read the job again: its status has changed")
	ErrFilter             = explain.New(ModuleName, 21, "more than one filter", "filter by skill or by client, not by both")
	ErrNoRunnerUp         = explain.New(ModuleName, 22, "no runner-up stands by", "nothing to do: the client is refunded")
	ErrInvariant          = explain.New(ModuleName, 23, "an invariant of the market is broken", "report the named record to the developers, with the height")
)
