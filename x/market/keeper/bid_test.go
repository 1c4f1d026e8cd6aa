package keeper_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

func TestCommitAndReveal(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.agent("a")
	f.events()
	f.commit(key, bid{by: "a", price: 4 * unit})
	c, err := f.k.Commitment(f.ctx, key, f.agent("a").addr)
	require.NoError(t, err)
	require.Equal(t, types.Commitment{
		Signer: f.agent("a").owner.String(), Hash: f.commitMsg(key, bid{by: "a", price: 4 * unit}).Commitment, DueMs: f.job(key).RevealEndMs(),
	}, c)
	require.EqualValues(t, unit/10, f.held("a"))
	require.Equal(t, types.Standing{Commits: 1}, f.standing(key))

	f.pass(minute)
	m := f.revealMsg(key, bid{by: "a", price: 4 * unit})
	res, err := f.msgs.RevealBid(f.ctx, m)
	require.NoError(t, err)
	require.Equal(t, &types.MsgRevealBidResponse{Rank: 1, ScoreBps: 0, ExpectedCost: 11 * unit}, res)
	require.EqualValues(t, 4*unit, f.held("a"), "the deposit is back, the pledge is held")
	require.Equal(t, types.Standing{Commits: 1, Reveals: 1, Ranked: []types.Bid{{
		Provider: m.Provider, Signer: m.Signer, Price: m.Price, DeliveryMs: m.DeliveryMs, Pledge: m.Pledge, ExpectedCost: 11 * unit,
	}}}, f.standing(key))
	require.Equal(t, []string{types.EventBidCommitted, types.EventJobRevealing, types.EventBidRevealed}, eventTypes(f.events()))
	f.block()
}

func TestCommitBidIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(f *fixture, key []byte, m *types.MsgCommitBid)
		err    error
	}{
		"malformed":     {func(_ *fixture, _ []byte, m *types.MsgCommitBid) { m.Commitment = m.Commitment[:31] }, field.ErrLength},
		"no job":        {func(_ *fixture, _ []byte, m *types.MsgCommitBid) { m.Job = "job_0000000000000000" }, types.ErrJobNotFound},
		"no agent":      {func(_ *fixture, _ []byte, m *types.MsgCommitBid) { m.Provider = m.Signer }, identitytypes.ErrAgentNotFound},
		"not the owner": {func(_ *fixture, _ []byte, m *types.MsgCommitBid) { m.Signer = m.Provider }, identitytypes.ErrNotAuthorized},
		"an operator that may not bid": {func(f *fixture, _ []byte, m *types.MsgCommitBid) {
			m.Signer = f.operator("a", identitytypes.ActionHire).String()
		}, identitytypes.ErrActionNotAllowed},
		"a paused provider": {func(f *fixture, _ []byte, _ *types.MsgCommitBid) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"the client itself": {func(f *fixture, _ []byte, m *types.MsgCommitBid) {
			m.Signer, m.Provider = f.agent("client").owner.String(), f.agent("client").addr.String()
		}, types.ErrSameController},
		"another agent of the client's owner": {func(f *fixture, _ []byte, m *types.MsgCommitBid) {
			f.hand("a", f.agent("client").owner)
			m.Signer = f.agent("a").owner.String()
		}, types.ErrSameController},
		"a second bid": {func(f *fixture, key []byte, _ *types.MsgCommitBid) { f.commit(key, bid{by: "a", price: unit}) }, types.ErrAlreadyCommitted},
		"a mandate for the deposit, which has doubled": {func(f *fixture, key []byte, m *types.MsgCommitBid) {
			f.setParams(func(p *types.Params) { p.MaxBids = 1 })
			f.commit(key, bid{by: "b", price: unit})
			operator := f.operator("a", identitytypes.ActionBid)
			f.limit("a", operator, 2*unit/10-1)
			m.Signer = operator.String()
		}, identitytypes.ErrAboveAction},
		"the bidding is over, though its deadline did not run yet": {func(f *fixture, _ []byte, _ *types.MsgCommitBid) {
			f.setNow(f.now() + minute)
		}, types.ErrBiddingClosed},
		"revealing": {func(f *fixture, key []byte, _ *types.MsgCommitBid) {
			f.commit(key, bid{by: "b", price: unit})
			f.pass(minute)
		}, types.ErrBiddingClosed},
		"cancelled":                    {func(f *fixture, key []byte, _ *types.MsgCommitBid) { require.NoError(f.t, f.cancel("client", key)) }, types.ErrBiddingClosed},
		"no money for the deposit":     {func(f *fixture, _ []byte, _ *types.MsgCommitBid) { f.drain("a") }, escrowtypes.ErrInsufficient},
		"the denom is no longer taken": {func(f *fixture, _ []byte, _ *types.MsgCommitBid) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
		"a score below the minimum": {func(f *fixture, _ []byte, m *types.MsgCommitBid) {
			m.Job = types.JobID(f.post("client", func(r *types.JobRequest) { r.MinScoreBps = 1 }))
		}, types.ErrScoreTooLow},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client")
			m := f.commitMsg(key, bid{by: "a", price: 4 * unit})
			tc.change(f, key, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.CommitBid(ctx, m)
				return err
			})
		})
	}
}

