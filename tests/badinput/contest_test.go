package badinput

import (
	"math"
	"testing"

	identitytypes "github.com/trothchain/troth/x/identity/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

func (s *scene) contestWork() *types.MsgContest {
	s.do(s.rejectWork())
	return &types.MsgContest{Signer: s.p1.Owner.String(), Agent: s.p1.String(), Agreement: s.review, Reason: "it is as agreed"}
}

func contestActs() rows[*types.MsgContest] {
	type msg = *types.MsgContest
	signer := func(m msg) *string { return &m.Signer }
	return join(
		acts(types.RoleProvider, signer, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Agreement }, func(m msg) *uint32 { return &m.Milestone }),
		tight(p1, signer), dealings(p1, signer), crowded[msg]())
}

func contestCases(t *testing.T, w *world) {
	type msg = *types.MsgContest
	run(t, w, "agreement.Contest", (*scene).contestWork,
		contestActs(),
		addresses("agent", func(m msg) *string { return &m.Agent }), upper("agent", func(m msg) *string { return &m.Agent }),
		actors(p1, identitytypes.ActionDispute, func(m msg) *string { return &m.Signer }),
		ids("agreement", "agr", "job", types.ErrNotFound, func(m msg) *string { return &m.Agreement }),
		texts("reason", 280, true, func(m msg) *string { return &m.Reason }),
		rows[msg]{
			"claiming something":       only(func(m msg) { m.ClaimedBps = 1 }, field.ErrRange, "claimed_bps"),
			"claiming everything":      only(func(m msg) { m.ClaimedBps = bps }, field.ErrRange, "claimed_bps"),
			"claiming too much":        only(func(m msg) { m.ClaimedBps = math.MaxUint32 }, field.ErrRange, "claimed_bps"),
			"by the client":            {func(s *scene, m msg) { m.Signer, m.Agent = s.client.Owner.String(), s.client.String() }, types.ErrNotProvider, "agent"},
			"by an agent without part": {func(s *scene, m msg) { m.Signer, m.Agent = s.p2.Owner.String(), s.p2.String() }, types.ErrNotParty, "agent"},
			"what nobody claims":       {func(s *scene, m msg) { m.Agreement = s.working }, types.ErrTransition, ""},
			"the last judge's verdict": {func(s *scene, m msg) {
				s.dear()
				s.amended(func(t *types.Terms) { t.Verification = last(s.p3.String()) })
				s.do(s.submitWork())
				s.do(&types.MsgEvaluate{Signer: s.p3.Operator.String(), Evaluator: s.p3.String(), Agreement: s.working, Bps: 5_000, Reason: "half"})
				m.Agreement = s.working
			}, types.ErrFinal, ""},
			"claiming almost the verdict": {func(s *scene, m msg) {
				s.do(s.evaluate())
				m.Signer, m.Agent, m.Agreement, m.ClaimedBps = s.client.Owner.String(), s.client.String(), s.working, 6_999
			}, types.ErrClaimedBps, "claimed_bps"},
			"twice":                    {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"after it was withdrawn":   {func(s *scene, _ msg) { s.do(s.acceptWork()) }, types.ErrTransition, ""},
			"at the end of the answer": {func(s *scene, _ msg) { s.advance(day) }, types.ErrDeadlinePassed, ""},
			"silence conceded already": {func(s *scene, _ msg) { s.advance(day); s.settled() }, types.ErrTransition, ""},
			"without the deposit":      {func(s *scene, _ msg) { s.spendAll(s.p1) }, escrowtypes.ErrInsufficient, ""},
		})
}
