package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/escrow/types"
)

// debit says what the caller of x/bank knows about the debit that the restriction is asked about.
type debit uint8

const (
	// debitForeign is any debit without a mark. It counts as not subtracted yet, which is the stricter reading, and as
	// one of several that are all asked about before the first is subtracted: so does a multi-send.
	debitForeign debit = iota
	// debitSingle is asked about once and subtracted right afterwards: SendCoins.
	debitSingle
	// debitDone has been subtracted already: the Send…Virtual methods.
	debitDone
	// debitOwn is escrow's own: the hold was lowered by what is taken, or what is taken was found available. Looking
	// again would cost gas and could only block an exit.
	debitOwn
)

type debitMark struct{}

// mark tells the restriction about the one bank call that gets the returned context.
func mark(ctx context.Context, d debit) sdk.Context {
	return sdk.UnwrapSDKContext(ctx).WithValue(debitMark{}, d)
}

func markOf(ctx context.Context) debit {
	if d, ok := sdk.UnwrapSDKContext(ctx).Value(debitMark{}).(debit); ok {
		return d
	}
	return debitForeign
}

// SendRestriction is x/bank's question before (or, in virtual sends, after) every debit: it refuses with ErrHeld what
// would leave an agent account with less than its holds, and with ErrUnspendable every debit of burned coins. It never
// changes the recipient. Accounts whose address is not as long as an agent's are not looked at.
func (k *Keeper) SendRestriction(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) (sdk.AccAddress, error) {
	if err := k.allowDebit(ctx, from, amt, markOf(ctx)); err != nil {
		return nil, err
	}
	return to, nil
}

func (k *Keeper) allowDebit(ctx context.Context, from sdk.AccAddress, amt sdk.Coins, d debit) error {
	if d == debitOwn || len(from) != types.AgentAddressLen {
		return nil
	}
	if from.Equals(types.UnspendableAddress()) {
		return types.ErrUnspendable.Wrapf("%s from %s", amt, from)
	}
	for _, c := range amt {
		held, err := k.Held(ctx, from, c.Denom)
		if err != nil {
			return err
		}
		if held.IsZero() {
			continue
		}
		spendable := k.bank.SpendableCoin(ctx, from, c.Denom).Amount
		left := spendable
		switch d {
		case debitDone:
		case debitSingle:
			left = spendable.Sub(c.Amount)
		default:
			asked, err := k.ask(ctx, from, c, spendable)
			if err != nil {
				return err
			}
			left = spendable.Sub(asked)
		}
		if left.LT(held) {
			return types.ErrHeld.Wrapf("agent %s: a debit of %s leaves %s, want at least %s", from, c, left, held)
		}
	}
	return nil
}

// ask remembers a foreign debit and returns the sum of those asked about in this block while the balance stood as it
// stands. A multi-send asks for each output by itself and subtracts the sum afterwards; this is how the sum is seen. It
// can refuse too much (two debits of a balance that was filled up in between), never too little, and only accounts with
// holds that a module debits past escrow: there is none today.
func (k *Keeper) ask(ctx context.Context, from sdk.AccAddress, c sdk.Coin, balance math.Int) (math.Int, error) {
	key := collections.Join3(from, c.Denom, balance.String())
	asked, err := k.asked.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		asked = math.ZeroInt()
	} else if err != nil {
		return math.Int{}, err
	}
	asked = asked.Add(c.Amount)
	return asked, k.asked.Set(ctx, key, asked)
}
