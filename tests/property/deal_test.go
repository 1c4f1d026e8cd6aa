package property

import (
	"encoding/binary"
	"strings"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// terms between two agents; an empty client is not known yet.
func (w *world) terms(client, provider string) agreementtypes.Terms {
	wk := w.work(client, provider)
	t := agreementtypes.Terms{
		Client: client, Provider: provider, Title: "Translate a page", Spec: spec, Skill: "writing", Price: w.money("price"),
		ReviewMs: w.ms("review", 4, 15), ReworkRounds: wk.reworks, Verification: wk.verification, Instant: wk.instant,
	}
	for i, share := range wk.shares {
		m := agreementtypes.Milestone{ShareBps: share, DeliveryMs: w.ms("delivery", 5, 20)}
		if wk.answers {
			m.AnswerSha256 = hash(answer(i))
		}
		t.Milestones = append(t.Milestones, m)
	}
	t.Loss = t.Price.Amount.MulRaw(pick(w, "loss", int64(1), 2))
	if t.Instant {
		t.Loss = t.Price.Amount.MulRaw(3)
	}
	t.Pledge = w.pledge(t.Price.Amount, 0, t.Instant)
	if client != "" && w.percent("part of another", 10) {
		t.Parent = w.parent(client)
	}
	return t
}

// pledge is mostly as much cash as is asked for a price, so that no capital is needed, which nobody has at first.
func (w *world) pledge(price math.Int, sigma uint32, instant bool) math.Int {
	bps := max(uint64(sigma), w.sigma)
	if instant {
		bps = max(bps, w.sigmaInstant)
	}
	full := price.MulRaw(int64(bps)).AddRaw(9_999).QuoRaw(10_000)
	return full.MulRaw(pick(w, "pledge", int64(4), 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 6, 0)).QuoRaw(4)
}

func (w *world) pair() (client, provider *agent) {
	client = w.anyAgent("client")
	if w.percent("with itself", 2) {
		return client, client
	}
	return client, w.anyAgent("provider", client.id)
}

func (w *world) makeOffer() {
	client, provider := w.pair()
	maker := pick(w, "maker", client, provider)
	key := w.signer(maker)
	m := &markettypes.MsgMakeOffer{
		Signer: key.String(), Maker: maker.id, Terms: w.terms(client.id, provider.id), ExpiresMs: w.now + w.ms("expires", 5, 30),
	}
	if len(w.market.Jobs) > 0 && w.percent("about", 5) {
		m.About = pick(w, "about which", w.market.Jobs...).Id
	}
	w.send(key, m)
}

// answer has the other side answer the last round of a negotiation, mostly.
func (w *world) answer(o markettypes.Offer) {
	if !o.Status.Live() || !w.percent("answers", 75) {
		return
	}
	by := o.Client
	if by == o.Round.Maker {
		by = o.Provider
	}
	if w.percent("out of turn", 4) {
		by = o.Round.Maker
	}
	agent, hash := w.agentOf(by), o.Round.Hash
	if w.percent("another round", 3) {
		hash = make([]byte, 32)
	}
	key := w.signer(agent)
	switch pick(w, "answer", "accept", "counter", "accept", "counter", "accept", "counter", "reject") {
	case "accept":
		w.send(key, &markettypes.MsgAcceptOffer{Signer: key.String(), Agent: by, Offer: o.Id, Accepts: hash})
	case "counter":
		t := w.terms(o.Client, o.Provider)
		if !w.percent("another coin", 5) {
			t.Price.Denom = o.Round.Terms.Price.Denom // worth something else, so the amounts are new ones
			t.Price.Amount = math.MaxInt(math.OneInt(), o.Round.Terms.Price.Amount.MulRaw(int64(80+w.n("counter price", 40))).QuoRaw(100))
			t.Loss, t.Pledge = t.Price.Amount.MulRaw(3), w.pledge(t.Price.Amount, 0, t.Instant)
		}
		w.send(key, &markettypes.MsgCounterOffer{
			Signer: key.String(), Maker: by, Offer: o.Id, Answers: hash, Terms: t, ExpiresMs: w.now + w.ms("expires", 5, 30),
		})
	case "reject":
		w.send(key, &markettypes.MsgRejectOffer{Signer: key.String(), Agent: by, Offer: o.Id, Reason: markettypes.ReasonPriceTooHigh})
	}
}

func (w *world) listService() {
	provider := w.anyAgent("lister")
	key := w.signer(provider)
	w.send(key, &markettypes.MsgListService{
		Signer: key.String(), Provider: provider.id, Terms: w.template(provider.id), Capacity: uint32(1 + w.n("capacity", 3)),
	})
}

// template are the terms of a service; some are big, so that something is held for the record.
func (w *world) template(provider string) agreementtypes.Terms {
	t := w.terms("", provider)
	if w.percent("big", 40) {
		for range 8 {
			t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 1_250})
		}
	}
	return t
}

