package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// What tests need to break the state on purpose.

// SetName writes the index of names; nil removes the name.
func (k *Keeper) SetName(ctx context.Context, name string, addr sdk.AccAddress) {
	var err error
	if addr == nil {
		err = k.names.Remove(ctx, name)
	} else {
		err = k.names.Set(ctx, name, addr)
	}
	must(err)
}

// SetSkill writes the index of skills.
func (k *Keeper) SetSkill(ctx context.Context, skill string, addr sdk.AccAddress) {
	must(k.skills.Set(ctx, collections.Join(skill, addr)))
}

// SetOwner writes the index of owners.
func (k *Keeper) SetOwner(ctx context.Context, owner, addr sdk.AccAddress) {
	must(k.owners.Set(ctx, collections.Join(owner, addr)))
}

// SetAgent writes an agent without its indexes.
func (k *Keeper) SetAgent(ctx context.Context, addr sdk.AccAddress, a types.Agent) {
	must(k.agents.Set(ctx, addr, a))
}

// SetOperator writes an operator without counting it.
func (k *Keeper) SetOperator(ctx context.Context, addr, key sdk.AccAddress, o types.Operator) {
	must(k.operators.Set(ctx, collections.Join(addr, key), o))
}

// ScheduleName writes a deadline.
func (k *Keeper) ScheduleName(ctx context.Context, due uint64, name string) {
	must(k.queue.Schedule(ctx, due, types.KindReleaseName, []byte(name)))
}

// SetAttestation writes an attestation without its index, count and deadline.
func (k *Keeper) SetAttestation(ctx context.Context, subject sdk.AccAddress, schema string, issuer sdk.AccAddress, a types.Attestation) {
	must(k.attestations.Set(ctx, collections.Join3(subject, schema, issuer), a))
}

// SetIssued writes the index of issuers, or removes an entry of it.
func (k *Keeper) SetIssued(ctx context.Context, issuer, subject sdk.AccAddress, schema string, listed bool) {
	if listed {
		must(k.issued.Set(ctx, collections.Join3(issuer, subject, schema)))
		return
	}
	must(k.issued.Remove(ctx, collections.Join3(issuer, subject, schema)))
}

// SetIssuedCount writes the number of an issuer's attestations; 0 removes it.
func (k *Keeper) SetIssuedCount(ctx context.Context, issuer sdk.AccAddress, count uint32) {
	if count == 0 {
		must(k.issuedCounts.Remove(ctx, issuer))
		return
	}
	must(k.issuedCounts.Set(ctx, issuer, count))
}

// RunDeadline is what the queue runs.
func (k *Keeper) RunDeadline(ctx sdk.Context, kind uint32, id []byte) error {
	return k.runDeadline(ctx, kind, id)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
