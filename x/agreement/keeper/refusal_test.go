package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// message is one message of an agreement as a party would send it, with the act it is.
type message struct {
	act  types.Act
	send func(f *fixture, a types.Agreement) error
	// err is what another than its own agent is refused with.
	err error
}

// messages are all messages that move an agreement; the accepting ones find something to accept.
var messages = map[string]message{
	"submit":    {types.ActSubmit, (*fixture).submit, types.ErrNotProvider},
	"evaluate":  {types.ActEvaluate, func(f *fixture, a types.Agreement) error { return f.evaluate(a, 5_000) }, types.ErrNotEvaluator},
	"accept":    {types.ActAccept, func(f *fixture, a types.Agreement) error { return f.accept(a, 50) }, types.ErrNotClient},
	"rework":    {types.ActRework, (*fixture).rework, types.ErrNotClient},
	"reject":    {types.ActReject, func(f *fixture, a types.Agreement) error { return f.reject(a, 5_000) }, types.ErrNotClient},
	"concede":   {types.ActConcede, (*fixture).concede, types.ErrNotProvider},
	"propose":   {types.ActSplit, func(f *fixture, a types.Agreement) error { return f.propose(a, asClient, 5_000) }, types.ErrNotParty},
	"take":      {types.ActSplit, func(f *fixture, a types.Agreement) error { return f.take(a, asClient, 4_000) }, types.ErrNotParty},
	"cancel":    {types.ActCancel, func(f *fixture, a types.Agreement) error { return f.cancel(a, asProvider, 3_000) }, types.ErrNotParty},
	"amend":     {types.ActAmend, func(f *fixture, a types.Agreement) error { return f.amend(a, asClient, f.dearer(a)) }, types.ErrNotParty},
	"terminate": {types.ActTerminate, (*fixture).terminate, types.ErrNotClient},
	"resign":    {types.ActResign, (*fixture).resign, types.ErrNotProvider},
	"contest":   {types.ActContest, func(f *fixture, a types.Agreement) error { return f.contest(a, asProvider) }, types.ErrNotParty},
}

// reach makes an agreement of every status, the live ones with a proposal of the provider to take a split of 4000 bps and
// one of the client to cancel for 3000. All of them have an evaluator; in review it was absent.
var reach = map[types.Status]func(f *fixture) types.Agreement{
	types.StatusWorking:    func(f *fixture) types.Agreement { return f.proposed(f.evaluable()) },
	types.StatusEvaluating: func(f *fixture) types.Agreement { return f.proposed(f.submitted()) },
	types.StatusEvaluated: func(f *fixture) types.Agreement {
		a := f.submitted()
		require.NoError(f, f.evaluate(a, 6_000))
		return f.proposed(a)
	},
	types.StatusReview: func(f *fixture) types.Agreement { return f.proposed(f.inReview()) },
	types.StatusClaimed: func(f *fixture) types.Agreement {
		a := f.inReview()
		require.NoError(f, f.reject(a, 2_000))
		return f.proposed(a)
	},
	types.StatusDisputed: func(f *fixture) types.Agreement {
		a := f.inReview()
		require.NoError(f, f.reject(a, 2_000))
		require.NoError(f, f.contest(a, asProvider))
		return a
	},
	types.StatusCompleted: func(f *fixture) types.Agreement {
		a := f.inReview()
		require.NoError(f, f.accept(a, 50))
		return a
	},
	types.StatusRefunded: func(f *fixture) types.Agreement {
		a := f.evaluable()
		require.NoError(f, f.resign(a))
		return a
	},
	types.StatusSplit: func(f *fixture) types.Agreement {
		a := f.proposed(f.evaluable())
		require.NoError(f, f.take(a, asClient, 4_000))
		return a
	},
	types.StatusTerminated: func(f *fixture) types.Agreement {
		a := f.evaluable()
		require.NoError(f, f.terminate(a))
		return a
	},
	types.StatusCancelled: func(f *fixture) types.Agreement {
		a := f.proposed(f.evaluable())
		require.NoError(f, f.cancel(a, asProvider, 3_000))
		return a
	},
}

func (f *fixture) evaluable() types.Agreement { return f.hire(f.judged(f.usual().reworks(1))) }

func (f *fixture) submitted() types.Agreement {
	f.Helper()
	a := f.evaluable()
	require.NoError(f, f.submit(a))
	return a
}

func (f *fixture) inReview() types.Agreement {
	f.Helper()
	a := f.submitted()
	f.pass(evaluation)
	f.endBlock()
	return a
}

func (f *fixture) proposed(a types.Agreement) types.Agreement {
	f.Helper()
	require.NoError(f, f.propose(a, asProvider, 4_000))
	require.NoError(f, f.cancel(a, asClient, 3_000))
	return f.get(a.Id)
}

// Every message in every status: exactly those of the table of transitions are possible, the others change nothing; and
// from the deadline on only an acceptance in review.
func TestEveryMessageInEveryStatus(t *testing.T) {
	require.Len(t, reach, len(types.Statuses))
	for status, make := range reach {
		for name, m := range messages {
			t.Run(status.String()+": "+name, func(t *testing.T) {
				f := newFixture(t)
				a := make(f)
				require.Equal(t, status, f.get(a.Id).Status)
				f.checkInvariants()
				if !status.Allows(m.act) {
					f.refuses(types.ErrTransition, func() error { return m.send(f, a) })
					return
				}
				early := f.branch(t)
				require.NoError(t, m.send(early, a))
				early.checkInvariants()

				f.setNow(f.get(a.Id).DueMs)
				if !status.OnlyBeforeDue(m.act) {
					require.NoError(t, m.send(f, a))
					f.block()
					return
				}
				f.refuses(types.ErrDeadlinePassed, func() error { return m.send(f, a) })
				f.block()
				require.NotEqual(t, status, f.get(a.Id).Status, "the deadline did it")
			})
		}
	}
}

