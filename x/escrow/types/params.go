package types

import (
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
)

const (
	// DefaultUnitsPerNumeraire of the base denom: a unit is a million utroth.
	DefaultUnitsPerNumeraire = 1_000_000
	// DefaultBurnBps burns 2 % of every payment.
	DefaultBurnBps = 200
	// DefaultMaxHoldsPerAgent bounds the live holds of an agent.
	DefaultMaxHoldsPerAgent = 4_096

	// MaxAcceptedDenoms is the ceiling of accepted_denoms.
	MaxAcceptedDenoms = 32
	// MaxUnitsPerNumeraire is the ceiling of units_per_numeraire: 18 decimals.
	MaxUnitsPerNumeraire = 1_000_000_000_000_000_000
	// MaxFeeBps is the ceiling of burn_bps and of protocol_fee_bps: half of a payment each.
	MaxFeeBps = 5_000
	// MaxMaxHoldsPerAgent is the ceiling of max_holds_per_agent.
	MaxMaxHoldsPerAgent = 65_536
)

// DefaultParams returns the parameters of a new chain: it accepts and burns its own coin only.
func DefaultParams() Params {
	return Params{
		AcceptedDenoms: []AcceptedDenom{{
			Denom: chain.BaseDenom, UnitsPerNumeraire: DefaultUnitsPerNumeraire, MinHold: math.OneInt(), Burnable: true,
		}},
		BurnBps:          DefaultBurnBps,
		MaxHoldsPerAgent: DefaultMaxHoldsPerAgent,
	}
}

// Validate checks every bound; the sentinels are those of internal/field.
func (p Params) Validate() error {
	if err := field.Count("params.accepted_denoms", len(p.AcceptedDenoms), MaxAcceptedDenoms); err != nil {
		return err
	}
	for i, d := range p.AcceptedDenoms {
		name := fmt.Sprintf("params.accepted_denoms[%d]", i)
		if err := d.validate(name); err != nil {
			return err
		}
		for _, earlier := range p.AcceptedDenoms[:i] {
			if earlier.Denom == d.Denom {
				return field.ErrDuplicate.Wrapf("%s.denom: %q", name, d.Denom)
			}
		}
	}
	if err := field.Range("params.burn_bps", uint64(p.BurnBps), 0, MaxFeeBps); err != nil {
		return err
	}
	if err := field.Range("params.protocol_fee_bps", uint64(p.ProtocolFeeBps), 0, MaxFeeBps); err != nil {
		return err
	}
	return field.Range("params.max_holds_per_agent", uint64(p.MaxHoldsPerAgent), 1, MaxMaxHoldsPerAgent)
}

func (d AcceptedDenom) validate(name string) error {
	if err := sdk.ValidateDenom(d.Denom); err != nil {
		return field.ErrCoin.Wrapf("%s.denom: %.128q", name, d.Denom)
	}
	if err := field.Range(name+".units_per_numeraire", d.UnitsPerNumeraire, 1, MaxUnitsPerNumeraire); err != nil {
		return err
	}
	return field.Amount(name+".min_hold", d.MinHold, 1)
}

// Find returns the accepted denom, and whether there is one.
func (p Params) Find(denom string) (AcceptedDenom, bool) {
	for _, d := range p.AcceptedDenoms {
		if d.Denom == denom {
			return d, true
		}
	}
	return AcceptedDenom{}, false
}

// Fees returns the fees of payments, to be kept in an agreement for as long as it lives.
func (p Params) Fees() Fees { return Fees{BurnBps: p.BurnBps, ProtocolFeeBps: p.ProtocolFeeBps} }
