package scenarios

import (
	"fmt"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/negotiation"
	markettypes "github.com/trothchain/troth/x/market/types"
)

func list(m *message) action {
	label := m.word("label")
	msg := &markettypes.MsgListService{
		Signer: m.signer, Provider: m.self(), Terms: m.terms(agreementtypes.Terms{Provider: m.self()}),
		Capacity: uint32(m.number("capacity", 1)), Requirements: m.requirements("requires"),
	}
	return action{msg, func(raw []byte) string {
		m.bind(label, decode(m.world, raw, &markettypes.MsgListServiceResponse{}).Service)
		return label
	}}
}

func update(m *message) action {
	s := m.service(m.id(m.word("service"), m.args))
	msg := &markettypes.MsgUpdateService{
		Signer: m.signer, Provider: m.self(), Service: s.Id, Terms: m.terms(s.Terms), Capacity: uint32(m.number("capacity", uint64(s.Capacity))),
		Requirements: s.Requirements, Active: !m.flag("pause"),
	}
	if m.has("requires") {
		msg.Requirements = m.requirements("requires")
	}
	return action{msg, func(raw []byte) string {
		return fmt.Sprintf("version=%d", decode(m.world, raw, &markettypes.MsgUpdateServiceResponse{}).Version)
	}}
}

func remove(m *message) action {
	return action{&markettypes.MsgRemoveService{Signer: m.signer, Provider: m.self(), Service: m.id(m.word("service"), m.args)}, nil}
}

// hire names the version and price that the service has after the last block, unless the scenario names others.
func hire(m *message) action {
	s := m.service(m.id(m.word("service"), m.args))
	msg := &markettypes.MsgHire{
		Signer: m.signer, Client: m.self(), Service: s.Id, Version: m.number("version", s.Version),
		Price: coin(m.amount("price", s.Terms.Price.Amount)), Spec: spec(),
	}
	if m.has("parent") {
		msg.Parent = m.id(m.text("parent", ""), m.args)
	}
	return action{msg, func(raw []byte) string {
		return m.names.label(decode(m.world, raw, &markettypes.MsgHireResponse{}).Agreement)
	}}
}

// quoted is a quote as the provider sent it to the client, off chain.
type quoted struct {
	terms agreementtypes.Terms
	quote markettypes.Quote
}

// quote signs terms off chain: "quote q1 provider=p1 client=client price=5 expires=60s signer=p1/op".
func (w *world) quote(a *args) string {
	m := &message{args: a, world: w}
	label := m.word("label")
	provider := m.agent(m.text("provider", ""), a)
	key := w.key(m.text("signer", m.text("provider", "")), a)
	terms := m.terms(agreementtypes.Terms{Client: m.by(m.text("client", "client")), Provider: provider.String()})
	q := quoted{terms: terms, quote: markettypes.Quote{
		Signer: key.String(), Nonce: digest(m.text("nonce", label))[:negotiation.MinNonce], ExpiresMs: m.expires(60_000),
	}}
	a.done()
	hash, err := agreementtypes.TermsHash(testapp.ChainID, terms)
	require.NoError(w.t, err)
	q.quote.Signature, err = key.Key.Sign(negotiation.QuoteSignBytes(negotiation.Quote{
		ChainID: testapp.ChainID, Provider: provider.Address, TermsHash: hash, Nonce: q.quote.Nonce, ExpiresMs: q.quote.ExpiresMs,
	}))
	require.NoError(w.t, err)
	q.quote.PubKey, err = codectypes.NewAnyWithValue(key.Key.PubKey())
	require.NoError(w.t, err)
	w.quotes[label] = q
	return ""
}

// takeQuote hires on a quote; with keys of terms it tries to take it for others than were signed.
func takeQuote(m *message) action {
	q, ok := m.quotes[m.word("quote")]
	if !ok {
		m.fatal("%s: no such quote", m.what)
	}
	msg := &markettypes.MsgHireQuoted{Signer: m.signer, Client: m.self(), Terms: m.terms(q.terms), Quote: q.quote}
	return action{msg, func(raw []byte) string {
		return m.names.label(decode(m.world, raw, &markettypes.MsgHireQuotedResponse{}).Agreement)
	}}
}
