package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

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
