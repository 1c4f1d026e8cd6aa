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
	ended := func(status types.Status, act types.Act) sdk.Event {
		a := example(status)
		return types.NewAgreementEndedEvent(a, types.StatusWorking, act, types.Plan{PledgeBurn: math.ZeroInt()})
	}
	cover := types.Cover{Provider: addr("p"), Pledge: coin(1)}
	const parties, ends = "agreement job client provider from to", " act outcome price paid refunded burned protocol_fee compensation pledge_burned capital_lost"
	golden := map[string]struct {
		event sdk.Event
		attrs string
	}{
		"agreement.cover_locked":         {types.NewCoverLockedEvent([]byte{1}, cover), "ref provider pledge capital"},
		"agreement.cover_unlocked":       {types.NewCoverUnlockedEvent([]byte{1}, cover), "ref provider pledge capital"},
		"agreement.agreement_opened":     {types.NewAgreementOpenedEvent(example(types.StatusWorking), []byte{1}), parties + " skill price backup_reserve pledge capital cover_ref due_ms"},
		"agreement.work_submitted":       {types.NewWorkSubmittedEvent(example(types.StatusReview), math.ZeroInt()), parties + " uri sha256 released due_ms"},
		"agreement.agreement_completed":  {ended(types.StatusCompleted, types.ActAccept), parties + ends + " rating"},
		"agreement.agreement_refunded":   {ended(types.StatusRefunded, types.ActDue), parties + ends},
		"agreement.agreement_terminated": {ended(types.StatusTerminated, types.ActTerminate), parties + ends},
		"agreement.agreement_pruned":     {types.NewAgreementPrunedEvent(example(types.StatusCompleted)), "agreement job from"},
		"agreement.reaward_failed":       {types.NewReawardFailedEvent(example(types.StatusRefunded), errors.New(strings.Repeat("x", 300))), "agreement job client reason"},
		"agreement.rating_revealed":      {types.NewRatingRevealedEvent(example(types.StatusCompleted), 7), "agreement job client provider rating"},
		"agreement.params_updated":       {types.NewParamsUpdatedEvent(types.DefaultParams()), "kill_fee_bps max_open_per_provider min_delivery_ms max_delivery_ms min_review_ms max_review_ms retain_ms max_deadlines_per_block"},
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
	a := example(types.StatusCompleted)
	e := types.NewAgreementEndedEvent(a, types.StatusReview, types.ActAccept, types.Plan{PledgeBurn: math.ZeroInt()})
	values := map[string]string{}
	for _, at := range e.Attributes {
		values[at.Key] = at.Value
	}
	require.Equal(t, "970utroth", values["paid"])
	require.Equal(t, "20utroth", values["burned"])
	require.Equal(t, "STATUS_REVIEW", values["from"])
	require.Equal(t, "STATUS_COMPLETED", values["to"])
	require.Equal(t, "accept", values["act"])
}
