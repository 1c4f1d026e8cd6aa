package devtest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/devtest"
)

func TestADevnetOfTestsHasPeopleAndNothingElse(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	d, err := devtest.Start(t.Context(), devnet.Options{Home: t.TempDir(), BlockTime: 100 * time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	require.Empty(t, d.Faucet)
	require.Empty(t, d.Explorer)
	for _, name := range []string{"alice", "carol", "dave", "faucet"} {
		c, s := devtest.Person(t, d, name)
		require.Equal(t, d.Accounts[name], c.Address(), name)
		require.Equal(t, c.Address().Bytes(), s.PubKey().Address().Bytes(), name)
	}
	height, err := devtest.Dial(t, d, nil).Height(t.Context())
	require.NoError(t, err)
	require.Positive(t, height)
}
