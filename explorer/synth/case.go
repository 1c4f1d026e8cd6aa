package synth

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/index"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

const (
	// judgeEvery of the agents is a judge, at most maxJudges.
	judgeEvery, maxJudges = 7, 200
	judgeStake, judgeLock = 5_000_000, 1_000
	// The ages at which a job that goes before judges does so, and at which its case ends.
	contested, judged = 8, 15
)

// enlists makes some agents judges as soon as they are registered.
func (c *Chain) enlists(a string, n int) []index.Event {
	if n%judgeEvery != 0 || len(c.judges) >= maxJudges {
		return nil
	}
	c.judges = append(c.judges, a)
	return []index.Event{ev(arbitrationtypes.EventArbiterEnlisted, "agent", a, "from", "ARBITER_STATUS_UNSPECIFIED", "to", "ARBITER_STATUS_ENLISTED",
		"stake", coin(judgeStake), "locked", coin(0), "skills", "*", "owner", a, "drawn_from", strconv.FormatInt(c.height+20, 10), "msg_index", "0")}
}

// court takes a job whose claim is contested a block further; money in escrow stays where it is until the settlement.
func (c *Chain) court(j *job, digits string) (*index.Tx, []index.Event) {
	switch j.age {
	case contested:
		return &index.Tx{Signer: j.winner, Events: []index.Event{
			ev(arbitrationtypes.EventCaseOpened, j.before("UNSPECIFIED", "OPENED", "0", "kind", "KIND_DISPUTE", "skill", j.skill, "price", coin(j.price/2),
				"size", "3", "client_deposit", coin(9), "provider_deposit", coin(6), "draw_height", strconv.FormatInt(c.height+1, 10), "msg_index", "0")...),
			ev("agreement.work_contested", j.about("STATUS_CLAIMED", "STATUS_DISPUTED", "act", "contest", "by", "ROLE_PROVIDER", "case", "case_"+digits,
				"claimed_bps", "0", "reason", "it is what you asked for", "client_deposit", coin(9), "provider_deposit", coin(6), "msg_index", "0")...),
		}}, nil
	case contested + 1:
		for len(j.panel) < 3 {
			if a := c.judges[c.rng.IntN(len(c.judges))]; !strings.Contains(strings.Join(j.panel, ","), a) {
				j.panel = append(j.panel, a)
			}
		}
		sum := sha256.Sum256([]byte(j.id))
		doc := &arbitrationtypes.MsgAddEvidence{Signer: j.client, Agent: j.client, Case: "case_" + digits, Uri: "ipfs://letter", Sha256: sum[:], Note: "it was late"}
		return &index.Tx{Signer: j.client, Msgs: []sdk.Msg{doc}, Events: []index.Event{
				ev(arbitrationtypes.EventEvidenceAdded, j.case0("agent", j.client, "side", "SIDE_CLIENT", "sha256", hex.EncodeToString(sum[:]), "msg_index", "0")...),
			}}, []index.Event{
				ev(arbitrationtypes.EventPanelDrawn, j.before("OPENED", "DRAWN", "0", "size", "3", "seats", "3", "lock", coin(judgeLock), "arbiters", strings.Join(j.panel, ","))...),
			}
	case contested + 2:
		return nil, []index.Event{ev(arbitrationtypes.EventEvidenceClosed, j.before("DRAWN", "COMMIT", "0")...)}
	case contested + 3:
		tx := &index.Tx{Signer: j.panel[0]}
		for n, a := range j.panel {
			tx.Msgs = append(tx.Msgs, &arbitrationtypes.MsgCommitVote{Signer: a, Arbiter: a, Case: "case_" + digits, Commitment: []byte(digits)})
			tx.Events = append(tx.Events, ev(arbitrationtypes.EventVoteCommitted, j.case0("arbiter", a, "commitment", digits, "msg_index", strconv.Itoa(n))...))
		}
		return tx, []index.Event{ev(arbitrationtypes.EventCommitsClosed, j.before("COMMIT", "REVEAL", "0")...)}
	case contested + 4:
		tx := &index.Tx{Signer: j.panel[0]}
		for n, a := range j.panel[:2] { // the third does not come
			vote := uint32(7500 + 2500*n)
			tx.Msgs = append(tx.Msgs, &arbitrationtypes.MsgRevealVote{Signer: a, Arbiter: a, Case: "case_" + digits, Votes: []uint32{vote}, Salt: []byte(digits)})
			tx.Events = append(tx.Events, ev(arbitrationtypes.EventVoteRevealed, j.case0("arbiter", a, "bps", strconv.Itoa(int(vote)), "msg_index", strconv.Itoa(n))...))
		}
		return tx, []index.Event{ev(arbitrationtypes.EventCaseRuled, j.before("REVEAL", "RULED", "0", "revealed", "2", "seats", "3", "verdict_bps", "7500", "unclear", "false")...)}
	case contested + 5:
		if j.appeals = c.rng.IntN(4) == 0; j.appeals {
			return &index.Tx{Signer: j.client, Events: []index.Event{
				ev(arbitrationtypes.EventCaseAppealed, j.before("RULED", "OPENED", "1", "by", "SIDE_CLIENT", "agent", j.client, "deposit", coin(20), "size", "7",
					"draw_height", strconv.FormatInt(c.height+1, 10), "msg_index", "0")...),
			}}, nil
		}
		return nil, nil
	case contested + 6:
		if j.appeals { // too few judges
			return nil, []index.Event{
				ev(arbitrationtypes.EventPanelPostponed, j.before("OPENED", "OPENED", "1", "size", "7", "draws", "1", "draw_height", strconv.FormatInt(c.height+3, 10), "draw_until_ms", "1")...),
				ev(arbitrationtypes.EventPanelFailed, j.before("OPENED", "SETTLING", "1", "size", "7", "verdict_bps", "7500", "unclear", "false")...),
			}
		}
		return nil, []index.Event{ev(arbitrationtypes.EventVerdictFinal, j.before("RULED", "SETTLING", "0", "verdict_bps", "7500", "unclear", "false")...)}
	default:
		return nil, append(j.rule(), c.settle(j, digits).Events...)
	}
}

