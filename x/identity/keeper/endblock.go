package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/identity/types"
)

// EndBlock releases the names, ends the fee allowances and prunes the attestations that are due, and burns the registration fees of the block. It runs after the EndBlock of
// x/bank, which credits them to the module account.
func (k *Keeper) EndBlock(ctx context.Context) error {
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := k.queue.Drain(ctx, now, params.MaxDeadlinesPerBlock, k.runDeadline); err != nil {
		return err
	}
	return k.burnFees(ctx, params.RegistrationFee.Denom)
}

// runDeadline is what the queue runs.
func (k *Keeper) runDeadline(ctx sdk.Context, kind uint32, id []byte) error {
	switch kind {
	case types.KindReleaseName:
		return k.releaseName(ctx, string(id))
	case types.KindEndAllowance:
		return k.endExpiredAllowance(ctx, id)
	case types.KindExpireAttestation:
		return k.expireAttestation(ctx, id)
	}
	return types.ErrDeadlineKind.Wrapf("kind %d, id %x", kind, id)
}

// burnFees burns what the module account has of the fee's denom: it has no other purpose.
func (k *Keeper) burnFees(ctx context.Context, denom string) error {
	fees := k.bank.GetBalance(ctx, moduleAddress, denom)
	if !fees.IsPositive() {
		return nil
	}
	if err := k.bank.BurnCoins(ctx, types.ModuleName, sdk.NewCoins(fees)); err != nil {
		return fmt.Errorf("burn registration fees %s: %w", fees, err)
	}
	return nil
}

// moduleAddress is the account that collects the registration fees of a block.
var moduleAddress = authtypes.NewModuleAddress(types.ModuleName)
