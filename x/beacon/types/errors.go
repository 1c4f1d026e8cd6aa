package types

import "github.com/trothchain/troth/internal/explain"

// The sentinels of the module.
var (
	ErrGenesis     = explain.New(ModuleName, 2, "malformed beacon genesis", "correct the named field of the beacon section of genesis.json")
	ErrNotSet      = explain.New(ModuleName, 3, "the beacon is not set", "start the node from a genesis with a beacon section")
	ErrValidator   = explain.New(ModuleName, 4, "malformed address of a validator", "give the validator's operator address, which starts with trothvaloper1")
	ErrNoValidator = explain.New(ModuleName, 5, "no such validator", "create the validator first, with `trothd tx staking create-validator`")
	ErrKey         = explain.New(ModuleName, 6, "not a key of the beacon", "give the public key that `trothd beacon show-key` prints")
	ErrPossession  = explain.New(ModuleName, 7, "the proof of possession does not hold", "make it with `trothd beacon register`, on the machine that has the secret key, for this chain and this validator")
	ErrPending     = explain.New(ModuleName, 8, "a change of the key is on its way", "wait until the height the error names: a change at the last moment would choose the randomness")
	ErrNoChange    = explain.New(ModuleName, 9, "nothing would change", "look at the key in force with `trothd query beacon key`")
	ErrNoKey       = explain.New(ModuleName, 10, "no key registered", "register one with `trothd beacon register`")
	ErrNotKept     = explain.New(ModuleName, 11, "no value of this height", "ask for one of the last 1024 heights, or for 0, the last")
	ErrBroken      = explain.New(ModuleName, 12, "an invariant of the beacon is broken", "stop the node and report it with the output of `trothd debug invariants`")

	// What is wrong with the proof of a block. Such a block is refused; decided all the same, it contributes nothing.
	ErrProofMissing    = explain.New(ModuleName, 13, "the block lacks the proof of its proposer", "put the registered key into config/vrf_key.json of the proposing validator and start it again")
	ErrProofInvalid    = explain.New(ModuleName, 14, "the proof of the block does not hold", "run the released program on the proposing validator")
	ErrProofUnexpected = explain.New(ModuleName, 15, "the proposer has no key in force and brings a proof", "run the released program on the proposing validator")
	ErrProofMisplaced  = explain.New(ModuleName, 16, "a proof that is not the first item of its block", "run the released program on the proposing validator")
	ErrProofRefused    = explain.New(ModuleName, 17, "this proof does not count", "look for the reason in the event beacon.value of the block")
)
