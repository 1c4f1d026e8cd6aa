package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// The names of events and attributes are public: change them only with a word in the changelog.
func TestEventsAreAsPublished(t *testing.T) {
	at := types.Target{Scope: "market", Ref: []byte{1, 0xab}}
	h := types.Hold{Agent: "troth1agent", Coin: sdk.NewInt64Coin("utroth", 7)}
	three, to := math.NewInt(3), sdk.MustAccAddressFromBech32(bob)
	hold := " scope=market ref=01ab agent=troth1agent amount=3utroth rest=7utroth"
	for want, e := range map[string]sdk.Event{
		"escrow.hold_placed scope=market ref=01ab agent=troth1agent amount=7utroth rest=7utroth": types.NewHoldPlacedEvent(at, h),
		"escrow.hold_grown" + hold:  types.NewHoldGrownEvent(at, h, three),
		"escrow.hold_shrunk" + hold: types.NewHoldShrunkEvent(at, h, three),
		"escrow.hold_burned" + hold: types.NewHoldBurnedEvent(at, h, three),
		"escrow.hold_paid" + hold + " to=" + bob + " paid=3utroth burned=2utroth protocol_fee=1utroth": types.NewHoldPaidEvent(at, h, three, to,
			types.Payment{Paid: three, Burned: math.NewInt(2), ProtocolFee: math.OneInt()}),
		"escrow.hold_moved" + hold + " to_scope=agreement to_ref=ff": types.NewHoldMovedEvent(at, h, three,
			types.Target{Scope: "agreement", Ref: []byte{0xff}}),
		"escrow.hold_released scope=market ref=01ab agent=troth1agent amount=7utroth rest=0utroth": types.NewHoldReleasedEvent(at, h),
		"escrow.withdrawn agent=" + agent + " owner=" + alice + " to=" + bob + " amount=7utroth": types.NewWithdrawnEvent(
			sdk.MustAccAddressFromBech32(agent), sdk.MustAccAddressFromBech32(alice), to, sdk.NewCoins(h.Coin)),
		"escrow.params_updated accepted_denoms=utroth burn_bps=200 protocol_fee_bps=0 max_holds_per_agent=4096": types.NewParamsUpdatedEvent(types.DefaultParams()),
		"escrow.end_block_failed work=burn error=" + types.ErrBroken.Error():                                    types.NewEndBlockFailedEvent("burn", types.ErrBroken),
	} {
		got := e.Type
		for _, a := range e.Attributes {
			got += " " + a.Key + "=" + a.Value
		}
		require.Equal(t, want, got)
	}
}
