package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app/testapp"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// A provider whose bid stands, or whose work runs, cannot retire, also when its capital is all its cover: otherwise it
// could take back a bid that binds it.
func TestAnAgentWithWorkCannotRetire(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	agents := c.NewAgents(purse, "writing", c.Accounts[0], c.Accounts[1])
	client, provider := agents[0], agents[1]
	retire := func() *testapp.Result {
		return c.Run(c.Tx(provider.Owner, &identitytypes.MsgSetStatus{
			Owner: provider.Owner.String(), Agent: provider.String(), Status: identitytypes.AgentStatusRetired,
		}))
	}
	refused := func() {
		t.Helper()
		r := retire()
		require.Equal(t, identitytypes.ErrHasHolds.ABCICode(), r.Txs[0].Code, r.Txs[0].Log)
		require.Equal(t, identitytypes.ModuleName, r.Txs[0].Codespace)
	}
	// A first job earns capital; its burn covers a small price of the second without any pledge.
	work := func(budget, price, pledge int64, whileItStands func()) {
		job := c.Run(c.Tx(client.Operator, client.Post(testapp.Job{Budget: budget}))).RequireOK().JobOf(0)
		bid := testapp.Bid{Provider: provider, Price: price, Pledge: pledge, DeliveryMs: 10_000}
		c.Run(c.Tx(provider.Operator, bid.Commit(job))).RequireOK()
		c.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventJobRevealing) })
		c.Run(c.Tx(provider.Operator, bid.Reveal(job))).RequireOK()
		whileItStands()
		r := c.RunUntil(func(r *testapp.Result) bool { return r.Has(markettypes.EventJobAwarded) })
		agreement := testapp.Attribute(r.Find(markettypes.EventJobAwarded)[0], "agreement")
		whileItStands()
		c.Run(c.Tx(provider.Operator, provider.Submit(agreement))).RequireOK()
		c.Run(c.Tx(client.Operator, client.Accept(agreement, 100))).RequireOK()
	}
	work(10*testapp.Unit, 10*testapp.Unit, 10*testapp.Unit, func() {})
	work(testapp.Unit/10, testapp.Unit/10, 0, refused)
	retire().RequireOK()
}
