package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// ended is what an end leaves behind, compared with before the job.
type ended struct {
	client, provider, burned int64
	capital                  uint64
	status                   types.Status
	outcome                  reputationtypes.Outcome
}

// The road from an opened agreement to each end, with all the money followed: price 10, pledge 5, capital 5, burn 2 %,
// protocol fee 0.5 %.
func TestEveryEndSettlesOnce(t *testing.T) {
	cases := map[string]struct {
		act  func(f *fixture, a types.Agreement)
		want ended
	}{
		"accepted": {func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			require.NoError(f, f.accept(a, 90))
		}, ended{-10_000_000, 9_750_000, 200_000, capital + 200_000, types.StatusCompleted, reputationtypes.OutcomeAccept}},
		"silence": {func(f *fixture, a types.Agreement) {
			require.NoError(f, f.submit(a))
			f.pass(review)
		}, ended{-10_000_000, 9_750_000, 200_000, capital + 200_000, types.StatusCompleted, reputationtypes.OutcomeAuto}},
		"late": {func(f *fixture, _ types.Agreement) { f.pass(delivery) },
			ended{1_000_000, -1_000_000, 0, capital - 1_000_000, types.StatusRefunded, reputationtypes.OutcomeLate}},
		"resigned": {func(f *fixture, a types.Agreement) { require.NoError(f, f.resign(a)) },
			ended{250_000, -250_000, 0, capital - 250_000, types.StatusRefunded, reputationtypes.OutcomeRefund}},
		"terminated": {func(f *fixture, a types.Agreement) { require.NoError(f, f.terminate(a)) },
			ended{-1_000_000, 975_000, 20_000, capital, types.StatusTerminated, reputationtypes.OutcomeUnspecified}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64()
			a := f.hire(f.usual())
			f.clearEvents()
			tc.act(f, a)
			f.block()

			require.Equal(t, tc.want.client, f.balance(f.client)-purse, "client")
			require.Equal(t, tc.want.provider, f.balance(f.provider)-purse, "provider")
			require.Equal(t, tc.want.burned, supply-f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64(), "burned")
			require.Zero(t, f.held(f.client))
			require.Zero(t, f.held(f.provider))
			score := f.score(f.provider)
			require.Equal(t, tc.want.capital, score.Capital.Free)
			require.Zero(t, score.Capital.Reserved)

			a = f.get(a.Id)
			require.Equal(t, tc.want.status, a.Status)
			s := a.Settlement
			require.Equal(t, tc.want.outcome, s.Outcome)
			require.Equal(t, a.Terms.Price.Amount, s.Paid.Add(s.Refunded).Add(s.Burned).Add(s.ProtocolFee))
			total := 0
			for _, kind := range []string{types.EventAgreementCompleted, types.EventAgreementRefunded, types.EventAgreementTerminated} {
				total += len(f.events(kind))
			}
			require.Equal(t, 1, total, "one end, one event")
			engaged, err := f.k.Engaged(f.ctx, f.provider)
			require.NoError(t, err)
			require.Zero(t, engaged)

			f.setNow(a.DueMs)
			f.block()
			_, err = f.k.Get(f.ctx, a.Id)
			require.ErrorIs(t, err, types.ErrNotFound, "pruned")
			require.Len(t, f.events(types.EventAgreementPruned), 1)
		})
	}
}

func TestASubmissionGivesTheBackupReserveBack(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	f.pass(7)
	require.NoError(t, f.submit(a))
	require.Equal(t, int64(10_000_000), f.held(f.client))
	a = f.get(a.Id)
	require.Equal(t, types.StatusReview, a.Status)
	require.Equal(t, start+7, a.Submission.SubmittedMs)
	require.Equal(t, start+7+review, a.DueMs)
	require.True(t, a.BackupReserve.IsZero())
	f.block()
}

