package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/market/types"
)

// hourly is an open auction of an hour; the snipe window is a minute.
func hourly(r *types.JobRequest) {
	openAuction(r)
	r.Clocks.BidMs = 60 * minute
}

func TestALateNewLeaderMovesTheEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		at    uint64 // of the second bid, since the posting
		late  bid
		moved uint64 // the end after it, since the posting
	}{
		"early":                       {59 * minute, bid{by: "b", price: 4 * unit}, 60 * minute},
		"late":                        {59*minute + 1, bid{by: "b", price: 4 * unit}, 60*minute + 1},
		"at the last moment":          {60*minute - 1, bid{by: "b", price: 4 * unit}, 61*minute - 1},
		"late, but it does not lead":  {60*minute - 1, bid{by: "b", price: 6 * unit}, 60 * minute},
		"late, but it has led before": {60*minute - 1, bid{by: "a", price: 4 * unit}, 60 * minute},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", hourly)
			posted := f.now()
			f.place(key, bid{by: "a", price: 5 * unit})
			f.pass(tc.at)
			f.events()
			f.place(key, tc.late)
			job := f.job(key)
			require.Equal(t, posted+tc.moved, job.BidEndMs)
			require.Equal(t, job.BidEndMs, job.DueMs, "the deadline moves with it")
			want := []string{types.EventBidPlaced}
			if tc.moved != 60*minute {
				want = append(want, types.EventJobExtended)
				require.EqualValues(t, 1, job.Extensions)
			}
			require.Equal(t, want, eventTypes(f.events()))
			f.block()

			f.pass(job.BidEndMs - f.now() - 1)
			require.Equal(t, types.JobStatusOpen, f.job(key).Status)
			f.pass(1)
			require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
		})
	}
}

// The first bid leads anew, too: otherwise somebody could wait until nobody can answer any more.
func TestALateFirstBidMovesTheEnd(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", hourly)
	f.pass(60*minute - 1)
	f.place(key, bid{by: "a", price: 10 * unit})
	require.Equal(t, f.now()+minute, f.job(key).BidEndMs)
	f.block()
}

// Two that outbid each other at the last moment again and again move the end ten times and no more.
func TestTheEndMovesTenTimes(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", hourly)
	f.pass(f.job(key).BidEndMs - f.now() - 1)
	for i := int64(0); i < 12; i++ {
		f.place(key, bid{by: fmt.Sprintf("p%d", i%2), price: (20 - i) * unit / 2})
		job := f.job(key)
		require.EqualValues(t, min(i+1, types.MaxExtensions), job.Extensions)
		if i < types.MaxExtensions-1 {
			f.pass(job.BidEndMs - f.now() - 1)
		}
	}
	job := f.job(key)
	require.Equal(t, job.PostedMs+60*minute+10*(minute-1), job.BidEndMs)
	f.pass(minute)
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
	require.Equal(t, "p1", f.winner(key))
}

// Bids of one moment move the end once, in whatever order they come.
func TestTwoNewLeadersOfOneMomentMoveTheEndOnce(t *testing.T) {
	var ends []uint64
	for _, order := range [][]bid{
		{{by: "a", price: 5 * unit}, {by: "b", price: 4 * unit}},
		{{by: "b", price: 4 * unit}, {by: "a", price: 5 * unit}},
	} {
		f := newFixture(t)
		key := f.post("client", hourly)
		f.pass(60*minute - 10)
		f.place(key, order...)
		require.EqualValues(t, 1, f.job(key).Extensions)
		ends = append(ends, f.job(key).BidEndMs)
	}
	require.Equal(t, ends[0], ends[1])
}

// What governance does to the window counts for the next late leader.
func TestWithoutAWindowNothingMoves(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.SnipeWindowMs = 0 })
	key := f.post("client", hourly)
	f.pass(60*minute - 1)
	f.place(key, bid{by: "a", price: 10 * unit})
	require.Equal(t, f.now()+1, f.job(key).BidEndMs)
}

// Near the end a new leader must be better than the leader by a step, 1 % of the budget of 10 units, also when the end
// moves no more. Everything else is as before. A price lower by 4, fully pledged, is an expected cost lower by 1.
func TestNearTheEndANewLeaderIsBetterByAStep(t *testing.T) {
	const late = 59*minute + 1
	for name, tc := range map[string]struct {
		at    uint64 // since the posting
		moved uint32 // extensions used before
		bid   bid
		err   error
	}{
		"early, by a hair":                       {late - 1, 0, bid{by: "b", price: 5*unit - 4}, nil},
		"late, by a hair":                        {late, 0, bid{by: "b", price: 5*unit - 4}, types.ErrOutbid},
		"late, by less than a hair":              {late, 0, bid{by: "b", price: 5*unit - 1}, types.ErrOutbid},
		"late, by nearly a step":                 {late, 0, bid{by: "b", price: 5*unit - 4*99_999}, types.ErrOutbid},
		"late, by a step":                        {late, 0, bid{by: "b", price: 5*unit - 4*100_000}, nil},
		"at the last moment, by nearly a step":   {60*minute - 1, 0, bid{by: "b", price: 5*unit - 4*99_999}, types.ErrOutbid},
		"no more extensions, by nearly a step":   {late, 10, bid{by: "b", price: 5*unit - 4*99_999}, types.ErrOutbid},
		"no more extensions, by a step":          {late, 10, bid{by: "b", price: 5*unit - 4*100_000}, nil},
		"late, the leader itself, by a hair":     {late, 0, bid{by: "a", price: 5*unit - 4}, nil},
		"late, it does not lead":                 {late, 0, bid{by: "b", price: 5*unit + 4}, nil},
		"late, who stands improves and leads":    {late, 0, bid{by: "c", price: 5*unit - 4}, types.ErrOutbid},
		"late, who stands improves, leads not":   {late, 0, bid{by: "c", price: 6*unit - 4}, nil},
		"late, who stands improves by the steps": {late, 0, bid{by: "c", price: 4 * unit}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client", hourly)
			f.place(key, bid{by: "a", price: 5 * unit}, bid{by: "c", price: 6 * unit})
			f.pass(tc.at)
			job := f.job(key)
			job.Extensions = tc.moved
			require.NoError(t, f.k.SetJob(f.ctx, key, job))
			m := f.placeMsg(key, tc.bid)
			told, err := f.queries.Estimate(f.ctx, &types.QueryEstimateRequest{
				Job: m.Job, Provider: m.Provider, Price: m.Price, Pledge: m.Pledge,
			})
			require.NoError(t, err)
			if tc.err == nil {
				require.Empty(t, told.Obstacle)
				f.place(key, tc.bid)
				return
			}
			require.Contains(t, told.Obstacle, "11250000", "the cost to beat")
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.PlaceBid(ctx, m)
				return err
			})
		})
	}
}
