package types

import (
	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

// CheckAmendment says what an amendment may not change: the parties, the skill, the denom, the parent, when the price is
// paid, and that all milestones together are at most MaxMilestones. ErrAmend names the field. terms are normalized.
func (a Agreement) CheckAmendment(terms Terms) error {
	for _, c := range []struct{ name, was, is string }{
		{"client", a.Terms.Client, terms.Client}, {"provider", a.Terms.Provider, terms.Provider},
		{"skill", a.Terms.Skill, terms.Skill}, {"price.denom", a.Terms.Price.Denom, terms.Price.Denom},
		{"parent", a.Terms.Parent, terms.Parent},
	} {
		if c.was != c.is {
			return ErrAmend.Wrapf("terms.%s: %q, %s has %q", c.name, c.is, a.Id, c.was)
		}
	}
	if a.Terms.Instant != terms.Instant {
		return ErrAmend.Wrapf("terms.instant: %t, %s has %t", terms.Instant, a.Id, a.Terms.Instant)
	}
	if n := int(a.Milestone) + len(terms.Milestones); n > MaxMilestones {
		return field.ErrTooMany.Wrapf("terms.milestones: %d settled and %d more, want at most %d", a.Milestone, len(terms.Milestones), MaxMilestones)
	}
	return nil
}

// Extra returns what a party has to hold beyond the present terms for new ones: the client for the price, the provider for
// the pledge.
func (a Agreement) Extra(of Role, terms Terms) math.Int {
	more := terms.Price.Amount.Sub(a.ClientHold().Amount)
	if of == RoleProvider {
		more = terms.Pledge.Sub(a.PledgeHold().Amount)
	}
	return math.MaxInt(math.ZeroInt(), more)
}
