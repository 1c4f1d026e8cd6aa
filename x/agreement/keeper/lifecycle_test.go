package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ended is what an end leaves behind, compared with before the job.
type ended struct {
	client, provider, evaluator, burned int64
	// earned or lost capital of the provider
	capital int64
	status  types.Status
	outcome reputationtypes.Outcome
}

// The road from an opened agreement to each end, with all the money followed: price 10, pledge 5, capital 5, burn 2 %,
// protocol fee 0.5 %, evaluator 10 %. Instant: pledge 12.5 and capital 10.
func TestEveryEndSettlesOnce(t *testing.T) {
	const (
		completed, refunded, split = types.StatusCompleted, types.StatusRefunded, types.StatusSplit
		none                       = reputationtypes.OutcomeUnspecified
		accept, auto               = reputationtypes.OutcomeAccept, reputationtypes.OutcomeAuto
		refund, late, concede      = reputationtypes.OutcomeRefund, reputationtypes.OutcomeLate, reputationtypes.OutcomeConcede
		verdict                    = reputationtypes.OutcomeVerdict
	)
	type step = func(f *fixture, a types.Agreement) error
	wait := func(ms uint64) step {
		return func(f *fixture, _ types.Agreement) error {
			f.pass(ms)
			f.endBlock()
			return nil
		}
	}
	accepted := func(f *fixture, a types.Agreement) error { return f.accept(a, 90) }
	reject := func(bps uint32) step { return func(f *fixture, a types.Agreement) error { return f.reject(a, bps) } }
	judge := func(bps uint32) step { return func(f *fixture, a types.Agreement) error { return f.evaluate(a, bps) } }
	propose := func(role types.Role, bps uint32) step {
		return func(f *fixture, a types.Agreement) error { return f.propose(a, role, bps) }
	}
	take := func(role types.Role, bps uint32) step {
		return func(f *fixture, a types.Agreement) error { return f.take(a, role, bps) }
	}
	cancel := func(role types.Role, bps uint32) step {
		return func(f *fixture, a types.Agreement) error { return f.cancel(a, role, bps) }
	}
	answer := func(f *fixture, a types.Agreement) error { return f.answer(a, preimage(0)) }
	plain := func(_ *fixture, d deal) deal { return d.reworks(1) }
	const declineMs = delivery / 3
	unseen := func(_ *fixture, d deal) deal { d.declineMs = declineMs; return d.reworks(1) }
	judged := (*fixture).judged
	instant := func(_ *fixture, d deal) deal { return d.instant() }
	puzzle := func(_ *fixture, d deal) deal { return d.puzzle() }
	submit, resign, terminate, conceding, rework := (*fixture).submit, (*fixture).resign, (*fixture).terminate, (*fixture).concede, (*fixture).rework
	paid := ended{-10_000_000, 9_750_000, 0, 200_000, 200_000, completed, accept}
	silent := ended{-10_000_000, 9_750_000, 0, 200_000, 200_000, completed, auto}
	granted := ended{4_000_000, -4_000_000, 0, 0, -4_000_000, refunded, concede}
	cases := map[string]struct {
		deal  func(f *fixture, d deal) deal
		steps []step
		want  ended
	}{
		"accepted":                               {plain, []step{submit, accepted}, paid},
		"silence":                                {plain, []step{submit, wait(review)}, silent},
		"late":                                   {plain, []step{wait(delivery)}, ended{1_000_000, -1_000_000, 0, 0, -1_000_000, refunded, late}},
		"resigned":                               {plain, []step{resign}, ended{250_000, -250_000, 0, 0, -250_000, refunded, refund}},
		"terminated":                             {plain, []step{terminate}, ended{-1_000_000, 975_000, 0, 20_000, 0, types.StatusTerminated, none}},
		"reworked":                               {plain, []step{submit, rework, submit, accepted}, paid},
		"not reworked":                           {plain, []step{submit, rework, wait(delivery)}, granted},
		"declined":                               {unseen, []step{resign}, ended{0, 0, 0, 0, 0, refunded, none}},
		"declined at the last moment":            {unseen, []step{wait(declineMs - 1), resign}, ended{0, 0, 0, 0, 0, refunded, none}},
		"declined too late":                      {unseen, []step{wait(declineMs), resign}, ended{250_000, -250_000, 0, 0, -250_000, refunded, refund}},
		"declined after a submission":            {unseen, []step{submit, rework, resign}, granted},
		"resigned from rework":                   {plain, []step{submit, rework, resign}, granted},
		"conceded":                               {plain, []step{submit, reject(0), conceding}, granted},
		"claim not answered":                     {plain, []step{submit, reject(3_000), wait(answerMs)}, granted},
		"claim withdrawn":                        {plain, []step{submit, reject(3_000), accepted}, paid},
		"claim taken":                            {plain, []step{submit, reject(3_000), take(asProvider, 3_000)}, ended{-3_000_000, 2_925_000, 0, 60_000, 60_000, split, auto}},
		"claimed, split otherwise":               {plain, []step{submit, reject(3_000), propose(asProvider, 5_000), take(asClient, 5_000)}, ended{-5_000_000, 4_875_000, 0, 100_000, 100_000, split, auto}},
		"claimed, cancelled":                     {plain, []step{submit, reject(3_000), cancel(asProvider, 2_000), cancel(asClient, 2_000)}, ended{-2_000_000, 1_950_000, 0, 40_000, 40_000, types.StatusCancelled, auto}},
		"split":                                  {plain, []step{propose(asClient, 5_000), take(asProvider, 5_000)}, ended{-5_000_000, 4_875_000, 0, 100_000, 100_000, split, auto}},
		"split of nothing":                       {plain, []step{submit, propose(asProvider, 0), take(asClient, 0)}, ended{0, 0, 0, 0, 0, split, none}},
		"cancelled":                              {plain, []step{cancel(asClient, 2_000), cancel(asProvider, 2_000)}, ended{-2_000_000, 1_950_000, 0, 40_000, 40_000, types.StatusCancelled, auto}},
		"cancelled for nothing":                  {plain, []step{cancel(asProvider, 0), cancel(asClient, 0)}, ended{0, 0, 0, 0, 0, types.StatusCancelled, none}},
		"verdict in between":                     {judged, []step{submit, judge(7_000), wait(answerMs)}, ended{-5_800_000, 4_642_500, 975_000, 146_000, -1_360_000, split, verdict}},
		"verdict of nothing":                     {judged, []step{submit, judge(0), wait(answerMs)}, ended{4_000_000, -5_000_000, 975_000, 20_000, -5_000_000, refunded, verdict}},
		"verdict of all":                         {judged, []step{submit, judge(10_000), wait(answerMs)}, ended{-10_000_000, 8_775_000, 975_000, 200_000, 200_000, completed, verdict}},
		"accepted above the verdict":             {judged, []step{submit, judge(5_000), accepted}, ended{-10_000_000, 8_775_000, 975_000, 200_000, 200_000, completed, accept}},
		"conceded below the verdict":             {judged, []step{submit, judge(5_000), conceding}, ended{3_000_000, -4_000_000, 975_000, 20_000, -4_000_000, refunded, concede}},
		"split after the verdict":                {judged, []step{submit, judge(0), propose(asClient, 5_000), take(asProvider, 5_000)}, ended{-5_500_000, 4_387_500, 975_000, 110_000, 100_000, split, auto}},
		"split while the evaluator judges":       {judged, []step{submit, propose(asClient, 5_000), take(asProvider, 5_000)}, ended{-5_500_000, 4_387_500, 975_000, 110_000, 100_000, split, auto}},
		"cancelled while the evaluator judges":   {judged, []step{submit, cancel(asClient, 0), cancel(asProvider, 0)}, ended{-1_000_000, 0, 975_000, 20_000, 0, types.StatusCancelled, none}},
		"absent evaluator, split":                {judged, []step{submit, wait(evaluation), propose(asClient, 5_000), take(asProvider, 5_000)}, ended{-5_000_000, 4_875_000, 0, 100_000, 100_000, split, auto}},
		"absent evaluator, accepted":             {judged, []step{submit, wait(evaluation), accepted}, paid},
		"absent evaluator, silence":              {judged, []step{submit, wait(evaluation), wait(review)}, silent},
		"absent evaluator, conceded":             {judged, []step{submit, wait(evaluation), reject(0), conceding}, granted},
		"the right answer":                       {puzzle, []step{answer}, paid},
		"a puzzle nobody solved":                 {puzzle, []step{wait(delivery)}, ended{1_000_000, -1_000_000, 0, 0, -1_000_000, refunded, late}},
		"instant, accepted":                      {instant, []step{submit, accepted}, paid},
		"instant, silence":                       {instant, []step{submit, wait(review)}, silent},
		"instant, conceded: the client is whole": {instant, []step{submit, reject(0), conceding}, ended{0, -250_000, 0, 200_000, -8_000_000, refunded, concede}},
		"instant, split":                         {instant, []step{submit, propose(asClient, 2_500), take(asProvider, 2_500)}, ended{-2_500_000, 2_250_000, 0, 200_000, 50_000, split, auto}},
		"instant, cancelled":                     {instant, []step{submit, cancel(asClient, 2_500), cancel(asProvider, 2_500)}, ended{-2_500_000, 2_250_000, 0, 200_000, 50_000, types.StatusCancelled, auto}},
		"instant, late":                          {instant, []step{wait(delivery)}, ended{2_500_000, -2_500_000, 0, 0, -2_000_000, refunded, late}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64()
			a := f.hire(tc.deal(f, f.usual()))
			f.clearEvents()
			for i, step := range tc.steps {
				require.NoError(t, step(f, a), "step %d", i)
				f.checkInvariants()
			}
			f.block()

			require.Equal(t, tc.want.client, f.balance(f.client)-purse, "client")
			require.Equal(t, tc.want.provider, f.balance(f.provider)-purse, "provider")
			require.Equal(t, tc.want.evaluator, f.balance(f.evaluator)-purse, "evaluator")
			require.Equal(t, tc.want.burned, supply-f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64(), "burned")
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			score := f.score(f.provider)
			require.Equal(t, tc.want.capital, int64(score.Capital.Free)-int64(capital), "capital")
			require.Zero(t, score.Capital.Reserved)

			a = f.get(a.Id)
			require.Equal(t, tc.want.status, a.Status)
			require.Equal(t, uint32(1), a.Milestone, "one receipt")
			r := f.receipt(a, 0)
			require.Equal(t, tc.want.outcome, r.Outcome)
			require.Equal(t, a.Terms.Price.Amount, r.Sum())
			total := 0
			for _, kind := range types.SettlementEvents {
				total += len(f.events(kind))
			}
			require.Equal(t, 1, total, "one end, one event")
			engaged, err := f.k.Engaged(f.ctx, f.provider)
			require.NoError(t, err)
			require.Zero(t, engaged)

			f.setNow(a.DueMs)
			f.block()
			_, err = f.k.Get(f.ctx, a.Id)
			require.ErrorIs(t, err, types.ErrNotFound, "pruned")
			require.Len(t, f.events(types.EventAgreementPruned), 1)
			require.Len(t, own(f), 1, "only the parameters are left")
		})
	}
}

