package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// AgentByName returns the agent that has the name, retired ones included until it is released. ErrNameNotFound.
func (k *Keeper) AgentByName(ctx context.Context, name string) (types.Agent, error) {
	addr, err := k.names.Get(ctx, name)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Agent{}, types.ErrNameNotFound.Wrapf("name %q", name)
	}
	if err != nil {
		return types.Agent{}, err
	}
	return k.Agent(ctx, addr)
}

// nameFree refuses a name of another agent with ErrNameTaken.
func (k *Keeper) nameFree(ctx context.Context, addr sdk.AccAddress, name string) error {
	if name == "" {
		return nil
	}
	holder, err := k.names.Get(ctx, name)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !holder.Equals(addr) {
		return types.ErrNameTaken.Wrapf("name %q of agent %s", name, holder)
	}
	return nil
}

// rename takes the old name of an agent out of the index and puts the new one in; the old one is free at once. The
// caller has checked that the new one is free.
func (k *Keeper) rename(ctx context.Context, addr sdk.AccAddress, from, to string) error {
	if from == to {
		return nil
	}
	if from != "" {
		if err := k.names.Remove(ctx, from); err != nil {
			return err
		}
	}
	if to == "" {
		return nil
	}
	return k.names.Set(ctx, to, addr)
}

// releaseName frees the name of a retired agent. ErrNameNotFound, ErrNameTaken when the agent has not retired.
func (k *Keeper) releaseName(ctx context.Context, name string) error {
	agent, err := k.AgentByName(ctx, name)
	if err != nil {
		return err
	}
	if agent.Status != types.AgentStatusRetired {
		return types.ErrNameTaken.Wrapf("name %q of agent %s: %s", name, agent.Address, agent.Status)
	}
	addr, err := sdk.AccAddressFromBech32(agent.Address)
	if err != nil {
		return err
	}
	if err := k.rename(ctx, addr, name, ""); err != nil {
		return err
	}
	agent.Profile.Name, agent.DueMs = "", 0
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewNameReleasedEvent(agent.Address, name))
	return nil
}
