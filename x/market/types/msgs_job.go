package types

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

var (
	_ sdk.HasValidateBasic = (*MsgPostJob)(nil)
	_ sdk.HasValidateBasic = (*MsgCancelJob)(nil)
	_ sdk.HasValidateBasic = (*MsgAwardJob)(nil)
)

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgPostJob) ValidateBasic() error {
	if _, err := field.Address("signer", m.Signer); err != nil {
		return err
	}
	client, err := field.Address("client", m.Client)
	if err != nil {
		return err
	}
	if err := m.Request.Validate(); err != nil {
		return err
	}
	for i, s := range m.Request.Invited {
		name := fmt.Sprintf("request.invited[%d]", i)
		a, err := field.Address(name, s)
		if err != nil {
			return err
		}
		if a.Equals(client) {
			return ErrSameController.Wrapf("%s: %s is the client", name, s)
		}
	}
	return nil
}

// ValidateBasic checks the addresses and the form of the id.
func (m *MsgCancelJob) ValidateBasic() error { return jobOf("client", m.Signer, m.Client, m.Job) }

// ValidateBasic checks the addresses and the form of the id.
func (m *MsgAwardJob) ValidateBasic() error {
	if err := jobOf("client", m.Signer, m.Client, m.Job); err != nil {
		return err
	}
	_, err := field.Address("provider", m.Provider)
	return err
}

// jobOf checks what every message about a job begins with.
func jobOf(agent, signer, address, job string) error {
	if err := addresses(agent, signer, address); err != nil {
		return err
	}
	_, err := ParseJobID("job", job)
	return err
}
