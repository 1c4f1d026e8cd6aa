package types

import sdk "github.com/cosmos/cosmos-sdk/types"

// Settlement is the end of one contract, as reputation needs it. Money is in numeraire micro-units.
type Settlement struct {
	Client, Provider sdk.AccAddress
	Skill            string
	// Price of the contract, at most 10^15.
	Price uint64
	// BurnBps the contract was made under.
	BurnBps uint32
	Outcome Outcome
	// VerdictBps is the judges' share for the provider, 0 to 10000; used with OutcomeVerdict and 0 with every other.
	VerdictBps uint32
	// Reserved capital of the provider to free or destroy.
	Reserved uint64
	// Cover terms the contract was made under: what share of Reserved is lost.
	Cover CoverTerms
	// Rating by the client, 0 to 100; used with OutcomeAccept only.
	Rating uint32
	// Unclaimed says that a verdict was given without a claim of the client (by an evaluator whom both parties named): then
	// the client was not unfair, whatever the verdict.
	Unclaimed bool
}

// SettlementResult says what a settlement changed.
type SettlementResult struct {
	// Burn in micro-units that counted, Success and Failure in micro-trials, CapitalLost by the outcome and
	// CapitalForfeited since a handover in micro-units; what remains of Reserved is free again.
	Burn, Success, Failure, CapitalLost, CapitalForfeited uint64
}
