package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/beacon/vrf"
)

var (
	_ sdk.HasValidateBasic = (*MsgRegisterVrfKey)(nil)
	_ sdk.HasValidateBasic = (*MsgRemoveVrfKey)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks the validator's address, the key and the length of the proof of possession.
func (m *MsgRegisterVrfKey) ValidateBasic() error {
	if _, err := ValidatorAddress("validator", m.Validator); err != nil {
		return err
	}
	if err := field.Bytes("key", m.Key, vrf.KeySize); err != nil {
		return err
	}
	if err := vrf.CheckKey(m.Key); err != nil {
		return ErrKey.Wrapf("key: %s", err)
	}
	return field.Bytes("possession", m.Possession, vrf.ProofSize)
}

// ValidateBasic checks the validator's address.
func (m *MsgRemoveVrfKey) ValidateBasic() error {
	_, err := ValidatorAddress("validator", m.Validator)
	return err
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}
