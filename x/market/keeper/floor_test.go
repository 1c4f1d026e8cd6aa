package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

// Without a floor a bid for next to nothing, with next to nothing to lose, would win against every newcomer.
func TestABidIsAtLeastTheFloorOfItsJob(t *testing.T) {
	f := newFixture(t)
	key := f.post("client") // 10 units, the floor is a tenth
	dust, least := bid{by: "a", price: unit - 1}, bid{by: "b", price: unit}
	f.commit(key, dust, least)
	f.setParams(func(p *types.Params) { p.PriceFloorBps = 9_000 }) // a job keeps the floor of its posting
	f.pass(minute)
	f.refused(types.ErrPriceBelowFloor, func(ctx context.Context) error {
		_, err := f.msgs.RevealBid(ctx, f.revealMsg(key, dust))
		return err
	})
	require.Equal(t, []uint32{1}, f.reveal(key, least))
	f.pass(minute)
	require.Equal(t, "b", f.winner(key))
}
