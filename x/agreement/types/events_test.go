package types_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	settled := func(status types.Status, act types.Act) sdk.Event {
		return types.NewSettledEvent(example(status), types.StatusReview, act, receipt())
	}
	cover := types.Cover{Provider: addr("p"), Pledge: coin(1)}
	const parties, ends = "agreement origin client provider milestone from to",
		" act outcome bps price paid evaluator_fee refunded burned protocol_fee compensation pledge_burned capital_lost due_ms"
	golden := map[string]struct {
		event sdk.Event
		attrs string
	}{
		"agreement.cover_locked":         {types.NewCoverLockedEvent([]byte{1}, cover), "ref provider pledge capital"},
		"agreement.cover_unlocked":       {types.NewCoverUnlockedEvent([]byte{1}, cover), "ref provider pledge capital"},
		"agreement.agreement_opened":     {types.NewAgreementOpenedEvent(example(types.StatusWorking), []byte{1}), parties + " skill price milestones backup_reserve pledge capital cover_ref parent due_ms decline_ms"},
		"agreement.work_submitted":       {types.NewWorkSubmittedEvent(instant(example(types.StatusReview)), zero), parties + " uri sha256 released advance contest_deposit case panel_fee due_ms"},
		"agreement.work_contested":       {types.NewWorkContestedEvent(example(types.StatusDisputed), types.StatusClaimed, types.ActContest, 7, "it is all there", [2]math.Int{zero, zero}), parties + " act by case claimed_bps reason client_deposit provider_deposit"},
		"agreement.panel_failed":         {types.NewPanelFailedEvent(example(types.StatusReview), errors.New(strings.Repeat("x", 300))), "agreement origin client provider milestone reason"},
		"agreement.contest_failed":       {types.NewContestFailedEvent(example(types.StatusClaimed), errors.New("no")), "agreement origin client provider milestone reason"},
		"agreement.work_evaluated":       {types.NewWorkEvaluatedEvent(example(types.StatusEvaluated)), parties + " evaluator bps reason due_ms"},
		"agreement.evaluator_absent":     {types.NewEvaluatorAbsentEvent(example(types.StatusEvaluating)), parties + " evaluator due_ms"},
		"agreement.work_returned":        {types.NewWorkReturnedEvent(example(types.StatusWorking), "no"), parties + " rework reason due_ms"},
		"agreement.work_rejected":        {types.NewWorkRejectedEvent(example(types.StatusClaimed)), parties + " claimed_bps reason deposit due_ms"},
		"agreement.proposal_made":        {types.NewProposalMadeEvent(proposed(example(types.StatusWorking)), types.RoleClient), parties + " by kind bps terms_hash extra"},
		"agreement.agreement_amended":    {types.NewAgreementAmendedEvent(example(types.StatusWorking), make([]byte, 32)), parties + " terms_hash price milestones pledge capital due_ms"},
		"agreement.milestone_settled":    {settled(types.StatusWorking, types.ActDue), parties + ends},
		"agreement.agreement_completed":  {settled(types.StatusCompleted, types.ActAccept), parties + ends + " rating"},
		"agreement.agreement_refunded":   {settled(types.StatusRefunded, types.ActDue), parties + ends},
		"agreement.agreement_split":      {settled(types.StatusSplit, types.ActSplit), parties + ends},
		"agreement.agreement_terminated": {settled(types.StatusTerminated, types.ActTerminate), parties + ends},
		"agreement.agreement_cancelled":  {settled(types.StatusCancelled, types.ActCancel), parties + ends},
		"agreement.agreement_pruned":     {types.NewAgreementPrunedEvent(example(types.StatusCompleted)), "agreement origin from"},
		"agreement.reaward_failed":       {types.NewReawardFailedEvent(example(types.StatusRefunded), errors.New(strings.Repeat("x", 300))), "agreement origin client reason"},
		"agreement.rating_revealed":      {types.NewRatingRevealedEvent(example(types.StatusCompleted), 0, 7), "agreement origin client provider milestone rating"},
		"agreement.params_updated":       {types.NewParamsUpdatedEvent(types.DefaultParams()), "kill_fee_bps max_open_per_provider min_delivery_ms max_delivery_ms min_review_ms max_review_ms retain_ms max_deadlines_per_block answer_ms reject_deposit_bps reject_deposit_min"},
	}
	require.Len(t, golden, 23)
	for _, kind := range types.SettlementEvents {
		require.Contains(t, golden[kind].attrs, ends)
	}
	for name, tc := range golden {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name, tc.event.Type)
			var keys []string
			for _, a := range tc.event.Attributes {
				keys = append(keys, a.Key)
				require.LessOrEqual(t, len(a.Value), 200)
			}
			require.Equal(t, tc.attrs, strings.Join(keys, " "))
		})
	}
}

func TestAmountsInEventsCarryTheirDenom(t *testing.T) {
	e := types.NewSettledEvent(example(types.StatusCompleted), types.StatusReview, types.ActAccept, receipt())
	values := map[string]string{}
	for _, at := range e.Attributes {
		values[at.Key] = at.Value
	}
	for key, want := range map[string]string{
		"price": "1000utroth", "paid": "970utroth", "burned": "20utroth", "from": "STATUS_REVIEW", "to": "STATUS_COMPLETED",
		"act": "accept", "milestone": "0", "rating": "90", "outcome": "OUTCOME_ACCEPT",
	} {
		require.Equal(t, want, values[key], key)
	}
}
