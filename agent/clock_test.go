package agent_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/agent"
	clocktypes "github.com/trothchain/troth/x/clock/types"
)

// Reveals wait for this machine's clock, and not a moment longer because the node was behind when the bid was made.
func TestRevealsBeginByTheOwnClock(t *testing.T) {
	now := time.UnixMilli(1_000_000_000_000)
	at := func(lag time.Duration) uint64 { return uint64(now.Add(-lag).UnixMilli()) }
	for name, c := range map[string]struct {
		clock clocktypes.Clock
		end   uint64
		want  time.Duration
	}{
		"a minute is left":             {clocktypes.Clock{NowMs: 10_000, LastBlockUnixMs: at(0)}, 70_000, 55 * time.Second},
		"the node is behind":           {clocktypes.Clock{NowMs: 10_000, LastBlockUnixMs: at(20 * time.Second)}, 70_000, 35 * time.Second},
		"the node says it is behind":   {clocktypes.Clock{NowMs: 10_000, LastBlockUnixMs: 1}, 910_000, 835 * time.Second},
		"the node is ahead":            {clocktypes.Clock{NowMs: 10_000, LastBlockUnixMs: at(-time.Hour)}, 70_000, 55 * time.Second},
		"it is over":                   {clocktypes.Clock{NowMs: 10_000, LastBlockUnixMs: at(0)}, 9_000, -5 * time.Second},
		"the end is beyond all limits": {clocktypes.Clock{LastBlockUnixMs: at(0)}, math.MaxUint64, (1<<40)*time.Millisecond - 5*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, now.Add(c.want), agent.Opens(c.clock, c.end, now))
		})
	}
	require.Equal(t, 3*time.Second, agent.Lag(clocktypes.Clock{LastBlockUnixMs: at(3 * time.Second)}, now))
	require.Zero(t, agent.Lag(clocktypes.Clock{LastBlockUnixMs: math.MaxUint64}, now))
}
