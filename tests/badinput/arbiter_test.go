package badinput

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// leastStake is min_stake.
const leastStake = 100 * unit

func p2(w *world) *testapp.Agent { return w.p2 }

func (s *scene) enlist() *types.MsgEnlist {
	return &types.MsgEnlist{Signer: s.p2.Owner.String(), Agent: s.p2.String(), Stake: sdkmath.NewInt(leastStake), Skills: []string{"writing"}}
}

func (s *scene) setStake() *types.MsgSetStake {
	s.do(s.enlist())
	return &types.MsgSetStake{Signer: s.p2.Owner.String(), Agent: s.p2.String(), Stake: sdkmath.NewInt(2 * leastStake)}
}

func (s *scene) setSkills() *types.MsgSetSkills {
	s.do(s.enlist())
	return &types.MsgSetSkills{Signer: s.p2.Owner.String(), Agent: s.p2.String(), Skills: []string{types.AllSkills}}
}

func (s *scene) leave() *types.MsgLeave {
	s.do(s.enlist())
	return &types.MsgLeave{Signer: s.p2.Owner.String(), Agent: s.p2.String()}
}

// left has p2 leave and waits until its stake is released.
func (s *scene) left() {
	s.t.Helper()
	s.do(s.leaving())
	s.advance(7 * day)
	require.NoError(s.t, s.App().Keepers.Arbitration.EndBlock(s.ctx))
}

func (s *scene) leaving() *types.MsgLeave {
	return &types.MsgLeave{Signer: s.p2.Owner.String(), Agent: s.p2.String()}
}

// funded has the stake of p2 grow under seven mandates and returns a key with an eighth: with what the owner staked, the
// hold remembers as many as it can.
func (s *scene) funded() string {
	key := s.mandate(s.p2, nil)
	for n := range int64(7) {
		s.do(&types.MsgSetStake{Signer: key, Agent: s.p2.String(), Stake: sdkmath.NewInt(leastStake + n + 1)},
			&identitytypes.MsgUpdateMandate{Owner: s.p2.Owner.String(), Agent: s.p2.String(), Key: key, Mandate: wideMandate()})
	}
	return key
}

// employs has p2 post a job, so that it has a hold already.
func (s *scene) employs() {
	s.do(s.p2.Post(testapp.Job{Clocks: markettypes.Clocks{BidMs: minute, RevealMs: minute, DeliveryMs: hour, ReviewMs: hour}}))
}

func arbiterCases(t *testing.T, w *world) {
	enlistCases(t, w)
	setStakeCases(t, w)
	setSkillsCases(t, w)
	type msg = *types.MsgLeave
	run(t, w, "arbitration.Leave", (*scene).leave, arbiters(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }), rows[msg]{
		"as no arbiter":          unlisted(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }),
		"twice":                  {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrArbiterStatus, "agent"},
		"after all is over":      {func(s *scene, _ msg) { s.left() }, types.ErrArbiterStatus, "agent"},
		"by who bought it":       {func(s *scene, m msg) { s.hand(s.p2, s.stranger.String()); m.Signer = s.stranger.String() }, nil, ""},
		"paused: it may go":      {func(s *scene, _ msg) { s.setStatus(s.p2, identitytypes.AgentStatusPaused) }, nil, ""},
		"before it can be drawn": {func(*scene, msg) {}, nil, ""},
	})
}

// arbiters are the rows of who may act for an arbiter, here p2.
func arbiters[M sdk.Msg](signer, agent func(M) *string) rows[M] {
	return join(actors(p2, identitytypes.ActionArbitrate, signer), addresses("agent", agent), upper("agent", agent), notAgents(agent), retirees(signer, agent))
}

// unlisted is the row of an agent that is no arbiter.
func unlisted[M sdk.Msg](signer, agent func(M) *string) row[M] {
	return row[M]{func(s *scene, m M) { *signer(m), *agent(m) = s.p3.Owner.String(), s.p3.String() }, types.ErrNoArbiter, "agent"}
}

// skilled are the rows of a list of skills that an arbiter judges.
func skilled[M sdk.Msg](at func(M) *[]string) rows[M] {
	set := func(want error, list ...string) row[M] { return only(func(m M) { *at(m) = list }, want, "skills") }
	many := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("skill-%d", i)
		}
		return all
	}
	return join(tags("skills", 2, 48, func(m M, v string) { *at(m) = []string{"go", v} }), rows[M]{
		"no skills":               set(field.ErrMissing),
		"an empty skill":          set(field.ErrMissing, ""),
		"a skill twice":           set(field.ErrDuplicate, "go", "rust", "go"),
		"all skills and one more": set(types.ErrSkills, types.AllSkills, "go"),
		"all skills twice":        set(types.ErrSkills, types.AllSkills, types.AllSkills),
		"17 skills":               set(field.ErrTooMany, many(17)...),
		"10000 skills":            set(field.ErrTooMany, many(10_000)...),
		"16 skills":               set(nil, many(16)...),
	})
}

// growing are the rows of a stake for which there is no money, or no mandate.
func growing[M sdk.Msg](signer func(M) *string) rows[M] {
	return join(tight(p2, signer), undecidedFor[M](signer), rows[M]{
		"without the money": {func(s *scene, _ M) { s.spendAll(s.p2) }, escrowtypes.ErrInsufficient, ""},
		"in a denom that is accepted no more": {func(s *scene, _ M) {
			s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
		}, escrowtypes.ErrDenomNotAccepted, ""},
	})
}

