package economics

import (
	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// storefront is a member that sells to the other members, and its service for that.
type storefront struct {
	account
	service string
	next    int // which of the clients is next
}

// open lists a service at a price in utroth, with full cover in cash.
func (r *ring) open(w *market, seller account, price int64) *storefront {
	listed := r.send(w, &markettypes.MsgListService{
		Signer: seller.by, Provider: seller.id, Capacity: 1, Terms: agreementtypes.Terms{
			Provider: seller.id, Title: "Translate a page", Spec: spec(), Skill: skill, Price: coin(price), Loss: math.NewInt(price),
			Pledge: math.NewInt(price), Milestones: agreementtypes.SingleMilestone(deliveryMs), ReviewMs: reviewMs,
		},
	})
	return &storefront{account: seller, service: responseOf[*markettypes.MsgListServiceResponse](w.ledger, listed[0]).Service}
}

// wash has one member buy from another: hired, delivered, praised with 100, and the money brought to the next buyer. Only
// the burn is lost. It says no when the ring cannot pay for it.
func (r *ring) wash(w *market, s *storefront, clients []account, price int64) bool {
	client := clients[s.next%len(clients)]
	if w.available(client.address) < price && w.balance(r.cash) < 2*price+20*txFee {
		r.collect(w, 1<<62) // the money that went around is with the seller now
	}
	if !r.supply(w, s.account, price) || !r.supply(w, client, price) || w.available(s.address) < price || w.balance(r.cash) < 10*txFee {
		return false
	}
	s.next++
	hired := r.send(w, &markettypes.MsgHire{
		Signer: client.by, Client: client.id, Service: s.service, Version: 1, Price: coin(price), Spec: spec(),
	})
	agreement := responseOf[*markettypes.MsgHireResponse](w.ledger, hired[0]).Agreement
	w.submit(s.account, agreement)
	r.send(w, &agreementtypes.MsgAccept{Signer: client.by, Client: client.id, Agreement: agreement, Rating: 100})
	w.requireEnded(agreement)
	burn := price * 200 / 10_000
	r.burnedInside += burn
	return true
}

// washRing is a ring whose members praise some of them, who then cheat on every job they can win (reference: WashRing).
type washRing struct {
	*ring
	size    int
	price   float64
	share   float64 // of the budget that is spent on praise
	judges  float64 // of the budget are stakes of its own arbiters
	started bool
	sellers []account
}

var _ attacker = (*washRing)(nil)

func newWashRing(budget float64, size int, bond bool) func(*market) attacker {
	return func(w *market) attacker {
		r := &washRing{ring: newRing(w, "wash", budget), size: size, price: 10, share: 0.8}
		if r.bond = bond; bond {
			r.share = 0.3
		}
		return r
	}
}

func (r *washRing) tick(w *market) {
	if r.started {
		return
	}
	r.started = true
	var traders []account
	for len(traders) < max(2, r.size) {
		a, ok := r.join(w)
		if !ok {
			break
		}
		traders = append(traders, a)
	}
	if len(traders) < 2 {
		return
	}
	n := max(1, min(20, len(traders)/10))
	r.sellers = traders[:n]
	paid := float64(len(traders)) * units(w.registrationFee()+2*txFee)
	r.praise(w, r.sellers, traders[n:], (units(r.budget)-r.judges)*r.share-paid)
}

// praise spends so many units on fakes, evenly on the sellers.
func (r *washRing) praise(w *market, sellers, clients []account, spend float64) {
	price := micro(r.price)
	unitCost := price*200/10_000 + 4*txFee
	for _, s := range sellers {
		shop := r.open(w, s, price)
		for left := micro(spend) / int64(len(sellers)); left >= unitCost; left -= unitCost {
			if !r.wash(w, shop, clients, price) {
				return
			}
			if shop.next%20 == 0 {
				w.block(1_000)
			}
		}
	}
}

func (r *washRing) bid(w *market, budget, best float64) *bid {
	return r.bestOf(w, r, r.sellers, budget, best)
}

func (r *washRing) deliver(*market, *contract) bool { return false }
