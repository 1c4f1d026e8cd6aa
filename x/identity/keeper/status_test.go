package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) trySetStatus(owner, agent sdk.AccAddress, to types.AgentStatus) func() error {
	return func() error {
		_, err := f.msg.SetStatus(f.ctx, &types.MsgSetStatus{Owner: owner.String(), Agent: agent.String(), Status: to})
		return err
	}
}

func TestEveryTransition(t *testing.T) {
	allowed := map[[2]types.AgentStatus]bool{
		{types.AgentStatusActive, types.AgentStatusPaused}:  true,
		{types.AgentStatusActive, types.AgentStatusRetired}: true,
		{types.AgentStatusPaused, types.AgentStatusActive}:  true,
		{types.AgentStatusPaused, types.AgentStatusRetired}: true,
	}
	all := []types.AgentStatus{types.AgentStatusActive, types.AgentStatusPaused, types.AgentStatusRetired}
	for _, from := range all {
		for _, to := range all {
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) {
				f := newFixture(t)
				agent := f.register(alice, "bot", "skill")
				if from != types.AgentStatusActive {
					f.setStatus(agent, from)
				}
				f.events()
				if !allowed[[2]types.AgentStatus{from, to}] {
					f.refused(types.ErrStatusTransition, f.trySetStatus(alice, agent, to))
					return
				}
				require.NoError(t, f.trySetStatus(alice, agent, to)())
				require.Equal(t, to, f.agent(agent).Status)
				require.Equal(t, []string{types.EventStatusChanged}, f.events())
				require.Equal(t, to == types.AgentStatusActive, len(f.withSkill("skill")) == 1)
			})
		}
	}
}

func TestSetStatusIsRefused(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.addOperator(agent, hot, mandate(types.ActionProfile))
	f.refused(types.ErrNotOwner, f.trySetStatus(mallory, agent, types.AgentStatusPaused))
	f.refused(types.ErrNotOwner, f.trySetStatus(hot, agent, types.AgentStatusPaused))
	f.refused(types.ErrAgentNotFound, f.trySetStatus(alice, mallory, types.AgentStatusPaused))
	f.refused(field.ErrRange, f.trySetStatus(alice, agent, types.AgentStatusUnspecified))
	f.refused(field.ErrRange, f.trySetStatus(alice, agent, 4))
	f.refused(field.ErrRange, f.trySetStatus(alice, agent, -1))
	f.refused(field.ErrMissing, f.trySetStatus(nil, agent, types.AgentStatusPaused))
}

func TestAnAgentWithHoldsCannotRetire(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.holds[agent.String()] = true
	f.refused(types.ErrHasHolds, f.trySetStatus(alice, agent, types.AgentStatusRetired))
	f.setStatus(agent, types.AgentStatusPaused) // pausing is always possible
	f.refused(types.ErrHasHolds, f.trySetStatus(alice, agent, types.AgentStatusRetired))
	delete(f.holds, agent.String())
	f.setStatus(agent, types.AgentStatusRetired)
}

func TestRetirementEndsOperatorsProposalAndLaterTheName(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot", "skill")
	f.addOperator(agent, hot, mandate(types.ActionBid))
	f.addOperator(agent, warm, mandate(types.ActionPay))
	_, err := f.msg.ProposeOwner(f.ctx, &types.MsgProposeOwner{Owner: alice.String(), Agent: agent.String(), NewOwner: bob.String()})
	require.NoError(t, err)
	f.events()

	f.setStatus(agent, types.AgentStatusRetired)
	require.Equal(t, []string{types.EventOperatorRemoved, types.EventOperatorRemoved, types.EventStatusChanged}, f.events())
	a := f.agent(agent)
	require.Zero(t, a.Operators)
	require.Empty(t, a.PendingOwner)
	require.Equal(t, start+types.DefaultNameHoldMs, a.DueMs)
	_, err = f.k.Operator(f.ctx, agent, hot)
	require.ErrorIs(t, err, types.ErrOperatorNotFound)

	f.at(a.DueMs - 1)
	f.endBlock()
	require.Equal(t, "bot", f.agent(agent).Profile.Name)
	f.checkInvariants()

	f.at(a.DueMs)
	f.endBlock()
	require.Equal(t, []string{types.EventNameReleased}, f.events())
	require.Empty(t, f.agent(agent).Profile.Name)
	require.Zero(t, f.agent(agent).DueMs)
	f.register(bob, "bot")
}

func TestANamelessAgentRetiresWithoutDeadline(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "")
	f.setStatus(agent, types.AgentStatusRetired)
	require.Zero(t, f.agent(agent).DueMs)
}

func TestANameThatCannotBeReleasedWaitsForARetry(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.setStatus(agent, types.AgentStatusRetired)
	retry := func(name string) func() error {
		return func() error {
			_, err := f.msg.Retry(f.ctx, &types.MsgRetry{Sender: mallory.String(), Name: name})
			return err
		}
	}
	f.refused(deadline.ErrNotStuck, retry("bot"))

	a := f.agent(agent)
	f.k.SetName(f.ctx, "bot", nil) // break the state: the release must fail, not the block
	now := a.DueMs
	for range deadline.MaxAttempts {
		f.at(now)
		f.endBlock()
		now += day
	}
	f.refused(types.ErrNameNotFound, retry("bot"))
	f.k.SetName(f.ctx, "bot", agent)
	f.checkInvariants() // a stuck deadline still stands for the name
	require.NoError(t, retry("bot")())
	require.Empty(t, f.agent(agent).Profile.Name)
	f.refused(deadline.ErrNotStuck, retry("bot"))
	f.refused(field.ErrLength, retry("x"))
	f.refused(types.ErrNameReserved, retry("troth1x"))
}

func TestAnUnknownDeadlineIsRefused(t *testing.T) {
	f := newFixture(t)
	f.register(alice, "bot")
	f.refused(types.ErrDeadlineKind, func() error { return f.k.RunDeadline(f.ctx, 99, []byte("bot")) })
	f.refused(types.ErrNameNotFound, func() error { return f.k.RunDeadline(f.ctx, types.KindReleaseName, []byte("nobody")) })
	f.refused(types.ErrNameTaken, func() error { return f.k.RunDeadline(f.ctx, types.KindReleaseName, []byte("bot")) })
}
