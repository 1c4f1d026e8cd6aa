package keeper_test

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// Terms of every kind come about by each road, and are settled as their kind says.
func TestTermsOfEveryKindByEachRoad(t *testing.T) {
	answer := []byte("forty-two")
	sum := sha256.Sum256(answer)
	kinds := map[string]func(f *fixture, t *agreementtypes.Terms){
		"plain": func(*fixture, *agreementtypes.Terms) {},
		"milestones": func(_ *fixture, t *agreementtypes.Terms) {
			t.Milestones = []agreementtypes.Milestone{{Title: "draft", ShareBps: 3_000, DeliveryMs: minute}, {ShareBps: 7_000, DeliveryMs: hour}}
		},
		"instant": func(_ *fixture, t *agreementtypes.Terms) {
			t.Instant, t.Pledge, t.Loss = true, math.NewInt(9*unit), math.NewInt(9*unit)
		},
		"evaluator": func(f *fixture, t *agreementtypes.Terms) {
			t.Verification = agreementtypes.Verification{Method: agreementtypes.MethodEvaluator, Evaluator: f.agent("judge").addr.String(), FeeBps: 500, EvalMs: hour}
		},
		"hash": func(_ *fixture, t *agreementtypes.Terms) {
			t.Verification.Method, t.Milestones[0].AnswerSha256 = agreementtypes.MethodHash, sum[:]
		},
		"more cover": func(_ *fixture, t *agreementtypes.Terms) {
			t.SigmaBps, t.Pledge, t.Loss = 20_000, math.NewInt(8*unit), math.NewInt(8*unit)
		},
		"rework": func(_ *fixture, t *agreementtypes.Terms) { t.ReworkRounds = 3 },
	}
	roads := map[string]func(f *fixture, t agreementtypes.Terms) agreementtypes.Agreement{
		"offer of the client": func(f *fixture, t agreementtypes.Terms) agreementtypes.Agreement {
			return f.agree("provider", f.make("client", t))
		},
		"offer of the provider": func(f *fixture, t agreementtypes.Terms) agreementtypes.Agreement {
			return f.agree("client", f.make("provider", t))
		},
		"service": func(f *fixture, t agreementtypes.Terms) agreementtypes.Agreement {
			m := f.listServiceMsg("provider")
			m.Terms = t
			m.Terms.Client = ""
			hire := f.hireMsg("client", f.listed(m))
			hire.Spec = t.Spec
			res, err := f.msgs.Hire(f.ctx, hire)
			require.NoError(f.t, err)
			return f.agreed(res.Agreement)
		},
		"quote": func(f *fixture, t agreementtypes.Terms) agreementtypes.Agreement {
			res, err := f.msgs.HireQuoted(f.ctx, f.quoteMsg("client", "provider", func(q *agreementtypes.Terms) { *q = t }))
			require.NoError(f.t, err)
			return f.agreed(res.Agreement)
		},
	}
	for kind, change := range kinds {
		for road, open := range roads {
			t.Run(kind+" by "+road, func(t *testing.T) {
				f := newFixture(t)
				terms := f.page("client", "provider")
				change(f, &terms)
				a := open(f, terms)
				require.Equal(t, terms, a.Terms)
				require.Equal(t, terms.Instant, a.Snapshot.Cover.SigmaBps == 22_500)
				require.EqualValues(t, 4*unit, f.held("client"))
				require.Equal(t, terms.Pledge.Int64(), f.held("provider"))
				f.block()
				for range terms.Milestones {
					f.finish(f.agreed(a.Id), answer)
					f.block()
				}
				require.Equal(t, agreementtypes.StatusCompleted, f.agreed(a.Id).Status)
				require.Zero(t, f.held("client")+f.held("provider"))
			})
		}
	}
}

// finish brings the current milestone of an agreement to its payment, however it is verified.
func (f *fixture) finish(a agreementtypes.Agreement, answer []byte) {
	f.t.Helper()
	msgs := agreementkeeper.NewMsgServer(f.agreement)
	by := a.Terms.Verification.By()
	submit := &agreementtypes.MsgSubmit{
		Signer: f.agent("provider").owner.String(), Provider: a.Terms.Provider, Agreement: a.Id, Milestone: a.Milestone, Uri: "ipfs://x", Sha256: a.Terms.Spec.Sha256, Bytes: 1,
	}
	if by == agreementtypes.MethodHash {
		submit.Preimage = answer
	}
	_, err := msgs.Submit(f.ctx, submit)
	require.NoError(f.t, err)
	switch by {
	case agreementtypes.MethodClient:
		_, err = msgs.Accept(f.ctx, &agreementtypes.MsgAccept{Signer: f.agent("client").owner.String(), Client: a.Terms.Client, Agreement: a.Id, Milestone: a.Milestone, Rating: 90})
	case agreementtypes.MethodEvaluator:
		_, err = msgs.Evaluate(f.ctx, &agreementtypes.MsgEvaluate{
			Signer: f.agent("judge").owner.String(), Evaluator: a.Terms.Verification.Evaluator, Agreement: a.Id, Milestone: a.Milestone, Bps: 10_000, Reason: "as asked",
		})
		f.pass(2 * day)
	}
	require.NoError(f.t, err)
}

