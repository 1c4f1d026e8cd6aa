package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/escrow/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Handle is the one way to agents' money, given once to each module that may reserve it. It acts on the holds of its own
// scope. A refusal changes nothing; any other error (a store, the bank) leaves the caller to drop its cache context, as
// messages and deadlines do.
type Handle struct {
	k     *Keeper
	scope string
}

// Hold reserves coin of the authority's agent under ref (1 to 64 bytes, unused) and counts it against the mandate.
// counterparty is who is to be paid from it, or nil when that is not known yet. It refuses with ErrNoAuthority,
// ErrAgentAddress, ErrRef, field.ErrCoin, ErrRecipient (the bank blocks the counterparty, so that Pay cannot fail for
// that), ErrDenomNotAccepted, ErrBelowMinHold, ErrHoldExists, ErrTooManyHolds, ErrInsufficient, and as identity's Spend.
func (h *Handle) Hold(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin, counterparty sdk.AccAddress) error {
	agent, at := authority.Agent(), h.at(ref)
	held, count, err := h.k.allowHold(ctx, authority, at, coin, counterparty)
	if err != nil {
		return err
	}
	spend, err := h.k.identity.Spend(ctx, authority, coin, counterparty)
	if err != nil {
		return err
	}
	hold := types.Hold{Agent: agent.String(), Coin: coin, Fundings: []types.Funding{{Spend: spend, Amount: coin.Amount}}}
	if err := h.k.create(ctx, at, agent, hold, count); err != nil {
		return err
	}
	if err := h.k.setHeld(ctx, agent, coin.Denom, held.Add(coin.Amount)); err != nil {
		return err
	}
	emit(ctx, types.NewHoldPlacedEvent(at, hold))
	return nil
}

// allowHold says why a hold cannot be placed, or what the agent has on hold so far: the sum of the denom and the number.
func (k *Keeper) allowHold(ctx context.Context, authority identitytypes.Authority, at types.Target, coin sdk.Coin, counterparty sdk.AccAddress) (held math.Int, count uint64, err error) {
	agent := authority.Agent()
	if err := k.checkRequest(authority, at, coin, counterparty); err != nil {
		return held, 0, err
	}
	params, err := k.GetParams(ctx)
	if err != nil {
		return held, 0, err
	}
	denom, ok := params.Find(coin.Denom)
	if !ok {
		return held, 0, types.ErrDenomNotAccepted.Wrapf("agent %s: %s", agent, coin)
	}
	if coin.Amount.LT(denom.MinHold) {
		return held, 0, types.ErrBelowMinHold.Wrapf("agent %s: %s, want at least %s", agent, coin, denom.MinHold)
	}
	exists, err := k.holds.Has(ctx, collections.Join(at.Scope, at.Ref))
	if err != nil {
		return held, 0, err
	}
	if exists {
		return held, 0, types.ErrHoldExists.Wrapf("scope %s, ref %x", at.Scope, at.Ref)
	}
	count, err = k.countOf(ctx, agent)
	if err != nil {
		return held, 0, err
	}
	if count >= uint64(params.MaxHoldsPerAgent) {
		return held, 0, types.ErrTooManyHolds.Wrapf("agent %s has %d, want fewer than %d", agent, count, params.MaxHoldsPerAgent)
	}
	held, err = k.requireAvailable(ctx, agent, coin)
	return held, count, err
}

// checkRequest says what is wrong with a hold before any state is read.
func (k *Keeper) checkRequest(authority identitytypes.Authority, at types.Target, coin sdk.Coin, counterparty sdk.AccAddress) error {
	if authority.IsZero() {
		return types.ErrNoAuthority.Wrapf("scope %s, ref %x, %s", at.Scope, at.Ref, coin)
	}
	agent := authority.Agent()
	if len(agent) != types.AgentAddressLen || agent.Equals(types.UnspendableAddress()) {
		return types.ErrAgentAddress.Wrapf("%s, %d bytes, want %d", agent, len(agent), types.AgentAddressLen)
	}
	if len(at.Ref) == 0 || len(at.Ref) > types.MaxRef {
		return types.ErrRef.Wrapf("scope %s: %d bytes, want 1 to %d", at.Scope, len(at.Ref), types.MaxRef)
	}
	if err := field.Coin("coin", coin); err != nil {
		return err
	}
	if len(counterparty) > 0 && k.bank.BlockedAddr(counterparty) {
		return types.ErrRecipient.Wrapf("counterparty %s of agent %s is blocked", counterparty, agent)
	}
	return nil
}

