package property

import (
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// mandate draws a mandate: which actions, up to how much of which coin, with whom, until when.
func (w *world) mandate(a *agent) identitytypes.Mandate {
	m := identitytypes.Mandate{WindowMs: pick(w, "window", minute, 2*minute, 10*minute)}
	for _, action := range everything {
		if !w.percent("without an action", 4) {
			m.Actions = append(m.Actions, action)
		}
	}
	if len(m.Actions) == 0 {
		m.Actions = everything
	}
	for _, denom := range []string{chain.BaseDenom, foreign} {
		if denom == foreign && w.percent("without a coin", 8) {
			continue
		}
		m.Limits = append(m.Limits, identitytypes.Limit{
			Denom: denom, Unlimited: w.percent("unlimited", 6),
			PerAction: math.NewInt(pick(w, "per action", int64(12), 6, 30) * unitOf[denom]),
			PerWindow: math.NewInt(pick(w, "per window", int64(40), 12, 12, 300) * unitOf[denom]),
			Lifetime:  math.NewInt(pick(w, "lifetime", int64(300), 8, 16, 2_000) * unitOf[denom]),
		})
	}
	if w.percent("few counterparties", 6) {
		for i := range 4 {
			m.Counterparties = append(m.Counterparties, w.agents[(w.index(a)+1+i)%agents].id)
		}
	}
	if w.percent("asks counterparties", 2) {
		m.CounterpartyRequirements = []identitytypes.Requirement{{Schema: "kya", Issuers: []string{w.agents[0].id}}}
	}
	if w.percent("expires", 15) {
		m.ExpiresMs = w.now + w.ms("expires", 20, 120)
	}
	m, err := m.Normalized()
	require.NoError(w.rt, err)
	return m
}

func (w *world) index(a *agent) int {
	for i := range w.agents {
		if w.agents[i] == a {
			return i
		}
	}
	return len(w.agents) // not in the list yet
}

// trouble changes who may act, and what for.
func (w *world) trouble() {
	a := w.anyAgent("troubled")
	key := pick(w, "key", a.keys...)
	owner := a.owner
	if w.percent("not the owner", 4) {
		owner = w.signer(a)
	}
	status := func(s identitytypes.AgentStatus) {
		w.send(owner, &identitytypes.MsgSetStatus{Owner: owner.String(), Agent: a.id, Status: s})
	}
	w.choose("trouble",
		weighted{10, func() { status(identitytypes.AgentStatusPaused) }},
		weighted{10, func() { w.hand(a, owner) }},
		weighted{10, func() {
			w.send(owner, &identitytypes.MsgRemoveOperator{Signer: owner.String(), Agent: a.id, Key: key.String()})
		}},
		weighted{20, func() {
			w.send(owner, &identitytypes.MsgUpdateMandate{Owner: owner.String(), Agent: a.id, Key: key.String(), Mandate: w.mandate(a)})
		}},
		weighted{14, func() { w.withdraw(a, owner) }},
		weighted{14, w.attest},
		weighted{6, func() { w.retire() }},
	)
}

// mend undoes some of the trouble: agents go on, keys get mandates, coins are accepted.
func (w *world) mend() {
	if w.accepted < len(unitOf) && w.percent("accept all coins again", 15) {
		w.propose(&escrowtypes.MsgUpdateParams{Authority: app.Authority(), Params: escrowParams()})
	}
	for _, a := range w.agents {
		if a.status == identitytypes.AgentStatusPaused && w.percent("resume", 25) {
			w.send(a.owner, &identitytypes.MsgSetStatus{Owner: a.owner.String(), Agent: a.id, Status: identitytypes.AgentStatusActive})
		}
		for _, key := range a.keys {
			m, ok := w.book.mandates[mandateOf{a.id, key.String()}]
			switch {
			case a.status == identitytypes.AgentStatusRetired || !w.percent("mend", 20):
			case !ok:
				w.send(a.owner, &identitytypes.MsgAddOperator{Owner: a.owner.String(), Agent: a.id, Key: key.String(), Mandate: w.mandate(a)})
			case m.ExpiresMs > 0 && m.ExpiresMs <= w.now:
				w.send(a.owner, &identitytypes.MsgUpdateMandate{Owner: a.owner.String(), Agent: a.id, Key: key.String(), Mandate: w.mandate(a)})
			}
		}
	}
}

// hand gives an agent to another owner, both of whom sign in the next block; its operators are gone then.
func (w *world) hand(a *agent, owner *testapp.Account) {
	to := pick(w, "new owner", w.spare...)
	if w.percent("an owner", 30) {
		to = w.anyAgent("also").owner
	}
	w.send(owner, &identitytypes.MsgProposeOwner{Owner: owner.String(), Agent: a.id, NewOwner: to.String()})
	w.send(to, &identitytypes.MsgAcceptOwner{NewOwner: to.String(), Agent: a.id})
}

// retire retires an agent without holds, at most two of them.
func (w *world) retire() {
	retired := 0
	var idle []*agent
	for _, a := range w.agents {
		busy := false
		for _, h := range w.book.holds {
			busy = busy || h.agent == a.id
		}
		switch {
		case a.status == identitytypes.AgentStatusRetired:
			retired++
		case !busy:
			idle = append(idle, a)
		}
	}
	if retired < 2 && len(idle) > 0 {
		a := pick(w, "retired", idle...)
		w.send(a.owner, &identitytypes.MsgSetStatus{Owner: a.owner.String(), Agent: a.id, Status: identitytypes.AgentStatusRetired})
	}
}

// withdraw takes money out of an agent, now and then more than is free, and sends it back.
func (w *world) withdraw(a *agent, owner *testapp.Account) {
	amount := pick(w, "withdraw", int64(1), 40, 5_000)
	w.send(owner, &escrowtypes.MsgWithdraw{
		Owner: owner.String(), Agent: a.id, To: a.owner.String(), Coins: sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, amount*unit)),
	})
}
