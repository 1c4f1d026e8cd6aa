package types

import "github.com/trothchain/troth/internal/field"

const (
	// DefaultMaxStepMs is ten seconds: above the block time of a healthy chain, and little to lose in a halt.
	DefaultMaxStepMs = 10_000
	// MaxMaxStepMs is the ceiling of max_step_ms: ten minutes.
	MaxMaxStepMs = 600_000
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params { return Params{MaxStepMs: DefaultMaxStepMs} }

// Validate checks that max_step_ms is 1 to 600000.
func (p Params) Validate() error {
	return field.Range("params.max_step_ms", p.MaxStepMs, 1, MaxMaxStepMs)
}
