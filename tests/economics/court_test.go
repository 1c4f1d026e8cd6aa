package economics

import (
	"encoding/binary"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/app/testapp"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationkeeper "github.com/trothchain/troth/x/arbitration/keeper"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// court has the arbiters, and knows how parties behave before it.
type court struct {
	arbiters map[string]*arbiter
	enlisted []*arbiter
	// mistake of a careful arbiter: how often it votes against the truth.
	mistake float64
	// appeals is how often a party that is in the right appeals a verdict against it.
	appeals int
	// corrupt is the share of the stake that votes for the attacker in its cases.
	corrupt float64
	// bribe for a vote, per price, that the attacker pays to arbiters that are not its own.
	bribe float64
	// stubborn is how often an honest provider contests although its work is bad.
	stubborn float64

	cases, wrong, appealed, unclear int
	fees                            float64 // of first panels
}

// dispute is a case about a contract.
type dispute struct {
	id    string
	acted phase             // in which everybody has acted
	votes map[string]uint32 // of this round, by arbiter
}

// phase of a case.
type phase struct {
	status arbitrationtypes.Status
	round  uint32
}

// For the provider, or for the client.
const (
	forProvider = uint32(jury.Full)
	forClient   = uint32(0)
)

// contests says whether the provider goes to court: when it is in the right, or when that is cheaper than to concede.
func (c *court) contests(w *market, k *contract) bool {
	if k.bid.foe == nil {
		return k.good || w.random.Float64() < c.stubborn
	}
	cover := max(k.pledge, k.price) // pledge and capital
	right := rightVerdict(c.corrupt, c.appeals)
	return conceded*cover > right*cover-(1-right)*k.price*(1-burned)+5*c.corrupt*k.price*c.bribe
}

// open brings a claim before the court and waits for the panel.
func (c *court) open(w *market, k *contract) bool {
	r, err := w.try(k.bid.payer, &agreementtypes.MsgContest{
		Signer: k.bid.by, Agent: k.bid.id, Agreement: k.agreement, Reason: "it is what was asked for",
	})
	if err != nil {
		return false
	}
	c.cases++
	c.fees += units(c.fee(w, k))
	k.dispute = &dispute{id: responseOf[*agreementtypes.MsgContestResponse](w.ledger, r[0]).Case}
	c.drawn(w, k)
	return true
}

// fee of the first panel.
func (c *court) fee(w *market, k *contract) int64 {
	fee, err := w.keepers().Arbitration.PanelFee(w.ctx, coin(micro(k.price)), 5)
	require.NoError(w.t, err)
	return fee.Int64() + 1
}

// drawn waits for the panel, which is drawn by a value of the beacon that nobody knows yet.
func (c *court) drawn(w *market, k *contract) {
	x := c.read(w, k)
	for range 60 {
		if x.Status != arbitrationtypes.StatusOpened {
			break
		}
		w.block(1_000)
		x = c.read(w, k)
	}
	require.NotEqual(w.t, arbitrationtypes.StatusOpened, x.Status, "case %s", x.Id)
	k.due = x.DueMs
}

func (c *court) read(w *market, k *contract) arbitrationtypes.Case {
	x, err := w.keepers().Arbitration.Get(w.ctx, k.dispute.id)
	require.NoError(w.t, err)
	return x
}

// step has everybody act in the present status of a case, after what was due; it says whether the case is over.
func (c *court) step(w *market, k *contract) (over bool) {
	if w.now >= c.read(w, k).DueMs {
		w.block(1)
	}
	live, err := w.keepers().Agreement.Live(w.ctx, k.agreement)
	require.NoError(w.t, err)
	x := c.read(w, k)
	if !live {
		c.count(k, x)
		return true
	}
	if now := (phase{x.Status, x.Round()}); now != k.dispute.acted {
		k.dispute.acted = now
		switch x.Status {
		case arbitrationtypes.StatusCommit:
			c.commit(w, k, x)
		case arbitrationtypes.StatusReveal:
			c.reveal(w, k, x)
		case arbitrationtypes.StatusRuled:
			c.appeal(w, k, x)
		}
	}
	require.Less(w.t, w.now, x.DueMs+hour, "case %s is stuck in %s", x.Id, x.Status)
	k.due = max(w.now+1, c.read(w, k).DueMs)
	return false
}

// commit has the seats of the round commit to their votes, but for who is absent.
func (c *court) commit(w *market, k *contract, x arbitrationtypes.Case) {
	k.dispute.votes = map[string]uint32{}
	for _, a := range c.seats(w, x) {
		vote, votes := a.vote(w, k)
		a.seats++
		a.value += k.price
		if !votes {
			continue
		}
		k.dispute.votes[a.id] = vote
		if a.conduct == bribed && c.bribe > 0 && k.bid.foe != nil && !k.good {
			k.bid.foe.accounts().pay(w, a, micro(k.price*c.bribe))
		}
		w.send(a.payer, &arbitrationtypes.MsgCommitVote{
			Signer: a.by, Arbiter: a.id, Case: x.Id, Round: x.Round(), Commitment: c.sealed(w, a, x, vote),
		})
	}
}

func (c *court) reveal(w *market, k *contract, x arbitrationtypes.Case) {
	for _, a := range c.seats(w, x) {
		if vote, ok := k.dispute.votes[a.id]; ok {
			w.send(a.payer, &arbitrationtypes.MsgRevealVote{
				Signer: a.by, Arbiter: a.id, Case: x.Id, Round: x.Round(), Votes: []uint32{vote}, Salt: salt(a, x),
			})
		}
	}
}

func salt(a *arbiter, x arbitrationtypes.Case) []byte {
	return hash("vote", a.id, x.Id, string(binary.BigEndian.AppendUint32(nil, x.Round())))
}

func (c *court) sealed(w *market, a *arbiter, x arbitrationtypes.Case, vote uint32) []byte {
	key, err := arbitrationtypes.ParseID("case", x.Id)
	require.NoError(w.t, err)
	return jury.Commitment(testapp.ChainID, key, x.Round(), a.address, []uint32{vote}, salt(a, x))
}

// seats are the arbiters of the present round.
func (c *court) seats(w *market, x arbitrationtypes.Case) (list []*arbiter) {
	r, err := arbitrationkeeper.NewQueryServer(w.keepers().Arbitration).Case(w.ctx, &arbitrationtypes.QueryCaseRequest{Id: x.Id})
	require.NoError(w.t, err)
	for _, s := range r.Seats {
		if s.Round == x.Round() {
			a := c.arbiters[s.Arbiter]
			require.NotNil(w.t, a, "seat of a stranger: %s", s.Arbiter)
			list = append(list, a)
		}
	}
	return list
}

// appeal is what a party that is in the right does about a verdict against it.
func (c *court) appeal(w *market, k *contract, x arbitrationtypes.Case) {
	right := (x.VerdictBps > jury.Full/2) == k.good
	if right || int(x.Round()) >= c.appeals || k.client.foe != nil && !k.good || k.bid.foe != nil && k.good {
		return
	}
	by := k.client.account
	if k.good {
		by = k.bid.account
	}
	if _, err := w.try(by.payer, &arbitrationtypes.MsgAppeal{Signer: by.by, Agent: by.id, Case: x.Id, Round: x.Round()}); err != nil {
		return
	}
	c.appealed++
	c.drawn(w, k)
}

// count a case that is over.
func (c *court) count(k *contract, x arbitrationtypes.Case) {
	if x.Unclear {
		c.unclear++
	}
	if (x.VerdictBps > jury.Full/2) != k.good {
		c.wrong++
	}
}
