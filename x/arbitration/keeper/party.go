package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// acting is a case that somebody acts on, with who acts and when.
type acting struct {
	types.Case
	key       []byte
	now       uint64
	agent     sdk.AccAddress
	side      types.Side
	authority identitytypes.Authority
}

// asSide checks that the signer may act for one side of a case, and that the act is possible now.
func (k *Keeper) asSide(ctx context.Context, signer, agent, id string, act types.Act) (acting, error) {
	x, err := k.as(ctx, "agent", agent, id)
	if err != nil {
		return x, err
	}
	if x.side = x.Request.SideOf(x.agent.String()); x.side == types.SideUnspecified {
		return x, types.ErrNotParty.Wrapf("agent: %s has no side in %s", x.agent, x.Id)
	}
	return k.authorize(ctx, x, signer, identitytypes.ActionDispute, act)
}

// asArbiter checks that the signer may act for an arbiter with a seat in the named round of a case, that the round is the
// present one and the act possible now.
func (k *Keeper) asArbiter(ctx context.Context, signer, arbiter, id string, round uint32, act types.Act) (acting, types.Seat, error) {
	x, err := k.as(ctx, "arbiter", arbiter, id)
	if err != nil {
		return x, types.Seat{}, err
	}
	if err := x.atRound(round); err != nil {
		return x, types.Seat{}, err
	}
	s, err := k.seatOf(ctx, x.key, round, x.agent)
	if err != nil {
		return x, s, err
	}
	if x, err = k.authorize(ctx, x, signer, identitytypes.ActionArbitrate, act); err != nil {
		return x, s, err
	}
	return x, s, k.requireStranger(ctx, x, s)
}

// requireStranger refuses the vote of an arbiter that was handed over, or came under one control with a side or somebody
// excluded, after it was drawn. ErrConflict.
func (k *Keeper) requireStranger(ctx context.Context, x acting, s types.Seat) error {
	client, provider, err := x.Request.Parties()
	if err != nil {
		return err
	}
	excluded, err := x.Request.ExcludedAgents()
	if err != nil {
		return err
	}
	conflicted, err := k.conflicted(ctx, x.agent, s.Owner, append(excluded, client, provider))
	if err == nil && conflicted {
		err = types.ErrConflict.Wrapf("arbiter: %s, %s", x.agent, x.Id)
	}
	return err
}

// as loads a case. An address may be written all in upper case; records have it in lower case.
func (k *Keeper) as(ctx context.Context, name, agent, id string) (x acting, err error) {
	if x.key, err = types.ParseID("case", id); err != nil {
		return x, err
	}
	if x.Case, err = k.get(ctx, x.key); err != nil {
		return x, err
	}
	if x.now, err = k.clock.Now(ctx); err != nil {
		return x, err
	}
	x.agent, err = field.Address(name, agent)
	return x, err
}

// authorize asks identity about the signer, then looks at status and clock. From the deadline on nobody acts any more,
// however long it waits in the queue.
func (k *Keeper) authorize(ctx context.Context, x acting, signer string, action identitytypes.Action, act types.Act) (acting, error) {
	from, err := field.Address("signer", signer)
	if err != nil {
		return x, err
	}
	if x.authority, err = k.identity.Authorize(ctx, from, x.agent, action); err != nil {
		return x, err
	}
	if !x.Status.Allows(act) {
		return x, types.ErrTransition.Wrapf("%s: %s in status %s", x.Id, act, x.Status)
	}
	if x.now >= x.DueMs && x.Status != types.StatusOpened { // OPENED waits for a block, not for a time
		return x, types.ErrDeadlinePassed.Wrapf("%s: %s at %d, due was %d", x.Id, act, x.now, x.DueMs)
	}
	return x, nil
}

func (x acting) atRound(round uint32) error {
	if round != x.Round() {
		return types.ErrRound.Wrapf("round: %d, %s is in round %d", round, x.Id, x.Round())
	}
	return nil
}
