package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// proposeOwner starts a handover; another proposal replaces the first. ErrAgentNotFound, ErrNotOwner, ErrAgentRetired,
// ErrSameOwner, ErrControllerIsAgent.
func (k *Keeper) proposeOwner(ctx context.Context, owner, addr, newOwner sdk.AccAddress) error {
	agent, err := k.ownedAlive(ctx, owner, addr)
	if err != nil {
		return err
	}
	if owner.Equals(newOwner) {
		return types.ErrSameOwner.Wrapf("new_owner: %s of agent %s", newOwner, addr)
	}
	if err := k.notAgent(ctx, "new_owner", newOwner); err != nil {
		return err
	}
	agent.PendingOwner = newOwner.String()
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewOwnerProposedEvent(agent))
	return nil
}

// withdrawProposal ends a handover that was not accepted. ErrAgentNotFound, ErrNotOwner, ErrNoProposal.
func (k *Keeper) withdrawProposal(ctx context.Context, owner, addr sdk.AccAddress) error {
	agent, err := k.owned(ctx, owner, addr)
	if err != nil {
		return err
	}
	proposed := agent.PendingOwner
	if proposed == "" {
		return types.ErrNoProposal.Wrapf("agent %s: nothing to withdraw", addr)
	}
	agent.PendingOwner = ""
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewOwnerProposalWithdrawnEvent(agent, proposed))
	return nil
}

// acceptOwner completes a handover: the new owner begins without the old one's operators and links. ErrAgentNotFound,
// ErrNoProposal, ErrControllerIsAgent when the new owner has become an agent meanwhile.
func (k *Keeper) acceptOwner(ctx context.Context, newOwner, addr sdk.AccAddress) error {
	agent, err := k.Agent(ctx, addr)
	if err != nil {
		return err
	}
	if agent.PendingOwner != newOwner.String() {
		return types.ErrNoProposal.Wrapf("agent %s: to %s", addr, newOwner)
	}
	if err := k.notAgent(ctx, "new_owner", newOwner); err != nil {
		return err
	}
	oldOwner, err := field.Address("owner", agent.Owner)
	if err != nil {
		return err
	}
	agent, err = k.clearOperators(ctx, addr, agent)
	if err != nil {
		return err
	}
	if err := k.clearLinks(ctx, addr); err != nil {
		return err
	}
	if err := k.owners.Remove(ctx, collections.Join(oldOwner, addr)); err != nil {
		return err
	}
	if err := k.owners.Set(ctx, collections.Join(newOwner, addr)); err != nil {
		return err
	}
	agent.Owner, agent.PendingOwner = newOwner.String(), ""
	agent.Handovers++
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewOwnerChangedEvent(agent, oldOwner.String()))
	return nil
}

// ownedAlive returns the agent if the signer owns it and it has not retired. ErrAgentNotFound, ErrNotOwner,
// ErrAgentRetired.
func (k *Keeper) ownedAlive(ctx context.Context, signer, addr sdk.AccAddress) (types.Agent, error) {
	agent, err := k.owned(ctx, signer, addr)
	if err != nil {
		return types.Agent{}, err
	}
	if agent.Status == types.AgentStatusRetired {
		return types.Agent{}, types.ErrAgentRetired.Wrapf("agent %s", addr)
	}
	return agent, nil
}
