package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/market/types"
)

// auctions is a market with an open auction that was extended, a clock that was taken in this block, a choice and a big
// record; their keys by name.
func auctions(t *testing.T) (*fixture, map[string][]byte) {
	f := newFixture(t)
	keys := map[string][]byte{"choosing": f.auctioned("client", three, clientChooses)}
	keys["open"] = f.post("client", openAuction, bulky, func(r *types.JobRequest) { r.Skills = []string{"german"} })
	keys["clock"] = f.post("other", clockAuction, invites(f.agent("a").addr.String(), f.agent("b").addr.String()))
	f.pass(minute / 2)
	f.place(keys["open"], three...)
	f.take(keys["clock"], "a")
	require.EqualValues(t, 1, f.job(keys["open"]).Extensions)
	return f, keys
}

func TestGenesisOfAuctionsExportsAndImportsTheSameBytes(t *testing.T) {
	f, _ := auctions(t)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	g := emptyFixture(t)
	g.genesis(*gs)
	require.Equal(t, f.bytes(types.ModuleName), g.bytes(types.ModuleName))
}

func TestGenesisOfAuctionsIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		job    string
		change func(j *types.Job, s *types.Standing)
	}{
		"an auction that is not filled in":      {"choosing", func(j *types.Job, _ *types.Standing) { j.Request.Auction = types.AuctionUnspecified }},
		"an award that is not filled in":        {"open", func(j *types.Job, _ *types.Standing) { j.Request.Award = types.AwardUnspecified }},
		"an address in upper case":              {"clock", func(j *types.Job, _ *types.Standing) { j.Request.Invited[0] = strings.ToUpper(j.Request.Invited[0]) }},
		"an extension without a new end":        {"open", func(j *types.Job, _ *types.Standing) { j.BidEndMs-- }},
		"too many extensions":                   {"open", func(j *types.Job, _ *types.Standing) { j.Extensions = 11 }},
		"an end moved without an extension":     {"open", func(j *types.Job, _ *types.Standing) { j.Extensions = 0 }},
		"an extension of a clock":               {"clock", func(j *types.Job, _ *types.Standing) { j.Extensions = 1 }},
		"a taker of what is no clock":           {"open", func(j *types.Job, _ *types.Standing) { j.TakenMs = j.PostedMs }},
		"a taker after the end":                 {"clock", func(j *types.Job, _ *types.Standing) { j.TakenMs = j.BidEndMs }},
		"a taker before the posting":            {"clock", func(j *types.Job, _ *types.Standing) { j.TakenMs = j.PostedMs - 1 }},
		"a taker that is not there":             {"clock", func(_ *types.Job, s *types.Standing) { s.Ranked = nil }},
		"a taker without the time":              {"clock", func(j *types.Job, _ *types.Standing) { j.TakenMs = 0 }},
		"a due that is not the end":             {"open", func(j *types.Job, _ *types.Standing) { j.DueMs++ }},
		"a due that is not when it was taken":   {"clock", func(j *types.Job, _ *types.Standing) { j.DueMs++ }},
		"a choice where the chain chooses":      {"open", func(j *types.Job, _ *types.Standing) { j.Status = types.JobStatusChoosing }},
		"reveals of an open auction":            {"open", func(j *types.Job, _ *types.Standing) { j.Status = types.JobStatusRevealing }},
		"a negative storage deposit":            {"open", func(j *types.Job, _ *types.Standing) { j.StorageDeposit = math.NewInt(-1) }},
		"a storage deposit that is nothing":     {"open", func(j *types.Job, _ *types.Standing) { j.StorageDeposit = math.Int{} }},
		"more bids than an open job can have":   {"open", func(_ *types.Job, s *types.Standing) { s.Commits = 2_126 }},
		"a request that no message could carry": {"clock", func(j *types.Job, _ *types.Standing) { j.Request.Backups = 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			f, keys := auctions(t)
			gs, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			require.NoError(t, gs.Validate())
			id := types.JobID(keys[tc.job])
			for i := range gs.Jobs {
				for k := range gs.Standings {
					if gs.Jobs[i].Id == id && gs.Standings[k].Job == id {
						tc.change(&gs.Jobs[i], &gs.Standings[k].Standing)
					}
				}
			}
			g := emptyFixture(t)
			require.ErrorIs(t, g.k.InitGenesis(g.ctx, *gs), types.ErrGenesis)
			require.Empty(t, g.bytes())
		})
	}
}

func TestChecksSeeDamageToAuctions(t *testing.T) {
	for name, tc := range map[string]struct {
		check  string
		damage func(f *fixture, keys map[string][]byte) error
	}{
		"a storage deposit that is gone": {"market/storage", func(f *fixture, keys map[string][]byte) error {
			return f.handle.Release(f.ctx, types.StorageRef(keys["open"]))
		}},
		"a storage deposit held in part": {"market/storage", func(f *fixture, keys map[string][]byte) error {
			return f.handle.Shrink(f.ctx, types.StorageRef(keys["open"]), math.OneInt())
		}},
		"a storage deposit of a small record": {"market/storage", func(f *fixture, keys map[string][]byte) error {
			j := f.job(keys["clock"])
			j.StorageDeposit = math.OneInt()
			return f.k.SetJob(f.ctx, keys["clock"], j)
		}},
		"a tag that is missing": {"market/indexes", func(f *fixture, keys map[string][]byte) error {
			return f.k.RemoveSkill(f.ctx, "german", keys["open"])
		}},
		"a tag of nothing": {"market/indexes", func(f *fixture, keys map[string][]byte) error {
			return f.k.SetSkill(f.ctx, "german", keys["choosing"])
		}},
		"a taker whose cover is gone": {"market/standings", func(f *fixture, keys map[string][]byte) error {
			return f.agreement.UnlockCover(f.ctx, types.BidRef(keys["clock"], f.agent("a").addr))
		}},
		"a bid to choose whose cover is gone": {"market/standings", func(f *fixture, keys map[string][]byte) error {
			return f.agreement.UnlockCover(f.ctx, types.BidRef(keys["choosing"], f.agent("c").addr))
		}},
		"an award that nothing waits for": {"market/deadlines", func(f *fixture, keys map[string][]byte) error {
			return f.k.CancelDeadline(f.ctx, f.job(keys["clock"]).DueMs, types.KindJob, keys["clock"])
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f, keys := auctions(t)
			for _, c := range f.k.Checks() {
				require.NoError(t, c.Run(f.ctx), c.Name)
			}
			require.NoError(t, tc.damage(f, keys))
			seen := false
			for _, c := range f.k.Checks() {
				if c.Name == tc.check {
					seen = true
					require.Error(t, c.Run(f.ctx))
				}
			}
			require.True(t, seen, "no such check")
		})
	}
}
