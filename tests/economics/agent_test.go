package economics

import (
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// skill that all work here is about.
const skill = "writing"

// account is a registered agent and its owner, who acts for it; somebody pays for its transactions.
type account struct {
	owner, address sdk.AccAddress
	payer          sdk.AccAddress
	by, id         string
}

// ownerKey is the key of an owner, which nothing here signs with but the replay.
func ownerKey(name string) cryptotypes.PrivKey {
	return ed25519.GenPrivKeyFromSecret([]byte("owner of " + name))
}

// register registers an agent whose owner is paid by somebody: the fee of registration, and a purse for the agent. An
// owner with a purse of its own pays the fees of its transactions, the other payer those of an owner without.
func (l *ledger) register(payer sdk.AccAddress, name string, purse, ownerPurse int64) account {
	owner := sdk.AccAddress(ownerKey(name).PubKey().Address())
	a := account{owner: owner, payer: owner, address: identitytypes.AgentAddress(owner, []byte(name)), by: owner.String()}
	a.id = a.address.String()
	if ownerPurse == 0 {
		a.payer = payer
	}
	msgs := []sdk.Msg{banktypes.NewMsgSend(payer, owner, coins(l.registrationFee()+ownerPurse))}
	if purse > 0 {
		msgs = append(msgs, banktypes.NewMsgSend(payer, a.address, coins(purse)))
	}
	l.send(payer, msgs...)
	if ownerPurse > 0 {
		l.block(1_000) // an account that signs must be there
	}
	l.send(a.payer, &identitytypes.MsgRegister{
		Owner: a.by, Salt: []byte(name), Profile: identitytypes.Profile{Skills: []string{skill}},
	})
	return a
}

// registrationFee is what a registration burns.
func (l *ledger) registrationFee() int64 {
	p, err := l.keepers().Identity.GetParams(l.ctx)
	require.NoError(l.t, err)
	return p.RegistrationFee.Amount.Int64()
}

// belief is what the chain publishes about a provider for work of a value: the estimate of success that the award uses,
// and the capital that can cover a bid.
type belief struct{ p, capital float64 }

func (l *ledger) belief(a account, value float64) belief {
	s, err := l.keepers().Reputation.Score(l.ctx, a.address, skill, uint64(micro(value)))
	require.NoError(l.t, err)
	// An hour's decay may lie between a bid and its reveal.
	return belief{float64(s.ScoreBps) / 10_000, float64(s.Capital.Free) * 0.9995 / float64(unit)}
}

// trader is an honest agent, client and provider in one (reference: market.Agent).
type trader struct {
	account
	q          float64 // true probability that its work is good
	cost       float64 // of work, per budget
	markup     float64
	wealth     float64 // purse for pledges
	locked     float64 // pledged
	activity   float64 // as a client, relative
	open, wins int
	income     float64
	newcomer   bool
	born       uint64
	tenth      uint64    // market time of the tenth win, 0 before
	foe        *rejecter // the attacker whose client this is
}

const (
	// floats of an honest agent's account: the purse is what limits its pledges, so that clients always have their budgets.
	clientFloat, ownerFloat = 1_000_000 * unit, 10_000 * unit
	medianPurse             = 60.0
)

func (w *market) newTrader(name string) *trader {
	r := w.random
	t := &trader{q: min(0.995, max(0.5, r.beta(8, 1.5)))}
	t.cost = 0.30 + 0.30*(t.q-0.5)/0.5 + r.uniform(-0.05, 0.05)
	t.markup = r.uniform(0.10, 0.30)
	t.wealth = r.lognormal(medianPurse, 0.8)
	t.activity = r.lognormal(1, 1)
	t.account = w.register(w.bank, name, clientFloat, ownerFloat)
	return t
}

// addNewcomers lets good agents without a past join, who watch from now on.
func (w *market) addNewcomers(n int) (added []*trader) {
	for i := range n {
		t := &trader{
			account: w.register(w.bank, "newcomer "+strconv.Itoa(i), clientFloat, ownerFloat),
			q:       0.92, wealth: medianPurse, newcomer: true, born: w.now,
			cost: 0.30 + 0.30*(0.92-0.5)/0.5 + w.random.uniform(-0.05, 0.05), markup: w.random.uniform(0.10, 0.30),
		}
		w.traders = append(w.traders, t)
		added = append(added, t)
	}
	return added
}

// won counts an award.
func (t *trader) won(now uint64) {
	if t.wins++; t.newcomer && t.wins == 10 && t.tenth == 0 {
		t.tenth = now
	}
}
