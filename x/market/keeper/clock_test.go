package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// The expected cost rises by a third of a unit a second; a newcomer that pledges the whole loss puts a quarter of it at
// risk, 2.5 units.
func TestAClockIsTakenAtItsPriceAndAwardedInTheSameBlock(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	f.agent("a")
	f.pass(minute / 2)
	f.events()
	res, err := f.msgs.TakeJob(f.ctx, f.takeMsg(key, "a", 0))
	require.NoError(t, err)
	require.Equal(t, math.NewInt(7_500_000), res.Price, "10 units of expected cost less 2.5")
	job := f.job(key)
	require.Equal(t, types.JobStatusOpen, job.Status)
	require.Equal(t, f.now(), job.TakenMs)
	require.EqualValues(t, 10*unit, f.standing(key).Ranked[0].ExpectedCost)
	f.block()
	require.Equal(t, []string{types.EventJobTaken, types.EventJobAwarded}, eventTypes(f.events()))
	require.Equal(t, "a", f.winner(key))
	require.Equal(t, f.opened(key).Terms.Price.Amount, res.Price)
	require.EqualValues(t, 7_500_000, f.held("client"))
	require.EqualValues(t, 10*unit, f.held("a"))
}

func TestAClockThatNobodyTakesExpires(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	f.events()
	f.pass(minute)
	events := f.events()
	require.Equal(t, []string{types.EventJobExpired}, eventTypes(events))
	require.Equal(t, types.ExpiredWithoutBids, attribute(events[0], "reason"))
	require.Equal(t, types.JobStatusExpired, f.job(key).Status)
	require.Zero(t, f.held("client"))
}

// Near the end the price that fits the expected cost is above the budget: the budget is paid.
func TestThePriceOfAClockIsAtMostTheBudget(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	f.pass(minute - 1)
	require.EqualValues(t, 10*unit, f.take(key, "a"))
	f.block()
}

func TestAClockStartsWhereTheClientSays(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction, func(r *types.JobRequest) { r.StartCost = math.NewInt(5 * unit) })
	require.EqualValues(t, 2_500_000, f.take(key, "a"), "5 units less the risk of 2.5, at once")
	f.block()
}

// Whoever comes first in a block has no advantage: of all that take a job at one moment, the lowest lot gets it, and the
// whole state of all modules is the same in any order.
func TestTakersOfOneBlockAreDrawnInAnyOrder(t *testing.T) {
	base := newFixture(t)
	names := []string{}
	for i := 0; i < 6; i++ {
		names = append(names, fmt.Sprintf("p%d", i))
		base.agent(names[i])
	}
	base.agent("client")
	base.block()
	winners := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		takers := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 6, rapid.ID[string]).Draw(t, "takers")
		height := rapid.Int64Range(10, 1_000).Draw(t, "height") // another job, another lot
		run := func(name string) (*fixture, []byte) {
			f := base.branch(t)
			f.ctx = f.ctx.WithBlockHeight(height)
			key := f.post("client", clockAuction)
			f.pass(minute / 2)
			for _, by := range rapid.Permutation(takers).Draw(t, name) {
				f.take(key, by)
			}
			require.Len(t, f.standing(key).Ranked, 1)
			for _, by := range names {
				require.Equal(t, f.held(by) > 0, f.providers(key)[0] == by, "only the cover of the one is locked")
			}
			f.block()
			return f, key
		}
		one, key := run("one")
		other, _ := run("other")
		require.Equal(t, one.bytes(), other.bytes())
		require.Contains(t, takers, one.winner(key))
		winners[one.winner(key)]++
	})
	require.Greater(t, len(winners), 3, "everybody has a chance: %v", winners)
}

func TestTheLoserOfADrawIsTold(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	f.pass(minute / 2)
	f.agent("a")
	f.agent("b")
	f.events()
	f.take(key, "a")
	f.take(key, "b")
	events := f.events()
	require.Equal(t, []string{types.EventJobTaken, types.EventJobTaken, types.EventBidDisplaced}, eventTypes(events))
	require.NotEqual(t, f.providers(key)[0], f.nameOf(attribute(events[2], "provider")))
	require.EqualValues(t, 2, f.standing(key).Commits)
}

// A taker that is gone when the block ends does not end the auction: the clock goes on as if nothing had happened.
func TestTheClockGoesOnWithoutATakerThatIsGone(t *testing.T) {
	for name, tc := range map[string]struct {
		gone   func(f *fixture)
		reason string
	}{
		"it was bought by the client's owner": {func(f *fixture) { f.hand("vet", f.agent("client").owner) }, "market/12"},
		"it retired, with no cash locked": {
			func(f *fixture) { require.NoError(f.t, f.setStatus("vet", identitytypes.AgentStatusRetired)) }, "identity/13",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.capital("vet", 100*unit)
			key := f.post("client", clockAuction)
			f.pass(minute * 2 / 3) // 13.3 units, 10 at risk without a pledge
			_, err := f.msgs.TakeJob(f.ctx, f.takeMsg(key, "vet", noPledge))
			require.NoError(t, err)
			tc.gone(f)
			f.events()
			f.block()
			events := f.events()
			require.Equal(t, []string{types.EventBidDropped}, eventTypes(events))
			require.Equal(t, tc.reason, attribute(events[0], "reason"))
			job := f.job(key)
			require.Equal(t, types.JobStatusOpen, job.Status)
			require.Zero(t, job.TakenMs)
			require.Equal(t, job.BidEndMs, job.DueMs)
			require.Empty(t, f.standing(key).Ranked)

			f.pass(1)
			f.take(key, "b")
			f.block()
			require.Equal(t, "b", f.winner(key))
		})
	}
}