// Grow adds coin to a hold of the authority's agent and counts it against the mandate. It refuses with ErrNoAuthority,
// field.ErrCoin, ErrHoldNotFound, ErrHoldMismatch, ErrDenomNotAccepted, field.ErrRange (hold above 2^128 - 1),
// ErrInsufficient, ErrTooManyFundings (a ninth mandate), and as identity's Spend.
func (h *Handle) Grow(ctx context.Context, authority identitytypes.Authority, ref []byte, coin sdk.Coin) error {
	at := h.at(ref)
	if authority.IsZero() {
		return types.ErrNoAuthority.Wrapf("scope %s, ref %x, %s", at.Scope, at.Ref, coin)
	}
	if err := field.Coin("coin", coin); err != nil {
		return err
	}
	hold, err := h.k.find(ctx, at)
	if err != nil {
		return err
	}
	agent := authority.Agent()
	if hold.Agent != agent.String() || hold.Coin.Denom != coin.Denom {
		return types.ErrHoldMismatch.Wrapf("scope %s, ref %x: hold of %s in %s, grown by %s with %s", at.Scope, at.Ref, hold.Agent, hold.Coin.Denom, agent, coin)
	}
	if _, err := h.Denom(ctx, coin.Denom); err != nil {
		return err
	}
	held, err := h.k.requireAvailable(ctx, agent, coin)
	if err != nil {
		return err
	}
	hold.Coin = hold.Coin.Add(coin)
	if err := field.Amount("coin", hold.Coin.Amount, 1); err != nil {
		return err
	}
	// The mandate is known only once it was spent from, so a ninth is refused in a cache context, with nothing spent.
	cached, commit := sdk.UnwrapSDKContext(ctx).CacheContext()
	spend, err := h.k.identity.Spend(cached, authority, coin, nil)
	if err != nil {
		return err
	}
	hold.Fundings = types.Fund(hold.Fundings, types.Funding{Spend: spend, Amount: coin.Amount})
	if n := len(hold.Fundings); n > types.MaxFundings {
		return types.ErrTooManyFundings.Wrapf("scope %s, ref %x: %d, want at most %d", at.Scope, at.Ref, n, types.MaxFundings)
	}
	commit()
	if err := h.k.update(ctx, at, agent, hold); err != nil {
		return err
	}
	if err := h.k.setHeld(ctx, agent, coin.Denom, held.Add(coin.Amount)); err != nil {
		return err
	}
	emit(ctx, types.NewHoldGrownEvent(at, hold, coin.Amount))
	return nil
}

// Shrink makes amount of a hold available again and gives it back to the mandates, the youngest first. A hold of which
// nothing is left is gone; amount 0 does nothing. ErrHoldNotFound, ErrAmount, ErrAboveHold.
func (h *Handle) Shrink(ctx context.Context, ref []byte, amount math.Int) error {
	hold, agent, err := h.take(ctx, ref, amount)
	if err != nil || amount.IsZero() {
		return err
	}
	if err := h.free(ctx, ref, agent, &hold, amount); err != nil {
		return err
	}
	emit(ctx, types.NewHoldShrunkEvent(h.at(ref), hold, amount))
	return nil
}

// Release makes the rest of a hold available again and gives it back to the mandates. ErrHoldNotFound.
func (h *Handle) Release(ctx context.Context, ref []byte) error {
	hold, err := h.k.find(ctx, h.at(ref))
	if err != nil {
		return err
	}
	agent, err := hold.AgentAddress()
	if err != nil {
		return err
	}
	before := hold
	if err := h.free(ctx, ref, agent, &hold, hold.Coin.Amount); err != nil {
		return err
	}
	emit(ctx, types.NewHoldReleasedEvent(h.at(ref), before))
	return nil
}

// free takes amount off a hold, youngest first, without a transfer.
func (h *Handle) free(ctx context.Context, ref []byte, agent sdk.AccAddress, hold *types.Hold, amount math.Int) error {
	rest, taken := types.TakeYoungest(hold.Fundings, amount)
	hold.Fundings, hold.Coin.Amount = rest, hold.Coin.Amount.Sub(amount)
	if err := h.k.update(ctx, h.at(ref), agent, *hold); err != nil {
		return err
	}
	if err := h.k.lowerHeld(ctx, agent, hold.Coin.Denom, amount); err != nil {
		return err
	}
	return h.k.restore(ctx, hold.Coin.Denom, taken)
}

// take reads a hold from which amount is to go and checks the amount.
func (h *Handle) take(ctx context.Context, ref []byte, amount math.Int) (types.Hold, sdk.AccAddress, error) {
	at := h.at(ref)
	if amount.IsNil() || amount.IsNegative() {
		return types.Hold{}, nil, types.ErrAmount.Wrapf("scope %s, ref %x: %s", at.Scope, at.Ref, amount)
	}
	hold, err := h.k.find(ctx, at)
	if err != nil {
		return types.Hold{}, nil, err
	}
	if amount.GT(hold.Coin.Amount) {
		return types.Hold{}, nil, types.ErrAboveHold.Wrapf("scope %s, ref %x: %s, want at most %s", at.Scope, at.Ref, amount, hold.Coin)
	}
	agent, err := hold.AgentAddress()
	return hold, agent, err
}

// Get returns a hold. ErrHoldNotFound.
func (h *Handle) Get(ctx context.Context, ref []byte) (types.Hold, error) {
	return h.k.find(ctx, h.at(ref))
}

// Has says whether there is a hold.
func (h *Handle) Has(ctx context.Context, ref []byte) (bool, error) {
	return h.k.holds.Has(ctx, collections.Join(h.scope, ref))
}

// Available returns what an agent can still hold of a denom: spendable balance less what is held.
func (h *Handle) Available(ctx context.Context, agent sdk.AccAddress, denom string) (math.Int, error) {
	return h.k.Available(ctx, agent, denom)
}

// Denom returns the rules of an accepted denom. ErrDenomNotAccepted.
func (h *Handle) Denom(ctx context.Context, denom string) (types.AcceptedDenom, error) {
	params, err := h.k.GetParams(ctx)
	if err != nil {
		return types.AcceptedDenom{}, err
	}
	d, ok := params.Find(denom)
	if !ok {
		return types.AcceptedDenom{}, types.ErrDenomNotAccepted.Wrapf("%q", denom)
	}
	return d, nil
}

// Fees returns the fees in force, for an agreement to keep.
func (h *Handle) Fees(ctx context.Context) (types.Fees, error) {
	params, err := h.k.GetParams(ctx)
	return params.Fees(), err
}

func (h *Handle) at(ref []byte) types.Target { return types.Target{Scope: h.scope, Ref: ref} }
