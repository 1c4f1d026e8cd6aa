package app_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// disputed is work that the client rejects and the provider contests: judges vote, and the loser appeals in vain. What the
// owners of judges send is measured once of each kind.
func (c *costs) disputed(t *testing.T, client, provider *testapp.Agent, judges []*testapp.Agent) {
	c.last = c.Dump()
	for i, a := range judges {
		enlist := &arbitrationtypes.MsgEnlist{Signer: a.Owner.String(), Agent: a.String(), Stake: math.NewInt(200 * testapp.Unit), Skills: []string{"writing"}}
		if i == 0 {
			c.step("disputed: enlist", a.Owner, enlist)
			continue
		}
		c.Run(c.Tx(a.Owner, enlist)).RequireOK()
	}
	for range 25 { // the trees have them after draw_blocks
		c.Run().RequireOK()
	}
	c.last = c.Dump()
	r := c.road(t, "disputed")
	agreement := r.hire(client, provider, 3)
	r.submit(provider, agreement, 0)
	r.step("reject with deposit", client, &agreementtypes.MsgReject{
		Signer: client.Operator.String(), Client: client.String(), Agreement: agreement, Reason: "not what was asked for",
	})
	var contested agreementtypes.MsgContestResponse
	r.step("contest", provider, &agreementtypes.MsgContest{
		Signer: provider.Operator.String(), Agent: provider.String(), Agreement: agreement, Reason: "it is",
	}).Response(0, 0, &contested)
	c.SetBlockTime(10 * time.Second)
	r.vote(contested.Case, judges)
	r.untilCase(contested.Case, arbitrationtypes.StatusRuled)
	c.last = c.Dump()
	r.step("appeal", client, &arbitrationtypes.MsgAppeal{Signer: client.Operator.String(), Agent: client.String(), Case: contested.Case})
	r.untilCase(contested.Case, arbitrationtypes.StatusClosed)
	a, err := c.App().Keepers.Agreement.Get(c.Context(), agreement)
	require.NoError(t, err)
	require.Equal(t, agreementtypes.StatusCompleted, a.Status)
	c.last = c.Dump()
	c.SetBlockTime(time.Second)
}

// vote has every judge with a seat commit to 10000 and reveal it; the first one's messages are measured.
func (r *road) vote(id string, judges []*testapp.Agent) {
	key, err := arbitrationtypes.ParseID("case", id)
	require.NoError(r.t, err)
	salt, votes := sha256.Sum256([]byte("salt")), []uint32{arbitrationtypes.BPS}
	r.untilCase(id, arbitrationtypes.StatusCommit)
	r.last = r.Dump()
	var seated []*testapp.Agent
	for _, a := range judges {
		has, err := r.App().Keepers.Arbitration.Seated(r.Context(), id, 0, a.Address)
		require.NoError(r.t, err)
		if has {
			seated = append(seated, a)
		}
	}
	require.Len(r.t, seated, 5)
	for i, a := range seated {
		commit := &arbitrationtypes.MsgCommitVote{
			Signer: a.Owner.String(), Arbiter: a.String(), Case: id, Commitment: jury.Commitment(testapp.ChainID, key, 0, a.Address, votes, salt[:]),
		}
		if i == 0 {
			r.costs.step(r.name+": commit vote", a.Owner, commit)
			continue
		}
		r.Run(r.Tx(a.Owner, commit)).RequireOK()
	}
	r.untilCase(id, arbitrationtypes.StatusReveal)
	r.last = r.Dump()
	for i, a := range seated {
		reveal := &arbitrationtypes.MsgRevealVote{Signer: a.Owner.String(), Arbiter: a.String(), Case: id, Votes: votes, Salt: salt[:]}
		if i == 0 {
			r.costs.step(r.name+": reveal vote", a.Owner, reveal)
			continue
		}
		r.Run(r.Tx(a.Owner, reveal)).RequireOK()
	}
}

// untilCase runs blocks until a case has a status.
func (r *road) untilCase(id string, status arbitrationtypes.Status) {
	for range 300 {
		got, err := r.App().Keepers.Arbitration.Get(r.Context(), id)
		require.NoError(r.t, err)
		if got.Status == status {
			return
		}
		r.Run().RequireOK()
	}
	require.FailNow(r.t, "the case does not come to its status", "%s", status)
}
