// Package jury holds the rules of arbitration: what a vote is and how votes make a verdict, how large panels are, what
// a seat locks, loses and earns, who pays the fees. It has no stores, so that the chain, its clients
// and the tests all use the same functions (design 07).
package jury

import "slices"

const (
	// Full is the whole price for the provider, in basis points.
	Full = 10_000
	// Step is the distance between two neighbouring votes.
	Step = 2_500
)

// ValidVote says whether a vote, on the whole or on one criterion, is one of the five steps 0, 2500, 5000, 7500, 10000.
func ValidVote(bps uint32) bool { return bps <= Full && bps%Step == 0 }

// ValidParts says whether a vote has one part without weights, else one per weight, each of them a step.
func ValidParts(weights, parts []uint32) bool {
	return len(parts) == max(len(weights), 1) && !slices.ContainsFunc(parts, func(p uint32) bool { return !ValidVote(p) })
}

// Weigh returns the vote on the whole from valid parts: their sum by the weights, which add up to Full, rounded to the nearest step; exactly
// between two steps the lower one, as the median takes the lower middle. Without weights the one part is the vote. Parts
// that ValidParts refuses are no vote: 0.
func Weigh(weights, parts []uint32) uint32 {
	if !ValidParts(weights, parts) {
		return 0
	}
	if len(weights) == 0 {
		return parts[0]
	}
	sum := uint64(0)
	for i, p := range parts {
		sum += uint64(weights[i]) * uint64(p)
	}
	const step = Step * Full
	return uint32((sum+step/2-1)/step) * Step
}

// Median returns the verdict of the votes that were revealed: the middle one, of an even number the lower middle. ok is
// false without votes. So no minority moves it beyond what some other seat voted.
func Median(votes []uint32) (verdict uint32, ok bool) {
	if len(votes) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(votes))
	return sorted[(len(sorted)-1)/2], true
}

// Coherent says whether a vote is at most one step from the verdict.
func Coherent(vote, verdict uint32) bool { return max(vote, verdict)-min(vote, verdict) <= Step }
