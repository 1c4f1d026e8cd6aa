package badinput

import (
	"math"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func (s *scene) submitWork() *types.MsgSubmit {
	m := s.submit(s.working)
	m.Note = "done"
	return m
}

func (s *scene) acceptWork() *types.MsgAccept { return s.client.Accept(s.review, 100) }

func (s *scene) terminate() *types.MsgTerminate {
	return &types.MsgTerminate{Signer: s.client.Operator.String(), Client: s.client.String(), Agreement: s.working}
}

func (s *scene) resign() *types.MsgResign {
	return &types.MsgResign{Signer: s.p1.Operator.String(), Provider: s.p1.String(), Agreement: s.working}
}

func (s *scene) revealRating() *types.MsgRevealRating {
	return &types.MsgRevealRating{Sender: s.stranger.String(), Agreement: s.completed, Rating: 80, Salt: ratingSalt}
}

func (s *scene) agreementRetry() *types.MsgRetry {
	s.stick("agreement")
	return &types.MsgRetry{Sender: s.stranger.String(), Agreement: s.completed}
}

func agreementCases(t *testing.T, w *world) {
	agreementParamsCases(t, w)
	submitCases(t, w)
	acceptWorkCases(t, w)
	terminateCases(t, w)
	resignCases(t, w)
	evaluateCases(t, w)
	reworkCases(t, w)
	rejectCases(t, w)
	concedeCases(t, w)
	contestCases(t, w)
	proposeSplitCases(t, w)
	acceptSplitCases(t, w)
	amendCases(t, w)
	cancelWorkCases(t, w)
	ratingCases(t, w)
	agreementRetryCases(t, w)
}

// party are the rows of a message that one party of an agreement sends: who else may not, and in which status.
func party[M sdk.Msg](
	own func(*world) *testapp.Agent, action identitytypes.Action, name string, notParty error,
	signer, agent, agreement func(M) *string,
) rows[M] {
	as := func(a func(*world) *testapp.Agent) row[M] {
		return row[M]{func(s *scene, m M) {
			*signer(m), *agent(m) = a(s.world).Owner.String(), a(s.world).String()
		}, notParty, name}
	}
	is := func(who func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *agent(m) = who(s) }, notParty, name}
	}
	at := func(id func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *agreement(m) = id(s) }, types.ErrTransition, ""}
	}
	other := func(w *world) *testapp.Agent {
		if own(w) == w.client {
			return w.p1
		}
		return w.client
	}
	return join(actors(own, action, signer), addresses(name, agent), upper(name, agent),
		ids("agreement", "agr", "job", types.ErrNotFound, agreement),
		rows[M]{
			"by the other party":             as(other),
			"by an agent that has no part":   as(p3),
			"by the sibling of the client":   as(func(w *world) *testapp.Agent { return w.sibling }),
			"by a paused agent without part": as(func(w *world) *testapp.Agent { return w.paused }),
			"for an unknown agent":           is(func(*scene) string { return address("nobody") }),
			"for a module account":           is(func(*scene) string { return moduleAddress("escrow") }),
			"for the signer as agent":        is(func(s *scene) string { return own(s.world).Operator.String() }),
			"when completed":                 at(func(s *scene) string { return s.completed }),
			"when refunded":                  at(func(s *scene) string { return s.refunded }),
			"when terminated":                at(func(s *scene) string { return s.terminated }),
			"paused: running work goes on":   {func(s *scene, _ M) { s.setStatus(own(s.world), identitytypes.AgentStatusPaused) }, nil, ""},
			"the other party paused":         {func(s *scene, _ M) { s.setStatus(other(s.world), identitytypes.AgentStatusPaused) }, nil, ""},
			"denom accepted no more": {func(s *scene, _ M) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, nil, ""},
		})
}

