package keeper_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Votes cannot be read before they are revealed, from whatever the chain shows: all stores, events and answers to queries
// are the same for the votes 0 and 10000, but for the 32 bytes of each commitment.
func TestVotesAreUnreadableUntilTheyAreRevealed(t *testing.T) {
	base := newFixture(t)
	base.bench(5)
	id := base.open(base.usual())
	base.until(id, types.StatusCommit)
	seats := base.seats(id, 0)
	shown := func(vote uint32) []string {
		f := base.branch(t)
		f.clearEvents()
		hide := []string{}
		for i, a := range seats {
			c := f.commitment(id, 0, a, vote)
			hide = append(hide, string(c), fmt.Sprintf("C%d", i), hex.EncodeToString(c), fmt.Sprintf("C%d", i))
			require.NoError(t, f.commit(id, a, vote))
		}
		f.until(id, types.StatusReveal)
		all := []string{}
		res, err := f.query.Case(f.ctx, &types.QueryCaseRequest{Id: id})
		require.NoError(t, err)
		bz, err := res.Marshal()
		require.NoError(t, err)
		all = append(all, string(bz))
		for _, e := range f.ctx.EventManager().Events() {
			for _, a := range e.Attributes {
				all = append(all, e.Type+"."+a.Key+"="+a.Value)
			}
		}
		dump := f.dump()
		keys := make([]string, 0, len(dump))
		for key := range dump {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			all = append(all, key+"="+dump[key])
		}
		replacer := strings.NewReplacer(hide...)
		for i := range all {
			all[i] = replacer.Replace(all[i])
		}
		return all
	}
	none, full := shown(0), shown(jury.Full)
	require.Equal(t, none, full)
	require.Contains(t, strings.Join(none, " "), "C4", "commitments are there")
}

// Whoever enlists, or stakes more, in a block after that of a case is drawn for it by what the trees held before; even when it
// does so in the block whose value draws the panel, which it then knows.
func TestNobodyJoinsAPanelAfterItsCase(t *testing.T) {
	for wait := 1; wait <= int(testParams().DrawBlocks); wait++ {
		t.Run(fmt.Sprintf("%d blocks after", wait), func(t *testing.T) {
			f := newFixture(t)
			list := f.bench(7)
			f.block()
			id := f.open(f.usual())
			without := f.branch(t)
			f = f.branch(t)
			f.blocks(wait)
			without.blocks(wait)
			whale := f.enlist("whale", purse)
			require.NoError(t, f.setStake(list[0], purse))
			require.NoError(t, f.leave(list[1]))
			require.NoError(t, f.setSkills(list[2], "cobol"))
			f.until(id, types.StatusDrawn)
			without.until(id, types.StatusDrawn)
			require.NotContains(t, f.seats(id, 0), whale)
			// Who leaves may sit no more; all others keep their places, and the next ones move up.
			want := without.seats(id, 0)
			for _, s := range want {
				if !s.Equals(list[1]) && !s.Equals(list[2]) {
					require.Contains(t, f.seats(id, 0), s)
				}
			}
		})
	}
}

// Whom the request excludes judges by no other agent of its owner either; what is no agent excludes itself alone.
func TestWhoIsExcludedHasNoOtherAgent(t *testing.T) {
	f := newFixture(t)
	bench := f.bench(6)
	res, err := identitykeeper.NewMsgServer(f.identity).Register(f.ctx, &identitytypes.MsgRegister{Owner: ownerOf(bench[0]).String(), Salt: []byte("evaluator")})
	require.NoError(t, err)
	evaluator := sdk.MustAccAddressFromBech32(res.Agent)
	for n := range uint64(5) {
		r := f.panel(n)
		r.Excluded = []sdk.AccAddress{account("no agent"), evaluator}
		seats, _ := f.drawn(r)
		require.Len(t, seats, 5)
		require.NotContains(t, seats, bench[0])
	}
}
