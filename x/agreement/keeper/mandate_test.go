package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// operator gives a new key of an agent a mandate for the actions, up to 1000 in all, to deal with the counterparties only.
func (f *fixture) operator(agent sdk.AccAddress, counterparties []string, actions ...identitytypes.Action) sdk.AccAddress {
	f.Helper()
	key := account("hot")
	limit := math.NewInt(1_000 * million)
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: ownerOf(agent).String(), Agent: agent.String(), Key: key.String(),
		Mandate: identitytypes.Mandate{
			Actions: actions, WindowMs: 3_600_000, Counterparties: counterparties,
			Limits: []identitytypes.Limit{{Denom: chain.BaseDenom, PerAction: limit, PerWindow: limit, Lifetime: limit}},
		},
	})
	require.NoError(f, err)
	return key
}

// spent is what counts against the mandate of the operator.
func (f *fixture) spent(agent, key sdk.AccAddress) int64 {
	f.Helper()
	o, err := f.identity.Operator(f.ctx, agent, key)
	require.NoError(f, err)
	return o.Spent[0].Lifetime.Int64()
}

var allActions = []identitytypes.Action{
	identitytypes.ActionHire, identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionReview,
	identitytypes.ActionNegotiate, identitytypes.ActionDispute,
}

// Every message needs its actions, and no other is enough.
func TestEveryMessageNeedsItsMandate(t *testing.T) {
	type send = func(f *fixture, signer string, a types.Agreement) error
	review, work, dispute := identitytypes.ActionReview, identitytypes.ActionWork, identitytypes.ActionDispute
	hire, negotiate := identitytypes.ActionHire, identitytypes.ActionNegotiate
	submitted := func(f *fixture, a types.Agreement) { require.NoError(f, f.submit(a)) }
	rejected := func(f *fixture, a types.Agreement) {
		require.NoError(f, f.submit(a))
		require.NoError(f, f.reject(a, 0))
	}
	none := func(*fixture, types.Agreement) {}
	split := func(agent func(a types.Agreement) string) send {
		return func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.ProposeSplit(f.ctx, &types.MsgProposeSplit{Signer: signer, Agent: agent(a), Agreement: a.Id, Bps: 1})
			return err
		}
	}
	cancel := func(agent func(a types.Agreement) string) send {
		return func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Cancel(f.ctx, &types.MsgCancel{Signer: signer, Agent: agent(a), Agreement: a.Id, Bps: 1})
			return err
		}
	}
	amend := func(agent func(a types.Agreement) string, price, pledge int64) send {
		return func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: signer, Agent: agent(a), Agreement: a.Id, Terms: f.other(a, price, pledge)})
			return err
		}
	}
	client, provider := func(a types.Agreement) string { return a.Terms.Client }, func(a types.Agreement) string { return a.Terms.Provider }
	cases := map[string]struct {
		prepare func(f *fixture, a types.Agreement)
		agent   func(a types.Agreement) string
		needs   []identitytypes.Action
		send    send
	}{
		"submit": {none, provider, []identitytypes.Action{work}, func(f *fixture, signer string, a types.Agreement) error {
			msg := f.submitMsg(a)
			msg.Signer = signer
			_, err := f.msg.Submit(f.ctx, msg)
			return err
		}},
		"submit with a contest": {none, provider, []identitytypes.Action{work, dispute}, func(f *fixture, signer string, a types.Agreement) error {
			msg := f.submitMsg(a)
			msg.Signer, msg.Contest = signer, true
			_, err := f.msg.Submit(f.ctx, msg)
			return err
		}},
		"contest": {rejected, provider, []identitytypes.Action{dispute}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Contest(f.ctx, &types.MsgContest{Signer: signer, Agent: a.Terms.Provider, Agreement: a.Id})
			return err
		}},
		"accept": {submitted, client, []identitytypes.Action{review}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Accept(f.ctx, &types.MsgAccept{Signer: signer, Client: a.Terms.Client, Agreement: a.Id})
			return err
		}},
		"rework": {submitted, client, []identitytypes.Action{review}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Rework(f.ctx, &types.MsgRework{Signer: signer, Client: a.Terms.Client, Agreement: a.Id, Reason: "r"})
			return err
		}},
		"reject": {submitted, client, []identitytypes.Action{dispute}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Reject(f.ctx, &types.MsgReject{Signer: signer, Client: a.Terms.Client, Agreement: a.Id, Reason: "r"})
			return err
		}},
		"concede": {rejected, provider, []identitytypes.Action{dispute}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Concede(f.ctx, &types.MsgConcede{Signer: signer, Provider: a.Terms.Provider, Agreement: a.Id})
			return err
		}},
		"terminate": {none, client, []identitytypes.Action{review}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Terminate(f.ctx, &types.MsgTerminate{Signer: signer, Client: a.Terms.Client, Agreement: a.Id})
			return err
		}},
		"resign": {none, provider, []identitytypes.Action{work}, func(f *fixture, signer string, a types.Agreement) error {
			_, err := f.msg.Resign(f.ctx, &types.MsgResign{Signer: signer, Provider: a.Terms.Provider, Agreement: a.Id})
			return err
		}},
		"propose a split as client":   {none, client, []identitytypes.Action{review}, split(client)},
		"propose a split as provider": {none, provider, []identitytypes.Action{work}, split(provider)},
		"cancel as client":            {none, client, []identitytypes.Action{review}, cancel(client)},
		"cancel as provider":          {none, provider, []identitytypes.Action{work}, cancel(provider)},
		"amend as client":             {none, client, []identitytypes.Action{review}, amend(client, 9*million, 5*million)},
		"amend as provider":           {none, provider, []identitytypes.Action{work, negotiate}, amend(provider, 10*million, 4*million)},
		"promise a dearer price":      {none, client, []identitytypes.Action{review, hire}, amend(client, 20*million, 5*million)},
		"promise a higher pledge":     {none, provider, []identitytypes.Action{work, negotiate}, amend(provider, 10*million, 9*million)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			for _, missing := range append([]identitytypes.Action{identitytypes.ActionUnspecified}, tc.needs...) {
				f := newFixture(t)
				a := f.hire(f.usual().reworks(1))
				tc.prepare(f, a)
				actions := tc.needs
				if missing != identitytypes.ActionUnspecified { // all but the missing one
					actions = nil
					for _, action := range allActions {
						if action != missing {
							actions = append(actions, action)
						}
					}
				}
				key := f.operator(f.agent(tc.agent(a)), nil, actions...)
				if missing != identitytypes.ActionUnspecified {
					f.refuses(identitytypes.ErrActionNotAllowed, func() error { return tc.send(f, key.String(), a) })
					continue
				}
				require.NoError(t, tc.send(f, key.String(), a))
				f.block()
			}
		})
	}
	t.Run("evaluate", func(t *testing.T) {
		f := newFixture(t)
		a := f.hire(f.judged(f.usual()))
		require.NoError(t, f.submit(a))
		key := f.operator(f.evaluator, nil, work)
		_, err := f.msg.Evaluate(f.ctx, &types.MsgEvaluate{Signer: key.String(), Evaluator: f.evaluator.String(), Agreement: a.Id})
		require.NoError(t, err)
	})
}

