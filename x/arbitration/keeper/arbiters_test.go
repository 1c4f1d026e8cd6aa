package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// none is an address of nobody.
var none = account("nobody")

func TestEnlistHoldsTheStakeAndIsDrawnLater(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake, "go", "rust")
	require.Equal(t, stake, f.held(a))
	require.Equal(t, purse, f.balance(a), "the coins stay in its account")
	r := f.arbiter(a)
	require.Equal(t, types.ArbiterEnlisted, r.Status)
	require.Equal(t, ownerOf(a).String(), r.Owner)
	require.Equal(t, []string{"go", "rust"}, r.Skills)

	sent := f.ctx.BlockHeight()
	for f.ctx.BlockHeight() < sent+int64(testParams().DrawBlocks) {
		require.Zero(t, f.tree("go"), "not before draw_blocks")
		f.block()
	}
	require.Zero(t, f.tree("go"))
	f.block()
	require.Equal(t, types.TreeHead{Size_: 1, Total: uint64(stake)}, f.tree("go"))
	require.Equal(t, f.tree("go"), f.tree("rust"))
	require.Zero(t, f.tree(types.AllSkills))
	require.Equal(t, uint64(stake), f.arbiter(a).InTreesStake)
}

// What refuses, and that it changes nothing.
func TestRefusalsOfArbiters(t *testing.T) {
	f := newFixture(t)
	enlisted, leaving, left, busy := f.enlist("enlisted", stake), f.enlist("leaving", stake), f.enlist("left", stake), f.enlist("busy", 2*stake)
	stranger, handed, poor := f.register("stranger"), f.enlist("handed", stake), f.register("poor")
	require.NoError(t, f.leave(leaving))
	require.NoError(t, f.leave(left))
	f.pass(testParams().UnbondMs - 2)
	require.NoError(t, f.enlistAgain(leaving, stake))
	require.NoError(t, f.leave(leaving))
	f.block()
	f.block()
	require.Equal(t, types.ArbiterLeft, f.arbiter(left).Status)
	f.sit(busy, 3*stake/2)
	f.handOver(handed, account("buyer"))
	many := make([]string, testParams().MaxSkills+1)
	for i := range many {
		many[i] = string(rune('a'+i)) + "x"
	}
	by := func(agent sdk.AccAddress) string { return ownerOf(agent).String() }
	enlist := func(agent sdk.AccAddress, amount int64, skills ...string) *types.MsgEnlist {
		return &types.MsgEnlist{Signer: by(agent), Agent: agent.String(), Stake: math.NewInt(amount), Skills: skills}
	}
	set := func(agent sdk.AccAddress, amount int64) *types.MsgSetStake {
		return &types.MsgSetStake{Signer: by(agent), Agent: agent.String(), Stake: math.NewInt(amount)}
	}
	skills := func(agent sdk.AccAddress, list ...string) *types.MsgSetSkills {
		return &types.MsgSetSkills{Signer: by(agent), Agent: agent.String(), Skills: list}
	}
	leave := func(agent sdk.AccAddress) *types.MsgLeave {
		return &types.MsgLeave{Signer: by(agent), Agent: agent.String()}
	}
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"enlist twice":                         {enlist(enlisted, stake, skill), types.ErrArbiterStatus},
		"enlist with less than min_stake":      {enlist(stranger, stake-1, skill), types.ErrStakeTooLow},
		"enlist again with less than is held":  {enlist(handed, stake-1, skill), types.ErrStakeTooLow},
		"enlist with more than anybody may":    {enlist(stranger, types.MaxStake+1, skill), types.ErrStakeTooHigh},
		"enlist with more than there is":       {enlist(poor, 2*purse, skill), escrowtypes.ErrInsufficient},
		"enlist without a stake":               {&types.MsgEnlist{Signer: by(stranger), Agent: stranger.String(), Skills: []string{skill}}, field.ErrMissing},
		"enlist with a stake of nothing":       {enlist(stranger, 0, skill), field.ErrRange},
		"enlist without skills":                {enlist(stranger, stake), field.ErrMissing},
		"enlist with a skill twice":            {enlist(stranger, stake, "go", "go"), field.ErrDuplicate},
		"enlist with a skill that is no tag":   {enlist(stranger, stake, "Go"), field.ErrFormat},
		"enlist with all skills and another":   {enlist(stranger, stake, "*", "go"), types.ErrSkills},
		"enlist with more than max_skills":     {enlist(stranger, stake, many...), field.ErrTooMany},
		"enlist by a stranger":                 {&types.MsgEnlist{Signer: none.String(), Agent: stranger.String(), Stake: math.NewInt(stake), Skills: []string{skill}}, identitytypes.ErrNotAuthorized},
		"enlist what is no agent":              {&types.MsgEnlist{Signer: none.String(), Agent: none.String(), Stake: math.NewInt(stake), Skills: []string{skill}}, identitytypes.ErrAgentNotFound},
		"enlist with a malformed address":      {&types.MsgEnlist{Signer: by(stranger), Agent: "troth1", Stake: math.NewInt(stake), Skills: []string{skill}}, field.ErrAddress},
		"stake of no arbiter":                  {set(stranger, stake), types.ErrNoArbiter},
		"stake of one that leaves":             {set(leaving, 2*stake), types.ErrArbiterStatus},
		"stake of one that left":               {set(left, 2*stake), types.ErrArbiterStatus},
		"stake of one that was handed over":    {set(handed, 2*stake), types.ErrHandedOver},
		"the same stake":                       {set(enlisted, stake), types.ErrArbiterUnchanged},
		"stake below min_stake":                {set(enlisted, stake-1), types.ErrStakeTooLow},
		"stake below what is locked":           {set(busy, 3*stake/2-1), types.ErrStakeTooLow},
		"skills of no arbiter":                 {skills(stranger, skill), types.ErrNoArbiter},
		"skills of one that leaves":            {skills(leaving, "go"), types.ErrArbiterStatus},
		"skills of one that was handed over":   {skills(handed, "go"), types.ErrHandedOver},
		"the same skills":                      {skills(enlisted, skill), types.ErrArbiterUnchanged},
		"too many skills":                      {skills(enlisted, many...), field.ErrTooMany},
		"leave as no arbiter":                  {leave(stranger), types.ErrNoArbiter},
		"leave twice":                          {leave(leaving), types.ErrArbiterStatus},
		"leave after all is over":              {leave(left), types.ErrArbiterStatus},
		"leave by a stranger":                  {&types.MsgLeave{Signer: none.String(), Agent: enlisted.String()}, identitytypes.ErrNotAuthorized},
		"leave without a signer":               {&types.MsgLeave{Agent: enlisted.String()}, field.ErrMissing},
		"set a stake by who owned it before ":  {&types.MsgSetStake{Signer: account("handed").String(), Agent: handed.String(), Stake: math.NewInt(2 * stake)}, identitytypes.ErrNotAuthorized},
		"set skills with a malformed signer  ": {&types.MsgSetSkills{Signer: "x", Agent: enlisted.String(), Skills: []string{"go"}}, field.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			before := f.dump()
			var err error
			if m, ok := tc.msg.(*types.MsgSetSkills); ok {
				_, err = f.msg.SetSkills(f.ctx, m)
			} else {
				err = f.handle(f.ctx, tc.msg)
			}
			require.ErrorIs(t, err, tc.want)
			require.Equal(t, before, f.dump(), "a refusal changes nothing")
		})
	}
}

