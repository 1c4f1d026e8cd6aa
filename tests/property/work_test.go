package property

import (
	"bytes"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// fitting are the acts that a status allows, the ones that lead on more often.
var fitting = map[agreementtypes.Status][]string{
	agreementtypes.StatusWorking: {
		"submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit", "submit",
		"amend", "amend both", "amend both", "propose", "take", "split", "cancel", "cancel both", "terminate", "terminate", "resign", "resign",
	},
	agreementtypes.StatusEvaluating: {"evaluate", "evaluate", "evaluate", "evaluate", "propose", "take", "split", "cancel both"},
	agreementtypes.StatusEvaluated:  {"accept", "concede", "contest", "contest", "contest client", "contest client", "propose", "take", "split", "cancel both"},
	agreementtypes.StatusReview:     {"accept", "accept", "accept", "reject", "reject", "reject", "reject", "reject", "reject", "rework", "propose", "take", "split", "cancel both"},
	agreementtypes.StatusClaimed: {
		"accept", "concede", "concede", "contest", "contest", "contest", "contest", "contest", "contest", "contest", "contest", "take claim", "propose", "take", "split", "cancel both",
	},
}

// eager is how often somebody acts, in percent of the blocks; an evaluator is slow.
var eager = map[agreementtypes.Status]int{
	agreementtypes.StatusWorking: 70, agreementtypes.StatusEvaluating: 35, agreementtypes.StatusEvaluated: 60,
	agreementtypes.StatusReview: 60, agreementtypes.StatusClaimed: 90,
}

// anything is every message of agreements, fitting or not.
var anything = []string{
	"submit", "evaluate", "accept", "rework", "reject", "concede", "contest", "contest client", "propose", "take", "take claim", "amend", "cancel", "terminate",
	"resign", "reveal", "retry", "params",
}

const rating = 80

// salt hides the provider's ratings; one for all, since they are no secret here.
var salt = hash([]byte("salt"))

// attendWork has somebody do something about an agreement, mostly what fits; the rest is silence.
func (w *world) attendWork(a agreementtypes.Agreement) {
	if w.now > a.DueMs && w.percent("run what is overdue", 30) {
		w.act(a, "retry")
	}
	if !a.Status.Live() {
		if w.percent("reveal a rating", 3) || w.hidden(a) && w.percent("reveal", 25) {
			w.act(a, "reveal")
		}
		return
	}
	if !w.percent("acts", eager[a.Status]) {
		return
	}
	acts := fitting[a.Status]
	if a.Status == agreementtypes.StatusReview && a.Reworks < a.Terms.ReworkRounds {
		acts = append([]string{"rework", "rework", "rework", "rework"}, acts...)
	}
	if w.percent("does not fit", 6) {
		acts = anything
	}
	w.act(a, pick(w, "act", acts...))
}

// act sends one message about an agreement, or two, by both parties.
func (w *world) act(a agreementtypes.Agreement, act string) {
	client, provider := a.Terms.Client, a.Terms.Provider
	one, other, role := client, provider, agreementtypes.RoleClient
	if w.percent("the provider", 50) {
		one, other, role = provider, client, agreementtypes.RoleProvider
	}
	bps, at := pick(w, "bps", uint32(5_000), 0, 3_333, 10_000), a.Milestone
	if w.percent("another milestone", 2) {
		at++
	}
	if p := a.Proposal(role.Other()); p != nil && p.Kind != agreementtypes.ProposalAmend {
		bps = p.Bps
	}
	switch act {
	case "submit":
		w.by(provider, func(signer, agent string) sdk.Msg { return w.submission(a, at, signer, agent) })
	case "evaluate":
		w.by(w.evaluator(a), func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgEvaluate{Signer: signer, Evaluator: agent, Agreement: a.Id, Milestone: at, Bps: bps, Reason: "so it is"}
		})
	case "accept":
		w.by(client, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgAccept{Signer: signer, Client: agent, Agreement: a.Id, Milestone: at, Rating: uint32(w.n("rating", 101))}
		})
	case "rework":
		w.by(client, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgRework{Signer: signer, Client: agent, Agreement: a.Id, Milestone: at, Reason: "page 3"}
		})
	case "reject":
		w.by(client, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgReject{Signer: signer, Client: agent, Agreement: a.Id, Milestone: at, Reason: "no", ClaimedBps: min(bps, 9_999)}
		})
	case "concede":
		w.by(provider, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgConcede{Signer: signer, Provider: agent, Agreement: a.Id, Milestone: at}
		})
	case "contest":
		w.by(provider, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgContest{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Reason: "it is"}
		})
	case "contest client":
		w.by(client, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgContest{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Reason: "it is not"}
		})
	case "terminate":
		w.by(client, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgTerminate{Signer: signer, Client: agent, Agreement: a.Id, Milestone: at}
		})
	case "resign":
		w.by(provider, func(signer, agent string) sdk.Msg {
			return &agreementtypes.MsgResign{Signer: signer, Provider: agent, Agreement: a.Id, Milestone: at}
		})
	default:
		w.agree(a, act, one, other, bps, at)
	}
}

