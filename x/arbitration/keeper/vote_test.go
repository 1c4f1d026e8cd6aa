package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/arbitration/types"
	identitykeeper "github.com/trothchain/troth/x/identity/keeper"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

func TestVotesHaveTheirTime(t *testing.T) {
	f := newFixture(t)
	all := f.bench(6)
	id := f.open(f.usual())
	f.until(id, types.StatusDrawn)
	seats := f.seats(id, 0)
	first := seats[0]
	require.Less(t, len(seats), len(all), "somebody has no seat")
	require.ErrorIs(t, f.commit(id, first, 0), types.ErrTransition)

	c := f.until(id, types.StatusCommit)
	for _, a := range all {
		if !contains(seats, a) {
			require.ErrorIs(t, f.commit(id, a, 0), types.ErrNotSeated)
		}
	}
	require.ErrorIs(t, f.send(&types.MsgCommitVote{
		Signer: ownerOf(first).String(), Arbiter: first.String(), Case: id, Round: 1, Commitment: make([]byte, 32),
	}), types.ErrRound)
	require.ErrorIs(t, f.send(&types.MsgCommitVote{
		Signer: ownerOf(f.client).String(), Arbiter: first.String(), Case: id, Commitment: make([]byte, 32),
	}), identitytypes.ErrNotAuthorized)
	require.NoError(t, f.commit(id, first, 0))
	require.ErrorIs(t, f.reveal(id, first, 0), types.ErrTransition) // nobody can show a vote while others can still choose
	require.NoError(t, f.commit(id, first, 10_000))                 // another vote replaces it
	f.pass(c.DueMs - f.now())
	require.ErrorIs(t, f.commit(id, first, 0), types.ErrDeadlinePassed)

	c = f.until(id, types.StatusReveal)
	require.ErrorIs(t, f.commit(id, first, 0), types.ErrTransition)
	require.ErrorIs(t, f.reveal(id, seats[1], 0), types.ErrNoCommitment)
	require.ErrorIs(t, f.reveal(id, first, 0), types.ErrCommitment)
	require.NoError(t, f.reveal(id, first, 10_000))
	require.ErrorIs(t, f.reveal(id, first, 10_000), types.ErrRevealed)
	f.pass(c.DueMs - f.now())
	require.ErrorIs(t, f.reveal(id, seats[1], 0), types.ErrDeadlinePassed)
	f.block()
	require.ErrorIs(t, f.reveal(id, seats[1], 0), types.ErrTransition)
	require.Equal(t, uint32(10_000), f.get(id).VerdictBps)
}

// A lazy arbiter copies a commitment and waits for the salt: it cannot open it, and loses half of its lock.
func TestACopiedCommitmentOpensNothing(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	seats := f.seats(id, 0)
	honest, lazy := seats[0], seats[1]
	require.NoError(t, f.commit(id, honest, 7_500))
	require.NoError(t, f.send(&types.MsgCommitVote{
		Signer: ownerOf(lazy).String(), Arbiter: lazy.String(), Case: id, Commitment: f.commitment(id, 0, honest, 7_500),
	}))
	f.until(id, types.StatusReveal)
	require.NoError(t, f.reveal(id, honest, 7_500))
	require.ErrorIs(t, f.send(&types.MsgRevealVote{
		Signer: ownerOf(lazy).String(), Arbiter: lazy.String(), Case: id, Votes: []uint32{7_500}, Salt: salt(honest),
	}), types.ErrCommitment)
	purse := f.purses(lazy)
	f.end(id)
	require.Equal(t, []int64{-2_000_000}, purse.changed())
}

// Before COMMIT ends the whole state holds nothing that tells votes apart but hashes with a salt.
func TestNoTallyIsStored(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	for i, a := range f.seats(id, 0) {
		require.NoError(t, f.commit(id, a, uint32(i)*types.Step))
	}
	res, err := f.query.Case(f.ctx, &types.QueryCaseRequest{Id: id})
	require.NoError(t, err)
	require.Equal(t, uint32(types.UnclearBps), res.Case.VerdictBps)
	for _, s := range res.Seats {
		require.Len(t, s.Commitment, 32)
		require.Empty(t, s.Votes)
		require.Zero(t, s.Bps)
	}
}

