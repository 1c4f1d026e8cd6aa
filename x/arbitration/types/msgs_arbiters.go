package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

var (
	_ sdk.HasValidateBasic = (*MsgEnlist)(nil)
	_ sdk.HasValidateBasic = (*MsgSetStake)(nil)
	_ sdk.HasValidateBasic = (*MsgSetSkills)(nil)
	_ sdk.HasValidateBasic = (*MsgLeave)(nil)
)

// ValidateBasic checks the addresses, the stake and the skills.
func (m *MsgEnlist) ValidateBasic() error {
	if err := checkAgent(m.Signer, m.Agent); err != nil {
		return err
	}
	if err := checkStake(m.Stake, 1); err != nil {
		return err
	}
	return checkSkills(m.Skills)
}

// ValidateBasic checks the addresses and the stake.
func (m *MsgSetStake) ValidateBasic() error {
	if err := checkAgent(m.Signer, m.Agent); err != nil {
		return err
	}
	return checkStake(m.Stake, 1)
}

// ValidateBasic checks the addresses and the skills.
func (m *MsgSetSkills) ValidateBasic() error {
	if err := checkAgent(m.Signer, m.Agent); err != nil {
		return err
	}
	return checkSkills(m.Skills)
}

// ValidateBasic checks the addresses.
func (m *MsgLeave) ValidateBasic() error { return checkAgent(m.Signer, m.Agent) }

func checkAgent(signer, agent string) error {
	if _, err := field.Address("signer", signer); err != nil {
		return err
	}
	_, err := field.Address("agent", agent)
	return err
}
