package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/reputation/bar"
	"github.com/trothchain/troth/x/reputation/types"
)

// related asks in both orders, which must make no difference.
func (f *fixture) related(a, b string) bool {
	f.Helper()
	there, err := f.k.Related(f.ctx, agent(a), agent(b))
	require.NoError(f, err)
	back, err := f.k.Related(f.ctx, agent(b), agent(a))
	require.NoError(f, err)
	require.Equal(f, there, back)
	return there
}

func TestRelatedAreThoseWhoWorkedForEachOther(t *testing.T) {
	f := newFixture(t).at(100)
	require.False(t, f.related("c1", "s"))
	f.settle(contract("c1", "s", 10*one))
	require.True(t, f.related("c1", "s"))
	require.False(t, f.related("c2", "s"), "who shares a provider does not know the other")
	require.False(t, f.related("c1", "c2"))

	fault := contract("c3", "s", 10*one)
	fault.Outcome, fault.Rating = types.OutcomeFault, 0
	f.settle(fault)
	require.True(t, f.related("c3", "s"), "a fault is an acquaintance too")
}

func TestAcquaintanceFades(t *testing.T) {
	f := newFixture(t).at(100)
	f.settle(contract("c1", "s", 10*one))
	half := types.DefaultParams().Bar().HalfSuccess
	require.True(t, f.at(100+half).related("c1", "s"))
	far := uint64(100)
	for mass := uint64(bar.One); mass >= types.DefaultParams().Bar().PairFloor && far < 100+64*half; far += half {
		mass /= 2
	}
	require.False(t, f.at(far+half).related("c1", "s"))
}

// A contract worth next to nothing makes nobody unfit to judge; as much together as a twentieth of a trial does.
func TestDustMakesNoAcquaintance(t *testing.T) {
	f := newFixture(t).at(100)
	f.settle(contract("c1", "s", 1))
	require.False(t, f.related("c1", "s"))
	f.settle(contract("c2", "s", one*49/1_000))
	require.False(t, f.related("c2", "s"))
	f.settle(contract("c2", "s", one/1_000))
	require.True(t, f.related("c2", "s"))
	f.settle(contract("c3", "s", one/20))
	require.True(t, f.related("c3", "s"))
}

func TestRelatedNeedsParameters(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.Related(f.ctx, agent("c1"), agent("s"))
	require.ErrorIs(t, err, types.ErrNotSet)
}
