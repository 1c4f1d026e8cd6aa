package types

import (
	"slices"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
)

const (
	// MaxEvaluatorFeeBps is the highest fee of an evaluator.
	MaxEvaluatorFeeBps = 1_000
	// MaxPanelFeeBps is the highest share of a price that its panel may cost.
	MaxPanelFeeBps = 5_000
	// MinPanel and MaxPanel bound the seats of a panel that terms ask for; it is odd.
	MinPanel, MaxPanel = 3, 23
	// MaxPreimage is the longest answer of a milestone with METHOD_HASH, in bytes.
	MaxPreimage = 4_096
	// MaxRework is the most rounds of rework.
	MaxRework = 3
	// MaxSigmaBps is the highest cover per price that terms may ask for.
	MaxSigmaBps = 100_000
)

// By returns the method, METHOD_CLIENT when none is named.
func (v Verification) By() Method {
	if v.Method == MethodUnspecified {
		return MethodClient
	}
	return v.Method
}

// Fee returns what the evaluator gets of a price for its judgement, before burn and protocol fee, or the most that a panel
// may cost of it; it floors.
func (v Verification) Fee(price math.Int) math.Int { return shareFloor(price, v.FeeBps) }

// Validate checks that the fields fit the method; name is the field in the errors. ErrVerification for a field that the
// method does not have.
func (v Verification) Validate(name string) error {
	if err := field.Range(name+".method", uint64(v.Method), 0, uint64(MethodPanel)); err != nil {
		return err
	}
	if v.By() != MethodEvaluator && (v.Evaluator != "" || v.EvalMs != 0 || v.Final) {
		return ErrVerification.Wrapf("%s: evaluator, eval_ms and final belong to METHOD_EVALUATOR, not to %s", name, v.By())
	}
	if v.By() != MethodPanel && v.PanelSize != 0 {
		return ErrVerification.Wrapf("%s.panel_size: %d belongs to METHOD_PANEL, not to %s", name, v.PanelSize, v.By())
	}
	switch v.By() {
	case MethodPanel:
		if v.PanelSize%2 == 0 {
			return field.ErrRange.Wrapf("%s.panel_size: %d, want an odd number from %d to %d", name, v.PanelSize, MinPanel, MaxPanel)
		}
		if err := field.Range(name+".panel_size", uint64(v.PanelSize), MinPanel, MaxPanel); err != nil {
			return err
		}
		return field.Range(name+".fee_bps", uint64(v.FeeBps), 1, MaxPanelFeeBps)
	case MethodEvaluator:
	default:
		if v.FeeBps != 0 {
			return ErrVerification.Wrapf("%s.fee_bps: %d belongs to METHOD_EVALUATOR or METHOD_PANEL, not to %s", name, v.FeeBps, v.By())
		}
		return nil
	}
	if _, err := field.Address(name+".evaluator", v.Evaluator); err != nil {
		return err
	}
	if err := field.Range(name+".fee_bps", uint64(v.FeeBps), 0, MaxEvaluatorFeeBps); err != nil {
		return err
	}
	return field.Range(name+".eval_ms", v.EvalMs, 1, MaxWindowMs)
}

// validateVerification checks how the work is verified, and what depends on it.
func (t Terms) validateVerification() error {
	if err := t.Verification.Validate("terms.verification"); err != nil {
		return err
	}
	if t.Verification.By() == MethodEvaluator {
		for _, party := range []struct{ name, address string }{{"client", t.Client}, {"provider", t.Provider}} {
			if t.Verification.Evaluator == party.address {
				return ErrEvaluator.Wrapf("terms.verification.evaluator: %s is the %s", party.address, party.name)
			}
		}
	}
	if err := ValidateMilestones("terms.milestones", t.Milestones, t.Verification.By()); err != nil {
		return err
	}
	if err := field.Count("terms.recipients", len(t.Recipients), 3); err != nil {
		return err
	}
	for i, r := range t.Recipients {
		if err := field.Range("terms.recipients", uint64(r), 1, uint64(RecipientPanel)); err != nil {
			return err
		}
		if slices.Contains(t.Recipients[:i], r) {
			return field.ErrDuplicate.Wrapf("terms.recipients: %s", r)
		}
		by := t.Verification.By()
		if (r == RecipientEvaluator && by != MethodEvaluator) || (r == RecipientPanel && by != MethodPanel) {
			return ErrVerification.Wrapf("terms.recipients: %s with %s", r, t.Verification.By())
		}
	}
	return t.validateInstant()
}

// validateInstant: what is paid at the submission is reviewed by the client alone, and not sent back.
func (t Terms) validateInstant() error {
	if !t.Instant {
		return nil
	}
	if by := t.Verification.By(); by != MethodClient {
		return ErrInstant.Wrapf("terms.verification.method: %s, want METHOD_CLIENT", by)
	}
	if t.ReworkRounds != 0 {
		return ErrInstant.Wrapf("terms.rework_rounds: %d, want 0", t.ReworkRounds)
	}
	return nil
}

// InstantPledge returns the least pledge for a price that is paid at the submission: what a concession takes of it makes
// the client whole. ceil(price · 10^4 / concede_bps); above every price when nothing is lost by conceding.
func InstantPledge(price math.Int, concedeBps uint32) math.Int {
	if concedeBps == 0 {
		return field.MaxAmount.AddRaw(1)
	}
	return price.MulRaw(BPS).AddRaw(int64(concedeBps) - 1).QuoRaw(int64(concedeBps))
}

// CheckInstant says why pledge and loss of the terms do not cover payment at the submission (ErrInstant), if they ask for
// it. concedeBps of the pledge is lost by conceding.
func (t Terms) CheckInstant(concedeBps uint32) error {
	if !t.Instant {
		return nil
	}
	return checkInstant(t.Price.Amount, t.Pledge, t.Loss, concedeBps)
}

// checkInstant says why pledge and loss do not cover a price that is paid at the submission. The parts of several
// milestones may miss theirs by as many base units as there are milestones, since each rounds.
func checkInstant(price, pledge, loss math.Int, concedeBps uint32) error {
	if least := InstantPledge(price, concedeBps); pledge.LT(least) {
		return ErrInstant.Wrapf("pledge: %s, want at least %s", pledge, least)
	}
	if loss.LT(price) {
		return ErrInstant.Wrapf("loss: %s, want at least the price of %s", loss, price)
	}
	return nil
}
