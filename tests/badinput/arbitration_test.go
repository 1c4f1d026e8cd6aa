package badinput

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// The windows of a case about 5 units.
const evidenceMs, commitMs, revealMs, appealMs = 2 * minute, 5 * minute, 3 * minute, 10 * minute

// seats are those who judge: all arbiters of a scene.
func (s *scene) seats() []*testapp.Agent { return []*testapp.Agent{s.p2, s.p3, s.paused} }

// disputed opens a case of two agents about 5 units, at the present height.
func (s *scene) disputed(client, provider *testapp.Agent) string {
	s.t.Helper()
	id, err := s.App().Keepers.Arbitration.Open(s.ctx, types.Request{
		Ref: hash(client.String() + provider.String()), Kind: types.KindDispute, Client: client.String(), Provider: provider.String(),
		Skill: "writing", Price: coin(5 * unit), PriceMicro: 5 * unit, Size_: 3,
	})
	require.NoError(s.t, err)
	return id
}

// panel has p2, p3 and one more judge a dispute of client and p1, and returns the case; evidence is taken. Some heights are
// gone through again, since a draw waits for blocks, and the branch makes none.
func (s *scene) panel() string {
	s.t.Helper()
	params := s.arbitrationParams()
	params.Params.DrawBlocks = 2
	s.do(params)
	s.setStatus(s.paused, identitytypes.AgentStatusActive)
	height := s.ctx.BlockHeight()
	s.ctx = s.ctx.WithBlockHeight(height - 6)
	for _, a := range s.seats() {
		s.do(&types.MsgEnlist{Signer: a.Owner.String(), Agent: a.String(), Stake: sdkmath.NewInt(100 * unit), Skills: []string{"writing"}})
	}
	s.ctx = s.ctx.WithBlockHeight(height - 3)
	id := s.disputed(s.client, s.p1)
	s.ctx = s.ctx.WithBlockHeight(height)
	s.pass(second)
	c, err := s.App().Keepers.Arbitration.Get(s.ctx, id)
	require.NoError(s.t, err)
	require.Equal(s.t, types.StatusDrawn, c.Status)
	require.Equal(s.t, uint32(3), c.Last().Seats)
	return id
}

// pass lets market time pass and runs what is due.
func (s *scene) pass(ms uint64) {
	s.t.Helper()
	s.advance(ms)
	s.settled()
}

func (s *scene) arbitrationParams() *types.MsgUpdateParams {
	return &types.MsgUpdateParams{Authority: authority(), Params: inForce(s, s.App().Keepers.Arbitration.GetParams)}
}

func (s *scene) addEvidence() *types.MsgAddEvidence {
	return &types.MsgAddEvidence{
		Signer: s.client.Owner.String(), Agent: s.client.String(), Case: s.panel(), Uri: "https://example.com/3.png", Sha256: hash("page 3"), Note: "page 3",
	}
}

func (s *scene) commitment(id string, round uint32, a *testapp.Agent, votes ...uint32) []byte {
	s.t.Helper()
	key, err := types.ParseID("", id)
	require.NoError(s.t, err)
	return jury.Commitment(testapp.ChainID, key, round, a.Address, votes, hash("salt"))
}

func (s *scene) commitTo(id string, a *testapp.Agent, vote uint32) *types.MsgCommitVote {
	return &types.MsgCommitVote{Signer: a.Owner.String(), Arbiter: a.String(), Case: id, Commitment: s.commitment(id, 0, a, vote)}
}

func (s *scene) commitVote() *types.MsgCommitVote {
	id := s.panel()
	s.pass(evidenceMs)
	return s.commitTo(id, s.p2, 7_500)
}

func (s *scene) revealVote() *types.MsgRevealVote {
	m := s.commitVote()
	s.do(m)
	s.pass(commitMs)
	return &types.MsgRevealVote{Signer: m.Signer, Arbiter: m.Arbiter, Case: m.Case, Votes: []uint32{7_500}, Salt: hash("salt")}
}

func (s *scene) appealVerdict() *types.MsgAppeal {
	m := s.revealVote()
	s.do(m)
	s.pass(revealMs)
	return &types.MsgAppeal{Signer: s.client.Owner.String(), Agent: s.client.String(), Case: m.Case}
}

