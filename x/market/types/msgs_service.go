package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

var (
	_ sdk.HasValidateBasic = (*MsgListService)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateService)(nil)
	_ sdk.HasValidateBasic = (*MsgRemoveService)(nil)
	_ sdk.HasValidateBasic = (*MsgHire)(nil)
	_ sdk.HasValidateBasic = (*MsgHireQuoted)(nil)
)

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgListService) ValidateBasic() error {
	if err := addresses("provider", m.Signer, m.Provider); err != nil {
		return err
	}
	return ValidateOffered(m.Terms, m.Provider, m.Capacity, m.Requirements)
}

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgUpdateService) ValidateBasic() error {
	if err := addresses("provider", m.Signer, m.Provider); err != nil {
		return err
	}
	if _, err := ParseServiceID("service", m.Service); err != nil {
		return err
	}
	return ValidateOffered(m.Terms, m.Provider, m.Capacity, m.Requirements)
}

// ValidateBasic checks the addresses and the form of the id.
func (m *MsgRemoveService) ValidateBasic() error {
	if err := addresses("provider", m.Signer, m.Provider); err != nil {
		return err
	}
	_, err := ParseServiceID("service", m.Service)
	return err
}

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgHire) ValidateBasic() error {
	if err := addresses("client", m.Signer, m.Client); err != nil {
		return err
	}
	if _, err := ParseServiceID("service", m.Service); err != nil {
		return err
	}
	if err := field.Range("version", m.Version, 1, ^uint64(0)); err != nil {
		return err
	}
	if err := field.Coin("price", m.Price); err != nil {
		return err
	}
	if err := field.Text("spec.uri", m.Spec.Uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes("spec.sha256", m.Spec.Sha256, HashLen); err != nil {
		return err
	}
	if m.Parent == "" {
		return nil
	}
	_, err := agreementtypes.ParseID("parent", m.Parent)
	return err
}

// ValidateBasic checks every field against its bounds, and that the terms name the client.
func (m *MsgHireQuoted) ValidateBasic() error {
	if err := addresses("client", m.Signer, m.Client); err != nil {
		return err
	}
	if err := m.Terms.Validate(); err != nil {
		return err
	}
	client, err := field.Address("client", m.Client)
	if err != nil {
		return err
	}
	named, err := field.Address("terms.client", m.Terms.Client)
	if err != nil {
		return err
	}
	if !named.Equals(client) {
		return ErrNotParty.Wrapf("terms.client: %s, want %s", named, client)
	}
	return m.Quote.Validate()
}
