package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// longSkills are as many as a parameter can allow, as long as can be.
func longSkills() (list []string) {
	for i := range types.MaxSkills {
		list = append(list, fmt.Sprintf("%02d%s", i, strings.Repeat("x", types.MaxSkill-2)))
	}
	return list
}

// splinter makes a hold of arbitration's one of many fundings, by as many mandates.
func (f *fixture) splinter(ref []byte) {
	f.Helper()
	codec := collections.PairKeyCodec(collections.StringKey, collections.BytesKey)
	key, err := collections.EncodeKeyWithPrefix(escrowtypes.HoldsKey, codec, collections.Join(types.ModuleName, ref))
	require.NoError(f, err)
	store := f.ctx.KVStore(f.keys[escrowtypes.ModuleName])
	var hold escrowtypes.Hold
	require.NoError(f, hold.Unmarshal(store.Get(key)))
	rest := hold.Coin.Amount
	hold.Fundings = nil
	for i := range escrowtypes.MaxFundings {
		part := math.NewInt(1_001)
		if i == escrowtypes.MaxFundings-1 {
			part = rest
		}
		rest = rest.Sub(part)
		spend := identitytypes.SpendRef{Agent: hold.Agent, Operator: account(fmt.Sprintf("operator%d", i)).String(), Serial: uint64(1_000_000 + i), Bucket: 1}
		hold.Fundings = append(hold.Fundings, escrowtypes.Funding{Spend: spend, Amount: part})
	}
	bz, err := hold.Marshal()
	require.NoError(f, err)
	store.Set(key, bz)
}

// The largest panel is settled within the gas of deadlines however its arbiters and deposits came about: with the most and
// the longest skills, and with holds of the most fundings.
func TestTheLargestPanelsAreSettled(t *testing.T) {
	f := newFixture(t)
	p := testParams()
	p.MaxSkills = types.MaxSkills
	require.NoError(t, f.send(&types.MsgUpdateParams{Authority: authority, Params: p}))
	skills := longSkills()
	for i := range 23 + 47 {
		f.enlist(fmt.Sprintf("arbiter%d", i), stake, skills...)
	}
	for range 20 {
		f.endBlock()
	}
	require.Equal(t, uint64(70), f.tree(skills[types.MaxSkills-1]).Size_)
	m := f.usual()
	m.Size_, m.Skill = 23, skills[0]
	id := f.open(m)
	f.vote(id, same(23, 10_000)...)
	require.NoError(t, f.appeal(id, f.client))
	f.until(id, types.StatusDrawn)
	seats := f.seats(id, 1)
	require.Len(t, seats, types.MaxSize)
	for _, s := range append(f.seats(id, 0), seats...) {
		f.splinter(types.StakeRef(s))
	}
	key, err := types.ParseID("", id)
	require.NoError(t, err)
	for _, ref := range [][]byte{types.AppealRef(key, 1), types.DepositRef(m.Ref, types.SideClient), types.DepositRef(m.Ref, types.SideProvider)} {
		f.splinter(ref)
	}
	f.checkInvariants()
	for name, tc := range map[string]struct {
		votes  func(i int) int
		absent bool // as each was once before, or leaves
		leave  bool
	}{
		"nobody reveals":                      {votes: func(int) int { return 10_001 }},
		"nobody reveals, all are suspended":   {votes: func(int) int { return -1 }, absent: true},
		"nobody reveals, all leave":           {votes: func(int) int { return -1 }, leave: true},
		"the first reveals":                   {votes: first(1, 10_001)},
		"the first reveals, all leave":        {votes: first(1, -1), leave: true},
		"16 reveal":                           {votes: first(16, -1)},
		"16 reveal, the others are suspended": {votes: first(16, -1), absent: true},
		"24 are far from the others":          {votes: func(i int) int { return 10_000 * (i % 2) }},
		"all but the first reveal":            {votes: func(i int) int { return 10_000 - min(1, i)*10_000 }, absent: true},
		"all reveal":                          {votes: first(47, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			f := f.branch(t)
			if tc.absent {
				for _, s := range seats {
					a := f.arbiter(s)
					a.LastAbsentMs = f.now()
					require.NoError(t, f.k.SpoilArbiter(f.ctx, s, a))
				}
			}
			if tc.leave {
				for _, s := range seats {
					require.NoError(t, f.leave(s))
				}
				f.pass(p.UnbondMs)
				f.block()
			}
			votes := make([]int, 47)
			for i := range votes {
				votes[i] = tc.votes(i)
			}
			if tc.leave {
				f.checkInvariants()
			}
			f.vote(id, votes...)
			f.clearEvents()
			f.end(id)
			require.Empty(t, f.events(deadline.EventFailed))
			require.Len(t, f.events(types.EventSeatSettled), 23+47)
			require.Zero(t, f.held(f.client)+f.held(f.provider))
			for _, s := range append(f.seats(id, 0), seats...) {
				require.Zero(t, f.arbiter(s).Seats)
			}
		})
	}
}

// first has so many vote for the provider; the others do what other says.
func first(n, other int) func(i int) int {
	return func(i int) int {
		if i < n {
			return 10_000
		}
		return other
	}
}
