package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) propose(owner, agent, newOwner sdk.AccAddress) func() error {
	return func() error {
		_, err := f.msg.ProposeOwner(f.ctx, &types.MsgProposeOwner{Owner: owner.String(), Agent: agent.String(), NewOwner: newOwner.String()})
		return err
	}
}

func (f *fixture) accept(newOwner, agent sdk.AccAddress) func() error {
	return func() error {
		_, err := f.msg.AcceptOwner(f.ctx, &types.MsgAcceptOwner{NewOwner: newOwner.String(), Agent: agent.String()})
		return err
	}
}

func (f *fixture) ownedBy(owner sdk.AccAddress) []string {
	f.Helper()
	res, err := f.query.Agents(f.ctx, &types.QueryAgentsRequest{Owner: owner.String()})
	require.NoError(f, err)
	var agents []string
	for _, a := range res.Agents {
		agents = append(agents, a.Address)
	}
	return agents
}

func TestHandover(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.addOperator(agent, hot, mandate(types.ActionPay))
	f.addOperator(agent, bob, mandate(types.ActionPay))
	f.events()

	require.NoError(t, f.propose(alice, agent, carol)())
	require.NoError(t, f.propose(alice, agent, bob)()) // replaces the first
	require.Equal(t, []string{types.EventOwnerProposed, types.EventOwnerProposed}, f.events())
	require.Equal(t, alice.String(), f.agent(agent).Owner)
	f.refused(types.ErrNoProposal, f.accept(carol, agent))

	require.NoError(t, f.accept(bob, agent)())
	require.Equal(t, []string{types.EventOperatorRemoved, types.EventOperatorRemoved, types.EventOwnerChanged}, f.events())
	a := f.agent(agent)
	require.Equal(t, bob.String(), a.Owner)
	require.Empty(t, a.PendingOwner)
	require.Equal(t, uint32(1), a.Handovers)
	require.Zero(t, a.Operators)
	require.Equal(t, uint64(2), a.Mandates) // serials are never used again
	require.Empty(t, f.ownedBy(alice))
	require.Equal(t, []string{agent.String()}, f.ownedBy(bob))

	f.refused(types.ErrNoProposal, f.accept(bob, agent))
	f.refused(types.ErrNotOwner, f.propose(alice, agent, carol))
	for _, key := range []sdk.AccAddress{alice, hot} {
		_, err := f.k.Authorize(f.ctx, key, agent, types.ActionPay)
		require.ErrorIs(t, err, types.ErrNotAuthorized)
	}
	f.authorize(bob, agent, types.ActionPay)
}

func TestAProposalCanBeWithdrawn(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.refused(types.ErrNoProposal, f.propose(alice, agent, nil))
	require.NoError(t, f.propose(alice, agent, bob)())
	f.refused(types.ErrNotOwner, f.propose(bob, agent, nil))
	f.events()
	require.NoError(t, f.propose(alice, agent, nil)())
	require.Equal(t, []string{types.EventOwnerProposalWithdrawn}, f.events())
	f.refused(types.ErrNoProposal, f.accept(bob, agent))
}

func TestHandoverIsRefused(t *testing.T) {
	f := newFixture(t)
	agent, other := f.register(alice, "bot"), f.register(bob, "other")
	f.refused(types.ErrNotOwner, f.propose(mallory, agent, mallory))
	f.refused(types.ErrAgentNotFound, f.propose(alice, mallory, bob))
	f.refused(types.ErrAgentNotFound, f.accept(alice, mallory))
	f.refused(types.ErrSameOwner, f.propose(alice, agent, alice))
	f.refused(field.ErrMissing, f.propose(nil, agent, bob))
	f.refused(field.ErrMissing, f.accept(nil, agent))
	f.refused(field.ErrAddress, func() error {
		_, err := f.msg.ProposeOwner(f.ctx, &types.MsgProposeOwner{Owner: alice.String(), Agent: agent.String(), NewOwner: "x"})
		return err
	})
	// An agent account can never sign: an agent of itself, or two of each other, would be lost.
	f.refused(types.ErrControllerIsAgent, f.propose(alice, agent, agent))
	f.refused(types.ErrControllerIsAgent, f.propose(alice, agent, other))
	// Not even by proposing the address of a future agent.
	future := types.AgentAddress(bob, []byte("future"))
	require.NoError(t, f.propose(alice, agent, future)())
	f.register(bob, "future")
	f.refused(types.ErrControllerIsAgent, f.accept(future, agent))

	f.setStatus(agent, types.AgentStatusRetired)
	f.refused(types.ErrAgentRetired, f.propose(alice, agent, bob))
	f.refused(types.ErrNoProposal, f.accept(future, agent))
}
