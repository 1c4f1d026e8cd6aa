package badinput

import (
	"fmt"
	"math"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func (s *scene) proposeOwner() *types.MsgProposeOwner {
	return &types.MsgProposeOwner{Owner: s.p3.Owner.String(), Agent: s.p3.String(), NewOwner: s.stranger.String()}
}

func (s *scene) acceptOwner() *types.MsgAcceptOwner {
	s.do(s.proposeOwner())
	return &types.MsgAcceptOwner{NewOwner: s.stranger.String(), Agent: s.p3.String()}
}

func p3(w *world) *testapp.Agent { return w.p3 }

func ownerCases(t *testing.T, w *world) {
	statusCases(t, w)
	proposeCases(t, w)
	acceptCases(t, w)
}

func proposeCases(t *testing.T, w *world) {
	type msg = *types.MsgProposeOwner
	owner, agent := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }
	newOwner := func(m msg) *string { return &m.NewOwner }
	proposed := addresses("new_owner", newOwner)
	delete(proposed, "new_owner absent")
	run(t, w, "identity.ProposeOwner", (*scene).proposeOwner,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		proposed, upper("new_owner", newOwner), notAgents(agent), owners(p3, owner),
		rows[msg]{
			"nothing to withdraw": only(func(m msg) { m.NewOwner = "" }, types.ErrNoProposal, ""),
			"withdrawal":          {func(s *scene, m msg) { s.do(s.proposeOwner()); m.NewOwner = "" }, nil, ""},
			"to the owner itself": {func(s *scene, m msg) { m.NewOwner = m.Owner }, types.ErrSameOwner, "new_owner"},
			"to an agent":         {func(s *scene, m msg) { m.NewOwner = s.client.String() }, types.ErrControllerIsAgent, "new_owner"},
			"to the agent itself": {func(s *scene, m msg) { m.NewOwner = m.Agent }, types.ErrControllerIsAgent, "new_owner"},
			"of a retired agent":  {func(s *scene, m msg) { m.Owner, m.Agent = s.retired.Owner.String(), s.retired.String() }, types.ErrAgentRetired, ""},
			"of a paused agent":   {func(s *scene, m msg) { m.Owner, m.Agent = s.paused.Owner.String(), s.paused.String() }, nil, ""},
		})
}

func acceptCases(t *testing.T, w *world) {
	type msg = *types.MsgAcceptOwner
	agent, newOwner := func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.NewOwner }
	by := func(who func(*scene) string) row[msg] {
		return row[msg]{func(s *scene, m msg) { m.NewOwner = who(s) }, types.ErrNoProposal, ""}
	}
	run(t, w, "identity.AcceptOwner", (*scene).acceptOwner,
		addresses("new_owner", newOwner), upper("new_owner", newOwner), addresses("agent", agent), upper("agent", agent),
		notAgents(agent),
		rows[msg]{
			"by another account":             by(func(*scene) string { return address("nobody") }),
			"by the owner":                   by(func(s *scene) string { return s.p3.Owner.String() }),
			"by its operator":                by(func(s *scene) string { return s.p3.Operator.String() }),
			"by the agent itself":            by(func(s *scene) string { return s.p3.String() }),
			"of an agent without a proposal": {func(s *scene, m msg) { m.Agent = s.client.String() }, types.ErrNoProposal, ""},
			"after a withdrawal": {func(s *scene, _ msg) {
				s.do(&types.MsgProposeOwner{Owner: s.p3.Owner.String(), Agent: s.p3.String()})
			}, types.ErrNoProposal, ""},
			"after another proposal": {func(s *scene, _ msg) {
				s.do(&types.MsgProposeOwner{Owner: s.p3.Owner.String(), Agent: s.p3.String(), NewOwner: address("other")})
			}, types.ErrNoProposal, ""},
			"twice": {func(s *scene, m msg) { s.do(&types.MsgAcceptOwner{NewOwner: m.NewOwner, Agent: m.Agent}) }, types.ErrNoProposal, ""},
			"of an agent that retired since": {func(s *scene, m msg) {
				s.do(&types.MsgProposeOwner{Owner: s.paused.Owner.String(), Agent: s.paused.String(), NewOwner: m.NewOwner})
				s.setStatus(s.paused, types.AgentStatusRetired)
				m.Agent = s.paused.String()
			}, types.ErrNoProposal, ""},
		})
}

