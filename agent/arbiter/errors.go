package arbiter

import "github.com/trothchain/troth/internal/explain"

// Codespace of the errors of this package.
const Codespace = "arbiter"

// The sentinels of this package.
var (
	ErrVote    = explain.New(Codespace, 2, "not a vote", "print one number, or one per criterion: 0, 2500, 5000, 7500 or 10000 basis points for the provider")
	ErrTooLate = explain.New(Codespace, 3, "there is no time left to judge", "use a faster judge, or fewer cases at once")
	ErrNoVote  = explain.New(Codespace, 4, "the vote of this seat is not here", "run the arbiter with the home in which it committed to the vote")
)
