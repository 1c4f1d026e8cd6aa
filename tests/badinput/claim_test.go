package badinput

import (
	"crypto/sha256"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// termsOf are those in force of an agreement, as changed.
func (s *scene) termsOf(agreement string, change func(*types.Terms)) types.Terms {
	s.t.Helper()
	a, err := s.App().Keepers.Agreement.Get(s.ctx, agreement)
	require.NoError(s.t, err)
	change(&a.Terms)
	return a.Terms
}

// amended has both parties change the terms of the working agreement.
func (s *scene) amended(change func(*types.Terms)) {
	s.t.Helper()
	terms := s.termsOf(s.working, change)
	for _, a := range []*testapp.Agent{s.client, s.p1} {
		s.do(&types.MsgAmend{Signer: a.Owner.String(), Agent: a.String(), Agreement: s.working, Terms: terms})
	}
}

func (s *scene) puzzle() {
	s.amended(func(t *types.Terms) {
		sum := sha256.Sum256([]byte("answer"))
		t.Verification.Method, t.Milestones[0].AnswerSha256 = types.MethodHash, sum[:]
	})
}

// judged has p3 evaluate the working agreement, which is submitted.
func (s *scene) judged() {
	s.amended(func(t *types.Terms) {
		t.Verification = types.Verification{Method: types.MethodEvaluator, Evaluator: s.p3.String(), FeeBps: 500, EvalMs: minute}
	})
	s.do(s.submitWork())
}

func (s *scene) evaluate() *types.MsgEvaluate {
	s.judged()
	return &types.MsgEvaluate{Signer: s.p3.Operator.String(), Evaluator: s.p3.String(), Agreement: s.working, Bps: 7_000, Reason: "as it is"}
}

func (s *scene) rework() *types.MsgRework {
	s.amended(func(t *types.Terms) { t.ReworkRounds = 1 })
	s.do(s.submitWork())
	return &types.MsgRework{Signer: s.client.Operator.String(), Client: s.client.String(), Agreement: s.working, Reason: "page 3"}
}

func (s *scene) rejectWork() *types.MsgReject {
	return &types.MsgReject{Signer: s.client.Owner.String(), Client: s.client.String(), Agreement: s.review, Reason: "no", ClaimedBps: 2_500}
}

func (s *scene) concede() *types.MsgConcede {
	s.do(s.rejectWork())
	return &types.MsgConcede{Signer: s.p1.Owner.String(), Provider: s.p1.String(), Agreement: s.review}
}

func evaluateCases(t *testing.T, w *world) {
	type msg = *types.MsgEvaluate
	signer, at, agreement := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Evaluator }, func(m msg) *string { return &m.Agreement }
	by := func(a func(*scene) *testapp.Agent) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Signer, m.Evaluator = a(s).Owner.String(), a(s).String() }, types.ErrNotEvaluator, "evaluator"}
	}
	run(t, w, "agreement.Evaluate", (*scene).evaluate,
		actors(p3, identitytypes.ActionWork, signer), addresses("evaluator", at), upper("evaluator", at),
		ids("agreement", "agr", "job", types.ErrNotFound, agreement), numbers("bps", 0, bps, math.MaxUint32, func(m msg, v uint64) { m.Bps = uint32(v) }),
		texts("reason", 280, true, func(m msg) *string { return &m.Reason }),
		rows[msg]{
			"by the client":                by(func(s *scene) *testapp.Agent { return s.client }),
			"by the provider":              by(func(s *scene) *testapp.Agent { return s.p1 }),
			"by an agent that has no part": by(func(s *scene) *testapp.Agent { return s.p2 }),
			"what nobody is to evaluate":   {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrNotEvaluator, "evaluator"},
			"what is completed":            {func(s *scene, m msg) { m.Agreement = s.completed }, types.ErrNotEvaluator, "evaluator"},
			"twice":                        {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"at the end of its time":       {func(s *scene, _ msg) { s.advance(minute) }, types.ErrDeadlinePassed, ""},
			"when it was absent":           {func(s *scene, _ msg) { s.advance(minute); s.settled() }, types.ErrTransition, ""},
			"after a split":                {func(s *scene, _ msg) { s.do(s.offerSplit(s.p1), s.takeSplit(s.client)) }, types.ErrTransition, ""},
			"everything without a word":    only(func(m msg) { m.Bps, m.Reason = bps, "" }, nil, ""),
			"nothing":                      only(func(m msg) { m.Bps = 0 }, nil, ""),
			"paused: running work goes on": {func(s *scene, _ msg) { s.setStatus(s.p3, identitytypes.AgentStatusPaused) }, nil, ""},
		})
}