// Every message from the wrong agent, the wrong signer, about the wrong agreement.
func TestMessagesOfOthersAreRefused(t *testing.T) {
	for name, m := range messages {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.anyAllowing(m.act)
			foreign := a
			foreign.Terms.Client, foreign.Terms.Provider, foreign.Terms.Verification.Evaluator = f.second.String(), f.second.String(), f.second.String()
			f.refuses(m.err, func() error { return m.send(f, foreign) })
			unknown := a
			unknown.Id = "agr_00000000000000ff"
			if name != "amend" { // whose terms the test reads from the agreement
				f.refuses(types.ErrNotFound, func() error { return m.send(f, unknown) })
			}
			whole := owners
			owners = map[string]sdk.AccAddress{
				f.client.String(): account("stranger"), f.provider.String(): account("stranger"), f.evaluator.String(): account("stranger"),
			}
			f.refuses(identitytypes.ErrNotAuthorized, func() error { return m.send(f, a) })
			owners = map[string]sdk.AccAddress{
				f.client.String(): ownerOfIn(whole, f.provider), f.provider.String(): ownerOfIn(whole, f.client), f.evaluator.String(): ownerOfIn(whole, f.client),
			}
			f.refuses(identitytypes.ErrNotAuthorized, func() error { return m.send(f, a) })
			owners = whole
			require.NoError(t, m.send(f, a))
		})
	}
}

func ownerOfIn(owners map[string]sdk.AccAddress, agent sdk.AccAddress) sdk.AccAddress {
	return owners[agent.String()]
}

// anyAllowing returns an agreement in a status that allows an act.
func (f *fixture) anyAllowing(act types.Act) types.Agreement {
	for _, status := range types.Statuses {
		if status.Allows(act) {
			return reach[status](f)
		}
	}
	f.Errorf("no status allows %s", act)
	f.FailNow()
	return types.Agreement{}
}

// What fails for a reason of its own.
func TestMessagesAreRefused(t *testing.T) {
	const working, inReview, claimed = types.StatusWorking, types.StatusReview, types.StatusClaimed
	cases := map[string]struct {
		status types.Status
		act    func(f *fixture, a types.Agreement) error
		err    error
	}{
		"malformed submission": {working, func(f *fixture, a types.Agreement) error {
			msg := f.submitMsg(a)
			msg.Sha256 = nil
			_, err := f.msg.Submit(f.ctx, msg)
			return err
		}, field.ErrMissing},
		"an answer to nothing":       {working, func(f *fixture, a types.Agreement) error { return f.answer(a, []byte("42")) }, types.ErrAnswer},
		"taking another share":       {working, func(f *fixture, a types.Agreement) error { return f.take(a, asClient, 4_001) }, types.ErrProposal},
		"taking one's own proposal":  {working, func(f *fixture, a types.Agreement) error { return f.take(a, asProvider, 4_000) }, types.ErrProposal},
		"taking a cancel as a split": {working, func(f *fixture, a types.Agreement) error { return f.take(a, asProvider, 3_000) }, types.ErrProposal},
		"the client takes its claim": {claimed, func(f *fixture, a types.Agreement) error { return f.take(a, asClient, 2_000) }, types.ErrProposal},
		"another share than claimed": {claimed, func(f *fixture, a types.Agreement) error { return f.take(a, asProvider, 2_001) }, types.ErrProposal},
		"rejecting for everything":   {inReview, func(f *fixture, a types.Agreement) error { return f.reject(a, 10_000) }, field.ErrRange},
		"a verdict above everything": {types.StatusEvaluating, func(f *fixture, a types.Agreement) error { return f.evaluate(a, 10_001) }, field.ErrRange},
		"a split above everything":   {working, func(f *fixture, a types.Agreement) error { return f.propose(a, asClient, 10_001) }, field.ErrRange},
		"a cancel above everything":  {working, func(f *fixture, a types.Agreement) error { return f.cancel(a, asClient, 10_001) }, field.ErrRange},
		"params by anybody": {working, func(f *fixture, _ types.Agreement) error {
			_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: account("x").String(), Params: types.DefaultParams()})
			return err
		}, sdkerrors.ErrUnauthorized},
		"params out of range": {working, func(f *fixture, _ types.Agreement) error {
			_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority})
			return err
		}, field.ErrRange},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := reach[tc.status](f)
			f.refuses(tc.err, func() error { return tc.act(f, a) })
		})
	}
}

// A claim of nothing grants nothing: junk cannot be withdrawn without the cost of a concession.
func TestAClaimOfNothingCanOnlyBeConceded(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	require.NoError(t, f.reject(a, 0))
	f.refuses(types.ErrProposal, func() error { return f.take(a, asProvider, 0) })
	require.NoError(t, f.propose(a, asClient, 0), "unless the client says so itself")
	require.NoError(t, f.take(a, asProvider, 0))
	f.block()
	require.Equal(t, types.StatusSplit, f.get(a.Id).Status)
	require.Zero(t, f.held(f.client))
}
