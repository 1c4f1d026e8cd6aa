package badinput

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func refusedAccept() rows[*types.MsgAccept] {
	return join(acceptActs(), rows[*types.MsgAccept]{
		"a claim that is due": {func(s *scene, _ *types.MsgAccept) {
			s.do(s.rejectWork())
			s.advance(day)
		}, types.ErrDeadlinePassed, ""},
	})
}

// resignGasCase is a resignation with too little gas to award the runner-up. It is refused after the settlement, which
// the transaction rolls back: so it is tried in a context that is never written.
func resignGasCase(t *testing.T, w *world) {
	t.Run("agreement.Resign/too little gas for the runner-up", func(t *testing.T) {
		counts["agreement"]++
		s, m := w.scene(t), &types.MsgResign{}
		s.resignFrom(m)
		require.NoError(t, s.try(m, 10_000_000))
		s.limit(m, types.ErrReawardGas)
		demonstrate(m, types.ErrReawardGas)
	})
}

func refusedEvaluate() rows[*types.MsgEvaluate] {
	type msg = *types.MsgEvaluate
	return join(milestones(func(m msg) *uint32 { return &m.Milestone }), rows[msg]{
		"by an evaluator that has retired": {func(s *scene, m msg) {
			m.Agreement = s.concluded(s.p2, s.p3, func(t *types.Terms) { t.Verification = judge(s.sibling.String()) })
			s.setStatus(s.sibling, identitytypes.AgentStatusRetired)
			m.Signer, m.Evaluator = s.sibling.Owner.String(), s.sibling.String()
		}, identitytypes.ErrAgentRetired, ""},
	})
}

func refusedReject() rows[*types.MsgReject] {
	type msg = *types.MsgReject
	signer := func(m msg) *string { return &m.Signer }
	return join(rejectActs(), tight(client, signer), dealings(client, signer), crowded[msg]())
}

func refusedAmend() rows[*types.MsgAmend] {
	type msg = *types.MsgAmend
	signer := func(m msg) *string { return &m.Signer }
	dearer := func(_ *scene, m msg) { m.Terms.Price.Amount = m.Terms.Price.Amount.MulRaw(4) }
	return join(amendActs(),
		when("a dearer price", dearer, join(tight(client, signer), dealings(client, signer), crowded[msg]())),
		rows[msg]{
			"a pledge above all that it covers": {func(s *scene, m msg) {
				m.Terms.Pledge = m.Terms.Loss.AddRaw(1)
				s.do(copied(m))
				m.Signer, m.Agent = s.p1.Owner.String(), s.p1.String()
			}, types.ErrPledgeTooHigh, "pledge"},
			"paid at once, and too little pledge for it": {func(s *scene, m msg) {
				m.Agreement = s.concluded(s.client, s.p3, func(t *types.Terms) { t.Instant, t.Pledge = true, sdkmath.NewInt(11_250_000) })
				m.Terms = s.termsOf(m.Agreement, func(t *types.Terms) { t.Pledge = instantPledge.SubRaw(1) })
			}, types.ErrInstant, "pledge"},
		})
}

// instantPledge is the least for a price of 5 units.
var instantPledge = sdkmath.NewInt(6_250_000)

func refusedAgreementRetry() rows[*types.MsgRetry] {
	return rows[*types.MsgRetry]{"with too little gas": short[*types.MsgRetry](deadline.ErrOutOfGas)}
}
