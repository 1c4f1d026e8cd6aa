package types

// Tick returns the clock after a block at unixMs: market time grows by the time since the last block, at most maxStepMs
// and never less than nothing. The first block adds nothing, for there is no block before it.
func (c Clock) Tick(unixMs int64, maxStepMs uint64) Clock {
	block := uint64(max(unixMs, 0))
	next := Clock{NowMs: c.NowMs, LastBlockUnixMs: block}
	if c.LastBlockUnixMs > 0 && block > c.LastBlockUnixMs {
		next.NowMs += min(block-c.LastBlockUnixMs, maxStepMs)
	}
	return next
}
