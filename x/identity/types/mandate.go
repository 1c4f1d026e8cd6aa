package types

import (
	"slices"
	"strconv"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
)

const (
	// MaxOperators is the number of operators of an agent.
	MaxOperators = 16
	// MaxLimits is the number of denoms a mandate can limit.
	MaxLimits = 8
	// MaxCounterparties is the length of a mandate's allow list.
	MaxCounterparties = 32
	// MinWindowMs and MaxWindowMs bound the rolling window: a minute and a year of market time.
	MinWindowMs, MaxWindowMs = 60_000, 31_536_000_000
	// MaxScoreBps is the highest score.
	MaxScoreBps = 10_000
)

// Validate checks actions, limits, window, evidence and what is asked of counterparties. Whether the mandate has expired depends on
// market time and is checked when it is written and when it is used.
func (m Mandate) Validate() error {
	if err := m.validateActions(); err != nil {
		return err
	}
	if err := m.validateLimits(); err != nil {
		return err
	}
	if err := field.Range("mandate.window_ms", m.WindowMs, MinWindowMs, MaxWindowMs); err != nil {
		return err
	}
	if err := m.validateCounterparties(); err != nil {
		return err
	}
	if err := field.OptionalBytes("mandate.evidence", m.Evidence, HashLen); err != nil {
		return err
	}
	if m.MinCounterpartyScore != nil {
		if err := m.MinCounterpartyScore.validate("mandate.min_counterparty_score"); err != nil {
			return err
		}
	}
	return ValidateRequirements("mandate.counterparty_requirements", m.CounterpartyRequirements)
}

func (m Mandate) validateActions() error {
	if len(m.Actions) == 0 {
		return field.ErrMissing.Wrap("mandate.actions: at least one action")
	}
	if err := field.Count("mandate.actions", len(m.Actions), len(Action_name)-1); err != nil {
		return err
	}
	for i, action := range m.Actions {
		if !action.Known() {
			return ErrActionUnknown.Wrapf("mandate.actions[%d]: %d", i, action)
		}
		if slices.Contains(m.Actions[:i], action) {
			return field.ErrDuplicate.Wrapf("mandate.actions[%d]: %s", i, action)
		}
	}
	return nil
}

func (m Mandate) validateLimits() error {
	if err := field.Count("mandate.limits", len(m.Limits), MaxLimits); err != nil {
		return err
	}
	for i, limit := range m.Limits {
		name := "mandate.limits[" + strconv.Itoa(i) + "]"
		if err := limit.validate(name); err != nil {
			return err
		}
		if slices.ContainsFunc(m.Limits[:i], func(l Limit) bool { return l.Denom == limit.Denom }) {
			return field.ErrDuplicate.Wrapf("%s.denom: %q", name, limit.Denom)
		}
	}
	return nil
}

func (m Mandate) validateCounterparties() error {
	if err := field.Count("mandate.counterparties", len(m.Counterparties), MaxCounterparties); err != nil {
		return err
	}
	seen := make([]string, 0, len(m.Counterparties))
	for i, counterparty := range m.Counterparties {
		name := "mandate.counterparties[" + strconv.Itoa(i) + "]"
		addr, err := field.Address(name, counterparty)
		if err != nil {
			return err
		}
		if slices.Contains(seen, string(addr)) {
			return field.ErrDuplicate.Wrapf("%s: %s", name, counterparty)
		}
		seen = append(seen, string(addr))
	}
	return nil
}

// validate checks the skill, which may be empty for all skills, and that the score is not trivial.
func (s MinScore) validate(name string) error {
	if s.Skill != "" {
		if err := field.Tag(name+".skill", s.Skill, MinSkill, MaxSkill); err != nil {
			return err
		}
	}
	return field.Range(name+".score_bps", uint64(s.ScoreBps), 1, MaxScoreBps)
}

// validate checks the denom and, unless the limit is unlimited, that each bound is at least 1.
func (l Limit) validate(name string) error {
	if err := sdk.ValidateDenom(l.Denom); err != nil {
		return field.ErrCoin.Wrapf("%s.denom: %.128q", name, l.Denom)
	}
	if l.Unlimited {
		return nil
	}
	if err := field.Amount(name+".per_action", l.PerAction, 1); err != nil {
		return err
	}
	if err := field.Amount(name+".per_window", l.PerWindow, 1); err != nil {
		return err
	}
	return field.Amount(name+".lifetime", l.Lifetime, 1)
}

// Normalized returns a valid mandate in the one form that is stored: addresses in lower case, and no bounds where the
// limit says unlimited.
func (m Mandate) Normalized() (Mandate, error) {
	limits := make([]Limit, 0, len(m.Limits))
	for _, l := range m.Limits {
		if l.Unlimited {
			l.PerAction, l.PerWindow, l.Lifetime = math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
		}
		limits = append(limits, l)
	}
	counterparties := make([]string, 0, len(m.Counterparties))
	for i, c := range m.Counterparties {
		addr, err := field.Address("mandate.counterparties["+strconv.Itoa(i)+"]", c)
		if err != nil {
			return Mandate{}, err
		}
		counterparties = append(counterparties, addr.String())
	}
	requirements, err := NormalizeRequirements("mandate.counterparty_requirements", m.CounterpartyRequirements)
	if err != nil {
		return Mandate{}, err
	}
	m.Limits, m.Counterparties, m.CounterpartyRequirements = limits, counterparties, requirements
	return m, nil
}

// Allows says whether the action is in the mandate.
func (m Mandate) Allows(action Action) bool { return slices.Contains(m.Actions, action) }

// Expired says whether the mandate has ended at market time now.
func (m Mandate) Expired(now uint64) bool { return m.ExpiresMs != 0 && now >= m.ExpiresMs }

// AllowsCounterparty says whether the mandate allows to deal with the agent: anyone when there is no list.
func (m Mandate) AllowsCounterparty(agent sdk.AccAddress) bool {
	return len(m.Counterparties) == 0 || slices.Contains(m.Counterparties, agent.String())
}

// AsksCounterparty says whether the mandate asks a score or an attestation of whom it deals with.
func (m Mandate) AsksCounterparty() bool {
	return m.MinCounterpartyScore != nil || len(m.CounterpartyRequirements) > 0
}

// ValidateFeeLimit checks an optional fee allowance: a positive amount of the denom in which fees are paid. ErrFeeDenom.
func ValidateFeeLimit(limit *sdk.Coin) error {
	if limit == nil {
		return nil
	}
	if err := field.Coin("fee_limit", *limit); err != nil {
		return err
	}
	if limit.Denom != chain.BaseDenom {
		return ErrFeeDenom.Wrapf("fee_limit: %s", limit)
	}
	return nil
}

// NewSpent returns the counters of a fresh mandate: one per limit, all at zero.
func (m Mandate) NewSpent() []Spent {
	spent := make([]Spent, 0, len(m.Limits))
	for _, l := range m.Limits {
		spent = append(spent, Spent{Denom: l.Denom, Lifetime: math.ZeroInt(), Current: math.ZeroInt(), Previous: math.ZeroInt()})
	}
	return spent
}
