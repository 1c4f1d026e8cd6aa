package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/agreement/types"
)

func exampleGenesis(t *testing.T) types.GenesisState {
	t.Helper()
	gs := *types.DefaultGenesis()
	for i, status := range types.Statuses {
		a := example(status)
		key := []byte{0, 0, 0, 1, 0, 0, 0, byte(i + 1)}
		a.Id = types.FormatID(key)
		gs.Agreements = append(gs.Agreements, a)
		gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: a.DueMs, Kind: status.Kind(), Id: key})
	}
	gs.Covers = []types.CoverEntry{{Ref: []byte("ref"), Cover: types.Cover{
		Provider: addr("provider"), Pledge: coin(0), Capital: 5, Snapshot: example(types.StatusWorking).Snapshot,
	}}}
	return gs
}

func TestGenesisIsChecked(t *testing.T) {
	cases := map[string]struct {
		change func(gs *types.GenesisState)
		err    error
	}{
		"default":              {func(gs *types.GenesisState) { *gs = *types.DefaultGenesis() }, nil},
		"every status":         {func(*types.GenesisState) {}, nil},
		"backed-off deadline":  {func(gs *types.GenesisState) { gs.Deadlines[0].DueMs++; gs.Deadlines[0].Attempts = 1 }, nil},
		"params":               {func(gs *types.GenesisState) { gs.Params.RetainMs = 0 }, field.ErrRange},
		"bad id":               {func(gs *types.GenesisState) { gs.Agreements[0].Id = "agr_1" }, id.ErrMalformed},
		"an id twice":          {func(gs *types.GenesisState) { gs.Agreements[1].Id = gs.Agreements[0].Id }, types.ErrGenesis},
		"one party":            {func(gs *types.GenesisState) { gs.Agreements[0].Terms.Client = gs.Agreements[0].Terms.Provider }, types.ErrSameParty},
		"unknown status":       {func(gs *types.GenesisState) { gs.Agreements[0].Status = 17 }, types.ErrGenesis},
		"snapshot":             {func(gs *types.GenesisState) { gs.Agreements[0].Snapshot.UnitsPerNumeraire = 0 }, field.ErrRange},
		"fees above the price": {func(gs *types.GenesisState) { gs.Agreements[0].Snapshot.ProtocolFeeBps = 9_801 }, field.ErrRange},
		"live and settled":     {func(gs *types.GenesisState) { gs.Agreements[0].Settlement = &types.Settlement{} }, types.ErrGenesis},
		"ended, not settled":   {func(gs *types.GenesisState) { gs.Agreements[2].Settlement = nil }, types.ErrGenesis},
		"review, no work":      {func(gs *types.GenesisState) { gs.Agreements[1].Submission = nil }, types.ErrGenesis},
		"work without hash":    {func(gs *types.GenesisState) { gs.Agreements[1].Submission.Sha256 = nil }, field.ErrMissing},
		"reserve after submit": {func(gs *types.GenesisState) { gs.Agreements[1].BackupReserve = math.OneInt() }, types.ErrGenesis},
		"no reserve":           {func(gs *types.GenesisState) { gs.Agreements[0].BackupReserve = math.Int{} }, field.ErrMissing},
		"money is missing":     {func(gs *types.GenesisState) { gs.Agreements[2].Settlement.Burned = math.ZeroInt() }, types.ErrGenesis},
		"no amount":            {func(gs *types.GenesisState) { gs.Agreements[2].Settlement.Paid = math.Int{} }, field.ErrMissing},
		"too compensated":      {func(gs *types.GenesisState) { gs.Agreements[2].Settlement.Compensation = math.NewInt(1_001) }, types.ErrGenesis},
		"rating":               {func(gs *types.GenesisState) { gs.Agreements[2].ClientRating = 102 }, field.ErrRange},
		"cover ref":            {func(gs *types.GenesisState) { gs.Covers[0].Ref = nil }, types.ErrCoverRef},
		"cover twice":          {func(gs *types.GenesisState) { gs.Covers = append(gs.Covers, gs.Covers[0]) }, types.ErrGenesis},
		"cover's provider":     {func(gs *types.GenesisState) { gs.Covers[0].Cover.Provider = "" }, field.ErrMissing},
		"cover's pledge":       {func(gs *types.GenesisState) { gs.Covers[0].Cover.Pledge = sdk.Coin{} }, field.ErrMissing},
		"cover's denom":        {func(gs *types.GenesisState) { gs.Covers[0].Cover.Pledge.Denom = "!" }, types.ErrGenesis},
		"no deadline":          {func(gs *types.GenesisState) { gs.Deadlines = gs.Deadlines[1:] }, types.ErrGenesis},
		"deadline of nobody":   {func(gs *types.GenesisState) { gs.Deadlines[0].Id = []byte("nobody!!") }, types.ErrGenesis},
		"deadline twice":       {func(gs *types.GenesisState) { gs.Deadlines[1] = gs.Deadlines[0] }, deadline.ErrMalformed},
		"another kind":         {func(gs *types.GenesisState) { gs.Deadlines[0].Kind = types.KindPrune }, types.ErrGenesis},
		"another time":         {func(gs *types.GenesisState) { gs.Deadlines[0].DueMs++ }, types.ErrGenesis},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			gs := exampleGenesis(t)
			tc.change(&gs)
			err := gs.Validate()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
		})
	}
}

