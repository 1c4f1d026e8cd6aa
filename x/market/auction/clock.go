package auction

import (
	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/reputation/bar"
)

// Clock is a reverse Dutch auction in units of expected cost: what the client pays and has to expect to lose rises from
// Start to End, evenly, until a provider takes the job (design 06 §3.6). Whoever waits risks that another takes it.
type Clock struct {
	// Start and End of the expected cost in micro-units, End above Start.
	Start, End uint64
	// PostedMs and BidMs are when it begins and how long it rises, in market time.
	PostedMs, BidMs uint64
}

// Cost returns the expected cost at now: Start + floor((End − Start) · (now − posted) / bid_ms), at most End.
func (c Clock) Cost(now uint64) uint64 {
	elapsed := min(max(now, c.PostedMs)-c.PostedMs, c.BidMs)
	if elapsed == c.BidMs {
		return c.End
	}
	rise := math.NewIntFromUint64(c.End - c.Start).Mul(math.NewIntFromUint64(elapsed)).Quo(math.NewIntFromUint64(c.BidMs))
	return c.Start + rise.Uint64()
}

// Reaches returns the first market time at which the cost is at least the given one; ok is false when that is not before
// the end.
func (c Clock) Reaches(cost uint64) (now uint64, ok bool) {
	if cost <= c.Start {
		return c.PostedMs, true
	}
	if cost > c.End {
		return 0, false
	}
	span := math.NewIntFromUint64(c.End - c.Start)
	elapsed := math.NewIntFromUint64(cost - c.Start).Mul(math.NewIntFromUint64(c.BidMs)).Add(span).SubRaw(1).Quo(span).Uint64()
	return c.PostedMs + elapsed, elapsed < c.BidMs
}

// ClockPrice returns the price at which a bid has the given expected cost, the inverse of bar.ExpectedCost: cost less
// what the client has to expect to lose with this provider, Risk. ok is false when that is more than the cost. The price
// of b is not read.
func ClockPrice(cost uint64, b bar.Bid, deltaBps uint64) (price uint64, ok bool) {
	risk := Risk(b, deltaBps)
	if risk > cost {
		return 0, false
	}
	return cost - risk, true
}

// Risk returns what the client has to expect to lose with a bid, in micro-units: its expected cost without the price.
func Risk(b bar.Bid, deltaBps uint64) uint64 {
	b.Price = 0
	return bar.ExpectedCost(b, deltaBps)
}
