package economics

import (
	"container/heap"
	"slices"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// model are the numbers of the model (reference: market.Cfg).
type model struct {
	traders, burnIn, window int
	gap                     float64 // mean hours between jobs
	detection               float64 // chance that a client notices a bad delivery
	mistake                 float64 // chance that a client rejects a good one
	spread                  float64 // of budgets: sigma of their logarithm
	bidders, slots          int
}

func defaultModel() model {
	return model{traders: 120, burnIn: 1_500, window: 1_200, gap: 0.6, detection: 0.80, mistake: 0.01, spread: 1.2, bidders: 10, slots: 4}
}

// scaled is a longer or shorter story of the same market.
func (m model) scaled(by float64) model {
	m.burnIn, m.window = int(float64(m.burnIn)*by), int(float64(m.window)*by)
	return m
}

const (
	// compensated and conceded are what the award counts on and what a concession costs: delta and rho of design 06.
	compensated, conceded = 0.75, 0.80
	// burned of every payment.
	burned = 0.02
)

// market is the ledger with everybody who trades on it.
type market struct {
	*ledger
	model
	random  source
	bank    sdk.AccAddress // who gave everybody the first coins
	traders []*trader
	running contracts
	stats   statistics
	salts   uint64
	court   *court
}

// statistics of a window, in units (reference: Market._zero).
type statistics struct {
	jobs, unawarded, awarded, bad, attacked int
	budget, loss, surplus, providers        float64
	lockedHours                             float64
	began                                   uint64
}

func newMarket(l *ledger, bank sdk.AccAddress, seed uint64, m model) *market {
	w := &market{ledger: l, model: m, random: newSource(seed), bank: bank}
	for i := range m.traders {
		w.traders = append(w.traders, w.newTrader(traderName(i)))
	}
	w.block(1_000)
	return w
}

// branch is the same market, which goes its own way from here.
func (w *market) branch() *market {
	b := *w
	b.ledger = w.ledger.branch()
	b.random = w.random.fork()
	b.court = w.court.branch()
	b.traders = make([]*trader, len(w.traders))
	copies := make(map[*trader]*trader, len(w.traders))
	for i, t := range w.traders {
		c := *t
		b.traders[i], copies[t] = &c, &c
	}
	b.running = make(contracts, len(w.running))
	for i, c := range w.running {
		k := *c
		k.client, k.worker = copies[c.client], copies[c.worker]
		b.running[i] = &k
	}
	return &b
}

// window begins a window of measurement.
func (w *market) beginWindow() {
	w.stats = statistics{began: w.now}
	for _, t := range w.traders {
		t.wins = 0
	}
}

// run posts so many jobs.
func (w *market) run(jobs int, foe attacker) {
	for range jobs {
		w.step(foe)
	}
}

// step is one job: time passes, a client posts, honest agents bid, the attacker bids when it can win.
func (w *market) step(foe attacker) {
	w.advance(w.now + uint64(w.random.ExpFloat64()*w.gap*float64(hour)))
	if foe != nil {
		foe.tick(w)
	}
	client := w.pickClient()
	budget := min(500, max(0.5, w.random.lognormal(10, w.spread)))
	bids := w.honestBids(client, budget)
	best := budget + budget // of a job without bids
	for _, b := range bids {
		best = min(best, b.expectedCost(budget))
	}
	if foe != nil {
		if b := foe.bid(w, budget, best); b != nil {
			bids = append(bids, *b)
		}
	}
	w.stats.jobs++
	c := w.auction(client, budget, bids)
	if c == nil {
		w.stats.unawarded++
		return
	}
	w.award(c)
}

// award books the contract of an auction of an honest client and waits for its end.
func (w *market) award(c *contract) {
	w.stats.awarded++
	w.stats.budget += c.budget
	if c.worker == nil {
		w.stats.attacked++
	}
	w.start(c)
}

// start has somebody work on a contract.
func (w *market) start(c *contract) {
	duration := w.random.uniform(12, 72)
	c.due = w.now + uint64(duration*float64(hour))
	if c.worker != nil {
		c.worker.open++
		c.worker.locked += c.pledge
		c.worker.won(w.now)
		w.stats.lockedHours += c.pledge * duration
	}
	heap.Push(&w.running, c)
}

// advance lets time pass and ends the contracts that are due.
func (w *market) advance(to uint64) {
	for len(w.running) > 0 && w.running[0].due <= to {
		c, ok := heap.Pop(&w.running).(*contract)
		if !ok {
			return
		}
		w.until(c.due)
		w.turn(c)
	}
	w.until(to)
}

// drain waits for the end of all that runs.
func (w *market) drain() {
	for len(w.running) > 0 {
		w.advance(w.running[0].due)
	}
}

func (w *market) pickClient() *trader {
	sum := 0.0
	for _, t := range w.traders {
		sum += t.activity
	}
	at := w.random.Float64() * sum
	for _, t := range w.traders {
		if at -= t.activity; at < 0 {
			return t
		}
	}
	return w.traders[0]
}

// sample draws so many different traders.
func (w *market) sample(n int) []*trader {
	order := slices.Clone(w.traders)
	for i := range min(n, len(order)) {
		j := i + w.random.IntN(len(order)-i)
		order[i], order[j] = order[j], order[i]
	}
	return order[:min(n, len(order))]
}

func traderName(i int) string { return "trader " + strconv.Itoa(i) }
