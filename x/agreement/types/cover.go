package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	escrowtypes "github.com/trothchain/troth/x/escrow/types"
	"github.com/trothchain/troth/x/reputation/bar"
)

const (
	// MicroPerUnit is the number of micro-units in one numeraire unit.
	MicroPerUnit = 1_000_000
	// MaxPriceMicro is the highest price in micro-units (design 06 §3.0).
	MaxPriceMicro = bar.MaxPrice
)

// Micro returns the worth of an amount in numeraire micro-units: floor(amount · 10^6 / units). ok is false when it does
// not fit into 64 bits or the amount is negative.
func Micro(amount math.Int, units uint64) (micro uint64, ok bool) {
	if amount.IsNegative() || units == 0 || amount.GT(field.MaxAmount) {
		return 0, false
	}
	v := amount.MulRaw(MicroPerUnit).Quo(math.NewIntFromUint64(units))
	if !v.IsUint64() {
		return 0, false
	}
	return v.Uint64(), true
}

// PriceMicro returns the worth of a price; ErrPriceRange unless it is 1 to MaxPriceMicro.
func PriceMicro(price sdk.Coin, units uint64) (uint64, error) {
	micro, ok := Micro(price.Amount, units)
	if !ok || micro == 0 || micro > MaxPriceMicro {
		return 0, ErrPriceRange.Wrapf("price: %s is %d micro-units, want 1 to %d", price, micro, uint64(MaxPriceMicro))
	}
	return micro, nil
}

// Capital returns the capital to reserve for a request besides its pledge: max(0, need − pledge), where need is
// ceil(price · sigma). ErrPledgeTooHigh when the pledge is above both need and loss, ErrInstant when it or the loss is too
// little for a price that is paid at the submission.
func (c CoverRequest) Capital(s Snapshot) (uint64, error) {
	if c.Instant {
		if err := checkInstant(c.Price.Amount, c.Pledge, c.Loss, s.Cover.ConcedeBps); err != nil {
			return 0, err
		}
	}
	need := bar.Need(s.PriceMicro, uint64(s.Cover.SigmaBps))
	pledge, fits := Micro(c.Pledge, s.UnitsPerNumeraire)
	if c.Pledge.GT(c.Loss) && (!fits || pledge > need) {
		return 0, ErrPledgeTooHigh.Wrapf("pledge: %s%s, want at most the loss of %s%s or the cover of %d micro-units",
			c.Pledge, c.Price.Denom, c.Loss, c.Price.Denom, need)
	}
	if !fits {
		return 0, nil
	}
	return bar.CapitalCover(need, pledge), nil
}

// Validate checks a request without state.
func (c CoverRequest) Validate() error {
	if err := field.Coin("price", c.Price); err != nil {
		return err
	}
	if err := field.Amount("pledge", c.Pledge, 0); err != nil {
		return err
	}
	return field.Amount("loss", c.Loss, 1)
}

// Fees returns the fees that payments of the agreement carry.
func (s Snapshot) Fees() escrowtypes.Fees {
	return escrowtypes.Fees{BurnBps: s.BurnBps, ProtocolFeeBps: s.ProtocolFeeBps}
}

func (c Cover) validate() error {
	if _, err := field.Address("cover.provider", c.Provider); err != nil {
		return err
	}
	if err := field.Amount("cover.pledge", c.Pledge.Amount, 0); err != nil {
		return err
	}
	if err := c.Pledge.Validate(); err != nil {
		return ErrGenesis.Wrapf("cover.pledge: %s", err)
	}
	return c.Snapshot.validate()
}

func (s Snapshot) validate() error {
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"burn_bps", uint64(s.BurnBps), 0, BPS},
		{"protocol_fee_bps", uint64(s.ProtocolFeeBps), 0, BPS - uint64(min(s.BurnBps, BPS))},
		{"kill_fee_bps", uint64(s.KillFeeBps), 0, BPS},
		{"units_per_numeraire", s.UnitsPerNumeraire, 1, 1_000_000_000_000_000_000},
		{"price_micro", s.PriceMicro, 1, MaxPriceMicro},
		{"answer_ms", s.AnswerMs, 1, MaxWindowMs},
		{"reject_deposit_bps", uint64(s.RejectDepositBps), 0, BPS},
		{"reject_deposit_min", s.RejectDepositMin, 0, MaxPriceMicro},
		{"cover.concede_bps", uint64(s.Cover.ConcedeBps), 0, BPS},
		{"cover.late_bps", uint64(s.Cover.LateBps), 0, BPS},
		{"cover.refund_bps", uint64(s.Cover.RefundBps), 0, BPS},
	} {
		if err := field.Range("snapshot."+c.name, c.value, c.low, c.high); err != nil {
			return err
		}
	}
	return nil
}