// arbitrationRetry runs the end of the evidence, which is overdue.
func (s *scene) arbitrationRetry() *types.MsgRetry {
	id := s.panel()
	s.advance(evidenceMs + 1)
	return &types.MsgRetry{Sender: s.stranger.String(), Case: id}
}

func arbitrationCases(t *testing.T, w *world) {
	arbitrationParamsCases(t, w)
	evidenceCases(t, w)
	commitVoteCases(t, w)
	revealVoteCases(t, w)
	appealCases(t, w)
	type msg = *types.MsgRetry
	run(t, w, "arbitration.Retry", (*scene).arbitrationRetry,
		addresses("sender", func(m msg) *string { return &m.Sender }),
		ids("case", "case", "agr", types.ErrNotFound, func(m msg) *string { return &m.Case }),
		rows[msg]{
			"twice":               {func(s *scene, m msg) { s.do(m) }, deadline.ErrNotStuck, ""},
			"with too little gas": short[msg](deadline.ErrOutOfGas),
		})
}

// sided are the rows of an act of a side, here of the client.
func sided[M sdk.Msg](signer, agent, of func(M) *string) rows[M] {
	by := func(who func(*scene) *testapp.Agent) row[M] {
		return row[M]{func(s *scene, m M) { *signer(m), *agent(m) = who(s).Owner.String(), who(s).String() }, types.ErrNotParty, "agent"}
	}
	return join(actors(client, identitytypes.ActionDispute, signer), addresses("agent", agent), upper("agent", agent),
		ids("case", "case", "agr", types.ErrNotFound, of), rows[M]{
			"by an agent of the same owner": by(func(s *scene) *testapp.Agent { return s.sibling }),
			"by an arbiter":                 by(func(s *scene) *testapp.Agent { return s.p2 }),
			"by the provider":               {func(s *scene, m M) { *signer(m), *agent(m) = s.p1.Owner.String(), s.p1.String() }, nil, ""},
			"by a side that has retired": {func(s *scene, m M) {
				*of(m) = s.disputed(s.sibling, s.p2)
				s.setStatus(s.sibling, identitytypes.AgentStatusRetired)
				*signer(m), *agent(m) = s.sibling.Owner.String(), s.sibling.String()
			}, identitytypes.ErrAgentRetired, ""},
		})
}

func evidenceCases(t *testing.T, w *world) {
	type msg = *types.MsgAddEvidence
	run(t, w, "arbitration.AddEvidence", (*scene).addEvidence,
		sided(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Case }),
		texts("uri", 512, false, func(m msg) *string { return &m.Uri }), hashes("sha256", 32, false, func(m msg) *[]byte { return &m.Sha256 }),
		texts("note", 280, true, func(m msg) *string { return &m.Note }),
		rows[msg]{
			"the seventeenth": {func(s *scene, m msg) {
				for range types.MaxEvidence {
					s.do(copied(m))
				}
			}, types.ErrTooMuch, ""},
			"the sixteenth": {func(s *scene, m msg) {
				for range types.MaxEvidence - 1 {
					s.do(copied(m))
				}
			}, nil, ""},
			"at the end of its time":    {func(s *scene, _ msg) { s.advance(evidenceMs) }, types.ErrDeadlinePassed, ""},
			"while votes are committed": {func(s *scene, _ msg) { s.pass(evidenceMs) }, types.ErrTransition, ""},
			"before the panel is drawn": {func(s *scene, m msg) {
				m.Signer, m.Agent, m.Case = s.sibling.Owner.String(), s.sibling.String(), s.disputed(s.sibling, s.p2)
			}, nil, ""},
			"when the case is long ended": {func(s *scene, _ msg) { s.pass(evidenceMs); s.pass(day); s.pass(day) }, types.ErrTransition, ""},
		})
}

