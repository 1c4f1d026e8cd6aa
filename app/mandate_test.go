package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/trothchain/troth/app/testapp"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// failed demands that transaction i of the block failed with the sentinel.
func failed(t *testing.T, r *testapp.Result, i int, want *errors.Error) {
	t.Helper()
	require.Equal(t, want.Codespace(), r.Txs[i].Codespace, r.Txs[i].Log)
	require.Equal(t, want.ABCICode(), r.Txs[i].Code, r.Txs[i].Log)
}

// TestAnOperatorLivesOnItsAgent: a key that owns nothing pays its fees from the agent's account, within the limit, never
// from what is on hold, and no longer than its mandate.
func TestAnOperatorLivesOnItsAgent(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	agent := c.NewAgents(purse, "writing", c.Accounts[0])[0]
	key := c.NewAccount()
	pay := func(gas uint64, msgs ...sdk.Msg) []byte {
		return c.TxWith(key, testapp.TxOptions{Granter: agent.Address, Gas: gas}, msgs...)
	}
	fee := utroth(2_500) // of a transaction of 1,000,000 gas
	mandate := mandateUpTo(purse)
	mandate.ExpiresMs = nowMs(t, c) + 60_000
	beat := &identitytypes.MsgHeartbeat{Signer: key.String(), Agent: agent.String()}
	mandate.Actions = append(mandate.Actions, identitytypes.ActionProfile)
	limit := utroth(10_000)[0]
	add := &identitytypes.MsgAddOperator{Owner: agent.Owner.String(), Agent: agent.String(), Key: key.String(), Mandate: mandate, FeeLimit: &limit}

	require.NotZero(t, c.Run(pay(0, beat)).Txs[0].Code, "nobody lets the key pay yet")
	c.Run(c.Tx(agent.Owner, add)).RequireOK()
	before := balance(c, agent.Address)
	c.Run(pay(0, beat)).RequireOK()
	require.Equal(t, fee[0].Amount, before.Sub(balance(c, agent.Address)))
	failed(t, c.Run(pay(4_000_000, beat)), 0, feegrant.ErrFeeLimitExceeded)
	require.True(t, balance(c, key.Address).IsZero())

	// What is on hold pays no fees.
	post := agent.Post(testapp.Job{Budget: balance(c, agent.Address).Int64()})
	c.Run(c.Tx(agent.Operator, post)).RequireOK()
	r := c.Run(pay(0, beat))
	failed(t, r, 0, sdkerrors.ErrInsufficientFunds)
	require.Contains(t, r.Txs[0].Log, escrowtypes.ErrHeld.Error())
	c.Run(c.Tx(c.Accounts[1], send(c.Accounts[1], &testapp.Account{Address: agent.Address}, 5_000))).RequireOK()
	c.ExportImport(ownStores...)

	// The allowance ends with the mandate, at the end of the block in which it expires.
	require.Equal(t, int64(7_500), allowance(t, c, agent, key))
	c.RunUntil(func(r *testapp.Result) bool { return r.Has(identitytypes.EventFeeAllowanceEnded) })
	require.GreaterOrEqual(t, nowMs(t, c), mandate.ExpiresMs)
	require.Zero(t, allowance(t, c, agent, key))

	// And in the very transaction in which the owner takes the mandate away.
	mandate.ExpiresMs = 0
	c.Run(c.Tx(agent.Owner, &identitytypes.MsgUpdateMandate{
		Owner: add.Owner, Agent: add.Agent, Key: add.Key, Mandate: mandate, FeeLimit: &limit,
	})).RequireOK()
	require.Equal(t, int64(10_000), allowance(t, c, agent, key))
	r = c.Run(c.Tx(agent.Owner, &identitytypes.MsgRemoveOperator{Signer: add.Owner, Agent: add.Agent, Key: add.Key}), pay(0, beat))
	require.Zero(t, r.Txs[0].Code, r.Txs[0].Log)
	require.NotZero(t, r.Txs[1].Code, "the key pays nothing after that")
	require.Zero(t, allowance(t, c, agent, key))
	c.ExportImport(ownStores...)
}

func nowMs(t *testing.T, c *testapp.Chain) uint64 {
	t.Helper()
	now, err := c.App().Keepers.Clock.Now(c.Context())
	require.NoError(t, err)
	return now
}

// allowance is what the key may pay from the agent's account, as x/feegrant says.
func allowance(t *testing.T, c *testapp.Chain, agent *testapp.Agent, key *testapp.Account) int64 {
	t.Helper()
	left := int64(0)
	err := c.App().Keepers.Feegrant.IterateAllFeeAllowances(c.Context(), func(g feegrant.Grant) bool {
		if g.Granter == agent.String() && g.Grantee == key.String() {
			grant, err := g.GetGrant()
			require.NoError(t, err)
			basic, ok := grant.(*feegrant.BasicAllowance)
			require.True(t, ok)
			left = basic.SpendLimit.AmountOf("utroth").Int64()
		}
		return false
	})
	require.NoError(t, err)
	return left
}

// TestAMandateAsksItsCounterparties: where the money of a bid is put on hold, the client must have what the provider's
// mandate asks: a score by x/reputation, an attestation by x/identity.
func TestAMandateAsksItsCounterparties(t *testing.T) {
	c := testapp.New(t, testapp.Options{BlockTime: 100 * time.Millisecond})
	agents := c.NewAgents(purse, "writing", c.Accounts[0], c.Accounts[1], c.Accounts[2])
	client, provider, issuer := agents[0], agents[1], agents[2]
	job := c.Run(c.Tx(client.Operator, client.Post(testapp.Job{}))).RequireOK().JobOf(0)
	bid := testapp.Bid{Provider: provider, Price: 5 * testapp.Unit, Pledge: 5 * testapp.Unit, DeliveryMs: 10_000}
	ask := func(change func(*identitytypes.Mandate)) {
		m := mandateUpTo(purse)
		m.Actions = append(m.Actions, identitytypes.ActionBid)
		change(&m)
		c.Run(c.Tx(provider.Owner, &identitytypes.MsgUpdateMandate{
			Owner: provider.Owner.String(), Agent: provider.String(), Key: provider.Operator.String(), Mandate: m,
		})).RequireOK()
	}
	score := func(m *identitytypes.Mandate) {
		m.MinCounterpartyScore = &identitytypes.MinScore{Skill: "writing", ScoreBps: 1, Value: testapp.Unit}
	}
	attested := func(m *identitytypes.Mandate) {
		m.CounterpartyRequirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{issuer.String()}}}
	}

	ask(score) // the client never worked
	refusedIn(t, c, identitytypes.ErrCounterpartyScore, c.Tx(provider.Operator, bid.Commit(job)))
	ask(attested)
	refusedIn(t, c, identitytypes.ErrRequirementUnmet, c.Tx(provider.Operator, bid.Commit(job)))
	refusedIn(t, c, identitytypes.ErrCounterpartyNotAllowed, c.Tx(provider.Operator, provider.Post(testapp.Job{})))
	c.Run(c.Tx(issuer.Owner, &identitytypes.MsgAttest{
		Signer: issuer.Owner.String(), Agent: issuer.String(), Subject: client.String(), Schema: "kya",
	})).RequireOK()
	c.Run(c.Tx(provider.Operator, bid.Commit(job))).RequireOK()
	c.ExportImport(ownStores...)
}
