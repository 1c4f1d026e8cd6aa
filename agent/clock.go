package agent

import (
	"context"
	"time"

	"github.com/trothchain/troth/client"
	clocktypes "github.com/trothchain/troth/x/clock/types"
)

// Clock returns the clock of the chain as its last block has it.
func Clock(ctx context.Context, c *client.Client) (clocktypes.Clock, error) {
	r, err := clocktypes.NewQueryClient(c).Now(ctx, &clocktypes.QueryNowRequest{})
	if err != nil {
		return clocktypes.Clock{}, err
	}
	return r.Clock, nil
}

// Now returns the market time in milliseconds.
func Now(ctx context.Context, c *client.Client) (uint64, error) {
	clock, err := Clock(ctx, c)
	return clock.NowMs, err
}

const (
	// early is how much sooner than expected reveals may begin: clocks differ a little.
	early = 5 * time.Second
	// MaxLag is how far a node may be behind this machine's clock when a bid is put under seal.
	MaxLag = time.Minute
	// maxBidding bounds what a node may say is left of the bidding, in milliseconds.
	maxBidding = 1 << 40
)

// Opens returns when, by this machine's clock, bidding that ends at a market time can be over at the soonest, by the clock of
// a chain whose last block is at most MaxLag old: market time runs no faster than the blocks. Price and salt are not shown to
// a node before, whatever it says the time is then.
func Opens(clock clocktypes.Clock, endMs uint64, now time.Time) time.Time {
	left := time.Duration(min(max(endMs, clock.NowMs)-clock.NowMs, maxBidding)) * time.Millisecond
	return now.Add(left - min(Lag(clock, now), MaxLag) - early).Round(0) // the wall clock goes on while a machine sleeps
}

// Lag returns how far the last block of a chain is behind this machine's clock, 0 when it is not.
func Lag(clock clocktypes.Clock, now time.Time) time.Duration {
	nowMs := uint64(max(now.UnixMilli(), 0))
	return time.Duration(min(nowMs-min(clock.LastBlockUnixMs, nowMs), maxBidding)) * time.Millisecond
}