func TestRevealBidIsRefused(t *testing.T) {
	change := func(c func(m *types.MsgRevealBid)) func(*fixture, []byte, *types.MsgRevealBid) {
		return func(_ *fixture, _ []byte, m *types.MsgRevealBid) { c(m) }
	}
	// sealed makes the seal fit the changed bid, so that what is behind it refuses.
	sealed := func(c func(m *types.MsgRevealBid)) func(*fixture, []byte, *types.MsgRevealBid) {
		return func(f *fixture, key []byte, m *types.MsgRevealBid) { c(m); f.reseal(key, m) }
	}
	for name, tc := range map[string]struct {
		change func(f *fixture, key []byte, m *types.MsgRevealBid)
		err    error
	}{
		"malformed":             {change(func(m *types.MsgRevealBid) { m.Price = math.ZeroInt() }), field.ErrRange},
		"no job":                {change(func(m *types.MsgRevealBid) { m.Job = "job_0000000000000000" }), types.ErrJobNotFound},
		"not the owner":         {change(func(m *types.MsgRevealBid) { m.Signer = m.Provider }), identitytypes.ErrNotAuthorized},
		"another price":         {change(func(m *types.MsgRevealBid) { m.Price = m.Price.SubRaw(1) }), types.ErrSealBroken},
		"another pledge":        {change(func(m *types.MsgRevealBid) { m.Pledge = m.Pledge.AddRaw(1) }), types.ErrSealBroken},
		"another delivery time": {change(func(m *types.MsgRevealBid) { m.DeliveryMs++ }), types.ErrSealBroken},
		"another note":          {change(func(m *types.MsgRevealBid) { m.Note.Sha256 = bytes.Repeat([]byte{1}, 32) }), types.ErrSealBroken},
		"another salt":          {change(func(m *types.MsgRevealBid) { m.Salt = bytes.Repeat([]byte{6}, 32) }), types.ErrSealBroken},
		"on another job": {func(f *fixture, _ []byte, m *types.MsgRevealBid) {
			other := f.post("client")
			f.commit(other, bid{by: "b", price: unit})
			f.setNow(f.now() + minute)
			m.Job = types.JobID(other)
		}, types.ErrCommitmentNotFound},
		"a bid nobody committed": {func(f *fixture, _ []byte, m *types.MsgRevealBid) {
			m.Signer, m.Provider = f.agent("b").owner.String(), f.agent("b").addr.String()
		}, types.ErrCommitmentNotFound},
		"revealed already": {func(f *fixture, _ []byte, m *types.MsgRevealBid) {
			_, err := f.msgs.RevealBid(f.ctx, m)
			require.NoError(f.t, err)
		}, types.ErrCommitmentNotFound},
		"before the bidding ends": {func(f *fixture, _ []byte, _ *types.MsgRevealBid) { f.setNow(f.now() - 1) }, types.ErrRevealClosed},
		"when the reveal window has ended, though its deadline did not run yet": {func(f *fixture, _ []byte, _ *types.MsgRevealBid) {
			f.setNow(f.now() + minute)
		}, types.ErrRevealClosed},
		"after the award":               {func(f *fixture, _ []byte, _ *types.MsgRevealBid) { f.pass(minute) }, types.ErrRevealClosed},
		"above the budget":              {sealed(func(m *types.MsgRevealBid) { m.Price = math.NewInt(10*unit + 1) }), types.ErrPriceAboveBudget},
		"longer than the job allows":    {sealed(func(m *types.MsgRevealBid) { m.DeliveryMs = 60*minute + 1 }), types.ErrDeliveryTooLong},
		"shorter than agreements allow": {sealed(func(m *types.MsgRevealBid) { m.DeliveryMs = 999 }), agreementtypes.ErrClock},
		"a pledge above cover and loss": {sealed(func(m *types.MsgRevealBid) { m.Pledge = math.NewInt(10*unit + 1) }), agreementtypes.ErrPledgeTooHigh},
		"too little cover":              {sealed(func(m *types.MsgRevealBid) { m.Pledge = math.NewInt(4*unit - 1) }), reputationtypes.ErrCapitalShort},
		"no money for the pledge":       {func(f *fixture, _ []byte, _ *types.MsgRevealBid) { f.drain("a") }, escrowtypes.ErrInsufficient},
		"paused since": {func(f *fixture, _ []byte, _ *types.MsgRevealBid) {
			require.NoError(f.t, f.setStatus("a", identitytypes.AgentStatusPaused))
		}, identitytypes.ErrAgentPaused},
		"under the client's controller since": {func(f *fixture, _ []byte, m *types.MsgRevealBid) {
			f.hand("a", f.agent("client").owner)
			m.Signer = f.agent("a").owner.String()
		}, types.ErrSameController},
		"the denom is no longer accepted": {func(f *fixture, _ []byte, _ *types.MsgRevealBid) { f.dropDenom() }, escrowtypes.ErrDenomNotAccepted},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			key := f.post("client")
			m := f.revealMsg(key, bid{by: "a", price: 4 * unit})
			f.commit(key, bid{by: "a", price: 4 * unit})
			f.pass(minute)
			tc.change(f, key, m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.RevealBid(ctx, m)
				return err
			})
		})
	}
}

