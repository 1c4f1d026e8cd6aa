package app_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// page are the terms of a page of work: 5 units, covered in cash, due in an hour, reviewed within 5 s.
func page(client, provider *testapp.Agent) agreementtypes.Terms {
	spec := sha256.Sum256([]byte("the work"))
	t := agreementtypes.Terms{
		Client: client.String(), Provider: provider.String(), Title: "Translate a page", Skill: "writing",
		Spec:       agreementtypes.Spec{Uri: "ipfs://spec", Sha256: spec[:], Bytes: 8},
		Milestones: agreementtypes.SingleMilestone(3_600_000), ReviewMs: 5_000,
	}
	return priced(t, 5*testapp.Unit)
}

// priced sets the price, and loss and pledge to the same.
func priced(t agreementtypes.Terms, amount int64) agreementtypes.Terms {
	t.Price, t.Loss, t.Pledge = utroth(amount)[0], math.NewInt(amount), math.NewInt(amount)
	return t
}

// widen gives the operator of an agent a mandate for all that a deal and its end may take.
func widen(a *testapp.Agent) sdk.Msg {
	m := mandateUpTo(purse)
	m.Limits[0].PerWindow, m.Limits[0].Lifetime = math.NewInt(1_000*purse), math.NewInt(1_000*purse)
	m.Actions = []identitytypes.Action{
		identitytypes.ActionHire, identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionReview,
		identitytypes.ActionNegotiate, identitytypes.ActionDispute,
	}
	return &identitytypes.MsgUpdateMandate{Owner: a.Owner.String(), Agent: a.String(), Key: a.Operator.String(), Mandate: m}
}

// within is a market time some seconds ahead.
func within(t testing.TB, c *testapp.Chain, seconds uint64) uint64 {
	t.Helper()
	now, err := c.App().Keepers.Clock.Now(c.Context())
	require.NoError(t, err)
	return now + 1_000*seconds
}

func makeOffer(maker *testapp.Agent, t agreementtypes.Terms, expires uint64) *markettypes.MsgMakeOffer {
	return &markettypes.MsgMakeOffer{Signer: maker.Operator.String(), Maker: maker.String(), Terms: t, ExpiresMs: expires}
}

func counterOffer(maker *testapp.Agent, offer string, answers []byte, t agreementtypes.Terms, expires uint64) *markettypes.MsgCounterOffer {
	return &markettypes.MsgCounterOffer{
		Signer: maker.Operator.String(), Maker: maker.String(), Offer: offer, Answers: answers, Terms: t, ExpiresMs: expires,
	}
}

func acceptOffer(a *testapp.Agent, offer string, hash []byte) *markettypes.MsgAcceptOffer {
	return &markettypes.MsgAcceptOffer{Signer: a.Operator.String(), Agent: a.String(), Offer: offer, Accepts: hash}
}

// listPage lists pages as a service.
func listPage(provider *testapp.Agent) *markettypes.MsgListService {
	t := page(&testapp.Agent{}, provider)
	t.Client = ""
	return &markettypes.MsgListService{
		Signer: provider.Operator.String(), Provider: provider.String(), Terms: t, Capacity: markettypes.MaxCapacity,
	}
}

// hirePage hires a service of listPage that was not changed since.
func hirePage(client *testapp.Agent, service string) *markettypes.MsgHire {
	t := page(client, client)
	return &markettypes.MsgHire{
		Signer: client.Operator.String(), Client: client.String(), Service: service, Version: 1, Price: t.Price, Spec: t.Spec,
	}
}

// hireQuoted takes a page that the provider has quoted.
func hireQuoted(t testing.TB, client, provider *testapp.Agent, nonce, expires uint64) *markettypes.MsgHireQuoted {
	t.Helper()
	m := &markettypes.MsgHireQuoted{Signer: client.Operator.String(), Client: client.String(), Terms: page(client, provider)}
	m.Quote = markettypes.Quote{
		Signer: provider.Operator.String(), Nonce: binary.BigEndian.AppendUint64(make([]byte, 8), nonce), ExpiresMs: expires,
	}
	signed, err := markettypes.QuoteSignBytes(testapp.ChainID, m.Terms, m.Quote.Nonce, expires)
	require.NoError(t, err)
	m.Quote.Signature, err = provider.Operator.Key.Sign(signed)
	require.NoError(t, err)
	m.Quote.PubKey, err = codectypes.NewAnyWithValue(provider.Operator.Key.PubKey())
	require.NoError(t, err)
	return m
}

// postIn posts a job in an open or a clock auction; the clock begins at 4 units and reaches 20 at the end.
func postIn(client *testapp.Agent, auction markettypes.Auction, bidMs uint64) *markettypes.MsgPostJob {
	m := client.Post(testapp.Job{Clocks: markettypes.Clocks{BidMs: bidMs, DeliveryMs: 20_000, ReviewMs: 5_000}})
	m.Request.Auction, m.Request.StartCost = auction, math.ZeroInt()
	if auction == markettypes.AuctionClock {
		m.Request.StartCost = math.NewInt(4 * testapp.Unit)
	}
	return m
}

func placeBid(b testapp.Bid, job string) *markettypes.MsgPlaceBid {
	r := b.Reveal(job)
	return &markettypes.MsgPlaceBid{
		Signer: r.Signer, Provider: r.Provider, Job: r.Job, Price: r.Price, DeliveryMs: r.DeliveryMs, Pledge: r.Pledge,
	}
}

// takeJob takes a job of postIn at any price, with a pledge that covers the whole loss.
func takeJob(provider *testapp.Agent, job string) *markettypes.MsgTakeJob {
	return &markettypes.MsgTakeJob{
		Signer: provider.Operator.String(), Provider: provider.String(), Job: job, MinPrice: math.OneInt(), DeliveryMs: 10_000,
		Pledge: math.NewInt(10 * testapp.Unit),
	}
}
