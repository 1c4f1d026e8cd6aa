package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// AgentAddressLen is the length of every agent's address in bytes, as AgentAddress derives it.
const AgentAddressLen = 32

// Validate checks that a uri comes with a hash; a hash alone, and nothing at all, are fine.
func (e Evidence) Validate() error {
	if err := field.Text("evidence.uri", e.Uri, 0, MaxURI); err != nil {
		return err
	}
	if e.Uri != "" {
		return field.Bytes("evidence.sha256", e.Sha256, HashLen)
	}
	return field.OptionalBytes("evidence.sha256", e.Sha256, HashLen)
}

// Validate checks one attestation on its own, as genesis has it.
func (a Attestation) Validate() error {
	if err := canonicalAgent("subject", a.Subject); err != nil {
		return err
	}
	if err := canonicalAgent("issuer", a.Issuer); err != nil {
		return err
	}
	if a.ExpiresMs != 0 && a.ExpiresMs <= a.IssuedMs {
		return field.ErrRange.Wrapf("expires_ms: %d, want more than issued_ms %d", a.ExpiresMs, a.IssuedMs)
	}
	return a.validateStatement()
}

// validateStatement checks what is stated: schema, value and evidence.
func (a Attestation) validateStatement() error {
	if err := ValidateSchema("schema", a.Schema); err != nil {
		return err
	}
	if err := field.Text("value", a.Value, 0, MaxValue); err != nil {
		return err
	}
	return a.Evidence.Validate()
}

// Counts says whether the attestation counts for a requirement at market time now, of a subject that has changed its
// owner handovers times: it is in force and has the value.
func (a Attestation) Counts(r Requirement, now uint64, handovers uint32) bool {
	return a.InForce(now, handovers) && (r.Value == "" || r.Value == a.Value)
}

// InForce says whether the attestation has not expired at market time now, and is about the agent under its present
// owner: a statement about an agent says nothing about who bought it.
func (a Attestation) InForce(now uint64, handovers uint32) bool {
	return !a.Expired(now) && a.Handovers == handovers
}

// Expired says whether the attestation has ended at market time now.
func (a Attestation) Expired(now uint64) bool { return a.ExpiresMs != 0 && now >= a.ExpiresMs }

// AttestationID is the id of the deadline that prunes an expired attestation: subject and issuer, of AgentAddressLen
// bytes each, and the schema. It is at most deadline.MaxID bytes long.
func AttestationID(subject sdk.AccAddress, schema string, issuer sdk.AccAddress) []byte {
	id := append(append([]byte(nil), subject...), issuer...)
	return append(id, schema...)
}

// ParseAttestationID reads an id that AttestationID made. ErrDeadlineID.
func ParseAttestationID(id []byte) (subject sdk.AccAddress, schema string, issuer sdk.AccAddress, err error) {
	if len(id) <= 2*AgentAddressLen {
		return nil, "", nil, ErrDeadlineID.Wrapf("attestation %x", id)
	}
	return id[:AgentAddressLen], string(id[2*AgentAddressLen:]), id[AgentAddressLen : 2*AgentAddressLen], nil
}

// AllowanceID is the id of the deadline that ends the fee allowance of an expired mandate: the agent, of AgentAddressLen
// bytes, and the key.
func AllowanceID(agent, key sdk.AccAddress) []byte {
	return append(append([]byte(nil), agent...), key...)
}

// ParseAllowanceID reads an id that AllowanceID made. ErrDeadlineID.
func ParseAllowanceID(id []byte) (agent, key sdk.AccAddress, err error) {
	if len(id) <= AgentAddressLen {
		return nil, nil, ErrDeadlineID.Wrapf("fee allowance %x", id)
	}
	return id[:AgentAddressLen], id[AgentAddressLen:], nil
}
