package types

import "cosmossdk.io/math"

// Fees are taken out of a payment: both floor, the payee gets the rest.
type Fees struct {
	// BurnBps of the amount is destroyed.
	BurnBps uint32
	// ProtocolFeeBps of the amount goes to the validators.
	ProtocolFeeBps uint32
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
