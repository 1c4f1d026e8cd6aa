package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/agreement/types"
)

// move is a transition: the act, where it leads, the deadline there and the one event that tells it.
type move struct {
	act   types.Act
	to    types.Status
	due   uint64
	event func(types.Agreement) sdk.Event
}

// enter is the one writer of status: it brings an agreement from what it was to where the act leads, stores it with its new
// deadline, releases what was held for the status it leaves (the deposit of a claim, what open proposals promise), keeps
// the lists of running agreements, and emits the event of the transition. The caller has set everything else in a.
func (k *Keeper) enter(ctx context.Context, key []byte, was, a types.Agreement, m move) (types.Agreement, error) {
	if err := was.Status.Leads(m.act, m.to); err != nil {
		return a, err
	}
	if kind := was.Status.Kind(); kind != 0 { // a dispute has no deadline here
		if err := k.deadlines.Cancel(ctx, was.DueMs, kind, key); err != nil {
			return a, err
		}
	}
	if m.to == types.StatusGone {
		if err := k.forget(ctx, key, a); err != nil {
			return a, err
		}
		emit(ctx, m.event(a))
		return a, k.agreements.Remove(ctx, key)
	}
	if err := k.leave(ctx, key, was, m.to); err != nil {
		return a, err
	}
	if !m.to.Delivered() {
		a.Contest = nil
	}
	a.ClientProposal, a.ProviderProposal = nil, nil
	a.Status, a.DueMs = m.to, m.due
	if was.Status.Live() && !m.to.Live() {
		if err := k.retire(ctx, key, a); err != nil {
			return a, err
		}
	}
	if kind := m.to.Kind(); kind != 0 {
		if err := k.deadlines.Schedule(ctx, m.due, kind, key); err != nil {
			return a, err
		}
	}
	if err := k.agreements.Set(ctx, key, a); err != nil {
		return a, err
	}
	emit(ctx, m.event(a))
	return a, nil
}

// leave releases what is held for a status only. What goes before judges was moved there already.
func (k *Keeper) leave(ctx context.Context, key []byte, was types.Agreement, to types.Status) error {
	if to != types.StatusDisputed && was.DepositHold().IsPositive() {
		if err := k.escrow.Release(ctx, types.DepositRef(key)); err != nil {
			return err
		}
	}
	if to != types.StatusDisputed && !to.Delivered() && was.ContestHold().IsPositive() {
		if err := k.escrow.Release(ctx, types.ContestRef(key)); err != nil {
			return err
		}
	}
	for _, role := range []types.Role{types.RoleClient, types.RoleProvider} {
		if err := k.releaseExtra(ctx, key, was, role); err != nil {
			return err
		}
	}
	return nil
}

// retire takes an ending agreement out of the lists and the count.
func (k *Keeper) retire(ctx context.Context, key []byte, a types.Agreement) error {
	client, provider, err := a.Terms.Parties()
	if err != nil {
		return err
	}
	for _, live := range liveKeys(key, client, provider) {
		if err := k.live.Remove(ctx, live); err != nil {
			return err
		}
	}
	return k.disengage(ctx, provider)
}

func liveKeys(key []byte, client, provider sdk.AccAddress) [2]liveKey {
	return [2]liveKey{
		collections.Join3(client, uint16(types.RoleClient), key),
		collections.Join3(provider, uint16(types.RoleProvider), key),
	}
}
