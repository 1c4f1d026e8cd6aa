package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// EndBlock settles what nobody acted on in time, and prunes old records: at most max_deadlines_per_block of them.
func (k *Keeper) EndBlock(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.deadlines.Drain(ctx, now, params.MaxDeadlinesPerBlock, k.due)
}

// due does what the deadline of an agreement demands: late work is refunded, an absent evaluator passed over, a verdict
// executed, silence accepts a submission and concedes a claim, or contests it when that was authorised, old records go.
func (k *Keeper) due(ctx sdk.Context, kind uint32, key []byte) error {
	a, err := k.get(ctx, key)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if kind != a.Status.Kind() || now < a.DueMs {
		return types.ErrDeadlineKind.Wrapf("%s: kind %d at %d, but status %s is due at %d", a.Id, kind, now, a.Status, a.DueMs)
	}
	switch {
	case a.Status == types.StatusEvaluating:
		return k.passOver(ctx, key, a, now)
	case a.Status == types.StatusClaimed && a.Contest != nil:
		contested, err := k.contestByDefault(ctx, key, a, now)
		if err != nil || contested {
			return err
		}
		return k.settle(ctx, key, a, ruling{act: types.ActDue}, now)
	case a.Status.Live():
		return k.settle(ctx, key, a, ruling{act: types.ActDue}, now)
	}
	_, err = k.enter(ctx, key, a, a, move{types.ActDue, types.StatusGone, 0, types.NewAgreementPrunedEvent})
	return err
}
