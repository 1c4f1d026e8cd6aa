package types

import (
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/market/auction"
)

// The hard ceilings of the parameters.
const (
	// MaxMaxBids is the most bids any job may take on the usual conditions: what max_bids can be set to.
	MaxMaxBids = 1024
	// MaxCommits is the most commitments that a job can count.
	MaxCommits = ^uint32(0)
	// MaxMaxOpenJobs is the most live jobs any client may have.
	MaxMaxOpenJobs = 65_536
	// MaxDepositMin is a thousand units of the numeraire, in micro-units.
	MaxDepositMin = 1_000_000_000
	// MaxWindowMs is a year of market time, the longest of any clock.
	MaxWindowMs = 365 * 24 * 3_600_000
	// MaxDeadlinesPerBlock is the most deadlines run in one block.
	MaxDeadlinesPerBlock = 1000
	// MaxSnipeWindowMs is the longest that one late leader may move the end of a bidding by: a day.
	MaxSnipeWindowMs = 24 * 3_600_000
	// MaxExtensions is how often the end of a bidding may be moved.
	MaxExtensions = 10
	// MaxMaxOffers is the most open negotiations any agent may have begun.
	MaxMaxOffers = 65_536
	// MaxMaxServices is the most services any provider may list.
	MaxMaxServices = 65_536
	// MaxQuoteMs is a day of market time, the longest life of any quote.
	MaxQuoteMs = 24 * 3_600_000
	// MaxStoragePrice is a unit of the numeraire per byte, in micro-units.
	MaxStoragePrice = 1_000_000
	// MaxExploreMax is the greatest budget that can be explored: that of any job.
	MaxExploreMax = auction.MaxMicro
	// MaxNewcomerTrials is a thousand trials, in micro-trials.
	MaxNewcomerTrials = 1_000_000_000
)

// DefaultParams returns the parameters of a new chain. The shortest window is twice the longest step of market time, so
// that at least one block lies inside every window and no client can post a job whose bids cannot be revealed.
func DefaultParams() Params {
	return Params{
		MaxBids:              256,
		MaxOpenJobs:          256,
		DepositBps:           100,
		DepositMin:           1_000,
		CancelFeeBps:         100,
		MinWindowMs:          20_000,
		MaxWindowMs:          30 * 24 * 3_600_000,
		RetainMs:             3 * 24 * 3_600_000,
		MaxDeadlinesPerBlock: 200,
		SnipeWindowMs:        60_000,
		MaxOffers:            256,
		MaxServices:          256,
		MaxQuoteMs:           15 * 60_000,
		StoragePrice:         10,
		ExploreBps:           500,
		ExploreMax:           50_000_000,
		NewcomerTrials:       10_000_000,
		NewcomerScoreBps:     8_000,
		PriceFloorBps:        1_000,
	}
}

// Validate checks every parameter against its range; field.ErrRange names it.
func (p Params) Validate() error {
	for _, r := range []struct {
		name        string
		v, min, max uint64
	}{
		{"params.max_bids", uint64(p.MaxBids), 1, MaxMaxBids},
		{"params.max_open_jobs", uint64(p.MaxOpenJobs), 1, MaxMaxOpenJobs},
		{"params.deposit_bps", uint64(p.DepositBps), 0, 10_000},
		{"params.deposit_min", p.DepositMin, 1, MaxDepositMin},
		{"params.cancel_fee_bps", uint64(p.CancelFeeBps), 0, 10_000},
		{"params.min_window_ms", p.MinWindowMs, 1, MaxWindowMs},
		{"params.max_window_ms", p.MaxWindowMs, p.MinWindowMs, MaxWindowMs},
		{"params.retain_ms", p.RetainMs, 1, MaxWindowMs},
		{"params.max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock), 1, MaxDeadlinesPerBlock},
		{"params.snipe_window_ms", p.SnipeWindowMs, 0, MaxSnipeWindowMs},
		{"params.max_offers", uint64(p.MaxOffers), 1, MaxMaxOffers},
		{"params.max_services", uint64(p.MaxServices), 1, MaxMaxServices},
		{"params.max_quote_ms", p.MaxQuoteMs, 1, MaxQuoteMs},
		{"params.storage_price", p.StoragePrice, 0, MaxStoragePrice},
		{"params.explore_bps", uint64(p.ExploreBps), 0, 10_000},
		{"params.explore_max", p.ExploreMax, 0, MaxExploreMax},
		{"params.newcomer_trials", p.NewcomerTrials, 0, MaxNewcomerTrials},
		{"params.newcomer_score_bps", uint64(p.NewcomerScoreBps), 0, 10_000},
		{"params.price_floor_bps", uint64(p.PriceFloorBps), 0, 10_000},
	} {
		if err := field.Range(r.name, r.v, r.min, r.max); err != nil {
			return err
		}
	}
	return nil
}
