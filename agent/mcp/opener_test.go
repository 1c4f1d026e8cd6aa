package mcp

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
)

// A server gave a bid up whose commitment had been sent, and its deposit burned.
func TestABidIsGoneOnWithWhileItMayBeUnderSeal(t *testing.T) {
	sent := &client.Tx{Hash: "A"}
	for name, c := range map[string]struct {
		bid *agent.Bid
		err error
		on  bool
	}{
		"never stored":                 {nil, client.ErrUnreachable, false},
		"nothing was sent":             {&agent.Bid{Stage: agent.StageNew}, client.ErrUnreachable, false},
		"the commitment is on its way": {&agent.Bid{Stage: agent.StageNew, Commit: sent}, client.ErrUnreachable, true},
		"under seal":                   {&agent.Bid{Stage: agent.StageCommitted, Commit: sent}, client.ErrUnreachable, true},
		"open":                         {&agent.Bid{Stage: agent.StageRevealed, Commit: sent, Reveal: sent}, errors.New("any"), false},
		"the reveals are over":         {&agent.Bid{Stage: agent.StageEnded, Commit: sent}, agent.ErrBidEnded, false},
		"no error":                     {&agent.Bid{Stage: agent.StageCommitted, Commit: sent}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			bids, err := agent.OpenBids(t.TempDir())
			require.NoError(t, err)
			s := &Server{ctx: t.Context(), bids: &bids}
			provider, job := sdk.AccAddress(make([]byte, 20)).String(), "job_0000000000000001"
			if c.bid != nil {
				c.bid.Provider, c.bid.Job, c.bid.Price, c.bid.Pledge = provider, job, math.OneInt(), math.OneInt()
				require.NoError(t, bids.Save(c.bid))
			}
			require.Equal(t, c.on, s.opens(provider, job, c.err))
		})
	}
}
