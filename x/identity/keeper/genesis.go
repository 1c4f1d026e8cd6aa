package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/types"
)

// InitGenesis stores the genesis and builds the indexes from it. An agent without account gets one, as in Register. Fee
// allowances are in the genesis of x/feegrant, and the invariants say whether both fit.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, agent := range gs.Agents {
		if err := k.importAgent(ctx, agent); err != nil {
			return err
		}
	}
	for _, o := range gs.Operators {
		agent, key, err := parse("agent", o.Agent, "key", o.Key)
		if err != nil {
			return err
		}
		if err := k.operators.Set(ctx, collections.Join(agent, key), o); err != nil {
			return err
		}
	}
	for _, a := range gs.Attestations {
		if err := k.importAttestation(ctx, a); err != nil {
			return err
		}
	}
	for _, l := range gs.Links {
		agent, err := field.Address("agent", l.Agent)
		if err != nil {
			return err
		}
		if err := k.storeLink(ctx, agent, l); err != nil {
			return err
		}
	}
	return k.queue.Import(ctx, gs.Deadlines)
}

func (k *Keeper) importAttestation(ctx context.Context, a types.Attestation) error {
	subject, issuer, err := parse("subject", a.Subject, "issuer", a.Issuer)
	if err != nil {
		return err
	}
	count, err := k.issuedCount(ctx, issuer)
	if err != nil {
		return err
	}
	if err := k.issuedCounts.Set(ctx, issuer, count+1); err != nil {
		return err
	}
	return k.storeAttestation(ctx, subject, issuer, a)
}

func (k *Keeper) importAgent(ctx context.Context, agent types.Agent) error {
	addr, owner, err := parse("address", agent.Address, "owner", agent.Owner)
	if err != nil {
		return err
	}
	if err := k.plainAccount(ctx, addr); err != nil {
		return err
	}
	if k.accounts.GetAccount(ctx, addr) == nil {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, addr))
	}
	if err := k.owners.Set(ctx, collections.Join(owner, addr)); err != nil {
		return err
	}
	if err := k.rename(ctx, addr, "", agent.Profile.Name); err != nil {
		return err
	}
	if err := k.indexSkills(ctx, addr, nil, listed(agent.Status, agent.Profile.Skills)); err != nil {
		return err
	}
	return k.agents.Set(ctx, addr, agent)
}

// ExportGenesis returns the whole state; importing it gives the same store.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.GetParams(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.agents.Walk(ctx, nil, func(_ sdk.AccAddress, a types.Agent) (bool, error) {
		gs.Agents = append(gs.Agents, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.operators.Walk(ctx, nil, func(_ collections.Pair[sdk.AccAddress, sdk.AccAddress], o types.Operator) (bool, error) {
		gs.Operators = append(gs.Operators, o)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.attestations.Walk(ctx, nil, func(_ attestationKey, a types.Attestation) (bool, error) {
		gs.Attestations = append(gs.Attestations, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.links.Walk(ctx, nil, func(_ string, l types.Link) (bool, error) {
		gs.Links = append(gs.Links, l)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	gs.Deadlines, err = k.queue.Export(ctx)
	return gs, err
}
