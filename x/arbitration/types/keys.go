// Package types holds the messages, parameters, keys, errors and pure rules of x/arbitration.
package types

import (
	"encoding/binary"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/id"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// ModuleName is the name of the module, its store key, its scope of escrow and the codespace of its errors.
const ModuleName = "arbitration"

// CasePrefix is the prefix of case ids.
const CasePrefix = "case"

// StakeDenom is the denom of the stakes and locks of arbiters: that of the chain's own stake.
const StakeDenom = chain.BaseDenom

// The layout of the store. The prefixes 0x40 to 0x4f are those of arbiters (keys_arbiters.go).
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// CasesKey: id → Case
	CasesKey = collections.NewPrefix(1)
	// EvidenceKey: (id, side, number) → Evidence
	EvidenceKey = collections.NewPrefix(2)
	// SeatsKey: (id, round, arbiter) → Seat
	SeatsKey = collections.NewPrefix(3)
	// RefsKey: ref → id of the running case about it
	RefsKey = collections.NewPrefix(4)
	// StatusKey: (status, id) of every case
	StatusKey = collections.NewPrefix(5)
	// PartiesKey: (party, id) of every case
	PartiesKey = collections.NewPrefix(6)
	// SeatedKey: (arbiter, id) of seats that are not settled
	SeatedKey = collections.NewPrefix(7)
	// DeadlinesKey: (due, kind, id)
	DeadlinesKey = collections.NewPrefix(8)
	// FailuresKey: (kind, id) → failed deadline
	FailuresKey = collections.NewPrefix(9)
)

// The first bytes of the names of holds in the module's scope.
const (
	refDeposit = 1
	refAppeal  = 2
	refStake   = 3
)

// DepositRef names the hold of a side's deposit on the matter that the caller calls ref.
func DepositRef(ref []byte, side Side) []byte {
	return append([]byte{refDeposit, byte(side)}, ref...)
}

// DepositTarget is where the caller moves a side's deposit before it opens a case.
func DepositTarget(ref []byte, side Side) escrowtypes.Target {
	return escrowtypes.Target{Scope: ModuleName, Ref: DepositRef(ref, side)}
}

// AppealRef names the hold of what an appellant paid for a round.
func AppealRef(caseKey []byte, round uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte{refAppeal}, caseKey...), round)
}

// StakeRef names the hold of an arbiter's stake.
func StakeRef(arbiter sdk.AccAddress) []byte { return append([]byte{refStake}, arbiter...) }

// ParseID reads the id of a case; field names the message field in the error.
func ParseID(field, s string) ([]byte, error) { return id.Parse(field, CasePrefix, s) }

// FormatID writes the id of a case.
func FormatID(key []byte) string { return id.String(CasePrefix, key) }