// reseal replaces the seal of a bid by one that fits.
func (f *fixture) reseal(key []byte, m *types.MsgRevealBid) {
	f.t.Helper()
	provider := sdk.MustAccAddressFromBech32(m.Provider)
	c, err := f.k.Commitment(f.ctx, key, provider)
	require.NoError(f.t, err)
	c.Hash = seal(m)
	require.NoError(f.t, f.k.SetCommitment(f.ctx, key, provider, c))
}

// Who copies a commitment cannot open it, and the deposit burns.
func TestACopiedCommitmentIsUseless(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	original := f.commitMsg(key, bid{by: "a", price: 4 * unit})
	_, err := f.msgs.CommitBid(f.ctx, original)
	require.NoError(t, err)
	thief := f.agent("thief")
	_, err = f.msgs.CommitBid(f.ctx, &types.MsgCommitBid{
		Signer: thief.owner.String(), Provider: thief.addr.String(), Job: original.Job, Commitment: original.Commitment,
	})
	require.NoError(t, err, "a hash is a hash")
	f.pass(minute)

	// The thief sees the reveal in the mempool and copies it, too.
	m := f.revealMsg(key, bid{by: "a", price: 4 * unit})
	copied := *m
	copied.Signer, copied.Provider = thief.owner.String(), thief.addr.String()
	f.refused(types.ErrSealBroken, func(ctx ctx) error {
		_, err := f.msgs.RevealBid(ctx, &copied)
		return err
	})
	_, err = f.msgs.RevealBid(f.ctx, m)
	require.NoError(t, err)
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
	require.Zero(t, f.held("thief"))
	require.EqualValues(t, purse-unit/10, f.balance("thief"))
}

