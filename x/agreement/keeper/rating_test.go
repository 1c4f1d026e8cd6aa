package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/agreement/types"
)

// rated returns an agreement in review whose provider committed to a rating of 70, and the salt.
func (f *fixture) rated() (types.Agreement, []byte) {
	f.Helper()
	a := f.hire(f.usual())
	salt := []byte("0123456789abcdef0123456789abcdef")
	commitment, err := types.RatingCommitment(chainID, a.Id, a.Terms.Provider, 70, salt)
	require.NoError(f, err)
	msg := f.submitMsg(a)
	msg.RatingCommitment = commitment
	_, err = f.msg.Submit(f.ctx, msg)
	require.NoError(f, err)
	return f.get(a.Id), salt
}

func (f *fixture) reveal(a types.Agreement, rating uint32, salt []byte) error {
	_, err := f.msg.RevealRating(f.ctx, &types.MsgRevealRating{Sender: account("anyone").String(), Agreement: a.Id, Milestone: 0, Rating: rating, Salt: salt})
	return err
}

func TestTheProvidersRatingIsRevealedOnceAfterTheEnd(t *testing.T) {
	f := newFixture(t)
	a, salt := f.rated()
	before := f.dump()
	require.ErrorIs(t, f.reveal(a, 70, salt), types.ErrNoReceipt, "blind until the settlement")
	require.Equal(t, before, f.dump())
	require.NoError(t, f.accept(a, 30))

	before = f.dump()
	require.ErrorIs(t, f.reveal(a, 71, salt), types.ErrRating)
	other := append([]byte(nil), salt...)
	other[0]++
	require.ErrorIs(t, f.reveal(a, 70, other), types.ErrRating)
	require.Equal(t, before, f.dump())

	require.NoError(t, f.reveal(a, 70, salt))
	require.Equal(t, uint32(71), f.receipt(a, 0).ClientRating)
	require.Len(t, f.events(types.EventRatingRevealed), 1)
	require.ErrorIs(t, f.reveal(a, 70, salt), types.ErrAlreadyRevealed)
	f.block()
	gs, err := f.reputation.ExportGenesis(f.ctx)
	require.NoError(t, err)
	for _, c := range gs.Clients {
		if c.Agent == f.client.String() {
			require.Equal(t, [2]uint64{1, 70}, [2]uint64{c.Record.Ratings, c.Record.RatingSum})
		}
	}
}

func TestARatingOfZeroCounts(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual())
	salt := make([]byte, 32)
	msg := f.submitMsg(a)
	var err error
	msg.RatingCommitment, err = types.RatingCommitment(chainID, a.Id, a.Terms.Provider, 0, salt)
	require.NoError(t, err)
	_, err = f.msg.Submit(f.ctx, msg)
	require.NoError(t, err)
	f.pass(review)
	f.block()
	require.NoError(t, f.reveal(a, 0, salt))
	require.Equal(t, uint32(1), f.receipt(a, 0).ClientRating)
	require.ErrorIs(t, f.reveal(a, 0, salt), types.ErrAlreadyRevealed)
	f.block()
}

func TestNoRatingWithoutACommitment(t *testing.T) {
	f := newFixture(t)
	salt := make([]byte, 32)
	done, resigned := f.hire(f.usual()), f.hire(f.usual())
	require.NoError(t, f.submit(done))
	require.NoError(t, f.accept(done, 100))
	require.NoError(t, f.resign(resigned))
	require.ErrorIs(t, f.reveal(done, 1, salt), types.ErrNoCommitment)
	require.ErrorIs(t, f.reveal(resigned, 1, salt), types.ErrNoCommitment)
	f.block()
}

// A commitment of another agreement, provider or chain opens nothing.
func TestACommitmentCannotBeReplayed(t *testing.T) {
	f := newFixture(t)
	a, salt := f.rated()
	b := f.hire(f.usual())
	msg := f.submitMsg(b)
	msg.RatingCommitment = a.Submission.RatingCommitment
	_, err := f.msg.Submit(f.ctx, msg)
	require.NoError(t, err)
	require.NoError(t, f.accept(b, 1))
	require.ErrorIs(t, f.reveal(b, 70, salt), types.ErrRating)
	require.NoError(t, f.accept(a, 1))
	whole := f.ctx
	f.ctx = f.ctx.WithChainID("another-1")
	require.ErrorIs(t, f.reveal(a, 70, salt), types.ErrRating)
	f.ctx = whole
	require.NoError(t, f.reveal(a, 70, salt))
}

// Each milestone has its own rating, opened as soon as it is settled, while the work goes on.
func TestEachMilestoneHasItsOwnRating(t *testing.T) {
	f := newFixture(t)
	a := f.hire(f.usual().parts(5_000, 5_000))
	salts := [][]byte{[]byte("0123456789abcdef0123456789abcdef"), []byte("fedcba9876543210fedcba9876543210")}
	commit := func(rating uint32, salt []byte) {
		commitment, err := types.RatingCommitment(chainID, a.Id, a.Terms.Provider, rating, salt)
		require.NoError(t, err)
		msg := f.submitMsg(a)
		msg.RatingCommitment = commitment
		_, err = f.msg.Submit(f.ctx, msg)
		require.NoError(t, err)
	}
	reveal := func(milestone, rating uint32, salt []byte) error {
		_, err := f.msg.RevealRating(f.ctx, &types.MsgRevealRating{Sender: account("x").String(), Agreement: a.Id, Milestone: milestone, Rating: rating, Salt: salt})
		return err
	}
	commit(40, salts[0])
	require.NoError(t, f.accept(a, 90))
	due := f.get(a.Id).DueMs
	require.NoError(t, reveal(0, 40, salts[0]))
	require.Equal(t, due, f.get(a.Id).DueMs)
	require.Equal(t, types.StatusWorking, f.get(a.Id).Status)
	commit(0, salts[1])
	f.refuses(types.ErrNoReceipt, func() error { return reveal(1, 0, salts[1]) })
	f.pass(review)
	f.block()
	f.refuses(types.ErrRating, func() error { return reveal(1, 40, salts[0]) })
	f.refuses(types.ErrAlreadyRevealed, func() error { return reveal(0, 40, salts[0]) })
	require.NoError(t, reveal(1, 0, salts[1]))
	require.Equal(t, [2]uint32{41, 1}, [2]uint32{f.receipt(a, 0).ClientRating, f.receipt(a, 1).ClientRating})
	f.block()
}
