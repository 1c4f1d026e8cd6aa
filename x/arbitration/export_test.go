package arbitration

// RevealVoteMsg is revealVoteMsg for tests.
var RevealVoteMsg = revealVoteMsg
