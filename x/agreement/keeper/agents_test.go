package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The parties came under one control after the agreement began: it ends all the same.
func TestTheEndOfAnAgreementBetweenRelatives(t *testing.T) {
	for name, act := range map[string]func(f *fixture, a types.Agreement){
		"accepted": func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			_, err := f.msg.Accept(f.ctx, &types.MsgAccept{Signer: ownerOf(f.provider).String(), Client: a.Terms.Client, Agreement: a.Id, Rating: 100})
			require.NoError(f, err)
		},
		"late": func(f *fixture, _ types.Agreement) { f.pass(delivery) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.hire(f.usual())
			ids := identitykeeper.NewMsgServer(f.identity)
			_, err := ids.ProposeOwner(f.ctx, &identitytypes.MsgProposeOwner{Owner: ownerOf(f.client).String(), Agent: f.client.String(), NewOwner: ownerOf(f.provider).String()})
			require.NoError(t, err)
			_, err = ids.AcceptOwner(f.ctx, &identitytypes.MsgAcceptOwner{NewOwner: ownerOf(f.provider).String(), Agent: f.client.String()})
			require.NoError(t, err)
			act(f, a)
			f.block()
			require.True(t, f.get(a.Id).Status.Ended())
			require.Zero(t, f.score(f.provider).Capital.Reserved)
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
		})
	}
}

// A paused agent takes no new work, but its running agreements go on; a provider without cash in them may even retire.
func TestPausedAndRetiredAgentsCannotStrandMoney(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.pledge = 0
	a, b := f.hire(d), f.hire(d)
	status := func(s identitytypes.AgentStatus) {
		_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{Owner: ownerOf(f.provider).String(), Agent: f.provider.String(), Status: s})
		require.NoError(t, err)
	}
	status(identitytypes.AgentStatusPaused)
	require.NoError(t, f.submit(a))
	status(identitytypes.AgentStatusRetired)
	require.ErrorIs(t, f.submit(b), identitytypes.ErrAgentRetired)
	require.NoError(t, f.accept(a, 100))
	f.pass(delivery)
	f.block()
	require.Equal(t, types.StatusCompleted, f.get(a.Id).Status)
	require.Equal(t, types.StatusRefunded, f.get(b.Id).Status)
	require.Zero(t, f.held(f.client))
}
