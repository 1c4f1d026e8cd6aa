package badinput

import (
	"fmt"
	"math"
	"testing"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

func profile() types.Profile {
	return types.Profile{
		Name: "new-name", Card: types.Card{Uri: "https://example.org/card", Sha256: hash("card")},
		Skills: []string{"writing", "go"}, EncryptionKey: hash("key"),
	}
}

func (s *scene) register() *types.MsgRegister {
	return &types.MsgRegister{Owner: s.stranger.String(), Salt: []byte("salt"), Profile: profile()}
}

func (s *scene) updateProfile() *types.MsgUpdateProfile {
	return &types.MsgUpdateProfile{Signer: s.client.Owner.String(), Agent: s.client.String(), Profile: profile()}
}

// profiles are the rows of a profile, the same wherever it stands.
func profiles[M sdk.Msg](at func(M) *types.Profile) rows[M] {
	set := func(change func(*types.Profile), want error, names string) row[M] {
		return only(func(m M) { change(at(m)) }, want, names)
	}
	skills := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("skill-%d", i)
		}
		return all
	}
	return join(
		tags("name", 3, 32, func(m M, v string) { at(m).Name = v }),
		tags("skills", 2, 48, func(m M, v string) { at(m).Skills = []string{"writing", v} }),
		texts("card.uri", 512, false, func(m M) *string { return &at(m).Card.Uri }),
		hashes("card.sha256", 32, false, func(m M) *[]byte { return &at(m).Card.Sha256 }),
		hashes("encryption_key", 32, true, func(m M) *[]byte { return &at(m).EncryptionKey }),
		rows[M]{
			"nothing in the profile":          set(func(p *types.Profile) { *p = types.Profile{} }, nil, ""),
			"name that looks like an address": set(func(p *types.Profile) { p.Name = "troth1abc" }, types.ErrNameReserved, "name"),
			"name of another agent":           set(func(p *types.Profile) { p.Name = takenName }, types.ErrNameTaken, takenName),
			"name of a retired agent":         set(func(p *types.Profile) { p.Name = retiredName }, types.ErrNameTaken, retiredName),
			"skill empty":                     set(func(p *types.Profile) { p.Skills = []string{""} }, field.ErrMissing, "skills"),
			"skill twice":                     set(func(p *types.Profile) { p.Skills = []string{"go", "writing", "go"} }, field.ErrDuplicate, "skills"),
			"17 skills":                       set(func(p *types.Profile) { p.Skills = skills(17) }, field.ErrTooMany, "skills"),
			"10000 skills":                    set(func(p *types.Profile) { p.Skills = skills(10_000) }, field.ErrTooMany, "skills"),
			"16 skills":                       set(func(p *types.Profile) { p.Skills = skills(16) }, nil, ""),
		})
}

func identityCases(t *testing.T, w *world) {
	registerCases(t, w)
	profileCases(t, w)
	heartbeatCases(t, w)
	linkCases(t, w)
	attestationCases(t, w)
	identityRetryCases(t, w)
	identityParamsCases(t, w)
}

