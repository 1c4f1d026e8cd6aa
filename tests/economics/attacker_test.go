package economics

import (
	"strconv"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// attacker best responds to what the chain publishes; it also sees the honest bids of every job before they are revealed.
type attacker interface {
	// tick is its turn before every job.
	tick(w *market)
	// bid on a job whose best honest bid has an expected cost, or not.
	bid(w *market, budget, best float64) *bid
	// deliver says whether the work of one of its contracts is good.
	deliver(w *market, c *contract) bool
	// settled tells the end of one of its contracts.
	settled(w *market, c *contract, good bool, f flow)
	// refused tells that the chain did not take one of its bids, whose deposit is burned.
	refused(err error, deposit int64)
	// accounts of the attacker.
	accounts() *ring
	// profit in units, everything counted, and what of it is no surplus of good work.
	profit(w *market) float64
	gain(w *market) float64
}

// ring is everything an attacker has: a treasury and the members it registered. All coins it ever had came from the
// treasury, so that what is on all these accounts in the end, less what was in the treasury in the beginning, is its
// profit, whatever it did.
type ring struct {
	cash    sdk.AccAddress
	name    string
	budget  int64
	members []account
	seats   []*arbiter // of its own
	effort  float64    // of work that is meant well, per budget
	bond    bool       // pledges cash, besides bought capital

	// What went out and came in, in utroth, each counted where it happened; check compares them with the accounts.
	registered, burnedInside, bought, bribes int64
	slashed, stolen, honest                  int64
	surplus                                  float64 // of good work: prices less what the work cost, in units
	work                                     float64 // units spent off chain on honest work
	jobs                                     int
	refusals                                 []error
	keep                                     int64 // of the treasury is left for fees
	peakHeld                                 int64
	advanced                                 float64 // work that is paid out of the purse for pledges
}

// change for the fees of the contracts that run.
const change = 400 * txFee

// newRing gives an attacker its budget.
func newRing(w *market, name string, budget float64) *ring {
	r := &ring{cash: labelled("treasury", name), name: name, budget: micro(budget)}
	w.send(w.bank, banktypes.NewMsgSend(w.bank, r.cash, coins(r.budget)))
	return r
}

func (r *ring) accounts() *ring { return r }

func (r *ring) refused(err error, deposit int64) {
	r.refusals = append(r.refusals, err)
	r.burnedInside += deposit
}

// send pays the fee of a transaction of the ring.
func (r *ring) send(w *market, msgs ...sdk.Msg) []*sdk.Result {
	return w.send(r.cash, msgs...)
}

// join registers a member, if there is money for it.
func (r *ring) join(w *market) (account, bool) {
	fee := w.registrationFee()
	if r.collect(w, fee+3*txFee) < fee+3*txFee {
		return account{}, false
	}
	a := w.register(r.cash, r.name+" "+strconv.Itoa(len(r.members)), 0, 0)
	r.members = append(r.members, a)
	r.registered += fee
	return a, true
}

// wealth is what the ring has, held coins included.
func (r *ring) wealth(w *market) int64 {
	sum := w.balance(r.cash)
	for _, m := range r.members {
		sum += w.balance(m.address) + w.balance(m.owner)
	}
	return sum
}

// free is what the ring could pledge now: what is not held, less some change for fees.
func (r *ring) free(w *market) float64 {
	sum, held := w.balance(r.cash), int64(0)
	for _, m := range r.members {
		a := w.available(m.address)
		sum += a
		held += w.balance(m.address) - a
	}
	r.peakHeld = max(r.peakHeld, held)
	return units(max(0, sum-change)) - r.advanced
}

// collect brings money of the members home until the treasury has so much, and returns what it has.
func (r *ring) collect(w *market, want int64) int64 {
	for _, m := range r.members {
		has := w.balance(r.cash)
		if has >= want {
			return has
		}
		if a := w.available(m.address); a > 10*txFee && has >= txFee {
			r.send(w, &escrowtypes.MsgWithdraw{Owner: m.by, Agent: m.id, To: r.cash.String(), Coins: coins(a)})
		}
	}
	return w.balance(r.cash)
}

// supply sees to it that a member has so much available, as far as the ring can.
func (r *ring) supply(w *market, m account, want int64) bool {
	short := want - w.available(m.address)
	if short <= 0 {
		return true
	}
	for _, other := range r.members {
		if w.balance(r.cash) >= short+change {
			break
		}
		if a := w.available(other.address); other.id != m.id && a > 10*txFee && w.balance(r.cash) >= txFee {
			r.send(w, &escrowtypes.MsgWithdraw{Owner: other.by, Agent: other.id, To: r.cash.String(), Coins: coins(a)})
		}
	}
	if w.balance(r.cash) < short+r.keep+2*txFee {
		return false
	}
	r.send(w, banktypes.NewMsgSend(r.cash, m.address, coins(short)))
	return true
}

// priceFor is the highest price at which a member wins, and the pledge for it (reference: Coalition.price_for).
func (r *ring) priceFor(w *market, m account, budget, best float64) *bid {
	const hair = 1e-4
	if engaged, err := w.keepers().Agreement.Engaged(w.ctx, m.address); err != nil || engaged >= most {
		return nil
	}
	b, free := w.belief(m, budget), 0.0
	if r.bond {
		free = r.free(w) - budget/100 // the deposit of a sealed bid
	}
	pledge := min(budget, max(0, free))
	price := min(best-(1-b.p)*(budget-compensated*pledge)-hair, budget)
	price = min(price, b.capital+max(0, free)-hair)
	if price <= 0.10*budget { // the floor of bids
		return nil
	}
	if r.bond {
		pledge = max(pledge, price-b.capital)
	}
	if pledge > max(0, free)+1e-9 || price > b.capital+pledge+1e-9 {
		return nil
	}
	return &bid{account: m, price: price, pledge: pledge, p: b.p}
}

// most agreements that a provider may have at once, less one for the bid.
const most = 63

// bestOf bids with the member that gets most.
func (r *ring) bestOf(w *market, foe attacker, members []account, budget, best float64) *bid {
	var found *bid
	for _, m := range members {
		if b := r.priceFor(w, m, budget, best); b != nil && (found == nil || b.price > found.price) {
			found = b
		}
	}
	return r.place(w, foe, found, budget)
}

// place brings the cash of a bid to the member that bids.
func (r *ring) place(w *market, foe attacker, b *bid, budget float64) *bid {
	r.keep = change
	if b == nil || r.collect(w, change) < change || !r.supply(w, b.account, micro(b.pledge)+micro(budget)/100+2*txFee) {
		return nil
	}
	b.foe = foe
	r.jobs++
	return b
}

// settled counts a contract with an honest client.
func (r *ring) settled(_ *market, c *contract, good bool, f flow) {
	if good {
		r.surplus += c.price - r.effort*c.budget
	}
	switch {
	case !f.paid():
		r.slashed -= f.provider
	case good:
		r.honest += f.provider
	default:
		r.stolen += f.provider
	}
}

// gain is what theory bounds by nothing: profit beyond the surplus of good work (design 06, theorem 2).
func (r *ring) gain(w *market) float64 { return r.profit(w) - r.surplus }

// spend counts the effort for a contract.
func (r *ring) spend(c *contract) { r.work += r.effort * c.budget }

// profit in units: money out less money in, less what honest work cost.
func (r *ring) profit(w *market) float64 { return units(r.wealth(w)-r.budget) - r.work }

// fees that the ring paid for transactions.
func (r *ring) fees(w *market) int64 { return w.txs[string(r.cash)] * txFee }

// outlay is what was spent for good, in units: registrations, fees, burns, lost pledges, work.
func (r *ring) outlay(w *market) float64 {
	return units(r.registered+r.burnedInside+r.bought+r.bribes+r.slashed+r.fees(w)) + r.work
}

// check demands that nothing of the ring is held any more, and that every coin of it is accounted for.
func (r *ring) check(w *market) {
	for _, m := range r.members {
		held, err := w.keepers().Escrow.HasHolds(w.ctx, m.address)
		require.NoError(w.t, err)
		require.False(w.t, held, "%s still has coins held", m.id)
	}
	require.Equal(w.t, r.budget+r.honest+r.stolen-r.slashed-r.registered-r.burnedInside-r.bought-r.bribes-r.fees(w)+r.judged(w), r.wealth(w),
		"%s: all money in and out", r.name)
}
