package app_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const hour = uint64(3_600_000)

// court is a chain with pairs of agents in disputes of their own, and arbiters.
type court struct {
	*testapp.Chain
	t                            *testing.T
	clients, providers, arbiters []*testapp.Agent
	agreements, cases            []string
}

// newCourt has n pairs agree, submit, reject and contest, each step of all pairs in one block, and arbiters enlist. No two
// of these transactions write one key, so none runs twice.
func newCourt(t *testing.T, n, arbiters int) *court {
	t.Helper()
	c := &court{t: t, Chain: testapp.New(t, testapp.Options{Accounts: 2*n + arbiters, Instances: []testapp.Instance{testapp.Sequential, testapp.Parallel}})}
	agents := c.NewAgents(purse, "writing", c.Accounts...)
	c.clients, c.providers, c.arbiters = agents[:n], agents[n:2*n], agents[2*n:]
	c.each(c.arbiters, func(_ int, a *testapp.Agent) sdk.Msg {
		return &arbitrationtypes.MsgEnlist{Signer: a.Owner.String(), Agent: a.String(), Stake: math.NewInt(200 * testapp.Unit), Skills: []string{"writing"}}
	})
	c.hire()
	c.each(c.providers, func(i int, a *testapp.Agent) sdk.Msg {
		m := a.Submit(c.agreements[i])
		m.Signer = a.Owner.String()
		return m
	})
	c.each(c.clients, func(i int, a *testapp.Agent) sdk.Msg {
		return &agreementtypes.MsgReject{Signer: a.Owner.String(), Client: a.String(), Agreement: c.agreements[i], Reason: "page 3 is missing"}
	})
	r := c.each(c.providers, func(i int, a *testapp.Agent) sdk.Msg {
		return &agreementtypes.MsgContest{Signer: a.Owner.String(), Agent: a.String(), Agreement: c.agreements[i], Reason: "it is there"}
	})
	for i := range c.providers {
		var contested agreementtypes.MsgContestResponse
		r.Response(i, 0, &contested)
		c.cases = append(c.cases, contested.Case)
	}
	c.SetBlockTime(10 * time.Second)
	return c
}

// each has the owners of agents send one message each, in one block.
func (c *court) each(agents []*testapp.Agent, msg func(int, *testapp.Agent) sdk.Msg) *testapp.Result {
	var txs [][]byte
	for i, a := range agents {
		txs = append(txs, c.TxWith(a.Owner, testapp.TxOptions{Gas: 600_000}, msg(i, a)))
	}
	return c.block(txs)
}

// block runs transactions of which no two write one key.
func (c *court) block(txs [][]byte) *testapp.Result {
	c.Executions()
	r := c.Run(txs...).RequireOK()
	require.Equal(c.t, int64(len(txs)), c.Executions(), "transactions, and runs of them")
	return r
}

// hire has every client offer 5 units of work to its provider, who accepts.
func (c *court) hire() {
	sum := sha256.Sum256([]byte("spec"))
	price := math.NewInt(5 * testapp.Unit)
	made := make([]markettypes.MsgMakeOfferResponse, len(c.clients))
	r := c.each(c.clients, func(i int, a *testapp.Agent) sdk.Msg {
		return &markettypes.MsgMakeOffer{Signer: a.Owner.String(), Maker: a.String(), ExpiresMs: 10 * hour, Terms: agreementtypes.Terms{
			Client: a.String(), Provider: c.providers[i].String(), Title: "Translate a page",
			Spec: agreementtypes.Spec{Uri: "ipfs://spec", Sha256: sum[:], Bytes: 8}, Skill: "writing",
			Price: sdk.NewCoin(chain.BaseDenom, price), Loss: price, Pledge: price, Milestones: agreementtypes.SingleMilestone(hour), ReviewMs: hour,
		}}
	})
	for i := range made {
		r.Response(i, 0, &made[i])
	}
	r = c.each(c.providers, func(i int, a *testapp.Agent) sdk.Msg {
		return &markettypes.MsgAcceptOffer{Signer: a.Owner.String(), Agent: a.String(), Offer: made[i].Offer, Accepts: made[i].Hash}
	})
	for i := range made {
		var accepted markettypes.MsgAcceptOfferResponse
		r.Response(i, 0, &accepted)
		c.agreements = append(c.agreements, accepted.Agreement)
	}
}

