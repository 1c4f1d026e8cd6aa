package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/types"
)

// EndBlock brings changes of stake to the trees, then does what is due: at most max_deadlines_per_block of them.
func (k *Keeper) EndBlock(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := k.endBlockArbiters(ctx, now); err != nil {
		return err
	}
	return k.deadlines.Drain(ctx, now, params.MaxDeadlinesPerBlock, k.due)
}

// due does what the deadline of a case, or of an arbiter, demands.
func (k *Keeper) due(ctx sdk.Context, kind uint32, key []byte) error {
	if kind >= types.KindArbiters {
		return k.dueArbiter(ctx, kind, key)
	}
	c, err := k.get(ctx, key)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if kind != c.Status.DeadlineKind() || now < c.DueMs {
		return types.ErrDeadlineKind.Wrapf("%s: kind %d at %d, but status %s is due at %d", c.Id, kind, now, c.Status, c.DueMs)
	}
	switch c.Status {
	case types.StatusOpened:
		return k.draw(ctx, key, c, now)
	case types.StatusReveal:
		return k.rule(ctx, key, c, now)
	case types.StatusSettling:
		return k.settle(ctx, key, c, now)
	case types.StatusFinal:
		return k.deliver(ctx, key, c, now)
	}
	m, err := next(c, now)
	if err != nil {
		return err
	}
	_, err = k.enter(ctx, key, c, c, m)
	return err
}

// next is where a case goes by the lapse of time alone.
func next(c types.Case, now uint64) (move, error) {
	switch c.Status {
	case types.StatusDrawn:
		return move{types.ActDue, types.StatusCommit, now + c.Rules.CommitMs, types.NewEvidenceClosedEvent}, nil
	case types.StatusCommit:
		return move{types.ActDue, types.StatusReveal, now + c.Rules.RevealMs, types.NewCommitsClosedEvent}, nil
	case types.StatusRuled:
		return move{types.ActDue, types.StatusSettling, now, types.NewVerdictFinalEvent}, nil
	case types.StatusClosed:
		return move{types.ActDue, types.StatusGone, 0, types.NewCasePrunedEvent}, nil
	}
	return move{}, types.ErrDeadlineKind.Wrapf("%s in status %s", c.Id, c.Status)
}

// deliver hands the ruling to who asked for it; from then on the same matter may come again. All else is stored already,
// and the queue gives the call its own gas, cache context and recover: when it fails the case stays FINAL and the call is
// tried again, at last by MsgRetry. ErrNoHandler, the errors of OnRuling.
func (k *Keeper) deliver(ctx context.Context, key []byte, c types.Case, now uint64) error {
	if k.rulings == nil {
		return types.ErrNoHandler.Wrap(c.Id)
	}
	paid, err := k.giveBack(ctx, c)
	if err != nil {
		return err
	}
	r := types.Ruling{Case: c.Id, VerdictBps: c.VerdictBps, Unclear: c.Unclear, Round: c.Round(), FeePaid: paid, Debt: c.Debt()}
	if err := k.rulings.OnRuling(ctx, c.Request.Ref, r); err != nil {
		return err
	}
	if err := k.refs.Remove(ctx, c.Request.Ref); err != nil {
		return err
	}
	_, err = k.enter(ctx, key, c, c, move{types.ActDue, types.StatusClosed, now + c.Rules.RetainMs, types.NewRulingDeliveredEvent})
	return err
}