func (s *scene) addOperator() *types.MsgAddOperator {
	m := wideMandate()
	m.Counterparties, m.Evidence, m.ExpiresMs = []string{s.p1.String(), s.p2.String()}, hash("evidence"), s.now()+hour
	m.MinCounterpartyScore = &types.MinScore{Skill: "writing", ScoreBps: 5_000, Value: unit}
	m.CounterpartyRequirements = []types.Requirement{{Schema: "kya", Value: "gold", Issuers: []string{s.p1.String()}}}
	limit := coin(unit)
	return &types.MsgAddOperator{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Key: address("key"), Mandate: m, FeeLimit: &limit}
}

func (s *scene) updateMandate() *types.MsgUpdateMandate {
	m := s.addOperator()
	return &types.MsgUpdateMandate{Owner: m.Owner, Agent: m.Agent, Key: s.p3.Operator.String(), Mandate: m.Mandate, FeeLimit: m.FeeLimit}
}

func (s *scene) removeOperator() *types.MsgRemoveOperator {
	return &types.MsgRemoveOperator{Signer: s.p3.Owner.String(), Agent: s.p3.String(), Key: s.p3.Operator.String()}
}

// mandates are the rows of a mandate, the same wherever it stands.
func mandates[M sdk.Msg](at func(M) *types.Mandate) rows[M] {
	set := func(change func(*types.Mandate), want error, names string) row[M] {
		return only(func(m M) { change(at(m)) }, want, names)
	}
	limit := func(m M) *types.Limit { return &at(m).Limits[0] }
	denoms := func(n int) []types.Limit {
		all := make([]types.Limit, n)
		for i := range all {
			all[i] = types.Limit{Denom: fmt.Sprintf("denom%d", i), Unlimited: true}
		}
		return all
	}
	agents := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = address(fmt.Sprint(i))
		}
		return all
	}
	const action = types.ActionWork
	return join(
		numbers("window_ms", minute, year, math.MaxUint64, func(m M, v uint64) { at(m).WindowMs = v }),
		amounts("per_action", 1, field.ErrRange, func(m M, v sdkmath.Int) { limit(m).PerAction = v }),
		amounts("per_window", 1, field.ErrRange, func(m M, v sdkmath.Int) { limit(m).PerWindow = v }),
		amounts("lifetime", 1, field.ErrRange, func(m M, v sdkmath.Int) { limit(m).Lifetime = v }),
		addresses("counterparties", func(m M) *string { return &at(m).Counterparties[1] }),
		hashes("evidence", 32, true, func(m M) *[]byte { return &at(m).Evidence }),
		rows[M]{
			"mandate absent":             set(func(m *types.Mandate) { *m = types.Mandate{} }, field.ErrMissing, "actions"),
			"no actions":                 set(func(m *types.Mandate) { m.Actions = nil }, field.ErrMissing, "actions"),
			"action unspecified":         set(func(m *types.Mandate) { m.Actions = []types.Action{action, 0} }, types.ErrActionUnknown, "actions"),
			"action unknown":             set(func(m *types.Mandate) { m.Actions = []types.Action{11} }, types.ErrActionUnknown, "actions"),
			"action negative":            set(func(m *types.Mandate) { m.Actions = []types.Action{-1} }, types.ErrActionUnknown, "actions"),
			"action overflowing":         set(func(m *types.Mandate) { m.Actions = []types.Action{math.MaxInt32} }, types.ErrActionUnknown, "actions"),
			"action twice":               set(func(m *types.Mandate) { m.Actions = []types.Action{action, action} }, field.ErrDuplicate, "actions"),
			"100000 actions":             set(func(m *types.Mandate) { m.Actions = make([]types.Action, 100_000) }, field.ErrTooMany, "actions"),
			"limit empty":                set(func(m *types.Mandate) { m.Limits = []types.Limit{{}} }, field.ErrCoin, "limits[0].denom"),
			"limit without bounds":       set(func(m *types.Mandate) { m.Limits = []types.Limit{{Denom: chain.BaseDenom}} }, field.ErrMissing, "limits[0].per_action"),
			"limit without per_window":   set(func(m *types.Mandate) { m.Limits[0].PerWindow = sdkmath.Int{} }, field.ErrMissing, "per_window"),
			"limit without lifetime":     set(func(m *types.Mandate) { m.Limits[0].Lifetime = sdkmath.Int{} }, field.ErrMissing, "lifetime"),
			"limit of no denom":          set(func(m *types.Mandate) { m.Limits[0].Denom = "" }, field.ErrCoin, "denom"),
			"limit of a malformed denom": set(func(m *types.Mandate) { m.Limits[0].Denom = "!utroth" }, field.ErrCoin, "denom"),
			"limit of a denom of 10 kB":  set(func(m *types.Mandate) { m.Limits[0].Denom = strings.Repeat("a", 10_000) }, field.ErrCoin, "denom"),
			"limit twice":                set(func(m *types.Mandate) { m.Limits = append(m.Limits, m.Limits[0]) }, field.ErrDuplicate, "limits[1].denom"),
			"9 limits":                   set(func(m *types.Mandate) { m.Limits = denoms(9) }, field.ErrTooMany, "limits"),
			"8 limits, unlimited":        set(func(m *types.Mandate) { m.Limits = denoms(8) }, nil, ""),
			"no limits":                  set(func(m *types.Mandate) { m.Limits = nil }, nil, ""),
			"counterparty twice":         set(func(m *types.Mandate) { m.Counterparties[1] = m.Counterparties[0] }, field.ErrDuplicate, "counterparties"),
			"counterparty twice, once in upper case": set(func(m *types.Mandate) {
				m.Counterparties[1] = strings.ToUpper(m.Counterparties[0])
			}, field.ErrDuplicate, "counterparties"),
			"33 counterparties":          set(func(m *types.Mandate) { m.Counterparties = agents(33) }, field.ErrTooMany, "counterparties"),
			"10000 counterparties":       set(func(m *types.Mandate) { m.Counterparties = agents(10_000) }, field.ErrTooMany, "counterparties"),
			"32 counterparties":          set(func(m *types.Mandate) { m.Counterparties = agents(32) }, nil, ""),
			"expired long ago":           set(func(m *types.Mandate) { m.ExpiresMs = 1 }, types.ErrMandateExpired, "expires_ms"),
			"expires now":                {func(s *scene, m M) { at(m).ExpiresMs = s.now() }, types.ErrMandateExpired, "expires_ms"},
			"expires in a moment":        {func(s *scene, m M) { at(m).ExpiresMs = s.now() + 1 }, nil, ""},
			"expires never":              set(func(m *types.Mandate) { m.ExpiresMs = 0 }, nil, ""),
			"expires at the end of time": set(func(m *types.Mandate) { m.ExpiresMs = math.MaxUint64 }, nil, ""),
		})
}

