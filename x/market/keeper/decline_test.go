package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// A provider that cannot fetch the spec of a hire, or will not do it, loses nothing while it may decline.
func TestAHireCanBeDeclined(t *testing.T) {
	resign := func(f *fixture, a agreementtypes.Agreement) {
		_, err := agreementkeeper.NewMsgServer(f.agreement).Resign(f.ctx, &agreementtypes.MsgResign{
			Signer: f.agent("provider").owner.String(), Provider: a.Terms.Provider, Agreement: a.Id,
		})
		require.NoError(t, err)
		f.block()
		require.Equal(t, agreementtypes.StatusRefunded, f.agreed(a.Id).Status)
		require.Zero(t, f.held("client")+f.held("provider"))
	}
	f := newFixture(t)
	s := f.listService("provider")
	f.agent("client")
	a := f.hire("client", s)
	require.Equal(t, a.OpenedMs+types.DeclineMs(a.Terms), a.DeclineMs)
	require.Positive(t, types.DeclineMs(a.Terms))
	resign(f, a)
	require.EqualValues(t, purse, f.balance("client"))
	require.EqualValues(t, purse, f.balance("provider"))

	a = f.hire("client", s)
	f.pass(types.DeclineMs(a.Terms))
	resign(f, a)
	require.EqualValues(t, 4*unit*5/100, f.balance("client")-purse, "too late: a twentieth of the pledge")
	require.EqualValues(t, -4*unit*5/100, f.balance("provider")-purse)
}

func TestATimeToDeclineIsAThirdOfTheWork(t *testing.T) {
	of := func(ms uint64) agreementtypes.Terms {
		return agreementtypes.Terms{Milestones: []agreementtypes.Milestone{{DeliveryMs: ms}, {DeliveryMs: 1 << 40}}}
	}
	for delivery, want := range map[uint64]uint64{2: 0, 60_000: 20_000, 1_800_000: 600_000, 1_800_003: 600_000, 1 << 40: 600_000} {
		require.Equal(t, want, types.DeclineMs(of(delivery)))
	}
	require.Zero(t, types.DeclineMs(agreementtypes.Terms{}))
}
