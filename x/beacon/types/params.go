package types

import "github.com/trothchain/troth/internal/field"

const (
	// DefaultEpochBlocks is ten minutes of blocks of one second.
	DefaultEpochBlocks = 600
	// MinEpochBlocks keeps a proposer from knowing the value before its new key's first block when it chooses the key.
	MinEpochBlocks = 10
	// MaxEpochBlocks is the ceiling of epoch_blocks: eleven days of blocks of one second.
	MaxEpochBlocks = 1_000_000
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params { return Params{EpochBlocks: DefaultEpochBlocks} }

// Validate checks that epoch_blocks is 10 to 1000000.
func (p Params) Validate() error {
	return field.Range("params.epoch_blocks", p.EpochBlocks, MinEpochBlocks, MaxEpochBlocks)
}

// ChangeFrom is the height from which a change asked for at a height is in force: where the first epoch begins that has a
// whole epoch between itself and the present one.
func (p Params) ChangeFrom(height int64) int64 {
	epoch := int64(p.EpochBlocks)
	return (height/epoch + 2) * epoch
}
