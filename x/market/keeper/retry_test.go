package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/types"
)

// A deposit that is missing, by whatever bug, sticks the deadline of its commitment and nothing else; when it is mended,
// anyone can run it again.
func TestAStuckDeadlineIsRetriedByAnyone(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three...)
	a := f.agent("a")
	ref := types.BidRef(key, a.addr)
	require.NoError(t, f.handle.Release(f.ctx, ref))
	retry := &types.MsgRetry{Sender: sdk.AccAddress("anyone______________").String(), Job: types.JobID(key), Provider: a.addr.String()}
	run := func(ctx ctx) error {
		_, err := f.msgs.Retry(ctx, retry)
		return err
	}
	f.setNow(f.now() + minute)
	f.endBlock()
	f.refused(deadline.ErrNotStuck, run)
	for _, wait := range []uint64{minute, minute, 10 * minute} {
		f.setNow(f.now() + wait)
		f.endBlock()
	}
	require.Equal(t, types.JobStatusExpired, f.job(key).Status, "the others went on")
	require.Zero(t, f.held("b"))
	f.setNow(f.now() + day)
	f.endBlock()
	require.Error(t, run(f.ctx), "still broken")

	authority, err := f.identity.Authorize(f.ctx, a.owner, a.addr, identitytypes.ActionBid)
	require.NoError(t, err)
	require.NoError(t, f.handle.Hold(f.ctx, authority, ref, sdk.NewInt64Coin(denom, unit/10), f.agent("client").addr))
	f.events()
	require.NoError(t, run(f.ctx))
	require.Equal(t, []string{types.EventCommitmentBurned}, eventTypes(f.events()))
	require.Zero(t, f.held("a"))
	f.block()
	f.refused(types.ErrCommitmentNotFound, run)
}

// The same for the job itself.
func TestAStuckAwardIsRetried(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	f.commit(key, three[1])
	f.pass(minute)
	f.reveal(key, three[1])
	standing := f.standing(key)
	broken := standing
	broken.Ranked = append([]types.Bid{}, standing.Ranked...)
	broken.Ranked[0].Provider = "nobody"
	require.NoError(t, f.k.SetStanding(f.ctx, key, broken))
	for _, wait := range []uint64{minute, minute, 10 * minute, day} {
		f.setNow(f.now() + wait)
		f.endBlock()
	}
	require.Equal(t, types.JobStatusRevealing, f.job(key).Status)
	require.NoError(t, f.k.SetStanding(f.ctx, key, standing))
	_, err := f.msgs.Retry(f.ctx, &types.MsgRetry{Sender: sdk.AccAddress("anyone______________").String(), Job: types.JobID(key)})
	require.NoError(t, err)
	require.Equal(t, types.JobStatusAwarded, f.job(key).Status)
	require.Equal(t, "a", f.winner(key))
	f.block()
}

func TestRetryIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(m *types.MsgRetry)
		err    error
	}{
		"malformed sender":          {func(m *types.MsgRetry) { m.Sender = "x" }, field.ErrAddress},
		"malformed provider":        {func(m *types.MsgRetry) { m.Provider = "x" }, field.ErrAddress},
		"malformed job":             {func(m *types.MsgRetry) { m.Job = "x" }, id.ErrMalformed},
		"no job":                    {func(m *types.MsgRetry) { m.Job = "job_0000000000000000" }, types.ErrJobNotFound},
		"no commitment":             {func(m *types.MsgRetry) { m.Provider = m.Sender }, types.ErrCommitmentNotFound},
		"a job that waits its time": {func(*types.MsgRetry) {}, deadline.ErrNotStuck},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			m := &types.MsgRetry{Sender: sdk.AccAddress("anyone______________").String(), Job: types.JobID(f.post("client"))}
			tc.change(m)
			f.refused(tc.err, func(ctx ctx) error {
				_, err := f.msgs.Retry(ctx, m)
				return err
			})
		})
	}
}

// A deadline that does not fit its object does nothing; one whose object is gone has nothing to do.
func TestDeadlinesThatDoNotFit(t *testing.T) {
	f := newFixture(t)
	key := f.post("client")
	run := func(kind uint32, id []byte) func(ctx) error {
		return func(ctx ctx) error { return f.k.RunDeadline(ctx, kind, id) }
	}
	f.refused(types.ErrTransition, run(types.KindPrune, key))
	f.refused(types.ErrTransition, run(7, key))
	f.refused(types.ErrCommitmentNotFound, run(types.KindCommitment, key))
	f.refused(nil, run(types.KindCommitment, types.BidRef(key, f.agent("a").addr)))
	f.refused(nil, run(types.KindJob, []byte("12345678")))
}
