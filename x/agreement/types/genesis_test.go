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

// exampleGenesis has an agreement of every status, in the order of types.Statuses, each ended one with its receipt.
func exampleGenesis() types.GenesisState {
	gs := *types.DefaultGenesis()
	for i, status := range types.Statuses {
		a := example(status)
		key := []byte{0, 0, 0, 1, 0, 0, 0, byte(i + 1)}
		a.Id = types.FormatID(key)
		gs.Agreements = append(gs.Agreements, a)
		if kind := status.Kind(); kind != 0 {
			gs.Deadlines = append(gs.Deadlines, deadline.Entry{DueMs: a.DueMs, Kind: kind, Id: key})
		}
		if status.Ended() {
			gs.Receipts = append(gs.Receipts, types.ReceiptEntry{Agreement: a.Id, Receipt: receipt()})
		}
	}
	gs.Covers = []types.CoverEntry{{Ref: []byte("ref"), Cover: types.Cover{
		Provider: addr("provider"), Pledge: coin(0), Capital: 5, Snapshot: example(types.StatusWorking).Snapshot,
	}}}
	return gs
}

func TestGenesisIsChecked(t *testing.T) {
	type change = func(gs *types.GenesisState)
	// on changes the agreement of a status.
	on := func(status types.Status, do func(a *types.Agreement)) change {
		return func(gs *types.GenesisState) {
			for i := range gs.Agreements {
				if gs.Agreements[i].Status == status {
					do(&gs.Agreements[i])
					return
				}
			}
		}
	}
	working := func(do func(a *types.Agreement)) change { return on(types.StatusWorking, do) }
	disputed := func(do func(a *types.Agreement)) change { return on(types.StatusDisputed, do) }
	r := func(do func(r *types.Receipt)) change {
		return func(gs *types.GenesisState) { do(&gs.Receipts[0].Receipt) }
	}
	cases := map[string]struct {
		change change
		err    error
	}{
		"default":              {func(gs *types.GenesisState) { *gs = *types.DefaultGenesis() }, nil},
		"every status":         {func(*types.GenesisState) {}, nil},
		"backed-off deadline":  {func(gs *types.GenesisState) { gs.Deadlines[0].DueMs++; gs.Deadlines[0].Attempts = 1 }, nil},
		"params":               {func(gs *types.GenesisState) { gs.Params.RetainMs = 0 }, field.ErrRange},
		"bad id":               {func(gs *types.GenesisState) { gs.Agreements[0].Id = "agr_1" }, id.ErrMalformed},
		"an id twice":          {func(gs *types.GenesisState) { gs.Agreements[1].Id = gs.Agreements[0].Id }, types.ErrGenesis},
		"one party":            {working(func(a *types.Agreement) { a.Terms.Client = a.Terms.Provider }), types.ErrSameParty},
		"unknown status":       {working(func(a *types.Agreement) { a.Status = 17 }), types.ErrGenesis},
		"long origin":          {working(func(a *types.Agreement) { a.Origin = strings.Repeat("o", 65) }), field.ErrLength},
		"snapshot":             {working(func(a *types.Agreement) { a.Snapshot.UnitsPerNumeraire = 0 }), field.ErrRange},
		"no time to answer":    {working(func(a *types.Agreement) { a.Snapshot.AnswerMs = 0 }), field.ErrRange},
		"fees above the price": {working(func(a *types.Agreement) { a.Snapshot.ProtocolFeeBps = 9_801 }), field.ErrRange},
		"too many milestones":  {working(func(a *types.Agreement) { a.First, a.Milestone, a.Amendments = 16, 16, 1 }), field.ErrRange},
		"beyond the last":      {working(func(a *types.Agreement) { a.Milestone = 1 }), field.ErrRange},
		"ended before one":     {on(types.StatusRefunded, func(a *types.Agreement) { a.Milestone = 0 }), field.ErrRange},
		"first, not amended":   {on(types.StatusRefunded, func(a *types.Agreement) { a.First, a.Milestone = 1, 2 }), types.ErrGenesis},
		"too many reworks":     {working(func(a *types.Agreement) { a.Reworks = 2 }), field.ErrRange},
		"depth without parent": {working(func(a *types.Agreement) { a.Depth = 1 }), types.ErrGenesis},
		"parent without depth": {working(func(a *types.Agreement) { a.Terms.Parent = a.Id }), types.ErrGenesis},
		"too deep":             {working(func(a *types.Agreement) { a.Depth = 5 }), field.ErrRange},
		"review, no work":      {on(types.StatusReview, func(a *types.Agreement) { a.Submission = nil }), types.ErrGenesis},
		"work before its time": {working(func(a *types.Agreement) { a.Submission = submission() }), types.ErrGenesis},
		"work without hash":    {on(types.StatusReview, func(a *types.Agreement) { a.Submission.Sha256 = nil }), field.ErrMissing},
		"reserve after submit": {on(types.StatusReview, func(a *types.Agreement) { a.BackupReserve = math.OneInt() }), types.ErrGenesis},
		"reserve after amend":  {working(func(a *types.Agreement) { a.Amendments = 1 }), types.ErrGenesis},
		"no reserve":           {working(func(a *types.Agreement) { a.BackupReserve = math.Int{} }), field.ErrMissing},
		"absent, no evaluator": {working(func(a *types.Agreement) { a.EvaluatorAbsent = true }), types.ErrGenesis},
		"claimed, no claim":    {on(types.StatusClaimed, func(a *types.Agreement) { a.Claim = nil }), types.ErrGenesis},
		"claim while working":  {working(func(a *types.Agreement) { a.Claim = &types.Claim{Deposit: zero} }), types.ErrGenesis},
		"claim above all":      {on(types.StatusClaimed, func(a *types.Agreement) { a.Claim.Bps = 10_001 }), field.ErrRange},
		"claim, long reason":   {on(types.StatusClaimed, func(a *types.Agreement) { a.Claim.Reason = strings.Repeat("r", 281) }), field.ErrLength},
		"claim, no deposit":    {on(types.StatusClaimed, func(a *types.Agreement) { a.Claim.Deposit = math.Int{} }), field.ErrMissing},
		"instant, not paid":    {on(types.StatusReview, func(a *types.Agreement) { *a = instant(*a); a.Advance = nil }), types.ErrGenesis},
		"instant, paid":        {on(types.StatusReview, func(a *types.Agreement) { *a = instant(*a) }), nil},
		"paid, not instant":    {on(types.StatusReview, func(a *types.Agreement) { a.Advance = &types.Advance{} }), types.ErrGenesis},
		"advance of less":      {on(types.StatusReview, func(a *types.Agreement) { *a = instant(*a); a.Advance.Burned = zero }), types.ErrGenesis},
		"advance of nothing":   {on(types.StatusReview, func(a *types.Agreement) { *a = instant(*a); a.Advance.Paid = math.Int{} }), field.ErrMissing},
		"proposals":            {working(func(a *types.Agreement) { *a = proposed(*a) }), nil},
		"proposal of nothing":  {working(func(a *types.Agreement) { a.ClientProposal = &types.Proposal{Extra: zero} }), field.ErrRange},
		"proposal above all":   {working(func(a *types.Agreement) { a.ClientProposal = types.SplitProposal(10_001) }), field.ErrRange},
		"proposal, no amount":  {working(func(a *types.Agreement) { a.ClientProposal = &types.Proposal{Kind: types.ProposalSplit} }), field.ErrMissing},
		"split with extra":     {working(func(a *types.Agreement) { *a = proposed(*a); a.ProviderProposal.Kind = types.ProposalSplit }), types.ErrGenesis},
		"amendment, no hash":   {working(func(a *types.Agreement) { *a = proposed(*a); a.ProviderProposal.TermsHash = nil }), field.ErrMissing},
		"amendment in review":  {on(types.StatusReview, func(a *types.Agreement) { *a = proposed(*a) }), types.ErrGenesis},
		"proposal at the end":  {on(types.StatusRefunded, func(a *types.Agreement) { a.ClientProposal = types.SplitProposal(1) }), types.ErrGenesis},
		"disputed, no case":    {disputed(func(a *types.Agreement) { a.Dispute = nil }), types.ErrGenesis},
		"a case, no name":      {disputed(func(a *types.Agreement) { a.Dispute.Case = "" }), field.ErrMissing},
		"a case, long name":    {disputed(func(a *types.Agreement) { a.Dispute.Case = strings.Repeat("c", 65) }), field.ErrLength},
		"a case by whom":       {disputed(func(a *types.Agreement) { a.Dispute.By = 3 }), field.ErrRange},
		"a case, no amount":    {disputed(func(a *types.Agreement) { a.Dispute.Fee = math.Int{} }), field.ErrMissing},
		"a fee of a dispute":   {disputed(func(a *types.Agreement) { a.Dispute.Fee = math.OneInt() }), types.ErrGenesis},
		"disputed without why": {disputed(func(a *types.Agreement) { a.Claim = nil }), types.ErrGenesis},
		"a panel":              {disputed(func(a *types.Agreement) { *a = panelled(*a, 60) }), nil},
		"a panel and a claim":  {disputed(func(a *types.Agreement) { c := a.Claim; *a = panelled(*a, 60); a.Claim = c }), types.ErrGenesis},
		"a panel above all":    {disputed(func(a *types.Agreement) { *a = panelled(*a, 1_001) }), types.ErrGenesis},
		"a dispute, due":       {disputed(func(a *types.Agreement) { a.DueMs = 1 }), types.ErrGenesis},
		"a dispute, instant":   {disputed(func(a *types.Agreement) { *a = instant(*a) }), nil},
		"a dispute, proposal":  {disputed(func(a *types.Agreement) { a.ClientProposal = types.SplitProposal(1) }), types.ErrGenesis},
		"case while working":   {working(func(a *types.Agreement) { a.Dispute = example(types.StatusDisputed).Dispute }), types.ErrGenesis},
		"a contest":            {on(types.StatusReview, func(a *types.Agreement) { *a = authorised(*a) }), nil},
		"a contest, no amount": {on(types.StatusReview, func(a *types.Agreement) { a.Contest = &types.Contest{} }), field.ErrMissing},
		"a contest, no work":   {working(func(a *types.Agreement) { *a = authorised(*a) }), types.ErrGenesis},
		"a contest, disputed":  {disputed(func(a *types.Agreement) { *a = authorised(*a) }), types.ErrGenesis},
		"a receipt's case":     {r(func(r *types.Receipt) { r.Case = strings.Repeat("c", 65) }), field.ErrLength},
		"a receipt's panel":    {r(func(r *types.Receipt) { r.PanelFee = math.OneInt() }), types.ErrGenesis},
		"no receipt":           {func(gs *types.GenesisState) { gs.Receipts = gs.Receipts[1:] }, types.ErrGenesis},
		"a receipt twice":      {func(gs *types.GenesisState) { gs.Receipts[1] = gs.Receipts[0] }, types.ErrGenesis},
		"a receipt of nobody":  {func(gs *types.GenesisState) { gs.Receipts[0].Agreement = "agr_ffffffffffffffff" }, types.ErrGenesis},
		"a receipt too early":  {func(gs *types.GenesisState) { gs.Receipts[0].Agreement = gs.Agreements[0].Id }, types.ErrGenesis},
		"a later milestone":    {r(func(r *types.Receipt) { r.Milestone = 16 }), field.ErrRange},
		"money is missing":     {r(func(r *types.Receipt) { r.Burned = zero }), types.ErrGenesis},
		"no amount":            {r(func(r *types.Receipt) { r.Paid = math.Int{} }), field.ErrMissing},
		"unknown outcome":      {r(func(r *types.Receipt) { r.Outcome = 9 }), field.ErrRange},
		"rating":               {r(func(r *types.Receipt) { r.Rating = 101 }), field.ErrRange},
		"client's rating":      {r(func(r *types.Receipt) { r.ClientRating = 102 }), field.ErrRange},
		"rated, not committed": {r(func(r *types.Receipt) { r.ClientRating = 1 }), types.ErrGenesis},
		"short commitment":     {r(func(r *types.Receipt) { r.RatingCommitment = []byte{1} }), field.ErrLength},
		"short result":         {r(func(r *types.Receipt) { r.ResultSha256 = []byte{1} }), field.ErrLength},
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
			gs := exampleGenesis()
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

// proposed gives an agreement an open proposal of each party.
func proposed(a types.Agreement) types.Agreement {
	a = a.WithProposal(types.RoleClient, types.CancelProposal(10))
	return a.WithProposal(types.RoleProvider, types.AmendProposal(make([]byte, 32), math.NewInt(5)))
}

func TestReceiptsAreOfSettledMilestones(t *testing.T) {
	a := example(types.StatusCompleted)
	require.NoError(t, a.ValidateReceipt(receipt()))
	late := receipt()
	late.Milestone = 1
	require.ErrorIs(t, a.ValidateReceipt(late), types.ErrGenesis)
	a = inParts(example(types.StatusReview), 1, 5_000, 5_000)
	require.ErrorIs(t, a.ValidateReceipt(receipt()), types.ErrGenesis, "half of the price, not all of it")
	a.First, a.Amendments = 1, 1
	require.NoError(t, a.ValidateReceipt(receipt()), "settled under earlier terms, which nobody knows any more")
}
