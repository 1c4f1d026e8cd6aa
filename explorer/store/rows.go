package store

import "encoding/json"

// The rows of the index, one type per table: names of columns, and of the API's fields where the API shows them as they
// are. See migrations/ for what they mean.

// Text is JSON kept as text; empty is null.
type Text string

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.RawMessage(t), nil
}

// Block is a block.
type Block struct {
	Height   int64  `db:"height" json:"height"`
	Hash     string `db:"hash" json:"hash"`
	TimeMs   int64  `db:"time_ms" json:"time_ms"`
	Proposer string `db:"proposer" json:"proposer"`
	Txs      int64  `db:"txs" json:"txs"`
	Events   int64  `db:"events" json:"events"`
	GasUsed  int64  `db:"gas_used" json:"gas_used"`
	Bytes    int64  `db:"bytes" json:"bytes"`
	Beacon   string `db:"beacon" json:"beacon"`
	Proven   bool   `db:"beacon_proven" json:"beacon_proven"`
}

// Proposer counts the blocks of a validator.
type Proposer struct {
	Consensus string `db:"consensus"`
	Blocks    int64  `db:"blocks"`
	Height    int64  `db:"height"`
}

// Tx is a transaction of a block, whether it succeeded or not.
type Tx struct {
	Seq       int64  `db:"seq" json:"-"`
	Hash      string `db:"hash" json:"hash"`
	Height    int64  `db:"height" json:"height"`
	Index     int64  `db:"idx" json:"index"`
	TimeMs    int64  `db:"time_ms" json:"time_ms"`
	Code      int64  `db:"code" json:"code"`
	Codespace string `db:"codespace" json:"codespace"`
	Log       string `db:"log" json:"log"`
	GasWanted int64  `db:"gas_wanted" json:"gas_wanted"`
	GasUsed   int64  `db:"gas_used" json:"gas_used"`
	Fee       string `db:"fee" json:"fee"`
	Signer    string `db:"signer" json:"signer"`
	Types     string `db:"types" json:"-"`
	Bytes     int64  `db:"bytes" json:"bytes"`
	Memo      string `db:"memo" json:"memo"`
	Messages  Text   `db:"messages" json:"-"`
}

// Event is an event of one of our modules.
type Event struct {
	Seq    int64  `db:"seq" json:"-"`
	Height int64  `db:"height" json:"height"`
	TimeMs int64  `db:"time_ms" json:"time_ms"`
	Tx     int64  `db:"tx" json:"-"`
	Kind   string `db:"kind" json:"kind"`
	Attrs  Text   `db:"attrs" json:"attributes"`
}

// Ref says that an event names an object.
type Ref struct {
	Object string `db:"object"`
	Seq    int64  `db:"seq"`
}

// Object is a thing of a module without tables of its own.
type Object struct {
	ID         string `db:"id" json:"id"`
	Prefix     string `db:"prefix" json:"-"`
	Module     string `db:"module" json:"module"`
	Status     string `db:"status" json:"status"`
	Kind       string `db:"kind" json:"kind"`
	CreatedSeq int64  `db:"created_seq" json:"-"`
	CreatedMs  int64  `db:"created_ms" json:"created_ms"`
	UpdatedSeq int64  `db:"updated_seq" json:"-"`
	UpdatedMs  int64  `db:"updated_ms" json:"updated_ms"`
	Events     int64  `db:"events" json:"events"`
	Attrs      Text   `db:"attrs" json:"attributes"`
}

// Agent is a registered agent.
type Agent struct {
	Address         string `db:"address" json:"address"`
	Seq             int64  `db:"seq" json:"-"`
	Owner           string `db:"owner" json:"owner"`
	PendingOwner    string `db:"pending_owner" json:"-"`
	Name            string `db:"name" json:"name"`
	Status          string `db:"status" json:"status"`
	Skills          Text   `db:"skills" json:"skills"`
	CardURI         string `db:"card_uri" json:"-"`
	CardSHA256      string `db:"card_sha256" json:"-"`
	RegisteredMs    int64  `db:"registered_ms" json:"registered_ms"`
	HeartbeatMs     int64  `db:"heartbeat_ms" json:"heartbeat_ms"`
	Handovers       int64  `db:"handovers" json:"handovers"`
	JobsPosted      int64  `db:"jobs_posted" json:"jobs_posted"`
	Hired           int64  `db:"hired" json:"hired"`
	Worked          int64  `db:"worked" json:"worked"`
	Completed       int64  `db:"completed" json:"completed"`
	Disputed        int64  `db:"disputed" json:"disputed"`
	CapitalFree     int64  `db:"capital_free" json:"capital_free_micro"`
	CapitalReserved int64  `db:"capital_reserved" json:"capital_reserved_micro"`
	Burned          int64  `db:"burned" json:"burned_micro"`
	Earned          int64  `db:"earned" json:"earned_micro"`
}

// Tag says that an agent offers a skill.
type Tag struct {
	Skill string `db:"skill"`
	Agent string `db:"agent"`
}

// AgentSkill sums what settlements said of an agent in a skill.
type AgentSkill struct {
	Agent       string `db:"agent" json:"-"`
	Skill       string `db:"skill" json:"skill"`
	Settlements int64  `db:"settlements" json:"settlements"`
	Success     int64  `db:"success" json:"success_microtrials"`
	Failure     int64  `db:"failure" json:"failure_microtrials"`
	Volume      int64  `db:"volume" json:"volume_micro"`
	Burned      int64  `db:"burned" json:"burned_micro"`
	LastMs      int64  `db:"last_ms" json:"last_ms"`
}

// Operator is a key that acts for an agent.
type Operator struct {
	Agent   string `db:"agent" json:"-"`
	Key     string `db:"operator" json:"key"`
	Serial  int64  `db:"serial" json:"serial"`
	SinceMs int64  `db:"since_ms" json:"since_ms"`
}

// Attestation is what an agent states about another.
type Attestation struct {
	Subject   string `db:"subject" json:"-"`
	Schema    string `db:"topic" json:"schema"`
	Issuer    string `db:"issuer" json:"issuer"`
	Value     string `db:"value" json:"value"`
	IssuedMs  int64  `db:"issued_ms" json:"issued_ms"`
	ExpiresMs int64  `db:"expires_ms" json:"expires_ms"`
}

// Link is an account elsewhere.
type Link struct {
	Agent   string `db:"agent"`
	Account string `db:"account"`
}

// Sample is what the node said of a score after a change.
type Sample struct {
	Agent           string `db:"agent" json:"-"`
	Skill           string `db:"skill" json:"-"`
	Seq             int64  `db:"seq" json:"-"`
	Height          int64  `db:"height" json:"height"`
	TimeMs          int64  `db:"time_ms" json:"time_ms"`
	ScoreBps        int64  `db:"score_bps" json:"score_bps"`
	ReliabilityBps  int64  `db:"reliability_bps" json:"reliability_bps"`
	MeanBps         int64  `db:"mean_bps" json:"mean_bps"`
	CapitalFree     int64  `db:"capital_free_micro" json:"capital_free_micro"`
	CapitalReserved int64  `db:"capital_reserved_micro" json:"capital_reserved_micro"`
	Successes       int64  `db:"successes_microtrials" json:"successes_microtrials"`
	Failures        int64  `db:"failures_microtrials" json:"failures_microtrials"`
	Burned          int64  `db:"burned_micro" json:"burned_micro"`
}