// Messages that do not fit the status, the sender or the clock are refused and change nothing.
func TestMessagesAreRefused(t *testing.T) {
	working := func(*fixture, types.Agreement) {}
	inReview := func(f *fixture, a types.Agreement) { require.NoError(f, f.submit(a)) }
	over := func(f *fixture, a types.Agreement) { require.NoError(f, f.terminate(a)) }
	due := func(f *fixture, _ types.Agreement) { f.pass(delivery) }
	submit, accept, terminate, resign := (*fixture).submit, func(f *fixture, a types.Agreement) error { return f.accept(a, 1) }, (*fixture).terminate, (*fixture).resign
	foreign := func(act func(f *fixture, a types.Agreement) error) func(f *fixture, a types.Agreement) error {
		return func(f *fixture, a types.Agreement) error {
			a.Terms.Client, a.Terms.Provider = f.second.String(), f.second.String()
			return act(f, a)
		}
	}
	cases := map[string]struct {
		state func(f *fixture, a types.Agreement)
		act   func(f *fixture, a types.Agreement) error
		err   error
	}{
		"submit twice":                 {inReview, submit, types.ErrTransition},
		"submit after the end":         {over, submit, types.ErrTransition},
		"submit at the deadline":       {due, submit, types.ErrDeadlinePassed},
		"submit by another agent":      {working, foreign(submit), types.ErrNotProvider},
		"accept before the submission": {working, accept, types.ErrTransition},
		"accept after the end":         {over, accept, types.ErrTransition},
		"accept by another agent":      {inReview, foreign(accept), types.ErrNotClient},
		"terminate in review":          {inReview, terminate, types.ErrTransition},
		"terminate twice":              {over, terminate, types.ErrTransition},
		"terminate late work":          {due, terminate, types.ErrDeadlinePassed},
		"terminate by another agent":   {working, foreign(terminate), types.ErrNotClient},
		"resign in review":             {inReview, resign, types.ErrTransition},
		"resign after the end":         {over, resign, types.ErrTransition},
		"resign from late work":        {due, resign, types.ErrDeadlinePassed},
		"resign by another agent":      {working, foreign(resign), types.ErrNotProvider},
		"unknown agreement": {working, func(f *fixture, a types.Agreement) error {
			a.Id = "agr_00000000000000ff"
			return f.submit(a)
		}, types.ErrNotFound},
		"malformed message": {working, func(f *fixture, a types.Agreement) error {
			msg := f.submitMsg(a)
			msg.Sha256 = nil
			_, err := f.msg.Submit(f.ctx, msg)
			return err
		}, field.ErrMissing},
		"a stranger signs for the provider": {working, func(f *fixture, a types.Agreement) error {
			msg := f.submitMsg(a)
			msg.Signer = account("stranger").String()
			_, err := f.msg.Submit(f.ctx, msg)
			return err
		}, identitytypes.ErrNotAuthorized},
		"the provider's owner signs for the client": {inReview, func(f *fixture, a types.Agreement) error {
			_, err := f.msg.Accept(f.ctx, &types.MsgAccept{Signer: ownerOf(f.provider).String(), Client: a.Terms.Client, Agreement: a.Id})
			return err
		}, identitytypes.ErrNotAuthorized},
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
			a := f.hire(f.usual())
			tc.state(f, a)
			before, events := f.dump(), len(f.ctx.EventManager().Events())
			require.ErrorIs(t, tc.act(f, a), tc.err)
			require.Equal(t, before, f.dump())
			require.Len(t, f.ctx.EventManager().Events(), events)
		})
	}
}

// Two messages of a pair in one block: whatever comes first settles, the second is refused; the money moves once.
func TestEveryPairOfMessagesSettlesOnce(t *testing.T) {
	acts := map[string]func(f *fixture, a types.Agreement) error{
		"submit": (*fixture).submit, "terminate": (*fixture).terminate, "resign": (*fixture).resign,
		"accept": func(f *fixture, a types.Agreement) error { return f.accept(a, 50) },
	}
	for first, one := range acts {
		for second, two := range acts {
			for state, prepare := range map[string]func(f *fixture, a types.Agreement){
				"working": func(*fixture, types.Agreement) {},
				"review":  func(f *fixture, a types.Agreement) { require.NoError(f, f.submit(a)) },
			} {
				t.Run(state+": "+first+" then "+second, func(t *testing.T) {
					f := newFixture(t)
					a := f.hire(f.usual())
					prepare(f, a)
					f.clearEvents()
					before := f.dump()
					errOne := one(f, a)
					if errOne != nil {
						require.ErrorIs(t, errOne, types.ErrTransition)
						require.Equal(t, before, f.dump())
					}
					between := f.dump()
					if err := two(f, a); err != nil {
						require.ErrorIs(t, err, types.ErrTransition)
						require.Equal(t, between, f.dump())
					} else if errOne == nil {
						require.Equal(t, [2]string{"submit", "accept"}, [2]string{first, second}, "the only two that follow each other")
					}
					ends := len(f.events(types.EventAgreementCompleted)) + len(f.events(types.EventAgreementRefunded)) + len(f.events(types.EventAgreementTerminated))
					require.LessOrEqual(t, ends, 1)
					f.block()
				})
			}
		}
	}
}

func TestAThousandAcceptsPayOnce(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	require.NoError(t, f.accept(a, 90))
	paid := f.balance(f.provider)
	for range 1_000 {
		require.ErrorIs(t, f.accept(a, 90), types.ErrTransition)
	}
	f.block()
	require.Equal(t, paid, f.balance(f.provider))
}

// Late accepts are welcome until the chain accepts by itself: same money, and the provider gets its rating.
func TestTheClientMayAcceptWhileTheDeadlineWaitsInTheQueue(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.NoError(t, f.submit(a))
	f.pass(review + 1)
	require.NoError(t, f.accept(a, 80))
	f.block()
	require.Equal(t, reputationtypes.OutcomeAccept, f.get(a.Id).Settlement.Outcome)
}

func TestOperatorsActWithinTheirMandate(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	hot := account("hot")
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: ownerOf(f.provider).String(), Agent: f.provider.String(), Key: hot.String(),
		Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionWork}, WindowMs: 3_600_000},
	})
	require.NoError(t, err)
	msg := f.submitMsg(a)
	msg.Signer = hot.String()
	_, err = f.msg.Submit(f.ctx, msg)
	require.NoError(t, err)
	f.block()
}

// Compensation is at most the loss; the rest of the lost pledge is burned.
func TestCompensationAboveTheLossIsBurned(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.pledge, d.loss = 10_000_000, 500_000
	a := f.hire(d)
	supply := f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64()
	f.pass(delivery)
	f.block()
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	require.Equal(t, purse+500_000, f.balance(f.client))
	require.Equal(t, purse-2_000_000, f.balance(f.provider))
	require.Equal(t, int64(1_500_000), supply-f.bank.GetSupply(f.ctx, chain.BaseDenom).Amount.Int64())
}

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
