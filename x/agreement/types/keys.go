// Package types holds the messages, parameters, keys, errors and pure rules of x/agreement.
package types

import (
	"encoding/binary"

	"cosmossdk.io/collections"

	"github.com/trothchain/troth/internal/id"
)

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "agreement"

// AgreementPrefix is the prefix of agreement ids.
const AgreementPrefix = "agr"

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// AgreementsKey: id → Agreement
	AgreementsKey = collections.NewPrefix(1)
	// CoversKey: ref → Cover that waits for its award
	CoversKey = collections.NewPrefix(2)
	// LiveKey: (agent, role, id) of running agreements
	LiveKey = collections.NewPrefix(3)
	// EngagedKey: provider → number of its running agreements and locked covers
	EngagedKey = collections.NewPrefix(4)
	// DeadlinesKey: (due, kind, id)
	DeadlinesKey = collections.NewPrefix(5)
	// FailuresKey: (kind, id) → failed deadline
	FailuresKey = collections.NewPrefix(6)
	// ReceiptsKey: (id, milestone) → Receipt
	ReceiptsKey = collections.NewPrefix(7)
	// ChildrenKey: (parent, id) of agreements that are parts of another
	ChildrenKey = collections.NewPrefix(8)
)

// MaxRef is the longest name of a cover in bytes.
const MaxRef = 64

// ClientRef names the hold of the client's money of an agreement.
func ClientRef(agreement []byte) []byte { return append(append([]byte(nil), agreement...), 1) }

// PledgeRef names the hold of the provider's pledge of an agreement.
func PledgeRef(agreement []byte) []byte { return append(append([]byte(nil), agreement...), 2) }

// DepositRef names the hold of the client's deposit on its rejection.
func DepositRef(agreement []byte) []byte { return append(append([]byte(nil), agreement...), 3) }

// ExtraRef names the hold of what a party promises with its proposal of other terms.
func ExtraRef(agreement []byte, of Role) []byte {
	ref := append(append([]byte(nil), agreement...), 4)
	if of == RoleProvider {
		ref[len(ref)-1] = 5
	}
	return ref
}

// ContestRef names the hold of the provider's deposit for a contest.
func ContestRef(agreement []byte) []byte { return append(append([]byte(nil), agreement...), 6) }

// DisputeRef names the dispute about a milestone for x/arbitration: the id, and the milestone as 4 bytes, big endian. A
// milestone is disputed at most once.
func DisputeRef(agreement []byte, milestone uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(nil), agreement...), milestone)
}

// ParseDisputeRef reads what DisputeRef wrote. ErrDispute when it is none.
func ParseDisputeRef(ref []byte) (agreement []byte, milestone uint32, err error) {
	if len(ref) != id.Len+4 {
		return nil, 0, ErrDispute.Wrapf("ref: %x, want %d bytes", ref, id.Len+4)
	}
	return ref[:id.Len], binary.BigEndian.Uint32(ref[id.Len:]), nil
}

// ValidateRef checks the name of a cover: 1 to MaxRef bytes, and not as long as the refs of agreements, so that the two
// never meet.
func ValidateRef(ref []byte) error {
	if len(ref) == 0 || len(ref) > MaxRef || len(ref) == id.Len+1 {
		return ErrCoverRef.Wrapf("ref: %d bytes, want 1 to %d and not %d", len(ref), MaxRef, id.Len+1)
	}
	return nil
}

// ParseID reads the id of an agreement; field names the message field in the error.
func ParseID(field, s string) ([]byte, error) { return id.Parse(field, AgreementPrefix, s) }

// FormatID writes the id of an agreement.
func FormatID(key []byte) string { return id.String(AgreementPrefix, key) }
