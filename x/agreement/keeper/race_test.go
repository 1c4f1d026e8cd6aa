package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Two messages of every pair in one block, in every running status: whatever comes first counts, what does not fit any more
// is refused and changes nothing; each milestone is settled once, and the money is where it belongs.
func TestEveryPairOfMessagesSettlesOnce(t *testing.T) {
	base := newFixture(t)
	for status, make := range reach {
		if !status.Live() {
			continue
		}
		start := base.branch(t)
		a := make(start)
		for first, one := range messages {
			for second, two := range messages {
				name := status.String() + ": " + first + " then " + second
				f := start.branch(t)
				f.clearEvents()
				for _, m := range []message{one, two} {
					before := f.dump()
					if err := m.send(f, a); err != nil {
						require.True(t, errors.Is(err, types.ErrTransition) || errors.Is(err, types.ErrProposal), "%s: %s", name, err)
						require.Equal(t, before, f.dump(), name)
					}
				}
				settled := 0
				for _, kind := range types.SettlementEvents {
					settled += len(f.events(kind))
				}
				require.LessOrEqual(t, settled, 1, name)
				require.Equal(t, uint32(settled), f.get(a.Id).Milestone, name)
				f.block()
			}
		}
	}
}

func TestAThousandAcceptsPayOnce(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	require.NoError(t, f.accept(a, 90))
	paid := f.balance(f.provider)
	for range 1_000 {
		require.ErrorIs(t, f.accept(a, 90), types.ErrTransition)
	}
	f.block()
	require.Equal(t, paid, f.balance(f.provider))
}

// Late accepts are welcome until the chain accepts by itself: same money, and the provider gets its rating.
func TestTheClientMayAcceptWhileTheDeadlineWaitsInTheQueue(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	f.pass(review + 1)
	require.NoError(t, f.accept(a, 80))
	f.block()
	require.Equal(t, reputationtypes.OutcomeAccept, f.receipt(a, 0).Outcome)
}
