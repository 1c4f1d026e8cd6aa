package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/keeper"
	"github.com/trothchain/troth/x/arbitration/types"
)

// Many changes in one block are made over several, in their order, and what is refused stops nobody.
func TestManyChanges(t *testing.T) {
	f := newFixture(t)
	var list []sdk.AccAddress
	for i := range keeper.MaxChanges + 20 {
		list = append(list, f.enlist(fmt.Sprintf("m%d", i), stake))
	}
	for range testParams().DrawBlocks + 1 {
		f.endBlock()
	}
	require.EqualValues(t, keeper.MaxChanges, f.tree(skill).Size_)
	f.endBlock()
	require.EqualValues(t, len(list), f.tree(skill).Size_)
	f.checkInvariants()

	f.clearEvents()
	require.NoError(t, f.k.PutChange(f.ctx, none, types.TreeChange{Height: 1, Agent: none.String(), Stake: 5, Skills: []string{"go"}}))
	require.NoError(t, f.setStake(list[0], 2*stake))
	f.settled()
	require.Len(t, f.events(types.EventTreesRefused), 1)
	require.Equal(t, uint64(2*stake), f.weight(skill, list[0]))
	require.Zero(t, f.tree("go"))
}

// Changes reach the trees draw_blocks after they were sent, each with what was sent: a later one neither hurries nor holds
// up an earlier one, and two in one block are one.
func TestChangesKeepTheirOrder(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	f.settled()
	var sent []uint64
	for i := int64(2); i < 9; i++ {
		require.NoError(t, f.setStake(a, 9*stake))
		require.NoError(t, f.setStake(a, i*stake))
		sent = append(sent, uint64(i*stake))
		f.block()
		if n := len(sent) - 1 - int(testParams().DrawBlocks); n >= 0 {
			require.Equal(t, sent[n], f.weight(skill, a))
		} else {
			require.Equal(t, uint64(stake), f.weight(skill, a))
		}
	}
	f.settled()
	require.Equal(t, sent[len(sent)-1], f.weight(skill, a))
}

// A smaller draw_blocks cannot bring an older change over a newer one.
func TestChangesKeepTheirOrderWhenTheWaitBecomesShorter(t *testing.T) {
	f := newFixture(t)
	a := f.enlist("a", stake)
	require.NoError(t, f.setStake(a, 2*stake))
	f.block()
	require.NoError(t, f.setStake(a, 3*stake))
	p := testParams()
	p.DrawBlocks = 2
	_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(t, err)
	f.blocks(3)
	require.Equal(t, uint64(3*stake), f.weight(skill, a))
}