func registerCases(t *testing.T, w *world) {
	type msg = *types.MsgRegister
	owner := func(m msg) *string { return &m.Owner }
	agentOf := func(m msg) sdk.AccAddress {
		return types.AgentAddress(sdk.MustAccAddressFromBech32(m.Owner), m.Salt)
	}
	run(t, w, "identity.Register", (*scene).register,
		addresses("owner", owner), upper("owner", owner),
		profiles(func(m msg) *types.Profile { return &m.Profile }),
		rows[msg]{
			"salt of 33 bytes": only(func(m msg) { m.Salt = make([]byte, 33) }, field.ErrLength, "salt"),
			"salt of 100 kB":   only(func(m msg) { m.Salt = make([]byte, 100_000) }, field.ErrLength, "salt"),
			"no salt":          only(func(m msg) { m.Salt = nil }, nil, ""),
			"twice": {func(s *scene, m msg) {
				s.do(s.register())
				m.Profile = types.Profile{}
			}, types.ErrAgentExists, ""},
			"again after retirement": {func(s *scene, m msg) {
				m.Owner, m.Salt, m.Profile = s.retired.Owner.String(), s.retired.Operator.Address, types.Profile{}
			}, types.ErrAgentExists, ""},
			"owner is an agent": {func(s *scene, m msg) { m.Owner = s.client.String() }, types.ErrControllerIsAgent, "owner"},
			"owner cannot pay":  {func(_ *scene, m msg) { m.Owner = address("poor") }, sdkerrors.ErrInsufficientFunds, ""},
			"the address is a module account": {func(s *scene, m msg) {
				base := authtypes.NewBaseAccountWithAddress(agentOf(m))
				s.App().Keepers.Account.SetAccount(s.ctx, s.App().Keepers.Account.NewAccount(s.ctx, authtypes.NewModuleAccount(base, "foo")))
			}, types.ErrAccountTaken, ""},
			"the address has a key": {func(s *scene, m msg) {
				base := authtypes.NewBaseAccountWithAddress(agentOf(m))
				if err := base.SetPubKey(secp256k1.GenPrivKeyFromSecret([]byte("key")).PubKey()); err != nil {
					s.t.Fatal(err)
				}
				s.App().Keepers.Account.SetAccount(s.ctx, s.App().Keepers.Account.NewAccount(s.ctx, base))
			}, types.ErrAccountTaken, ""},
			"somebody sent coins there before": {func(s *scene, m msg) {
				if err := s.App().Keepers.Bank.SendCoins(s.ctx, s.stranger.Address, agentOf(m), sdk.NewCoins(coin(1))); err != nil {
					s.t.Fatal(err)
				}
			}, nil, ""},
		})
}

func profileCases(t *testing.T, w *world) {
	type msg = *types.MsgUpdateProfile
	agent := func(m msg) *string { return &m.Agent }
	run(t, w, "identity.UpdateProfile", (*scene).updateProfile,
		actors(func(w *world) *testapp.Agent { return w.client }, types.ActionProfile, func(m msg) *string { return &m.Signer }),
		addresses("agent", agent), upper("agent", agent),
		profiles(func(m msg) *types.Profile { return &m.Profile }),
		notAgents(agent),
		rows[msg]{
			"signed by an operator without PROFILE": {func(s *scene, m msg) { m.Signer = s.client.Operator.String() },
				types.ErrActionNotAllowed, ""},
			"retired agent": {func(s *scene, m msg) {
				m.Signer, m.Agent = s.retired.Owner.String(), s.retired.String()
			}, types.ErrAgentRetired, ""},
			"paused agent": {func(s *scene, m msg) {
				m.Signer, m.Agent = s.paused.Owner.String(), s.paused.String()
			}, nil, ""},
			"another agent of the same owner has the name": {func(s *scene, m msg) {
				other := s.updateProfile()
				other.Agent = s.sibling.String()
				s.do(other)
			}, types.ErrNameTaken, "name"},
			"its own name again": {func(s *scene, m msg) { s.do(s.updateProfile()) }, nil, ""},
		})
}

// notAgents are the rows of a field that must name a registered agent.
func notAgents[M sdk.Msg](at func(M) *string) rows[M] {
	is := func(who func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *at(m) = who(s) }, types.ErrAgentNotFound, ""}
	}
	return rows[M]{
		"agent unknown":                    is(func(*scene) string { return address("nobody") }),
		"agent is an account":              is(func(s *scene) string { return s.stranger.String() }),
		"agent is a module account":        is(func(*scene) string { return moduleAddress("escrow") }),
		"agent is an unregistered address": is(func(s *scene) string { return types.AgentAddress(s.stranger.Address, nil).String() }),
	}
}

func (s *scene) heartbeat() *types.MsgHeartbeat {
	return &types.MsgHeartbeat{Signer: s.client.Owner.String(), Agent: s.client.String()}
}

