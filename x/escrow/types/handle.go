package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// BpsScale is the number of basis points in the whole.
const BpsScale = 10_000

// Fees are taken out of a payment: both floor, the payee gets the rest.
type Fees struct {
	// BurnBps of the amount is destroyed.
	BurnBps uint32
	// ProtocolFeeBps of the amount goes to the validators.
	ProtocolFeeBps uint32
}

// Validate refuses fees above the whole payment with ErrFees.
func (f Fees) Validate() error {
	if sum := uint64(f.BurnBps) + uint64(f.ProtocolFeeBps); sum > BpsScale {
		return ErrFees.Wrapf("burn_bps %d + protocol_fee_bps %d, want at most %d", f.BurnBps, f.ProtocolFeeBps, BpsScale)
	}
	return nil
}

// Split divides amount: burn and protocol fee floor, the payee gets the rest. The fees are valid and amount is at most
// 2^128 - 1.
func (f Fees) Split(amount math.Int) Payment {
	burned := amount.MulRaw(int64(f.BurnBps)).QuoRaw(BpsScale)
	fee := amount.MulRaw(int64(f.ProtocolFeeBps)).QuoRaw(BpsScale)
	return Payment{Paid: amount.Sub(burned).Sub(fee), Burned: burned, ProtocolFee: fee}
}

// Payment says where the amount of a payment went: Paid + Burned + ProtocolFee = the decrease of the hold.
type Payment struct {
	Paid, Burned, ProtocolFee math.Int
}

// Target names a hold of any scope, as the place a Move goes to.
type Target struct {
	Scope string
	Ref   []byte
}

// AgentAddress returns the bytes of the agent's address.
func (h Hold) AgentAddress() (sdk.AccAddress, error) {
	agent, err := sdk.AccAddressFromBech32(h.Agent)
	if err != nil {
		return nil, ErrBroken.Wrapf("hold of agent %q: %s", h.Agent, err)
	}
	return agent, nil
}
