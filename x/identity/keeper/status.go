package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// setStatus stores the agent with its new status: the only writer of a status. It keeps the index of skills to the
// ACTIVE agents, and takes operators, links, proposal and, after a while, the name of an agent that retires. It emits the one
// event of the transition. ErrStatusTransition.
func (k *Keeper) setStatus(ctx context.Context, addr sdk.AccAddress, agent types.Agent, to types.AgentStatus, event sdk.Event) error {
	from := agent.Status
	if !from.CanBecome(to) {
		return types.ErrStatusTransition.Wrapf("agent %s: %s to %s", addr, from, to)
	}
	agent.Status = to
	if err := k.indexSkills(ctx, addr, listed(from, agent.Profile.Skills), listed(to, agent.Profile.Skills)); err != nil {
		return err
	}
	if to == types.AgentStatusRetired {
		retired, err := k.retired(ctx, addr, agent)
		if err != nil {
			return err
		}
		agent = retired
	}
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, event)
	return nil
}

// retired returns the agent without operators, links and proposal, and schedules the release of its name.
func (k *Keeper) retired(ctx context.Context, addr sdk.AccAddress, agent types.Agent) (types.Agent, error) {
	agent.PendingOwner = ""
	if err := k.clearLinks(ctx, addr); err != nil {
		return agent, err
	}
	agent, err := k.clearOperators(ctx, addr, agent)
	if err != nil || agent.Profile.Name == "" {
		return agent, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return agent, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return agent, err
	}
	agent.DueMs = now + params.NameHoldMs
	return agent, k.queue.Schedule(ctx, agent.DueMs, types.KindReleaseName, []byte(agent.Profile.Name))
}

// changeStatus checks that the owner may change the status and does it. ErrAgentNotFound, ErrNotOwner,
// ErrStatusTransition, ErrHasHolds.
func (k *Keeper) changeStatus(ctx context.Context, owner, addr sdk.AccAddress, to types.AgentStatus) error {
	agent, err := k.owned(ctx, owner, addr)
	if err != nil {
		return err
	}
	if !agent.Status.CanBecome(to) {
		return types.ErrStatusTransition.Wrapf("agent %s: %s to %s", addr, agent.Status, to)
	}
	if to == types.AgentStatusRetired {
		held, err := k.hasHolds(ctx, addr)
		if err != nil {
			return err
		}
		if held {
			return types.ErrHasHolds.Wrapf("agent %s", addr)
		}
	}
	return k.setStatus(ctx, addr, agent, to, types.NewStatusChangedEvent(agent, agent.Status, to))
}

func (k *Keeper) hasHolds(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	if k.holds == nil {
		return false, types.ErrNotSet.Wrap("holds: SetHolds was not called")
	}
	return k.holds.HasHolds(ctx, addr)
}

// owned returns the agent if the signer owns it. ErrAgentNotFound, ErrNotOwner.
func (k *Keeper) owned(ctx context.Context, signer, addr sdk.AccAddress) (types.Agent, error) {
	agent, err := k.Agent(ctx, addr)
	if err != nil {
		return types.Agent{}, err
	}
	if agent.Owner != signer.String() {
		return types.Agent{}, types.ErrNotOwner.Wrapf("agent %s: %s", addr, signer)
	}
	return agent, nil
}

// listed returns the skills that the index has of an agent with this status: those of an ACTIVE one.
func listed(status types.AgentStatus, skills []string) []string {
	if status == types.AgentStatusActive {
		return skills
	}
	return nil
}

// indexSkills makes the index of skills of one agent be to instead of from.
func (k *Keeper) indexSkills(ctx context.Context, addr sdk.AccAddress, from, to []string) error {
	for _, skill := range from {
		if !slices.Contains(to, skill) {
			if err := k.skills.Remove(ctx, collections.Join(skill, addr)); err != nil {
				return err
			}
		}
	}
	for _, skill := range to {
		if !slices.Contains(from, skill) {
			if err := k.skills.Set(ctx, collections.Join(skill, addr)); err != nil {
				return err
			}
		}
	}
	return nil
}