// seated are the rows of an act of a seat, here of p2.
func seated[M sdk.Msg](signer, arbiter, of func(M) *string, round func(M) *uint32) rows[M] {
	return join(actors(func(w *world) *testapp.Agent { return w.p2 }, identitytypes.ActionArbitrate, signer),
		addresses("arbiter", arbiter), upper("arbiter", arbiter), ids("case", "case", "agr", types.ErrNotFound, of),
		numbers("round", 0, types.MaxRounds-1, math.MaxUint32, func(m M, v uint64) { *round(m) = uint32(v) }), rows[M]{
			"round to come":  only(func(m M) { *round(m) = 1 }, types.ErrRound, "round"),
			"by a side":      {func(s *scene, m M) { *signer(m), *arbiter(m) = s.client.Owner.String(), s.client.String() }, types.ErrNotSeated, "arbiter"},
			"by a bystander": {func(s *scene, m M) { *signer(m), *arbiter(m) = s.sibling.Owner.String(), s.sibling.String() }, types.ErrNotSeated, "arbiter"},
			"by an arbiter that was sold to a side": {func(s *scene, m M) {
				s.hand(s.p2, s.client.Owner.String())
				*signer(m) = s.client.Owner.String()
			}, types.ErrConflict, "arbiter"},
			"paused: a seat is a duty": {func(s *scene, _ M) { s.setStatus(s.p2, identitytypes.AgentStatusPaused) }, nil, ""},
		})
}

func commitVoteCases(t *testing.T, w *world) {
	type msg = *types.MsgCommitVote
	run(t, w, "arbitration.CommitVote", (*scene).commitVote,
		seated(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Arbiter }, func(m msg) *string { return &m.Case }, func(m msg) *uint32 { return &m.Round }),
		hashes("commitment", 32, false, func(m msg) *[]byte { return &m.Commitment }),
		rows[msg]{
			"another one":            {func(s *scene, m msg) { s.do(s.commitTo(m.Case, s.p2, 0)) }, nil, ""},
			"at the end of its time": {func(s *scene, _ msg) { s.advance(commitMs) }, types.ErrDeadlinePassed, ""},
			"while votes are shown":  {func(s *scene, _ msg) { s.pass(commitMs) }, types.ErrTransition, ""},
		})
}

func revealVoteCases(t *testing.T, w *world) {
	type msg = *types.MsgRevealVote
	votes := func(want error, votes ...uint32) row[msg] {
		return only(func(m msg) { m.Votes = votes }, want, "votes")
	}
	run(t, w, "arbitration.RevealVote", (*scene).revealVote,
		seated(func(m msg) *string { return &m.Signer }, func(m msg) *string { return &m.Arbiter }, func(m msg) *string { return &m.Case }, func(m msg) *uint32 { return &m.Round }),
		hashes("salt", 32, false, func(m msg) *[]byte { return &m.Salt }),
		rows[msg]{
			"votes absent":               votes(field.ErrMissing),
			"seventeen votes":            votes(field.ErrTooMany, make([]uint32, 17)...),
			"two votes on the whole":     votes(types.ErrVote, 7_500, 7_500),
			"votes between two steps":    votes(types.ErrVote, 7_499),
			"votes above the scale":      votes(types.ErrVote, 12_500),
			"another vote":               only(func(m msg) { m.Votes = []uint32{5_000} }, types.ErrCommitment, ""),
			"another salt":               only(func(m msg) { m.Salt = hash("other") }, types.ErrCommitment, ""),
			"a seat that did not commit": {func(s *scene, m msg) { m.Signer, m.Arbiter = s.p3.Owner.String(), s.p3.String() }, types.ErrNoCommitment, ""},
			"twice":                      {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrRevealed, ""},
			"at the end of its time":     {func(s *scene, _ msg) { s.advance(revealMs) }, types.ErrDeadlinePassed, ""},
			"when they are counted":      {func(s *scene, _ msg) { s.pass(revealMs) }, types.ErrTransition, ""},
		})
}

