package types

import (
	"github.com/trothchain/troth/x/market/auction"
)

// BidEndMs returns the market time at which the bidding ends: the first moment that takes no commitment but reveals.
func (j Job) BidEndMs() uint64 { return j.PostedMs + j.Request.Clocks.BidMs }

// TakesCommitments says whether bids can be committed and the job be cancelled at now. It asks the time besides the
// status, because the deadline that ends the bidding may wait in the queue behind others.
func (j Job) TakesCommitments(now uint64) bool {
	return j.Status == JobStatusOpen && now < j.BidEndMs()
}

// TakesReveals says whether bids can be revealed at now.
func (j Job) TakesReveals(now uint64) bool {
	return j.Status.Live() && now >= j.BidEndMs() && now < j.RevealEndMs
}

// Entry returns the bid as the ranking of its job sees it; provider is the raw address of b.Provider.
func (b Bid) Entry(job, provider []byte) auction.Entry {
	return auction.Entry{
		ExpectedCost: b.ExpectedCost, ScoreBps: b.ScoreBps, Price: b.Price, Lot: auction.Lot(job, provider),
	}
}