// What an operator holds for its agent counts against its mandate, is allowed towards the other party only, and is given
// back with the money.
func TestMandatesGetBackWhatComesBack(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	key := f.operator(f.client, []string{f.provider.String()}, allActions...)
	work := f.operator(f.provider, []string{f.client.String()}, allActions...)
	amend := func(signer, agent sdk.AccAddress, terms types.Terms) {
		_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: signer.String(), Agent: agent.String(), Agreement: a.Id, Terms: terms})
		require.NoError(t, err)
	}
	amend(key, f.client, f.other(a, 20*million, 5*million))
	require.Equal(t, 8*million, f.spent(f.client, key), "beyond price and reserve")
	amend(key, f.client, f.other(a, 15*million, 8*million))
	require.Equal(t, 3*million, f.spent(f.client, key), "the first promise came back")
	amend(work, f.provider, f.other(a, 15*million, 8*million))
	require.Equal(t, uint32(1), f.get(a.Id).Amendments)
	require.Equal(t, [2]int64{3 * million, 3 * million}, [2]int64{f.spent(f.client, key), f.spent(f.provider, work)}, "still held")

	require.NoError(t, f.submit(a))
	_, err := f.msg.Reject(f.ctx, &types.MsgReject{Signer: key.String(), Client: f.client.String(), Agreement: a.Id, Reason: "r", ClaimedBps: 5_000})
	require.NoError(t, err)
	deposit := f.get(a.Id).Claim.Deposit.Int64()
	require.Equal(t, (15*million+8*million)/4, deposit)
	require.Equal(t, 3*million+deposit, f.spent(f.client, key))
	f.checkInvariants()
	require.NoError(t, f.take(a, asProvider, 5_000))
	f.block()
	require.Zero(t, f.spent(f.client, key), "the owner's money was paid, the operator's came back")
	require.Zero(t, f.spent(f.provider, work))
	require.Zero(t, f.held(f.client))
}

// A mandate for other counterparties does not allow to hold money towards this one.
func TestCounterpartiesAreAskedForEveryHold(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	key := f.operator(f.client, []string{f.second.String()}, allActions...)
	f.refuses(identitytypes.ErrCounterpartyNotAllowed, func() error {
		_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: key.String(), Agent: f.client.String(), Agreement: a.Id, Terms: f.dearer(a)})
		return err
	})
	require.NoError(t, f.submit(a))
	f.refuses(identitytypes.ErrCounterpartyNotAllowed, func() error {
		_, err := f.msg.Reject(f.ctx, &types.MsgReject{Signer: key.String(), Client: f.client.String(), Agreement: a.Id, Reason: "r"})
		return err
	})
}
