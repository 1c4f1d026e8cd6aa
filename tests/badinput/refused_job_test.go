package badinput

import (
	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func refusedCancel() rows[*types.MsgCancelJob] {
	type msg = *types.MsgCancelJob
	return retirees(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client })
}

func refusedAward() rows[*types.MsgAwardJob] {
	type msg = *types.MsgAwardJob
	return retirees(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Client })
}

func refusedCommit() rows[*types.MsgCommitBid] {
	type msg = *types.MsgCommitBid
	signer := func(m msg) *string { return &m.Signer }
	judged := func(s *scene, m msg) {
		m.Job = s.hourly(func(r *types.JobRequest) { r.Verification = judge(s.p2.String()) })
	}
	on := func(change func(*scene, *types.JobRequest), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = s.hourly(func(r *types.JobRequest) { change(s, r) }) }, want, ""}
	}
	return join(dealings(p3, signer), when("a job with an evaluator", judged, join(reclocked[msg](), rows[msg]{"worth nothing since": worthless[msg]()})), rows[msg]{
		"on an open auction": on(func(_ *scene, r *types.JobRequest) { openJob(r) }, types.ErrAuction),
		"not invited":        on(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p1.String()} }, types.ErrNotInvited),
		"an unmet demand":    on(func(s *scene, r *types.JobRequest) { r.Requirements = kya(s.p1.String()) }, identitytypes.ErrRequirementUnmet),
		"the evaluator":      on(func(s *scene, r *types.JobRequest) { r.Verification = judge(s.p3.String()) }, agreementtypes.ErrEvaluator),
	})
}

func refusedReveal() rows[*types.MsgRevealBid] {
	type msg = *types.MsgRevealBid
	signer, provider := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Provider }
	on := func(change func(*scene, *types.JobRequest), want error) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.Job = s.hourly(func(r *types.JobRequest) { change(s, r) }) }, want, ""}
	}
	return join(dealings(p1, signer), crowded[msg](), revalued[msg](), retirees(signer, provider), rows[msg]{
		"on an open auction": on(func(_ *scene, r *types.JobRequest) { openJob(r) }, types.ErrAuction),
		"not invited":        on(func(s *scene, r *types.JobRequest) { r.Invited = []string{s.p3.String()} }, types.ErrNotInvited),
		"paid at once, too little pledge": {func(s *scene, m msg) {
			bid := testapp.Bid{Provider: s.p3, Price: 5 * unit, Pledge: 5 * unit, DeliveryMs: minute}
			*m = *s.auction(bid, func(r *types.JobRequest) { r.Instant = true })
		}, agreementtypes.ErrInstant, "pledge"},
		"a score that has fallen": {func(s *scene, m msg) {
			score, err := s.App().Keepers.Reputation.Score(s.ctx, s.p1.Address, "writing", 10*unit)
			require.NoError(s.t, err)
			*m = *s.auction(s.bid1, func(r *types.JobRequest) { r.MinScoreBps = uint32(score.ScoreBps) })
			s.settled() // p1 is late elsewhere
		}, types.ErrScoreTooLow, ""},
	})
}

func refusedPlace() rows[*types.MsgPlaceBid] {
	type msg = *types.MsgPlaceBid
	signer := func(m msg) *string { return &m.Signer }
	return join(dealings(p3, signer), crowded[msg](), revalued[msg](), rows[msg]{
		"paid at once, too little pledge": {func(s *scene, m msg) {
			m.Job = s.hourly(openJob, func(r *types.JobRequest) { r.Instant = true })
		}, agreementtypes.ErrInstant, "pledge"},
		"near the end, hardly better than the leader": {func(s *scene, m msg) {
			s.do(s.place(s.p2, m.Job, 5*unit+1))
			s.advance(hour - 1)
		}, types.ErrOutbid, ""},
	})
}

func refusedTake() rows[*types.MsgTakeJob] {
	type msg = *types.MsgTakeJob
	signer := func(m msg) *string { return &m.Signer }
	// dear takes a job at three quarters of its time, at a price above the pledge.
	dear := func(s *scene, m msg, change func(*types.JobRequest)) {
		m.Job = s.hourly(clockJob, change)
		s.advance(hour / 4 * 3)
		m.Pledge, m.MinPrice = sdkmath.NewInt(4*unit), sdkmath.ZeroInt()
	}
	return join(dealings(p3, signer), crowded[msg](), revalued[msg](), rows[msg]{
		"paid at once, too little pledge": {func(s *scene, m msg) {
			dear(s, m, func(r *types.JobRequest) { r.Instant = true })
		}, agreementtypes.ErrInstant, "pledge"},
		"too little pledge, no capital": {func(s *scene, m msg) { dear(s, m, clockJob) }, reputationtypes.ErrCapitalShort, ""},
		"too many running agreements": {func(s *scene, _ msg) {
			s.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
			s.do(s.place(s.p3, s.hourly(openJob), unit))
		}, agreementtypes.ErrTooManyEngaged, ""},
	})
}

func refusedMarketRetry() rows[*types.MsgRetry] {
	return rows[*types.MsgRetry]{"with too little gas": short[*types.MsgRetry](deadline.ErrOutOfGas)}
}