// trade hires a service, or has its provider change or remove it.
func (w *world) trade(s markettypes.Service) {
	provider := w.agentOf(s.Provider)
	if w.percent("not the lister", 3) {
		provider = w.anyAgent("meddler")
	}
	client := w.anyAgent("hirer", s.Provider)
	key, seller := w.signer(client), w.signer(provider)
	w.choose("trade", weighted{55, func() {
		m := &markettypes.MsgHire{Signer: key.String(), Client: client.id, Service: s.Id, Version: s.Version, Price: s.Terms.Price, Spec: spec}
		if w.percent("old version", 5) {
			m.Version++
		}
		if w.percent("part of another", 10) {
			m.Parent = w.parent(client.id)
		}
		w.send(key, m)
	}}, weighted{8, func() {
		w.send(seller, &markettypes.MsgUpdateService{
			Signer: seller.String(), Provider: provider.id, Service: s.Id, Terms: w.template(provider.id), Capacity: uint32(1 + w.n("capacity", 3)),
			Active: w.percent("active", 70),
		})
	}}, weighted{4, func() {
		w.send(seller, &markettypes.MsgRemoveService{Signer: seller.String(), Provider: provider.id, Service: s.Id})
	}})
}

// quote has a provider sign terms off chain and the client take them, now and then twice.
func (w *world) quote() {
	client, provider := w.pair()
	t, quoter := w.terms(client.id, provider.id), w.signer(provider)
	w.nonces++
	q := markettypes.Quote{Signer: quoter.String(), Nonce: binary.BigEndian.AppendUint64(make([]byte, 8), uint64(w.nonces))}
	q.ExpiresMs = w.now + uint64(w.n("life", 17))*second
	signed, err := markettypes.QuoteSignBytes(testapp.ChainID, t, q.Nonce, q.ExpiresMs)
	require.NoError(w.rt, err)
	q.Signature, err = quoter.Key.Sign(signed)
	require.NoError(w.rt, err)
	q.PubKey, err = codectypes.NewAnyWithValue(quoter.Key.PubKey())
	require.NoError(w.rt, err)
	if w.percent("other terms", 3) {
		t.Price.Amount = t.Price.Amount.AddRaw(1)
	}
	key := w.signer(client)
	m := &markettypes.MsgHireQuoted{Signer: key.String(), Client: client.id, Terms: t, Quote: q}
	w.send(key, m)
	if w.percent("again", 10) {
		w.send(key, m)
	}
}

// attest has the issuer that jobs ask for state something about somebody.
func (w *world) attest() {
	issuer := pick(w, "issuer", w.agents[0], w.agents[1])
	key := w.signer(issuer)
	w.send(key, &identitytypes.MsgAttest{Signer: key.String(), Agent: issuer.id, Subject: w.anyAgent("subject").id, Schema: "kya"})
}
