package types

import (
	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/auction"
)

// RevealEndMs returns the market time at which the reveals of a sealed auction end: the first moment that takes none.
func (j Job) RevealEndMs() uint64 { return j.BidEndMs + j.Request.Clocks.RevealMs }

// Bidding says whether bids are taken and the job can be cancelled at now. It asks the time besides the status, because
// the deadline that ends the bidding may wait in the queue behind others. A clock auction that was taken is over.
func (j Job) Bidding(now uint64) bool {
	return j.Status == JobStatusOpen && now < j.BidEndMs && j.TakenMs == 0
}

// TakesReveals says whether bids can be revealed at now.
func (j Job) TakesReveals(now uint64) bool {
	return j.Request.Auction == AuctionSealed && (j.Status == JobStatusOpen || j.Status == JobStatusRevealing) &&
		now >= j.BidEndMs && now < j.RevealEndMs()
}

// TakesTaker says whether a clock auction can be taken at now: before its end by the first, and by those who compete
// with the first at the same market time.
func (j Job) TakesTaker(now uint64) bool {
	return j.Status == JobStatusOpen && now < j.BidEndMs && (j.TakenMs == 0 || j.TakenMs == now)
}

// TakesChoice says whether the client can choose among the bids that stand at now.
func (j Job) TakesChoice(now uint64) bool { return j.Status == JobStatusChoosing && now < j.DueMs }

// NearEnd says whether less than the window is left of the bidding at now.
func (j Job) NearEnd(now, window uint64) bool { return now+window > j.BidEndMs }

// Snipe moves the end of the bidding of an open auction for a new leader at now, so that the others have a window to
// answer. It says whether it moved: not when the window fits anyway, and at most MaxExtensions times.
func (j *Job) Snipe(now, window uint64) bool {
	if j.Extensions >= MaxExtensions || !j.NearEnd(now, window) {
		return false
	}
	j.BidEndMs = now + window
	j.Extensions++
	return true
}

// Terms are those of an agreement with the provider, the price, the pledge and the delivery time of b; of a job without
// milestones, with one for the whole. A milestone has the share of the delivery time that it has of the price, rounded
// down, and the last one the rest.
func (j Job) Terms(b Bid) agreementtypes.Terms { return j.Request.Terms(j.Client, b) }

// PriceFloor is the least price of a bid, at least one base unit.
func (j Job) PriceFloor() math.Int {
	return math.MaxInt(math.OneInt(), auction.Share(j.Request.Budget.Amount, j.PriceFloorBps))
}

// Entry returns a bid as the ranking of the job sees it; key is the job's id and provider the address of b.Provider, in
// bytes.
func (j Job) Entry(b Bid, key, provider []byte) auction.Entry {
	return auction.Entry{
		ExpectedCost: b.ExpectedCost, ScoreBps: b.ScoreBps, Price: b.Price, Lot: auction.Lot(j.Seed, key, provider),
	}
}