func appealCases(t *testing.T, w *world) {
	type msg = *types.MsgAppeal
	signer := func(m msg) *string { return &m.Signer }
	run(t, w, "arbitration.Appeal", (*scene).appealVerdict,
		sided(signer, func(m msg) *string { return &m.Agent }, func(m msg) *string { return &m.Case }),
		numbers("round", 0, types.MaxRounds-1, math.MaxUint32, func(m msg, v uint64) { m.Round = uint32(v) }),
		tight(client, signer), dealings(client, signer), crowded[msg](),
		rows[msg]{
			"round to come":             only(func(m msg) { m.Round = 1 }, types.ErrRound, "round"),
			"twice":                     {func(s *scene, m msg) { s.do(copied(m)) }, types.ErrTransition, ""},
			"at the end of its time":    {func(s *scene, _ msg) { s.advance(appealMs) }, types.ErrDeadlinePassed, ""},
			"when the verdict is final": {func(s *scene, _ msg) { s.pass(appealMs) }, types.ErrTransition, ""},
			"without the money":         {func(s *scene, _ msg) { s.spendAll(s.client) }, escrowtypes.ErrInsufficient, ""},
			"where the least hold is all it had": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = sdkmath.NewInt(purse) })
			}, escrowtypes.ErrInsufficient, ""},
			"in a denom that is accepted no more": {func(s *scene, _ msg) {
				s.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms = nil })
			}, types.ErrNoDeposit, ""},
		})
}

func arbitrationParamsCases(t *testing.T, w *world) {
	type msg = *types.MsgUpdateParams
	window := func(change func(*types.ValueClass), names string) row[msg] {
		return only(func(m msg) { change(&m.Params.Classes[0]) }, field.ErrRange, names)
	}
	run(t, w, "arbitration.UpdateParams", (*scene).arbitrationParams,
		governed(func(m msg) *string { return &m.Authority }),
		bounded(bounds{
			"seat_fee_bps": {0, bps}, "unrevealed_bps": {0, bps}, "incoherent_bps": {0, bps}, "draw_blocks": {1, 500}, "retain_ms": {1, year},
			"max_deadlines_per_block": {1, 1_000}, "max_skills": {1, 64}, "unbond_ms": {1, year}, "absent_window_ms": {1, year},
			"tries_per_seat": {1, 64}, "seat_fee_max": {1, 1e15},
		}, func(m msg) any { return &m.Params }),
		amounts("min_stake", 1, field.ErrRange, func(m msg, v sdkmath.Int) { m.Params.MinStake = v }),
		rows[msg]{
			"min_stake absent":                only(func(m msg) { m.Params.MinStake = sdkmath.Int{} }, field.ErrMissing, "min_stake"),
			"min_stake above what can be":     only(func(m msg) { m.Params.MinStake = sdkmath.NewInt(types.MaxStake + 1) }, field.ErrRange, "min_stake"),
			"seat_fee_min zero":               only(func(m msg) { m.Params.SeatFeeMin = 0 }, field.ErrRange, "seat_fee_min"),
			"seat_fee_min above seat_fee_max": only(func(m msg) { m.Params.SeatFeeMin = m.Params.SeatFeeMax + 1 }, field.ErrRange, "seat_fee"),
			"no classes":                      only(func(m msg) { m.Params.Classes = nil }, field.ErrMissing, "classes"),
			"nine classes":                    only(func(m msg) { m.Params.Classes = make([]types.ValueClass, 9) }, field.ErrTooMany, "classes"),
			"classes not in order":            only(func(m msg) { m.Params.Classes[1].UpTo = m.Params.Classes[0].UpTo }, field.ErrRange, "classes[1].up_to"),
			"a class up to nothing":           window(func(c *types.ValueClass) { c.UpTo = 0 }, "classes[0].up_to"),
			"evidence_ms zero":                window(func(c *types.ValueClass) { c.EvidenceMs = 0 }, "evidence_ms"),
			"commit_ms zero":                  window(func(c *types.ValueClass) { c.CommitMs = 0 }, "commit_ms"),
			"reveal_ms zero":                  window(func(c *types.ValueClass) { c.RevealMs = 0 }, "reveal_ms"),
			"appeal_ms above a year":          window(func(c *types.ValueClass) { c.AppealMs = year + 1 }, "appeal_ms"),
			"all parameters absent":           only(func(m msg) { m.Params = types.Params{} }, field.ErrMissing, "classes"),
		})
}
