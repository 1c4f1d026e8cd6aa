package economics

import (
	"slices"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// rejecter is a client that rejects every delivery, whatever it is worth. The good work that it gets counts as much as it
// should have paid: for an honest client profit would be nothing but fees and compensation for bad work.
type rejecter struct {
	*ring
	share float64 // of all jobs that are its own
	face  *trader
	work  float64 // got, at its price
	fair  int64   // got for work that was bad
}

var _ attacker = (*rejecter)(nil)

func newRejecter(budget, share float64) func(*market) attacker {
	return func(w *market) attacker { return &rejecter{ring: newRing(w, "rejecter", budget), share: share} }
}

func (a *rejecter) tick(w *market) {
	if a.face == nil {
		m, ok := a.join(w)
		if !ok {
			return
		}
		a.face = &trader{account: m, foe: a}
	}
	if w.random.Float64() >= a.share {
		return
	}
	budget := min(500, max(0.5, w.random.lognormal(10, 1.2)))
	if a.free(w) < 2*budget || !a.supply(w, a.face.account, micro(2*budget)) {
		return
	}
	a.jobs++
	if c := w.auction(a.face, budget, w.honestBids(a.face, budget)); c != nil {
		w.start(c)
	}
}

func (a *rejecter) bid(*market, float64, float64) *bid { return nil }

func (a *rejecter) deliver(*market, *contract) bool { return false }

// ready brings the money for the deposit of a rejection.
func (a *rejecter) ready(w *market, c *contract) bool {
	return a.supply(w, a.face.account, micro(0.25*(c.price+c.pledge)+0.05*c.price)+unit/5)
}

// bought books the end of a contract in which it was the client.
func (a *rejecter) bought(c *contract, good bool, f flow) {
	if f.client > 0 {
		a.stolen += f.client
	} else {
		a.slashed -= f.client
	}
	if good {
		a.work += c.price
	} else {
		a.fair += f.client
	}
}

func (a *rejecter) profit(w *market) float64 { return a.ring.profit(w) + a.work }

func (a *rejecter) gain(w *market) float64 { return a.profit(w) - units(a.fair) }

// slander has many sybil clients hire the best honest providers and rate their good work with 0 (reference: BadMouth).
type slander struct {
	*ring
	clients       int
	done          bool
	before, after float64
}

var _ attacker = (*slander)(nil)

const victims = 5

func newSlander(budget float64, clients int) func(*market) attacker {
	return func(w *market) attacker { return &slander{ring: newRing(w, "slander", budget), clients: clients} }
}

func (a *slander) tick(w *market) {
	if a.done {
		return
	}
	a.done = true
	for len(a.members) < a.clients {
		if _, ok := a.join(w); !ok {
			break
		}
	}
	reference := func(t *trader) float64 { return w.belief(t.account, 10).p }
	best := slices.Clone(w.traders)
	slices.SortStableFunc(best, func(x, y *trader) int { return int(10_000 * (reference(y) - reference(x))) })
	best = best[:victims]
	score := func() (sum float64) {
		for _, v := range best {
			sum += reference(v) / victims
		}
		return sum
	}
	a.before = score()
	each := w.balance(a.cash)/int64(victims*max(1, len(a.members))) - 5*txFee
	price := max(20_000, each)
	for _, v := range best {
		for _, c := range a.members {
			if w.balance(a.cash) > price+10*txFee {
				a.hire(w, c, v, price)
			}
		}
		w.block(1_000)
	}
	a.after = score()
}

// hire makes an offer that the victim takes, and calls its good work worthless.
func (a *slander) hire(w *market, c account, v *trader, price int64) {
	if !a.supply(w, c, price) {
		return
	}
	made := a.send(w, &markettypes.MsgMakeOffer{
		Signer: c.by, Maker: c.id, ExpiresMs: w.now + hour, Terms: agreementtypes.Terms{
			Client: c.id, Provider: v.id, Title: "Translate a page", Spec: spec(), Skill: skill, Price: coin(price),
			Loss: math.NewInt(price), Pledge: math.NewInt(price), Milestones: agreementtypes.SingleMilestone(deliveryMs), ReviewMs: reviewMs,
		},
	})
	offer := responseOf[*markettypes.MsgMakeOfferResponse](w.ledger, made[0])
	taken := w.send(v.owner, &markettypes.MsgAcceptOffer{Signer: v.by, Agent: v.id, Offer: offer.Offer, Accepts: offer.Hash})
	agreement := responseOf[*markettypes.MsgAcceptOfferResponse](w.ledger, taken[0]).Agreement
	w.submit(v.account, agreement)
	a.send(w, &agreementtypes.MsgAccept{Signer: c.by, Client: c.id, Agreement: agreement, Rating: 0})
	a.bought += price
	a.jobs++
}

func (a *slander) bid(*market, float64, float64) *bid { return nil }

func (a *slander) deliver(*market, *contract) bool { return false }