func submitCases(t *testing.T, w *world) {
	type msg = *types.MsgSubmit
	run(t, w, "agreement.Submit", (*scene).submitWork,
		submitActs(),
		party(p1, identitytypes.ActionWork, "provider", types.ErrNotProvider,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Agreement }),
		texts("uri", 512, false, func(m msg) *string { return &m.Uri }),
		hashes("sha256", 32, false, func(m msg) *[]byte { return &m.Sha256 }),
		texts("note", 280, true, func(m msg) *string { return &m.Note }),
		hashes("rating_commitment", 32, true, func(m msg) *[]byte { return &m.RatingCommitment }),
		rows[msg]{
			"twice":                       {func(s *scene, _ msg) { s.do(s.submitWork()) }, types.ErrTransition, ""},
			"when in review":              {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrTransition, ""},
			"after the delivery deadline": {func(s *scene, _ msg) { s.advance(minute) }, types.ErrDeadlinePassed, ""},
			"after resigning":             {func(s *scene, _ msg) { s.do(s.resign()) }, types.ErrTransition, ""},
			"after the client terminated": {func(s *scene, _ msg) { s.do(s.terminate()) }, types.ErrTransition, ""},
			"preimage of 4097 bytes":      only(func(m msg) { m.Preimage = make([]byte, 4_097) }, field.ErrLength, "preimage"),
			"preimage of 100 kB":          only(func(m msg) { m.Preimage = make([]byte, 100_000) }, field.ErrLength, "preimage"),
			"preimage of no question":     only(func(m msg) { m.Preimage = []byte("42") }, types.ErrAnswer, "preimage"),
			"a puzzle without preimage":   {func(s *scene, m msg) { s.puzzle() }, types.ErrAnswer, "preimage"},
			"a puzzle, wrong preimage": {func(s *scene, m msg) {
				s.puzzle()
				m.Preimage = []byte("guess")
			}, types.ErrAnswer, "preimage"},
			"a puzzle, the answer": {func(s *scene, m msg) {
				s.puzzle()
				m.Preimage = []byte("answer")
			}, nil, ""},
			"bytes overflowing is fine": only(func(m msg) { m.Bytes = math.MaxUint64 }, nil, ""),
			"without rating":            only(func(m msg) { m.RatingCommitment = nil }, nil, ""),
		})
}

func acceptWorkCases(t *testing.T, w *world) {
	type msg = *types.MsgAccept
	run(t, w, "agreement.Accept", (*scene).acceptWork,
		refusedAccept(),
		party(client, identitytypes.ActionReview, "client", types.ErrNotClient,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Agreement }),
		numbers("rating", 0, 100, math.MaxUint32, func(m msg, v uint64) { m.Rating = uint32(v) }),
		rows[msg]{
			"before the submission": {func(s *scene, m msg) { m.Agreement = s.working }, types.ErrTransition, ""},
			"twice":                 {func(s *scene, _ msg) { s.do(s.acceptWork()) }, types.ErrTransition, ""},
			"twice with another rating": {func(s *scene, m msg) {
				s.do(s.acceptWork())
				m.Rating = 0
			}, types.ErrTransition, ""},
			"silence accepted already": {func(s *scene, _ msg) {
				s.advance(hour)
				s.settled()
			}, types.ErrTransition, ""},
			"rated worst": only(func(m msg) { m.Rating = 0 }, nil, ""),
		})
}

func terminateCases(t *testing.T, w *world) {
	type msg = *types.MsgTerminate
	run(t, w, "agreement.Terminate", (*scene).terminate,
		terminateActs(),
		party(client, identitytypes.ActionReview, "client", types.ErrNotClient,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Agreement }),
		rows[msg]{
			"when in review":              {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrTransition, ""},
			"right after the submission":  {func(s *scene, _ msg) { s.do(s.submitWork()) }, types.ErrTransition, ""},
			"twice":                       {func(s *scene, _ msg) { s.do(s.terminate()) }, types.ErrTransition, ""},
			"after the delivery deadline": {func(s *scene, _ msg) { s.advance(minute) }, types.ErrDeadlinePassed, ""},
		})
}

