package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Messages inside other messages pass no ante handler. Mandates are checked in the message servers, so there is no way
// around them: these tests try authz and governance.

// actStores are the stores that acts for an agent change, besides balances.
var actStores = []string{"identity", "escrow", "market", "agreement", "reputation", "feegrant"}

// refusedIn demands that the first transaction of the block failed with the sentinel, and that nothing of any agent
// changed.
func refusedIn(t *testing.T, c *testapp.Chain, want *errors.Error, tx []byte) {
	t.Helper()
	before := c.Dump()
	r := c.Run(tx)
	require.Equal(t, want.Codespace(), r.Txs[0].Codespace, r.Txs[0].Log)
	require.Equal(t, want.ABCICode(), r.Txs[0].Code, r.Txs[0].Log)
	after := c.Dump()
	for _, module := range actStores {
		require.Empty(t, testapp.Diff(testapp.State{module: before[module]}, testapp.State{module: after[module]}), module)
	}
}

// nest wraps a message into as many executions by the grantee as depth says.
func nest(grantee *testapp.Account, depth int, msg sdk.Msg) sdk.Msg {
	for range depth {
		exec := authz.NewMsgExec(grantee.Address, []sdk.Msg{msg})
		msg = &exec
	}
	return msg
}

// grant lets the grantee send messages of a type in the granter's name.
func grant(t *testing.T, c *testapp.Chain, granter, grantee *testapp.Account, msg sdk.Msg) sdk.Msg {
	t.Helper()
	end := c.Time.Add(time.Hour)
	m, err := authz.NewMsgGrant(granter.Address, grantee.Address, authz.NewGenericAuthorization(sdk.MsgTypeURL(msg)), &end)
	require.NoError(t, err)
	return m
}

func TestNestedMessagesDoNotPassAMandate(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	agent := c.NewAgents(purse, "writing", c.Accounts[0])[0]
	helper := c.Accounts[1]
	c.Run(c.Tx(agent.Operator, grant(t, c, agent.Operator, helper, &authz.MsgExec{}), grant(t, c, agent.Operator, helper, agent.Post(testapp.Job{})))).RequireOK()

	narrow := &identitytypes.MsgUpdateMandate{
		Owner: agent.Owner.String(), Agent: agent.String(), Key: agent.Operator.String(), Mandate: mandateUpTo(5 * testapp.Unit),
	}
	c.Run(c.Tx(agent.Owner, narrow)).RequireOK()
	above, within := agent.Post(testapp.Job{Budget: 6 * testapp.Unit}), agent.Post(testapp.Job{Budget: 5 * testapp.Unit})
	payer := agent.Operator
	for name, tx := range map[string][]byte{
		"plainly":                                 c.Tx(payer, above),
		"wrapped by the operator":                 c.Tx(payer, nest(payer, 1, above)),
		"wrapped twice by the operator":           c.Tx(payer, nest(payer, 2, above)),
		"by whom the operator lets act":           c.Tx(helper, nest(helper, 1, above)),
		"by whom it lets act, around its own two": c.Tx(helper, nest(helper, 1, nest(payer, 2, above))),
	} {
		t.Run(name, func(t *testing.T) { refusedIn(t, c, identitytypes.ErrAboveAction, tx) })
	}
	// What an operator may not do at all, nobody may do for it.
	pause := &identitytypes.MsgSetStatus{Owner: payer.String(), Agent: agent.String(), Status: identitytypes.AgentStatusPaused}
	refusedIn(t, c, identitytypes.ErrNotOwner, c.Tx(payer, nest(payer, 2, pause)))
	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 2, pause)))

	// The wrapping itself is not what was refused.
	c.Run(c.Tx(payer, nest(payer, 2, within))).RequireOK()
	c.Run(c.Tx(helper, nest(helper, 1, nest(payer, 1, agent.Post(testapp.Job{Budget: testapp.Unit}))))).RequireOK()
}

func mandateUpTo(amount int64) identitytypes.Mandate {
	return identitytypes.Mandate{
		Actions:  []identitytypes.Action{identitytypes.ActionHire},
		Limits:   []identitytypes.Limit{{Denom: utroth(1)[0].Denom, PerAction: utroth(amount)[0].Amount, PerWindow: utroth(purse)[0].Amount, Lifetime: utroth(purse)[0].Amount}},
		WindowMs: 3_600_000,
	}
}