func TestSetStake(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	f.settled()
	require.NoError(t, f.setStake(a, 3*stake))
	require.Equal(t, 3*stake, f.held(a))
	require.Equal(t, uint64(stake), f.weight(skill, a), "draws go by the old one")
	f.settled()
	require.Equal(t, uint64(3*stake), f.weight(skill, a))

	f.sit(a, 2*stake)
	require.ErrorIs(t, f.setStake(a, 2*stake-1), types.ErrStakeTooLow)
	require.NoError(t, f.setStake(a, 2*stake), "only what is locked can be lost")
	require.Equal(t, 2*stake, f.held(a))
	f.rise(a, 2*stake, 0, false)
	require.NoError(t, f.setStake(a, stake))
	require.Equal(t, stake, f.held(a))
	f.settled()
	require.Equal(t, types.TreeHead{Size_: 1, Total: uint64(stake)}, f.tree(skill))
}

func TestSetSkillsMovesBetweenTrees(t *testing.T) {
	f := newFixture(t)
	a, b := f.enlist("a", stake, "go", "rust"), f.enlist("b", stake, "go")
	f.settled()
	require.NoError(t, f.setSkills(a, "rust", "zig"))
	require.NoError(t, f.setSkills(b, types.AllSkills))
	f.settled()
	require.Zero(t, f.tree("go"))
	require.Equal(t, uint64(stake), f.weight("rust", a))
	require.Equal(t, uint64(stake), f.weight("zig", a))
	require.Equal(t, types.TreeHead{Size_: 1, Total: uint64(stake)}, f.tree(types.AllSkills))
}

