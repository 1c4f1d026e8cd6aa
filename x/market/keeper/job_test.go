package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

func TestPostJob(t *testing.T) {
	f := newFixture(t)
	f.agent("client")
	f.events()
	key := f.post("client", withBackups(2))
	want := request()
	want.Backups, want.Loss, want.Auction, want.Award = 2, math.NewInt(10*unit), types.AuctionSealed, types.AwardChain
	require.Equal(t, types.Job{
		Id: types.JobID(key), Client: f.agent("client").addr.String(), Request: want, Status: types.JobStatusOpen,
		PostedMs: f.now(), DueMs: f.now() + minute, BidEndMs: f.now() + minute,
		BudgetMicro: 10 * unit, LossMicro: 10 * unit, UnitsPerNumeraire: unit, CancelFeeBps: 100, PriceFloorBps: 1_000, StorageDeposit: math.ZeroInt(),
	}, f.job(key))
	require.EqualValues(t, 10*unit, f.held("client"))
	require.EqualValues(t, purse, f.balance("client"), "the money stays the client's own")
	require.Equal(t, []string{types.EventJobPosted}, eventTypes(f.events()))
	require.Equal(t, types.Standing{}, f.standing(key), "no record before the first commitment")
	f.block()
}

func TestAnOperatorPostsWithinItsMandate(t *testing.T) {
	f := newFixture(t)
	client := f.agent("client")
	hire, work := f.operator("client", identitytypes.ActionHire), sdk.AccAddress("stranger____________")
	post := func(signer sdk.AccAddress) func(ctx) error {
		return func(ctx ctx) error {
			_, err := f.msgs.PostJob(ctx, &types.MsgPostJob{Signer: signer.String(), Client: client.addr.String(), Request: request()})
			return err
		}
	}
	f.refused(identitytypes.ErrNotAuthorized, post(work))
	require.NoError(t, post(hire)(f.ctx))
}

func TestPostJobIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		before func(f *fixture)
		change func(m *types.MsgPostJob)
		err    error
	}{
		"malformed":                             {nil, func(m *types.MsgPostJob) { m.Request.Title = "" }, field.ErrMissing},
		"no agent":                              {nil, func(m *types.MsgPostJob) { m.Client = m.Signer }, identitytypes.ErrAgentNotFound},
		"not the owner":                         {nil, func(m *types.MsgPostJob) { m.Signer = m.Client }, identitytypes.ErrNotAuthorized},
		"a paused client":                       {func(f *fixture) { require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused)) }, nil, identitytypes.ErrAgentPaused},
		"a retired client":                      {func(f *fixture) { require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusRetired)) }, nil, identitytypes.ErrAgentRetired},
		"too short a bidding":                   {nil, func(m *types.MsgPostJob) { m.Request.Clocks.BidMs = 999 }, types.ErrWindow},
		"too long a bidding":                    {nil, func(m *types.MsgPostJob) { m.Request.Clocks.BidMs = 30*day + 1 }, types.ErrWindow},
		"too short a reveal window":             {nil, func(m *types.MsgPostJob) { m.Request.Clocks.RevealMs = 999 }, types.ErrWindow},
		"too long a reveal window":              {nil, func(m *types.MsgPostJob) { m.Request.Clocks.RevealMs = 30*day + 1 }, types.ErrWindow},
		"a delivery that no agreement can have": {nil, func(m *types.MsgPostJob) { m.Request.Clocks.DeliveryMs = 30*day + 1 }, agreementtypes.ErrClock},
		"a review that no agreement can have":   {nil, func(m *types.MsgPostJob) { m.Request.Clocks.ReviewMs = 999 }, agreementtypes.ErrClock},
		"a denom that is not accepted":          {nil, func(m *types.MsgPostJob) { m.Request.Budget.Denom = "other" }, escrowtypes.ErrDenomNotAccepted},
		"a loss above ten budgets":              {nil, func(m *types.MsgPostJob) { m.Request.Loss = math.NewInt(100*unit + 1) }, types.ErrLoss},
		"a budget worth nothing": {
			func(f *fixture) {
				f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire = 1_000_000_000 })
			},
			func(m *types.MsgPostJob) { m.Request.Budget.Amount = math.NewInt(999) }, types.ErrBudgetValue,
		},
		"a budget above what can be priced": {
			nil, func(m *types.MsgPostJob) { m.Request.Budget.Amount = math.NewInt(1_000_000_000_000_001) }, types.ErrBudgetValue,
		},
		"more than the client has": {nil, func(m *types.MsgPostJob) { m.Request.Budget.Amount = math.NewInt(purse + 1) }, escrowtypes.ErrInsufficient},
		"below the least hold": {func(f *fixture) {
			f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].MinHold = math.NewInt(100 * unit) })
		}, nil, escrowtypes.ErrBelowMinHold},
		"as many jobs as can be had": {func(f *fixture) {
			f.setParams(func(p *types.Params) { p.MaxOpenJobs = 2 })
			f.post("client")
			f.post("client")
		}, nil, types.ErrTooManyJobs},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.agent("client")
			if tc.before != nil {
				tc.before(f)
			}
			m := &types.MsgPostJob{Signer: a.owner.String(), Client: a.addr.String(), Request: request()}
			if tc.change != nil {
				tc.change(m)
			}
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.PostJob(ctx, m)
				return err
			})
		})
	}
}

