package keeper_test

import (
	"bytes"
	"context"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	agreementkeeper "github.com/trothchain/troth/x/agreement/keeper"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

const hour = 60 * minute

// page are terms for a page: 4 units, covered in cash, due in half an hour.
func (f *fixture) page(client, provider string, changes ...func(*agreementtypes.Terms)) agreementtypes.Terms {
	f.t.Helper()
	t := agreementtypes.Terms{
		Client: f.agent(client).addr.String(), Provider: f.agent(provider).addr.String(), Title: "Translate a page",
		Spec:  agreementtypes.Spec{Uri: "https://example.com/spec.md", Sha256: bytes.Repeat([]byte{3}, 32), Bytes: 100},
		Skill: "translation", Milestones: agreementtypes.SingleMilestone(30 * minute), ReviewMs: hour,
	}
	priced(4 * unit)(&t)
	for _, change := range changes {
		change(&t)
	}
	return t
}

// priced sets the price, and loss and pledge to the same.
func priced(n int64) func(*agreementtypes.Terms) {
	return func(t *agreementtypes.Terms) {
		t.Price, t.Loss, t.Pledge = sdk.NewInt64Coin(denom, n), math.NewInt(n), math.NewInt(n)
	}
}

func (f *fixture) makeMsg(maker string, t agreementtypes.Terms) *types.MsgMakeOffer {
	f.t.Helper()
	a := f.agent(maker)
	return &types.MsgMakeOffer{Signer: a.owner.String(), Maker: a.addr.String(), Terms: t, ExpiresMs: f.now() + hour}
}

func (f *fixture) make(maker string, t agreementtypes.Terms) types.Offer {
	f.t.Helper()
	res, err := f.msgs.MakeOffer(f.ctx, f.makeMsg(maker, t))
	require.NoError(f.t, err)
	o := f.offer(res.Offer)
	require.Equal(f.t, o.Round.Hash, res.Hash)
	return o
}

// counterMsg answers the last round of o as it is known to the sender.
func (f *fixture) counterMsg(maker string, o types.Offer, t agreementtypes.Terms) *types.MsgCounterOffer {
	f.t.Helper()
	a := f.agent(maker)
	return &types.MsgCounterOffer{
		Signer: a.owner.String(), Maker: a.addr.String(), Offer: o.Id, Answers: o.Round.Hash, Terms: t, ExpiresMs: f.now() + hour,
	}
}

func (f *fixture) counter(maker string, o types.Offer, t agreementtypes.Terms) types.Offer {
	f.t.Helper()
	res, err := f.msgs.CounterOffer(f.ctx, f.counterMsg(maker, o, t))
	require.NoError(f.t, err)
	next := f.offer(o.Id)
	require.Equal(f.t, next.Round.Hash, res.Hash)
	return next
}

func (f *fixture) acceptMsg(agent string, o types.Offer) *types.MsgAcceptOffer {
	f.t.Helper()
	a := f.agent(agent)
	return &types.MsgAcceptOffer{Signer: a.owner.String(), Agent: a.addr.String(), Offer: o.Id, Accepts: o.Round.Hash}
}

func (f *fixture) agree(agent string, o types.Offer) agreementtypes.Agreement {
	f.t.Helper()
	res, err := f.msgs.AcceptOffer(f.ctx, f.acceptMsg(agent, o))
	require.NoError(f.t, err)
	return f.agreed(res.Agreement)
}

func (f *fixture) rejectMsg(agent string, o types.Offer) *types.MsgRejectOffer {
	f.t.Helper()
	a := f.agent(agent)
	return &types.MsgRejectOffer{Signer: a.owner.String(), Agent: a.addr.String(), Offer: o.Id, Reason: types.ReasonPriceTooHigh}
}

func (f *fixture) reject(agent string, o types.Offer) {
	f.t.Helper()
	_, err := f.msgs.RejectOffer(f.ctx, f.rejectMsg(agent, o))
	require.NoError(f.t, err)
}

func (f *fixture) offer(id string) types.Offer {
	f.t.Helper()
	res, err := f.queries.Offer(f.ctx, &types.QueryOfferRequest{Id: id})
	require.NoError(f.t, err)
	return res.Offer
}

// gone says whether the record of a negotiation is deleted.
func (f *fixture) gone(o types.Offer) bool {
	_, err := f.queries.Offer(f.ctx, &types.QueryOfferRequest{Id: o.Id})
	require.True(f.t, err == nil || types.ErrOfferNotFound.Is(err), "%v", err)
	return err != nil
}

func (f *fixture) agreed(id string) agreementtypes.Agreement {
	f.t.Helper()
	a, err := f.agreement.Get(f.ctx, id)
	require.NoError(f.t, err)
	return a
}

// deliver submits the work of an agreement, and completes it.
func (f *fixture) deliver(a agreementtypes.Agreement) {
	f.t.Helper()
	msgs := agreementkeeper.NewMsgServer(f.agreement)
	provider, client := f.agents[f.nameOf(a.Terms.Provider)], f.agents[f.nameOf(a.Terms.Client)]
	_, err := msgs.Submit(f.ctx, &agreementtypes.MsgSubmit{
		Signer: provider.owner.String(), Provider: a.Terms.Provider, Agreement: a.Id, Uri: "ipfs://x", Sha256: a.Terms.Spec.Sha256, Bytes: 1,
	})
	require.NoError(f.t, err)
	_, err = msgs.Accept(f.ctx, &agreementtypes.MsgAccept{Signer: client.owner.String(), Client: a.Terms.Client, Agreement: a.Id, Rating: 90})
	require.NoError(f.t, err)
}

// covers counts what waits for an agreement.
func (f *fixture) covers() int {
	f.t.Helper()
	gs, err := f.agreement.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	return len(gs.Covers)
}

// agreements counts those there are.
func (f *fixture) agreements() int {
	f.t.Helper()
	gs, err := f.agreement.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	return len(gs.Agreements)
}

// mandate gives a new key of an agent a mandate, and returns the key.
func (f *fixture) mandate(name string, key sdk.AccAddress, change func(*identitytypes.Mandate)) sdk.AccAddress {
	f.t.Helper()
	a := f.agent(name)
	m := identitytypes.Mandate{
		Actions: []identitytypes.Action{identitytypes.ActionNegotiate, identitytypes.ActionHire}, WindowMs: day,
		Limits: []identitytypes.Limit{{Denom: denom, PerAction: math.NewInt(purse), PerWindow: math.NewInt(purse), Lifetime: math.NewInt(purse)}},
	}
	if change != nil {
		change(&m)
	}
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: a.owner.String(), Agent: a.addr.String(), Key: key.String(), Mandate: m,
	})
	require.NoError(f.t, err)
	return key
}