func mandateCases(t *testing.T, w *world) {
	addCases(t, w)
	updateCases(t, w)
	removeCases(t, w)
}

func addCases(t *testing.T, w *world) {
	type msg = *types.MsgAddOperator
	owner, agent, key := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Key }
	run(t, w, "identity.AddOperator", (*scene).addOperator,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		addresses("key", key), upper("key", key), notAgents(agent), owners(p3, owner),
		mandates(func(m msg) *types.Mandate { return &m.Mandate }), predicates(func(m msg) *types.Mandate { return &m.Mandate }),
		feeLimits(func(m msg) **sdk.Coin { return &m.FeeLimit }),
		rows[msg]{
			"key is the owner":        {func(_ *scene, m msg) { m.Key = m.Owner }, types.ErrOperatorIsOwner, "key"},
			"key is the agent itself": {func(_ *scene, m msg) { m.Key = m.Agent }, types.ErrControllerIsAgent, "key"},
			"key is another agent":    {func(s *scene, m msg) { m.Key = s.p1.String() }, types.ErrControllerIsAgent, "key"},
			"key twice":               {func(s *scene, _ msg) { s.do(s.addOperator()) }, types.ErrOperatorExists, "key"},
			"key twice, in upper case": {func(s *scene, m msg) {
				s.do(s.addOperator())
				m.Key = strings.ToUpper(m.Key)
			}, types.ErrOperatorExists, "key"},
			"a 17th operator": {func(s *scene, _ msg) {
				for i := range 15 { // one is there
					m := s.addOperator()
					m.Key = address(fmt.Sprint("operator", i))
					s.do(m)
				}
			}, types.ErrTooManyOperators, ""},
			"of a retired agent": {func(s *scene, m msg) { m.Owner, m.Agent = s.retired.Owner.String(), s.retired.String() }, types.ErrAgentRetired, ""},
			"of a paused agent":  {func(s *scene, m msg) { m.Owner, m.Agent = s.paused.Owner.String(), s.paused.String() }, nil, ""},
		})
}