func resignCases(t *testing.T, w *world) {
	type msg = *types.MsgResign
	run(t, w, "agreement.Resign", (*scene).resign,
		resignActs(),
		party(p1, identitytypes.ActionWork, "provider", types.ErrNotProvider,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Agreement }),
		rows[msg]{
			"when in review":              {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrTransition, ""},
			"right after the submission":  {func(s *scene, _ msg) { s.do(s.submitWork()) }, types.ErrTransition, ""},
			"twice":                       {func(s *scene, _ msg) { s.do(s.resign()) }, types.ErrTransition, ""},
			"after the delivery deadline": {func(s *scene, _ msg) { s.advance(minute) }, types.ErrDeadlinePassed, ""},
		})
	resignGasCase(t, w)
}

func ratingCases(t *testing.T, w *world) {
	type msg = *types.MsgRevealRating
	sender, agreement := func(m msg) *string { return &m.Sender }, func(m msg) *string { return &m.Agreement }
	at := func(id func(*scene) string, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Agreement = id(s) }, want, ""}
	}
	run(t, w, "agreement.RevealRating", (*scene).revealRating,
		addresses("sender", sender), upper("sender", sender), ids("agreement", "agr", "job", types.ErrNotFound, agreement),
		numbers("rating", 0, 100, math.MaxUint32, func(m msg, v uint64) { m.Rating = uint32(v) }),
		numbers("milestone", 0, 15, math.MaxUint32, func(m msg, v uint64) { m.Milestone = uint32(v) }),
		hashes("salt", 32, false, func(m msg) *[]byte { return &m.Salt }),
		rows[msg]{
			"another rating":                 only(func(m msg) { m.Rating = 79 }, types.ErrRating, ""),
			"rating of zero":                 only(func(m msg) { m.Rating = 0 }, types.ErrRating, ""),
			"another salt":                   only(func(m msg) { m.Salt = hash("another") }, types.ErrRating, ""),
			"twice":                          {func(s *scene, _ msg) { s.do(s.revealRating()) }, types.ErrAlreadyRevealed, ""},
			"while working":                  at(func(s *scene) string { return s.working }, types.ErrNoReceipt),
			"while in review":                at(func(s *scene) string { return s.review }, types.ErrNoReceipt),
			"of a milestone there is not":    only(func(m msg) { m.Milestone = 1 }, types.ErrNoReceipt, ""),
			"no commitment":                  at(func(s *scene) string { return s.silent }, types.ErrNoCommitment),
			"refunded before a submission":   at(func(s *scene) string { return s.refunded }, types.ErrNoCommitment),
			"terminated before a submission": at(func(s *scene) string { return s.terminated }, types.ErrNoCommitment),
			"commitment copied from another agreement": {func(s *scene, m msg) {
				submit := s.submitWork()
				submit.RatingCommitment = s.submit(s.completed).RatingCommitment
				s.do(submit, s.client.Accept(s.working, 50))
				m.Agreement = s.working
			}, types.ErrRating, ""},
		})
}

func agreementRetryCases(t *testing.T, w *world) {
	type msg = *types.MsgRetry
	sender, agreement := func(m msg) *string { return &m.Sender }, func(m msg) *string { return &m.Agreement }
	run(t, w, "agreement.Retry", (*scene).agreementRetry,
		refusedAgreementRetry(),
		addresses("sender", sender), upper("sender", sender), ids("agreement", "agr", "job", types.ErrNotFound, agreement),
		rows[msg]{
			"of an end that waits": {func(s *scene, m msg) {
				m.Agreement = s.review
				s.do(s.client.Accept(s.review, 50))
			}, deadline.ErrNotStuck, ""},
			"of a delivery that is overdue": {func(s *scene, m msg) { m.Agreement = s.working }, nil, ""},
			"of a review that is overdue":   {func(s *scene, m msg) { m.Agreement = s.review }, nil, ""},
			"of an end that is overdue":     {func(s *scene, m msg) { m.Agreement = s.refunded }, nil, ""},
		})
}