func heartbeatCases(t *testing.T, w *world) {
	type msg = *types.MsgHeartbeat
	agent := func(m msg) *string { return &m.Agent }
	run(t, w, "identity.Heartbeat", (*scene).heartbeat,
		actors(func(w *world) *testapp.Agent { return w.client }, types.ActionProfile, func(m msg) *string { return &m.Signer }),
		addresses("agent", agent), upper("agent", agent), notAgents(agent),
		rows[msg]{
			"twice in a block": {func(s *scene, _ msg) { s.do(s.heartbeat()) }, types.ErrHeartbeatTooSoon, ""},
			"just before the interval is over": {func(s *scene, _ msg) {
				s.do(s.heartbeat())
				s.advance(5*minute - 1)
			}, types.ErrHeartbeatTooSoon, ""},
			"when the interval is over": {func(s *scene, _ msg) {
				s.do(s.heartbeat())
				s.advance(5 * minute)
			}, nil, ""},
			"by the operator right after the owner": {func(s *scene, m msg) {
				m.Signer = s.mandate(s.client, nil)
				s.do(s.heartbeat())
			}, types.ErrHeartbeatTooSoon, ""},
			"retired agent": {func(s *scene, m msg) { m.Signer, m.Agent = s.retired.Owner.String(), s.retired.String() },
				types.ErrAgentRetired, ""},
		})
}

func (s *scene) identityRetry() *types.MsgRetry {
	s.stick("identity")
	return &types.MsgRetry{Sender: s.stranger.String(), Name: retiredName}
}

func identityRetryCases(t *testing.T, w *world) {
	type msg = *types.MsgRetry
	sender := func(m msg) *string { return &m.Sender }
	run(t, w, "identity.Retry", (*scene).identityRetry,
		addresses("sender", sender), upper("sender", sender),
		rows[msg]{
			"name absent":                  only(func(m msg) { m.Name = "" }, field.ErrMissing, "name"),
			"name too short":               only(func(m msg) { m.Name = "ab" }, field.ErrLength, "name"),
			"name too long":                only(func(m msg) { m.Name = "abcdefghijklmnopqrstuvwxyz0123456" }, field.ErrLength, "name"),
			"name in upper case":           only(func(m msg) { m.Name = "Retired-name" }, field.ErrFormat, "name"),
			"name like an address":         only(func(m msg) { m.Name = "troth1abc" }, types.ErrNameReserved, "name"),
			"name and kind":                only(func(m msg) { m.Kind, m.Id = 1, []byte(retiredName) }, field.ErrDuplicate, "name"),
			"kind without id":              only(func(m msg) { m.Name, m.Kind = "", 1 }, field.ErrLength, "id"),
			"id without kind":              only(func(m msg) { m.Name, m.Id = "", []byte{1} }, field.ErrRange, "kind"),
			"kind unknown":                 only(func(m msg) { m.Name, m.Kind, m.Id = "", 4, []byte{1} }, field.ErrRange, "kind"),
			"kind overflowing":             only(func(m msg) { m.Name, m.Kind, m.Id = "", math.MaxUint32, []byte{1} }, field.ErrRange, "kind"),
			"id of 129 bytes":              only(func(m msg) { m.Name, m.Kind, m.Id = "", 1, make([]byte, 129) }, field.ErrLength, "id"),
			"id of nothing":                only(func(m msg) { m.Name, m.Kind, m.Id = "", 3, []byte{1} }, deadline.ErrNotStuck, ""),
			"name by kind and id" + isSame: only(func(m msg) { m.Name, m.Kind, m.Id = "", 1, []byte(retiredName) }, nil, ""),
			"name nobody has":              only(func(m msg) { m.Name = "nobody" }, deadline.ErrNotStuck, ""),
			"name of a live agent":         only(func(m msg) { m.Name = takenName }, deadline.ErrNotStuck, ""),
			"twice":                        {func(s *scene, m msg) { s.do(&types.MsgRetry{Sender: m.Sender, Name: m.Name}) }, deadline.ErrNotStuck, ""},
		})
	t.Run("identity.Retry/of a deadline that waits", func(t *testing.T) {
		counts["identity"]++
		s := w.scene(t)
		s.refused(&types.MsgRetry{Sender: s.stranger.String(), Name: retiredName}, deadline.ErrNotStuck, "")
	})
}

