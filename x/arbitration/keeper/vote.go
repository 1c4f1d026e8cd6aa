package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
)

// CommitVote commits a seat to a vote that nobody can read, or to another one while commitments are taken. ErrNotFound,
// ErrRound, ErrNotSeated, ErrTransition, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) CommitVote(ctx context.Context, msg *types.MsgCommitVote) (*types.MsgCommitVoteResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, seat, err := s.asArbiter(ctx, msg.Signer, msg.Arbiter, msg.Case, msg.Round, types.ActCommit)
	if err != nil {
		return nil, err
	}
	seat.Commitment = msg.Commitment
	if err := s.seats.Set(ctx, collections.Join3(x.key, msg.Round, x.agent), seat); err != nil {
		return nil, err
	}
	emit(ctx, types.NewVoteCommittedEvent(x.Case, seat))
	return &types.MsgCommitVoteResponse{}, nil
}

// RevealVote opens the vote of a seat. As CommitVote, and ErrVote, ErrNoCommitment, ErrRevealed, ErrCommitment: another
// vote, salt, case, round, arbiter or chain than the one the seat has committed for.
func (s msgServer) RevealVote(ctx context.Context, msg *types.MsgRevealVote) (*types.MsgRevealVoteResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, seat, err := s.asArbiter(ctx, msg.Signer, msg.Arbiter, msg.Case, msg.Round, types.ActReveal)
	if err != nil {
		return nil, err
	}
	if err := x.Request.CheckVotes(msg.Votes); err != nil {
		return nil, err
	}
	if len(seat.Commitment) == 0 {
		return nil, types.ErrNoCommitment.Wrapf("arbiter: %s, %s, round %d", seat.Arbiter, x.Id, msg.Round)
	}
	if seat.Revealed {
		return nil, types.ErrRevealed.Wrapf("arbiter: %s, %s, round %d", seat.Arbiter, x.Id, msg.Round)
	}
	chainID := sdk.UnwrapSDKContext(ctx).ChainID()
	if !bytes.Equal(jury.Commitment(chainID, x.key, msg.Round, x.agent, msg.Votes, msg.Salt), seat.Commitment) {
		return nil, types.ErrCommitment.Wrapf("arbiter: %s, %s, round %d", seat.Arbiter, x.Id, msg.Round)
	}
	seat.Revealed, seat.Bps, seat.Votes = true, jury.Weigh(x.Request.Weights, msg.Votes), msg.Votes
	if err := s.seats.Set(ctx, collections.Join3(x.key, msg.Round, x.agent), seat); err != nil {
		return nil, err
	}
	emit(ctx, types.NewVoteRevealedEvent(x.Case, seat))
	return &types.MsgRevealVoteResponse{}, nil
}

// rule counts the revealed votes of the present round: their median is the verdict; without any the one before stands. The
// largest panel's verdict is final.
func (k *Keeper) rule(ctx context.Context, key []byte, c types.Case, now uint64) error {
	seats, err := k.seatsIn(ctx, key, c.Round())
	if err != nil {
		return err
	}
	var votes []uint32
	for _, s := range seats {
		if s.Revealed {
			votes = append(votes, s.Bps)
		}
	}
	was := c
	if verdict, ok := jury.Median(votes); ok {
		c.VerdictBps, c.Unclear = verdict, false
	}
	r := standing(c)
	r.Revealed = uint32(len(votes))
	c = c.WithLast(r)
	to, due := types.StatusRuled, now+c.Rules.AppealMs
	if _, ok := nextSize(c); !ok {
		to, due = types.StatusSettling, now
	}
	_, err = k.enter(ctx, key, was, c, move{types.ActDue, to, due, types.NewCaseRuledEvent})
	return err
}

// nextSize is the size of the panel that an appeal leads to; none after the largest.
func nextSize(c types.Case) (uint32, bool) {
	size, ok := jury.NextSize(c.Last().Size_)
	return size, ok && len(c.Rounds) < types.MaxRounds
}
