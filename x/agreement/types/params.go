package types

import (
	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
)

const (
	second = 1_000
	day    = 24 * 3_600 * second
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		KillFeeBps:           1_000,
		MaxOpenPerProvider:   64,
		MinDeliveryMs:        second,
		MaxDeliveryMs:        30 * day,
		MinReviewMs:          second,
		MaxReviewMs:          30 * day,
		RetainMs:             3 * day,
		MaxDeadlinesPerBlock: 200,
		AnswerMs:             day,
		RejectDepositBps:     2_500, // design 07: more than judges are wrong
		RejectDepositMin:     100_000,
	}
}

// Validate checks every parameter against its bounds.
func (p Params) Validate() error {
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"kill_fee_bps", uint64(p.KillFeeBps), 0, BPS},
		{"max_open_per_provider", uint64(p.MaxOpenPerProvider), 1, 65_536},
		{"max_delivery_ms", p.MaxDeliveryMs, 1, MaxWindowMs},
		{"min_delivery_ms", p.MinDeliveryMs, 1, p.MaxDeliveryMs},
		{"max_review_ms", p.MaxReviewMs, 1, MaxWindowMs},
		{"min_review_ms", p.MinReviewMs, 1, p.MaxReviewMs},
		{"retain_ms", p.RetainMs, 1, MaxWindowMs},
		{"max_deadlines_per_block", uint64(p.MaxDeadlinesPerBlock), 1, deadline.Ceiling},
		{"answer_ms", p.AnswerMs, 1, MaxWindowMs},
		{"reject_deposit_bps", uint64(p.RejectDepositBps), 0, BPS},
		{"reject_deposit_min", p.RejectDepositMin, 0, MaxPriceMicro},
	} {
		if err := field.Range("params."+c.name, c.value, c.low, c.high); err != nil {
			return err
		}
	}
	return nil
}

// CheckClocks checks the clocks of terms; ErrClock names the one that is outside the bounds.
func (p Params) CheckClocks(t Terms) error {
	for i, m := range t.Milestones {
		if m.DeliveryMs < p.MinDeliveryMs || m.DeliveryMs > p.MaxDeliveryMs {
			return ErrClock.Wrapf("terms.milestones[%d].delivery_ms: %d, want %d to %d", i, m.DeliveryMs, p.MinDeliveryMs, p.MaxDeliveryMs)
		}
	}
	if t.ReviewMs < p.MinReviewMs || t.ReviewMs > p.MaxReviewMs {
		return ErrClock.Wrapf("terms.review_ms: %d, want %d to %d", t.ReviewMs, p.MinReviewMs, p.MaxReviewMs)
	}
	if v := t.Verification; v.By() == MethodEvaluator && (v.EvalMs < p.MinReviewMs || v.EvalMs > p.MaxReviewMs) {
		return ErrClock.Wrapf("terms.verification.eval_ms: %d, want %d to %d", v.EvalMs, p.MinReviewMs, p.MaxReviewMs)
	}
	return nil
}
