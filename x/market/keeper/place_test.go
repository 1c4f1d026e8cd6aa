package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func TestAnOpenBidStandsAtOnceAndIsAwardedAtTheEnd(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", openAuction, withBackups(1))
	f.agent("a")
	f.events()
	m := f.placeMsg(key, bid{by: "a", price: 4 * unit})
	res, err := f.msgs.PlaceBid(f.ctx, m)
	require.NoError(t, err)
	require.Equal(t, &types.MsgPlaceBidResponse{Rank: 1, ExpectedCost: 11 * unit, BidEndMs: f.job(key).BidEndMs}, res)
	require.EqualValues(t, 4*unit, f.held("a"), "the pledge, and no deposit")
	require.Equal(t, types.Standing{Commits: 1, Reveals: 1, Ranked: []types.Bid{{
		Provider: m.Provider, Signer: m.Signer, Price: m.Price, DeliveryMs: m.DeliveryMs, Pledge: m.Pledge, ExpectedCost: 11 * unit,
	}}}, f.standing(key))
	require.Equal(t, []string{types.EventBidPlaced}, eventTypes(f.events()))
	f.block()

	require.Equal(t, []uint32{2}, f.place(key, bid{by: "b", price: 5 * unit}))
	f.events()
	f.pass(minute)
	require.Equal(t, []string{types.EventJobAwarded}, eventTypes(f.events()), "there are no reveals")
	require.Equal(t, "a", f.winner(key))
	require.Equal(t, []string{"b"}, f.providers(key), "a runner-up stands by as of a sealed auction")
	require.EqualValues(t, 5*unit, f.held("client"))
	require.Zero(t, f.held("b"))
}

func TestABidThatStandsCanBeImproved(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", openAuction)
	f.place(key, bid{by: "a", price: 6 * unit}, bid{by: "b", price: 5 * unit})
	require.Equal(t, []string{"b", "a"}, f.providers(key))
	f.events()

	require.Equal(t, []uint32{1}, f.place(key, bid{by: "a", price: 4 * unit}))
	require.Equal(t, []string{"a", "b"}, f.providers(key), "a has one bid")
	require.EqualValues(t, 4*unit, f.held("a"), "the cover of the new bid, and no longer that of the old one")
	require.EqualValues(t, 3, f.standing(key).Commits, "an improvement counts as a bid")
	require.Equal(t, []string{types.EventBidPlaced}, eventTypes(f.events()))
	f.block()

	f.place(key, bid{by: "a", price: 4 * unit, pledge: 9 * unit})
	require.EqualValues(t, 9*unit, f.held("a"), "a higher pledge is better, too")
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
	require.Zero(t, f.held("b"))
}

// What improves a bid but cannot be covered leaves the old bid as it was, cover and all.
func TestAnImprovementThatCannotBeCoveredChangesNothing(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", openAuction)
	f.place(key, bid{by: "a", price: 6 * unit})
	f.drain("a")
	m := f.placeMsg(key, bid{by: "a", price: 6 * unit, pledge: 9 * unit})
	f.refused(escrowtypes.ErrInsufficient, func(ctx ctx) error {
		_, err := f.msgs.PlaceBid(ctx, m)
		return err
	})
	require.EqualValues(t, 6*unit, f.held("a"))
	require.Equal(t, []uint32{1}, f.place(key, bid{by: "a", price: 5 * unit}), "the old cover pays for the new one")
}

func TestADisplacedOpenBidIsUnlockedAndMayComeBack(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", openAuction)
	for i, name := range []string{"a", "b", "c", "d"} {
		f.place(key, bid{by: name, price: int64(9-i) * unit})
	}
	require.Equal(t, []string{"d", "c", "b", "a"}, f.providers(key))
	f.events()
	f.place(key, bid{by: "e", price: 8*unit - 1})
	require.Equal(t, []string{types.EventBidPlaced, types.EventBidDisplaced}, eventTypes(f.events()))
	require.Equal(t, []string{"d", "c", "e", "b"}, f.providers(key))
	require.Zero(t, f.held("a"))
	require.Equal(t, []uint32{1}, f.place(key, bid{by: "a", price: 5 * unit}))
	require.Equal(t, []string{"a", "d", "c", "e"}, f.providers(key))
	require.Zero(t, f.held("b"))
	f.block()
}

