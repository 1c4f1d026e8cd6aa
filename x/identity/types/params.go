package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
)

const (
	// DefaultFee is the registration fee in base units of the chain: a tenth of a numeraire unit.
	DefaultFee = 100_000
	// DefaultHeartbeatIntervalMs is five minutes, MaxHeartbeatIntervalMs a day.
	DefaultHeartbeatIntervalMs, MaxHeartbeatIntervalMs = 300_000, 86_400_000
	// DefaultNameHoldMs is thirty days, MaxNameHoldMs a year.
	DefaultNameHoldMs, MaxNameHoldMs = 2_592_000_000, 31_536_000_000
	// DefaultMaxDeadlines and CeilingMaxDeadlines bound the deadlines of a block.
	DefaultMaxDeadlines, CeilingMaxDeadlines = 200, 1000
	// DefaultMaxAttestations and CeilingMaxAttestations bound the live attestations of an issuer.
	DefaultMaxAttestations, CeilingMaxAttestations = 10_000, 1_000_000
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		RegistrationFee:          sdk.NewInt64Coin(chain.BaseDenom, DefaultFee),
		HeartbeatIntervalMs:      DefaultHeartbeatIntervalMs,
		NameHoldMs:               DefaultNameHoldMs,
		MaxDeadlinesPerBlock:     DefaultMaxDeadlines,
		MaxAttestationsPerIssuer: DefaultMaxAttestations,
	}
}

// Validate checks the ranges; a registration fee of zero is allowed.
func (p Params) Validate() error {
	if err := sdk.ValidateDenom(p.RegistrationFee.Denom); err != nil {
		return field.ErrCoin.Wrapf("params.registration_fee: denom %.128q", p.RegistrationFee.Denom)
	}
	if err := field.Amount("params.registration_fee", p.RegistrationFee.Amount, 0); err != nil {
		return err
	}
	if err := field.Range("params.heartbeat_interval_ms", p.HeartbeatIntervalMs, 1, MaxHeartbeatIntervalMs); err != nil {
		return err
	}
	if err := field.Range("params.name_hold_ms", p.NameHoldMs, 0, MaxNameHoldMs); err != nil {
		return err
	}
	if err := field.Range("params.max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock), 1, CeilingMaxDeadlines); err != nil {
		return err
	}
	return field.Range("params.max_attestations_per_issuer", uint64(p.MaxAttestationsPerIssuer), 1, CeilingMaxAttestations)
}