// The award of the taker may wait behind other deadlines until the time of the clock is over: then a taker that is gone
// leaves nobody.
func TestTheClockIsOverWhenTheTakerIsGoneTooLate(t *testing.T) {
	f := newFixture(t)
	f.capital("vet", 100*unit)
	key := f.post("client", clockAuction)
	f.setNow(f.now() + minute - 1)
	_, err := f.msgs.TakeJob(f.ctx, f.takeMsg(key, "vet", noPledge))
	require.NoError(t, err)
	require.NoError(t, f.setStatus("vet", identitytypes.AgentStatusRetired))
	f.events()
	f.pass(minute)
	events := f.events()
	require.Equal(t, []string{types.EventBidDropped, types.EventJobExpired}, eventTypes(events))
	require.Equal(t, types.ExpiredWithoutWinner, attribute(events[1], "reason"))
	require.Zero(t, f.held("client"))
}

func TestTheWinnerOfAClockThatDefaultsHasNoRunnerUp(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	f.pass(minute / 2)
	f.take(key, "a")
	f.block()
	f.pass(30 * minute)
	require.Equal(t, agreementtypes.StatusRefunded, f.opened(key).Status)
	require.Zero(t, f.held("client"))
	f.pass(4 * day)
	require.Empty(t, f.jobRecords())
}

func TestTakeJobIsRefused(t *testing.T) {
	change := func(c func(m *types.MsgTakeJob)) func(*fixture, []byte, *types.MsgTakeJob) {
		return func(_ *fixture, _ []byte, m *types.MsgTakeJob) { c(m) }
	}
	before := func(c func(f *fixture)) func(*fixture, []byte, *types.MsgTakeJob) {
		return func(f *fixture, _ []byte, _ *types.MsgTakeJob) { c(f) }
	}
	on := func(changes ...func(*types.JobRequest)) func(*fixture, []byte, *types.MsgTakeJob) {
		return func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			m.Job = types.JobID(f.post("client", append([]func(*types.JobRequest){clockAuction}, changes...)...))
			f.setNow(f.now() + minute/2)
		}
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, key []byte, m *types.MsgTakeJob)
		err    error
	}{
		"malformed":     {change(func(m *types.MsgTakeJob) { m.DeliveryMs = 0 }), field.ErrRange},
		"no job":        {change(func(m *types.MsgTakeJob) { m.Job = "job_0000000000000000" }), types.ErrJobNotFound},
		"no agent":      {change(func(m *types.MsgTakeJob) { m.Provider = m.Signer }), identitytypes.ErrAgentNotFound},
		"not the owner": {change(func(m *types.MsgTakeJob) { m.Signer = m.Provider }), identitytypes.ErrNotAuthorized},
		"an operator that may not bid": {func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			m.Signer = f.operator("a", identitytypes.ActionWork).String()
		}, identitytypes.ErrActionNotAllowed},
		"a paused provider": {before(func(f *fixture) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		}), identitytypes.ErrAgentPaused},
		"not invited": {func(f *fixture, key []byte, m *types.MsgTakeJob) {
			on(invites(f.agent("friend").addr.String()))(f, key, m)
		}, types.ErrNotInvited},
		"a sealed auction": {func(f *fixture, _ []byte, m *types.MsgTakeJob) { m.Job = types.JobID(f.post("client")) }, types.ErrAuction},
		"an open auction": {func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			m.Job = types.JobID(f.post("client", openAuction))
		}, types.ErrAuction},
		"the time is over, though its deadline did not run yet": {before(func(f *fixture) { f.setNow(f.now() + minute/2) }), types.ErrBiddingClosed},
		"expired":   {before(func(f *fixture) { f.pass(minute / 2) }), types.ErrBiddingClosed},
		"cancelled": {func(f *fixture, key []byte, _ *types.MsgTakeJob) { require.NoError(f.t, f.cancel("client", key)) }, types.ErrBiddingClosed},
		"taken before, and the award waits": {func(f *fixture, key []byte, _ *types.MsgTakeJob) {
			f.take(key, "b")
			f.setNow(f.now() + 1)
		}, types.ErrBiddingClosed},
		"awarded": {func(f *fixture, key []byte, _ *types.MsgTakeJob) {
			f.take(key, "b")
			f.block()
		}, types.ErrBiddingClosed},
		"taken by itself": {func(f *fixture, key []byte, _ *types.MsgTakeJob) { f.take(key, "a") }, types.ErrAlreadyTaken},
		"the client itself": {func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			m.Signer, m.Provider = f.agent("client").owner.String(), f.agent("client").addr.String()
		}, types.ErrSameController},
		"another agent of the client's owner": {func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			f.hand("a", f.agent("client").owner)
			m.Signer = f.agent("a").owner.String()
		}, types.ErrSameController},
		"a requirement it does not meet": {func(f *fixture, key []byte, m *types.MsgTakeJob) {
			on(f.requires("issuer", "kya"))(f, key, m)
		}, identitytypes.ErrRequirementUnmet},
		"a score below the minimum":          {on(func(r *types.JobRequest) { r.MinScoreBps = 1 }), types.ErrScoreTooLow},
		"too early":                          {before(func(f *fixture) { f.setNow(f.now() - minute/2) }), types.ErrClockTooEarly},
		"too early for so little a pledge":   {change(func(m *types.MsgTakeJob) { m.Pledge = math.ZeroInt() }), types.ErrClockTooEarly},
		"a price below min_price":            {change(func(m *types.MsgTakeJob) { m.MinPrice = math.NewInt(7_500_001) }), types.ErrPriceBelowMin},
		"longer than the job allows":         {change(func(m *types.MsgTakeJob) { m.DeliveryMs = 60*minute + 1 }), types.ErrDeliveryTooLong},
		"shorter than agreements allow":      {change(func(m *types.MsgTakeJob) { m.DeliveryMs = 999 }), agreementtypes.ErrClock},
		"a pledge above cover and loss":      {change(func(m *types.MsgTakeJob) { m.Pledge = math.NewInt(10*unit + 1) }), agreementtypes.ErrPledgeTooHigh},
		"no money for the pledge":            {before(func(f *fixture) { f.drain("a") }), escrowtypes.ErrInsufficient},
		"no money for the pledge, in a draw": {func(f *fixture, key []byte, _ *types.MsgTakeJob) { f.drain("a"); f.take(key, "b") }, escrowtypes.ErrInsufficient},
		"too little cover": {func(f *fixture, _ []byte, m *types.MsgTakeJob) {
			f.setNow(f.now() + 20_000)
			m.Pledge = math.NewInt(4 * unit)
		}, reputationtypes.ErrCapitalShort},
		"the denom is no longer accepted":     {before(func(f *fixture) { f.dropDenom() }), escrowtypes.ErrDenomNotAccepted},
		"a price that leaves a part nothing":  {sliver, agreementtypes.ErrPriceRange},
		"more than the mandate of its signer": {func(f *fixture, _ []byte, m *types.MsgTakeJob) { m.Signer = f.limited("a", unit).String() }, identitytypes.ErrAboveAction},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", clockAuction)
			f.pass(minute / 2)
			m := f.takeMsg(key, "a", 0)
			tc.change(f, key, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.TakeJob(ctx, m)
				return err
			})
		})
	}
}

