package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// road is a way to work and payment that is being measured.
type road struct {
	*costs
	t      *testing.T
	name   string
	before testapp.State
	txs    int
	gas    int64
}

func (c *costs) road(t *testing.T, name string) *road {
	return &road{costs: c, t: t, name: name, before: c.last}
}

// step is a transaction of the road.
func (r *road) step(name string, by *testapp.Agent, msg sdk.Msg) *testapp.Result {
	res := r.costs.step(r.name+": "+name, by.Operator, msg)
	r.txs++
	r.gas += res.Txs[0].GasUsed
	return res
}

// until waits for an event of the block and returns the agreement that it tells of.
func (r *road) until(event string) string {
	res := r.RunUntil(func(res *testapp.Result) bool { return res.Has(event) })
	r.note(r.name+": "+event, 0)
	return testapp.Attribute(res.Find(event)[0], "agreement")
}

// submit delivers a milestone.
func (r *road) submit(provider *testapp.Agent, agreement string, milestone uint32) {
	m := provider.Submit(agreement)
	m.Milestone = milestone
	r.step("submit", provider, m)
}

// accept pays a milestone.
func (r *road) accept(client *testapp.Agent, agreement string, milestone uint32) {
	m := client.Accept(agreement, 90)
	m.Milestone = milestone
	r.step("accept", client, m)
}

// end demands how many transactions it took, and waits until nothing is left of the road.
func (r *road) end(txs int) {
	require.Equal(r.t, txs, r.txs, r.name)
	r.lines = append(r.lines, fmt.Sprintf("%-44s %9d gas %4d transactions", r.name+": to the payment", r.gas, r.txs))
	r.total(r.name+": bytes at the payment", r.before)
	r.RunFor(time.Minute)
	r.note(r.name+": pruned", 0)
	r.total(r.name+": left in all", r.before)
}

// roads measures each road besides the sealed auction once, and the ends that a job does not come to by itself.
func (c *costs) roads(t *testing.T, client *testapp.Agent, providers []*testapp.Agent) {
	for i, a := range append([]*testapp.Agent{client}, providers...) {
		if i == 0 {
			c.step("identity update mandate", a.Owner, widen(a))
			continue
		}
		c.Run(c.Tx(a.Owner, widen(a))).RequireOK()
		c.last = c.Dump()
	}
	c.negotiation(t, client, providers[0])
	c.quoted(t, client, providers[0])
	c.service(t, client, providers[1])
	c.open(t, client, providers)
	c.clock(t, client, providers[0])
	c.milestones(t, client, providers[1])
	c.conceded(t, client, providers[2])
}

// negotiation of six rounds, each side three times.
func (c *costs) negotiation(t *testing.T, client, provider *testapp.Agent) {
	r := c.road(t, "negotiation")
	var made markettypes.MsgMakeOfferResponse
	r.step("offer", client, makeOffer(client, page(client, provider), within(t, c.Chain, 60))).Response(0, 0, &made)
	hash, sides := made.Hash, []*testapp.Agent{client, provider}
	for n := 2; n <= 6; n++ {
		var countered markettypes.MsgCounterOfferResponse
		terms := priced(page(client, provider), int64(10-n)*testapp.Unit)
		by := sides[(n+1)%2]
		r.step(fmt.Sprintf("counter, round %d", n), by, counterOffer(by, made.Offer, hash, terms, within(t, c.Chain, 60))).Response(0, 0, &countered)
		hash = countered.Hash
	}
	var accepted markettypes.MsgAcceptOfferResponse
	r.step("accept round 6", client, acceptOffer(client, made.Offer, hash)).Response(0, 0, &accepted)
	r.submit(provider, accepted.Agreement, 0)
	r.accept(client, accepted.Agreement, 0)
	r.end(9)
}

func (c *costs) quoted(t *testing.T, client, provider *testapp.Agent) {
	r := c.road(t, "quote")
	agreement := r.hire(client, provider, 1)
	r.submit(provider, agreement, 0)
	r.accept(client, agreement, 0)
	r.end(3)
}