func TestAnEndMakesRoomForTheNextJob(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.MaxOpenJobs = 1 })
	f.post("client")
	f.pass(minute)
	f.auctioned("client", three)
	f.post("client")
	f.block()
}

func (f *fixture) cancel(client string, key []byte) error {
	a := f.agent(client)
	_, err := f.msgs.CancelJob(f.ctx, &types.MsgCancelJob{Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key)})
	return err
}

func TestCancelBeforeTheFirstBidIsFree(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.events()
	require.NoError(t, f.cancel("client", key))
	events := f.events()
	require.Equal(t, []string{types.EventJobCancelled}, eventTypes(events))
	require.Equal(t, "0utroth", attribute(events[0], "fee"))
	require.Zero(t, f.held("client"))
	require.EqualValues(t, purse, f.balance("client"))
	f.pass(3 * day)
	require.Empty(t, f.jobRecords())
}

func TestCancelAfterABidBurnsTheFeeAndReturnsTheDeposits(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	f.setParams(func(p *types.Params) { p.CancelFeeBps = 10_000 }) // a job keeps the fee of its posting
	require.NoError(t, f.cancel("client", key))
	require.Equal(t, types.JobStatusCancelled, f.job(key).Status)
	require.Zero(t, f.held("client"))
	require.EqualValues(t, purse-unit/10, f.balance("client"), "1 % of the budget is burned")
	require.EqualValues(t, unit/10, f.held("a"), "until the deadline of its commitment")
	f.block()

	f.events()
	f.pass(2 * minute)
	require.Equal(t, []string{types.EventCommitmentReleased, types.EventCommitmentReleased, types.EventCommitmentReleased}, eventTypes(f.events()))
	for _, name := range []string{"a", "b", "c"} {
		require.Zero(t, f.held(name))
		require.EqualValues(t, purse, f.balance(name))
	}
}

// The job may be pruned before the deadlines of its commitments have run: the deposits still come back.
func TestDepositsOutliveTheJob(t *testing.T) {
	f := newFixture(t)
	f.setParams(func(p *types.Params) { p.RetainMs = 1 })
	key := f.post("client")
	f.commit(key, three...)
	require.NoError(t, f.cancel("client", key))
	f.pass(1)
	require.Empty(t, f.jobRecords())
	require.EqualValues(t, unit/10, f.held("a"))
	f.pass(2 * minute)
	require.Zero(t, f.held("a"))
	require.EqualValues(t, purse, f.balance("a"))
}

