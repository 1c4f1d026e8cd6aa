package jury_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/arbitration/jury"
)

// The example of docs/judging.md: three vote 7500, one 0, one is silent, about 100 units.
func TestTheExampleOfTheRulesForJudges(t *testing.T) {
	lock := jury.SeatLock(math.NewInt(200), 5)
	require.EqualValues(t, 40, lock.Int64())
	verdict, ok := jury.Median([]uint32{7_500, 0, 7_500, 7_500})
	require.True(t, ok)
	require.EqualValues(t, 7_500, verdict)
	far, hidden := jury.Share(lock, 1_000), jury.Share(lock, 5_000)
	require.EqualValues(t, 4, far.Int64())
	require.EqualValues(t, 20, hidden.Int64())
	fee := math.NewInt(2)
	require.False(t, jury.Coherent(0, verdict))
	require.Equal(t, []string{"9", "9", "8"}, texts(jury.Divide(fee.Add(far).Add(hidden), 3)), "26 for three")

	require.True(t, jury.Coherent(7_500, 10_000), "an appeal that ends at 10000 changes nothing for them")
	require.False(t, jury.Coherent(7_500, 0))
	require.EqualValues(t, 34, fee.Add(far.MulRaw(3)).Add(hidden).Int64(), "all for the one who was right")
}
