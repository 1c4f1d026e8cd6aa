package types

import (
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
	// MaxNote is the longest note to the client in bytes.
	MaxNote = 280
	// MinSkill and MaxSkill bound the length of a skill tag.
	MinSkill, MaxSkill = 2, 48
	// HashLen is the length of a sha256 in bytes.
	HashLen = 32
	// MaxWindowMs is the ceiling of every clock: one year.
	MaxWindowMs = 365 * 24 * 3_600_000
)

// Validate checks every field of the terms against its bounds; the clocks against the ceiling only. ErrSameParty when
// client and provider are one.
func (t Terms) Validate() error {
	client, err := field.Address("terms.client", t.Client)
	if err != nil {
		return err
	}
	provider, err := field.Address("terms.provider", t.Provider)
	if err != nil {
		return err
	}
	if client.Equals(provider) {
		return ErrSameParty.Wrapf("terms.provider: %s", t.Provider)
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
	if err := field.Range("terms.delivery_ms", t.DeliveryMs, 1, MaxWindowMs); err != nil {
		return err
	}
	return field.Range("terms.review_ms", t.ReviewMs, 1, MaxWindowMs)
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

// ClientHold returns what the client's hold of a running agreement must be: price and backup reserve.
func (a Agreement) ClientHold() sdk.Coin { return a.Terms.Price.AddAmount(a.BackupReserve) }

// PledgeHold returns what the provider's hold of a running agreement must be; zero means none.
func (a Agreement) PledgeHold() sdk.Coin {
	return sdk.Coin{Denom: a.Terms.Price.Denom, Amount: a.Terms.Pledge}
}