func TestCancelIsAnExitThatStaysOpen(t *testing.T) {
	for name, before := range map[string]func(f *fixture){
		"the client is paused":            func(f *fixture) { require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused)) },
		"the client was handed over":      func(f *fixture) { f.hand("client", sdk.AccAddress("new_owner___________")) },
		"the denom is no longer accepted": func(f *fixture) { f.dropDenom() },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client")
			f.commit(key, three...)
			before(f)
			require.NoError(t, f.cancel("client", key))
			require.Zero(t, f.held("client"))
			f.pass(2 * minute)
			require.Zero(t, f.held("a"))
			require.EqualValues(t, purse, f.balance("a"))
		})
	}
}

func TestCancelJobIsRefused(t *testing.T) {
	other := func(f *fixture, m *types.MsgCancelJob) {
		a := f.agent("other")
		m.Signer, m.Client = a.owner.String(), a.addr.String()
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, m *types.MsgCancelJob)
		err    error
	}{
		"malformed":     {func(_ *fixture, m *types.MsgCancelJob) { m.Job = "job_1" }, id.ErrMalformed},
		"no job":        {func(_ *fixture, m *types.MsgCancelJob) { m.Job = "job_0000000000000000" }, types.ErrJobNotFound},
		"not the owner": {func(_ *fixture, m *types.MsgCancelJob) { m.Signer = m.Client }, identitytypes.ErrNotAuthorized},
		"not the owner of a paused client": {func(f *fixture, m *types.MsgCancelJob) {
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
			m.Signer = m.Client
		}, identitytypes.ErrNotAuthorized},
		"an operator that may not hire, of a paused client": {func(f *fixture, m *types.MsgCancelJob) {
			m.Signer = f.operator("client", identitytypes.ActionBid).String()
			require.NoError(f.t, f.setStatus("client", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrActionNotAllowed},
		"not the client": {other, types.ErrNotClient},
		"the bidding is over, though its deadline did not run yet": {func(f *fixture, _ *types.MsgCancelJob) {
			f.setNow(f.now() + minute)
		}, types.ErrBiddingClosed},
		"revealing": {func(f *fixture, m *types.MsgCancelJob) {
			key, err := types.ParseJobID("job", m.Job)
			require.NoError(f.t, err)
			f.commit(key, three...)
			f.pass(minute)
		}, types.ErrBiddingClosed},
		"expired": {func(f *fixture, _ *types.MsgCancelJob) { f.pass(minute) }, types.ErrBiddingClosed},
		"cancelled": {func(f *fixture, m *types.MsgCancelJob) {
			key, err := types.ParseJobID("job", m.Job)
			require.NoError(f.t, err)
			require.NoError(f.t, f.cancel("client", key))
		}, types.ErrBiddingClosed},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key, a := f.post("client"), f.agent("client")
			m := &types.MsgCancelJob{Signer: a.owner.String(), Client: a.addr.String(), Job: types.JobID(key)}
			tc.change(f, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.CancelJob(ctx, m)
				return err
			})
		})
	}
}

func TestUpdateParams(t *testing.T) {
	changed := types.DefaultParams()
	changed.MaxBids = 1024
	bad := types.DefaultParams()
	bad.MaxBids = 0
	for name, tc := range map[string]struct {
		msg types.MsgUpdateParams
		err error
	}{
		"by the authority":     {types.MsgUpdateParams{Authority: authority, Params: changed}, nil},
		"by somebody else":     {types.MsgUpdateParams{Authority: sdk.AccAddress("somebody____________").String(), Params: changed}, sdkerrors.ErrUnauthorized},
		"by nobody":            {types.MsgUpdateParams{Params: changed}, field.ErrMissing},
		"to a bound it breaks": {types.MsgUpdateParams{Authority: authority, Params: bad}, field.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			if tc.err != nil {
				f.refused(tc.err, func(ctx ctx) error {
					_, err := f.msgs.UpdateParams(ctx, &tc.msg)
					return err
				})
				return
			}
			_, err := f.msgs.UpdateParams(f.ctx, &tc.msg)
			require.NoError(t, err)
			p, err := f.k.GetParams(f.ctx)
			require.NoError(t, err)
			require.Equal(t, changed, p)
			require.Equal(t, sdk.Events{types.NewParamsUpdatedEvent(changed)}, sdk.Events(f.events()))
		})
	}
}
