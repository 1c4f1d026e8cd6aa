package keeper_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func TestOpeningMovesMoneyAndCover(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	require.Equal(t, types.StatusWorking, a.Status)
	require.Equal(t, start, a.OpenedMs)
	require.Equal(t, start+delivery, a.DueMs)
	require.Equal(t, uint64(5_000_000), a.Capital)
	require.Equal(t, uint64(10_000_000), a.Snapshot.PriceMicro)
	require.Equal(t, [3]uint32{200, 50, 1_000}, [3]uint32{a.Snapshot.BurnBps, a.Snapshot.ProtocolFeeBps, a.Snapshot.KillFeeBps})
	require.Equal(t, [3]uint64{answerMs, 2_500, 100_000}, [3]uint64{a.Snapshot.AnswerMs, uint64(a.Snapshot.RejectDepositBps), a.Snapshot.RejectDepositMin})
	require.Equal(t, int64(12_000_000), f.held(f.client))
	require.Equal(t, int64(5_000_000), f.held(f.provider))
	require.Equal(t, purse, f.balance(f.client), "no coin has moved")
	require.Len(t, f.events(types.EventAgreementOpened), 1)
	f.block()
}

func TestOpeningWithoutPledgeOrReserve(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	d.pledge, d.reserve = 0, 0
	a := f.hire(d)
	require.Equal(t, uint64(10_000_000), a.Capital)
	require.Zero(t, f.held(f.provider))
	require.Equal(t, int64(10_000_000), f.held(f.client))
	f.block()
}

func TestManyOpenOnOneJobsBlock(t *testing.T) {
	f := newFixture(t)
	seen := map[string]bool{}
	d := f.usual()
	d.price, d.pledge, d.reserve = 100, 0, 0
	for range 60 {
		seen[f.hire(d).Id] = true
	}
	require.Len(t, seen, 60)
	f.block()
}

func TestOpeningsAreRefused(t *testing.T) {
	noFund := func(context.Context, escrowtypes.Target) error { return nil }
	cases := map[string]struct {
		change func(f *fixture, o *types.Opening, fund *types.Fund)
		err    error
	}{
		"bad terms":                    {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Title = "" }, field.ErrMissing},
		"one party":                    {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Client = o.Terms.Provider }, types.ErrSameParty},
		"negative reserve":             {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.BackupReserve = math.NewInt(-1) }, field.ErrRange},
		"long origin":                  {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Origin = string(make([]byte, 65)) }, field.ErrLength},
		"a long time to decline":       {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.DeclineMs = o.Terms.Milestones[0].DeliveryMs + 1 }, field.ErrRange},
		"no delivery time":             {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Milestones[0].DeliveryMs = 0 }, field.ErrRange},
		"not the cover of instant pay": {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Instant = true }, types.ErrCoverMismatch},
		"less cover than asked":        {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.SigmaBps = 10_001 }, types.ErrCoverMismatch},
		"a stranger's parent": {func(f *fixture, o *types.Opening, _ *types.Fund) {
			d := f.small()
			d.client, d.provider, d.pledge = f.second, f.evaluator, 1_000
			o.Terms.Parent = f.hire(d).Id
		}, types.ErrParent},
		"no cover":         {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.CoverRef = []byte("other") }, types.ErrCoverNotFound},
		"another provider": {func(f *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Provider = f.second.String() }, types.ErrCoverMismatch},
		"another price":    {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Price = utroth(9_999_999) }, types.ErrCoverMismatch},
		"another pledge":   {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Pledge = math.NewInt(4_999_999) }, types.ErrCoverMismatch},
		"another denom":    {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.Terms.Price.Denom = "uother" }, types.ErrCoverMismatch},
		"a price worth nothing": {func(_ *fixture, o *types.Opening, _ *types.Fund) {
			o.Terms.Price.Amount = math.NewInt(1_000_000_000_000_001)
		}, types.ErrPriceRange},
		"no fund":             {func(_ *fixture, _ *types.Opening, fund *types.Fund) { *fund = nil }, types.ErrFunding},
		"a fund that forgets": {func(_ *fixture, _ *types.Opening, fund *types.Fund) { *fund = noFund }, types.ErrFunding},
		"a fund that fails": {func(_ *fixture, _ *types.Opening, fund *types.Fund) {
			*fund = func(context.Context, escrowtypes.Target) error { return errHandler }
		}, errHandler},
		"too little money": {func(f *fixture, o *types.Opening, fund *types.Fund) { *fund = f.funder(o.CoverRef[:8], 11_999_999) }, types.ErrFunding},
		"too much money":   {func(_ *fixture, o *types.Opening, _ *types.Fund) { o.BackupReserve = math.NewInt(1_999_999) }, types.ErrFunding},
		"money of another agent": {func(f *fixture, _ *types.Opening, fund *types.Fund) {
			other, _ := f.job()
			d := f.usual()
			d.client = f.second
			f.hold(other, d)
			*fund = f.funder(other, 12_000_000)
		}, types.ErrFunding},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			d := f.usual()
			job, id := f.job()
			f.hold(job, d)
			require.NoError(t, f.lock(job, d))
			o, fund := f.opening(job, id, d), f.funder(job, d.price+d.reserve)
			tc.change(f, &o, &fund)
			before := f.dump()
			agreement, err := f.k.Open(f.ctx, o, fund)
			require.ErrorIs(t, err, tc.err)
			require.Empty(t, agreement)
			require.Equal(t, before, f.dump())
		})
	}
}

