package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/jury"
)

// Round returns the number of the present round, from 0.
func (c Case) Round() uint32 { return uint32(len(c.Rounds)) - 1 }

// Last returns the present round.
func (c Case) Last() Round { return c.Rounds[len(c.Rounds)-1] }

// WithLast returns the case with another present round; rounds of c are not changed.
func (c Case) WithLast(r Round) Case {
	c.Rounds = append(append([]Round(nil), c.Rounds[:len(c.Rounds)-1]...), r)
	return c
}

// Deposit returns what a side had deposited at the opening.
func (c Case) Deposit(side Side) math.Int {
	switch side {
	case SideClient:
		return OrZero(c.ClientDeposit)
	case SideProvider:
		return OrZero(c.ProviderDeposit)
	}
	return math.ZeroInt()
}

// Party returns the agent of a side as records have it.
func (c Case) Party(side Side) string {
	switch side {
	case SideClient:
		return c.Request.Client
	case SideProvider:
		return c.Request.Provider
	}
	return ""
}

// Coin returns an amount in the denom of the price.
func (c Case) Coin(amount math.Int) sdk.Coin {
	return sdk.Coin{Denom: c.Request.Price.Denom, Amount: amount}
}

// Steps returns how many steps the settlement has: of every round the fee and its seats, StepSeats in a step and one step
// at least; and the deposits.
func (c Case) Steps() uint32 {
	steps := uint32(1)
	for _, r := range c.Rounds {
		steps += r.steps()
	}
	return steps
}

// steps is how many steps of the settlement a round has.
func (r Round) steps() uint32 { return 1 + max(1, (r.Seats+StepSeats-1)/StepSeats) }

// SettleStep is one step of the settlement of a round: its fee, or the seats from one to before another by address.
type SettleStep struct {
	Round, From, To uint32
	Fee             bool
}

// NextStep returns the next step of the settlement; ok is false when only the deposits are left, or nothing.
func (c Case) NextStep() (step SettleStep, ok bool) {
	at := c.Settled
	for i, r := range c.Rounds {
		if at < r.steps() {
			if at == 0 {
				return SettleStep{Round: uint32(i), Fee: true}, true
			}
			from := (at - 1) * StepSeats
			return SettleStep{Round: uint32(i), From: from, To: min(from+StepSeats, r.Seats)}, true
		}
		at -= r.steps()
	}
	return SettleStep{}, false
}

// Gap returns how far a side was from the verdict, 0 to BPS: the provider asked for all, or for the verdict that the client
// contests, the client granted claimed_bps. A verdict that is even better for a side is no distance from it.
func (c Case) Gap(side Side) uint32 {
	if side == SideProvider {
		asked := c.Request.asked()
		return asked - min(asked, c.VerdictBps)
	}
	return c.VerdictBps - min(c.VerdictBps, c.Request.ClaimedBps)
}

// RightFromTheBeginning says whether the verdict is, as near as a step can be, what a side granted or asked for, and no
// nearer to the other: an appeal of the other then only mended what the other had begun.
func (c Case) RightFromTheBeginning(side Side) bool {
	return 2*c.Gap(side) < Step && c.Gap(side) <= c.Gap(side.Other())
}

// FeeParts divides the fee of the first panel: what is verified for the client is paid by it, a dispute by both in
// proportion to how far each was from the verdict.
func (c Case) FeeParts(fee math.Int) (client, provider math.Int) {
	if c.Request.Kind == KindPanel {
		return fee, math.ZeroInt()
	}
	return jury.SplitFee(fee, c.Gap(SideClient), c.Gap(SideProvider))
}

// Owing returns the case with what a round was paid by one side for the other.
func (c Case) Owing(f RoundFees) Case {
	c.ClientOwes, c.ProviderOwes = OrZero(c.ClientOwes).Add(f.ClientOwes), OrZero(c.ProviderOwes).Add(f.ProviderOwes)
	return c
}

// Debt returns what one side owes the other in the end.
func (c Case) Debt() Debt {
	client, provider := OrZero(c.ClientOwes), OrZero(c.ProviderOwes)
	switch {
	case client.GT(provider):
		return Debt{By: SideClient, Amount: client.Sub(provider)}
	case provider.GT(client):
		return Debt{By: SideProvider, Amount: provider.Sub(client)}
	}
	return Debt{}
}

// Moved says whether the final verdict is at least one step better for the appellant of a round than the verdict that it
// appealed against.
func (c Case) Moved(round uint32) bool {
	before := c.Rounds[round-1].VerdictBps
	if c.Rounds[round].Appellant == SideProvider {
		return c.VerdictBps >= before+Step
	}
	return c.VerdictBps+Step <= before
}

