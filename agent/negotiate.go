package agent

import (
	"context"
	"crypto/rand"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	"github.com/trothchain/troth/client"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Offer opens a negotiation with full terms, which bind this agent until expiresMs of market time. about is the id of a
// job or service, or empty.
func (a Actor) Offer(t agreementtypes.Terms, expiresMs uint64, about string) *markettypes.MsgMakeOffer {
	return &markettypes.MsgMakeOffer{Signer: a.Signer(), Maker: a.Agent, Terms: t, ExpiresMs: expiresMs, About: about}
}

// Counter answers the last round of a negotiation with other terms.
func (a Actor) Counter(o markettypes.Offer, t agreementtypes.Terms, expiresMs uint64) *markettypes.MsgCounterOffer {
	return &markettypes.MsgCounterOffer{Signer: a.Signer(), Maker: a.Agent, Offer: o.Id, Answers: o.Round.Hash, Terms: t, ExpiresMs: expiresMs}
}

// AcceptOffer accepts exactly the last round: the agreement is in force at once.
func (a Actor) AcceptOffer(o markettypes.Offer) *markettypes.MsgAcceptOffer {
	return &markettypes.MsgAcceptOffer{Signer: a.Signer(), Agent: a.Agent, Offer: o.Id, Accepts: o.Round.Hash}
}

// RejectOffer ends a negotiation with a reason.
func (a Actor) RejectOffer(o markettypes.Offer, reason markettypes.Reason) *markettypes.MsgRejectOffer {
	return &markettypes.MsgRejectOffer{Signer: a.Signer(), Agent: a.Agent, Offer: o.Id, Reason: reason}
}

// TakeService hires a service as it was seen, for the work of spec.
func (a Actor) TakeService(s markettypes.Service, spec agreementtypes.Spec) *markettypes.MsgHire {
	return &markettypes.MsgHire{Signer: a.Signer(), Client: a.Agent, Service: s.Id, Version: s.Version, Price: s.Terms.Price, Spec: spec}
}

// Quoted is a quote as a provider hands it over: terms and the signature under them.
type Quoted struct {
	Terms agreementtypes.Terms `json:"terms"`
	Quote markettypes.Quote    `json:"quote"`
}

// SignQuote signs terms for one use until expiresMs of market time, at most the chain's max_quote_ms ahead. Nothing is
// sent: whoever has the quote can take it.
func SignQuote(ctx context.Context, c *client.Client, s client.Signer, t agreementtypes.Terms, expiresMs uint64) (Quoted, error) {
	chainID, err := c.ChainID(ctx)
	if err != nil {
		return Quoted{}, err
	}
	nonce := make([]byte, 32)
	if _, err := rand.Read(nonce); err != nil {
		return Quoted{}, err
	}
	doc, err := markettypes.QuoteSignBytes(chainID, t, nonce, expiresMs)
	if err != nil {
		return Quoted{}, err
	}
	signature, err := s.Sign(doc)
	if err != nil {
		return Quoted{}, err
	}
	key, err := codectypes.NewAnyWithValue(s.PubKey())
	if err != nil {
		return Quoted{}, err
	}
	q := Quoted{t, markettypes.Quote{
		Signer: accountOf(s), Nonce: nonce, ExpiresMs: expiresMs, PubKey: key, Signature: signature,
	}}
	return q, q.Quote.Validate()
}

// TakeQuote hires by a quote.
func (a Actor) TakeQuote(q Quoted) *markettypes.MsgHireQuoted {
	return &markettypes.MsgHireQuoted{Signer: a.Signer(), Client: a.Agent, Terms: q.Terms, Quote: q.Quote}
}

// Marshal writes a quote as a file or a message between agents holds it.
func (q Quoted) Marshal() ([]byte, error) {
	m := markettypes.MsgHireQuoted{Terms: q.Terms, Quote: q.Quote}
	return m.Marshal()
}

// UnmarshalQuoted reads what Marshal wrote.
func UnmarshalQuoted(raw []byte) (Quoted, error) {
	var m markettypes.MsgHireQuoted
	if err := m.Unmarshal(raw); err != nil {
		return Quoted{}, ErrOption.Wrapf("quote: %s", err)
	}
	return Quoted{m.Terms, m.Quote}, nil
}
