package mcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// TestTheRightToDeclineIsShownWhileItExists shows decline_ms to nobody who could no longer use it.
func TestTheRightToDeclineIsShownWhileItExists(t *testing.T) {
	const until = 1_600_000
	for name, c := range map[string]struct {
		change func(*agreementtypes.Agreement)
		want   uint64
	}{
		"untouched": {func(*agreementtypes.Agreement) {}, until},
		"no hire":   {func(a *agreementtypes.Agreement) { a.DeclineMs = 0 }, 0},
		"amended":   {func(a *agreementtypes.Agreement) { a.Amendments = 1 }, 0},
		"delivered": {func(a *agreementtypes.Agreement) {
			a.Status, a.Submission = agreementtypes.StatusReview, &agreementtypes.Submission{}
		}, 0},
		"sent back":         {func(a *agreementtypes.Agreement) { a.Submission = &agreementtypes.Submission{} }, 0},
		"a later milestone": {func(a *agreementtypes.Agreement) { a.Milestone = 1 }, 0},
		"declined":          {func(a *agreementtypes.Agreement) { a.Status = agreementtypes.StatusRefunded }, 0},
		"terminated":        {func(a *agreementtypes.Agreement) { a.Status = agreementtypes.StatusTerminated }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := agreementtypes.Agreement{
				Status: agreementtypes.StatusWorking, OpenedMs: 1_000_000, DeclineMs: until,
				Terms: agreementtypes.Terms{Price: sdk.NewInt64Coin(chain.BaseDenom, 1), Pledge: math.OneInt()},
			}
			c.change(&a)
			require.Equal(t, c.want, viewAgreement(a, nil).DeclineMs)
		})
	}
}