// sliver is a job of which one milestone has a hundredth of a percent, when its price is 9,999 base units at most.
func sliver(f *fixture, _ []byte, m *types.MsgTakeJob) {
	f.setParams(func(p *types.Params) { p.PriceFloorBps = 0 })
	m.Job = types.JobID(f.post("client", clockAuction, func(r *types.JobRequest) {
		r.Milestones = []types.JobMilestone{{ShareBps: 1}, {ShareBps: 9_999}}
		r.Clocks.DeliveryMs = 20_000 * minute
		r.StartCost = math.NewInt(2_500_000 + 9_999)
	}))
	m.DeliveryMs = 20_000 * minute
}

// limited adds a key that may bid, with holds of at most the given amount.
func (f *fixture) limited(name string, most int64) sdk.AccAddress {
	key := f.operator(name, identitytypes.ActionBid)
	f.limit(name, key, most)
	return key
}

// What stands in a taker's way says when it will not: at that moment, and not before, the job can be taken.
func TestTheClockSaysWhenThereIsAPrice(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", clockAuction)
	_, err := f.msgs.TakeJob(f.ctx, f.takeMsg(key, "a", 0))
	require.ErrorIs(t, err, types.ErrClockTooEarly)
	first := f.now() + 10_500 // 3.5 of 20 units: the risk of 2.5 and the floor of 1
	require.ErrorContains(t, err, fmt.Sprintf("is at %d, now %d", first, f.now()))
	f.setNow(first - 1)
	m := f.takeMsg(key, "a", 0)
	f.refused(types.ErrClockTooEarly, func(ctx ctx) error {
		_, err := f.msgs.TakeJob(ctx, m)
		return err
	})
	f.setNow(first)
	require.EqualValues(t, unit, f.take(key, "a"))
	f.block()

	m.Pledge, m.Job = math.ZeroInt(), types.JobID(f.post("client", clockAuction, func(r *types.JobRequest) {
		r.Loss = math.NewInt(100 * unit)
	}))
	_, err = f.msgs.TakeJob(f.ctx, m)
	require.ErrorIs(t, err, types.ErrClockTooEarly)
	require.ErrorContains(t, err, fmt.Sprint(f.now()+55_091), "101 of 110 units")
}
