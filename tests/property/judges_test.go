package property

import (
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

const (
	// judges are as many as sit in a panel of five and in the smallest one that hears an appeal against it.
	judges = 5 + 7
	// stake of a judge, in units.
	stake = 100
)

// newJudges registers agents that do nothing but judge, each by its owner, and enlists them for what all jobs here are.
func (w *world) newJudges(owners []*testapp.Account) {
	for _, owner := range owners {
		a := &agent{owner: owner, status: identitytypes.AgentStatusActive}
		a.address = identitytypes.AgentAddress(owner.Address, []byte("judge"))
		a.id = a.address.String()
		w.judges = append(w.judges, a)
		w.send(owner, &identitytypes.MsgRegister{Owner: owner.String(), Salt: []byte("judge")},
			banktypes.NewMsgSend(owner.Address, a.address, sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 2*stake*unit))),
			&arbitrationtypes.MsgEnlist{Signer: owner.String(), Agent: a.id, Stake: math.NewInt(stake * unit), Skills: []string{arbitrationtypes.AllSkills}})
	}
	w.block()
	require.Len(w.rt, w.arbitration.Arbiters, judges, "all judges are enlisted")
}

// attendCase has those who sit vote, most of them alike, some of them not at all; a side that lost may appeal.
func (w *world) attendCase(e arbitrationtypes.CaseEntry) {
	c := e.Case
	switch c.Status {
	case arbitrationtypes.StatusCommit, arbitrationtypes.StatusReveal:
		for _, s := range e.Seats {
			if s.Round == c.Round() && w.percent("votes", 75) {
				w.vote(c, s)
			}
		}
	case arbitrationtypes.StatusRuled:
		if w.percent("appeals", 25) {
			w.by(pick(w, "appellant", c.Request.Client, c.Request.Provider), func(signer, agent string) sdk.Msg {
				return &arbitrationtypes.MsgAppeal{Signer: signer, Agent: agent, Case: c.Id, Round: c.Round()}
			})
		}
	case arbitrationtypes.StatusDrawn:
		if w.percent("adds evidence", 10) {
			w.by(pick(w, "side", c.Request.Client, c.Request.Provider), func(signer, agent string) sdk.Msg {
				return &arbitrationtypes.MsgAddEvidence{Signer: signer, Agent: agent, Case: c.Id, Uri: "ipfs://evidence", Sha256: hash([]byte("evidence"))}
			})
		}
	}
}

// vote sends what a seat has to send next; the vote follows from case and seat, so that what is revealed is what was
// committed to.
func (w *world) vote(c arbitrationtypes.Case, s arbitrationtypes.Seat) {
	a := w.agentOf(s.Arbiter)
	key, err := arbitrationtypes.ParseID("case", c.Id)
	require.NoError(w.rt, err)
	bps := uint32(key[7]) % 5 * arbitrationtypes.Step
	if a.address[0]%4 == 0 {
		bps = (bps + 2*arbitrationtypes.Step) % (arbitrationtypes.BPS + arbitrationtypes.Step)
	}
	votes := []uint32{bps}
	for range len(c.Request.Weights) - 1 {
		votes = append(votes, bps)
	}
	if c.Status == arbitrationtypes.StatusCommit {
		if len(s.Commitment) == 0 {
			w.send(a.owner, &arbitrationtypes.MsgCommitVote{
				Signer: a.owner.String(), Arbiter: a.id, Case: c.Id, Round: c.Round(),
				Commitment: jury.Commitment(testapp.ChainID, key, c.Round(), a.address, votes, salt),
			})
		}
		return
	}
	if len(s.Commitment) > 0 && !s.Revealed {
		w.send(a.owner, &arbitrationtypes.MsgRevealVote{
			Signer: a.owner.String(), Arbiter: a.id, Case: c.Id, Round: c.Round(), Votes: votes, Salt: salt,
		})
	}
}

// serveAgain has suspended judges enlist again.
func (w *world) serveAgain() {
	for _, r := range w.arbitration.Arbiters {
		if a := w.agentOf(r.Agent); r.Status == arbitrationtypes.ArbiterSuspended && w.percent("serves again", 30) {
			w.send(a.owner, &arbitrationtypes.MsgEnlist{Signer: a.owner.String(), Agent: a.id, Stake: math.MaxInt(r.Stake, math.NewInt(stake*unit)), Skills: r.Skills})
		}
	}
}

// stakes is how many judges still have one.
func (w *world) stakes() (n int) {
	for _, r := range w.arbitration.Arbiters {
		if r.Status != arbitrationtypes.ArbiterLeft {
			n++
		}
	}
	return n
}

// dismiss has all judges leave, whose cases are over: their stakes come back within the unbonding time.
func (w *world) dismiss() {
	for _, r := range w.arbitration.Arbiters {
		require.True(w.rt, r.Locked.IsZero() && r.Seats == 0, "%s is not free: %s", r.Agent, r.Locked)
		if a := w.agentOf(r.Agent); r.Status == arbitrationtypes.ArbiterEnlisted || r.Status == arbitrationtypes.ArbiterSuspended {
			w.send(a.owner, &arbitrationtypes.MsgLeave{Signer: a.owner.String(), Agent: a.id})
		}
	}
	w.setStep(time.Second)
	w.block()
	for range 4 {
		w.setStep(time.Minute)
		w.block()
	}
	require.Zero(w.rt, w.stakes(), "stakes are held")
}
