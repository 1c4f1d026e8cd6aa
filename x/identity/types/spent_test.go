package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/identity/types"
)

func spent(bucket uint64, lifetime, current, previous int64) types.Spent {
	return types.Spent{Denom: "utroth", Lifetime: math.NewInt(lifetime), Bucket: bucket, Current: math.NewInt(current), Previous: math.NewInt(previous)}
}

func TestCountersRoll(t *testing.T) {
	for name, tc := range map[string]struct {
		from types.Spent
		to   uint64
		want types.Spent
	}{
		"in the same bucket nothing changes":         {spent(5, 30, 10, 20), 5, spent(5, 30, 10, 20)},
		"in the next bucket the current is previous": {spent(5, 30, 10, 20), 6, spent(6, 30, 0, 10)},
		"two buckets on nothing counts":              {spent(5, 30, 10, 20), 7, spent(7, 30, 0, 0)},
		"far on nothing counts":                      {spent(5, 30, 10, 20), 1 << 60, spent(1<<60, 30, 0, 0)},
		"an earlier bucket changes nothing":          {spent(5, 30, 10, 20), 4, spent(5, 30, 10, 20)},
		"the first bucket ever":                      {spent(0, 0, 0, 0), 1, spent(1, 0, 0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.from.RolledTo(tc.to)
			require.Equal(t, tc.want.String(), got.String())
		})
	}
}

func TestStatusTable(t *testing.T) {
	require.True(t, types.AgentStatusUnspecified.CanBecome(types.AgentStatusActive))
	require.False(t, types.AgentStatusUnspecified.CanBecome(types.AgentStatusPaused))
	require.False(t, types.AgentStatusRetired.CanBecome(types.AgentStatusActive))
	require.False(t, types.AgentStatus(9).CanBecome(types.AgentStatusActive))
}
