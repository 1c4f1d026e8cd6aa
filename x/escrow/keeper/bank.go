package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/x/escrow/types"
)

var (
	_ types.AccumulatingBank  = VirtualBank{}
	_ authtypes.BankKeeper    = VirtualBank{}
	_ stakingtypes.BankKeeper = StakingBank{}
)

// VirtualBank is x/bank for those who send by virtual accumulation: its Send…Virtual methods tell escrow's SendRestriction
// that the coins are subtracted already. Without it an agent account could virtually send only half of what is available.
// It is also the bank of the fee decorator: fees go to the collector virtually, so that no two transactions write one
// key.
type VirtualBank struct{ types.AccumulatingBank }

// NewVirtualBank wraps x/bank. It panics without a bank, which is an error of the wiring.
func NewVirtualBank(bank types.AccumulatingBank) VirtualBank {
	if bank == nil {
		panic("escrow: a virtual bank needs a bank")
	}
	return VirtualBank{bank}
}

// SendCoinsToVirtual subtracts now and credits at the end of the block.
func (b VirtualBank) SendCoinsToVirtual(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error {
	return b.AccumulatingBank.SendCoinsToVirtual(mark(ctx, debitDone), from, to, amt)
}

// SendCoinsFromVirtual takes from what from received virtually in the same transaction.
func (b VirtualBank) SendCoinsFromVirtual(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error {
	return b.AccumulatingBank.SendCoinsFromVirtual(mark(ctx, debitDone), from, to, amt)
}

// SendCoinsFromAccountToModuleVirtual subtracts now and credits the module at the end of the block.
func (b VirtualBank) SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.AccumulatingBank.SendCoinsFromAccountToModuleVirtual(mark(ctx, debitDone), from, module, amt)
}

// SendCoinsFromModuleToAccountVirtual takes from what the module received virtually in the same transaction.
func (b VirtualBank) SendCoinsFromModuleToAccountVirtual(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error {
	return b.AccumulatingBank.SendCoinsFromModuleToAccountVirtual(mark(ctx, debitDone), module, to, amt)
}

// SendCoinsFromAccountToModule sends virtually: this is what the fee decorator calls.
func (b VirtualBank) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.SendCoinsFromAccountToModuleVirtual(ctx, from, module, amt)
}

// StakingBank is x/bank for x/staking. Delegating is the one debit of an account that x/bank asks no restriction about, so
// it is asked here.
type StakingBank struct {
	stakingtypes.BankKeeper
	escrow *Keeper
}

// NewStakingBank wraps x/bank. It panics on a missing dependency, which is an error of the wiring.
func NewStakingBank(bank stakingtypes.BankKeeper, escrow *Keeper) StakingBank {
	if bank == nil || escrow == nil {
		panic("escrow: a staking bank needs bank and escrow")
	}
	return StakingBank{bank, escrow}
}

// DelegateCoinsFromAccountToModule refuses as SendRestriction does.
func (b StakingBank) DelegateCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	if err := b.escrow.allowDebit(ctx, from, amt, debitSingle); err != nil {
		return err
	}
	return b.BankKeeper.DelegateCoinsFromAccountToModule(ctx, from, module, amt)
}
