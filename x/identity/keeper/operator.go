package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// addOperator gives a key a mandate, and the fee allowance that comes with it. ErrAgentNotFound, ErrNotOwner, ErrAgentRetired, ErrOperatorIsOwner,
// ErrControllerIsAgent, ErrOperatorExists, ErrTooManyOperators, ErrMandateExpired.
func (k *Keeper) addOperator(ctx context.Context, owner, addr, key sdk.AccAddress, mandate types.Mandate, feeLimit *sdk.Coin) error {
	agent, err := k.ownedAlive(ctx, owner, addr)
	if err != nil {
		return err
	}
	if owner.Equals(key) {
		return types.ErrOperatorIsOwner.Wrapf("key: %s of agent %s", key, addr)
	}
	if err := k.notAgent(ctx, "key", key); err != nil {
		return err
	}
	exists, err := k.operators.Has(ctx, collections.Join(addr, key))
	if err != nil {
		return err
	}
	if exists {
		return types.ErrOperatorExists.Wrapf("key %s of agent %s", key, addr)
	}
	if agent.Operators >= types.MaxOperators {
		return types.ErrTooManyOperators.Wrapf("agent %s: %d, want at most %d", addr, agent.Operators, types.MaxOperators)
	}
	agent.Operators++
	o, err := k.newOperator(ctx, key, agent, mandate, feeLimit)
	if err != nil {
		return err
	}
	if err := k.writeOperator(ctx, addr, key, agent, o); err != nil {
		return err
	}
	emit(ctx, types.NewOperatorAddedEvent(o))
	return nil
}

// updateMandate replaces the mandate of a key; its counters begin anew and what earlier holds return no longer counts.
// The old fee allowance ends, and the new one, if any, begins anew too.
// ErrAgentNotFound, ErrNotOwner, ErrAgentRetired, ErrOperatorNotFound, ErrMandateExpired.
func (k *Keeper) updateMandate(ctx context.Context, owner, addr, key sdk.AccAddress, mandate types.Mandate, feeLimit *sdk.Coin) error {
	agent, err := k.ownedAlive(ctx, owner, addr)
	if err != nil {
		return err
	}
	old, err := k.Operator(ctx, addr, key)
	if err != nil {
		return err
	}
	o, err := k.newOperator(ctx, key, agent, mandate, feeLimit)
	if err != nil {
		return err
	}
	if err := k.endAllowance(ctx, addr, key, old); err != nil {
		return err
	}
	if err := k.writeOperator(ctx, addr, key, agent, o); err != nil {
		return err
	}
	emit(ctx, types.NewMandateUpdatedEvent(o))
	return nil
}

// newOperator returns a mandate with fresh counters and the next serial. ErrMandateExpired, ErrNotSet when there is
// nobody to grant fee allowances.
func (k *Keeper) newOperator(ctx context.Context, key sdk.AccAddress, agent types.Agent, mandate types.Mandate, feeLimit *sdk.Coin) (types.Operator, error) {
	if feeLimit != nil && k.fees == nil {
		return types.Operator{}, types.ErrNotSet.Wrap("fee allowances: SetFeeAllowances was not called")
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Operator{}, err
	}
	if mandate.Expired(now) {
		return types.Operator{}, types.ErrMandateExpired.Wrapf("mandate.expires_ms: %d, now %d", mandate.ExpiresMs, now)
	}
	mandate, err = mandate.Normalized()
	if err != nil {
		return types.Operator{}, err
	}
	return types.Operator{
		Agent:    agent.Address,
		Key:      key.String(),
		Mandate:  mandate,
		Spent:    mandate.NewSpent(),
		Serial:   agent.Mandates + 1,
		FeeLimit: feeLimit,
	}, nil
}

// writeOperator stores an operator with its fee allowance, and the agent that counts its mandates.
func (k *Keeper) writeOperator(ctx context.Context, addr, key sdk.AccAddress, agent types.Agent, o types.Operator) error {
	if err := k.grantAllowance(ctx, addr, key, o); err != nil {
		return err
	}
	if err := k.operators.Set(ctx, collections.Join(addr, key), o); err != nil {
		return err
	}
	agent.Mandates = o.Serial
	return k.agents.Set(ctx, addr, agent)
}

// removeOperator takes a mandate and its fee allowance away; it works in the same block. The owner may, and the key itself, whatever the
// status of the agent. ErrAgentNotFound, ErrNotOwner, ErrOperatorNotFound.
func (k *Keeper) removeOperator(ctx context.Context, signer, addr, key sdk.AccAddress) error {
	agent, err := k.Agent(ctx, addr)
	if err != nil {
		return err
	}
	if agent.Owner != signer.String() && !signer.Equals(key) {
		return types.ErrNotOwner.Wrapf("agent %s: %s, want the owner or the key %s itself", addr, signer, key)
	}
	o, err := k.Operator(ctx, addr, key)
	if err != nil {
		return err
	}
	if err := k.endAllowance(ctx, addr, key, o); err != nil {
		return err
	}
	if err := k.operators.Remove(ctx, collections.Join(addr, key)); err != nil {
		return err
	}
	agent.Operators--
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewOperatorRemovedEvent(o))
	return nil
}

// clearOperators removes every operator of an agent (at most 16) with its fee allowance, and returns the agent without them; the caller stores
// it.
func (k *Keeper) clearOperators(ctx context.Context, addr sdk.AccAddress, agent types.Agent) (types.Agent, error) {
	operators, err := k.operatorsOf(ctx, addr)
	if err != nil {
		return agent, err
	}
	for _, o := range operators {
		key, err := sdk.AccAddressFromBech32(o.Key)
		if err != nil {
			return agent, err
		}
		if err := k.endAllowance(ctx, addr, key, o); err != nil {
			return agent, err
		}
		if err := k.operators.Remove(ctx, collections.Join(addr, key)); err != nil {
			return agent, err
		}
		emit(ctx, types.NewOperatorRemovedEvent(o))
	}
	agent.Operators = 0
	return agent, nil
}

// operatorsOf returns the operators of an agent, at most 16, in the order of their keys.
func (k *Keeper) operatorsOf(ctx context.Context, addr sdk.AccAddress) ([]types.Operator, error) {
	operators := make([]types.Operator, 0, types.MaxOperators)
	r := collections.NewPrefixedPairRange[sdk.AccAddress, sdk.AccAddress](addr)
	err := k.operators.Walk(ctx, r, func(_ collections.Pair[sdk.AccAddress, sdk.AccAddress], o types.Operator) (bool, error) {
		operators = append(operators, o)
		return false, nil
	})
	return operators, err
}
