package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/arbitration/jury"
	"github.com/trothchain/troth/x/arbitration/types"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
)

// settleRoom bounds what one deadline settles after its first step, in payments and seats, so that small panels end in one
// step and the largest stay within its gas. A fee counts for as many as the round has seats, a step of seats three times.
const settleRoom = types.MaxSize

// noFees is what pay for a seat carries: a deposit pays its panel exactly.
var noFees = escrowtypes.Fees{}

// settle does the next steps of the settlement, one after the other: of every round the fee, then its seats, StepSeats at a
// time; at last the deposits. What a step does follows from the final verdict and from what the holds still have, so each
// stands for itself.
func (k *Keeper) settle(ctx context.Context, key []byte, c types.Case, now uint64) error {
	was, used := c, 0
	step, more := c.NextStep()
	for ; more; step, more = c.NextStep() {
		cost := int(c.Rounds[step.Round].Seats)
		if !step.Fee {
			cost = 3 * int(step.To-step.From)
		}
		if used > 0 && used+cost > settleRoom {
			break
		}
		used += cost
		seats, err := k.seatsIn(ctx, key, step.Round)
		if err != nil {
			return err
		}
		if step.Fee {
			c, err = k.settleFee(ctx, key, c, step.Round, seats)
		} else {
			err = k.settleSeats(ctx, key, c, seats, step, now)
		}
		if err != nil {
			return err
		}
		c.Settled++
	}
	if more {
		_, err := k.enter(ctx, key, was, c, move{types.ActDue, types.StatusSettling, now, nil})
		return err
	}
	event, err := k.settleDeposits(ctx, c)
	if err != nil {
		return err
	}
	c.Settled++
	_, err = k.enter(ctx, key, was, c, move{types.ActDue, types.StatusFinal, now, event})
	return err
}

// source is a hold that pays a part of something.
type source struct {
	ref    []byte
	amount math.Int
}

// settleFee pays the fee of a round to its coherent seats, to each the same; without one nobody pays. The first panel is
// paid by the deposits, each side's part first and what is missing of it by the other's. A later panel is paid by the
// appellant, or by the other side, as far as its deposit reaches, when the verdict has moved the appellant's way, but not to
// where the other side was already, as near as a step comes to it. It returns the case with what one side paid for the other.
func (k *Keeper) settleFee(ctx context.Context, key []byte, c types.Case, round uint32, seats []seat) (types.Case, error) {
	coherent := coherentSeats(c, seats)
	fee := math.ZeroInt()
	if len(coherent) > 0 {
		fee = c.Rules.Fee(uint32(len(seats)))
	}
	paid, err := k.feeParts(ctx, c, round, fee)
	if err != nil {
		return c, err
	}
	sources := []source{
		{types.DepositRef(c.Request.Ref, types.SideClient), paid.Client},
		{types.DepositRef(c.Request.Ref, types.SideProvider), paid.Provider},
		{types.AppealRef(key, round), paid.Appeal},
	}
	if err := k.divide(ctx, sources, coherent, 0, len(sources)); err != nil {
		return c, err
	}
	if paid.Burned, err = k.endAppeal(ctx, key, c, round, paid.Appeal); err != nil {
		return c, err
	}
	emit(ctx, types.NewFeePaidEvent(c, paid))
	return c.Owing(paid), nil
}

// feeParts says who pays the fee of a round, and for whom. What the deposits do not have, the seats do not get; an appeal
// always has its panel's fee.
func (k *Keeper) feeParts(ctx context.Context, c types.Case, round uint32, fee math.Int) (types.RoundFees, error) {
	f := types.NewRoundFees(round)
	client, err := k.left(ctx, types.DepositRef(c.Request.Ref, types.SideClient))
	if err != nil {
		return f, err
	}
	provider, err := k.left(ctx, types.DepositRef(c.Request.Ref, types.SideProvider))
	if err != nil {
		return f, err
	}
	if round > 0 && c.Request.Kind == types.KindPanel { // what is left there is of the price: both sides have a part in it
		client = math.ZeroInt()
	}
	switch {
	case round == 0:
		clientPart, providerPart := c.FeeParts(fee)
		if c.Request.ContestedBps > 0 { // what the client of its own accord contests is never covered by the provider
			provider = math.MinInt(provider, providerPart)
		}
		f.Client, f.Provider = jury.Cover(clientPart, providerPart, client, provider)
		f.ClientOwes, f.ProviderOwes = above(f.Provider, providerPart), above(f.Client, clientPart)
	case !c.Moved(round), c.RightFromTheBeginning(c.Rounds[round].Appellant.Other()):
		f.Appeal = fee
	case c.Rounds[round].Appellant == types.SideClient:
		f.Provider = math.MinInt(fee, provider)
		f.Appeal = fee.Sub(f.Provider)
		f.ProviderOwes = f.Appeal
	default:
		f.Client = math.MinInt(fee, client)
		f.Appeal = fee.Sub(f.Client)
		f.ClientOwes = f.Appeal
	}
	return f, nil
}

// above is what an amount has above another, or nothing.
func above(a, b math.Int) math.Int { return a.Sub(math.MinInt(a, b)) }

