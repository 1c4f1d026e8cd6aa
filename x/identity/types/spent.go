package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The rolling window is two half-open buckets of window_ms each, the current one and the one before. Any span of
// window_ms of market time touches at most two neighbouring buckets, so a bound on their sum bounds every such span,
// without a list of past spending (design 02). The price is that spending may leave the window up to window_ms late.

// RolledTo returns the counters as they stand in the given bucket: the current bucket becomes the previous one, and
// what is older counts no more. A bucket of the past changes nothing.
func (s Spent) RolledTo(bucket uint64) Spent {
	if bucket <= s.Bucket {
		return s
	}
	if bucket == s.Bucket+1 {
		s.Previous = s.Current
	} else {
		s.Previous = math.ZeroInt()
	}
	s.Bucket, s.Current = bucket, math.ZeroInt()
	return s
}

// InWindow is what counts against per_window.
func (s Spent) InWindow() math.Int { return s.Current.Add(s.Previous) }

// Add counts amount against the limit in the given bucket. It returns ErrAboveAction, ErrAboveWindow or
// ErrAboveLifetime and the counters unchanged when a bound would be exceeded.
func (s Spent) Add(limit Limit, bucket uint64, amount math.Int) (Spent, error) {
	next := s.RolledTo(bucket)
	next.Current = next.Current.Add(amount)
	next.Lifetime = next.Lifetime.Add(amount)
	if limit.Unlimited {
		return next, nil
	}
	if amount.GT(limit.PerAction) {
		return s, ErrAboveAction.Wrapf("%s%s, want at most %s", amount, s.Denom, limit.PerAction)
	}
	if next.InWindow().GT(limit.PerWindow) {
		return s, ErrAboveWindow.Wrapf("%s%s and %s in the window, want at most %s", amount, s.Denom, next.InWindow().Sub(amount), limit.PerWindow)
	}
	if next.Lifetime.GT(limit.Lifetime) {
		return s, ErrAboveLifetime.Wrapf("%s%s and %s before, want at most %s", amount, s.Denom, s.Lifetime, limit.Lifetime)
	}
	return next, nil
}

// Sub gives back amount that was counted in the given bucket: always to the lifetime, and to the window as long as the
// bucket still counts. No counter goes below zero. It needs no clock: a bucket that is too old by now is dropped when
// the counters roll.
func (s Spent) Sub(bucket uint64, amount math.Int) Spent {
	s.Lifetime = s.Lifetime.Sub(math.MinInt(amount, s.Lifetime))
	switch {
	case bucket == s.Bucket:
		s.Current = s.Current.Sub(math.MinInt(amount, s.Current))
	case bucket+1 == s.Bucket:
		s.Previous = s.Previous.Sub(math.MinInt(amount, s.Previous))
	}
	return s
}

// Index returns the place of a denom among the limits and counters, or -1.
func (o Operator) Index(denom string) int {
	for i, l := range o.Mandate.Limits {
		if l.Denom == denom {
			return i
		}
	}
	return -1
}

// Spend counts coin in the operator's counters at market time now and returns the operator with the new counters, and
// the bucket. Besides the errors of Add it returns ErrDenomNotAllowed for a denom without a limit.
func (o Operator) Spend(now uint64, coin sdk.Coin) (Operator, uint64, error) {
	i := o.Index(coin.Denom)
	if i < 0 {
		return o, 0, ErrDenomNotAllowed.Wrapf("operator %s of agent %s: %s", o.Key, o.Agent, coin.Denom)
	}
	bucket := now / o.Mandate.WindowMs
	next, err := o.Spent[i].Add(o.Mandate.Limits[i], bucket, coin.Amount)
	if err != nil {
		return o, 0, err
	}
	o.Spent = append([]Spent(nil), o.Spent...)
	o.Spent[i] = next
	return o, bucket, nil
}

// Left returns what the operator can still spend of each denom at market time now. Nothing is left of an expired
// mandate.
func (o Operator) Left(now uint64) []Left {
	left := make([]Left, 0, len(o.Mandate.Limits))
	for i, limit := range o.Mandate.Limits {
		l := Left{Denom: limit.Denom, PerAction: math.ZeroInt(), Window: math.ZeroInt(), Lifetime: math.ZeroInt()}
		switch spent := o.Spent[i].RolledTo(now / o.Mandate.WindowMs); {
		case o.Mandate.Expired(now):
		case limit.Unlimited:
			l.Unlimited = true
		default:
			l.Window = limit.PerWindow.Sub(spent.InWindow())
			l.Lifetime = limit.Lifetime.Sub(spent.Lifetime)
			l.PerAction = math.MinInt(limit.PerAction, math.MinInt(l.Window, l.Lifetime))
		}
		left = append(left, l)
	}
	return left
}
