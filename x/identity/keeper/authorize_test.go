package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

func TestAuthorize(t *testing.T) {
	for name, tc := range map[string]struct {
		signer sdk.AccAddress
		action types.Action
		status types.AgentStatus
		late   bool
		err    error
	}{
		"the owner may do everything":                       {signer: alice, action: types.ActionArbitrate},
		"an operator may do what its mandate says":          {signer: hot, action: types.ActionHire},
		"an operator may not do more":                       {signer: hot, action: types.ActionDispute, err: types.ErrActionNotAllowed},
		"a stranger may do nothing":                         {signer: mallory, action: types.ActionHire, err: types.ErrNotAuthorized},
		"nobody may do nothing":                             {signer: nil, action: types.ActionHire, err: types.ErrNotAuthorized},
		"the agent itself may do nothing":                   {signer: types.AgentAddress(alice, []byte("bot")), action: types.ActionHire, err: types.ErrNotAuthorized},
		"an action of zero is unknown":                      {signer: alice, action: types.ActionUnspecified, err: types.ErrActionUnknown},
		"an action beyond the enum is unknown":              {signer: alice, action: 11, err: types.ErrActionUnknown},
		"an operator's mandate ends":                        {signer: hot, action: types.ActionHire, late: true, err: types.ErrMandateExpired},
		"the owner's power does not":                        {signer: alice, action: types.ActionHire, late: true},
		"a paused agent does not hire":                      {signer: alice, action: types.ActionHire, status: types.AgentStatusPaused, err: types.ErrAgentPaused},
		"a paused agent does not bid":                       {signer: hot, action: types.ActionBid, status: types.AgentStatusPaused, err: types.ErrAgentPaused},
		"a paused agent does not negotiate":                 {signer: alice, action: types.ActionNegotiate, status: types.AgentStatusPaused, err: types.ErrAgentPaused},
		"a paused agent works on":                           {signer: hot, action: types.ActionWork, status: types.AgentStatusPaused},
		"a paused agent reviews":                            {signer: alice, action: types.ActionReview, status: types.AgentStatusPaused},
		"a paused agent pays":                               {signer: alice, action: types.ActionPay, status: types.AgentStatusPaused},
		"a paused agent defends itself":                     {signer: alice, action: types.ActionDispute, status: types.AgentStatusPaused},
		"a retired agent does nothing, even for its owner":  {signer: alice, action: types.ActionProfile, status: types.AgentStatusRetired, err: types.ErrAgentRetired},
		"a retired agent has no operators":                  {signer: hot, action: types.ActionHire, status: types.AgentStatusRetired, err: types.ErrNotAuthorized},
		"a stranger learns nothing of a paused agent":       {signer: mallory, action: types.ActionHire, status: types.AgentStatusPaused, err: types.ErrNotAuthorized},
		"a mandate without the action does not hint either": {signer: hot, action: types.ActionNegotiate, status: types.AgentStatusPaused, err: types.ErrActionNotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			agent := f.register(alice, "bot")
			m := mandate(types.ActionHire, types.ActionBid, types.ActionWork)
			m.ExpiresMs = start + hour
			f.addOperator(agent, hot, m)
			if tc.status != types.AgentStatusUnspecified {
				f.setStatus(agent, tc.status)
			}
			if tc.late {
				f.at(start + hour)
			} else {
				f.at(start + hour - 1)
			}
			a, err := f.k.Authorize(f.ctx, tc.signer, agent, tc.action)
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.True(t, a.IsZero())
				return
			}
			require.Equal(t, agent, a.Agent())
			require.Equal(t, tc.signer, a.Signer())
			require.Equal(t, tc.signer.Equals(alice), a.IsOwner())
			require.Equal(t, int32(tc.action), a.Action())
		})
	}
}

func TestAuthorizeForNoAgent(t *testing.T) {
	f := newFixture(t)
	for _, agent := range []sdk.AccAddress{nil, mallory} {
		a, err := f.k.Authorize(f.ctx, alice, agent, types.ActionPay)
		require.ErrorIs(t, err, types.ErrAgentNotFound)
		require.True(t, a.IsZero())
	}
}

func TestSameController(t *testing.T) {
	f := newFixture(t)
	a, a2 := f.register(alice, "aaa"), f.register(alice, "aa2")
	b := f.register(bob, "bbb")
	f.fund(carol, types.DefaultFee)
	c := f.register(carol, "ccc")
	f.addOperator(b, carol, mandate(types.ActionPay))
	f.addOperator(b, hot, mandate(types.ActionPay))
	f.addOperator(c, hot, mandate(types.ActionPay))
	for name, tc := range map[string]struct {
		agent, other sdk.AccAddress
		want         bool
	}{
		"an agent and itself":                             {a, a, true},
		"two agents of one owner":                         {a, a2, true},
		"the same the other way round":                    {a2, a, true},
		"agents of different owners":                      {a, b, false},
		"the other's owner is its operator":               {b, c, true},
		"its owner was made the other's operator unasked": {c, b, false},
		"a hired operator for both is no owner":           {c, a, false},
		"nor one that both other agents have":             {a, c, false},
	} {
		t.Run(name, func(t *testing.T) {
			same, err := f.k.SameController(f.ctx, tc.agent, tc.other)
			require.NoError(t, err)
			require.Equal(t, tc.want, same)
		})
	}
	for _, pair := range [][2]sdk.AccAddress{{a, mallory}, {mallory, a}, {nil, nil}} {
		_, err := f.k.SameController(f.ctx, pair[0], pair[1])
		require.ErrorIs(t, err, types.ErrAgentNotFound)
	}
	// The owner of one is the other's account: no message makes this, so the state is written by hand.
	child := f.agent(c)
	child.Owner = a.String()
	f.k.SetAgent(f.ctx, c, child)
	f.broken = true
	for _, pair := range [][2]sdk.AccAddress{{a, c}, {c, a}} {
		same, err := f.k.SameController(f.ctx, pair[0], pair[1])
		require.NoError(t, err)
		require.True(t, same)
	}
}
