package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/internal/authority"
	"github.com/trothchain/troth/x/identity/types"
)

// Authorize says that the signer may do the action for the agent: as its owner, or as an operator whose mandate has the
// action and has not expired. It is called by the message server of the module that acts, never only in the ante.
// ErrActionUnknown, ErrAgentNotFound, ErrAgentRetired, ErrAgentPaused (for HIRE, BID and NEGOTIATE), ErrNotAuthorized,
// ErrMandateExpired, ErrActionNotAllowed. The mandate is looked at before the pause: ErrAgentPaused says that the signer
// may act for the agent otherwise, which x/market relies on to let a paused client cancel its job.
func (k *Keeper) Authorize(ctx context.Context, signer, agent sdk.AccAddress, action types.Action) (types.Authority, error) {
	if !action.Known() {
		return types.Authority{}, types.ErrActionUnknown.Wrapf("%d", action)
	}
	a, err := k.Agent(ctx, agent)
	if err != nil {
		return types.Authority{}, err
	}
	owner, err := field.Address("owner", a.Owner)
	if err != nil {
		return types.Authority{}, err
	}
	if !owner.Equals(signer) {
		if _, err := k.mandated(ctx, agent, signer, action); err != nil {
			return types.Authority{}, err
		}
	}
	if a.Status == types.AgentStatusRetired {
		return types.Authority{}, types.ErrAgentRetired.Wrapf("agent %s: %s", agent, action)
	}
	if a.Status != types.AgentStatusActive && action.NewWork() {
		return types.Authority{}, types.ErrAgentPaused.Wrapf("agent %s: %s", agent, action)
	}
	return authority.New(agent, signer, owner, int32(action)), nil
}

// mandated returns the operator if its mandate has the action and has not expired.
func (k *Keeper) mandated(ctx context.Context, agent, key sdk.AccAddress, action types.Action) (types.Operator, error) {
	o, err := k.operators.Get(ctx, collections.Join(agent, key))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Operator{}, types.ErrNotAuthorized.Wrapf("%s for agent %s: %s", key, agent, action)
	}
	if err != nil {
		return types.Operator{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Operator{}, err
	}
	if o.Mandate.Expired(now) {
		return types.Operator{}, types.ErrMandateExpired.Wrapf("operator %s of agent %s: expired at %d, now %d", key, agent, o.Mandate.ExpiresMs, now)
	}
	if !o.Mandate.Allows(action) {
		return types.Operator{}, types.ErrActionNotAllowed.Wrapf("operator %s of agent %s: %s", key, agent, action)
	}
	return o, nil
}
