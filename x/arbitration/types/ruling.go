package types

import (
	"context"

	"cosmossdk.io/math"
)

// Ruling is the end of a case, handed to whoever opened it. The deposits are settled already, and what a panel did not cost
// is where the request names.
type Ruling struct {
	// Case is the id of the case.
	Case string
	// VerdictBps of the price is the provider's, a step of 2500; UnclearBps when Unclear.
	VerdictBps uint32
	// Unclear says that no panel has revealed a vote: all deposits went back.
	Unclear bool
	// Round is the number of panels before the last, from 0.
	Round uint32
	// FeePaid of what the client held for a KIND_PANEL was not given back as the request names; nil of other kinds.
	FeePaid math.Int
	// Debt is what one side owes the other, whose deposits have paid its part of the panels' fees. Arbitration moves nothing
	// but deposits: who takes the ruling takes it off what it gives the debtor.
	Debt Debt
}

// Debt is what one side owes the other, in base units of the price's denom. Without a debtor there is no amount.
type Debt struct {
	By     Side
	Amount math.Int
}

// RulingHandler settles what a ruling is about. It is implemented by x/agreement and wired in app/keepers.go. It is called
// last, as an item of its own of the queue of deadlines, with its own gas, cache context and recover: an error undoes all
// that it did and nothing of the case, and it is called again later, by the queue and then by whoever sends MsgRetry.
type RulingHandler interface {
	// OnRuling settles the matter that Request.Ref names.
	OnRuling(ctx context.Context, ref []byte, r Ruling) error
}

// OrZero reads an amount that may be unset: in a file of genesis, or where nothing was added up.
func OrZero(v math.Int) math.Int {
	if v.IsNil() {
		return math.ZeroInt()
	}
	return v
}
