package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/market/keeper"
	"github.com/trothchain/troth/x/market/types"
)

// populated is a market with jobs in every status, bids under seal and revealed, and a deadline that failed.
func populated(t *testing.T) *fixture {
	f := newFixture(t)
	f.auctioned("client", three, withBackups(2)) // awarded, runners-up stand by
	f.auctioned("client", nil)                   // expired
	cancelled := f.post("client")
	f.commit(cancelled, three...)
	require.NoError(t, f.cancel("client", cancelled))
	revealing := f.post("other")
	f.commit(revealing, three...)
	f.setNow(f.now() + minute)
	require.NoError(t, f.k.EndBlock(f.ctx))
	f.reveal(revealing, three[0], three[1])
	open := f.post("client")
	f.commit(open, three[2])
	return f
}

func TestGenesisExportsAndImportsTheSameBytes(t *testing.T) {
	f := populated(t)
	ref := types.BidRef([]byte("12345678"), f.agent("a").addr) // a commitment whose deadline is stuck
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	gs.Commitments = append(gs.Commitments, types.CommitmentEntry{
		Job: types.JobID([]byte("12345678")), Provider: f.agent("a").addr.String(),
		Commitment: types.Commitment{Signer: f.agent("a").owner.String(), Hash: make([]byte, 32), DueMs: 5},
	})
	gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: 7, Kind: types.KindCommitment, Id: ref, Attempts: 3, Stuck: true})
	require.NoError(t, gs.Validate())

	g := emptyFixture(t)
	g.genesis(*gs)
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.ElementsMatch(t, gs.Commitments, again.Commitments)

	h := emptyFixture(t)
	h.genesis(*again)
	require.Equal(t, g.bytes(types.ModuleName), h.bytes(types.ModuleName))

	plain, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	i := emptyFixture(t)
	i.genesis(*plain)
	require.Equal(t, f.bytes(types.ModuleName), i.bytes(types.ModuleName), "records, indexes, counts and queue")
}

func TestGenesisIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(gs *types.GenesisState)
		err    error
	}{
		"parameters out of range":     {func(gs *types.GenesisState) { gs.Params.MaxBids = 0 }, field.ErrRange},
		"a job twice":                 {func(gs *types.GenesisState) { gs.Jobs = append(gs.Jobs, gs.Jobs[0]) }, types.ErrGenesis},
		"a job of a malformed id":     {func(gs *types.GenesisState) { gs.Jobs[0].Id = "1" }, types.ErrGenesis},
		"a job of nobody":             {func(gs *types.GenesisState) { gs.Jobs[0].Client = "" }, types.ErrGenesis},
		"a job without a status":      {func(gs *types.GenesisState) { gs.Jobs[0].Status = 0 }, types.ErrGenesis},
		"a job of an unknown status":  {func(gs *types.GenesisState) { gs.Jobs[0].Status = 9 }, types.ErrGenesis},
		"a job with a bad request":    {func(gs *types.GenesisState) { gs.Jobs[0].Request.Title = "" }, types.ErrGenesis},
		"a job without a loss":        {func(gs *types.GenesisState) { gs.Jobs[0].Request.Loss = math.ZeroInt() }, types.ErrGenesis},
		"a job worth nothing":         {func(gs *types.GenesisState) { gs.Jobs[0].BudgetMicro = 0 }, types.ErrGenesis},
		"a job without a rate":        {func(gs *types.GenesisState) { gs.Jobs[0].UnitsPerNumeraire = 0 }, types.ErrGenesis},
		"a job with a huge fee":       {func(gs *types.GenesisState) { gs.Jobs[0].CancelFeeBps = 10_001 }, types.ErrGenesis},
		"a job that ends too early":   {func(gs *types.GenesisState) { gs.Jobs[0].BidEndMs = 1 }, types.ErrGenesis},
		"a job with another deadline": {func(gs *types.GenesisState) { gs.Jobs[0].DueMs++ }, types.ErrGenesis},
		"a deadline of nothing": {func(gs *types.GenesisState) {
			gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: 1, Kind: 1, Id: []byte("12345678")})
		}, types.ErrGenesis},
		"a malformed deadline":         {func(gs *types.GenesisState) { gs.Deadlines[0].Id = nil }, deadline.ErrMalformed},
		"no deadlines":                 {func(gs *types.GenesisState) { gs.Deadlines = nil }, types.ErrGenesis},
		"a commitment twice":           {func(gs *types.GenesisState) { gs.Commitments = append(gs.Commitments, gs.Commitments[0]) }, types.ErrGenesis},
		"a commitment on no job":       {func(gs *types.GenesisState) { gs.Commitments[0].Job = "1" }, types.ErrGenesis},
		"a commitment of nobody":       {func(gs *types.GenesisState) { gs.Commitments[0].Provider = "" }, types.ErrGenesis},
		"a commitment by nobody":       {func(gs *types.GenesisState) { gs.Commitments[0].Commitment.Signer = "" }, types.ErrGenesis},
		"a commitment without a hash":  {func(gs *types.GenesisState) { gs.Commitments[0].Commitment.Hash = nil }, types.ErrGenesis},
		"a commitment without its due": {func(gs *types.GenesisState) { gs.Commitments[0].Commitment.DueMs++ }, types.ErrGenesis},
		"a standing of no job":         {func(gs *types.GenesisState) { gs.Standings[0].Job = "job_0000000000000000" }, types.ErrGenesis},
		"a standing twice":             {func(gs *types.GenesisState) { gs.Standings = append(gs.Standings, gs.Standings[0]) }, types.ErrGenesis},
		"more reveals than commits":    {func(gs *types.GenesisState) { ranked(gs).Reveals = 99 }, types.ErrGenesis},
		"more bids than reveals":       {func(gs *types.GenesisState) { ranked(gs).Reveals = 1 }, types.ErrGenesis},
		"bids out of order": {func(gs *types.GenesisState) {
			r := ranked(gs).Ranked
			r[0], r[1] = r[1], r[0]
		}, types.ErrGenesis},
		"a bid twice":               {func(gs *types.GenesisState) { ranked(gs).Ranked[1] = ranked(gs).Ranked[0] }, types.ErrGenesis},
		"a bid of nobody":           {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Provider = "" }, types.ErrGenesis},
		"a bid by nobody":           {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Signer = "" }, types.ErrGenesis},
		"a bid above the budget":    {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Price = math.NewInt(11 * unit) }, types.ErrGenesis},
		"a bid for nothing":         {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Price = math.ZeroInt() }, types.ErrGenesis},
		"a bid with a low pledge":   {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Pledge = math.NewInt(-1) }, types.ErrGenesis},
		"a bid that takes too long": {func(gs *types.GenesisState) { ranked(gs).Ranked[0].DeliveryMs = 61 * minute }, types.ErrGenesis},
		"a bid with a bad note":     {func(gs *types.GenesisState) { ranked(gs).Ranked[0].Note.Sha256 = []byte{1} }, types.ErrGenesis},
		"ranked bids of an expired job": {func(gs *types.GenesisState) {
			for i := range gs.Jobs {
				if gs.Jobs[i].Status == types.JobStatusAwarded {
					gs.Jobs[i].Status = types.JobStatusExpired
				}
			}
		}, types.ErrGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			f := populated(t)
			gs, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			require.NoError(t, gs.Validate())
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
			g := emptyFixture(t)
			require.ErrorIs(t, g.k.InitGenesis(g.ctx, *gs), tc.err)
			require.Empty(t, g.bytes())
		})
	}
}

// ranked returns the first standing with at least two bids.
func ranked(gs *types.GenesisState) *types.Standing {
	for i := range gs.Standings {
		if len(gs.Standings[i].Standing.Ranked) > 1 {
			return &gs.Standings[i].Standing
		}
	}
	return nil
}

func TestParamsBeforeGenesis(t *testing.T) {
	f := emptyFixture(t)
	_, err := f.k.GetParams(f.ctx)
	require.ErrorIs(t, err, types.ErrNotSet)
}

func TestNewPanicsWithoutItsDependencies(t *testing.T) {
	require.Panics(t, func() { keeper.New(nil, nil, "", nil, nil, nil, nil, nil, nil) })
}

