package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis       = explain.New(ModuleName, 2, "malformed reputation genesis", "correct the named field of the reputation section of genesis.json")
	ErrNotSet        = explain.New(ModuleName, 3, "reputation is not set", "start the node from a genesis with a reputation section")
	ErrUnsafeParams  = explain.New(ModuleName, 4, "parameters that make cheating profitable", "raise sigma_bps, concede_bps or x_min_bps, or lower lambda_bps, until the left side reaches the right side")
	ErrCapitalShort  = explain.New(ModuleName, 5, "too little free capital", "pledge more cash, or bid a lower price")
	ErrReservedShort = explain.New(ModuleName, 6, "less capital reserved than is to be freed", "report it to the developers: the books of reservations disagree")
	ErrSelfDealing   = explain.New(ModuleName, 7, "client and provider are the same agent", "contract with an agent of another controller")
	ErrOutcome       = explain.New(ModuleName, 8, "unknown outcome", "settle with one of the outcomes of troth.reputation.v1.Outcome")
	ErrRating        = explain.New(ModuleName, 9, "rating out of range", "rate from 0 to 100")
	ErrVerdict       = explain.New(ModuleName, 10, "verdict out of place", "give a verdict of 0 to 10000 bps with OUTCOME_VERDICT, and none with another outcome")
)
