package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func TestACoverIsPledgeAndCapital(t *testing.T) {
	f := newFixture(t)
	job, _ := f.job()
	require.NoError(t, f.lock(job, f.usual()))
	require.Equal(t, int64(5_000_000), f.held(f.provider))
	require.Equal(t, uint64(5_000_000), f.score(f.provider).Capital.Reserved)
	engaged, err := f.k.Engaged(f.ctx, f.provider)
	require.NoError(t, err)
	require.Equal(t, uint64(1), engaged)
	require.Len(t, f.events(types.EventCoverLocked), 1)
	f.checkInvariants()

	require.NoError(t, f.k.UnlockCover(f.ctx, coverRef(job, f.provider)))
	require.Zero(t, f.held(f.provider))
	require.Equal(t, capital, f.score(f.provider).Capital.Free)
	require.Len(t, f.events(types.EventCoverUnlocked), 1)
	require.ErrorIs(t, f.k.UnlockCover(f.ctx, coverRef(job, f.provider)), types.ErrCoverNotFound)
	f.checkInvariants()
}

func TestACoverMayBeAllCashOrAllCapital(t *testing.T) {
	for name, tc := range map[string]struct {
		pledge  int64
		capital uint64
	}{
		"all capital":         {0, 10_000_000},
		"all cash":            {10_000_000, 0},
		"a warranty up to L":  {20_000_000, 0},
		"one unit of capital": {9_999_999, 1},
		"instant: 2.25 times": {12_500_000, 10_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			d := f.usual()
			if name == "instant: 2.25 times" {
				d = d.instant()
			}
			d.pledge, d.loss = tc.pledge, 20_000_000
			job, _ := f.job()
			estimate, err := f.k.EstimateCover(f.ctx, d.provider, d.request())
			require.NoError(t, err)
			require.Equal(t, tc.capital, estimate)
			require.NoError(t, f.lock(job, d))
			require.Equal(t, tc.pledge, f.held(f.provider))
			require.Equal(t, tc.capital, f.score(f.provider).Capital.Reserved)
			f.checkInvariants()
			require.NoError(t, f.k.UnlockCover(f.ctx, coverRef(job, f.provider)))
			f.checkInvariants()
		})
	}
}

// What LockCover refuses, EstimateCover refuses for the same reason, and both change nothing.
func TestCoversAreRefused(t *testing.T) {
	cases := map[string]struct {
		change func(f *fixture, d *deal)
		err    error
	}{
		"own client":                     {func(f *fixture, d *deal) { d.client = d.provider }, types.ErrSameParty},
		"no price":                       {func(_ *fixture, d *deal) { d.price = 0 }, field.ErrCoin},
		"price above 10^15":              {func(_ *fixture, d *deal) { d.price = 1_000_000_000_000_001 }, types.ErrPriceRange},
		"pledge above need and loss":     {func(_ *fixture, d *deal) { d.pledge = 10_000_001 }, types.ErrPledgeTooHigh},
		"negative pledge":                {func(_ *fixture, d *deal) { d.pledge = -1 }, field.ErrRange},
		"pledge the agent has not":       {func(_ *fixture, d *deal) { d.price, d.pledge = purse+1, purse+1 }, escrowtypes.ErrInsufficient},
		"capital the agent has not":      {func(_ *fixture, d *deal) { d.price, d.pledge = int64(capital)+1, 0 }, reputationtypes.ErrCapitalShort},
		"capital after the pledge":       {func(_ *fixture, d *deal) { d.price, d.pledge = int64(capital)+5_000_001, 5_000_000 }, reputationtypes.ErrCapitalShort},
		"too many engagements":           {func(f *fixture, _ *deal) { f.limitEngaged(1); f.hire(f.usual()) }, types.ErrTooManyEngaged},
		"pledge below the least hold":    {func(f *fixture, d *deal) { f.minHold(10); d.price, d.pledge = 100, 9 }, escrowtypes.ErrBelowMinHold},
		"instant with too little pledge": {func(_ *fixture, d *deal) { *d = d.instant(); d.pledge-- }, types.ErrInstant},
		"instant with too little loss":   {func(_ *fixture, d *deal) { *d = d.instant(); d.loss = d.price - 1 }, types.ErrInstant},
		"instant asks for more capital":  {func(_ *fixture, d *deal) { d.price *= 6; *d = d.instant() }, reputationtypes.ErrCapitalShort},
		"the job asks for more capital":  {func(_ *fixture, d *deal) { d.sigmaBps = 100_000 }, reputationtypes.ErrCapitalShort},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			d := f.usual()
			tc.change(f, &d)
			job, _ := f.job()
			before := f.dump()
			request := d.request()
			request.Price = sdk.Coin{Denom: "utroth", Amount: math.NewInt(d.price)}
			ref := coverRef(job, d.provider)
			require.ErrorIs(t, f.k.LockCover(f.ctx, f.authority(d.provider, identitytypes.ActionBid), ref, request), tc.err)
			require.Equal(t, before, f.dump())
			_, err := f.k.EstimateCover(f.ctx, d.provider, request)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, before, f.dump())
		})
	}
}

func TestAnEstimateChangesNothing(t *testing.T) {
	f := newFixture(t)
	before := f.dump()
	d := f.usual()
	capital, err := f.k.EstimateCover(f.ctx, f.provider, d.request())
	require.NoError(t, err)
	require.Equal(t, uint64(5_000_000), capital)
	d.price, d.pledge = 90_000_000, 0
	capital, err = f.k.EstimateCover(f.ctx, f.provider, d.request())
	require.ErrorIs(t, err, reputationtypes.ErrCapitalShort)
	require.Equal(t, uint64(90_000_000), capital, "the need is told even when it cannot be met")
	require.Equal(t, before, f.dump())
}

func TestCoversNeedAnAuthorityAndAFreeName(t *testing.T) {
	f := newFixture(t)
	d := f.usual()
	job, _ := f.job()
	bid := f.authority(f.provider, identitytypes.ActionBid)
	require.ErrorIs(t, f.k.LockCover(f.ctx, identitytypes.Authority{}, job, d.request()), types.ErrNoAuthority)
	require.ErrorIs(t, f.k.LockCover(f.ctx, bid, nil, d.request()), types.ErrCoverRef)
	require.ErrorIs(t, f.k.LockCover(f.ctx, bid, make([]byte, 9), d.request()), types.ErrCoverRef)
	require.ErrorIs(t, f.k.LockCover(f.ctx, bid, make([]byte, 65), d.request()), types.ErrCoverRef)
	require.NoError(t, f.lock(job, d))
	before := f.dump()
	require.ErrorIs(t, f.lock(job, d), types.ErrCoverExists)
	require.Equal(t, before, f.dump())
	d.price = 1
	other := d.request()
	other.Price.Denom = "uother"
	require.ErrorIs(t, f.k.LockCover(f.ctx, bid, []byte("other"), other), escrowtypes.ErrDenomNotAccepted)
}

func (f *fixture) limitEngaged(n uint32) {
	f.Helper()
	p, err := f.k.GetParams(f.ctx)
	require.NoError(f, err)
	p.MaxOpenPerProvider = n
	f.updateParams(p)
}

func (f *fixture) updateParams(p types.Params) {
	f.Helper()
	_, err := f.msg.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
	require.NoError(f, err)
}

// minHold raises the least hold of the base denom.
func (f *fixture) minHold(n int64) {
	f.Helper()
	gs, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(f, err)
	gs.Params.AcceptedDenoms[0].MinHold = math.NewInt(n)
	f.setEscrowParams(gs.Params)
}
