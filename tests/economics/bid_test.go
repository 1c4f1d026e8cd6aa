package economics

import "slices"

// bid of a provider on a job, in units.
type bid struct {
	account
	price, pledge float64
	p             float64 // the chain's belief about the provider at the value of the job
	worker        *trader // nil for the attacker's
	foe           attacker
	scam          bool // the attacker means to deliver junk
}

// expectedCost is what the award compares (design 06 §3.6); the loss is the budget.
func (b bid) expectedCost(budget float64) float64 {
	return b.price + (1-b.p)*(budget-compensated*min(b.pledge, budget))
}

// honestBids are those of the agents that look at the job. A newcomer looks at all until it has ten wins: which jobs are
// drawn for newcomers is known when the bidding has ended.
func (w *market) honestBids(client *trader, budget float64) (bids []bid) {
	looking := w.sample(w.bidders)
	for _, t := range w.traders {
		if t.newcomer && t.wins < 10 && !slices.Contains(looking, t) {
			looking = append(looking, t)
		}
	}
	for _, t := range looking {
		if t == client || t.open >= w.slots {
			continue
		}
		if b, ok := w.honestBid(t, budget); ok {
			bids = append(bids, b)
		}
	}
	return bids
}

// honestBid is cost and markup, with a warranty when the agent is better than its score says (reference: honest_bid).
func (w *market) honestBid(t *trader, budget float64) (bid, bool) {
	markup := t.markup
	if t.newcomer && t.wins < 10 {
		markup = 0
	}
	price := budget * t.cost * (1 + markup) * w.random.uniform(0.97, 1.03)
	b := w.belief(t.account, budget)
	free := t.wealth - t.locked
	least := max(0, price-b.capital)
	if least > free {
		return bid{}, false
	}
	pledge := least
	if t.q > b.p {
		pledge = max(least, min(budget, free))
	}
	price += (1 - t.q) * w.detection * conceded * pledge // the premium of the warranty
	if extra := price - b.capital - pledge; extra > 0 {
		if pledge+extra > free {
			return bid{}, false
		}
		pledge += extra
	}
	if price > budget {
		return bid{}, false
	}
	return bid{account: t.account, price: price, pledge: pledge, p: b.p, worker: t}, true
}
