package types

// MaxNowMs bounds the market time of a genesis (34 million years), so that now plus any window fits into 64 bits.
const MaxNowMs = 1 << 60

// DefaultGenesis returns a clock that starts at 0 with the first block.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters and the bounds of the clock.
func (gs GenesisState) Validate() error {
	if gs.Clock.NowMs > MaxNowMs {
		return ErrGenesis.Wrapf("clock.now_ms: %d, want at most %d", gs.Clock.NowMs, uint64(MaxNowMs))
	}
	if gs.Clock.LastBlockUnixMs > MaxNowMs {
		return ErrGenesis.Wrapf("clock.last_block_unix_ms: %d, want at most %d", gs.Clock.LastBlockUnixMs, uint64(MaxNowMs))
	}
	return gs.Params.Validate()
}