// spent returns what counts against the mandate of a key, over its lifetime and in its window.
func (f *fixture) spent(name string, key sdk.AccAddress) (lifetime, window int64) {
	f.t.Helper()
	o, err := f.identity.Operator(f.ctx, f.agent(name).addr, key)
	require.NoError(f.t, err)
	if len(o.Spent) == 0 {
		return 0, 0
	}
	return o.Spent[0].Lifetime.Int64(), o.Spent[0].Current.Add(o.Spent[0].Previous).Int64()
}

// tx runs a message as a transaction: a refusal leaves nothing.
func (f *fixture) tx(run func(ctx context.Context) error) error {
	cache, write := f.ctx.CacheContext()
	err := run(cache)
	if err == nil {
		write()
	}
	return err
}

// engageFully makes what a provider has in work all that it may have.
func (f *fixture) engageFully(provider string) {
	f.t.Helper()
	f.make(provider, f.page("somebody", provider))
	f.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 1 })
}

// setAgreement changes the parameters of agreements.
func (f *fixture) setAgreement(change func(*agreementtypes.Params)) {
	f.t.Helper()
	p, err := f.agreement.GetParams(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	_, err = agreementkeeper.NewMsgServer(f.agreement).UpdateParams(f.ctx, &agreementtypes.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f.t, err)
}
