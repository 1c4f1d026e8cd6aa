package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// An owner declares operators without asking the key. If that made its agent a stranger no more, four such bids could push
// every honest one off the list and then vanish with their covers whole: the job would end without a winner, for nothing.
func TestARevealedBidBindsWhateverItsOwnerDeclares(t *testing.T) {
	f := newFixture(t)
	sybils := []bid{{by: "s1", price: unit}, {by: "s2", price: unit}, {by: "s3", price: unit}, {by: "s4", price: unit}}
	bids := append([]bid{{by: "honest", price: 4 * unit}}, sybils...)
	key := f.post("client")
	f.commit(key, bids...)
	f.pass(minute)
	f.reveal(key, bids...)
	require.NotContains(t, f.providers(key), "honest")
	for _, s := range sybils {
		a := f.agent(s.by)
		_, err := identitykeeper.NewMsgServer(f.identity).AddOperator(f.ctx, &identitytypes.MsgAddOperator{
			Owner: a.owner.String(), Agent: a.addr.String(), Key: f.agent("client").owner.String(),
			Mandate: identitytypes.Mandate{Actions: []identitytypes.Action{identitytypes.ActionProfile}, WindowMs: day, Limits: []identitytypes.Limit{{
				Denom: denom, PerAction: math.NewInt(1), PerWindow: math.NewInt(1), Lifetime: math.NewInt(1),
			}}},
		})
		require.NoError(t, err)
	}
	f.pass(minute)
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
	require.Contains(t, f.winner(key), "s")
}

// One owner with many agents fills a sealed auction up to max_bids right after the posting and bids the whole budget with
// one of them. Its list cannot be closed: who comes later has twice as much on hold until the reveal, and so wins.
func TestASealedAuctionCannotBeClosedToOthers(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxBids = 4 })
	key := f.post("client")
	sybils := []bid{}
	for i := 0; i < 8; i++ {
		sybils = append(sybils, bid{by: fmt.Sprintf("s%d", i), price: 10 * unit})
	}
	honest := bid{by: "honest", price: 4 * unit}
	f.commit(key, append(sybils, honest)...)
	require.EqualValues(t, unit/10, f.held("s3"))
	require.EqualValues(t, 2*unit/10, f.held("s4"), "filling it up costs more and more")
	require.EqualValues(t, 4*unit/10, f.held("honest"))
	f.pass(minute)
	f.reveal(key, append(sybils, honest)...)
	require.EqualValues(t, 4*unit, f.held("honest"), "its deposit is back, its pledge is held")
	f.pass(minute)
	require.Equal(t, "honest", f.winner(key))
}

// Two accomplices lead in turn by a micro-unit and so use the extensions up within ten blocks, to undercut by a hair in the
// last block. Near the end a new leader must be better by a step: nothing moves, and the honest bid wins.
func TestExtensionsCannotBeSpentInAdvance(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", hourly)
	end := f.job(key).BidEndMs
	f.pass(30 * minute)
	f.place(key, bid{by: "honest", price: 8 * unit})
	f.pass(end - f.now() - 30_000)
	for i := int64(1); i <= 10; i++ {
		m := f.placeMsg(key, bid{by: fmt.Sprintf("s%d", i%2), price: 8*unit - 4*i})
		f.refused(types.ErrOutbid, func(ctx ctx) error {
			_, err := f.msgs.PlaceBid(ctx, m)
			return err
		})
		f.pass(1_000)
	}
	f.pass(end - f.now() - 1)
	m := f.placeMsg(key, bid{by: "s0", price: 8*unit - 4})
	f.refused(types.ErrOutbid, func(ctx ctx) error {
		_, err := f.msgs.PlaceBid(ctx, m)
		return err
	})
	require.Zero(t, f.job(key).Extensions)
	f.pass(1)
	require.Equal(t, "honest", f.winner(key))
}
