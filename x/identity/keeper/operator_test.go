package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (f *fixture) tryAdd(owner, agent, key sdk.AccAddress, m types.Mandate) func() error {
	return func() error {
		_, err := f.msg.AddOperator(f.ctx, &types.MsgAddOperator{Owner: owner.String(), Agent: agent.String(), Key: key.String(), Mandate: m})
		return err
	}
}

func (f *fixture) tryUpdate(owner, agent, key sdk.AccAddress, m types.Mandate) func() error {
	return func() error {
		_, err := f.msg.UpdateMandate(f.ctx, &types.MsgUpdateMandate{Owner: owner.String(), Agent: agent.String(), Key: key.String(), Mandate: m})
		return err
	}
}

func (f *fixture) tryRemove(signer, agent, key sdk.AccAddress) func() error {
	return func() error {
		_, err := f.msg.RemoveOperator(f.ctx, &types.MsgRemoveOperator{Signer: signer.String(), Agent: agent.String(), Key: key.String()})
		return err
	}
}

func TestOperators(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	f.events()
	require.NoError(t, f.tryAdd(alice, agent, hot, mandate(types.ActionPay))())
	require.Equal(t, []string{types.EventOperatorAdded}, f.events())
	require.Equal(t, uint64(1), f.operator(agent, hot).Serial)
	_, err := f.k.Spend(f.ctx, f.authorize(hot, agent, types.ActionPay), coin(40), nil)
	require.NoError(t, err)
	require.Equal(t, math.NewInt(40), f.operator(agent, hot).Spent[0].Lifetime)

	require.NoError(t, f.tryUpdate(alice, agent, hot, mandate(types.ActionBid))())
	require.Equal(t, []string{types.EventMandateUpdated}, f.events())
	o := f.operator(agent, hot)
	require.Equal(t, uint64(2), o.Serial)
	require.Equal(t, mandate(types.ActionBid).Actions, o.Mandate.Actions)
	require.True(t, o.Spent[0].Lifetime.IsZero())
	require.Equal(t, uint32(1), f.agent(agent).Operators)

	require.NoError(t, f.tryRemove(alice, agent, hot)())
	require.Equal(t, []string{types.EventOperatorRemoved}, f.events())
	_, err = f.k.Authorize(f.ctx, hot, agent, types.ActionBid)
	require.ErrorIs(t, err, types.ErrNotAuthorized)

	require.NoError(t, f.tryAdd(alice, agent, hot, mandate(types.ActionPay))())
	require.Equal(t, uint64(3), f.operator(agent, hot).Serial)
	require.NoError(t, f.tryRemove(hot, agent, hot)()) // a key may always give up its power
	require.Zero(t, f.agent(agent).Operators)
}

func TestOperatorsAreRefused(t *testing.T) {
	f := newFixture(t)
	agent, other := f.register(alice, "bot"), f.register(bob, "other")
	m := mandate(types.ActionPay)
	require.NoError(t, f.tryAdd(alice, agent, hot, m)())
	expired := m
	expired.ExpiresMs = start

	f.refused(types.ErrNotOwner, f.tryAdd(mallory, agent, mallory, m))
	f.refused(types.ErrNotOwner, f.tryAdd(hot, agent, warm, m))
	f.refused(types.ErrAgentNotFound, f.tryAdd(alice, mallory, warm, m))
	f.refused(types.ErrOperatorIsOwner, f.tryAdd(alice, agent, alice, m))
	f.refused(types.ErrControllerIsAgent, f.tryAdd(alice, agent, agent, m))
	f.refused(types.ErrControllerIsAgent, f.tryAdd(alice, agent, other, m))
	f.refused(types.ErrOperatorExists, f.tryAdd(alice, agent, hot, m))
	f.refused(types.ErrMandateExpired, f.tryAdd(alice, agent, warm, expired))
	f.refused(field.ErrMissing, f.tryAdd(alice, agent, warm, types.Mandate{}))
	f.refused(field.ErrMissing, f.tryAdd(alice, agent, nil, m))

	f.refused(types.ErrNotOwner, f.tryUpdate(hot, agent, hot, m))
	f.refused(types.ErrOperatorNotFound, f.tryUpdate(alice, agent, warm, m))
	f.refused(types.ErrAgentNotFound, f.tryUpdate(alice, mallory, hot, m))
	f.refused(types.ErrMandateExpired, f.tryUpdate(alice, agent, hot, expired))
	f.refused(field.ErrMissing, f.tryUpdate(alice, agent, hot, types.Mandate{}))

	f.refused(types.ErrNotOwner, f.tryRemove(mallory, agent, hot))
	f.refused(types.ErrOperatorNotFound, f.tryRemove(alice, agent, warm))
	f.refused(types.ErrOperatorNotFound, f.tryRemove(warm, agent, warm))
	f.refused(types.ErrAgentNotFound, f.tryRemove(alice, mallory, hot))
	f.refused(field.ErrMissing, f.tryRemove(alice, agent, nil))

	f.setStatus(agent, types.AgentStatusRetired)
	f.refused(types.ErrAgentRetired, f.tryAdd(alice, agent, warm, m))
	f.refused(types.ErrAgentRetired, f.tryUpdate(alice, agent, hot, m))
}

func TestAnAgentHasAtMostSixteenOperators(t *testing.T) {
	f := newFixture(t)
	agent := f.register(alice, "bot")
	for i := range types.MaxOperators {
		f.addOperator(agent, account(fmt.Sprintf("key%d", i)), mandate(types.ActionPay))
	}
	f.refused(types.ErrTooManyOperators, f.tryAdd(alice, agent, warm, mandate(types.ActionPay)))
	require.NoError(t, f.tryRemove(alice, agent, account("key3"))())
	require.NoError(t, f.tryAdd(alice, agent, warm, mandate(types.ActionPay))())
	res, err := f.query.Operators(f.ctx, &types.QueryOperatorsRequest{Agent: agent.String()})
	require.NoError(t, err)
	require.Len(t, res.Operators, types.MaxOperators)
}

func TestAMandateIsStoredInOneForm(t *testing.T) {
	f := newFixture(t)
	agent, other := f.register(alice, "bot"), f.register(bob, "other")
	m := types.Mandate{
		Actions:        []types.Action{types.ActionPay},
		Limits:         []types.Limit{{Denom: chain.BaseDenom, Unlimited: true, PerAction: math.NewInt(-5)}},
		WindowMs:       minute,
		Counterparties: []string{strings.ToUpper(other.String())},
	}
	f.addOperator(agent, hot, m)
	stored := f.operator(agent, hot).Mandate
	require.Equal(t, []string{other.String()}, stored.Counterparties)
	require.True(t, stored.Limits[0].PerAction.IsZero())
	_, err := f.k.Spend(f.ctx, f.authorize(hot, agent, types.ActionPay), coin(1), other)
	require.NoError(t, err)
}