// undecidedFor is the row of an operator of p2 that may deal with p1 only: nobody is dealt with.
func undecidedFor[M sdk.Msg](signer func(M) *string) rows[M] {
	return rows[M]{"operator for p1 only": {func(s *scene, m M) {
		*signer(m) = s.mandate(s.p2, func(m *identitytypes.Mandate) { m.Counterparties = []string{s.p1.String()} })
	}, identitytypes.ErrCounterpartyNotAllowed, ""}}
}

func enlistCases(t *testing.T, w *world) {
	type msg = *types.MsgEnlist
	signer, agent := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }
	stake := func(amount int64, want error) row[msg] {
		return only(func(m msg) { m.Stake = sdkmath.NewInt(amount) }, want, "stake")
	}
	run(t, w, "arbitration.Enlist", (*scene).enlist, arbiters(signer, agent), skilled(func(m msg) *[]string { return &m.Skills }),
		amounts("stake", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Stake = v }), growing(signer),
		rows[msg]{
			"stake absent":                  only(func(m msg) { m.Stake = sdkmath.Int{} }, field.ErrMissing, "stake"),
			"stake below the least":         stake(leastStake-1, types.ErrStakeTooLow),
			"stake above the most":          stake(types.MaxStake+1, types.ErrStakeTooHigh),
			"stake that nobody has":         only(func(m msg) { m.Stake = sdkmath.NewInt(types.MaxStake) }, escrowtypes.ErrInsufficient, ""),
			"far more than it must":         stake(9*leastStake, nil),
			"enlisted already":              {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrArbiterStatus, "agent"},
			"paused: drawn when it goes on": {func(s *scene, _ msg) { s.setStatus(s.p2, identitytypes.AgentStatusPaused) }, nil, ""},
			"again, leaving":                {func(s *scene, m msg) { s.do(copied(m), s.leaving()) }, nil, ""},
			"again, with less":              {func(s *scene, m msg) { s.do(copied(m), s.leaving()); m.Stake = m.Stake.SubRaw(1) }, types.ErrStakeTooLow, "stake"},
			"again, when it has left":       {func(s *scene, m msg) { s.do(copied(m)); s.left() }, nil, ""},
			"again, after a handover": {func(s *scene, m msg) {
				s.do(copied(m))
				s.hand(s.p2, s.stranger.String())
				m.Signer = s.stranger.String()
			}, nil, ""},
			"no room for a hold": {func(s *scene, _ msg) {
				s.employs()
				s.setEscrow(func(p *escrowtypes.Params) { p.MaxHoldsPerAgent = 1 })
			}, escrowtypes.ErrTooManyHolds, ""},
			"below the least hold": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = sdkmath.NewInt(purse) })
			}, escrowtypes.ErrBelowMinHold, ""},
			"again, with more under a ninth mandate": {func(s *scene, m msg) {
				s.do(copied(m))
				m.Signer, m.Stake = s.funded(), sdkmath.NewInt(2*leastStake)
				s.do(s.leaving())
			}, escrowtypes.ErrTooManyFundings, ""},
		})
}

func setStakeCases(t *testing.T, w *world) {
	type msg = *types.MsgSetStake
	signer, agent := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }
	stake := func(amount int64, want error) row[msg] {
		return only(func(m msg) { m.Stake = sdkmath.NewInt(amount) }, want, "stake")
	}
	run(t, w, "arbitration.SetStake", (*scene).setStake, arbiters(signer, agent),
		amounts("stake", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Stake = v }), growing(signer),
		rows[msg]{
			"stake absent":          only(func(m msg) { m.Stake = sdkmath.Int{} }, field.ErrMissing, "stake"),
			"stake below the least": stake(leastStake-1, types.ErrStakeTooLow),
			"stake above the most":  stake(types.MaxStake+1, types.ErrStakeTooHigh),
			"the same stake":        stake(leastStake, types.ErrArbiterUnchanged),
			"of no arbiter":         unlisted(signer, agent),
			"while it leaves":       {func(s *scene, _ msg) { s.do(s.leaving()) }, types.ErrArbiterStatus, "agent"},
			"when it has left":      {func(s *scene, _ msg) { s.left() }, types.ErrArbiterStatus, "agent"},
			"by who bought it":      {func(s *scene, m msg) { s.hand(s.p2, s.stranger.String()); m.Signer = s.stranger.String() }, types.ErrHandedOver, "agent"},
			"lowered, also by a key without limits": {func(s *scene, m msg) {
				s.do(copied(m))
				m.Signer, m.Stake = s.mandate(s.p2, func(m *identitytypes.Mandate) { m.Limits = nil }), sdkmath.NewInt(leastStake)
			}, nil, ""},
			"under a ninth mandate": {func(s *scene, m msg) { m.Signer = s.funded() }, escrowtypes.ErrTooManyFundings, ""},
		})
}

func setSkillsCases(t *testing.T, w *world) {
	type msg = *types.MsgSetSkills
	signer, agent := func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }
	run(t, w, "arbitration.SetSkills", (*scene).setSkills, arbiters(signer, agent), skilled(func(m msg) *[]string { return &m.Skills }),
		rows[msg]{
			"the same skills":  only(func(m msg) { m.Skills = []string{"writing"} }, types.ErrArbiterUnchanged, "skills"),
			"of no arbiter":    unlisted(signer, agent),
			"while it leaves":  {func(s *scene, _ msg) { s.do(s.leaving()) }, types.ErrArbiterStatus, "agent"},
			"by who bought it": {func(s *scene, m msg) { s.hand(s.p2, s.stranger.String()); m.Signer = s.stranger.String() }, types.ErrHandedOver, "agent"},
		})
}