func updateCases(t *testing.T, w *world) {
	type msg = *types.MsgUpdateMandate
	owner, agent, key := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Key }
	run(t, w, "identity.UpdateMandate", (*scene).updateMandate,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		addresses("key", key), upper("key", key), notAgents(agent), owners(p3, owner),
		mandates(func(m msg) *types.Mandate { return &m.Mandate }), predicates(func(m msg) *types.Mandate { return &m.Mandate }),
		feeLimits(func(m msg) **sdk.Coin { return &m.FeeLimit }),
		rows[msg]{
			"key unknown":                         only(func(m msg) { m.Key = address("nobody") }, types.ErrOperatorNotFound, ""),
			"key is the owner":                    {func(s *scene, m msg) { m.Key = m.Owner }, types.ErrOperatorNotFound, ""},
			"key is an operator of another agent": {func(s *scene, m msg) { m.Key = s.p1.Operator.String() }, types.ErrOperatorNotFound, ""},
			"key was removed":                     {func(s *scene, _ msg) { s.do(s.removeOperator()) }, types.ErrOperatorNotFound, ""},
			"by the key itself":                   {func(_ *scene, m msg) { m.Owner = m.Key }, types.ErrNotOwner, ""},
			"of a retired agent":                  {func(s *scene, m msg) { m.Owner, m.Agent = s.retired.Owner.String(), s.retired.String() }, types.ErrAgentRetired, ""},
		})
}

func removeCases(t *testing.T, w *world) {
	type msg = *types.MsgRemoveOperator
	signer, agent, key := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Key }
	by := owners(p3, signer)
	delete(by, "by its operator") // the key itself may, see below
	run(t, w, "identity.RemoveOperator", (*scene).removeOperator,
		addresses("signer", signer), upper("signer", signer), addresses("agent", agent), upper("agent", agent),
		addresses("key", key), upper("key", key), notAgents(agent), by,
		rows[msg]{
			"key unknown":      only(func(m msg) { m.Key = address("nobody") }, types.ErrOperatorNotFound, ""),
			"key is the owner": {func(_ *scene, m msg) { m.Key = m.Signer }, types.ErrOperatorNotFound, ""},
			"twice":            {func(s *scene, _ msg) { s.do(s.removeOperator()) }, types.ErrOperatorNotFound, ""},
			"of a retired agent": {func(s *scene, m msg) {
				m.Signer, m.Agent, m.Key = s.retired.Owner.String(), s.retired.String(), s.retired.Operator.String()
			}, types.ErrOperatorNotFound, ""},
			"an unknown key by itself": only(func(m msg) { m.Key, m.Signer = address("nobody"), address("nobody") }, types.ErrOperatorNotFound, ""),
			"by the key itself":        {func(s *scene, m msg) { m.Signer = m.Key }, nil, ""},
			"of a paused agent": {func(s *scene, m msg) {
				m.Signer, m.Agent, m.Key = s.paused.Owner.String(), s.paused.String(), s.paused.Operator.String()
			}, nil, ""},
		})
}