// A change of parameters between bid, award and settlement moves nothing: the cover keeps the snapshot it was locked
// under, and the agreement takes it over.
func TestACoverKeepsItsSnapshot(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	job, id := f.job()
	f.hold(job, d)
	require.NoError(t, f.lock(job, d))

	params := testParams()
	params.KillFeeBps, params.MaxOpenPerProvider = 9_999, 1
	f.updateParams(params)
	gs, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(t, err)
	gs.Params.BurnBps, gs.Params.ProtocolFeeBps = 5_000, 5_000
	gs.Params.AcceptedDenoms[0].UnitsPerNumeraire = 7
	f.setEscrowParams(gs.Params)

	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, 12_000_000))
	require.NoError(t, err)
	a := f.get(agr)
	require.Equal(t, uint64(10_000_000), a.Snapshot.PriceMicro)
	require.NoError(t, f.submit(a))
	require.NoError(t, f.accept(a, 100))
	require.Equal(t, purse+9_750_000, f.balance(f.provider), "2 % and 0.5 % as agreed, not half and half")
	f.block()
}

// A locked cover counts as a running agreement, so an award never fails for their number.
func TestTheLimitOfEngagementsCountsCoversAndAgreements(t *testing.T) {
	f := newFixture(t)
	f.limitEngaged(2)
	d := f.usual()
	d.price, d.pledge, d.reserve = 1_000, 0, 0
	first, firstID := f.job()
	f.hold(first, d)
	require.NoError(t, f.lock(first, d))
	a := f.hire(d)
	third, _ := f.job()
	require.ErrorIs(t, f.lock(third, d), types.ErrTooManyEngaged)
	_, err := f.k.Open(f.ctx, f.opening(first, firstID, d), f.funder(first, 1_000))
	require.NoError(t, err)
	require.ErrorIs(t, f.lock(third, d), types.ErrTooManyEngaged)
	require.NoError(t, f.terminate(a))
	require.NoError(t, f.lock(third, d))
	f.block()
	d.provider = f.second
	require.NoError(t, f.lock(third, d), "others are not counted")
	f.checkInvariants()
}

// Open is called at the end of a block with money in flight: what may come true after the check does not stop it.
func TestOpenIsLenientAboutWhatCameTrueAfterTheCheck(t *testing.T) {
	f := newFixture(t)
	parent := f.hire(f.small())
	d := f.judged(f.usual()).with(func(t *types.Terms) { t.Parent = parent.Id })
	require.NoError(t, f.k.CheckTerms(f.ctx, d.terms()))
	job, id := f.job()
	f.hold(job, d)
	require.NoError(t, f.lock(job, d))

	p := testParams()
	p.MaxDeliveryMs, p.MinReviewMs, p.MaxReviewMs = delivery-1, review+1, review+1
	f.updateParams(p)
	_, err := identitykeeper.NewMsgServer(f.identity).SetStatus(f.ctx, &identitytypes.MsgSetStatus{
		Owner: ownerOf(f.evaluator).String(), Agent: f.evaluator.String(), Status: identitytypes.AgentStatusRetired,
	})
	require.NoError(t, err)
	require.NoError(t, f.terminate(parent))
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, d.terms()), types.ErrClock)
	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, d.price+d.reserve))
	require.NoError(t, err)
	require.Equal(t, uint32(1), f.get(agr).Depth)
	f.block()
}

// A parent whose record is gone at the award leaves its child in its list, one below it.
func TestOpenBelowAParentThatIsGone(t *testing.T) {
	f := newFixture(t)
	d := f.usual().with(func(t *types.Terms) { t.Parent = "agr_00000000000000ff" })
	require.ErrorIs(t, f.k.CheckTerms(f.ctx, d.terms()), types.ErrParent)
	job, id := f.job()
	f.hold(job, d)
	require.NoError(t, f.lock(job, d))
	agr, err := f.k.Open(f.ctx, f.opening(job, id, d), f.funder(job, d.price+d.reserve))
	require.NoError(t, err)
	require.Equal(t, uint32(1), f.get(agr).Depth)
	f.block()
}

// Whatever way an address is written, one form is stored.
func TestTermsAreStoredInOneForm(t *testing.T) {
	f := newFixture(t)
	d := f.judged(f.usual()).with(func(t *types.Terms) {
		t.Client, t.Provider, t.Verification.Evaluator = strings.ToUpper(t.Client), strings.ToUpper(t.Provider), strings.ToUpper(t.Verification.Evaluator)
	})
	a := f.hire(d)
	require.Equal(t, [3]string{f.client.String(), f.provider.String(), f.evaluator.String()},
		[3]string{a.Terms.Client, a.Terms.Provider, a.Terms.Verification.Evaluator})
	require.NoError(t, f.submit(a))
	require.NoError(t, f.evaluate(a, 10_000))
	f.block()
}
