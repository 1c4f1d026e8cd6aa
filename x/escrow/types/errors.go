package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis          = explain.New(ModuleName, 2, "malformed escrow genesis", "correct the named entry of the escrow section of genesis.json")
	ErrNotSet           = explain.New(ModuleName, 3, "escrow is not set up", "start the node from a genesis with an escrow section")
	ErrNoAuthority      = explain.New(ModuleName, 4, "nobody was authorized to reserve money", "a module must call identity's Authorize before it holds; report this as a bug")
	ErrAgentAddress     = explain.New(ModuleName, 5, "not the address of an agent account", "name an agent by the 32-byte address it was registered under")
	ErrScopeUnknown     = explain.New(ModuleName, 6, "unknown scope", "a module holds under the scope it was given at start; report this as a bug")
	ErrRef              = explain.New(ModuleName, 7, "malformed ref of a hold", "a ref has 1 to 64 bytes; report this as a bug")
	ErrHoldNotFound     = explain.New(ModuleName, 8, "no such hold", "check the id: the money was paid, released or never held")
	ErrHoldExists       = explain.New(ModuleName, 9, "money is on hold for this already", "use the job, bid or agreement that exists, or end it first")
	ErrHoldMismatch     = explain.New(ModuleName, 10, "the hold belongs to another agent or has another denom", "act for the agent that placed the hold, in the denom it was placed in")
	ErrSameHold         = explain.New(ModuleName, 11, "a hold cannot be moved onto itself", "a module named one hold twice; report this as a bug")
	ErrDenomNotAccepted = explain.New(ModuleName, 12, "the denom cannot be held", "use a denom of accepted_denoms: `trothd query escrow params`")
	ErrBelowMinHold     = explain.New(ModuleName, 13, "below the least amount of a hold", "reserve at least the denom's min_hold: `trothd query escrow params`")
	ErrInsufficient     = explain.New(ModuleName, 14, "too little is available", "send more coins to the agent account, or wait until a hold is released: `trothd query escrow account`")
	ErrTooManyHolds     = explain.New(ModuleName, 15, "the agent has too many holds", "end jobs, bids or agreements of the agent first")
	ErrTooManyFundings  = explain.New(ModuleName, 16, "the hold was funded under too many mandates", "grow it under a mandate that funds it already, or have the owner sign")
	ErrRecipient        = explain.New(ModuleName, 17, "the recipient cannot be paid", "name an account that may receive coins: module accounts may not")
	ErrAmount           = explain.New(ModuleName, 18, "malformed amount", "give a whole amount from 0 to 2^128 - 1 base units")
	ErrAboveHold        = explain.New(ModuleName, 19, "above what is on hold", "use at most the amount of the hold: `trothd query escrow holds`")
	ErrFees             = explain.New(ModuleName, 20, "fees above the payment", "burn and protocol fee together are at most 10000 basis points; report this as a bug")
	ErrNotOwner         = explain.New(ModuleName, 21, "only the owner may withdraw", "sign with the key of the agent's owner")
	ErrHeld             = explain.New(ModuleName, 22, "the coins are on hold", "spend at most what is available: `trothd query escrow account`")
	ErrUnspendable      = explain.New(ModuleName, 23, "burned coins cannot be spent", "spend from another account")
	ErrBroken           = explain.New(ModuleName, 24, "an invariant of escrow is broken", "stop, keep the data directory and report this as a bug")
)
