package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// Pay pays amount out of a hold: burn and protocol fee are taken out of it and floor, the payee gets the rest at once.
// What is paid counts against the oldest mandates and is never given back. amount 0 does nothing. ErrHoldNotFound,
// ErrAmount, ErrAboveHold, ErrFees, ErrRecipient (no address). A payee the bank blocks was refused by Hold, and an agent
// never is one, so a payment out of a hold does not fail.
func (h *Handle) Pay(ctx context.Context, ref []byte, to sdk.AccAddress, amount math.Int, fees types.Fees) (types.Payment, error) {
	if len(to) == 0 {
		return types.Payment{}, types.ErrRecipient.Wrapf("scope %s, ref %x: no address", h.scope, ref)
	}
	if err := fees.Validate(); err != nil {
		return types.Payment{}, err
	}
	hold, agent, err := h.take(ctx, ref, amount)
	if err != nil {
		return types.Payment{}, err
	}
	payment := fees.Split(amount)
	if amount.IsZero() {
		return payment, nil
	}
	if err := h.spend(ctx, ref, agent, &hold, amount); err != nil {
		return types.Payment{}, err
	}
	if err := h.k.send(ctx, agent, to, hold.Coin.Denom, payment.Paid); err != nil {
		return types.Payment{}, err
	}
	if err := h.k.burn(ctx, agent, hold.Coin.Denom, payment.Burned); err != nil {
		return types.Payment{}, err
	}
	if err := h.k.sendToModule(ctx, agent, authtypes.FeeCollectorName, hold.Coin.Denom, payment.ProtocolFee); err != nil {
		return types.Payment{}, err
	}
	emit(ctx, types.NewHoldPaidEvent(h.at(ref), hold, amount, to, payment))
	return payment, nil
}

// Burn destroys amount of a hold: burnable denoms leave the supply at the end of the block, others go to an account
// nobody can spend from. amount 0 does nothing. ErrHoldNotFound, ErrAmount, ErrAboveHold.
func (h *Handle) Burn(ctx context.Context, ref []byte, amount math.Int) error {
	hold, agent, err := h.take(ctx, ref, amount)
	if err != nil || amount.IsZero() {
		return err
	}
	if err := h.spend(ctx, ref, agent, &hold, amount); err != nil {
		return err
	}
	if err := h.k.burn(ctx, agent, hold.Coin.Denom, amount); err != nil {
		return err
	}
	emit(ctx, types.NewHoldBurnedEvent(h.at(ref), hold, amount))
	return nil
}

// spend takes amount off a hold, oldest first, just before as much leaves the account.
func (h *Handle) spend(ctx context.Context, ref []byte, agent sdk.AccAddress, hold *types.Hold, amount math.Int) error {
	_, rest := types.TakeOldest(hold.Fundings, amount)
	hold.Fundings, hold.Coin.Amount = rest, hold.Coin.Amount.Sub(amount)
	if err := h.k.update(ctx, h.at(ref), agent, *hold); err != nil {
		return err
	}
	return h.k.lowerHeld(ctx, agent, hold.Coin.Denom, amount)
}

// send moves amount at once.
func (k *Keeper) send(ctx context.Context, from, to sdk.AccAddress, denom string, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.SendCoins(mark(ctx, debitOwn), from, to, sdk.NewCoins(sdk.NewCoin(denom, amount)))
}

// sendToModule moves amount by virtual accumulation: the account of the module is written once, at the end of the block.
func (k *Keeper) sendToModule(ctx context.Context, from sdk.AccAddress, module, denom string, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.SendCoinsFromAccountToModuleVirtual(mark(ctx, debitOwn), from, module, sdk.NewCoins(sdk.NewCoin(denom, amount)))
}

// burn moves amount to where it is destroyed, or out of everybody's reach when the denom cannot be (or is not accepted
// any more, so that nobody knows).
func (k *Keeper) burn(ctx context.Context, from sdk.AccAddress, denom string, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return err
	}
	if d, ok := params.Find(denom); ok && d.Burnable {
		return k.sendToModule(ctx, from, types.ModuleName, denom, amount)
	}
	return k.bank.SendCoinsToVirtual(mark(ctx, debitOwn), from, types.UnspendableAddress(), sdk.NewCoins(sdk.NewCoin(denom, amount)))
}
