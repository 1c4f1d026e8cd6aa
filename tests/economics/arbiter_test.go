package economics

import (
	"math"
	"strconv"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// conduct of an arbiter.
type conduct string

const (
	careful  conduct = "careful"         // looks, and errs now and then
	guessing conduct = "guessing"        // does not look: a coin
	partial  conduct = "always client"   // does not look: the same side always
	absent   conduct = "absent"          // does nothing
	corrupt  conduct = "of the attacker" // careful, but in the attacker's cases
	bribed   conduct = "bribed"          // the same, for a price
)

// arbiter is an agent that judges.
type arbiter struct {
	account
	conduct
	seats int
	value float64 // prices of the work it judged
	began int64   // balances of agent and owner
}

const (
	// stakeOf an arbiter: ten times the least.
	stakeOf = 1_000 * unit
	// judges is how many honest arbiters there are.
	judges = 60
	// arbiterMistake is how often a careful arbiter votes against the truth.
	arbiterMistake = 0.05
)

// seatsFor is how many arbiters have a share of the stake besides the honest ones.
func seatsFor(share float64) int { return int(math.Round(share / (1 - share) * judges)) }

// stakesFor is what these cost, with their registrations and transactions.
func stakesFor(share float64) float64 { return float64(seatsFor(share))*(units(stakeOf)+0.11) + 1 }

// enlist makes an agent an arbiter, with its stake.
func (c *court) enlist(w *market, a account, as conduct) *arbiter {
	x := &arbiter{account: a, conduct: as}
	w.send(a.payer, &arbitrationtypes.MsgEnlist{
		Signer: a.by, Agent: a.id, Stake: sdkmath.NewInt(stakeOf), Skills: []string{arbitrationtypes.AllSkills},
	})
	x.began = w.balance(a.address) + w.balance(a.owner)
	c.arbiters[a.id] = x
	c.enlisted = append(c.enlisted, x)
	return x
}

// newCourt enlists so many arbiters of each conduct, and waits until they can be drawn.
func newCourt(w *market, of map[conduct]int) *court {
	c := &court{arbiters: map[string]*arbiter{}, mistake: arbiterMistake}
	for _, as := range []conduct{careful, guessing, partial, absent, bribed} {
		for i := range of[as] {
			c.enlist(w, w.register(w.bank, arbiterName(as, i), 2*stakeOf, ownerFloat), as)
		}
	}
	c.settle(w)
	return c
}

func arbiterName(as conduct, i int) string { return "arbiter " + string(as) + " " + strconv.Itoa(i) }

// vote of an arbiter in a case; false for none.
func (a *arbiter) vote(w *market, k *contract) (uint32, bool) {
	truth, lie := forClient, forProvider
	if k.good {
		truth, lie = lie, truth
	}
	switch a.conduct {
	case absent:
		return 0, false
	case partial:
		return forClient, true
	case guessing:
		if w.random.IntN(2) == 0 {
			return truth, true
		}
		return lie, true
	case corrupt, bribed:
		if k.bid.foe != nil && !k.good {
			return forProvider, true
		}
		if k.client.foe != nil && k.good {
			return forClient, true
		}
	}
	if w.random.Float64() < w.court.mistake {
		return lie, true
	}
	return truth, true
}

// earned is what an arbiter has more than when it enlisted, fees of its transactions included, in units.
func (a *arbiter) earned(w *market) float64 {
	return units(w.balance(a.address) + w.balance(a.owner) - a.began)
}

// pay a bribe, if there is money for it.
func (r *ring) pay(w *market, a *arbiter, amount int64) {
	if r.collect(w, amount+change) < amount+change {
		return
	}
	r.send(w, banktypes.NewMsgSend(r.cash, a.address, coins(amount)))
	r.bribes += amount
}

// seatJudges has the ring enlist arbiters of its own until they have a share of all stake. Their stakes and fees are its money.
func (r *ring) seatJudges(w *market, share float64) {
	for range seatsFor(share) {
		a, ok := r.join(w)
		require.True(w.t, ok && r.supply(w, a, stakeOf), "the stake of its own arbiters")
		r.seats = append(r.seats, w.court.enlist(w, a, corrupt))
		w.watch(a.address)
	}
	w.court.corrupt = share
	w.court.settle(w)
}

// judged is what its own arbiters earned, or lost.
func (r *ring) judged(w *market) (sum int64) {
	for _, a := range r.seats {
		sum += w.watched[string(a.address)].change
	}
	return sum
}

// dismiss has its arbiters leave, and waits until their stakes are free.
func (r *ring) dismiss(w *market) {
	for _, a := range r.seats {
		r.send(w, &arbitrationtypes.MsgLeave{Signer: a.by, Agent: a.id})
	}
	if len(r.seats) > 0 {
		p, err := w.keepers().Arbitration.GetParams(w.ctx)
		require.NoError(w.t, err)
		w.until(w.now + p.UnbondMs)
		w.block(1_000)
		w.block(1_000)
	}
}

// corruptible turns a share of the arbiters into ones that sell their votes.
func (c *court) corruptible(share, bribe float64) {
	n := int(math.Round(share * float64(len(c.enlisted))))
	for _, a := range c.enlisted[:n] {
		a.conduct = bribed
	}
	c.corrupt, c.bribe = share, bribe
}

// settle waits until whoever enlisted can be drawn.
func (c *court) settle(w *market) {
	for range 30 {
		w.block(1_000)
	}
}

// branch is the same court, which goes its own way.
func (c *court) branch() *court {
	if c == nil {
		return nil
	}
	b := *c
	b.arbiters, b.enlisted = map[string]*arbiter{}, nil
	for _, a := range c.enlisted {
		x := *a
		b.arbiters[a.id] = &x
		b.enlisted = append(b.enlisted, &x)
	}
	return &b
}