func (s *scene) setPaused() *types.MsgSetStatus {
	return &types.MsgSetStatus{Owner: s.p3.Owner.String(), Agent: s.p3.String(), Status: types.AgentStatusPaused}
}

func statusCases(t *testing.T, w *world) {
	type msg = *types.MsgSetStatus
	agent := func(m msg) *string { return &m.Agent }
	owner := func(m msg) *string { return &m.Owner }
	to := func(a func(*world) *testapp.Agent, status types.AgentStatus, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			m.Owner, m.Agent, m.Status = a(s.world).Owner.String(), a(s.world).String(), status
		}, want, ""}
	}
	paused := func(w *world) *testapp.Agent { return w.paused }
	retired := func(w *world) *testapp.Agent { return w.retired }
	client := func(w *world) *testapp.Agent { return w.client }
	run(t, w, "identity.SetStatus", (*scene).setPaused,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		notAgents(agent), owners(func(w *world) *testapp.Agent { return w.p3 }, owner),
		rows[msg]{
			"status absent":               only(func(m msg) { m.Status = 0 }, field.ErrRange, "status"),
			"status unknown":              only(func(m msg) { m.Status = 4 }, field.ErrRange, "status"),
			"status negative":             only(func(m msg) { m.Status = -1 }, field.ErrRange, "status"),
			"status overflowing":          only(func(m msg) { m.Status = math.MaxInt32 }, field.ErrRange, "status"),
			"status overflowing below":    only(func(m msg) { m.Status = math.MinInt32 }, field.ErrRange, "status"),
			"ACTIVE to ACTIVE":            to(func(w *world) *testapp.Agent { return w.p3 }, types.AgentStatusActive, types.ErrStatusTransition),
			"PAUSED to PAUSED":            to(paused, types.AgentStatusPaused, types.ErrStatusTransition),
			"RETIRED to ACTIVE":           to(retired, types.AgentStatusActive, types.ErrStatusTransition),
			"RETIRED to PAUSED":           to(retired, types.AgentStatusPaused, types.ErrStatusTransition),
			"RETIRED to RETIRED":          to(retired, types.AgentStatusRetired, types.ErrStatusTransition),
			"RETIRED with budgets held":   to(client, types.AgentStatusRetired, types.ErrHasHolds),
			"RETIRED with a deposit held": to(func(w *world) *testapp.Agent { return w.p3 }, types.AgentStatusRetired, types.ErrHasHolds),
			"RETIRED with a pledge held":  to(func(w *world) *testapp.Agent { return w.p2 }, types.AgentStatusRetired, types.ErrHasHolds),
			"PAUSED with budgets held":    to(client, types.AgentStatusPaused, nil),
			"PAUSED to RETIRED":           to(paused, types.AgentStatusRetired, nil),
		})
}

// owners are the rows of a message only the owner may sign.
func owners[M sdk.Msg](agent func(*world) *testapp.Agent, at func(M) *string) rows[M] {
	by := func(who func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *at(m) = who(s) }, types.ErrNotOwner, ""}
	}
	return rows[M]{
		"by a stranger":                    by(func(s *scene) string { return s.stranger.String() }),
		"by its operator":                  by(func(s *scene) string { return agent(s.world).Operator.String() }),
		"by an operator with every action": by(func(s *scene) string { return s.mandate(agent(s.world), nil) }),
		"by the agent itself":              by(func(s *scene) string { return agent(s.world).String() }),
		"by governance":                    by(func(*scene) string { return authority() }),
		"by another agent's owner":         by(func(s *scene) string { return s.paused.Owner.String() }),
		"by the owner before a handover": by(func(s *scene) string {
			s.hand(agent(s.world), s.stranger.String())
			return agent(s.world).Owner.String()
		}),
		"by the owner to be": by(func(s *scene) string {
			a := agent(s.world)
			s.do(&types.MsgProposeOwner{Owner: a.Owner.String(), Agent: a.String(), NewOwner: s.stranger.String()})
			return s.stranger.String()
		}),
	}
}
