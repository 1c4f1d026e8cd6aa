package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	a := sdk.AccAddress("agent_______________")
	for name, c := range map[string]struct {
		event sdk.Event
		want  []string
	}{
		"reputation.contract_settled": {
			types.NewContractSettledEvent(types.Settlement{Client: a, Provider: a}, types.SettlementResult{}),
			[]string{"client", "provider", "skill", "outcome", "verdict_bps", "price_micro", "burn_micro", "success", "failure", "capital_freed_micro", "capital_lost_micro", "capital_forfeited_micro"},
		},
		"reputation.capital_reserved":   {types.NewCapitalReservedEvent(a, 1, types.Capital{}), []string{"provider", "amount_micro", "free_micro", "reserved_micro"}},
		"reputation.capital_unreserved": {types.NewCapitalUnreservedEvent(a, 1, 0, types.Capital{}), []string{"provider", "amount_micro", "free_micro", "reserved_micro", "forfeited_micro"}},
		"reputation.client_rated":       {types.NewClientRatedEvent(a, 1), []string{"client", "rating"}},
		"reputation.params_updated": {
			types.NewParamsUpdatedEvent(types.DefaultParams()),
			[]string{"sigma_bps", "sigma_instant_bps", "concede_bps", "lambda_bps", "x_min_bps", "eta_bps", "delta_bps"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name, c.event.Type)
			var got []string
			for _, attribute := range c.event.Attributes {
				got = append(got, attribute.Key)
			}
			require.Equal(t, c.want, got)
		})
	}
}
