package types

import (
	"bytes"
	"fmt"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

// MaxMilestones is the most milestones that an agreement has in its whole life, amendments included.
const MaxMilestones = 16

// Part is what some milestones have of the whole: coins in base units of the price's denom, Capital and PriceMicro in
// numeraire micro-units (zero for terms that are not in force).
type Part struct {
	Price, Loss, Pledge math.Int
	Capital, PriceMicro uint64
}

// Part returns what milestone i of the terms has of price, loss and pledge: each share floors, the last milestone has the
// remainder. Beyond the last it is zero.
func (t Terms) Part(i int) Part { return t.Rest(i).less(t.Rest(i + 1)) }

// Rest returns what milestone i of the terms and all after it have of price, loss and pledge together.
func (t Terms) Rest(i int) Part {
	return Part{Price: t.from(i, t.Price.Amount), Loss: t.from(i, t.Loss), Pledge: t.from(i, t.Pledge)}
}

// from returns what milestone i and all after it have of a whole.
func (t Terms) from(i int, whole math.Int) math.Int {
	if i >= len(t.Milestones) {
		return math.ZeroInt()
	}
	rest := whole
	for _, m := range t.Milestones[:i] {
		rest = rest.Sub(shareFloor(whole, m.ShareBps))
	}
	return rest
}

func (p Part) less(q Part) Part {
	return Part{
		Price: p.Price.Sub(q.Price), Loss: p.Loss.Sub(q.Loss), Pledge: p.Pledge.Sub(q.Pledge),
		Capital: p.Capital - q.Capital, PriceMicro: p.PriceMicro - q.PriceMicro,
	}
}

// SingleMilestone is the whole work in one milestone.
func SingleMilestone(deliveryMs uint64) []Milestone {
	return []Milestone{{ShareBps: BPS, DeliveryMs: deliveryMs}}
}

// ValidateMilestones checks the milestones of terms that are verified by the method; name is the field in the errors.
// x/market checks those of jobs and services with it.
func ValidateMilestones(name string, milestones []Milestone, method Method) error {
	if len(milestones) == 0 {
		return field.ErrMissing.Wrapf("%s: 1 to %d milestones", name, MaxMilestones)
	}
	if err := field.Count(name, len(milestones), MaxMilestones); err != nil {
		return err
	}
	sum := uint64(0)
	for i, m := range milestones {
		at := fmt.Sprintf("%s[%d]", name, i)
		if err := m.validate(at, method); err != nil {
			return err
		}
		for j := range i {
			if len(m.AnswerSha256) > 0 && bytes.Equal(m.AnswerSha256, milestones[j].AnswerSha256) {
				return field.ErrDuplicate.Wrapf("%s.answer_sha256: the same as of milestone %d", at, j)
			}
		}
		sum += uint64(m.ShareBps)
	}
	return field.Range(name+": sum of share_bps", sum, BPS, BPS)
}

func (m Milestone) validate(name string, method Method) error {
	if err := field.Text(name+".title", m.Title, 0, MaxTitle); err != nil {
		return err
	}
	if err := field.Range(name+".share_bps", uint64(m.ShareBps), 1, BPS); err != nil {
		return err
	}
	if err := field.Range(name+".delivery_ms", m.DeliveryMs, 1, MaxWindowMs); err != nil {
		return err
	}
	if method == MethodHash {
		return field.Bytes(name+".answer_sha256", m.AnswerSha256, HashLen)
	}
	if len(m.AnswerSha256) > 0 {
		return ErrVerification.Wrapf("%s.answer_sha256: %d bytes, want none with %s", name, len(m.AnswerSha256), method)
	}
	return nil
}

// ValidateParts checks that the price of every milestone is at least one base unit; and, when units of a numeraire are
// given, at least one millionth of it. ErrPriceRange names the milestone.
func (t Terms) ValidateParts(units uint64) error {
	micro := uint64(0)
	if units > 0 {
		var err error
		if micro, err = PriceMicro(t.Price, units); err != nil {
			return err
		}
	}
	whole := Agreement{Terms: t, Snapshot: Snapshot{PriceMicro: micro}}
	for i := range t.Milestones {
		part := whole.Part(uint32(i))
		if !part.Price.IsPositive() || (units > 0 && part.PriceMicro == 0) {
			return ErrPriceRange.Wrapf("terms.milestones[%d].share_bps: %s%s of a price of %s, want a worth of at least one micro-unit",
				i, part.Price, t.Price.Denom, t.Price)
		}
	}
	return nil
}

// shareFloor returns floor(v · bps / 10000), at most v.
func shareFloor(v math.Int, bps uint32) math.Int {
	return v.MulRaw(int64(min(bps, BPS))).QuoRaw(BPS)
}

// shareCeil returns ceil(v · bps / 10000), at most v.
func shareCeil(v math.Int, bps uint32) math.Int {
	return v.MulRaw(int64(min(bps, BPS))).AddRaw(BPS - 1).QuoRaw(BPS)
}