// agree is what both parties have to say something about, and what anyone may send.
func (w *world) agree(a agreementtypes.Agreement, act, one, other string, bps, at uint32) {
	propose := func(signer, agent string) sdk.Msg {
		return &agreementtypes.MsgProposeSplit{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Bps: bps}
	}
	take := func(signer, agent string) sdk.Msg {
		return &agreementtypes.MsgAcceptSplit{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Bps: bps}
	}
	cancel := func(signer, agent string) sdk.Msg {
		return &agreementtypes.MsgCancel{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Bps: bps}
	}
	terms := w.amended(a)
	amend := func(signer, agent string) sdk.Msg {
		return &agreementtypes.MsgAmend{Signer: signer, Agent: agent, Agreement: a.Id, Milestone: at, Terms: terms}
	}
	if a.Amendments > 2 { // each adds to the history of the holds
		amend = cancel
	}
	anyone := pick(w, "anyone", w.spare...)
	switch act {
	case "propose":
		w.by(one, propose)
	case "take":
		w.by(one, take)
	case "take claim":
		if a.Claim != nil {
			bps = a.Claim.Bps
		}
		w.by(a.Terms.Provider, take)
	case "split":
		w.by(one, propose)
		w.by(other, take)
	case "cancel":
		w.by(one, cancel)
	case "cancel both":
		w.by(one, cancel)
		w.by(other, cancel)
	case "amend":
		w.by(one, amend)
	case "amend both":
		w.by(one, amend)
		w.by(other, amend)
	case "reveal":
		w.send(anyone, &agreementtypes.MsgRevealRating{
			Sender: anyone.String(), Agreement: a.Id, Milestone: a.Milestone - min(a.Milestone, 1), Rating: rating, Salt: salt,
		})
	case "retry":
		w.send(anyone, &agreementtypes.MsgRetry{Sender: anyone.String(), Agreement: a.Id})
	case "params":
		w.send(anyone, &agreementtypes.MsgUpdateParams{Authority: anyone.String(), Params: agreementParams()})
	default:
		require.Fail(w.rt, "unknown act", act)
	}
}

// hidden says whether the last receipt of an agreement hides a rating.
func (w *world) hidden(a agreementtypes.Agreement) bool {
	for _, r := range w.agreement.Receipts {
		if r.Agreement == a.Id && r.Receipt.Milestone == a.Milestone-1 {
			return len(r.Receipt.RatingCommitment) > 0 && r.Receipt.ClientRating == 0
		}
	}
	return false
}

// by sends a message of an agent, now and then of another one.
func (w *world) by(agent string, msg func(signer, agent string) sdk.Msg) {
	a := w.agentOf(agent)
	if w.percent("somebody else", 3) {
		a = w.anyAgent("else")
	}
	key := w.signer(a)
	w.send(key, msg(key.String(), a.id))
}

func (w *world) evaluator(a agreementtypes.Agreement) string {
	if e := a.Terms.Verification.Evaluator; e != "" {
		return e
	}
	return w.anyAgent("evaluator").id
}

// submission delivers a milestone, with its answer if it has one, mostly with a hidden rating of the client.
func (w *world) submission(a agreementtypes.Agreement, at uint32, signer, provider string) sdk.Msg {
	m := &agreementtypes.MsgSubmit{
		Signer: signer, Provider: provider, Agreement: a.Id, Milestone: at, Uri: "ipfs://result", Sha256: hash([]byte("result")), Bytes: 10,
	}
	for i := range 3 {
		if bytes.Equal(a.At().AnswerSha256, hash(answer(i))) && !w.percent("wrong answer", 8) {
			m.Preimage = answer(i)
		}
	}
	if w.percent("rates", 60) {
		var err error
		m.RatingCommitment, err = agreementtypes.RatingCommitment(testapp.ChainID, a.Id, a.Terms.Provider, rating, salt)
		require.NoError(w.rt, err)
	}
	return m
}

// amended are other terms for what is left of an agreement.
func (w *world) amended(a agreementtypes.Agreement) agreementtypes.Terms {
	t := a.Terms
	percent := pick(w, "amended price", int64(100), 80, 130)
	price := a.ClientHold().Amount.Sub(a.BackupReserve).MulRaw(percent).QuoRaw(100)
	if !price.IsPositive() {
		price = t.Price.Amount
	}
	t.Price.Amount, t.Loss = price, price.MulRaw(3)
	t.Pledge = w.pledge(price, t.SigmaBps, t.Instant)
	t.Milestones = agreementtypes.SingleMilestone(w.ms("amended delivery", 5, 20))
	t.Milestones[0].AnswerSha256 = a.At().AnswerSha256
	t.ReviewMs = w.ms("amended review", 4, 15)
	return t
}
