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
	due           uint64 // when the work is delivered
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

// finish delivers a contract, has the client judge it, and books who got what.
func (w *market) finish(c *contract) {
	good := false
	if c.worker != nil {
		good = w.random.Float64() < c.worker.q
	} else {
		good = c.bid.foe.deliver(w, c)
	}
	before := flow{w.balance(c.client.address), w.balance(c.bid.address)}
	w.submit(c.bid.account, c.agreement)
	w.review(c, good)
	f := flow{w.balance(c.client.address) - before.client, w.balance(c.bid.address) - before.provider}
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

// review is what the client does with a submission: it pays for what it thinks is good and rejects what it sees is bad.
func (w *market) review(c *contract, good bool) {
	switch chance := w.random.Float64(); {
	case c.client.foe != nil:
		w.dispute(c, good)
	case good && chance < w.mistake, !good && chance < w.detection:
		w.dispute(c, good)
	case good:
		w.accept(c, w.random.uniform(88, 100))
	default:
		w.accept(c, w.random.uniform(75, 95))
	}
}

// dispute is a rejection and its answer: the provider concedes, or goes to court where there is one.
func (w *market) dispute(c *contract, good bool) {
	w.send(c.client.payer, &agreementtypes.MsgReject{
		Signer: c.client.by, Client: c.client.id, Agreement: c.agreement, Reason: "it is not what was asked for",
	})
	if w.court != nil && w.court.contests(w, c, good) {
		w.court.decide(w, c, good)
		return
	}
	w.send(c.bid.payer, &agreementtypes.MsgConcede{Signer: c.bid.by, Provider: c.bid.id, Agreement: c.agreement})
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
