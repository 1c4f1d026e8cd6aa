package scenarios

import (
	"strings"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// mandate reads who may do what: without words it allows everything without limit.
func (w *world) mandate(a *args) identitytypes.Mandate {
	m := identitytypes.Mandate{WindowMs: a.ms("window", 3_600_000)}
	for _, name := range a.list("actions") {
		v, ok := identitytypes.Action_value["ACTION_"+strings.ToUpper(name)]
		if !ok {
			a.fatal("%s: there is no action %q", a.what, name)
		}
		m.Actions = append(m.Actions, identitytypes.Action(v))
	}
	if len(m.Actions) == 0 {
		for v := identitytypes.ActionHire; v <= identitytypes.ActionProfile; v++ {
			m.Actions = append(m.Actions, v)
		}
	}
	limit := identitytypes.Limit{
		Denom: chain.BaseDenom, PerAction: math.ZeroInt(), PerWindow: math.ZeroInt(), Lifetime: math.ZeroInt(), Unlimited: true,
	}
	if a.has("per_action") || a.has("per_window") || a.has("lifetime") {
		wide := math.NewInt(1_000_000 * testapp.Unit)
		limit.Unlimited = false
		limit.PerAction, limit.PerWindow, limit.Lifetime = a.amount("per_action", wide), a.amount("per_window", wide), a.amount("lifetime", wide)
	}
	m.Limits = []identitytypes.Limit{limit}
	for _, name := range a.list("counterparties") {
		m.Counterparties = append(m.Counterparties, w.agent(name, a).String())
	}
	if a.has("until") {
		m.ExpiresMs = w.now() + a.ms("until", 0)
	}
	if a.has("min_score") {
		m.MinCounterpartyScore = &identitytypes.MinScore{Skill: a.text("score_skill", "writing"), ScoreBps: a.bps("min_score", 0), Value: testapp.Unit}
	}
	if a.has("must_have") {
		m.CounterpartyRequirements = (&message{args: a, world: w}).requirements("must_have")
	}
	return m
}

// addOperator gives a new key a mandate and coins for fees: "p1/owner: operator bot …" names it p1/bot.
func addOperator(m *message) action {
	name := m.operatorName()
	if _, known := m.accounts[name]; !known {
		m.addAccount(name, m.account())
	}
	return action{&identitytypes.MsgAddOperator{
		Owner: m.signer, Agent: m.self(), Key: m.accounts[name].String(), Mandate: m.mandate(m.args),
	}, nil}
}

func updateMandate(m *message) action {
	key := m.key(m.operatorName(), m.args)
	return action{&identitytypes.MsgUpdateMandate{Owner: m.signer, Agent: m.self(), Key: key.String(), Mandate: m.world.mandate(m.args)}, nil}
}

func revoke(m *message) action {
	key := m.key(m.operatorName(), m.args)
	return action{&identitytypes.MsgRemoveOperator{Signer: m.signer, Agent: m.self(), Key: key.String()}, nil}
}

func (m *message) operatorName() string {
	of, _, _ := strings.Cut(m.name, "/")
	return of + "/" + m.word("operator")
}

func setStatus(m *message) action {
	v, ok := identitytypes.AgentStatus_value["AGENT_STATUS_"+strings.ToUpper(m.word("status"))]
	if !ok {
		m.fatal("%s: active, paused or retired", m.what)
	}
	return action{&identitytypes.MsgSetStatus{Owner: m.signer, Agent: m.self(), Status: identitytypes.AgentStatus(v)}, nil}
}

func proposeOwner(m *message) action {
	to := m.key(m.word("new owner"), m.args)
	return action{&identitytypes.MsgProposeOwner{Owner: m.signer, Agent: m.self(), NewOwner: to.String()}, nil}
}

func acceptOwner(m *message) action {
	return action{&identitytypes.MsgAcceptOwner{NewOwner: m.signer, Agent: m.by(m.word("agent"))}, nil}
}

func attest(m *message) action {
	msg := &identitytypes.MsgAttest{
		Signer: m.signer, Agent: m.self(), Subject: m.by(m.word("subject")), Schema: m.text("schema", "kya"), Value: m.text("value", ""),
	}
	if m.has("expires") {
		msg.ExpiresMs = m.expires(0)
	}
	return action{msg, nil}
}

func unattest(m *message) action {
	return action{&identitytypes.MsgRevokeAttestation{
		Signer: m.signer, Agent: m.self(), Subject: m.by(m.word("subject")), Schema: m.text("schema", "kya"), Issuer: m.by(m.text("issuer", m.name)),
	}, nil}
}

func heartbeat(m *message) action {
	return action{&identitytypes.MsgHeartbeat{Signer: m.signer, Agent: m.self()}, nil}
}

func withdraw(m *message) action {
	msg := &escrowtypes.MsgWithdraw{Owner: m.signer, Agent: m.self(), Coins: sdk.NewCoins(coin(m.units(m.word("amount"))))}
	msg.To = m.address(m.text("to", m.name))
	return action{msg, nil}
}

// address of an agent's account or of a key.
func (m *message) address(name string) string {
	if agent, ok := m.agents[name]; ok {
		return agent.String()
	}
	return m.key(name, m.args).String()
}

func send(m *message) action {
	to, err := sdk.AccAddressFromBech32(m.address(m.word("to")))
	require.NoError(m.t, err)
	from, err := sdk.AccAddressFromBech32(m.signer)
	require.NoError(m.t, err)
	return action{banktypes.NewMsgSend(from, to, sdk.NewCoins(coin(m.units(m.word("amount"))))), nil}
}

// grant lets another key send messages of a kind in the signer's name: "client: grant bob MsgPostJob".
func grant(m *message) action {
	to, kind := m.key(m.word("grantee"), m.args), m.word("type")
	from, err := sdk.AccAddressFromBech32(m.signer)
	require.NoError(m.t, err)
	expires := m.Time.AddDate(1, 0, 0)
	msg, err := authz.NewMsgGrant(from, to.Address, authz.NewGenericAuthorization(kind), &expires)
	require.NoError(m.t, err)
	return action{msg, nil}
}

// exec wraps a message of another signer: "bob: exec client: post j1".
func (w *world) exec(grantee, text string, a *args) action {
	inner, from := w.parse(text, a)
	if len(inner.actions) != 1 {
		a.fatal("%s: exec takes one message", text)
	}
	require.NotNil(w.t, from)
	msg := authz.NewMsgExec(w.key(grantee, a).Address, []sdk.Msg{inner.actions[0].msg})
	return action{&msg, func(raw []byte) string {
		if inner.actions[0].told == nil {
			return ""
		}
		return inner.actions[0].told(decode(w, raw, &authz.MsgExecResponse{}).Results[0])
	}}
}
