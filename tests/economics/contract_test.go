package economics

import (
	"container/heap"

	"github.com/stretchr/testify/require"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

// contract is an agreement on which somebody works.
type contract struct {
	agreement     string
	client        *trader
	worker        *trader // nil when an attacker has it
	bid           bid
	budget        float64
	price, pledge float64
	due           uint64 // when the work is delivered, or something happens in court
	good          bool   // the work is what was asked for
	dispute       *dispute
}

// contracts in the order in which they are due.
type contracts []*contract

var _ heap.Interface = (*contracts)(nil)

func (c contracts) Len() int           { return len(c) }
func (c contracts) Less(i, j int) bool { return c[i].due < c[j].due }
func (c contracts) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *contracts) Push(x any)        { *c = append(*c, x.(*contract)) }
func (c *contracts) Pop() any {
	old := *c
	last := old[len(old)-1]
	*c = old[:len(old)-1]
	return last
}

// flow is what the end of a contract did to the accounts of its parties, in utroth, deposits and fees of judges included.
type flow struct{ client, provider int64 }

// paid says whether the provider got money.
func (f flow) paid() bool { return f.provider > 0 }

// turn is what is due of a contract: the delivery, or a deadline in court. What is not over waits for its next turn.
func (w *market) turn(c *contract) {
	if c.dispute == nil {
		w.deliver(c)
		return
	}
	if !w.court.step(w, c) {
		heap.Push(&w.running, c)
		return
	}
	w.book(c, flow{w.unwatch(c.client.address), w.unwatch(c.bid.address)})
}

// deliver delivers a contract and has the client judge it.
func (w *market) deliver(c *contract) {
	if c.worker != nil {
		c.good = w.random.Float64() < c.worker.q
	} else {
		c.good = c.bid.foe.deliver(w, c)
	}
	funded := w.fund(c) // moves money inside of a ring, so before anything is measured
	before := flow{w.balance(c.client.address), w.balance(c.bid.address)}
	w.submit(c.bid.account, c.agreement)
	if !w.review(c, funded) {
		w.watch(c.client.address)
		w.watch(c.bid.address)
		heap.Push(&w.running, c)
		return
	}
	w.requireEnded(c.agreement)
	w.book(c, flow{w.balance(c.client.address) - before.client, w.balance(c.bid.address) - before.provider})
}

// fund brings an attacker's money to where a dispute needs it; false when a client of it cannot pay the deposit.
func (w *market) fund(c *contract) bool {
	if c.bid.foe != nil && w.court != nil && w.court.contests(w, c) {
		c.bid.foe.accounts().supply(w, c.bid.account, w.court.fee(w, c))
	}
	return c.client.foe == nil || c.client.foe.ready(w, c)
}

// book counts who got what.
func (w *market) book(c *contract, f flow) {
	good := c.good
	if c.client.foe != nil {
		c.client.foe.bought(c, good, f)
	} else {
		w.bookClient(c, good, f)
	}
	if c.worker == nil {
		c.bid.foe.settled(w, c, good, f)
		return
	}
	w.bookWorker(c, f)
}

// review is what the client does with a submission: it pays for what it thinks is good and rejects what it sees is bad. It
// says whether that ends the contract.
func (w *market) review(c *contract, funded bool) (ended bool) {
	switch chance := w.random.Float64(); {
	case !funded:
		w.accept(c, 0)
	case c.client.foe != nil:
		return w.dispute(c)
	case c.good && chance < w.mistake, !c.good && chance < w.detection:
		return w.dispute(c)
	case c.good:
		w.accept(c, w.random.uniform(88, 100))
	default:
		w.accept(c, w.random.uniform(75, 95))
	}
	return true
}

// dispute is a rejection and its answer: the provider concedes, or goes to court where there is one; only the first is
// the end.
func (w *market) dispute(c *contract) (ended bool) {
	w.send(c.client.payer, &agreementtypes.MsgReject{
		Signer: c.client.by, Client: c.client.id, Agreement: c.agreement, Reason: "it is not what was asked for",
	})
	if w.court != nil && w.court.contests(w, c) && w.court.open(w, c) {
		return false
	}
	w.send(c.bid.payer, &agreementtypes.MsgConcede{Signer: c.bid.by, Provider: c.bid.id, Agreement: c.agreement})
	return true
}

func (w *market) accept(c *contract, rating float64) {
	w.send(c.client.payer, &agreementtypes.MsgAccept{
		Signer: c.client.by, Client: c.client.id, Agreement: c.agreement, Rating: uint32(rating),
	})
}

// submit delivers the work of an agreement.
func (l *ledger) submit(provider account, agreement string) {
	l.send(provider.payer, &agreementtypes.MsgSubmit{
		Signer: provider.by, Provider: provider.id, Agreement: agreement, Uri: "ipfs://result", Sha256: hash("result"), Bytes: 6,
	})
}

// bookClient counts what the client got: work worth the budget, or a loss of as much (reference: finish).
func (w *market) bookClient(c *contract, good bool, f flow) {
	st, got := &w.stats, units(f.client)
	switch {
	case !good:
		st.bad++
		st.loss += c.budget - got
		st.surplus += got - c.budget
	case !f.paid():
		st.loss -= got + c.price // good work for nothing
		st.surplus += c.budget + got
	default:
		st.surplus += c.budget + got
	}
}

// bookWorker counts what an honest provider got, and what that does to its purse.
func (w *market) bookWorker(c *contract, f flow) {
	t := c.worker
	t.open--
	t.locked = max(0, t.locked-c.pledge)
	earned := units(f.provider) - c.budget*t.cost
	t.income += earned
	w.stats.providers += earned
	if f.paid() {
		t.wealth += 0.1 * c.price
	} else {
		t.wealth = max(0, t.wealth+units(f.provider))
	}
}

// requireEnded demands that an agreement has ended.
func (l *ledger) requireEnded(agreement string) {
	l.t.Helper()
	live, err := l.keepers().Agreement.Live(l.ctx, agreement)
	require.NoError(l.t, err)
	require.False(l.t, live)
}
