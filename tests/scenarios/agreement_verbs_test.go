package scenarios

import (
	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// agreement is the id that the next word names.
func (m *message) agreement() string { return m.id(m.word("agreement"), m.args) }

// at is the milestone that an act on an agreement means: the one that milestone= says, otherwise the current one.
func (m *message) at(id string) uint32 {
	current := uint64(0)
	if a, err := m.App().Keepers.Agreement.Get(m.Context(), id); err == nil {
		current = uint64(a.Milestone)
	}
	return uint32(m.number("milestone", current))
}

func submit(m *message) action {
	id := m.agreement()
	msg := &agreementtypes.MsgSubmit{
		Signer: m.signer, Provider: m.self(), Agreement: id, Milestone: m.at(id), Uri: "ipfs://result", Sha256: digest("the result"), Bytes: 10,
		Note: m.text("note", ""), Preimage: []byte(m.text("preimage", "")), Contest: m.flag("contest"),
	}
	if m.has("rating") {
		commitment, err := agreementtypes.RatingCommitment(testapp.ChainID, id, m.self(), uint32(m.number("rating", 0)), salt(id))
		require.NoError(m.t, err)
		msg.RatingCommitment = commitment
	}
	return action{msg, nil}
}

func revealRating(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgRevealRating{
		Sender: m.signer, Agreement: id, Milestone: uint32(m.number("milestone", 0)), Rating: uint32(m.number("rating", 0)), Salt: salt(id),
	}, nil}
}

func evaluate(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgEvaluate{
		Signer: m.signer, Evaluator: m.self(), Agreement: id, Milestone: m.at(id), Bps: m.bps("share", 0), Reason: m.text("reason", "as I see it"),
	}, nil}
}

func accept(m *message) action {
	label := m.word("label")
	if m.kind(label) == "ofr" {
		return acceptOffer(m, label)
	}
	id := m.id(label, m.args)
	return action{&agreementtypes.MsgAccept{
		Signer: m.signer, Client: m.self(), Agreement: id, Milestone: m.at(id), Rating: uint32(m.number("rating", 80)),
	}, nil}
}

func reject(m *message) action {
	label := m.word("label")
	if m.kind(label) == "ofr" {
		return rejectOffer(m, label)
	}
	id := m.id(label, m.args)
	return action{&agreementtypes.MsgReject{
		Signer: m.signer, Client: m.self(), Agreement: id, Milestone: m.at(id), Reason: m.text("reason", "not as agreed"),
		ClaimedBps: m.bps("claim", 0),
	}, nil}
}

func cancel(m *message) action {
	label := m.word("label")
	if m.kind(label) == "job" {
		return cancelJob(m, label)
	}
	id := m.id(label, m.args)
	return action{&agreementtypes.MsgCancel{
		Signer: m.signer, Agent: m.self(), Agreement: id, Milestone: m.at(id), Bps: m.bps("share", 0),
	}, nil}
}

func rework(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgRework{
		Signer: m.signer, Client: m.self(), Agreement: id, Milestone: m.at(id), Reason: m.text("reason", "once more"),
	}, nil}
}

func concede(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgConcede{Signer: m.signer, Provider: m.self(), Agreement: id, Milestone: m.at(id)}, nil}
}

func contestOf(m *message, id string) *agreementtypes.MsgContest {
	return &agreementtypes.MsgContest{
		Signer: m.signer, Agent: m.self(), Agreement: id, Milestone: m.at(id), Reason: m.text("reason", "it is as agreed"),
		ClaimedBps: m.bps("claim", 0),
	}
}

func proposeSplit(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgProposeSplit{Signer: m.signer, Agent: m.self(), Agreement: id, Milestone: m.at(id), Bps: m.bps("share", 0)}, nil}
}

func acceptSplit(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgAcceptSplit{Signer: m.signer, Agent: m.self(), Agreement: id, Milestone: m.at(id), Bps: m.bps("share", 0)}, nil}
}

// amend sends the terms in force with what the words change. When milestones are settled already, the words must say the
// price, loss, pledge and milestones of what is left.
func amend(m *message) action {
	a := m.agreed(m.agreement())
	if a.Milestone != a.First && !m.has("milestones") {
		m.fatal("%s: say price, loss, pledge and milestones of what is left", m.what)
	}
	return action{&agreementtypes.MsgAmend{Signer: m.signer, Agent: m.self(), Agreement: a.Id, Milestone: m.at(a.Id), Terms: m.terms(a.Terms)}, nil}
}

func terminate(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgTerminate{Signer: m.signer, Client: m.self(), Agreement: id, Milestone: m.at(id)}, nil}
}

func resign(m *message) action {
	id := m.agreement()
	return action{&agreementtypes.MsgResign{Signer: m.signer, Provider: m.self(), Agreement: id, Milestone: m.at(id)}, nil}
}
