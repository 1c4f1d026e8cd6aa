package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// 10,000 panels of three from ten arbiters who stake 1 to 10, four of whom judge all skills: who is drawn first follows the
// stakes, whatever tree it is in. The test sees draws by head, and draws from one tree before the other. The statistic has
// 9 degrees of freedom: it exceeds 27.9 by chance in one of a thousand streams, and this stream is always the same.
func TestDrawsFollowTheStakes(t *testing.T) {
	f := newFixture(t)
	stakes := map[string]float64{}
	total := 0.0
	for i := range 10 {
		s := skill
		if i%3 == 0 {
			s = types.AllSkills
		}
		a := f.enlist(fmt.Sprintf("a%d", i), int64(i+1)*stake, s)
		stakes[a.String()] = float64(i + 1)
		total += float64(i + 1)
	}
	f.settled()
	f = f.branch(t) // a cache of what is read
	const draws = 10_000
	first := map[string]float64{}
	for n := range uint64(draws) {
		r := f.panel(n)
		r.Size = 3
		seats, _ := f.drawn(r)
		require.Len(t, seats, 3)
		first[seats[0].String()]++
	}
	byStake, byHead := 0.0, 0.0
	for a, s := range stakes {
		want, even := draws*s/total, draws/10.0
		byStake += (first[a] - want) * (first[a] - want) / want
		byHead += (first[a] - even) * (first[a] - even) / even
	}
	require.Less(t, byStake, 27.9)
	require.Greater(t, byHead, 1_000.0)
}

// A skill that nobody else judges is no way to be one's own judge: those who judge all sit by their stakes too.
func TestARareSkillCapturesNoPanel(t *testing.T) {
	f := newFixture(t)
	own := map[string]bool{}
	for i := range 5 {
		own[f.enlist(fmt.Sprintf("own%d", i), stake, "zzz").String()] = true
	}
	for i := range 15 {
		f.enlist(fmt.Sprintf("g%d", i), stake, types.AllSkills)
	}
	f.settled()
	f = f.branch(t)
	captured, seats := 0, 0
	const panels = 1_000
	for n := range uint64(panels) {
		r := f.panel(n)
		r.Skill = "zzz"
		list, _ := f.drawn(r)
		require.Len(t, list, 5)
		mine := 0
		for _, s := range list {
			if own[s.String()] {
				mine++
			}
		}
		seats += mine
		if mine >= 3 {
			captured++
		}
	}
	// 5 of 20: a quarter of the seats, and the majority in 7.3 % of the panels (hypergeometric).
	require.InDelta(t, panels*5/4, seats, 100)
	require.InDelta(t, panels*0.073, captured, 35)
}

// A party that names the owner of an arbiter as its operator is not rid of it: nobody asked the arbiter.
func TestNoVetoByDeclaration(t *testing.T) {
	f := newFixture(t)
	list := f.bench(5)
	f.operate(f.client, ownerOf(list[0]))
	f.operate(f.provider, ownerOf(list[1]))
	seats, _ := f.drawn(f.panel(1))
	require.Len(t, seats, 5)

	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	f.operate(f.client, ownerOf(list[2]))
	for _, a := range list {
		require.NoError(t, f.commit(id, a, 5_000))
	}
}

// Whoever may not sit never does, over many draws in which all others do.
func TestWhoMayNotSitIsNeverDrawn(t *testing.T) {
	f := newFixture(t)
	list := f.bench(6)
	out := map[string]sdk.AccAddress{
		"the client": f.client, "the provider": f.provider,
		"a client of the provider":             f.enlist("related1", stake),
		"a provider of the client":             f.enlist("related2", stake),
		"one that the request excludes":        f.enlist("excluded", stake),
		"one that is on the case":              f.enlist("taken", stake),
		"paused":                               f.enlist("paused", stake),
		"leaving":                              f.enlist("leaving", stake),
		"suspended":                            f.enlist("suspended", stake),
		"handed over":                          f.enlist("handed", stake),
		"too little stake free":                f.enlist("busy", stake),
		"operated by the client's owner":       f.enlist("operated", stake),
		"another agent of the client's owner ": f.ownedBy(account("client"), "twin"),
	}
	for _, party := range []sdk.AccAddress{f.client, f.provider} {
		require.NoError(t, f.enlistAgain(party, stake))
	}
	f.settled()
	f.work(out["a client of the provider"], f.provider)
	f.work(f.client, out["a provider of the client"])
	require.NoError(t, f.setStatus(out["paused"], identitytypes.AgentStatusPaused))
	f.sit(out["suspended"], 10)
	f.rise(out["suspended"], 10, 5, true)
	f.sit(out["suspended"], 10)
	f.rise(out["suspended"], 10, 5, true)
	require.NoError(t, f.leave(out["leaving"]))
	f.handOver(out["handed over"], account("buyer"))
	f.sit(out["too little stake free"], stake-9_999_999)
	f.operate(out["operated by the client's owner"], ownerOf(f.client))
	for name, a := range out {
		require.NotZero(t, f.weight(skill, a), "%s is in the tree all the same", name)
	}
	f = f.branch(t)
	seen := map[string]int{}
	for n := range uint64(200) {
		r := f.panel(n)
		r.Excluded, r.Taken = []sdk.AccAddress{out["one that the request excludes"]}, []sdk.AccAddress{out["one that is on the case"]}
		seats, lock := f.drawn(r)
		require.Len(t, seats, 5)
		require.EqualValues(t, 10_000_000, lock)
		for _, s := range seats {
			seen[s.String()]++
		}
	}
	for name, a := range out {
		require.Zero(t, seen[a.String()], name)
	}
	for _, a := range list {
		require.NotZero(t, seen[a.String()])
	}
}