// An arbiter that is sold to a side after the draw votes no more; its seat counts as silent.
func TestASoldArbiterCannotVote(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	sold := f.seats(id, 0)[2]
	ids := identitykeeper.NewMsgServer(f.identity)
	buyer := ownerOf(f.client)
	_, err := ids.ProposeOwner(f.ctx, &identitytypes.MsgProposeOwner{Owner: ownerOf(sold).String(), Agent: sold.String(), NewOwner: buyer.String()})
	require.NoError(t, err)
	_, err = ids.AcceptOwner(f.ctx, &identitytypes.MsgAcceptOwner{NewOwner: buyer.String(), Agent: sold.String()})
	require.NoError(t, err)
	require.ErrorIs(t, f.send(&types.MsgCommitVote{
		Signer: buyer.String(), Arbiter: sold.String(), Case: id, Commitment: f.commitment(id, 0, sold, 0),
	}), types.ErrConflict)
}

func TestEvidence(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	require.NoError(t, f.evidence(id, f.client)) // also before the panel is drawn
	f.until(id, types.StatusDrawn)
	require.ErrorIs(t, f.evidence(id, f.seats(id, 0)[0]), types.ErrNotParty)
	for range types.MaxEvidence - 1 {
		require.NoError(t, f.evidence(id, f.client))
	}
	require.ErrorIs(t, f.evidence(id, f.client), types.ErrTooMuch)
	require.NoError(t, f.evidence(id, f.provider))
	c := f.get(id)
	f.pass(c.DueMs - f.now())
	require.ErrorIs(t, f.evidence(id, f.provider), types.ErrDeadlinePassed)
	f.block()
	require.ErrorIs(t, f.evidence(id, f.provider), types.ErrTransition)
	res, err := f.query.Case(f.ctx, &types.QueryCaseRequest{Id: id})
	require.NoError(t, err)
	require.Len(t, res.Evidence, types.MaxEvidence+1)
	require.Equal(t, types.SideProvider, res.Evidence[types.MaxEvidence].Side)
	f.vote(id, same(5, 10_000)...)
	require.ErrorIs(t, f.evidence(id, f.provider), types.ErrTransition)
}

func contains[T interface{ String() string }](list []T, v T) bool {
	for _, x := range list {
		if x.String() == v.String() {
			return true
		}
	}
	return false
}

// A seat is of the owner of its arbiter when it was drawn: whoever buys the arbiter does not vote on it, enlisted or not.
func TestASeatIsNotHandedOver(t *testing.T) {
	f := newFixture(t)
	f.bench(5)
	id := f.open(f.usual())
	f.until(id, types.StatusCommit)
	seats := f.seats(id, 0)
	sold := seats[0]
	require.NoError(t, f.commit(id, sold, 0))
	a := f.arbiter(sold)
	a.LastAbsentMs = 5
	require.NoError(t, f.k.SpoilArbiter(f.ctx, sold, a))
	f.handOver(sold, account("buyer"))
	require.ErrorIs(t, f.commit(id, sold, 10_000), types.ErrConflict)
	require.NoError(t, f.enlistAgain(sold, stake))
	require.Equal(t, uint64(5), f.arbiter(sold).LastAbsentMs, "an absence is not washed off by a sale")
	before := f.dump()
	require.ErrorIs(t, f.commit(id, sold, 10_000), types.ErrConflict)
	require.Equal(t, before, f.dump())
	f.until(id, types.StatusReveal)
	require.ErrorIs(t, f.reveal(id, sold, 0), types.ErrConflict)
}

// One revealed vote is a verdict: who has seen it cannot undo it by hiding its own. Whom it is wrong for appeals, and a
// panel that revealed more overrules it.
func TestOneVoteIsAVerdict(t *testing.T) {
	f := newFixture(t)
	f.bench(16)
	id := f.open(f.usual())
	c := f.vote(id, 0, 10_001, 10_001, -1, -1) // committed and hidden, or absent
	require.Equal(t, uint32(1), c.Last().Revealed)
	require.Equal(t, uint32(0), c.VerdictBps)
	require.False(t, c.Unclear)
	require.NoError(t, f.appeal(id, f.provider))
	require.Equal(t, uint32(10_000), f.vote(id, same(11, 10_000)...).VerdictBps)
	f.end(id)
	require.Zero(t, f.held(f.client)+f.held(f.provider))
}