// copied is the same message again.
func copied[M any](m *M) *M {
	c := *m
	return &c
}

func reworkCases(t *testing.T, w *world) {
	type msg = *types.MsgRework
	run(t, w, "agreement.Rework", (*scene).rework,
		party(client, identitytypes.ActionReview, "client", types.ErrNotClient,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Agreement }),
		texts("reason", 280, false, func(m msg) *string { return &m.Reason }),
		rows[msg]{
			"where none was agreed":    {func(s *scene, m msg) { m.Agreement = s.review }, types.ErrReworks, ""},
			"twice":                    {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"once too often":           {func(s *scene, m msg) { s.do(copied(m), s.submitWork()) }, types.ErrReworks, ""},
			"after it was accepted":    {func(s *scene, _ msg) { s.do(s.client.Accept(s.working, 1)) }, types.ErrTransition, ""},
			"at the end of the review": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrDeadlinePassed, ""},
		})
}

func rejectCases(t *testing.T, w *world) {
	type msg = *types.MsgReject
	run(t, w, "agreement.Reject", (*scene).rejectWork,
		party(client, identitytypes.ActionDispute, "client", types.ErrNotClient,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client }, func(m msg) *string { return &m.Agreement }),
		texts("reason", 280, false, func(m msg) *string { return &m.Reason }),
		numbers("claimed_bps", 0, bps-1, math.MaxUint32, func(m msg, v uint64) { m.ClaimedBps = uint32(v) }),
		rows[msg]{
			"before the submission":    {func(s *scene, m msg) { m.Agreement = s.working }, types.ErrTransition, ""},
			"twice":                    {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"after it was accepted":    {func(s *scene, _ msg) { s.do(s.acceptWork()) }, types.ErrTransition, ""},
			"at the end of the review": {func(s *scene, _ msg) { s.advance(hour) }, types.ErrDeadlinePassed, ""},
			"without the deposit":      {func(s *scene, _ msg) { s.spendAll(s.client) }, escrowtypes.ErrInsufficient, ""},
			"by an operator that may not spend it": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.client, func(m *identitytypes.Mandate) { m.Limits[0].PerAction = coin(1).Amount })
			}, identitytypes.ErrAboveAction, ""},
			"for nothing at all": only(func(m msg) { m.ClaimedBps = 0 }, nil, ""),
		})
}

// spendAll withdraws what an agent has available.
func (s *scene) spendAll(a *testapp.Agent) {
	s.t.Helper()
	available, err := s.App().Keepers.Escrow.Available(s.ctx, a.Address, coin(1).Denom)
	require.NoError(s.t, err)
	s.do(&escrowtypes.MsgWithdraw{
		Owner: a.Owner.String(), Agent: a.String(), To: a.Owner.String(), Coins: sdk.NewCoins(sdk.NewCoin(coin(1).Denom, available)),
	})
}

func concedeCases(t *testing.T, w *world) {
	type msg = *types.MsgConcede
	run(t, w, "agreement.Concede", (*scene).concede,
		party(p1, identitytypes.ActionDispute, "provider", types.ErrNotProvider,
			func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }, func(m msg) *string { return &m.Agreement }),
		rows[msg]{
			"what nobody claims":       {func(s *scene, m msg) { m.Agreement = s.working }, types.ErrTransition, ""},
			"twice":                    {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"after it was withdrawn":   {func(s *scene, _ msg) { s.do(s.acceptWork()) }, types.ErrTransition, ""},
			"at the end of the answer": {func(s *scene, _ msg) { s.advance(day) }, types.ErrDeadlinePassed, ""},
			"silence conceded already": {func(s *scene, _ msg) { s.advance(day); s.settled() }, types.ErrTransition, ""},
		})
}
