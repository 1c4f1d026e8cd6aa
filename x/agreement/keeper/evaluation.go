package keeper

import (
	"context"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/x/agreement/types"
)

// Evaluate is the evaluator's verdict; it settles the milestone when nobody acts before answer_ms has passed. ErrNotFound,
// ErrNotEvaluator, ErrTransition, ErrMilestone, ErrDeadlinePassed, the errors of Authorize.
func (s msgServer) Evaluate(ctx context.Context, msg *types.MsgEvaluate) (*types.MsgEvaluateResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	x, err := s.asEvaluator(ctx, msg.Signer, msg.Evaluator, msg, types.ActEvaluate)
	if err != nil {
		return nil, err
	}
	a := x.Agreement
	a.Claim = &types.Claim{Bps: msg.Bps, Reason: msg.Reason, Deposit: math.ZeroInt(), MadeMs: x.now}
	_, err = s.enter(ctx, x.key, x.Agreement, a,
		move{types.ActEvaluate, types.StatusEvaluated, x.now + a.Snapshot.AnswerMs, types.NewWorkEvaluatedEvent})
	return &types.MsgEvaluateResponse{}, err
}

// passOver records that the evaluator missed its time; the client reviews instead.
func (k *Keeper) passOver(ctx context.Context, key []byte, was types.Agreement, now uint64) error {
	a := was
	a.EvaluatorAbsent = true
	_, err := k.enter(ctx, key, was, a, move{types.ActDue, types.StatusReview, now + a.Terms.ReviewMs, types.NewEvaluatorAbsentEvent})
	return err
}