func TestASubmissionGivesTheBackupReserveBack(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	f.pass(7)
	require.NoError(t, f.submit(a))
	require.Equal(t, int64(10_000_000), f.held(f.client))
	a = f.get(a.Id)
	require.Equal(t, types.StatusReview, a.Status)
	require.Equal(t, start+7, a.Submission.SubmittedMs)
	require.Equal(t, start+7+review, a.DueMs)
	require.True(t, a.BackupReserve.IsZero())
	f.block()
}

// Compensation is at most the loss; the rest of the lost pledge is burned.
func TestCompensationAboveTheLossIsBurned(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.pledge, d.loss = 10_000_000, 500_000
	a := f.hire(d)
	supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64()
	f.pass(delivery)
	f.block()
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Equal(t, purse+500_000, f.balance(f.client))
	require.Equal(t, purse-2_000_000, f.balance(f.provider))
	require.Equal(t, int64(1_500_000), supply-f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64())
}

// Work of nobody's making keeps its evidence: the receipt names result and commitment, also after rework.
func TestAReceiptTellsTheLastSubmission(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().reworks(2))
	for i := range 3 {
		msg := f.submitMsg(a)
		msg.Sha256, msg.RatingCommitment = append(make([]byte, 31), byte(i)), append(make([]byte, 31), byte(10+i))
		_, err := f.msg.Submit(f.ctx, msg)
		require.NoError(t, err)
		if i < 2 {
			require.NoError(t, f.rework(a))
			require.Equal(t, uint32(i+1), f.get(a.Id).Reworks)
			require.Equal(t, f.now()+delivery, f.get(a.Id).DueMs, "the whole time again")
		}
		f.pass(1_000)
	}
	f.refuses(types.ErrReworks, func() error { return f.rework(a) })
	require.NoError(t, f.accept(a, 90))
	r := f.receipt(a, 0)
	require.Equal(t, [2]byte{2, 12}, [2]byte{r.ResultSha256[31], r.RatingCommitment[31]})
	require.Equal(t, [2]uint32{90, 10_000}, [2]uint32{r.Rating, r.Bps})
	f.block()
}
