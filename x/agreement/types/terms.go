package types

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// The bounds of terms and submissions.
const (
	// MaxTitle is the longest title in bytes.
	MaxTitle = 140
	// MaxURI is the longest uri in bytes.
	MaxURI = 512
	// MaxCriteria is the most criteria.
	MaxCriteria = 16
	// MaxCriterionText is the longest text of a criterion in bytes.
	MaxCriterionText = 140
	// MaxNote is the longest note to the client, and the longest reason, in bytes.
	MaxNote = 280
	// MinSkill and MaxSkill bound the length of a skill tag.
	MinSkill, MaxSkill = 2, 48
	// HashLen is the length of a sha256 in bytes.
	HashLen = 32
	// MaxWindowMs is the ceiling of every clock: one year.
	MaxWindowMs = 365 * 24 * 3_600_000

	termsTag = "troth/terms/v1"
)

// Validate checks every field of the terms against its bounds; the clocks against the ceiling only. ErrSameParty when
// client and provider are one, ErrEvaluator when one of them judges, ErrPriceRange for a milestone that gets nothing.
func (t Terms) Validate() error {
	client, provider, err := t.Parties()
	if err != nil {
		return err
	}
	if client.Equals(provider) {
		return ErrSameParty.Wrapf("terms.provider: %s", t.Provider)
	}
	return t.ValidateDraft()
}

// ValidateDraft checks terms of which a party may not be known yet; then its address is empty.
func (t Terms) ValidateDraft() error {
	t, err := t.Normalized()
	if err != nil {
		return err
	}
	if err := field.Text("terms.title", t.Title, 1, MaxTitle); err != nil {
		return err
	}
	if err := t.Spec.validate("terms.spec"); err != nil {
		return err
	}
	if err := validateCriteria("terms.criteria", t.Criteria); err != nil {
		return err
	}
	if err := field.Tag("terms.skill", t.Skill, MinSkill, MaxSkill); err != nil {
		return err
	}
	if err := field.Coin("terms.price", t.Price); err != nil {
		return err
	}
	if err := field.Amount("terms.loss", t.Loss, 1); err != nil {
		return err
	}
	if err := field.Amount("terms.pledge", t.Pledge, 0); err != nil {
		return err
	}
	if err := field.Range("terms.review_ms", t.ReviewMs, 1, MaxWindowMs); err != nil {
		return err
	}
	if err := field.Range("terms.rework_rounds", uint64(t.ReworkRounds), 0, MaxRework); err != nil {
		return err
	}
	if err := field.Range("terms.sigma_bps", uint64(t.SigmaBps), 0, MaxSigmaBps); err != nil {
		return err
	}
	if t.Parent != "" {
		if _, err := ParseID("terms.parent", t.Parent); err != nil {
			return err
		}
	}
	if err := t.validateVerification(); err != nil {
		return err
	}
	return t.ValidateParts(0)
}

func (s Spec) validate(name string) error {
	if err := field.Text(name+".uri", s.Uri, 1, MaxURI); err != nil {
		return err
	}
	return field.Bytes(name+".sha256", s.Sha256, HashLen)
}

func validateCriteria(name string, criteria []Criterion) error {
	if err := field.Count(name, len(criteria), MaxCriteria); err != nil || len(criteria) == 0 {
		return err
	}
	sum := uint64(0)
	for i, c := range criteria {
		at := fmt.Sprintf("%s[%d]", name, i)
		if err := field.Text(at+".text", c.Text, 1, MaxCriterionText); err != nil {
			return err
		}
		if err := field.Range(at+".weight_bps", uint64(c.WeightBps), 1, BPS); err != nil {
			return err
		}
		sum += uint64(c.WeightBps)
	}
	return field.Range(name+": sum of weight_bps", sum, BPS, BPS)
}

// Parties returns the raw addresses of client and provider.
func (t Terms) Parties() (client, provider sdk.AccAddress, err error) {
	if client, err = field.Address("terms.client", t.Client); err != nil {
		return nil, nil, err
	}
	provider, err = field.Address("terms.provider", t.Provider)
	return client, provider, err
}

// Normalized returns the terms in the one form that is stored and hashed: addresses in lower case. Empty addresses stay.
func (t Terms) Normalized() (Terms, error) {
	for _, a := range []struct {
		name    string
		address *string
	}{{"client", &t.Client}, {"provider", &t.Provider}, {"verification.evaluator", &t.Verification.Evaluator}} {
		if *a.address == "" {
			continue
		}
		address, err := field.Address("terms."+a.name, *a.address)
		if err != nil {
			return t, err
		}
		*a.address = address.String()
	}
	return t, nil
}

// TermsHash returns the 32 bytes by which parties name terms, when they sign and amend:
//
//	sha256(lp("troth/terms/v1") | lp(chain id) | lp(terms))
//
// lp puts the length in front as 4 bytes, big endian; terms are the protobuf bytes of Terms, with addresses in lower case,
// fields in ascending order and defaults left out, but for spec, price, loss, pledge and verification, which are always
// there. field.ErrAddress for a malformed address.
func TermsHash(chainID string, t Terms) ([]byte, error) {
	t, err := t.Normalized()
	if err != nil {
		return nil, err
	}
	encoded, err := t.Marshal()
	if err != nil {
		return nil, err
	}
	var buf []byte
	for _, part := range [][]byte{[]byte(termsTag), []byte(chainID), encoded} {
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(part)))
		buf = append(buf, part...)
	}
	sum := sha256.Sum256(buf)
	return sum[:], nil
}