func TestLeave(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	f.settled()
	require.NoError(t, f.leave(a))
	require.Equal(t, f.now()+testParams().UnbondMs, f.arbiter(a).LeavesMs)
	f.settled()
	require.Zero(t, f.tree(skill))
	require.Equal(t, stake, f.held(a), "still at stake")
	f.pass(testParams().UnbondMs)
	f.block()
	require.Zero(t, f.held(a))
	r := f.arbiter(a)
	require.Equal(t, types.ArbiterLeft, r.Status)
	require.True(t, r.Stake.IsZero())

	require.NoError(t, f.enlistAgain(a, 2*stake, "go"), "and back again")
	require.Equal(t, 2*stake, f.held(a))
	f.settled()
	require.Equal(t, uint64(2*stake), f.weight("go", a))
}

func TestComeBackWhileLeaving(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", 2*stake)
	require.NoError(t, f.leave(a))
	f.block()
	require.ErrorIs(t, f.enlistAgain(a, 2*stake-1), types.ErrStakeTooLow, "less than is held")
	require.NoError(t, f.enlistAgain(a, 2*stake+1))
	require.Equal(t, 2*stake+1, f.held(a))
	f.pass(2 * testParams().UnbondMs)
	f.blocks(5)
	require.Equal(t, types.ArbiterEnlisted, f.arbiter(a).Status)
	require.Equal(t, uint64(2*stake+1), f.weight(skill, a))
}

// A handover takes an arbiter off the panels until the new owner enlists it, and its record begins anew.
func TestHandover(t *testing.T) {
	f := newFixture(t)
	list := f.bench(4)
	a := list[0]
	f.sit(a, 10)
	f.rise(a, 10, 0, false)
	require.EqualValues(t, 1, f.arbiter(a).Coherent)
	f.handOver(a, account("buyer"))
	for n := range uint64(30) {
		seats, _ := f.drawn(f.panel(n))
		require.NotContains(t, seats, a)
	}
	require.NoError(t, f.enlistAgain(a, stake))
	r := f.arbiter(a)
	require.Zero(t, r.Cases)
	require.Equal(t, account("buyer").String(), r.Owner)
	f.settled()
	found := false
	for n := range uint64(30) {
		seats, _ := f.drawn(f.panel(n))
		for _, s := range seats {
			found = found || s.Equals(a)
		}
	}
	require.True(t, found)
}

// An arbiter cannot retire before it has left, and so not before its cases are over.
func TestAnArbiterCannotRetire(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	require.ErrorIs(t, f.setStatus(a, identitytypes.AgentStatusRetired), identitytypes.ErrHasHolds)
	f.sit(a, 10)
	require.NoError(t, f.leave(a))
	f.pass(testParams().UnbondMs)
	f.endBlock()
	require.ErrorIs(t, f.setStatus(a, identitytypes.AgentStatusRetired), identitytypes.ErrHasHolds)
	f.rise(a, 10, 0, false)
	require.NoError(t, f.setStatus(a, identitytypes.AgentStatusRetired))
	require.ErrorIs(t, f.enlistAgain(a, stake), identitytypes.ErrAgentRetired)
}
