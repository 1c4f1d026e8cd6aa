package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// The estimate of an open auction knows the bids that stand, that of a clock the price of the moment.
func TestEstimateKnowsTheAuction(t *testing.T) {
	on := func(changes ...func(*types.JobRequest)) func(f *fixture) []byte {
		return func(f *fixture) []byte { return f.post("client", changes...) }
	}
	contested := func(bids ...bid) func(f *fixture) []byte {
		return func(f *fixture) []byte {
			key := f.post("client", openAuction)
			f.place(key, bids...)
			return key
		}
	}
	clockAt := func(ms uint64) func(f *fixture) []byte {
		return func(f *fixture) []byte {
			key := f.post("client", clockAuction)
			f.setNow(f.now() + ms)
			return key
		}
	}
	for name, tc := range map[string]struct {
		job      func(f *fixture) []byte
		obstacle string
	}{
		"an open auction":      {on(openAuction), ""},
		"a bid that would win": {contested(bid{by: "b", price: 5 * unit}), ""},
		"a bid that would not stand": {contested(bid{by: "b", price: unit}, bid{by: "c", price: unit}, bid{by: "d", price: unit}, bid{by: "e", price: unit}),
			types.ErrOutbid.Error()},
		"a bid as good as its own":          {contested(bid{by: "a", price: 4 * unit}), types.ErrNotImproved.Error()},
		"a clock that has not come so far":  {clockAt(minute / 4), types.ErrClockTooEarly.Error()},
		"a clock that has a lower price":    {clockAt(minute / 2), types.ErrPriceBelowMin.Error()}, // 10 units less 7 at risk
		"a clock that has come so far":      {clockAt(minute * 3 / 4), ""},
		"a clock that has run out":          {clockAt(minute), types.ErrBiddingClosed.Error()},
		"a sealed auction while it reveals": {func(f *fixture) []byte { k := f.post("client"); f.commit(k, three[0]); f.pass(minute); return k }, ""},
		"an open auction that is over":      {func(f *fixture) []byte { k := f.post("client", openAuction); f.setNow(f.now() + minute); return k }, types.ErrBiddingClosed.Error()},
		"a choice":                          {func(f *fixture) []byte { return f.choice() }, types.ErrBiddingClosed.Error()},
		"a clock that was taken": {func(f *fixture) []byte {
			k := clockAt(minute * 3 / 4)(f)
			f.take(k, "b")
			return k
		}, types.ErrBiddingClosed.Error()},
		"an invitation": {func(f *fixture) []byte { return f.post("client", invites(f.agent("friend").addr.String())) }, types.ErrNotInvited.Error()},
		"a requirement": {func(f *fixture) []byte { return f.post("client", f.requires("issuer", "kya")) }, identitytypes.ErrRequirementUnmet.Error()},
		"a relative of the evaluator": {func(f *fixture) []byte {
			f.hand("judge", f.agent("a").owner)
			return f.post("client", judged(f))
		}, agreementtypes.ErrEvaluator.Error()},
		"an instant job": {on(func(r *types.JobRequest) { r.Instant = true }), agreementtypes.ErrInstant.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.agent("a")
			req := &types.QueryEstimateRequest{
				Job: types.JobID(tc.job(f)), Provider: f.agent("a").addr.String(), Price: math.NewInt(4 * unit), Pledge: math.NewInt(4 * unit),
			}
			before := f.bytes()
			res, err := f.queries.Estimate(f.ctx, req)
			require.NoError(t, err)
			require.Equal(t, before, f.bytes())
			require.EqualValues(t, 11*unit, res.ExpectedCost)
			require.Contains(t, res.Obstacle, tc.obstacle)
			require.Equal(t, tc.obstacle == "", res.Obstacle == "", res.Obstacle)
		})
	}
}

// The clock's price is what TakeJob would give, and 0 with the reason while there is none.
func TestClockPrice(t *testing.T) {
	for name, tc := range map[string]struct {
		at       uint64
		change   func(f *fixture, key []byte)
		pledge   math.Int
		price    int64
		obstacle string
	}{
		"half the time":              {minute / 2, nil, math.NewInt(10 * unit), 7_500_000, ""},
		"without a pledge, too soon": {minute / 2, nil, math.Int{}, 0, types.ErrClockTooEarly.Error()},
		"without a pledge, later":    {minute * 3 / 4, nil, math.ZeroInt(), 5 * unit, "capital"},
		"at once":                    {0, nil, math.NewInt(10 * unit), 0, types.ErrClockTooEarly.Error()},
		"near the end":               {minute - 1, nil, math.NewInt(10 * unit), 10 * unit, ""},
		"too late":                   {minute, nil, math.NewInt(10 * unit), 10 * unit, types.ErrBiddingClosed.Error()},
		"taken": {minute / 2, func(f *fixture, key []byte) { f.take(key, "b") }, math.NewInt(10 * unit), 7_500_000,
			types.ErrBiddingClosed.Error()},
		"paused": {minute / 2, func(f *fixture, _ []byte) { require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused)) },
			math.NewInt(10 * unit), 7_500_000, identitytypes.ErrAgentPaused.Error()},
		"the denom is gone": {minute / 2, func(f *fixture, _ []byte) { f.dropDenom() }, math.NewInt(10 * unit), 7_500_000, "denom"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.agent("a")
			key := f.post("client", clockAuction)
			f.setNow(f.now() + tc.at)
			if tc.change != nil {
				tc.change(f, key)
			}
			before := f.bytes()
			res, err := f.queries.ClockPrice(f.ctx, &types.QueryClockPriceRequest{
				Job: types.JobID(key), Provider: f.agent("a").addr.String(), Pledge: tc.pledge,
			})
			require.NoError(t, err)
			require.Equal(t, before, f.bytes())
			require.Equal(t, tc.price, res.Price.Int64())
			require.Contains(t, res.Obstacle, tc.obstacle)
			require.Equal(t, tc.obstacle == "", res.Obstacle == "", res.Obstacle)
			if tc.obstacle == "" {
				require.Equal(t, tc.price, f.take(key, "a"))
			}
		})
	}
}

func TestClockPriceIsRefused(t *testing.T) {
	f := newFixture(t)
	key := types.JobID(f.post("client", clockAuction))
	for name, tc := range map[string]struct {
		change func(r *types.QueryClockPriceRequest)
		err    error
	}{
		"a malformed job":       {func(r *types.QueryClockPriceRequest) { r.Job = "1" }, id.ErrMalformed},
		"no job":                {func(r *types.QueryClockPriceRequest) { r.Job = "job_0000000000000000" }, types.ErrJobNotFound},
		"a malformed provider":  {func(r *types.QueryClockPriceRequest) { r.Provider = "x" }, field.ErrAddress},
		"no agent":              {func(r *types.QueryClockPriceRequest) { r.Provider = f.agent("a").owner.String() }, identitytypes.ErrAgentNotFound},
		"a negative pledge":     {func(r *types.QueryClockPriceRequest) { r.Pledge = math.NewInt(-1) }, field.ErrRange},
		"a job of another kind": {func(r *types.QueryClockPriceRequest) { r.Job = types.JobID(f.post("client")) }, types.ErrAuction},
	} {
		t.Run(name, func(t *testing.T) {
			req := &types.QueryClockPriceRequest{Job: key, Provider: f.agent("a").addr.String(), Pledge: math.ZeroInt()}
			tc.change(req)
			_, err := f.queries.ClockPrice(f.ctx, req)
			require.ErrorIs(t, err, tc.err)
		})
	}
}