// until runs blocks until all cases have a status.
func (c *court) until(t *testing.T, status arbitrationtypes.Status) {
	t.Helper()
	for range 200 {
		ready := 0
		for _, id := range c.cases {
			got, err := c.App().Keepers.Arbitration.Get(c.Context(), id)
			require.NoError(t, err)
			if got.Status == status {
				ready++
			}
		}
		if ready == len(c.cases) {
			return
		}
		c.Run().RequireOK()
	}
	t.Fatalf("no case comes to %s", status)
}

// votes has every arbiter do one thing for each of its seats, all in one block: in parallel none runs twice, though seats of
// one case vote side by side.
func (c *court) votes(t *testing.T, msg func(id string, key []byte, a *testapp.Agent, vote uint32) sdk.Msg) {
	t.Helper()
	var txs [][]byte
	for _, a := range c.arbiters {
		var msgs []sdk.Msg
		for i, id := range c.cases {
			key, err := arbitrationtypes.ParseID("", id)
			require.NoError(t, err)
			has, err := c.App().Keepers.Arbitration.Seated(c.Context(), id, 0, a.Address)
			require.NoError(t, err)
			if has {
				msgs = append(msgs, msg(id, key, a, uint32(i%2)*10_000))
			}
		}
		if len(msgs) > 0 {
			txs = append(txs, c.TxWith(a.Owner, testapp.TxOptions{Gas: 600_000}, msgs...))
		}
	}
	require.NotEmpty(t, txs)
	c.block(txs)
}

// Disputes of many pairs at once, on instances that run one transaction after the other and in parallel: every block has one
// app hash, the ruling settles the agreement, and nothing stays held but stakes.
func TestDisputesOnAllInstances(t *testing.T) {
	c := newCourt(t, 3, 12)
	c.until(t, arbitrationtypes.StatusDrawn)
	c.ExportImport(ownStores...)
	var txs [][]byte
	for i, id := range c.cases {
		for _, a := range []*testapp.Agent{c.clients[i], c.providers[i]} {
			sum := sha256.Sum256([]byte(a.String()))
			txs = append(txs, c.Tx(a.Owner, &arbitrationtypes.MsgAddEvidence{
				Signer: a.Owner.String(), Agent: a.String(), Case: id, Uri: "https://example.com/3.png", Sha256: sum[:], Note: fmt.Sprintf("evidence of %d", i),
			}))
		}
	}
	c.Run(txs...).RequireOK()
	c.until(t, arbitrationtypes.StatusCommit)
	salt := sha256.Sum256([]byte("salt"))
	c.votes(t, func(id string, key []byte, a *testapp.Agent, vote uint32) sdk.Msg {
		return &arbitrationtypes.MsgCommitVote{
			Signer: a.Owner.String(), Arbiter: a.String(), Case: id,
			Commitment: jury.Commitment(testapp.ChainID, key, 0, a.Address, []uint32{vote}, salt[:]),
		}
	})
	c.until(t, arbitrationtypes.StatusReveal)
	c.votes(t, func(id string, _ []byte, a *testapp.Agent, vote uint32) sdk.Msg {
		return &arbitrationtypes.MsgRevealVote{Signer: a.Owner.String(), Arbiter: a.String(), Case: id, Votes: []uint32{vote}, Salt: salt[:]}
	})
	c.until(t, arbitrationtypes.StatusClosed)
	c.ExportImport(ownStores...)
	for i, id := range c.agreements {
		a, err := c.App().Keepers.Agreement.Get(c.Context(), id)
		require.NoError(t, err)
		require.Equal(t, []agreementtypes.Status{agreementtypes.StatusRefunded, agreementtypes.StatusCompleted}[i%2], a.Status)
		for _, party := range []*testapp.Agent{c.clients[i], c.providers[i]} {
			has, err := c.App().Keepers.Escrow.HasHolds(c.Context(), party.Address)
			require.NoError(t, err)
			require.False(t, has)
		}
	}
}