func TestOnlyTheBestFourStandAndHaveTheirCoverLocked(t *testing.T) {
	f := newFixture(t)
	key := f.post("client", withBackups(3))
	var bids []bid
	for i := 0; i < 7; i++ {
		bids = append(bids, bid{by: fmt.Sprintf("p%d", i), price: int64(8-i) * unit}) // each better than the one before
	}
	f.commit(key, bids...)
	f.pass(minute)
	f.events()
	require.Equal(t, []uint32{1, 1, 1, 1, 1, 1, 1}, f.reveal(key, bids...))
	require.Equal(t, []string{"p6", "p5", "p4", "p3"}, f.providers(key))
	displaced := []string{}
	for _, e := range f.events() {
		if e.Type == types.EventBidDisplaced {
			displaced = append(displaced, f.nameOf(attribute(e, "provider")))
		}
	}
	require.Equal(t, []string{"p0", "p1", "p2"}, displaced)
	for i, b := range bids {
		want := b.price
		if i < 3 {
			want = 0
		}
		require.Equal(t, want, f.held(b.by), b.by)
	}
	f.block()
}

// A bid that does not enter the list is revealed all the same: its deposit returns and it needs no cover.
func TestABidThatDoesNotStandNeedsNoCover(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	good := []bid{{by: "a", price: unit}, {by: "b", price: unit}, {by: "c", price: unit}, {by: "d", price: unit}}
	f.commit(key, append(good, bid{by: "late", price: 9 * unit})...)
	f.pass(minute)
	f.reveal(key, good...)
	f.drain("late")
	require.Equal(t, []uint32{0}, f.reveal(key, bid{by: "late", price: 9 * unit}))
	require.Zero(t, f.held("late"))
	require.Equal(t, types.Standing{Commits: 5, Reveals: 5, Ranked: f.standing(key).Ranked}, f.standing(key))
	f.block()
}

func TestDepositReturnsWhenTheDenomIsGone(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	f.dropDenom()
	f.pass(minute)
	f.events()
	f.pass(minute)
	require.ElementsMatch(t, []string{
		types.EventJobExpired, types.EventCommitmentReleased, types.EventCommitmentReleased, types.EventCommitmentReleased,
	}, eventTypes(f.events()), "nobody could reveal, so nobody is punished")
	for _, name := range []string{"client", "a", "b", "c"} {
		require.Zero(t, f.held(name))
		require.EqualValues(t, purse, f.balance(name))
	}
}

// The rate of the denom at the posting compares all bids of a job, whatever governance does between two reveals.
func TestAChangeOfTheRateDoesNotChangeTheOrder(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	f.pass(minute)
	f.reveal(key, three[1]) // 4 units
	f.setEscrow(func(p *escrowtypes.Params) { p.AcceptedDenoms[0].UnitsPerNumeraire *= 10 })
	require.Equal(t, []uint32{2}, f.reveal(key, three[2]))
	f.pass(minute)
	require.Equal(t, "a", f.winner(key))
}

// Whatever the order of commitments and of the reveals of one block, the whole state of all modules is the same.
func TestTheAwardDoesNotDependOnTheOrderOfBids(t *testing.T) {
	base := newFixture(t)
	base.agent("client")
	for i := 0; i < 8; i++ {
		base.agent(fmt.Sprintf("p%d", i))
	}
	base.capital("p0", 2*unit)
	base.capital("p1", 50*unit)
	base.block()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 8).Draw(t, "n")
		backups := uint32(rapid.IntRange(0, 3).Draw(t, "backups"))
		var bids []bid
		for i := 0; i < n; i++ {
			price := int64(rapid.IntRange(4, 6).Draw(t, "price")) * unit // few values: many ties
			pledge := price + int64(rapid.IntRange(0, 2).Draw(t, "more"))*unit
			bids = append(bids, bid{by: fmt.Sprintf("p%d", i), price: price, pledge: pledge})
		}
		run := func(name string) *fixture {
			f := base.branch(t)
			key := f.post("client", withBackups(backups))
			f.commit(key, rapid.Permutation(bids).Draw(t, name+" commits")...)
			f.pass(minute)
			f.reveal(key, rapid.Permutation(bids).Draw(t, name+" reveals")...)
			f.pass(minute)
			return f
		}
		require.Equal(t, run("one").bytes(), run("other").bytes())
	})
}

func TestAnyOperatorOfTheProviderMayReveal(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three[1])
	f.hand("a", sdk.AccAddress("new_owner___________"))
	f.pass(minute)
	require.Equal(t, []uint32{1}, f.reveal(key, three[1]), "the seal binds the agent, not the signer")
}
