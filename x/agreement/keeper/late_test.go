package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The client means the first milestone when it accepts after all; the provider takes the claimed split first and delivers
// junk for the second. Each act names its milestone, so the late acceptance pays for nothing.
func TestALateActDoesNotHitTheNextMilestone(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(1_000, 9_000))
	require.NoError(t, f.submit(a))
	require.NoError(t, f.reject(a, 5_000))
	late := &types.MsgAccept{Signer: f.signerOf(a.Terms.Client), Client: a.Terms.Client, Agreement: a.Id, Milestone: 0, Rating: 90}
	require.NoError(t, f.take(a, asProvider, 5_000))
	require.NoError(t, f.submit(a)) // junk, for milestone 1
	f.refuses(types.ErrMilestone, func() error { _, err := f.msg.Accept(f.ctx, late); return err })
	require.Equal(t, types.StatusReview, f.get(a.Id).Status)
}

func TestEveryActNamesItsMilestone(t *testing.T) {
	f := newFixture(t)
	working := f.hire(f.usual().parts(5_000, 5_000))
	review := f.hire(f.usual().parts(5_000, 5_000).reworks(1))
	require.NoError(t, f.submit(review))
	judged := f.hire(f.judged(f.usual().parts(5_000, 5_000)))
	require.NoError(t, f.submit(judged))
	claimed := f.hire(f.usual().parts(5_000, 5_000))
	require.NoError(t, f.submit(claimed))
	require.NoError(t, f.reject(claimed, 5_000))
	client, provider, evaluator := f.signerOf(working.Terms.Client), f.signerOf(working.Terms.Provider), judged.Terms.Verification.Evaluator
	c, p := working.Terms.Client, working.Terms.Provider
	submit := f.submitMsg(working)
	submit.Milestone = 1
	for name, send := range map[string]func() error{
		"submit": func() error { _, err := f.msg.Submit(f.ctx, submit); return err },
		"terminate": func() error {
			_, err := f.msg.Terminate(f.ctx, &types.MsgTerminate{Signer: client, Client: c, Agreement: working.Id, Milestone: 1})
			return err
		},
		"resign": func() error {
			_, err := f.msg.Resign(f.ctx, &types.MsgResign{Signer: provider, Provider: p, Agreement: working.Id, Milestone: 1})
			return err
		},
		"amend": func() error {
			_, err := f.msg.Amend(f.ctx, &types.MsgAmend{Signer: client, Agent: c, Agreement: working.Id, Milestone: 1, Terms: working.Terms})
			return err
		},
		"propose": func() error {
			_, err := f.msg.ProposeSplit(f.ctx, &types.MsgProposeSplit{Signer: client, Agent: c, Agreement: working.Id, Milestone: 1})
			return err
		},
		"cancel": func() error {
			_, err := f.msg.Cancel(f.ctx, &types.MsgCancel{Signer: client, Agent: c, Agreement: working.Id, Milestone: 1})
			return err
		},
		"accept": func() error {
			_, err := f.msg.Accept(f.ctx, &types.MsgAccept{Signer: client, Client: c, Agreement: review.Id, Milestone: 1})
			return err
		},
		"rework": func() error {
			_, err := f.msg.Rework(f.ctx, &types.MsgRework{Signer: client, Client: c, Agreement: review.Id, Milestone: 1, Reason: "r"})
			return err
		},
		"reject": func() error {
			_, err := f.msg.Reject(f.ctx, &types.MsgReject{Signer: client, Client: c, Agreement: review.Id, Milestone: 1, Reason: "r"})
			return err
		},
		"evaluate": func() error {
			_, err := f.msg.Evaluate(f.ctx, &types.MsgEvaluate{Signer: f.signerOf(evaluator), Evaluator: evaluator, Agreement: judged.Id, Milestone: 1})
			return err
		},
		"concede": func() error {
			_, err := f.msg.Concede(f.ctx, &types.MsgConcede{Signer: provider, Provider: p, Agreement: claimed.Id, Milestone: 1})
			return err
		},
		"take": func() error {
			_, err := f.msg.AcceptSplit(f.ctx, &types.MsgAcceptSplit{Signer: provider, Agent: p, Agreement: claimed.Id, Milestone: 1, Bps: 5_000})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { f.branch(t).refuses(types.ErrMilestone, send) })
	}
}

// The answer of a puzzle is in the open from the moment it is sent: whoever could terminate then would have it for the
// kill fee.
func TestAPuzzleCannotBeTerminated(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().puzzle())
	f.refuses(types.ErrTransition, func() error { return f.terminate(a) })
}

// A full queue freezes nobody's money: what is overdue can be run by message, at once and by anybody.
func TestAnOverdueAgreementCanBeSettledByMessage(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	retry := func() error {
		_, err := f.msg.Retry(f.ctx, &types.MsgRetry{Sender: f.signerOf(a.Terms.Client), Agreement: a.Id})
		return err
	}
	f.setNow(a.DueMs)
	f.refuses(deadline.ErrNotStuck, retry)
	f.setNow(a.DueMs + 1)
	require.NoError(t, retry())
	require.Equal(t, types.StatusRefunded, f.get(a.Id).Status)
	f.block()
}

// A cover in capital alone holds no coin, but it binds the provider to a client: its operator's mandate is asked all the
// same.
func TestAMandateIsAskedForACoverInCapital(t *testing.T) {
	f := newFixture(t)
	key := f.operator(f.provider, []string{f.second.String()}, allActions...)
	d := f.small()
	job, _ := f.job()
	lock := func(denom string) error {
		authority, err := f.identity.Authorize(f.ctx, key, f.provider, identitytypes.ActionBid)
		require.NoError(t, err)
		request := d.with(func(t *types.Terms) { t.Pledge = t.Pledge.SubRaw(t.Pledge.Int64()) }).request()
		request.Price = sdk.Coin{Denom: denom, Amount: request.Price.Amount}
		return f.k.LockCover(f.ctx, authority, job, request)
	}
	f.refuses(identitytypes.ErrCounterpartyNotAllowed, func() error { return lock(d.terms().Price.Denom) })
}