func TestPlaceBidIsRefused(t *testing.T) {
	change := func(c func(m *types.MsgPlaceBid)) func(*fixture, []byte, *types.MsgPlaceBid) {
		return func(_ *fixture, _ []byte, m *types.MsgPlaceBid) { c(m) }
	}
	before := func(c func(f *fixture)) func(*fixture, []byte, *types.MsgPlaceBid) {
		return func(f *fixture, _ []byte, _ *types.MsgPlaceBid) { c(f) }
	}
	on := func(changes ...func(*types.JobRequest)) func(*fixture, []byte, *types.MsgPlaceBid) {
		return func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			m.Job = types.JobID(f.post("client", append([]func(*types.JobRequest){openAuction}, changes...)...))
		}
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, key []byte, m *types.MsgPlaceBid)
		err    error
	}{
		"malformed":     {change(func(m *types.MsgPlaceBid) { m.Price = math.ZeroInt() }), field.ErrRange},
		"no job":        {change(func(m *types.MsgPlaceBid) { m.Job = "job_0000000000000000" }), types.ErrJobNotFound},
		"no agent":      {change(func(m *types.MsgPlaceBid) { m.Provider = m.Signer }), identitytypes.ErrAgentNotFound},
		"not the owner": {change(func(m *types.MsgPlaceBid) { m.Signer = m.Provider }), identitytypes.ErrNotAuthorized},
		"an operator that may not bid": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			m.Signer = f.operator("a", identitytypes.ActionHire).String()
		}, identitytypes.ErrActionNotAllowed},
		"a paused provider": {before(func(f *fixture) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		}), identitytypes.ErrAgentPaused},
		"not invited": {func(f *fixture, key []byte, m *types.MsgPlaceBid) {
			on(invites(f.agent("friend").addr.String()))(f, key, m)
		}, types.ErrNotInvited},
		"a sealed auction": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			m.Job = types.JobID(f.post("client"))
		}, types.ErrAuction},
		"a clock auction": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			m.Job = types.JobID(f.post("client", clockAuction))
		}, types.ErrAuction},
		"the bidding is over, though its deadline did not run yet": {before(func(f *fixture) { f.setNow(f.now() + minute) }), types.ErrBiddingClosed},
		"expired": {before(func(f *fixture) { f.pass(minute) }), types.ErrBiddingClosed},
		"cancelled": {func(f *fixture, key []byte, _ *types.MsgPlaceBid) {
			require.NoError(f.t, f.cancel("client", key))
		}, types.ErrBiddingClosed},
		"choosing": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			key := f.post("client", openAuction, clientChooses)
			f.place(key, bid{by: "b", price: unit})
			f.pass(minute)
			m.Job = types.JobID(key)
		}, types.ErrBiddingClosed},
		"the client itself": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			m.Signer, m.Provider = f.agent("client").owner.String(), f.agent("client").addr.String()
		}, types.ErrSameController},
		"another agent of the client's owner": {func(f *fixture, _ []byte, m *types.MsgPlaceBid) {
			f.hand("a", f.agent("client").owner)
			m.Signer = f.agent("a").owner.String()
		}, types.ErrSameController},
		"a requirement it does not meet": {func(f *fixture, key []byte, m *types.MsgPlaceBid) {
			on(f.requires("issuer", "kya"))(f, key, m)
		}, identitytypes.ErrRequirementUnmet},
		"a score below the minimum":     {on(func(r *types.JobRequest) { r.MinScoreBps = 1 }), types.ErrScoreTooLow},
		"above the budget":              {change(func(m *types.MsgPlaceBid) { m.Price = math.NewInt(10*unit + 1) }), types.ErrPriceAboveBudget},
		"longer than the job allows":    {change(func(m *types.MsgPlaceBid) { m.DeliveryMs = 60*minute + 1 }), types.ErrDeliveryTooLong},
		"shorter than agreements allow": {change(func(m *types.MsgPlaceBid) { m.DeliveryMs = 999 }), agreementtypes.ErrClock},
		"a milestone shorter than that": {func(f *fixture, key []byte, m *types.MsgPlaceBid) {
			on(halves)(f, key, m)
			m.DeliveryMs = 1_999
		}, agreementtypes.ErrClock},
		"a pledge above cover and loss":   {change(func(m *types.MsgPlaceBid) { m.Pledge = math.NewInt(10*unit + 1) }), agreementtypes.ErrPledgeTooHigh},
		"too little cover":                {change(func(m *types.MsgPlaceBid) { m.Pledge = math.NewInt(4*unit - 1) }), reputationtypes.ErrCapitalShort},
		"no money for the pledge":         {before(func(f *fixture) { f.drain("a") }), escrowtypes.ErrInsufficient},
		"the denom is no longer accepted": {before(func(f *fixture) { f.dropDenom() }), escrowtypes.ErrDenomNotAccepted},
		"as good as its own":              {func(f *fixture, key []byte, _ *types.MsgPlaceBid) { f.place(key, bid{by: "a", price: 4 * unit}) }, types.ErrNotImproved},
		"dearer than its own":             {func(f *fixture, key []byte, _ *types.MsgPlaceBid) { f.place(key, bid{by: "a", price: 3 * unit}) }, types.ErrNotImproved},
		"faster than its own, no cheaper": {func(f *fixture, key []byte, m *types.MsgPlaceBid) {
			f.place(key, bid{by: "a", price: 4 * unit})
			m.DeliveryMs = minute
		}, types.ErrNotImproved},
		"four better bids stand": {func(f *fixture, key []byte, _ *types.MsgPlaceBid) {
			f.place(key, bid{by: "b", price: unit}, bid{by: "c", price: unit}, bid{by: "d", price: unit}, bid{by: "e", price: unit})
		}, types.ErrOutbid},
		"as many bids as the job takes, and no step better": {func(f *fixture, key []byte, _ *types.MsgPlaceBid) {
			f.setParams(func(p *types.Params) { p.MaxBids = 1 })
			f.place(key, bid{by: "b", price: 4*unit + 99_999*4})
		}, types.ErrTooManyBids},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", openAuction)
			m := f.placeMsg(key, bid{by: "a", price: 4 * unit})
			tc.change(f, key, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.PlaceBid(ctx, m)
				return err
			})
		})
	}
}

