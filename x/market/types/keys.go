package types

import (
	"bytes"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
)

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "market"

// JobPrefix is the prefix of job ids.
const JobPrefix = "job"

// The layout of the store.
var (
	// ParamsKey → Params
	ParamsKey = collections.NewPrefix(0)
	// JobsKey: job id → Job
	JobsKey = collections.NewPrefix(1)
	// StandingsKey: job id → Standing; absent before the first bid. Apart from the job, so that a bid does not rewrite the
	// big record.
	StandingsKey = collections.NewPrefix(2)
	// CommitmentsKey: (job id, provider) → Commitment
	CommitmentsKey = collections.NewPrefix(3)
	// LiveJobsKey: job id → nothing, for live jobs
	LiveJobsKey = collections.NewPrefix(4)
	// SkillJobsKey: (skill, job id) → nothing, for OPEN jobs, under each of their tags
	SkillJobsKey = collections.NewPrefix(5)
	// ClientJobsKey: (client, job id) → nothing, for live jobs
	ClientJobsKey = collections.NewPrefix(6)
	// JobCountsKey: client → number of its live jobs; absent for none
	JobCountsKey = collections.NewPrefix(7)
	// DeadlinesKey: (due_ms, kind, id) → nothing
	DeadlinesKey = collections.NewPrefix(8)
	// DeadlineFailuresKey: (kind, id) → attempts of a deadline that failed
	DeadlineFailuresKey = collections.NewPrefix(9)
)

// The kinds of deadlines; the id is the job's 8 bytes, for a commitment followed by the provider's address.
const (
	// KindJob ends what a live job waits for: bids, reveals, a choice, the end of the block in which it was taken.
	KindJob uint32 = 1
	// KindCommitment ends a commitment that nobody revealed.
	KindCommitment uint32 = 2
	// KindPrune deletes an ended job.
	KindPrune uint32 = 3
)

// JobID writes the id of a job as messages and events carry it.
func JobID(job []byte) string { return id.String(JobPrefix, job) }

// ParseJobID reads the id of a job; id.ErrMalformed names the field.
func ParseJobID(field, s string) ([]byte, error) { return id.Parse(field, JobPrefix, s) }

// JobRef names the hold of a job's budget.
func JobRef(job []byte) []byte { return bytes.Clone(job) }

// StorageRef names the hold of the deposit for a job's record.
func StorageRef(job []byte) []byte { return append(bytes.Clone(job), 1) }

// BidRef names what belongs to one bid: the hold of its deposit, its cover in agreement, the deadline of its commitment.
func BidRef(job []byte, provider sdk.AccAddress) []byte {
	return append(bytes.Clone(job), provider...)
}

// SplitBidRef takes a BidRef apart; ok is false for anything else.
func SplitBidRef(ref []byte) (job []byte, provider sdk.AccAddress, ok bool) {
	if len(ref) <= id.Len {
		return nil, nil, false
	}
	return bytes.Clone(ref[:id.Len]), sdk.AccAddress(bytes.Clone(ref[id.Len:])), true
}
