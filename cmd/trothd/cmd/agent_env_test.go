package cmd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/client"
)

// The RPC of another chain does not choose what an agent signs for: its file does. The node is not asked.
func TestAnAgentSignsForTheChainOfItsFile(t *testing.T) {
	env := &agentEnv{home: t.TempDir(), nodes: []string{"http://127.0.0.1:1"}, timeout: time.Minute, maxFee: client.DefaultMaxFee}
	require.NoError(t, env.save(agentFile{Name: "bob", ChainID: "troth-1"}))
	_, err := env.load("bob")
	require.NoError(t, err)
	c, err := env.dial(nil)
	require.NoError(t, err)
	id, err := c.ChainID(t.Context())
	require.NoError(t, err)
	require.Equal(t, "troth-1", id)
}

func TestTheLargestFeeIsChecked(t *testing.T) {
	for fee, want := range map[string]error{"": client.ErrOption, "much": client.ErrOption, "0.5troth": nil, "20000utroth": nil} {
		env := &agentEnv{nodes: []string{"http://127.0.0.1:1"}, timeout: time.Minute, maxFee: fee}
		_, err := env.dial(nil)
		require.ErrorIs(t, err, want, fee)
	}
}
