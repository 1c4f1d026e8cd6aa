package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/identity/types"
)

// register makes an agent of the owner and has the owner pay the fee. ErrControllerIsAgent, ErrAgentExists,
// ErrAccountTaken, ErrNameTaken, and what the bank says of the fee.
func (k *Keeper) register(ctx context.Context, owner sdk.AccAddress, salt []byte, profile types.Profile) (sdk.AccAddress, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	addr := types.AgentAddress(owner, salt)
	if err := k.mayRegister(ctx, owner, addr, profile.Name); err != nil {
		return nil, err
	}
	if params.RegistrationFee.IsPositive() {
		err := k.bank.SendCoinsFromAccountToModuleVirtual(ctx, owner, types.ModuleName, sdk.NewCoins(params.RegistrationFee))
		if err != nil {
			return nil, fmt.Errorf("registration fee %s: %w", params.RegistrationFee, err)
		}
	}
	if k.accounts.GetAccount(ctx, addr) == nil {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, addr))
	}
	if err := k.owners.Set(ctx, collections.Join(owner, addr)); err != nil {
		return nil, err
	}
	if err := k.rename(ctx, addr, "", profile.Name); err != nil {
		return nil, err
	}
	agent := types.Agent{Address: addr.String(), Owner: owner.String(), Profile: profile, RegisteredMs: now}
	return addr, k.setStatus(ctx, addr, agent, types.AgentStatusActive, types.NewAgentRegisteredEvent(agent, params.RegistrationFee))
}

func (k *Keeper) mayRegister(ctx context.Context, owner, addr sdk.AccAddress, name string) error {
	if err := k.notAgent(ctx, "owner", owner); err != nil {
		return err
	}
	exists, err := k.agents.Has(ctx, addr)
	if err != nil {
		return err
	}
	if exists {
		return types.ErrAgentExists.Wrapf("agent %s of owner %s", addr, owner)
	}
	if err := k.plainAccount(ctx, addr); err != nil {
		return err
	}
	return k.nameFree(ctx, addr, name)
}

// plainAccount refuses an address that is a vesting, module or other special account, whose balance is not all its own,
// or that has a key. Anyone can send coins to a future agent's address: a plain account without key is welcome.
func (k *Keeper) plainAccount(ctx context.Context, addr sdk.AccAddress) error {
	account := k.accounts.GetAccount(ctx, addr)
	if account == nil {
		return nil
	}
	if _, plain := account.(*authtypes.BaseAccount); !plain || account.GetPubKey() != nil {
		return types.ErrAccountTaken.Wrapf("%s: %T", addr, account)
	}
	return nil
}

// notAgent refuses an agent account as owner or operator: it has no key and could never sign.
func (k *Keeper) notAgent(ctx context.Context, field string, addr sdk.AccAddress) error {
	agent, err := k.agents.Has(ctx, addr)
	if err != nil {
		return err
	}
	if agent {
		return types.ErrControllerIsAgent.Wrapf("%s: %s", field, addr)
	}
	return nil
}

// updateProfile replaces the profile, with its name and skills in the indexes. ErrAgentNotFound, ErrAgentRetired,
// ErrNotAuthorized and the other errors of Authorize, ErrNameTaken.
func (k *Keeper) updateProfile(ctx context.Context, signer, addr sdk.AccAddress, profile types.Profile) error {
	if _, err := k.Authorize(ctx, signer, addr, types.ActionProfile); err != nil {
		return err
	}
	agent, err := k.Agent(ctx, addr)
	if err != nil {
		return err
	}
	from := agent.Profile
	if err := k.nameFree(ctx, addr, profile.Name); err != nil {
		return err
	}
	if err := k.rename(ctx, addr, from.Name, profile.Name); err != nil {
		return err
	}
	if agent.Status == types.AgentStatusActive {
		if err := k.indexSkills(ctx, addr, from.Skills, profile.Skills); err != nil {
			return err
		}
	}
	agent.Profile = profile
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewProfileUpdatedEvent(agent.Address, signer.String(), from.Name, profile.Name))
	return nil
}

// heartbeat notes that the agent is alive. ErrHeartbeatTooSoon and the errors of Authorize.
func (k *Keeper) heartbeat(ctx context.Context, signer, addr sdk.AccAddress) error {
	if _, err := k.Authorize(ctx, signer, addr, types.ActionProfile); err != nil {
		return err
	}
	agent, err := k.Agent(ctx, addr)
	if err != nil {
		return err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if agent.HeartbeatMs > 0 && now < agent.HeartbeatMs+params.HeartbeatIntervalMs {
		return types.ErrHeartbeatTooSoon.Wrapf("agent %s: last at %d, now %d, interval %d", addr, agent.HeartbeatMs, now, params.HeartbeatIntervalMs)
	}
	agent.HeartbeatMs = now
	if err := k.agents.Set(ctx, addr, agent); err != nil {
		return err
	}
	emit(ctx, types.NewHeartbeatReceivedEvent(agent.Address, signer.String(), now))
	return nil
}