// endAppeal gives back what an appeal did not cost. One that moved nothing costs twice the fee of the seats that were
// drawn: what the panel does not get of it is burned. One whose panel, or the panel that it appealed against, revealed
// nothing costs no more than the fee.
func (k *Keeper) endAppeal(ctx context.Context, key []byte, c types.Case, round uint32, paid math.Int) (burned math.Int, err error) {
	burned = math.ZeroInt()
	r := c.Rounds[round]
	if !r.Deposit.IsPositive() {
		return burned, nil
	}
	if !c.Moved(round) && r.Revealed > 0 && c.Rounds[round-1].Revealed > 0 {
		burned = c.Rules.AppealDeposit(r.Seats).Sub(paid)
	}
	ref := types.AppealRef(key, round)
	if err := k.escrow.Burn(ctx, ref, burned); err != nil {
		return burned, err
	}
	return burned, k.release(ctx, ref)
}

// settleSeats takes from some seats of a round what they lost and gives it to the coherent ones of the round, to each the
// same; without one it is burned. Then these seats are closed and their locks free. Who gets what of whom follows from all
// seats of the round, which no longer change, so a step knows what the others do.
func (k *Keeper) settleSeats(ctx context.Context, key []byte, c types.Case, seats []seat, step types.SettleStep, now uint64) error {
	coherent := coherentSeats(c, seats)
	sources := make([]source, len(seats))
	total := math.ZeroInt()
	for i, s := range seats {
		sources[i] = source{types.StakeRef(s.arbiter), lost(c, s)}
		total = total.Add(sources[i].amount)
	}
	from, to := int(step.From), int(step.To)
	if len(coherent) > 0 {
		if err := k.divide(ctx, sources, coherent, from, to); err != nil {
			return err
		}
	} else if err := k.burnAll(ctx, sources[from:to]); err != nil {
		return err
	}
	shares, next := jury.Divide(total, len(coherent)), 0
	for i, s := range seats {
		earned := math.ZeroInt()
		if isCoherent(c, s) {
			earned, next = shares[next], next+1
		}
		if i < from || i >= to {
			continue
		}
		if err := k.closeCaseSeat(ctx, key, c, s, sources[i].amount, earned, now); err != nil {
			return err
		}
	}
	return nil
}

// divide pays what the sources give to the seats, to each the same; the first get what cannot be divided. Only the sources
// from one to before another pay now, as much to each seat as if all did.
func (k *Keeper) divide(ctx context.Context, sources []source, seats []seat, from, to int) error {
	give, total := make([]math.Int, len(sources)), math.ZeroInt()
	for i, s := range sources {
		give[i] = s.amount
		total = total.Add(s.amount)
	}
	if !total.IsPositive() {
		return nil
	}
	for _, t := range jury.Transfers(give, jury.Divide(total, len(seats))) {
		if t.From < from || t.From >= to {
			continue
		}
		if _, err := k.escrow.Pay(ctx, sources[t.From].ref, seats[t.To].arbiter, t.Amount, noFees); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) burnAll(ctx context.Context, sources []source) error {
	for _, s := range sources {
		if !s.amount.IsPositive() {
			continue
		}
		if err := k.escrow.Burn(ctx, s.ref, s.amount); err != nil {
			return err
		}
	}
	return nil
}

// settleDeposits gives the deposits back. Of the client's, a part is burned in proportion to how far the verdict is above
// what it granted: it is never the provider's. What a panel did not cost waits for the ruling where the request names a hold
// that takes it back. It returns the event that tells it.
func (k *Keeper) settleDeposits(ctx context.Context, c types.Case) (func(types.Case) sdk.Event, error) {
	clientRef, providerRef := types.DepositRef(c.Request.Ref, types.SideClient), types.DepositRef(c.Request.Ref, types.SideProvider)
	client, err := k.left(ctx, clientRef)
	if err != nil {
		return nil, err
	}
	provider, err := k.left(ctx, providerRef)
	if err != nil {
		return nil, err
	}
	burned := c.BurnedShare(client)
	if err := k.burnAll(ctx, []source{{clientRef, burned}}); err != nil {
		return nil, err
	}
	ends := types.DepositEnds{ClientBack: client.Sub(burned), ProviderBack: provider, Returned: math.ZeroInt(), Burned: burned}
	if len(c.Request.ReturnRef) > 0 {
		ends.ClientBack, ends.Returned = math.ZeroInt(), ends.ClientBack
	} else if err := k.release(ctx, clientRef); err != nil {
		return nil, err
	}
	if err := k.release(ctx, providerRef); err != nil {
		return nil, err
	}
	return func(c types.Case) sdk.Event {
		return types.NewCaseSettledEvent(c, ends)
	}, nil
}

// giveBack moves what a panel did not cost to the hold that the request names, and returns what of the client's deposit did
// not go there; nil of a case that is no KIND_PANEL.
func (k *Keeper) giveBack(ctx context.Context, c types.Case) (math.Int, error) {
	if c.Request.Kind != types.KindPanel {
		return math.Int{}, nil
	}
	ref, deposit := types.DepositRef(c.Request.Ref, types.SideClient), c.Deposit(types.SideClient)
	rest, err := k.left(ctx, ref)
	if err != nil || !rest.IsPositive() {
		return deposit, err
	}
	to := escrowtypes.Target{Scope: c.Request.ReturnScope, Ref: c.Request.ReturnRef}
	return deposit.Sub(rest), k.escrow.Move(ctx, ref, to, rest)
}

// left returns what a hold still has; nothing when it is gone.
func (k *Keeper) left(ctx context.Context, ref []byte) (math.Int, error) {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return math.ZeroInt(), err
	}
	hold, err := k.escrow.Get(ctx, ref)
	return hold.Coin.Amount, err
}

// release gives back the rest of a hold, if there is any.
func (k *Keeper) release(ctx context.Context, ref []byte) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil || !has {
		return err
	}
	return k.escrow.Release(ctx, ref)
}
