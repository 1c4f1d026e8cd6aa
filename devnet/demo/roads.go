package demo

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// service is a hire without an auction: one transaction, at a posted price.
func (m *demo) service(ctx context.Context) error {
	m.out.scene("A service: hired with one transaction")
	file, err := m.input("orchard.txt")
	if err != nil {
		return err
	}
	if _, err := m.rec.wait(ctx, "the service of veteran-vera", patience, event(markettypes.EventServiceListed)); err != nil {
		return err
	}
	c, err := m.direct(ctx, order{Do: doService, Title: "A report at a posted price", Input: file, Budget: amount(1), ReviewMs: reviewMs, Rating: 100},
		event(markettypes.EventServiceHired))
	if err != nil {
		return err
	}
	m.out.fact("block %d: newsroom takes the service of %s at its price → %s", c.height, c.provider, c.agreement)
	return m.paid(ctx, c)
}

// talk is a negotiation: an offer, counters, and an agreement in between.
func (m *demo) talk(ctx context.Context) error {
	m.out.scene("A negotiation: newsroom and steady-sam find a price")
	file, err := m.input("harbour.txt")
	if err != nil {
		return err
	}
	price := math.NewInt(400_000)
	c, err := m.direct(ctx, order{
		Do: doTalk, Title: "A report at a price of both", Input: file, Budget: math.NewInt(550_000), Price: price, ReviewMs: reviewMs, Rating: 90,
		With: m.actors["steady-sam"].address.String(),
	}, event(markettypes.EventOfferAccepted))
	if err != nil {
		return err
	}
	for _, kind := range []string{markettypes.EventOfferMade, markettypes.EventOfferCountered} {
		for _, n := range m.rec.all(event(kind, "offer", c.job)) {
			m.out.fact("block %d: round %s, %s offers %s", n.height, n.event.Get("round"), m.nameOf(n.event.Get("maker")), humanCoin(n.event.Get("price")))
		}
	}
	m.out.fact("block %d: accepted → %s", c.height, c.agreement)
	return m.paid(ctx, c)
}

// direct gives an order that needs no auction and waits for its agreement; made is the event that tells of it.
func (m *demo) direct(ctx context.Context, o order, made func(note) bool) (contract, error) {
	if err := m.actors["newsroom"].process.tell(o); err != nil {
		return contract{}, err
	}
	n, err := m.rec.wait(ctx, "the agreement", patience, made)
	if err != nil {
		return contract{}, err
	}
	c := contract{job: n.event.Get("service") + n.event.Get("offer"), agreement: n.event.Get("agreement"), height: n.height}
	opened, err := m.rec.wait(ctx, c.agreement, patience, event(agreementtypes.EventAgreementOpened, "agreement", c.agreement))
	if err != nil {
		return c, err
	}
	c.provider = m.nameOf(opened.event.Get("provider"))
	return c, nil
}

// paid waits for work and payment.
func (m *demo) paid(ctx context.Context, c contract) error {
	end, err := m.delivered(ctx, c)
	if err != nil {
		return err
	}
	m.ledger.expect(c, agreementtypes.StatusCompleted, "OUTCOME_ACCEPT")
	m.out.fact("accepted: %s paid, %s burned", end.Get("paid"), end.Get("burned"))
	return nil
}

// policy is what a provider of the cast does, in YAML. command makes the report of a text.
func (a actor) policy(command []string) string {
	exec := ""
	for i, word := range command {
		if i > 0 {
			exec += ", "
		}
		exec += fmt.Sprintf("%q", word)
	}
	text := fmt.Sprintf(`
skills:
  - {skill: %s, exec: [%s], price: {budget_bps: %d}, pledge_budget_bps: %d, delivery: %dms}
  - {skill: %s, exec: [%s], price: {fixed: 0.6troth}}
accept: {private: true}
negotiation: {floor_bps: 8000, max_rounds: 4}
rating: 80
`, skill, exec, a.priceBps, a.pledgeBps, deliveryMs, talkSkill, exec)
	if a.service != "" {
		text += fmt.Sprintf("services: [{skill: %s, title: A report of any text, price: %s, delivery: 1m, review: 1m}]\n", skill, a.service)
	}
	return text
}