// Every check sees the damage it is there for, and nothing on a sound market.
func TestChecksSeeDamage(t *testing.T) {
	find := func(f *fixture, s types.JobStatus) (types.Job, []byte) {
		for _, j := range f.jobRecords() {
			if j.Status == s {
				key, err := types.ParseJobID("", j.Id)
				require.NoError(t, err)
				return j, key
			}
		}
		require.FailNow(t, "no job", s)
		return types.Job{}, nil
	}
	for name, tc := range map[string]struct {
		check  string
		damage func(f *fixture) error
	}{
		"a budget not held": {"market/budgets", func(f *fixture) error {
			_, key := find(f, types.JobStatusOpen)
			return f.handle.Release(f.ctx, key)
		}},
		"a budget held in part": {"market/budgets", func(f *fixture) error {
			_, key := find(f, types.JobStatusOpen)
			return f.handle.Shrink(f.ctx, key, math.OneInt())
		}},
		"a deposit not held": {"market/deposits", func(f *fixture) error {
			_, key := find(f, types.JobStatusOpen)
			return f.handle.Release(f.ctx, types.BidRef(key, f.agent("b").addr))
		}},
		"more under seal than counted": {"market/deposits", func(f *fixture) error {
			_, key := find(f, types.JobStatusOpen)
			return f.k.SetStanding(f.ctx, key, types.Standing{})
		}},
		"an ended job in the indexes": {"market/indexes", func(f *fixture) error {
			j, key := find(f, types.JobStatusOpen)
			j.Status = types.JobStatusCancelled
			return f.k.SetJob(f.ctx, key, j)
		}},
		"a count that is off": {"market/indexes", func(f *fixture) error {
			return f.k.SetJobCount(f.ctx, f.agent("client").addr, 7)
		}},
		"a count of nobody": {"market/indexes", func(f *fixture) error {
			return f.k.SetJobCount(f.ctx, f.agent("a").addr, 1)
		}},
		"bids out of order": {"market/standings", func(f *fixture) error {
			_, key := find(f, types.JobStatusRevealing)
			s := f.standing(key)
			s.Ranked[0], s.Ranked[1] = s.Ranked[1], s.Ranked[0]
			return f.k.SetStanding(f.ctx, key, s)
		}},
		"a cover that is gone": {"market/standings", func(f *fixture) error {
			_, key := find(f, types.JobStatusRevealing)
			return f.agreement.UnlockCover(f.ctx, types.BidRef(key, f.agent("a").addr))
		}},
		"a standing of no job": {"market/standings", func(f *fixture) error {
			return f.k.SetStanding(f.ctx, []byte("12345678"), types.Standing{})
		}},
		"a deadline that is gone": {"market/deadlines", func(f *fixture) error {
			j, key := find(f, types.JobStatusOpen)
			return f.k.CancelDeadline(f.ctx, j.DueMs, types.KindJob, key)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := populated(t)
			run := func(ctx context.Context, c invariant.Check) error { return c.Run(ctx) }
			for _, c := range f.k.Checks() {
				require.NoError(t, run(f.ctx, c), c.Name)
			}
			require.NoError(t, tc.damage(f))
			for _, c := range f.k.Checks() {
				if c.Name == tc.check {
					require.Error(t, run(f.ctx, c))
				}
			}
		})
	}
}

// Σ budgets of live jobs + Σ deposits of bids under seal = what the scope "market" holds.
func TestEveryHoldOfTheMarketHasItsJobOrBid(t *testing.T) {
	f := populated(t)
	es, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(t, err)
	held := math.ZeroInt()
	for _, h := range es.Holds {
		if h.Scope == types.ModuleName {
			held = held.Add(h.Hold.Coin.Amount)
		}
	}
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	want := math.NewInt(int64(len(gs.Commitments)) * unit / 10)
	for _, j := range gs.Jobs {
		if j.Status.Live() {
			want = want.Add(j.Request.Budget.Amount)
		}
	}
	require.Equal(t, want.String(), held.String())
	require.Len(t, gs.Commitments, 5)
}