// A deal may be a part of another one, for whoever has a part in that.
func TestADealCanBeAPartOfAnother(t *testing.T) {
	f := newFixture(t)
	parent := f.agree("provider", f.make("client", f.page("client", "provider")))
	child := func(client string) agreementtypes.Terms {
		return f.page(client, "helper", func(t *agreementtypes.Terms) { t.Parent = parent.Id })
	}
	require.Equal(t, parent.Id, f.agree("helper", f.make("provider", child("provider"))).Terms.Parent)
	m := f.makeMsg("stranger", child("stranger"))
	f.refused(agreementtypes.ErrParent, func(ctx ctx) error { _, err := f.msgs.MakeOffer(ctx, m); return err })
	hire := f.hireMsg("provider", f.listService("helper"))
	hire.Parent = parent.Id
	res, err := f.msgs.Hire(f.ctx, hire)
	require.NoError(t, err)
	require.Equal(t, parent.Id, f.agreed(res.Agreement).Terms.Parent)
	// an offer that stands when its parent ends can no longer be accepted, and gives everything back
	late := f.make("provider", child("provider"))
	f.deliver(parent)
	f.refused(agreementtypes.ErrParent, func(ctx ctx) error {
		_, err := f.msgs.AcceptOffer(ctx, f.acceptMsg("helper", late))
		return err
	})
	f.pass(hour)
	require.Equal(t, types.OfferStatusExpired, f.offer(late.Id).Status)
}

// A hold that is missing, by whatever bug, sticks the deadline of its offer and nothing else; when it is mended, anyone can
// run it again.
func TestAStuckOfferIsRetriedByAnyone(t *testing.T) {
	f := newFixture(t)
	o, other := f.make("client", f.page("client", "provider")), f.make("client", f.page("client", "provider"))
	key, err := types.ParseOfferID("", o.Id)
	require.NoError(t, err)
	require.NoError(t, f.handle.Release(f.ctx, types.OfferRef(key)))
	retry := &types.MsgRetry{Sender: sdk.AccAddress("anyone______________").String(), Offer: o.Id}
	run := func(ctx ctx) error { _, err := f.msgs.Retry(ctx, retry); return err }
	f.refused(deadline.ErrNotStuck, run)
	f.setNow(f.now() + hour)
	f.endBlock()
	require.Equal(t, types.OfferStatusExpired, f.offer(other.Id).Status, "the other one went on")
	for _, wait := range []uint64{minute, 10 * minute, hour} {
		f.setNow(f.now() + wait)
		f.endBlock()
	}
	require.Equal(t, types.OfferStatusOpen, f.offer(o.Id).Status)
	require.Error(t, run(f.ctx), "still broken")
	authority, err := f.identity.Authorize(f.ctx, f.agent("client").owner, f.agent("client").addr, identitytypes.ActionNegotiate)
	require.NoError(t, err)
	require.NoError(t, f.handle.Hold(f.ctx, authority, types.OfferRef(key), sdk.NewInt64Coin(denom, 4*unit), nil))
	require.NoError(t, run(f.ctx))
	require.Equal(t, types.OfferStatusExpired, f.offer(o.Id).Status)
	f.block()
	f.refused(deadline.ErrNotStuck, run)
	retry.Offer = "ofr_0000000000000000"
	f.refused(types.ErrOfferNotFound, run)
}

// A deadline that does not fit its object does nothing; one whose object is gone has nothing to do.
func TestOfferDeadlinesThatDoNotFit(t *testing.T) {
	f := newFixture(t)
	key, err := types.ParseOfferID("", f.make("client", f.page("client", "provider")).Id)
	require.NoError(t, err)
	run := func(kind uint32, id []byte) func(ctx) error {
		return func(ctx ctx) error { return f.k.RunDeadline(ctx, kind, id) }
	}
	f.refused(types.ErrTransition, run(types.KindOfferPrune, key))
	f.refused(types.ErrTransition, run(types.KindNonce+1, key))
	f.refused(nil, run(types.KindOffer, []byte("12345678")))
	f.refused(nil, run(types.KindNonce, bytes.Repeat([]byte{1}, 48)))
	require.Error(t, f.k.RunDeadline(f.ctx, types.KindNonce, key), "no nonce's id")
}
