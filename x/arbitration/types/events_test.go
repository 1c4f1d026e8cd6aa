package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	c, s := example(), entry().Seats[7]
	const about, moved = "case ref client provider round", "case ref client provider round from to due_ms"
	golden := map[string]struct {
		event sdk.Event
		attrs string
	}{
		"arbitration.case_opened":      {types.NewCaseOpenedEvent(c), moved + " kind skill price size claimed_bps contested_bps client_deposit provider_deposit draw_height"},
		"arbitration.panel_drawn":      {types.NewPanelDrawnEvent(c, []sdk.AccAddress{[]byte("first arbiter"), []byte("second arbiter")}), moved + " size seats lock arbiters"},
		"arbitration.panel_postponed":  {types.NewPanelPostponedEvent(c), moved + " size draws draw_height draw_until_ms"},
		"arbitration.panel_failed":     {types.NewPanelFailedEvent(c), moved + " size verdict_bps unclear"},
		"arbitration.evidence_added":   {types.NewEvidenceAddedEvent(c, addr("client"), entry().Evidence[0]), about + " agent side sha256"},
		"arbitration.evidence_closed":  {types.NewEvidenceClosedEvent(c), moved},
		"arbitration.vote_committed":   {types.NewVoteCommittedEvent(c, s), about + " arbiter commitment"},
		"arbitration.commits_closed":   {types.NewCommitsClosedEvent(c), moved},
		"arbitration.vote_revealed":    {types.NewVoteRevealedEvent(c, s), about + " arbiter bps"},
		"arbitration.case_ruled":       {types.NewCaseRuledEvent(c), moved + " revealed seats verdict_bps unclear"},
		"arbitration.case_appealed":    {types.NewCaseAppealedEvent(c), moved + " by agent deposit size draw_height"},
		"arbitration.verdict_final":    {types.NewVerdictFinalEvent(c), moved + " verdict_bps unclear"},
		"arbitration.fee_paid":         {types.NewFeePaidEvent(c, types.NewRoundFees(0)), "case round client provider appeal burned client_owes provider_owes"},
		"arbitration.seat_settled":     {types.NewSeatSettledEvent(c, s, "coherent", zero, zero), "case round arbiter standing lost earned"},
		"arbitration.case_settled":     {types.NewCaseSettledEvent(c, types.DepositEnds{ClientBack: zero, ProviderBack: zero, Returned: zero, Burned: zero}), moved + " verdict_bps unclear client_back provider_back returned burned"},
		"arbitration.ruling_delivered": {types.NewRulingDeliveredEvent(c), moved + " verdict_bps unclear"},
		"arbitration.case_pruned":      {types.NewCasePrunedEvent(c), "case ref from"},
		"arbitration.params_updated":   {types.NewParamsUpdatedEvent(types.DefaultParams()), "classes seat_fee_bps seat_fee_min seat_fee_max unrevealed_bps incoherent_bps draw_blocks retain_ms max_deadlines_per_block min_stake max_skills unbond_ms absent_window_ms tries_per_seat"},
	}
	require.Len(t, golden, 18)
	for name, tc := range golden {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name, tc.event.Type)
			var keys []string
			for _, a := range tc.event.Attributes {
				keys = append(keys, a.Key)
			}
			require.Equal(t, tc.attrs, strings.Join(keys, " "))
		})
	}
}
