package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// everything brings agreements of all statuses, receipts, claims, proposals, children, a cover, and a backed-off and a stuck
// deadline into the state.
func (f *fixture) everything() {
	f.Helper()
	f.minHold(1)
	do := func(steps ...error) {
		for _, err := range steps {
			require.NoError(f, err)
		}
	}
	d := f.usual()
	d.price, d.pledge, d.loss, d.reserve = 1_000, 100, 1_000, 10
	stuck, completed, refunded, terminated := f.hire(d.parts(5_000, 5_000)), f.hire(d), f.hire(d), f.hire(d)
	do(f.resign(refunded), f.terminate(terminated))
	salt := make([]byte, 32)
	msg := f.submitMsg(completed)
	var err error
	msg.RatingCommitment, err = types.RatingCommitment(chainID, completed.Id, completed.Terms.Provider, 5, salt)
	require.NoError(f, err)
	_, err = f.msg.Submit(f.ctx, msg)
	do(err, f.accept(completed, 77), f.reveal(completed, 5, salt))
	split, cancelled := f.hire(d), f.hire(d)
	do(f.propose(split, asClient, 1), f.take(split, asProvider, 1), f.cancel(cancelled, asClient, 0), f.cancel(cancelled, asProvider, 0))
	do(f.submit(stuck), f.accept(stuck, 1), f.submit(stuck))
	job, _ := f.job()
	require.NoError(f, f.lock(job, d))

	jam := func(a types.Agreement, passes ...uint64) {
		whole, err := f.escrow.ExportGenesis(f.ctx)
		require.NoError(f, err)
		f.steal(types.ClientRef(f.key(a)))
		for _, pass := range passes {
			f.pass(pass)
			f.endBlock()
		}
		f.giveBack(whole, types.ClientRef(f.key(a)))
	}
	jam(stuck, review, 60_000, 600_000)
	backedOff := f.hire(d)
	do(f.submit(backedOff))
	jam(backedOff, review)

	amended := f.hire(d.parts(5_000, 5_000))
	do(f.submit(amended), f.accept(amended, 9))
	do(f.amend(amended, asClient, f.other(amended, 900, 100)), f.amend(amended, asProvider, f.other(amended, 900, 100)))
	do(f.amend(amended, asClient, f.other(amended, 9_000, 200)), f.amend(amended, asProvider, f.other(amended, 8_000, 300)))
	child := f.hire(d.with(func(t *types.Terms) { t.Parent = amended.Id }))
	do(f.cancel(child, asProvider, 3))
	claimed, evaluating, evaluated := f.hire(d.instant()), f.hire(f.judged(d)), f.hire(f.judged(d))
	do(f.submitStanding(claimed), f.reject(claimed, 5), f.submit(evaluating), f.submit(evaluated), f.evaluate(evaluated, 9))
	disputed := f.hire(d)
	do(f.submit(disputed), f.reject(disputed, 5), f.contest(disputed, asProvider))
	f.checkInvariants()
}

func TestGenesisRoundTripGivesTheSameStore(t *testing.T) {
	f := newFixture(t)
	f.everything()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	seen := map[types.Status]bool{}
	for _, a := range gs.Agreements {
		seen[a.Status] = true
	}
	require.Len(t, seen, len(types.Statuses))
	require.Len(t, gs.Covers, 1)
	attempts := map[uint32]bool{}
	for _, e := range gs.Deadlines {
		attempts[e.Attempts] = true
	}
	require.Equal(t, map[uint32]bool{0: true, 1: true, deadline.MaxAttempts: true}, attempts)

	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	var read types.GenesisState
	require.NoError(t, cdc.UnmarshalJSON(cdc.MustMarshalJSON(gs), &read))
	g := emptyFixture(t)
	require.NoError(t, g.judges.InitGenesis(g.ctx, arbitrationtypes.GenesisState{Params: judgeParams()}))
	require.NoError(t, g.k.InitGenesis(g.ctx, read))
	require.Equal(t, own(f), own(g))
}

// own is the state of agreement's own store.
func own(f *fixture) map[string]string {
	found := map[string]string{}
	for k, v := range f.dump() {
		if strings.HasPrefix(k, types.ModuleName+"/") {
			found[k] = v
		}
	}
	return found
}

func TestABadGenesisIsRefused(t *testing.T) {
	f := emptyFixture(t)
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, types.GenesisState{}), field.ErrRange)
	require.Empty(t, own(f))
}
