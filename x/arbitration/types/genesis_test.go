package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/arbitration/types"
)

func TestGenesis(t *testing.T) {
	require.NoError(t, types.DefaultGenesis().Validate())
	require.NoError(t, genesis().Validate())
	for name, tc := range map[string]struct {
		change func(gs *types.GenesisState, e *types.CaseEntry)
		err    error
	}{
		"parameters":                      {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Params.RetainMs = 0 }, field.ErrRange},
		"a case twice":                    {func(gs *types.GenesisState, e *types.CaseEntry) { gs.Cases = append(gs.Cases, *e) }, types.ErrGenesis},
		"a malformed id":                  {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Id = "case_1" }, id.ErrMalformed},
		"no status":                       {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Status = 0 }, types.ErrGenesis},
		"no rounds":                       {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds = nil }, types.ErrGenesis},
		"a first round with an appellant": {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds[0].Appellant = 1 }, types.ErrGenesis},
		"an appeal without one":           {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds[1].Appellant = 0 }, types.ErrGenesis},
		"an appeal that paid too little":  {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds[1].Deposit = math.OneInt() }, types.ErrGenesis},
		"an even number of seats":         {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds[1].Seats = 4 }, types.ErrGenesis},
		"more revealed than there are":    {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rounds[1].Revealed = 6 }, types.ErrGenesis},
		"a verdict between two steps":     {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.VerdictBps = 7_400 }, types.ErrGenesis},
		"unclear, and not in the middle":  {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Unclear = true }, types.ErrGenesis},
		"settled before its time":         {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Settled = 1 }, types.ErrGenesis},
		"final before it is settled":      {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Status = types.StatusFinal }, types.ErrGenesis},
		"no deposit":                      {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.ClientDeposit = math.Int{} }, field.ErrMissing},
		"rules without a window":          {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Rules.CommitMs = 0 }, field.ErrRange},
		"a request without a price":       {func(_ *types.GenesisState, e *types.CaseEntry) { e.Case.Request.PriceMicro = 0 }, types.ErrPrice},
		"a document of nobody":            {func(_ *types.GenesisState, e *types.CaseEntry) { e.Evidence[0].Side = 0 }, types.ErrGenesis},
		"documents not in order": {func(_ *types.GenesisState, e *types.CaseEntry) {
			e.Evidence[0].Side = types.SideProvider
			e.Evidence[1].Side = types.SideClient
		}, types.ErrGenesis},
		"a document without a hash":     {func(_ *types.GenesisState, e *types.CaseEntry) { e.Evidence[0].Sha256 = nil }, field.ErrMissing},
		"too many documents":            {func(_ *types.GenesisState, e *types.CaseEntry) { e.Evidence = many(e.Evidence[0], types.MaxEvidence+1) }, types.ErrGenesis},
		"an arbiter twice":              {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[4].Arbiter = e.Seats[0].Arbiter }, types.ErrGenesis},
		"a seat too few":                {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats = e.Seats[1:] }, types.ErrGenesis},
		"a seat of a round that is not": {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[7].Round = 2 }, types.ErrGenesis},
		"another lock than the round's": {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[7].Lock = math.OneInt() }, types.ErrGenesis},
		"a vote without a commitment":   {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[7].Commitment = nil }, types.ErrGenesis},
		"a vote that was not revealed":  {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[6].Votes = []uint32{0} }, types.ErrGenesis},
		"a vote between two steps":      {func(_ *types.GenesisState, e *types.CaseEntry) { e.Seats[7].Votes = []uint32{7_400} }, types.ErrVote},
		"a count that is not of the votes": {func(_ *types.GenesisState, e *types.CaseEntry) {
			e.Seats[7] = types.Seat{Arbiter: addr("x"), Owner: addr("o"), Round: 1, Lock: e.Seats[7].Lock}
		}, types.ErrGenesis},
		"no deadline":                       {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Deadlines = nil }, types.ErrGenesis},
		"a deadline of another status":      {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Deadlines[0].Kind = types.KindDraw }, types.ErrGenesis},
		"a deadline at another time":        {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Deadlines[0].DueMs = 8 }, types.ErrGenesis},
		"a deadline of a case that is gone": {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Deadlines[0].Id[7] = 9 }, types.ErrGenesis},
		"a malformed deadline":              {func(gs *types.GenesisState, _ *types.CaseEntry) { gs.Deadlines[0].Attempts = 9 }, deadline.ErrMalformed},
		"one matter in two cases": {func(gs *types.GenesisState, e *types.CaseEntry) {
			other := entry()
			other.Case.Id = "case_0000000100000002"
			gs.Cases = append(gs.Cases, other)
			gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: 9, Kind: types.KindAppeal, Id: []byte{0, 0, 0, 1, 0, 0, 0, 2}})
		}, types.ErrGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := genesis()
			tc.change(gs, &gs.Cases[0])
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}

func many[T any](v T, n int) (list []T) {
	for range n {
		list = append(list, v)
	}
	return list
}
