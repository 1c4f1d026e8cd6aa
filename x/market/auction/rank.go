package auction

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"cosmossdk.io/math"
)

// ExploreDomain separates the lot of exploration from the lots of bidders.
const ExploreDomain = "troth/explore/v1"

// ListLen is how many bids stand on a job: the leader and three runners-up.
const ListLen = 4

// Entry is a revealed bid as the ranking sees it.
type Entry struct {
	// ExpectedCost in numeraire micro-units; less is better.
	ExpectedCost uint64
	// ScoreBps of the provider at the value of the budget; more is better.
	ScoreBps uint64
	// Price in base units; less is better.
	Price math.Int
	// Lot decides what is equal otherwise; less is better.
	Lot [sha256.Size]byte
}

// Lot draws a bidder's place among equals: sha256(seed | job id bytes | agent address bytes). The seed is a value of the
// random beacon that nobody knows when bids can still be chosen, or empty where none is drawn. It does not depend on the
// order of transactions.
func Lot(seed, job, provider []byte) [sha256.Size]byte {
	return sha256.Sum256(slices.Concat(seed, job, provider))
}

// Explores says whether the lot of exploration falls on a job: with a chance of bps in 10,000, by the first 8 bytes of
// sha256(Domain | seed | job id bytes). Without a seed it falls on none.
func Explores(seed, job []byte, bps uint32) bool {
	if len(seed) == 0 {
		return false
	}
	sum := sha256.Sum256(slices.Concat([]byte(ExploreDomain), seed, job))
	return binary.BigEndian.Uint64(sum[:8])%10_000 < uint64(bps)
}

// Better says whether a is awarded before b: lower expected cost, then higher score, lower price, lower lot. It is a
// strict total order over bids of different providers on one job.
func Better(a, b Entry) bool {
	switch {
	case a.ExpectedCost != b.ExpectedCost:
		return a.ExpectedCost < b.ExpectedCost
	case a.ScoreBps != b.ScoreBps:
		return a.ScoreBps > b.ScoreBps
	case !a.Price.Equal(b.Price):
		return a.Price.LT(b.Price)
	}
	return bytes.Compare(a.Lot[:], b.Lot[:]) < 0
}

// Place returns the rank of e among the ranked bids, 1 for the leader; 0 when ListLen better bids stand already.
// Whatever the order of arrival, the list so built holds the best ListLen bids, best first.
func Place(ranked []Entry, e Entry) (rank int) {
	at := len(ranked)
	for at > 0 && Better(e, ranked[at-1]) {
		at--
	}
	if at >= ListLen {
		return 0
	}
	return at + 1
}

// Sorted says whether the bids are in strict order and at most ListLen.
func Sorted(ranked []Entry) bool {
	for i := 1; i < len(ranked); i++ {
		if !Better(ranked[i-1], ranked[i]) {
			return false
		}
	}
	return len(ranked) <= ListLen
}

// Keep returns what an award keeps of the budget: enough for the dearest of the winner and its backups, so that a
// runner-up can be awarded out of the same money.
func Keep(winner math.Int, backups ...math.Int) math.Int {
	keep := winner
	for _, p := range backups {
		keep = math.MaxInt(keep, p)
	}
	return keep
}