// Nobody can use up the bids of a job with improvements of nothing and so win it dearly: after max_bids, a bid that beats
// the leader by a step still stands.
func TestBidsCannotBeUsedUp(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxBids = 5 })
	key := f.post("client", openAuction)
	for i := int64(0); i < 5; i++ {
		f.place(key, bid{by: "greedy", price: 10*unit - 100*i})
	}
	leads := f.standing(key).Ranked[0].ExpectedCost
	m := f.placeMsg(key, bid{by: "greedy", price: 10*unit - 500})
	f.refused(types.ErrTooManyBids, func(ctx ctx) error {
		_, err := f.msgs.PlaceBid(ctx, m)
		return err
	})
	honest := f.placeMsg(key, bid{by: "honest", price: 5 * unit})
	res, err := f.msgs.PlaceBid(f.ctx, honest)
	require.NoError(t, err)
	require.EqualValues(t, 1, res.Rank)
	require.Less(t, res.ExpectedCost+unit/10, leads)
	f.pass(minute)
	require.Equal(t, "honest", f.winner(key))
}

// The award of an open auction, its runners-up, and the money of everybody are the same whatever the order in which the
// bids of one block come, improvements and all.
func TestTheAwardDoesNotDependOnTheOrderOfOpenBids(t *testing.T) {
	base := newFixture(t)
	base.agent("client")
	for i := 0; i < 7; i++ {
		base.agent(fmt.Sprintf("p%d", i))
	}
	base.capital("p0", 2*unit)
	base.block()
	rapid.Check(t, func(t *rapid.T) {
		var bids []bid
		for n := rapid.IntRange(0, 16).Draw(t, "n"); n > 0; n-- {
			price := int64(rapid.IntRange(4, 8).Draw(t, "price")) * unit // few values: many ties and failures
			bids = append(bids, bid{by: fmt.Sprintf("p%d", rapid.IntRange(0, 6).Draw(t, "by")), price: price})
		}
		run := func(name string) (standing types.Standing, held map[string]int64) {
			f := base.branch(t)
			key := f.post("client", openAuction, withBackups(3))
			for _, b := range rapid.Permutation(bids).Draw(t, name) {
				if _, err := f.msgs.PlaceBid(f.ctx, f.placeMsg(key, b)); err != nil {
					require.True(t, types.ErrOutbid.Is(err) || types.ErrNotImproved.Is(err), err)
				}
			}
			standing = f.standing(key)
			f.pass(minute)
			held = map[string]int64{}
			for i := 0; i < 7; i++ {
				held[fmt.Sprintf("p%d", i)] = f.held(fmt.Sprintf("p%d", i))
			}
			if len(standing.Ranked) > 0 {
				held["winner "+f.winner(key)] = f.held("client")
				require.Equal(t, standing.Ranked[1:], append([]types.Bid{}, f.standing(key).Ranked...), "the others stand by, in order")
			}
			return standing, held
		}
		oneStanding, oneHeld := run("one")
		otherStanding, otherHeld := run("other")
		require.Equal(t, oneStanding.Ranked, otherStanding.Ranked)
		require.Equal(t, oneHeld, otherHeld)
	})
}
