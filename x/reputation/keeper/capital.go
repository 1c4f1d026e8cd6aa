package keeper

import (
	"context"
	"math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/reputation/types"
)

// CoverTerms returns the parameters of cover in force, with sigma raised to the job's own and, when the price is paid
// at delivery (instant), to sigma_instant (design 06 §3.5). An agreement keeps them, so that a change of parameters never
// moves a cover in use.
func (k *Keeper) CoverTerms(ctx context.Context, jobSigmaBps uint32, instant bool) (types.CoverTerms, error) {
	p, err := k.GetParams(ctx)
	if err != nil {
		return types.CoverTerms{}, err
	}
	sigma := max(narrow(p.SigmaBps), jobSigmaBps)
	if instant {
		sigma = max(sigma, narrow(p.SigmaInstantBps))
	}
	return types.CoverTerms{
		SigmaBps:   sigma,
		ConcedeBps: narrow(p.ConcedeBps),
		LateBps:    narrow(p.LateBps),
		RefundBps:  narrow(p.RefundBps),
	}, nil
}

// Reserve moves free capital of the provider to its reserved capital: cover of a contract, in micro-units. ErrCapitalShort
// when too little is free. Reserving nothing changes nothing.
func (k *Keeper) Reserve(ctx context.Context, provider sdk.AccAddress, amount uint64) error {
	if amount == 0 {
		return nil
	}
	n, err := k.now(ctx)
	if err != nil {
		return err
	}
	handovers, err := k.handovers(ctx, provider)
	if err != nil {
		return err
	}
	c, err := k.readCapital(ctx, n, provider, handovers)
	if err != nil {
		return err
	}
	reserved, ok := c.Reserve(amount)
	if !ok {
		return types.ErrCapitalShort.Wrapf("%s: %d micro-units free, want %d", provider, c.Free, amount)
	}
	record := types.NewCapital(reserved, handovers)
	if err := save(ctx, k.capital, provider, record); err != nil {
		return err
	}
	emit(ctx, types.NewCapitalReservedEvent(provider, amount, record))
	return nil
}

// Unreserve gives reserved capital back whole, but for what is forfeit since a handover: the cover was not used.
// ErrReservedShort when less is reserved. Giving back nothing changes nothing.
func (k *Keeper) Unreserve(ctx context.Context, provider sdk.AccAddress, amount uint64) error {
	if amount == 0 {
		return nil
	}
	n, err := k.now(ctx)
	if err != nil {
		return err
	}
	handovers, err := k.handovers(ctx, provider)
	if err != nil {
		return err
	}
	c, err := k.readCapital(ctx, n, provider, handovers)
	if err != nil {
		return err
	}
	free, forfeited, ok := c.Unreserve(amount)
	if !ok {
		return types.ErrReservedShort.Wrapf("%s: %d micro-units reserved, want %d", provider, c.Reserved, amount)
	}
	record := types.NewCapital(free, handovers)
	if err := save(ctx, k.capital, provider, record); err != nil {
		return err
	}
	emit(ctx, types.NewCapitalUnreservedEvent(provider, amount, forfeited, record))
	return nil
}

// narrow returns v as 32 bits; the parameters in question are at most MaxRatioBps, so nothing is ever cut.
func narrow(v uint64) uint32 { return uint32(min(v, math.MaxUint32)) }

func emit(ctx context.Context, e sdk.Event) { sdk.UnwrapSDKContext(ctx).EventManager().EmitEvent(e) }
