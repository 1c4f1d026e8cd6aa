package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	"github.com/trothchain/troth/x/market/auction"
)

// The bounds of a job request and a bid.
const (
	// MaxTitle is the longest title in bytes.
	MaxTitle = 140
	// MaxURI is the longest uri in bytes.
	MaxURI = 512
	// MaxCriteria is the most criteria of a job.
	MaxCriteria = 16
	// MaxCriterionText is the longest text of a criterion in bytes.
	MaxCriterionText = 140
	// MinSkill and MaxSkill bound the length of a skill tag.
	MinSkill, MaxSkill = 2, 48
	// MaxSigmaBps is the most cover a job may ask for per price.
	MaxSigmaBps = 100_000
	// MaxBackups is the most runners-up that may stand by.
	MaxBackups = auction.ListLen - 1
	// HashLen is the length of a sha256 and of a salt in bytes.
	HashLen = 32
)

var (
	_ sdk.HasValidateBasic = (*MsgPostJob)(nil)
	_ sdk.HasValidateBasic = (*MsgCancelJob)(nil)
	_ sdk.HasValidateBasic = (*MsgCommitBid)(nil)
	_ sdk.HasValidateBasic = (*MsgRevealBid)(nil)
	_ sdk.HasValidateBasic = (*MsgRetry)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgPostJob) ValidateBasic() error {
	if err := addresses("client", m.Signer, m.Client); err != nil {
		return err
	}
	return m.Request.Validate()
}

// ValidateBasic checks the addresses and the form of the id.
func (m *MsgCancelJob) ValidateBasic() error {
	if err := addresses("client", m.Signer, m.Client); err != nil {
		return err
	}
	_, err := ParseJobID("job", m.Job)
	return err
}

// ValidateBasic checks the addresses, the form of the id and the length of the commitment.
func (m *MsgCommitBid) ValidateBasic() error {
	if err := addresses("provider", m.Signer, m.Provider); err != nil {
		return err
	}
	if _, err := ParseJobID("job", m.Job); err != nil {
		return err
	}
	return field.Bytes("commitment", m.Commitment, HashLen)
}

// ValidateBasic checks every field against its bounds. A missing pledge counts as none.
func (m *MsgRevealBid) ValidateBasic() error {
	if err := addresses("provider", m.Signer, m.Provider); err != nil {
		return err
	}
	if _, err := ParseJobID("job", m.Job); err != nil {
		return err
	}
	if err := field.Amount("price", m.Price, 1); err != nil {
		return err
	}
	if err := field.Range("delivery_ms", m.DeliveryMs, 1, MaxWindowMs); err != nil {
		return err
	}
	if err := field.Amount("pledge", OrZero(m.Pledge), 0); err != nil {
		return err
	}
	if err := m.Note.Validate(); err != nil {
		return err
	}
	return field.Bytes("salt", m.Salt, auction.SaltLen)
}

// ValidateBasic checks the addresses and the form of the id.
func (m *MsgRetry) ValidateBasic() error {
	if _, err := field.Address("sender", m.Sender); err != nil {
		return err
	}
	if _, err := ParseJobID("job", m.Job); err != nil {
		return err
	}
	if m.Provider == "" {
		return nil
	}
	_, err := field.Address("provider", m.Provider)
	return err
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

// Validate checks every field of a job request against its bounds. A missing loss counts as 0, which takes the budget.
func (r JobRequest) Validate() error {
	if err := field.Text("request.title", r.Title, 1, MaxTitle); err != nil {
		return err
	}
	if err := field.Text("request.spec.uri", r.Spec.Uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes("request.spec.sha256", r.Spec.Sha256, HashLen); err != nil {
		return err
	}
	if err := validateCriteria(r.Criteria); err != nil {
		return err
	}
	if err := field.Tag("request.skill", r.Skill, MinSkill, MaxSkill); err != nil {
		return err
	}
	if err := field.Coin("request.budget", r.Budget); err != nil {
		return err
	}
	if err := field.Amount("request.loss", OrZero(r.Loss), 0); err != nil {
		return err
	}
	if OrZero(r.Loss).GT(r.Budget.Amount.MulRaw(auction.MaxLossFactor)) {
		return ErrLoss.Wrapf("request.loss: %s, want at most %d x %s", r.Loss, auction.MaxLossFactor, r.Budget)
	}
	for _, f := range []struct {
		name        string
		v, min, max uint64
	}{
		{"request.min_score_bps", uint64(r.MinScoreBps), 0, 10_000},
		{"request.sigma_bps", uint64(r.SigmaBps), 0, MaxSigmaBps},
		{"request.clocks.bid_ms", r.Clocks.BidMs, 1, MaxWindowMs},
		{"request.clocks.reveal_ms", r.Clocks.RevealMs, 1, MaxWindowMs},
		{"request.clocks.delivery_ms", r.Clocks.DeliveryMs, 1, MaxWindowMs},
		{"request.clocks.review_ms", r.Clocks.ReviewMs, 1, MaxWindowMs},
		{"request.backups", uint64(r.Backups), 0, MaxBackups},
	} {
		if err := field.Range(f.name, f.v, f.min, f.max); err != nil {
			return err
		}
	}
	return nil
}

// Validate checks the length of the uri and the hash; a uri needs its hash.
func (n Note) Validate() error {
	if err := field.Text("note.uri", n.Uri, 0, MaxURI); err != nil {
		return err
	}
	if n.Uri != "" {
		return field.Bytes("note.sha256", n.Sha256, HashLen)
	}
	return field.OptionalBytes("note.sha256", n.Sha256, HashLen)
}

// OrZero reads an amount that a message may leave out.
func OrZero(v math.Int) math.Int {
	if v.IsNil() {
		return math.ZeroInt()
	}
	return v
}

func addresses(agent, signer, address string) error {
	if _, err := field.Address("signer", signer); err != nil {
		return err
	}
	_, err := field.Address(agent, address)
	return err
}

func validateCriteria(criteria []agreementtypes.Criterion) error {
	if err := field.Count("request.criteria", len(criteria), MaxCriteria); err != nil {
		return err
	}
	sum := uint64(0)
	for _, c := range criteria {
		if err := field.Text("request.criteria.text", c.Text, 1, MaxCriterionText); err != nil {
			return err
		}
		if err := field.Range("request.criteria.weight_bps", uint64(c.WeightBps), 1, 10_000); err != nil {
			return err
		}
		sum += uint64(c.WeightBps)
	}
	if len(criteria) == 0 {
		return nil
	}
	return field.Range("the sum of request.criteria.weight_bps", sum, 10_000, 10_000)
}
