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
)

// everything brings agreements of all statuses, a cover, and a backed-off and a stuck deadline into the state.
func (f *fixture) everything() {
	f.Helper()
	d := f.usual()
	d.price, d.pledge, d.reserve = 1_000, 100, 10
	var all []types.Agreement
	for range 7 {
		all = append(all, f.hire(d))
	}
	accepted, salt := all[1], make([]byte, 32)
	msg := f.submitMsg(accepted)
	var err error
	msg.RatingCommitment, err = types.RatingCommitment(chainID, accepted.Id, accepted.Terms.Provider, 5, salt)
	require.NoError(f, err)
	_, err = f.msg.Submit(f.ctx, msg)
	require.NoError(f, err)
	require.NoError(f, f.accept(accepted, 77))
	require.NoError(f, f.reveal(accepted, 5, salt))
	require.NoError(f, f.resign(all[2]))
	require.NoError(f, f.terminate(all[3]))
	for _, a := range all[4:] {
		require.NoError(f, f.submit(a))
	}
	job, _ := f.job()
	require.NoError(f, f.lock(job, d))

	stuck, err := types.ParseID("", all[4].Id)
	require.NoError(f, err)
	whole, err := f.escrow.ExportGenesis(f.ctx)
	require.NoError(f, err)
	f.steal(types.ClientRef(stuck))
	for _, pass := range []uint64{review, 60_000, 600_000} {
		f.pass(pass)
		f.endBlock()
	}
	f.giveBack(whole, types.ClientRef(stuck))
	fresh := f.hire(d)
	require.NoError(f, f.submit(fresh))
	backedOff, err := types.ParseID("", fresh.Id)
	require.NoError(f, err)
	whole, err = f.escrow.ExportGenesis(f.ctx)
	require.NoError(f, err)
	f.steal(types.ClientRef(backedOff))
	f.pass(review)
	f.endBlock()
	f.giveBack(whole, types.ClientRef(backedOff))
	f.hire(d)
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