// ownedBy enlists another agent of an owner.
func (f *fixture) ownedBy(owner sdk.AccAddress, name string) sdk.AccAddress {
	f.Helper()
	f.fund(owner, 1_000_000)
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: owner.String(), Salt: []byte(name)})
	require.NoError(f, err)
	agent := sdk.MustAccAddressFromBech32(res.Agent)
	owners[res.Agent] = owner
	f.fund(agent, purse)
	require.NoError(f, f.enlistAgain(agent, stake))
	return agent
}

// operate makes a key an operator of an agent.
func (f *fixture) operate(agent, key sdk.AccAddress) {
	f.Helper()
	_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
		Owner: ownerOf(agent).String(), Agent: agent.String(), Key: key.String(),
		Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionWork}, WindowMs: 3_600_000},
	})
	require.NoError(f, err)
}

func TestPanels(t *testing.T) {
	for name, tc := range map[string]struct {
		skilled, general int
		size, least      uint32
		seats            int
		lock             int64
	}{
		"as wanted":                             {9, 3, 5, 3, 5, 10_000_000},
		"some from those who judge all":         {2, 4, 5, 3, 5, 10_000_000},
		"nobody has the skill":                  {0, 6, 5, 3, 5, 10_000_000},
		"nobody judges all":                     {6, 0, 5, 3, 5, 10_000_000},
		"too few in all: the largest odd panel": {2, 2, 5, 3, 3, 16_666_667},
		"eleven are wanted, eight are there":    {8, 0, 11, 3, 7, 7_142_858},
		"fewer than three":                      {1, 1, 5, 3, 0, 0},
		"fewer than an appeal needs":            {6, 0, 11, 7, 0, 0},
		"exactly as many as an appeal needs":    {7, 0, 11, 7, 7, 7_142_858},
		"nobody at all":                         {0, 0, 5, 3, 0, 0},
		"the largest panel from both trees":     {30, 30, 47, 3, 47, 1_063_830},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			for i := range tc.skilled {
				f.enlist(fmt.Sprintf("s%d", i), stake, "other", skill)
			}
			for i := range tc.general {
				f.enlist(fmt.Sprintf("g%d", i), stake, types.AllSkills)
			}
			f.settled()
			r := f.panel(1)
			r.Size, r.Min = tc.size, tc.least
			before := f.dump()
			seats, lock := f.drawn(r)
			require.Equal(t, before, f.dump(), "a draw writes nothing")
			require.Len(t, seats, tc.seats)
			require.Equal(t, tc.lock, lock)
			distinct := map[string]bool{}
			for _, s := range seats {
				distinct[s.String()] = true
			}
			require.Len(t, distinct, tc.seats)
			again, _ := f.drawn(r)
			require.Equal(t, seats, again, "the same value draws the same panel")
		})
	}
}

// Those who judge all are drawn from one tree also where a case has no skill of its own.
func TestPanelOfAllSkills(t *testing.T) {
	f := newFixture(t)
	for i := range 5 {
		f.enlist(fmt.Sprintf("g%d", i), stake, types.AllSkills)
	}
	f.enlist("s", stake, skill)
	f.settled()
	r := f.panel(1)
	r.Skill = types.AllSkills
	seats, _ := f.drawn(r)
	require.Len(t, seats, 5)
}

// An arbiter in two trees at once (its change of skills waits) has one seat.
func TestNobodySitsTwice(t *testing.T) {
	f := newFixture(t)
	for i := range 3 {
		require.NoError(t, f.setSkillsLater(f.enlist(fmt.Sprintf("a%d", i), stake)))
	}
	for n := range uint64(20) {
		seats, _ := f.drawn(f.panel(n))
		require.Len(t, seats, 3)
	}
}

// setSkillsLater puts an arbiter of skill into the tree of all skills too, as no message can.
func (f *fixture) setSkillsLater(a sdk.AccAddress) error {
	if err := f.k.TreeOf(f.ctx, skill).Set(string(a), uint64(stake)); err != nil {
		return err
	}
	return f.k.TreeOf(f.ctx, types.AllSkills).Set(string(a), uint64(stake))
}

// Whoever knows the value can still make itself ineligible, but not decide who else is drawn: the others keep their order
// and move up.
func TestIneligibilityMovesNobodyElse(t *testing.T) {
	f := newFixture(t)
	list := f.bench(12)
	for n := range uint64(24) {
		r := f.panel(n)
		r.Size = 11
		all, _ := f.drawn(r)
		require.Len(t, all, 11)
		out := list[n%12]
		r.Taken, r.Size = []sdk.AccAddress{out}, 9
		want := make([]sdk.AccAddress, 0, 9)
		for _, s := range all {
			if !s.Equals(out) && len(want) < 9 {
				want = append(want, s)
			}
		}
		less, _ := f.drawn(r)
		require.Equal(t, want, less)
	}
}

// The lock of a draw is never more than what is free, and the seats take it.
func TestLocksOfADrawAreFree(t *testing.T) {
	f := newFixture(t)
	f.bench(7)
	for n := range uint64(60) {
		seats, lock, err := f.k.DrawPanel(f.ctx, f.panel(n))
		require.NoError(t, err)
		if len(seats) == 0 {
			return // all stakes are locked
		}
		for _, s := range seats {
			require.NoError(t, f.k.LockSeat(f.ctx, s, lock))
		}
	}
	require.Fail(t, "seven arbiters cannot sit on sixty panels")
}