func (r *road) hire(client, provider *testapp.Agent, nonce uint64) string {
	var hired markettypes.MsgHireQuotedResponse
	r.step("hire", client, hireQuoted(r.t, client, provider, nonce, within(r.t, r.Chain, 30))).Response(0, 0, &hired)
	return hired.Agreement
}

func (c *costs) service(t *testing.T, client, provider *testapp.Agent) {
	var listed markettypes.MsgListServiceResponse
	c.step("service: list", provider.Operator, listPage(provider)).Response(0, 0, &listed)
	r := c.road(t, "service")
	var hired markettypes.MsgHireResponse
	r.step("hire", client, hirePage(client, listed.Service)).Response(0, 0, &hired)
	r.submit(provider, hired.Agreement, 0)
	r.accept(client, hired.Agreement, 0)
	r.end(3)
	c.step("service: remove", provider.Operator, &markettypes.MsgRemoveService{
		Signer: provider.Operator.String(), Provider: provider.String(), Service: listed.Service,
	})
}

// open has three bids, each better than the one before.
func (c *costs) open(t *testing.T, client *testapp.Agent, providers []*testapp.Agent) {
	r := c.road(t, "open auction")
	job := r.step("post", client, postIn(client, markettypes.AuctionOpen, 5_000)).JobOf(0)
	for i, p := range providers {
		price := int64(7-i) * testapp.Unit
		r.step(fmt.Sprintf("place %d", i+1), p, placeBid(testapp.Bid{Provider: p, Price: price, Pledge: price, DeliveryMs: 10_000}, job))
	}
	winner := providers[len(providers)-1]
	agreement := r.until(markettypes.EventJobAwarded)
	r.submit(winner, agreement, 0)
	r.accept(client, agreement, 0)
	r.end(6)
}

func (c *costs) clock(t *testing.T, client, provider *testapp.Agent) {
	r := c.road(t, "clock")
	job := r.step("post", client, postIn(client, markettypes.AuctionClock, 5_000)).JobOf(0)
	res := r.step("take, and the award", provider, takeJob(provider, job))
	agreement := testapp.Attribute(res.Find(markettypes.EventJobAwarded)[0], "agreement")
	r.submit(provider, agreement, 0)
	r.accept(client, agreement, 0)
	r.end(4)
}

// milestones is a job in three parts.
func (c *costs) milestones(t *testing.T, client, provider *testapp.Agent) {
	r := c.road(t, "three milestones")
	post := client.Post(testapp.Job{})
	post.Request.Milestones = []markettypes.JobMilestone{{ShareBps: 3_333}, {ShareBps: 3_333}, {ShareBps: 3_334}}
	job := r.step("post", client, post).JobOf(0)
	bid := testapp.Bid{Provider: provider, Price: 6 * testapp.Unit, Pledge: 6 * testapp.Unit, DeliveryMs: 18_000}
	r.step("commit", provider, bid.Commit(job))
	r.until(markettypes.EventJobRevealing)
	r.step("reveal", provider, bid.Reveal(job))
	agreement := r.until(markettypes.EventJobAwarded)
	for i := range uint32(3) {
		r.submit(provider, agreement, i)
		r.accept(client, agreement, i)
	}
	r.end(9)
}

// conceded is work that the client rejects and the provider gives up.
func (c *costs) conceded(t *testing.T, client, provider *testapp.Agent) {
	r := c.road(t, "conceded")
	agreement := r.hire(client, provider, 2)
	r.submit(provider, agreement, 0)
	r.step("reject", client, &agreementtypes.MsgReject{
		Signer: client.Operator.String(), Client: client.String(), Agreement: agreement, Reason: "not what was asked for",
	})
	before := balance(c.Chain, client.Address)
	r.step("concede", provider, &agreementtypes.MsgConcede{
		Signer: provider.Operator.String(), Provider: provider.String(), Agreement: agreement,
	})
	require.Equal(t, math.NewInt(4*testapp.Unit), balance(c.Chain, client.Address).Sub(before), "80 % of the pledge")
	r.end(4)
}
