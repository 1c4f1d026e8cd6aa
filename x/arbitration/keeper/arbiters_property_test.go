package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// snapshot is what the trees should hold of an arbiter once a change of a height has reached them.
type snapshot struct {
	height int64
	stake  uint64
	skills []string
}

// service is a model of arbiters: what each did, block by block.
type service struct {
	*fixture
	agents []sdk.AccAddress
	sent   map[string][]snapshot
	locks  map[string][]int64
}

// note remembers what the record of an arbiter says after an act.
func (s *service) note(a sdk.AccAddress) {
	s.Helper()
	r := s.arbiter(a)
	d := r.Drawn(s.ctx.BlockHeight(), testParams().MinStake)
	s.sent[r.Agent] = append(s.sent[r.Agent], snapshot{d.Height, d.Stake, d.Skills})
}

// check compares the trees with what was sent draw_blocks ago: they were last written in the block before.
func (s *service) check() {
	s.Helper()
	for _, c := range s.checks() {
		if c.Name != "arbitration/seats" { // seats without cases
			require.NoError(s, c.Run(s.ctx), c.Name)
		}
	}
	reached := s.ctx.BlockHeight() - 1 - int64(testParams().DrawBlocks)
	for _, a := range s.agents {
		want := snapshot{}
		for _, n := range s.sent[a.String()] {
			if n.height <= reached {
				want = n
			}
		}
		for _, skill := range []string{"go", "rust", "zig", types.AllSkills} {
			weight := uint64(0)
			for _, w := range want.skills {
				if w == skill {
					weight = want.stake
				}
			}
			require.Equal(s, weight, s.weight(skill, a), "%s in %s", a, skill)
		}
	}
}

func (s *service) act(r *rapid.T) {
	a := pick(r, "agent", s.agents)
	key := a.String()
	skills := pick(r, "skills", [][]string{{"go"}, {"go", "rust"}, {"zig", "go"}, {types.AllSkills}})
	amount := stake + rapid.Int64Range(0, 3).Draw(r, "more")*stake/2
	var err error
	switch pick(r, "act", []string{"enlist", "enlist", "stake", "skills", "leave", "sit", "sit", "sit", "rise", "rise"}) {
	case "enlist":
		err = s.enlistAgain(a, amount, skills...)
	case "stake":
		err = s.setStake(a, amount)
	case "skills":
		err = s.setSkills(a, skills...)
	case "leave":
		err = s.leave(a)
	case "sit":
		record, missing := s.query.Arbiter(s.ctx, &types.QueryArbiterRequest{Agent: key})
		if lock := stake / 4; missing == nil && record.Arbiter.Free().GTE(math.NewInt(lock)) && record.Arbiter.Status == types.ArbiterEnlisted {
			s.sit(a, lock)
			s.locks[key] = append(s.locks[key], lock)
		}
		return
	case "rise":
		if n := len(s.locks[key]); n > 0 {
			lock := s.locks[key][n-1]
			s.locks[key] = s.locks[key][:n-1]
			s.rise(a, lock, pick(r, "lost", []int64{0, lock / 10, lock / 2}), rapid.IntRange(0, 3).Draw(r, "absent") > 0)
			s.note(a)
		}
		return
	}
	if err == nil {
		s.note(a)
	} else {
		require.NotErrorIs(s, err, types.ErrInvariant)
	}
}

// Whatever arbiters do, the trees hold what each had draw_blocks ago, stakes are held, and when all have left and their
// seats have ended, nothing is held any more.
func TestTreesFollowTheArbiters(t *testing.T) {
	base := newFixture(t)
	agents := []sdk.AccAddress{}
	for i := range 3 {
		agents = append(agents, base.register(fmt.Sprintf("m%d", i)))
	}
	base.block()
	seen := map[types.ArbiterStatus]int{}
	rapid.Check(t, func(r *rapid.T) {
		s := &service{base.branch(r), agents, map[string][]snapshot{}, map[string][]int64{}}
		for range rapid.IntRange(8, 20).Draw(r, "steps") {
			for range rapid.IntRange(0, 4).Draw(r, "acts") {
				s.act(r)
			}
			s.endBlock()
			s.pass(pick(r, "ms", []uint64{1_000, 1_000, 1_000, 3_600_000, testParams().UnbondMs}))
			s.check()
			for _, a := range agents {
				if res, err := s.query.Arbiter(s.ctx, &types.QueryArbiterRequest{Agent: a.String()}); err == nil {
					seen[res.Arbiter.Status]++
				}
			}
		}
		for _, a := range agents {
			if err := s.leave(a); err == nil {
				s.note(a)
			}
			for _, lock := range s.locks[a.String()] {
				s.rise(a, lock, 0, false)
			}
		}
		s.pass(testParams().UnbondMs)
		for range testParams().DrawBlocks + 1 {
			s.endBlock()
		}
		for _, a := range agents {
			require.Zero(s, s.held(a))
		}
		for _, skill := range []string{"go", "rust", "zig", types.AllSkills} {
			require.Zero(s, s.tree(skill))
		}
	})
	if testing.Short() {
		return
	}
	for _, status := range []types.ArbiterStatus{types.ArbiterEnlisted, types.ArbiterLeaving, types.ArbiterSuspended, types.ArbiterLeft} {
		require.NotZero(t, seen[status], status)
	}
}