func TestTermsRefuseBadFields(t *testing.T) {
	cases := map[string]struct {
		change func(t *types.Terms)
		err    error
		field  string
	}{
		"good": {func(*types.Terms) {}, nil, ""},
		"criteria": {func(t *types.Terms) {
			t.Criteria = []types.Criterion{{Text: "a", WeightBps: 4_000}, {Text: "b", WeightBps: 6_000}}
		}, nil, ""},
		"no client":       {func(t *types.Terms) { t.Client = "" }, field.ErrMissing, "terms.client"},
		"bad provider":    {func(t *types.Terms) { t.Provider = "p" }, field.ErrAddress, "terms.provider"},
		"no title":        {func(t *types.Terms) { t.Title = "" }, field.ErrMissing, "terms.title"},
		"long title":      {func(t *types.Terms) { t.Title = strings.Repeat("t", 141) }, field.ErrLength, "terms.title"},
		"no spec":         {func(t *types.Terms) { t.Spec.Uri = "" }, field.ErrMissing, "terms.spec.uri"},
		"no spec hash":    {func(t *types.Terms) { t.Spec.Sha256 = nil }, field.ErrMissing, "terms.spec.sha256"},
		"many criteria":   {func(t *types.Terms) { t.Criteria = make([]types.Criterion, 17) }, field.ErrTooMany, "terms.criteria"},
		"empty criterion": {func(t *types.Terms) { t.Criteria = []types.Criterion{{WeightBps: 10_000}} }, field.ErrMissing, "terms.criteria[0].text"},
		"weightless":      {func(t *types.Terms) { t.Criteria = []types.Criterion{{Text: "a"}} }, field.ErrRange, "terms.criteria[0].weight_bps"},
		"weights":         {func(t *types.Terms) { t.Criteria = []types.Criterion{{Text: "a", WeightBps: 9_999}} }, field.ErrRange, "sum of weight_bps"},
		"bad skill":       {func(t *types.Terms) { t.Skill = "A B" }, field.ErrFormat, "terms.skill"},
		"free":            {func(t *types.Terms) { t.Price = coin(0) }, field.ErrCoin, "terms.price"},
		"no loss":         {func(t *types.Terms) { t.Loss = math.ZeroInt() }, field.ErrRange, "terms.loss"},
		"negative pledge": {func(t *types.Terms) { t.Pledge = math.NewInt(-1) }, field.ErrRange, "terms.pledge"},
		"no delivery":     {func(t *types.Terms) { t.DeliveryMs = 0 }, field.ErrRange, "terms.delivery_ms"},
		"endless review":  {func(t *types.Terms) { t.ReviewMs = types.MaxWindowMs + 1 }, field.ErrRange, "terms.review_ms"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			terms := example(types.StatusWorking).Terms
			tc.change(&terms)
			err := terms.Validate()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.Contains(t, err.Error(), tc.field)
		})
	}
}