// rule settles the case and delivers its ruling.
func (j *job) rule() []index.Event {
	id := "case_" + j.id[4:]
	absent, round := j.panel[2], "0"
	if j.appeals {
		round = "1"
	}
	verdict := []string{"verdict_bps", "7500", "unclear", "false"}
	out := []index.Event{
		ev(arbitrationtypes.EventFeePaid, "case", id, "round", "0", "client", coin(4), "provider", coin(2), "appeal", coin(0), "burned", coin(0)),
		ev(arbitrationtypes.EventSeatSettled, "case", id, "round", "0", "arbiter", j.panel[0], "standing", "coherent", "lost", coin(0), "earned", coin(judgeLock/4)),
		ev(arbitrationtypes.EventSeatSettled, "case", id, "round", "0", "arbiter", j.panel[1], "standing", "coherent", "lost", coin(0), "earned", coin(judgeLock/4)),
		ev(arbitrationtypes.EventArbiterSlashed, "agent", absent, "from", "ARBITER_STATUS_ENLISTED", "to", "ARBITER_STATUS_ENLISTED",
			"stake", coin(judgeStake-judgeLock/2), "locked", coin(0), "skills", "*", "lost", coin(judgeLock/2)),
		ev(arbitrationtypes.EventSeatSettled, "case", id, "round", "0", "arbiter", absent, "standing", "unrevealed", "lost", coin(judgeLock/2), "earned", coin(0)),
	}
	if j.appeals {
		out = append(out, ev(arbitrationtypes.EventFeePaid, "case", id, "round", "1", "client", coin(0), "provider", coin(0), "appeal", coin(0), "burned", coin(0)))
	}
	return append(out,
		ev(arbitrationtypes.EventCaseSettled, append(j.before("SETTLING", "FINAL", round), append(verdict, "client_back", coin(1), "returned", coin(2), "provider_back", coin(4), "burned", coin(2))...)...),
		ev(arbitrationtypes.EventRulingDelivered, append(j.before("FINAL", "CLOSED", round), verdict...)...))
}

// case0 lists what every event of the first round of the job's case tells first.
func (j *job) case0(more ...string) []string {
	return append([]string{"case", "case_" + j.id[4:], "ref", j.id[4:] + "00000000", "client", j.client, "provider", j.winner, "round", "0"}, more...)
}

// before lists what every transition of the job's case tells first.
func (j *job) before(from, to, round string, more ...string) []string {
	out := j.case0("from", "STATUS_"+from, "to", "STATUS_"+to, "due_ms", "9")
	out[9] = round
	return append(out, more...)
}
