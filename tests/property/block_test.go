package property

import (
	"encoding/hex"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

const (
	// maxTxs of a block; what is drawn beyond waits for nobody.
	maxTxs = 14
	// gas of a message: a resignation has to pay for the next award.
	gas = 2_000_000
)

// sent is a transaction of the next block.
type sent struct {
	from *testapp.Account
	msgs []sdk.Msg
}

// send puts a transaction into the next block.
func (w *world) send(from *testapp.Account, msgs ...sdk.Msg) {
	if len(w.txs) < maxTxs {
		w.txs = append(w.txs, sent{from, msgs})
	}
}

// block runs the transactions, books what they and the block did, and compares the books with the chain.
func (w *world) block() {
	var raw [][]byte
	for _, s := range w.txs {
		raw = append(raw, w.TxWith(s.from, testapp.TxOptions{Gas: gas * uint64(len(s.msgs))}, s.msgs...))
	}
	r := w.Run(raw...)
	for i, s := range w.txs {
		w.finish(s, r.Txs[i])
	}
	for _, e := range r.Events {
		w.happened(e, nil)
		w.book.enter(e, w.bidder)
	}
	w.txs = nil
	now, err := w.App().Keepers.Clock.Now(w.Context())
	require.NoError(w.rt, err)
	require.Equal(w.rt, w.now, now, "market time")
	w.book.check()
	w.look()
	w.countStates()
}

// finish books a transaction: what it changed when it succeeded, why it was refused when not.
func (w *world) finish(s sent, r *abci.ExecTxResult) {
	if r.Code != 0 {
		w.judge(s, r)
		return
	}
	events := make([][]abci.Event, len(s.msgs))
	for _, e := range r.Events {
		if i, err := strconv.Atoi(testapp.Attribute(e, "msg_index")); err == nil {
			events[i] = append(events[i], e)
		}
	}
	for i, msg := range s.msgs {
		w.seen["sent "+name(msg)]++
		w.requireAllowed(s.from.String(), msg)
		for _, e := range events[i] {
			w.happened(e, msg)
			w.book.enter(e, func(agent, ref string) string { return w.spender(s.from.String(), msg, agent, ref) })
		}
		w.done(s.from, msg, events[i])
	}
}

// name of a message, such as market.v1.MsgHire.
func name(msg sdk.Msg) string { return strings.TrimPrefix(string(proto.MessageName(msg)), "troth.") }

// spender is who reserved money of an agent by a message: its signer, or whoever stands for the other side.
func (w *world) spender(signer string, msg sdk.Msg, agent, ref string) string {
	switch m := msg.(type) {
	case *markettypes.MsgHire:
		if agent != m.Client {
			return w.listers[m.Service]
		}
	case *markettypes.MsgHireQuoted:
		if agent != m.Client {
			return m.Quote.Signer
		}
	default:
		if actor(msg).agent != agent { // a runner-up: the provider resigned, or somebody ran an overdue deadline
			return w.bidder(agent, ref)
		}
	}
	return signer
}

// bidder is who signed the bid that money was reserved for when its turn came.
func (w *world) bidder(_, ref string) string {
	require.Contains(w.rt, w.bidders, ref, "nobody bid under this name")
	return w.bidders[ref]
}

// requireAllowed: the signer owns the agent that it acted for, or has a mandate for that.
func (w *world) requireAllowed(signer string, msg sdk.Msg) {
	a := actor(msg)
	if a.agent == "" || signer == w.agentOf(a.agent).owner.String() {
		return
	}
	require.NotEmpty(w.rt, a.actions, "%s is for owners", name(msg))
	m, ok := w.book.mandates[mandateOf{a.agent, signer}]
	require.True(w.rt, ok, "%s by %s without a mandate", name(msg), signer)
	require.True(w.rt, m.ExpiresMs == 0 || w.now < m.ExpiresMs, "%s under a mandate that has expired", name(msg))
	allowed := false
	for _, action := range a.actions {
		allowed = allowed || m.Allows(action)
	}
	require.True(w.rt, allowed, "%s, the mandate allows %v", name(msg), m.Actions)
}

// done books what a message changed of what the test knows.
func (w *world) done(from *testapp.Account, msg sdk.Msg, events []abci.Event) {
	signer := from.String()
	switch m := msg.(type) {
	case *identitytypes.MsgAddOperator:
		w.book.mandates[mandateOf{m.Agent, m.Key}] = &mandate{Mandate: m.Mandate}
	case *identitytypes.MsgUpdateMandate:
		w.book.mandates[mandateOf{m.Agent, m.Key}] = &mandate{Mandate: m.Mandate}
	case *identitytypes.MsgRemoveOperator:
		delete(w.book.mandates, mandateOf{m.Agent, m.Key})
	case *identitytypes.MsgSetStatus:
		w.agentOf(m.Agent).status = m.Status
		w.seen["now "+m.Status.String()]++
		if m.Status == identitytypes.AgentStatusRetired {
			w.book.clear(m.Agent)
		}
	case *identitytypes.MsgAcceptOwner:
		w.book.clear(m.Agent)
		w.agentOf(m.Agent).owner = from
	case *markettypes.MsgListService:
		for _, e := range events {
			if e.Type == markettypes.EventServiceListed {
				w.listers[testapp.Attribute(e, "service")] = signer
			}
		}
	case *markettypes.MsgUpdateService:
		w.listers[m.Service] = signer
	case *markettypes.MsgRevealBid:
		w.bids(m.Job, m.Provider, signer)
	case *markettypes.MsgPlaceBid:
		w.bids(m.Job, m.Provider, signer)
	case *markettypes.MsgTakeJob:
		w.bids(m.Job, m.Provider, signer)
	case *govv1.MsgSubmitProposal:
		w.proposals++
	}
}

func (w *world) bids(job, provider, signer string) {
	key, err := markettypes.ParseJobID("job", job)
	require.NoError(w.rt, err)
	w.bidders[hex.EncodeToString(markettypes.BidRef(key, w.agentOf(provider).address))] = signer
}

// happened counts an event; msg is nil for those of the block itself.
func (w *world) happened(e abci.Event, msg sdk.Msg) {
	require.NotContains(w.rt, []string{deadline.EventFailed, deadline.EventStuck, escrowtypes.EventEndBlockFailed}, e.Type, "%v", e)
	w.seen[e.Type]++
	switch e.Type {
	case agreementtypes.EventAgreementRefunded:
		w.seen["refunded by "+testapp.Attribute(e, "act")]++
	case markettypes.EventJobAwarded:
		job, ok := w.job(testapp.Attribute(e, "job"))
		require.True(w.rt, ok)
		w.seen["road "+job.Request.Auction.String()]++
		if len(job.Request.Invited) > 0 {
			w.seen["road invitation"]++
		}
		if msg != nil {
			w.seen["road choice of the client"]++
		}
	case arbitrationtypes.EventVerdictFinal:
		w.seen["a verdict is unclear: "+testapp.Attribute(e, "unclear")]++
	case markettypes.EventJobReawarded:
		w.seen["road runner-up"]++
	case markettypes.EventOfferAccepted:
		w.seen["road negotiation"]++
	case markettypes.EventServiceHired:
		w.seen["road service"]++
	case markettypes.EventQuoteTaken:
		w.seen["road quote"]++
	}
}

// countStates counts every status that a record has after a block.
func (w *world) countStates() {
	for _, a := range w.agreement.Agreements {
		w.seen[a.Status.String()]++
	}
	for _, e := range w.arbitration.Cases {
		w.seen[e.Case.Status.String()]++
		w.seen["debtor "+e.Case.Debt().By.String()]++
	}
	for _, j := range w.market.Jobs {
		w.seen[j.Status.String()]++
	}
	for _, o := range w.market.Offers {
		w.seen[o.Status.String()]++
	}
}