// BurnedShare returns what of the rest of the client's deposit is burned: in proportion to how far the verdict is above
// what the client granted, all of it when the provider got what it asked for, rounded down (design 07: never paid to the
// provider).
func (c Case) BurnedShare(rest math.Int) math.Int {
	if c.Request.Kind != KindDispute || c.Unclear {
		return math.ZeroInt()
	}
	most := c.Request.asked() - c.Request.ClaimedBps
	return rest.MulRaw(int64(min(c.Gap(SideClient), most))).QuoRaw(int64(most))
}

// Validate checks a record by itself.
func (c Case) Validate() error {
	if _, err := ParseID("id", c.Id); err != nil {
		return err
	}
	if err := c.Request.Validate(); err != nil {
		return err
	}
	if err := c.Rules.validate(); err != nil {
		return err
	}
	if c.Status.DeadlineKind() == 0 {
		return ErrGenesis.Wrapf("status: %s", c.Status)
	}
	if n := len(c.Rounds); n == 0 || n > MaxRounds {
		return ErrGenesis.Wrapf("rounds: %d, want 1 to %d", n, MaxRounds)
	}
	for i, r := range c.Rounds {
		if err := r.validate(i, c.Rules); err != nil {
			return err
		}
	}
	if err := field.Amount("client_deposit", c.ClientDeposit, 0); err != nil {
		return err
	}
	if err := field.Amount("provider_deposit", c.ProviderDeposit, 0); err != nil {
		return err
	}
	if err := field.Amount("client_owes", OrZero(c.ClientOwes), 0); err != nil {
		return err
	}
	if err := field.Amount("provider_owes", OrZero(c.ProviderOwes), 0); err != nil {
		return err
	}
	if c.VerdictBps > BPS || c.VerdictBps%Step != 0 || (c.Unclear && c.VerdictBps != UnclearBps) {
		return ErrGenesis.Wrapf("verdict_bps: %d, unclear: %t", c.VerdictBps, c.Unclear)
	}
	return c.validateSettled()
}

func (c Case) validateSettled() error {
	switch {
	case c.Settled == 0 && c.Debt().By != SideUnspecified:
		return ErrGenesis.Wrapf("client_owes, provider_owes: %s, %s before anything is settled", c.ClientOwes, c.ProviderOwes)
	case c.Status.Running() && c.Settled != 0, c.Status == StatusSettling && c.Settled >= c.Steps(),
		(c.Status == StatusFinal || c.Status == StatusClosed) && c.Settled != c.Steps():
		return ErrGenesis.Wrapf("settled: %d of %d steps in status %s", c.Settled, c.Steps(), c.Status)
	}
	return nil
}

func (r Round) validate(i int, rules Rules) error {
	if (i == 0) != (r.Appellant == SideUnspecified) || r.Appellant < 0 || r.Appellant > SideProvider {
		return ErrGenesis.Wrapf("rounds[%d].appellant: %s", i, r.Appellant)
	}
	for _, a := range []struct {
		name string
		v    math.Int
	}{{"deposit", r.Deposit}, {"lock", r.Lock}} {
		if err := field.Amount("rounds."+a.name, a.v, 0); err != nil {
			return err
		}
	}
	least := math.ZeroInt()
	if i > 0 {
		least = rules.AppealDeposit(r.Size_)
	}
	if r.Deposit.LT(least) || (i == 0 && !r.Deposit.IsZero()) { // an appeal holds at least what escrow does
		return ErrGenesis.Wrapf("rounds[%d].deposit: %s, want %s", i, r.Deposit, least)
	}
	if r.Size_ < MinSize || r.Size_ > MaxSize || r.Size_%2 == 0 || r.Seats > r.Size_ || (r.Seats > 0 && r.Seats%2 == 0) {
		return ErrGenesis.Wrapf("rounds[%d]: %d seats of %d", i, r.Seats, r.Size_)
	}
	if r.Revealed > r.Seats || r.VerdictBps > BPS || r.VerdictBps%Step != 0 || r.DrawHeight < 0 {
		return ErrGenesis.Wrapf("rounds[%d]: %d of %d revealed, verdict %d, draw height %d", i, r.Revealed, r.Seats, r.VerdictBps, r.DrawHeight)
	}
	return nil
}

// SeatSettled says whether a seat of a round, which has a place among its seats by address, is settled: its lock is free.
func (c Case) SeatSettled(round, place uint32) bool {
	step, ok := c.NextStep()
	return !ok || round < step.Round || (round == step.Round && !step.Fee && place < step.From)
}
