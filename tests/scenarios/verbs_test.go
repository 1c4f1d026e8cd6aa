package scenarios

import (
	"crypto/sha256"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
)

// verbs are the messages of the language, by their word; README.md describes them.
var verbs map[string]func(*message) action

func init() {
	verbs = map[string]func(*message) action{
		// jobs
		"post": post, "commit": commit, "reveal": reveal, "place": place, "take": take, "award": award,
		// negotiations, services, quotes
		"offer": offer, "counter": counter, "list": list, "update": update, "remove": remove, "hire": hire, "take_quote": takeQuote,
		// agreements
		"submit": submit, "evaluate": evaluate, "rework": rework, "concede": concede, "propose_split": proposeSplit,
		"accept_split": acceptSplit, "amend": amend, "terminate": terminate, "resign": resign, "reveal_rating": revealRating,
		// disputes
		"contest": contest, "appeal": appeal, "evidence": evidence, "commit_vote": commitVote, "reveal_vote": revealVote,
		// by the kind of the label: a job or agreement is cancelled, an offer or a submission is accepted or rejected
		"accept": accept, "reject": reject, "cancel": cancel,
		// agents, mandates, attestations
		"status": setStatus, "propose_owner": proposeOwner, "accept_owner": acceptOwner, "operator": addOperator,
		"mandate": updateMandate, "revoke": revoke, "attest": attest, "unattest": unattest, "heartbeat": heartbeat,
		// money and grants
		"withdraw": withdraw, "send": send, "grant": grant,
	}
}

// kind of a label: what its id begins with, such as "agr".
func (m *message) kind(label string) string { return m.id(label, m.args)[:3] }

// decode reads a response.
func decode[M proto.Message](w *world, raw []byte, into M) M {
	require.NoError(w.t, proto.Unmarshal(raw, into))
	return into
}

func digest(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:]
}

// salt of a secret of this name: whoever knows the scenario knows it.
func salt(name string) []byte { return digest("salt of " + name) }
