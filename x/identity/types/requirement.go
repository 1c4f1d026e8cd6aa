package types

import (
	"slices"
	"strconv"

	"github.com/trothchain/troth/internal/field"
)

const (
	// MaxRequirements is the length of a list of requirements.
	MaxRequirements = 8
	// MaxIssuers is the number of issuers a requirement may name.
	MaxIssuers = 8
	// MinSchema and MaxSchema bound the length of a schema.
	MinSchema, MaxSchema = 2, 64
	// MaxValue is the longest value of an attestation in bytes.
	MaxValue = 128
)

// ValidateRequirements checks a list of at most MaxRequirements requirements: schema, value and 1 to MaxIssuers issuers
// of each, and that no schema and value come twice. name is that of the list, for the errors. The issuers must be named:
// anybody may attest anything, so an attestation of anyone says nothing, and a check reads a bounded number of records.
func ValidateRequirements(name string, rs []Requirement) error {
	if err := field.Count(name, len(rs), MaxRequirements); err != nil {
		return err
	}
	for i, r := range rs {
		at := name + "[" + strconv.Itoa(i) + "]"
		if err := r.Validate(at); err != nil {
			return err
		}
		if slices.ContainsFunc(rs[:i], func(o Requirement) bool { return o.Schema == r.Schema && o.Value == r.Value }) {
			return field.ErrDuplicate.Wrapf("%s: schema %q, value %q", at, r.Schema, r.Value)
		}
	}
	return nil
}

// Validate checks one requirement; name is its own, for the errors.
func (r Requirement) Validate(name string) error {
	if err := ValidateSchema(name+".schema", r.Schema); err != nil {
		return err
	}
	if err := field.Text(name+".value", r.Value, 0, MaxValue); err != nil {
		return err
	}
	if len(r.Issuers) == 0 {
		return field.ErrMissing.Wrapf("%s.issuers: 1 to %d agents", name, MaxIssuers)
	}
	if err := field.Count(name+".issuers", len(r.Issuers), MaxIssuers); err != nil {
		return err
	}
	seen := make([]string, 0, len(r.Issuers))
	for i, issuer := range r.Issuers {
		at := name + ".issuers[" + strconv.Itoa(i) + "]"
		addr, err := field.Address(at, issuer)
		if err != nil {
			return err
		}
		if slices.Contains(seen, string(addr)) {
			return field.ErrDuplicate.Wrapf("%s: %s", at, issuer)
		}
		seen = append(seen, string(addr))
	}
	return nil
}

// NormalizeRequirements returns valid requirements in the one form that is stored: issuers in lower case. An empty list
// is nil.
func NormalizeRequirements(name string, rs []Requirement) ([]Requirement, error) {
	if len(rs) == 0 {
		return nil, nil
	}
	normal := make([]Requirement, 0, len(rs))
	for i, r := range rs {
		issuers := make([]string, 0, len(r.Issuers))
		for j, issuer := range r.Issuers {
			addr, err := field.Address(name+"["+strconv.Itoa(i)+"].issuers["+strconv.Itoa(j)+"]", issuer)
			if err != nil {
				return nil, err
			}
			issuers = append(issuers, addr.String())
		}
		r.Issuers = issuers
		normal = append(normal, r)
	}
	return normal, nil
}

// ValidateSchema checks that a schema is [a-z0-9:._-]{2,64}.
func ValidateSchema(name, s string) error {
	if s == "" {
		return field.ErrMissing.Wrapf("%s: %d to %d characters", name, MinSchema, MaxSchema)
	}
	if len(s) < MinSchema || len(s) > MaxSchema {
		return field.ErrLength.Wrapf("%s: %d characters, want %d to %d", name, len(s), MinSchema, MaxSchema)
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != ':' && c != '.' && c != '_' && c != '-' {
			return field.ErrFormat.Wrapf("%s: %q, want only a-z, 0-9 and :._-", name, s)
		}
	}
	return nil
}
