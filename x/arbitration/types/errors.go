package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module. Codes from 40 are those of arbiters (errors_arbiters.go).
var (
	ErrGenesis        = explain.New(ModuleName, 2, "malformed arbitration genesis", "correct the named entry of the arbitration section of genesis.json")
	ErrNotSet         = explain.New(ModuleName, 3, "the parameters are not set", "start the node from a genesis with an arbitration section")
	ErrNotFound       = explain.New(ModuleName, 4, "case not found", "check the id; closed cases are deleted after some days")
	ErrTransition     = explain.New(ModuleName, 5, "the case does not allow this now", "read the case again: its status has changed, or it is not there yet")
	ErrDeadlinePassed = explain.New(ModuleName, 6, "the deadline has passed", "nothing to do: the chain goes on with the case by itself")
	ErrNotParty       = explain.New(ModuleName, 7, "not a side of the case", "act for the client or the provider of the case")
	ErrNotSeated      = explain.New(ModuleName, 8, "no seat in this round of the case", "act for an arbiter that was drawn for the round")
	ErrRound          = explain.New(ModuleName, 9, "not the present round", "read the case again: it has gone on to another round")
	ErrTooMuch        = explain.New(ModuleName, 10, "the side has added as many documents as it may", "put the rest into one document and add that; it is too late for this case")
	ErrVote           = explain.New(ModuleName, 11, "not a vote on this case", "vote 0, 2500, 5000, 7500 or 10000: once, or once per criterion where the case has criteria")
	ErrNoCommitment   = explain.New(ModuleName, 12, "the seat has committed to no vote", "nothing to do: a vote must be committed to before votes are revealed")
	ErrCommitment     = explain.New(ModuleName, 13, "not the vote that was committed to", "reveal the votes and the salt of the commitment, for the same case, round and arbiter")
	ErrRevealed       = explain.New(ModuleName, 14, "the vote is revealed already", "nothing to do: a vote is revealed once")
	ErrRequest        = explain.New(ModuleName, 16, "malformed request for a ruling", "report this as a bug of the calling module")
	ErrOpen           = explain.New(ModuleName, 17, "a case about this matter is running", "wait for the ruling of the running case")
	ErrDeposit        = explain.New(ModuleName, 18, "the deposit does not fit the case", "report this as a bug of the calling module: it moves each side's own deposit, in the denom of the price")
	ErrDeadlineKind   = explain.New(ModuleName, 19, "the deadline does not fit the case", "report this as a bug, with the case and the height")
	ErrNoHandler      = explain.New(ModuleName, 20, "nobody takes rulings", "report this as a bug of the wiring of the application")
	ErrInvariant      = explain.New(ModuleName, 21, "an invariant of arbitration is broken", "report the named record to the developers, with the height")
	ErrSize           = explain.New(ModuleName, 22, "not the size of a panel", "choose an odd size from 3 to 23 for a first panel, 1 to 47 seats where a fee is asked for")
	ErrPrice          = explain.New(ModuleName, 23, "the price is worth too little or too much", "choose a price worth 1 to 10^15 millionths of the numeraire")
	ErrNoDeposit      = explain.New(ModuleName, 25, "the denom of the price is accepted no more, so that no deposit can be held", "nothing to do: the verdict becomes final when the time for appeals is over")
	ErrConflict       = explain.New(ModuleName, 24, "the arbiter is under one control with a side, or was handed over since it enlisted", "nothing to do: the seat counts as not revealed; enlist again under the new owner")
)