func TestAGranteeOfTheOwnerActsAsFarAsTheOwnerGranted(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	agent := c.NewAgents(purse, "writing", c.Accounts[0])[0]
	helper, owner := c.Accounts[1], agent.Owner
	status := func(to identitytypes.AgentStatus) *identitytypes.MsgSetStatus {
		return &identitytypes.MsgSetStatus{Owner: owner.String(), Agent: agent.String(), Status: to}
	}
	add := &identitytypes.MsgAddOperator{Owner: owner.String(), Agent: agent.String(), Key: helper.String(), Mandate: mandateUpTo(purse)}
	pause, resume := status(identitytypes.AgentStatusPaused), status(identitytypes.AgentStatusActive)

	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 1, pause)))
	c.Run(c.Tx(owner, grant(t, c, owner, helper, pause))).RequireOK()
	c.Run(c.Tx(helper, nest(helper, 1, pause))).RequireOK()
	require.Equal(t, identitytypes.AgentStatusPaused, statusOf(t, c, agent))
	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 1, add)))
	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 1, nest(owner, 1, resume))))
	inOwnName := status(identitytypes.AgentStatusActive)
	inOwnName.Owner = helper.String()
	refusedIn(t, c, identitytypes.ErrNotOwner, c.Tx(helper, nest(helper, 2, inOwnName)))

	// The agent's account signs nothing, so it can have granted nothing either.
	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 1, send(&testapp.Account{Address: agent.Address}, helper, 1))))

	revoke := authz.NewMsgRevoke(owner.Address, helper.Address, sdk.MsgTypeURL(pause))
	c.Run(c.Tx(owner, &revoke)).RequireOK()
	refusedIn(t, c, authz.ErrNoAuthorizationFound, c.Tx(helper, nest(helper, 1, resume)))
}

func statusOf(t *testing.T, c *testapp.Chain, agent *testapp.Agent) identitytypes.AgentStatus {
	t.Helper()
	a, err := c.App().Keepers.Identity.Agent(c.Context(), agent.Address)
	require.NoError(t, err)
	return a.Status
}

// A proposal acts for agents that governance owns, and for no others.
func TestGovernanceActsForNoAgentOfOthers(t *testing.T) {
	period := 3 * time.Second
	c := testapp.New(t, testapp.Options{Genesis: func(cdc codec.Codec, state map[string]json.RawMessage) {
		var gov govv1.GenesisState
		cdc.MustUnmarshalJSON(state["gov"], &gov)
		expedited := period / 2
		gov.Params.VotingPeriod, gov.Params.ExpeditedVotingPeriod = &period, &expedited
		state["gov"] = cdc.MustMarshalJSON(&gov)
	}})
	agent := c.NewAgents(purse, "writing", c.Accounts[0])[0]
	from, gov := c.Accounts[1], app.Authority()
	propose := func(msgs ...sdk.Msg) sdk.Msg {
		m, err := govv1.NewMsgSubmitProposal(msgs, utroth(100*testapp.Unit), from.String(), "", "take over", "an agent of others", false)
		require.NoError(t, err)
		return m
	}
	pause := &identitytypes.MsgSetStatus{Owner: agent.Owner.String(), Agent: agent.String(), Status: identitytypes.AgentStatusPaused}
	refusedIn(t, c, govtypes.ErrInvalidSigner, c.Tx(from, propose(pause)))

	asGov := *pause
	asGov.Owner = gov
	post := agent.Post(testapp.Job{})
	post.Signer = gov
	wrapped := authz.NewMsgExec(sdk.MustAccAddressFromBech32(gov), []sdk.Msg{pause})
	attest := &identitytypes.MsgAttest{Signer: gov, Agent: agent.String(), Subject: agent.String(), Schema: "kya"}
	for i, msg := range []sdk.Msg{&asGov, post, &wrapped, attest} {
		c.Run(c.Tx(from, propose(msg))).RequireOK()
		c.Run(c.Tx(c.Validator(), govv1.NewMsgVote(c.Validator().Address, uint64(i+1), govv1.OptionYes, ""))).RequireOK()
	}
	before := c.Dump()
	c.RunFor(3 * period)
	after := c.Dump()
	for id := uint64(1); id <= 4; id++ {
		proposal, err := c.App().Keepers.Gov.Proposals.Get(c.Context(), id)
		require.NoError(t, err)
		require.Equal(t, govv1.StatusFailed, proposal.Status, "it passed, and its message was refused: %s", proposal.FailedReason)
	}
	require.Equal(t, identitytypes.AgentStatusActive, statusOf(t, c, agent))
	for _, module := range actStores {
		require.Empty(t, testapp.Diff(testapp.State{module: before[module]}, testapp.State{module: after[module]}), module)
	}
}
