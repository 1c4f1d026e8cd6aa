package types

import (
	"slices"
	"strconv"
	"strings"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
)

const (
	// MinName and MaxName bound the length of a name.
	MinName, MaxName = 3, 32
	// MaxURI is the longest URI of a card in bytes.
	MaxURI = 512
	// MaxSkills is the number of skills an agent may name.
	MaxSkills = 16
	// MinSkill and MaxSkill bound the length of a skill.
	MinSkill, MaxSkill = 2, 48
	// HashLen is the length of a sha256 in bytes.
	HashLen = 32
	// EncryptionKeyLen is the length of an X25519 key in bytes.
	EncryptionKeyLen = 32
)

// addressPrefix begins every address of the chain: no name may, lest it be taken for one.
const addressPrefix = chain.Bech32Prefix + "1"

// Validate checks name, card, skills and encryption key; all of them are optional.
func (p Profile) Validate() error {
	if p.Name != "" {
		if err := ValidateName("profile.name", p.Name); err != nil {
			return err
		}
	}
	if err := p.Card.Validate(); err != nil {
		return err
	}
	if err := field.Count("profile.skills", len(p.Skills), MaxSkills); err != nil {
		return err
	}
	for i, skill := range p.Skills {
		name := "profile.skills[" + strconv.Itoa(i) + "]"
		if err := field.Tag(name, skill, MinSkill, MaxSkill); err != nil {
			return err
		}
		if slices.Contains(p.Skills[:i], skill) {
			return field.ErrDuplicate.Wrapf("%s: %q", name, skill)
		}
	}
	return field.OptionalBytes("profile.encryption_key", p.EncryptionKey, EncryptionKeyLen)
}

// Validate checks that uri and hash are both there or both absent.
func (c Card) Validate() error {
	if c.Uri == "" && len(c.Sha256) == 0 {
		return nil
	}
	if err := field.Text("profile.card.uri", c.Uri, 1, MaxURI); err != nil {
		return err
	}
	return field.Bytes("profile.card.sha256", c.Sha256, HashLen)
}

// ValidateName checks that a name is [a-z0-9-]{3,32} and cannot be taken for an address (ErrNameReserved).
func ValidateName(name, s string) error {
	if err := field.Tag(name, s, MinName, MaxName); err != nil {
		return err
	}
	if strings.HasPrefix(s, addressPrefix) {
		return ErrNameReserved.Wrapf("%s: %q", name, s)
	}
	return nil
}
