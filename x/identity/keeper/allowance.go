package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/types"
)

// A fee allowance is part of a mandate: it begins and ends with it. x/feegrant would end one at a block time, but mandates
// expire in market time; so it is granted without an end, and a deadline takes it away when the mandate expires.

// grantAllowance lets the operator pay fees from the agent's account if its mandate comes with a fee limit, until it
// expires. What the chain may have of an older allowance is replaced.
func (k *Keeper) grantAllowance(ctx context.Context, addr, key sdk.AccAddress, o types.Operator) error {
	if o.FeeLimit == nil {
		return nil
	}
	if k.fees == nil {
		return types.ErrNotSet.Wrap("fee allowances: SetFeeAllowances was not called")
	}
	if err := k.fees.Revoke(ctx, addr, key); err != nil {
		return err
	}
	if err := k.fees.Grant(ctx, addr, key, *o.FeeLimit); err != nil {
		return err
	}
	emit(ctx, types.NewFeeAllowanceGrantedEvent(o, *o.FeeLimit))
	if o.Mandate.ExpiresMs == 0 {
		return nil
	}
	return k.queue.Schedule(ctx, o.Mandate.ExpiresMs, types.KindEndAllowance, types.AllowanceID(addr, key))
}

// endAllowance takes the fee allowance of an operator away, if it has one: used up or not.
func (k *Keeper) endAllowance(ctx context.Context, addr, key sdk.AccAddress, o types.Operator) error {
	if o.FeeLimit == nil {
		return nil
	}
	if k.fees == nil {
		return types.ErrNotSet.Wrap("fee allowances: SetFeeAllowances was not called")
	}
	if o.Mandate.ExpiresMs != 0 {
		if err := k.queue.Cancel(ctx, o.Mandate.ExpiresMs, types.KindEndAllowance, types.AllowanceID(addr, key)); err != nil {
			return err
		}
	}
	if err := k.fees.Revoke(ctx, addr, key); err != nil {
		return err
	}
	emit(ctx, types.NewFeeAllowanceEndedEvent(o))
	return nil
}

// endExpiredAllowance is the deadline of a mandate with a fee allowance: the operator stays, without it. ErrDeadlineID,
// ErrOperatorNotFound, ErrBroken when the mandate has not expired.
func (k *Keeper) endExpiredAllowance(ctx context.Context, id []byte) error {
	addr, key, err := types.ParseAllowanceID(id)
	if err != nil {
		return err
	}
	o, err := k.Operator(ctx, addr, key)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if !o.Mandate.Expired(now) {
		return types.ErrBroken.Wrapf("the mandate of key %s of agent %s has not expired at %d", key, addr, now)
	}
	if err := k.endAllowance(ctx, addr, key, o); err != nil {
		return err
	}
	o.FeeLimit = nil
	return k.operators.Set(ctx, collections.Join(addr, key), o)
}

// feeLeft returns what an operator can still pay of fees from the agent's account, nil when that is nothing.
func (k *Keeper) feeLeft(ctx context.Context, addr, key sdk.AccAddress, o types.Operator) (*sdk.Coin, error) {
	if o.FeeLimit == nil {
		return nil, nil
	}
	if k.fees == nil {
		return nil, types.ErrNotSet.Wrap("fee allowances: SetFeeAllowances was not called")
	}
	left, err := k.fees.Left(ctx, addr, key)
	if err != nil {
		return nil, err
	}
	found, coin := left.Find(o.FeeLimit.Denom)
	if !found {
		return nil, nil
	}
	return &coin, nil
}
