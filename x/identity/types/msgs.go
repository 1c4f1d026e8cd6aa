package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/deadline"
	"github.com/trothchain/troth/internal/field"
)

// MaxSalt is the longest salt of an agent's address in bytes.
const MaxSalt = 32

var (
	_ sdk.HasValidateBasic = (*MsgRegister)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateProfile)(nil)
	_ sdk.HasValidateBasic = (*MsgSetStatus)(nil)
	_ sdk.HasValidateBasic = (*MsgProposeOwner)(nil)
	_ sdk.HasValidateBasic = (*MsgAcceptOwner)(nil)
	_ sdk.HasValidateBasic = (*MsgAddOperator)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateMandate)(nil)
	_ sdk.HasValidateBasic = (*MsgRemoveOperator)(nil)
	_ sdk.HasValidateBasic = (*MsgHeartbeat)(nil)
	_ sdk.HasValidateBasic = (*MsgAttest)(nil)
	_ sdk.HasValidateBasic = (*MsgRevokeAttestation)(nil)
	_ sdk.HasValidateBasic = (*MsgRetry)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks owner, salt and profile.
func (m *MsgRegister) ValidateBasic() error {
	if _, err := field.Address("owner", m.Owner); err != nil {
		return err
	}
	if len(m.Salt) > MaxSalt {
		return field.ErrLength.Wrapf("salt: %d bytes, want at most %d", len(m.Salt), MaxSalt)
	}
	return m.Profile.Validate()
}

// ValidateBasic checks signer, agent and profile.
func (m *MsgUpdateProfile) ValidateBasic() error {
	if err := addresses("signer", m.Signer, "agent", m.Agent); err != nil {
		return err
	}
	return m.Profile.Validate()
}

// ValidateBasic checks owner, agent and that the status is one of the enum.
func (m *MsgSetStatus) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent); err != nil {
		return err
	}
	return field.Range("status", uint64(uint32(m.Status)), uint64(AgentStatusActive), uint64(AgentStatusRetired))
}

// ValidateBasic checks owner, agent and the new owner, who is empty when a proposal is withdrawn.
func (m *MsgProposeOwner) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent); err != nil {
		return err
	}
	if m.NewOwner == "" {
		return nil
	}
	return addresses("new_owner", m.NewOwner)
}

// ValidateBasic checks new owner and agent.
func (m *MsgAcceptOwner) ValidateBasic() error {
	return addresses("new_owner", m.NewOwner, "agent", m.Agent)
}

// ValidateBasic checks owner, agent, key, mandate and fee limit.
func (m *MsgAddOperator) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent, "key", m.Key); err != nil {
		return err
	}
	if err := m.Mandate.Validate(); err != nil {
		return err
	}
	return ValidateFeeLimit(m.FeeLimit)
}

// ValidateBasic checks owner, agent, key, mandate and fee limit.
func (m *MsgUpdateMandate) ValidateBasic() error {
	if err := addresses("owner", m.Owner, "agent", m.Agent, "key", m.Key); err != nil {
		return err
	}
	if err := m.Mandate.Validate(); err != nil {
		return err
	}
	return ValidateFeeLimit(m.FeeLimit)
}

// ValidateBasic checks signer, agent and key.
func (m *MsgRemoveOperator) ValidateBasic() error {
	return addresses("signer", m.Signer, "agent", m.Agent, "key", m.Key)
}

// ValidateBasic checks signer and agent.
func (m *MsgHeartbeat) ValidateBasic() error {
	return addresses("signer", m.Signer, "agent", m.Agent)
}

// ValidateBasic checks signer, agent, subject and what is stated.
func (m *MsgAttest) ValidateBasic() error {
	if err := addresses("signer", m.Signer, "agent", m.Agent, "subject", m.Subject); err != nil {
		return err
	}
	return Attestation{Schema: m.Schema, Value: m.Value, Evidence: m.Evidence}.validateStatement()
}

// ValidateBasic checks signer, agent, subject, schema and issuer.
func (m *MsgRevokeAttestation) ValidateBasic() error {
	if err := addresses("signer", m.Signer, "agent", m.Agent, "subject", m.Subject, "issuer", m.Issuer); err != nil {
		return err
	}
	return ValidateSchema("schema", m.Schema)
}

// ValidateBasic checks sender, and that the deadline is named once: by a name, or by kind and id.
func (m *MsgRetry) ValidateBasic() error {
	if err := addresses("sender", m.Sender); err != nil {
		return err
	}
	if m.Kind == 0 && len(m.Id) == 0 {
		return ValidateName("name", m.Name)
	}
	if m.Name != "" {
		return field.ErrDuplicate.Wrapf("name: %.64q besides kind %d and id %.32x", m.Name, m.Kind, m.Id)
	}
	if err := field.Range("kind", uint64(m.Kind), uint64(KindReleaseName), uint64(KindExpireAttestation)); err != nil {
		return err
	}
	if len(m.Id) == 0 || len(m.Id) > deadline.MaxID {
		return field.ErrLength.Wrapf("id: %d bytes, want 1 to %d", len(m.Id), deadline.MaxID)
	}
	return nil
}

// Deadline returns kind and id of the deadline that the message names.
func (m *MsgRetry) Deadline() (kind uint32, id []byte) {
	if m.Kind == 0 {
		return KindReleaseName, []byte(m.Name)
	}
	return m.Kind, m.Id
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if err := addresses("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

// addresses checks pairs of a field's name and the address in it.
func addresses(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if _, err := field.Address(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
