package keeper

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// controller is somebody with whom an arbiter must not be under one control: an agent and its owner.
type controller struct{ agent, owner sdk.AccAddress }

// controllers loads the owners of agents, once for all the candidates of a panel. What is no agent controls nobody.
func (k *Keeper) controllers(ctx context.Context, agents []sdk.AccAddress) ([]controller, error) {
	list := make([]controller, 0, len(agents))
	for _, agent := range agents {
		record, err := k.identity.Agent(ctx, agent)
		if errors.Is(err, identitytypes.ErrAgentNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		owner, err := field.Address("owner", record.Owner)
		if err != nil {
			return nil, err
		}
		list = append(list, controller{agent, owner})
	}
	return list, nil
}

// controlled says whether an arbiter, whose owner is named, is under one control with one of the others, parties or agents
// that a request excludes: the same owner, one the other's owner, or an operator of the arbiter owns the other. What the
// others declare about operators counts for nothing (ADR 0006): a party would name the owner of an arbiter it dislikes,
// without asking, and so be rid of it. It is identity's SameController, one question for each of the others.
func (k *Keeper) controlled(ctx context.Context, arbiter sdk.AccAddress, owner string, others []controller) (bool, error) {
	own, err := field.Address("owner", owner)
	if err != nil {
		return false, err
	}
	for _, o := range others {
		if arbiter.Equals(o.agent) || own.Equals(o.owner) || own.Equals(o.agent) || o.owner.Equals(arbiter) {
			return true, nil
		}
		_, err := k.identity.Operator(ctx, arbiter, o.owner)
		if errors.Is(err, identitytypes.ErrOperatorNotFound) {
			continue
		}
		return err == nil, err
	}
	return false, nil
}

// conflicted says whether an arbiter is not free to judge any more since it was drawn, when it was owner's: it was handed
// over, so that nobody knows who it is now, or came under one control with one of the others.
func (k *Keeper) conflicted(ctx context.Context, arbiter sdk.AccAddress, owner string, others []sdk.AccAddress) (bool, error) {
	agent, err := k.identity.Agent(ctx, arbiter)
	if err != nil {
		return false, err
	}
	if agent.Owner != owner {
		return true, nil
	}
	list, err := k.controllers(ctx, others)
	if err != nil {
		return false, err
	}
	return k.controlled(ctx, arbiter, owner, list)
}
