package types

import (
	"cosmossdk.io/math"

	"github.com/trothchain/troth/internal/field"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// Sum returns what the parts of a receipt sum to: the price of its milestone.
func (r Receipt) Sum() math.Int {
	return r.Paid.Add(r.EvaluatorFee).Add(r.Refunded).Add(r.Burned).Add(r.ProtocolFee).Add(r.PanelFee)
}

// Validate checks a receipt by itself.
func (r Receipt) Validate() error {
	for _, part := range []struct {
		name   string
		amount math.Int
	}{
		{"paid", r.Paid}, {"evaluator_fee", r.EvaluatorFee}, {"refunded", r.Refunded}, {"burned", r.Burned},
		{"protocol_fee", r.ProtocolFee}, {"compensation", r.Compensation}, {"pledge_burned", r.PledgeBurned},
		{"panel_fee", r.PanelFee}, {"debt_paid", orZero(r.DebtPaid)},
	} {
		if err := field.Amount("receipt."+part.name, part.amount, 0); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		name        string
		value, high uint64
	}{
		{"milestone", uint64(r.Milestone), MaxMilestones - 1}, {"bps", uint64(r.Bps), BPS},
		{"outcome", uint64(r.Outcome), uint64(reputationtypes.OutcomeVerdict)},
		{"rating", uint64(r.Rating), MaxRating}, {"client_rating", uint64(r.ClientRating), MaxRating + 1},
		{"debtor", uint64(r.Debtor), uint64(RoleProvider)},
	} {
		if err := field.Range("receipt."+c.name, c.value, 0, c.high); err != nil {
			return err
		}
	}
	if err := field.Text("receipt.case", r.Case, 0, MaxCase); err != nil {
		return err
	}
	if err := field.OptionalBytes("receipt.rating_commitment", r.RatingCommitment, HashLen); err != nil {
		return err
	}
	if r.ClientRating > 0 && len(r.RatingCommitment) == 0 {
		return ErrGenesis.Wrapf("receipt.client_rating: %d without a commitment", r.ClientRating)
	}
	return field.OptionalBytes("receipt.result_sha256", r.ResultSha256, HashLen)
}
