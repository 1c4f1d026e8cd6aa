package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/trothchain/troth/internal/deadline"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/types"
)

// Three hundred negotiations of one client at once: every message costs the same number of reads and writes, whatever
// else is open, also when all are made in one block.
func TestThreeHundredNegotiationsAtFlatCost(t *testing.T) {
	const n = 300
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxOffers = n })
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("p%d", i)
		f.agent(names[i])
	}
	f.agent("client")
	cost := func(run func()) int {
		before := *f.ops
		run()
		return *f.ops - before
	}
	var offers []types.Offer
	var made, countered, accepted, rejected []int
	for _, name := range names {
		m := f.makeMsg("client", f.page("client", name, priced(unit)))
		var res *types.MsgMakeOfferResponse
		made = append(made, cost(func() {
			var err error
			res, err = f.msgs.MakeOffer(f.ctx, m)
			require.NoError(t, err)
		}))
		offers = append(offers, f.offer(res.Offer))
	}
	require.EqualValues(t, n*unit, f.held("client"))
	for i, name := range names {
		m := f.counterMsg(name, offers[i], f.page("client", name, priced(2*unit)))
		countered = append(countered, cost(func() {
			_, err := f.msgs.CounterOffer(f.ctx, m)
			require.NoError(t, err)
		}))
		offers[i] = f.offer(offers[i].Id)
	}
	require.Zero(t, f.held("client"))
	f.block()
	for i := range names {
		if i%2 == 0 {
			m := f.acceptMsg("client", offers[i])
			accepted = append(accepted, cost(func() {
				_, err := f.msgs.AcceptOffer(f.ctx, m)
				require.NoError(t, err)
			}))
		} else {
			m := f.rejectMsg("client", offers[i])
			rejected = append(rejected, cost(func() {
				_, err := f.msgs.RejectOffer(f.ctx, m)
				require.NoError(t, err)
			}))
		}
	}
	f.block()
	for name, costs := range map[string][]int{"make": made, "counter": countered, "accept": accepted, "reject": rejected} {
		// the first and the last of a kind meet or leave counters and accounts that are absent otherwise
		for i, c := range costs[1 : len(costs)-1] {
			require.Equal(t, costs[1], c, "%s %d of %d", name, i+2, len(costs))
		}
		t.Logf("%-8s %d reads and writes", name, costs[1])
	}
	require.EqualValues(t, n/2*2*unit, f.held("client"))
}

// All offers expire at once: each block takes its share, none is skipped, and everything is given back.
func TestManyOffersExpireAtOnce(t *testing.T) {
	const n = 250
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxDeadlinesPerBlock = 100 })
	for i := 0; i < n; i++ {
		f.make("client", f.page("client", fmt.Sprintf("p%d", i), priced(unit)))
	}
	f.setNow(f.now() + hour)
	for _, left := range []int64{150, 50, 0} {
		f.endBlock()
		require.Equal(t, left*unit, f.held("client"))
	}
	f.block()
}

// A hire costs the same with one agreement running and with many, as long as the service is not full; a full one looks
// each of its agreements up once.
func TestAHireCostsTheSameUntilTheServiceIsFull(t *testing.T) {
	f := newFixture(t)
	f.setAgreement(func(p *agreementtypes.Params) { p.MaxOpenPerProvider = 100 })
	m := f.listServiceMsg("provider", priced(unit))
	m.Capacity = types.MaxCapacity
	s := f.listed(m)
	var costs []int
	var agreements []agreementtypes.Agreement
	for i := 0; i < types.MaxCapacity; i++ {
		hire := f.hireMsg(fmt.Sprintf("c%d", i), s)
		before := *f.ops
		res, err := f.msgs.Hire(f.ctx, hire)
		require.NoError(t, err)
		costs = append(costs, *f.ops-before)
		agreements = append(agreements, f.agreed(res.Agreement))
	}
	for _, c := range costs[2:] {
		require.Equal(t, costs[1], c)
	}
	last := f.hireMsg("last", s)
	f.refusedHire(types.ErrServiceBusy, "last", s)
	f.deliver(agreements[5])
	before := *f.ops
	_, err := f.msgs.Hire(f.ctx, last)
	require.NoError(t, err)
	require.LessOrEqual(t, *f.ops-before, costs[1]+types.MaxCapacity)
	f.block()
	require.EqualValues(t, types.MaxCapacity, f.running(s))
}

func TestAProviderListsMaxServicesAndNoMore(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxServices = 3 })
	var all []types.Service
	for i := 0; i < 3; i++ {
		all = append(all, f.listService("provider"))
	}
	m := f.listServiceMsg("provider")
	f.refused(types.ErrTooManyServices, func(ctx ctx) error {
		_, err := f.msgs.ListService(ctx, m)
		return err
	})
	f.listService("other")
	_, err := f.msgs.RemoveService(f.ctx, f.removeMsg(all[1]))
	require.NoError(t, err)
	f.listService("provider")
	f.block()
}

// The item with the longest fields fits its gas many times over.
func TestGasOfTheLargestOffer(t *testing.T) {
	f := newFixture(t)
	large := func(t *agreementtypes.Terms) {
		t.Title, t.Spec.Uri = strings.Repeat("t", 140), strings.Repeat("u", 512)
		t.Milestones = nil
		for i := 0; i < 16; i++ {
			t.Criteria = append(t.Criteria, agreementtypes.Criterion{Text: strings.Repeat("c", 140), WeightBps: 625})
			t.Milestones = append(t.Milestones, agreementtypes.Milestone{Title: strings.Repeat("m", 140), ShareBps: 625, DeliveryMs: minute})
		}
	}
	gas := func(run func(ctx) error) uint64 {
		meter := storetypes.NewInfiniteGasMeter()
		require.NoError(t, run(f.ctx.WithGasMeter(meter)))
		return meter.GasConsumed()
	}
	m := f.makeMsg("provider", f.page("client", "provider", large))
	m.Note = types.Note{Uri: strings.Repeat("n", 512), Sha256: make([]byte, 32)}
	var o types.Offer
	t.Logf("largest offer: %d gas", gas(func(ctx ctx) error {
		res, err := f.msgs.MakeOffer(ctx, m)
		if err == nil {
			o = f.offer(res.Offer)
		}
		return err
	}))
	key, err := types.ParseOfferID("", o.Id)
	require.NoError(t, err)
	expiry := gas(func(ctx ctx) error { return f.k.RunDeadline(ctx, types.KindOffer, key) })
	require.Equal(t, types.OfferStatusExpired, f.offer(o.Id).Status)
	require.Less(t, expiry, uint64(deadline.ItemGas/20))
	t.Logf("its expiry: %d gas", expiry)
	require.Equal(t, math.ZeroInt().Int64(), f.held("provider"))
}
