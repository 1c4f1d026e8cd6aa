package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func TestUpdateProfile(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot", "old", "kept")
	f.addOperator(agent, hot, mandate(types.ActionProfile))
	f.events()
	profile := types.Profile{Name: "newbot", Skills: []string{"kept", "new"}}
	_, err := f.msg.UpdateProfile(f.ctx, &types.MsgUpdateProfile{Signer: hot.String(), Agent: agent.String(), Profile: profile})
	require.NoError(t, err)
	require.Equal(t, []string{types.EventProfileUpdated}, f.events())
	require.Equal(t, profile, f.agent(agent).Profile)
	require.Empty(t, f.withSkill("old"))
	require.Equal(t, []string{agent.String()}, f.withSkill("kept"))
	require.Equal(t, []string{agent.String()}, f.withSkill("new"))

	_, err = f.k.AgentByName(f.ctx, "bot")
	require.ErrorIs(t, err, types.ErrNameNotFound)
	f.register(bob, "bot") // the old name is free at once

	f.setStatus(agent, types.AgentStatusPaused)
	_, err = f.msg.UpdateProfile(f.ctx, &types.MsgUpdateProfile{Signer: alice.String(), Agent: agent.String(), Profile: types.Profile{Skills: []string{"paused"}}})
	require.NoError(t, err)
	require.Empty(t, f.withSkill("paused"))
	_, err = f.k.AgentByName(f.ctx, "newbot")
	require.ErrorIs(t, err, types.ErrNameNotFound)
	f.setStatus(agent, types.AgentStatusActive)
	require.Equal(t, []string{agent.String()}, f.withSkill("paused"))
}

func TestUpdateProfileIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		signer  sdk.AccAddress
		profile types.Profile
		status  types.AgentStatus
		err     error
	}{
		"to a stranger":                    {signer: mallory, err: types.ErrNotAuthorized},
		"to an operator without PROFILE":   {signer: hot, err: types.ErrActionNotAllowed},
		"a name of another agent":          {signer: alice, profile: types.Profile{Name: "taken"}, err: types.ErrNameTaken},
		"a skill twice":                    {signer: alice, profile: types.Profile{Skills: []string{"go", "go"}}, err: field.ErrDuplicate},
		"of a retired agent to its owner":  {signer: alice, status: types.AgentStatusRetired, err: types.ErrAgentRetired},
		"of a retired agent to a stranger": {signer: mallory, status: types.AgentStatusRetired, err: types.ErrNotAuthorized},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.register(bob, "taken")
			agent := f.register(alice, "bot", "skill")
			f.addOperator(agent, hot, mandate(types.ActionBid))
			if tc.status != types.AgentStatusUnspecified {
				f.setStatus(agent, tc.status)
			}
			f.refused(tc.err, func() error {
				_, err := f.msg.UpdateProfile(f.ctx, &types.MsgUpdateProfile{Signer: tc.signer.String(), Agent: agent.String(), Profile: tc.profile})
				return err
			})
		})
	}
}

func TestHeartbeat(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.addOperator(agent, hot, mandate(types.ActionProfile))
	f.addOperator(agent, warm, mandate(types.ActionPay))
	f.events()
	beat := func(signer, agent sdk.AccAddress) func() error {
		return func() error {
			_, err := f.msg.Heartbeat(f.ctx, &types.MsgHeartbeat{Signer: signer.String(), Agent: agent.String()})
			return err
		}
	}
	require.Zero(t, f.agent(agent).HeartbeatMs)
	require.NoError(t, beat(hot, agent)())
	require.Equal(t, []string{types.EventHeartbeatReceived}, f.events())
	require.Equal(t, start, f.agent(agent).HeartbeatMs)
	f.refused(types.ErrHeartbeatTooSoon, beat(hot, agent))
	f.at(start + types.DefaultHeartbeatIntervalMs - 1)
	f.refused(types.ErrHeartbeatTooSoon, beat(alice, agent))
	f.at(start + types.DefaultHeartbeatIntervalMs)
	require.NoError(t, beat(alice, agent)())
	require.Equal(t, start+types.DefaultHeartbeatIntervalMs, f.agent(agent).HeartbeatMs)

	f.refused(types.ErrActionNotAllowed, beat(warm, agent))
	f.refused(types.ErrNotAuthorized, beat(mallory, agent))
	f.refused(types.ErrAgentNotFound, beat(alice, mallory))
	f.refused(field.ErrMissing, beat(nil, agent))
}

// withSkill returns the agents that the index has under a skill.
func (f *fixture) withSkill(skill string) []string {
	f.Helper()
	res, err := f.query.Agents(f.ctx, &types.QueryAgentsRequest{Skill: skill})
	require.NoError(f, err)
	var agents []string
	for _, a := range res.Agents {
		agents = append(agents, a.Address)
	}
	return agents
}
