package economics

// whitewash cheats on everything and registers anew after every proven fault (reference: Whitewash); a junk dealer keeps
// its name.
type whitewash struct {
	*ring
	keeps bool // its name, whatever happens
	live  bool
}

var _ attacker = (*whitewash)(nil)

func newWhitewash(budget float64, keeps bool) func(*market) attacker {
	return func(w *market) attacker {
		a := &whitewash{ring: newRing(w, "whitewash", budget), keeps: keeps}
		a.bond = true
		return a
	}
}

func (a *whitewash) tick(w *market) {
	if !a.live {
		_, a.live = a.join(w)
	}
}

func (a *whitewash) bid(w *market, budget, best float64) *bid {
	if !a.live {
		return nil
	}
	return a.bestOf(w, a, a.members[len(a.members)-1:], budget, best)
}

func (a *whitewash) deliver(*market, *contract) bool { return false }

func (a *whitewash) settled(w *market, c *contract, good bool, f flow) {
	a.ring.settled(w, c, good, f)
	if !f.paid() && !a.keeps && c.bid.id == a.members[len(a.members)-1].id {
		a.live = false
	}
}

// sleepers work well for some contracts each, then cheat on everything they can win (reference: ExitScam).
type sleepers struct {
	*ring
	n, until   int
	scamBond   bool // pledges cash also while cheating
	fullPledge bool // pledges all it can while honest
	done       map[string]int

	scamGain, scamLoss, fees int64
}

var _ attacker = (*sleepers)(nil)

func newSleepers(budget float64, n, until int, scamBond, fullPledge bool) func(*market) attacker {
	return func(w *market) attacker {
		a := &sleepers{
			ring: newRing(w, "sleepers", budget), n: n, until: until, scamBond: scamBond, fullPledge: fullPledge, done: map[string]int{},
		}
		a.effort = 0.50
		return a
	}
}

func (a *sleepers) tick(w *market) {
	for len(a.members) < a.n {
		if _, ok := a.join(w); !ok {
			return
		}
	}
}

func (a *sleepers) scamming(id string) bool { return a.done[id] >= a.until }

func (a *sleepers) bid(w *market, budget, best float64) *bid {
	var found *bid
	for _, m := range a.members {
		b := a.offer(w, m, budget, best)
		if b != nil && (found == nil || b.price > found.price) {
			found = b
		}
	}
	if found = a.place(w, a, found, budget); found != nil {
		found.scam = a.scamming(found.id)
	}
	return found
}

// offer of a member: as everybody's while it cheats, dearer than its cost while it is honest.
func (a *sleepers) offer(w *market, m account, budget, best float64) *bid {
	if a.scamming(m.id) {
		a.bond = a.scamBond
		return a.priceFor(w, m, budget, best)
	}
	a.bond = true
	b, free := w.belief(m, budget), a.free(w)-budget/100
	pledge := 0.0
	if a.fullPledge {
		pledge = min(budget, max(0, free))
	}
	price := min(best-(1-b.p)*(budget-compensated*pledge)-1e-4, budget)
	pledge = max(pledge, price-b.capital)
	if price < 0.50*budget || pledge > free || price > b.capital+pledge+1e-9 {
		return nil
	}
	return &bid{account: m, price: price, pledge: pledge, p: b.p}
}

func (a *sleepers) deliver(w *market, c *contract) bool {
	if c.bid.scam {
		return false
	}
	a.done[c.bid.id]++
	a.spend(c)
	return w.random.Float64() < 0.95
}

func (a *sleepers) settled(w *market, c *contract, good bool, f flow) {
	a.ring.settled(w, c, good, f)
	switch {
	case c.bid.scam && f.paid():
		a.scamGain += f.provider
	case c.bid.scam:
		a.scamLoss -= f.provider
	case f.paid():
		a.fees += micro(c.price) - f.provider
	}
}

// stuffer is a poor and cheap provider whose sybil clients keep refreshing its score (reference: Stuffer).
type stuffer struct {
	washRing
	clients int
	q       float64
	next    uint64
	per     float64
}

var _ attacker = (*stuffer)(nil)

func newStuffer(budget float64, clients int) func(*market) attacker {
	return func(w *market) attacker {
		a := &stuffer{washRing: washRing{ring: newRing(w, "stuffer", budget), price: 10}, clients: clients, q: 0.5}
		a.bond, a.effort = true, 0.28
		return a
	}
}

func (a *stuffer) tick(w *market) {
	if !a.started {
		a.started = true
		for len(a.members) <= a.clients {
			if _, ok := a.join(w); !ok {
				return
			}
		}
		a.per = (units(a.budget)*0.6 - units(a.registered)) / 10
		a.next = w.now
	}
	if len(a.members) > 1 && w.now >= a.next {
		a.next = w.now + 150*hour
		if a.per > 0 && a.free(w) > a.per {
			a.praise(w, a.members[:1], a.members[1:], a.per)
		}
	}
}

func (a *stuffer) bid(w *market, budget, best float64) *bid {
	if len(a.members) == 0 {
		return nil
	}
	b := a.priceFor(w, a.members[0], budget, best)
	if b == nil || b.price < 0.30*budget {
		return nil
	}
	return a.place(w, a, b, budget)
}

func (a *stuffer) deliver(w *market, c *contract) bool {
	a.spend(c)
	a.advanced = a.work
	return w.random.Float64() < a.q
}
