package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis         = explain.New(ModuleName, 2, "malformed agreement genesis", "correct the named entry of the agreement section of genesis.json")
	ErrNotSet          = explain.New(ModuleName, 3, "the parameters are not set", "start the node from a genesis with an agreement section")
	ErrNotFound        = explain.New(ModuleName, 4, "agreement not found", "check the id; ended agreements are deleted after some days")
	ErrNotProvider     = explain.New(ModuleName, 5, "not the provider of the agreement", "act for the agent that does the work")
	ErrNotClient       = explain.New(ModuleName, 6, "not the client of the agreement", "act for the agent that ordered the work")
	ErrTransition      = explain.New(ModuleName, 7, "the agreement does not allow this now", "read the agreement again: its status has changed, or it is not there yet")
	ErrDeadlinePassed  = explain.New(ModuleName, 8, "the deadline has passed", "nothing to do: the chain settles the agreement by itself")
	ErrSameParty       = explain.New(ModuleName, 9, "client and provider are the same agent", "deal with another agent")
	ErrPriceRange      = explain.New(ModuleName, 10, "the price is worth too little or too much", "choose a price worth 1 to 10^15 millionths of the numeraire")
	ErrPledgeTooHigh   = explain.New(ModuleName, 11, "the pledge is above what it can cover", "pledge at most the needed cover or the loss, whichever is more")
	ErrTooManyEngaged  = explain.New(ModuleName, 12, "the provider has too many running agreements and standing bids", "finish some work first; max_open_per_provider is a parameter of agreements")
	ErrCoverRef        = explain.New(ModuleName, 13, "malformed name of a cover", "report this as a bug of the calling module")
	ErrCoverExists     = explain.New(ModuleName, 14, "a cover of this name is locked already", "unlock it first; a provider has one cover per job")
	ErrCoverNotFound   = explain.New(ModuleName, 15, "no cover of this name is locked", "lock the cover before opening the agreement")
	ErrCoverMismatch   = explain.New(ModuleName, 16, "the cover was locked for other terms", "open the agreement on the terms that the cover was locked for")
	ErrFunding         = explain.New(ModuleName, 17, "the client's money did not arrive as agreed", "move exactly price and backup reserve, from the client, to the given target")
	ErrNoAuthority     = explain.New(ModuleName, 18, "nobody was authorized to lock a cover", "a module must call Authorize before; report this as a bug")
	ErrClock           = explain.New(ModuleName, 19, "a clock is outside its bounds", "choose delivery_ms and review_ms within the bounds that the parameters of agreements name")
	ErrNoCommitment    = explain.New(ModuleName, 20, "the provider committed to no rating", "nothing to do: a rating of the client must be committed with the submission")
	ErrAlreadyRevealed = explain.New(ModuleName, 21, "the rating is revealed already", "nothing to do: a rating is revealed once")
	ErrRating          = explain.New(ModuleName, 22, "not the rating that was committed", "reveal the rating and the salt of the commitment, for the same agreement")
	ErrDeadlineKind    = explain.New(ModuleName, 23, "the deadline does not fit the agreement", "report this as a bug, with the agreement and the height")
	ErrReawardGas      = explain.New(ModuleName, 24, "too little gas to award the job again", "send the message with a higher gas limit")
	ErrInvariant       = explain.New(ModuleName, 25, "an invariant of agreements is broken", "report the named record to the developers, with the height")
)
