package synth

import (
	"strconv"

	"github.com/trothchain/troth/explorer/index"
)

// step takes a job one block further and returns what a transaction and the chain itself tell of it.
func (c *Chain) step(j *job) (*index.Tx, []index.Event) {
	j.age++
	digits := j.id[4:]
	switch j.age {
	case 1, 2:
		b := c.pick()
		j.bidders = append(j.bidders, b)
		ref := digits + "aa" + b[len(b)-6:]
		return &index.Tx{Signer: b, Events: []index.Event{
			ev("escrow.hold_placed", "scope", "market", "ref", ref, "agent", b, "amount", coin(10), "rest", coin(10)),
			ev("market.bid_committed", "job", j.id, "client", j.client, "provider", b, "signer", b, "commitment", digits, "deposit", coin(10)),
			ev("escrow.hold_released", "scope", "market", "ref", ref, "agent", b, "amount", coin(10), "rest", coin(0)),
		}}, nil
	case 3:
		if j.end == 3 {
			return nil, []index.Event{
				ev("escrow.hold_released", "scope", "market", "ref", digits, "agent", j.client, "amount", coin(j.price), "rest", coin(0)),
				ev("coin_spent", "spender", escrow, "amount", coin(j.price)),
				ev("coin_received", "receiver", j.client, "amount", coin(j.price)),
				ev("market.job_expired", "job", j.id, "client", j.client, "from", "JOB_STATUS_OPEN", "to", "JOB_STATUS_EXPIRED", "reason", "no_winner"),
			}
		}
		return nil, []index.Event{ev("market.job_revealing", "job", j.id, "client", j.client, "from", "JOB_STATUS_OPEN", "to", "JOB_STATUS_REVEALING", "commits", "2", "reveal_end_ms", "1")}
	case 4:
		b := j.bidders[c.rng.IntN(2)]
		j.winner = b
		return &index.Tx{Signer: b, Events: []index.Event{
			ev("market.bid_revealed", "job", j.id, "client", j.client, "provider", b, "signer", b, "price", coin(j.price/2), "pledge", coin(5),
				"delivery_ms", "60000", "note_uri", "ipfs://note", "score_bps", "5000", "expected_cost", strconv.FormatInt(j.price, 10), "rank", "1"),
			ev("reputation.capital_reserved", "provider", b, "amount_micro", "5", "free_micro", strconv.FormatInt(c.height, 10), "reserved_micro", "5"),
		}}, nil
	case 5:
		return nil, []index.Event{
			ev("escrow.hold_moved", "scope", "market", "ref", digits, "agent", j.client, "amount", coin(j.price), "rest", coin(0), "to_scope", "agreement", "to_ref", digits+"01"),
			ev("agreement.agreement_opened", j.about("STATUS_UNSPECIFIED", "STATUS_WORKING", "skill", j.skill, "price", coin(j.price/2), "milestones", "1",
				"backup_reserve", coin(0), "pledge", "5", "capital", "5", "cover_ref", digits+"01", "parent", "", "due_ms", "5")...),
			ev("market.job_awarded", "job", j.id, "client", j.client, "from", "JOB_STATUS_REVEALING", "to", "JOB_STATUS_AWARDED", "provider", j.winner,
				"agreement", j.agreement, "price", coin(j.price/2), "backup_reserve", coin(0), "backups", "0"),
		}
	case 6:
		return &index.Tx{Signer: j.winner, Events: []index.Event{
			ev("agreement.work_submitted", j.about("STATUS_WORKING", "STATUS_REVIEW", "uri", "ipfs://result", "sha256", digits, "released", coin(0), "advance", coin(0), "due_ms", "6")...),
		}}, nil
	case 7:
		if c.rng.IntN(20) == 0 {
			j.end = judged
			return &index.Tx{Signer: j.client, Events: []index.Event{
				ev("agreement.work_rejected", j.about("STATUS_REVIEW", "STATUS_CLAIMED", "claimed_bps", "0", "reason", "not what I asked for", "deposit", coin(9), "due_ms", "7")...),
			}}, nil
		}
		return nil, nil
	default:
		if j.end == judged {
			return c.court(j, digits)
		}
		return c.settle(j, digits), nil
	}
}

// about lists what every event of an agreement tells first.
func (j *job) about(from, to string, more ...string) []string {
	return append([]string{"agreement", j.agreement, "origin", j.id, "client", j.client, "provider", j.winner, "milestone", "0", "from", from, "to", to}, more...)
}

func (c *Chain) settle(j *job, digits string) *index.Tx {
	price := strconv.FormatInt(j.price/2, 10)
	paid := j.price / 2 * 95 / 100
	return &index.Tx{Signer: j.client, Events: []index.Event{
		ev("escrow.hold_paid", "scope", "agreement", "ref", digits+"01", "agent", j.client, "amount", coin(j.price), "rest", coin(0),
			"to", j.winner, "paid", coin(paid), "burned", coin(j.price/2-paid), "protocol_fee", coin(0)),
		ev("coin_spent", "spender", escrow, "amount", coin(j.price)),
		ev("coin_received", "receiver", j.winner, "amount", coin(paid)),
		ev("coin_received", "receiver", j.client, "amount", coin(j.price-j.price/2)),
		ev("reputation.contract_settled", "client", j.client, "provider", j.winner, "skill", j.skill, "outcome", "OUTCOME_ACCEPT", "verdict_bps", "0",
			"price_micro", price, "burn_micro", strconv.FormatInt(j.price/2-paid, 10), "success", "900000", "failure", "0",
			"capital_freed_micro", "5", "capital_lost_micro", "0", "capital_forfeited_micro", "0"),
		ev("agreement.agreement_completed", j.about("STATUS_REVIEW", "STATUS_COMPLETED", "act", "accept", "outcome", "OUTCOME_ACCEPT", "bps", "10000",
			"price", coin(j.price/2), "paid", coin(paid), "evaluator_fee", coin(0), "refunded", coin(0), "burned", coin(j.price/2-paid),
			"protocol_fee", coin(0), "compensation", coin(0), "pledge_burned", coin(0), "capital_lost", "0", "due_ms", "8", "rating", "90")...),
	}}
}
