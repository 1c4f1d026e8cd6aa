package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

var (
	_ sdk.HasValidateBasic = (*MsgSubmit)(nil)
	_ sdk.HasValidateBasic = (*MsgEvaluate)(nil)
	_ sdk.HasValidateBasic = (*MsgAccept)(nil)
	_ sdk.HasValidateBasic = (*MsgRework)(nil)
	_ sdk.HasValidateBasic = (*MsgReject)(nil)
	_ sdk.HasValidateBasic = (*MsgConcede)(nil)
	_ sdk.HasValidateBasic = (*MsgContest)(nil)
	_ sdk.HasValidateBasic = (*MsgProposeSplit)(nil)
	_ sdk.HasValidateBasic = (*MsgAcceptSplit)(nil)
	_ sdk.HasValidateBasic = (*MsgAmend)(nil)
	_ sdk.HasValidateBasic = (*MsgCancel)(nil)
	_ sdk.HasValidateBasic = (*MsgTerminate)(nil)
	_ sdk.HasValidateBasic = (*MsgResign)(nil)
	_ sdk.HasValidateBasic = (*MsgRevealRating)(nil)
	_ sdk.HasValidateBasic = (*MsgRetry)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgSubmit) ValidateBasic() error {
	if err := check(m.Signer, "provider", m.Provider, m.Agreement); err != nil {
		return err
	}
	if len(m.Preimage) > MaxPreimage {
		return field.ErrLength.Wrapf("preimage: %d bytes, want at most %d", len(m.Preimage), MaxPreimage)
	}
	return m.Submission().validate("")
}

// ValidateBasic checks the addresses, the id, the share and the reason.
func (m *MsgEvaluate) ValidateBasic() error {
	if err := check(m.Signer, "evaluator", m.Evaluator, m.Agreement); err != nil {
		return err
	}
	if err := field.Range("bps", uint64(m.Bps), 0, BPS); err != nil {
		return err
	}
	return field.Text("reason", m.Reason, 0, MaxNote)
}

// ValidateBasic checks the addresses, the id and the rating.
func (m *MsgAccept) ValidateBasic() error {
	if err := check(m.Signer, "client", m.Client, m.Agreement); err != nil {
		return err
	}
	return field.Range("rating", uint64(m.Rating), 0, MaxRating)
}

// ValidateBasic checks the addresses, the id and the reason.
func (m *MsgRework) ValidateBasic() error {
	if err := check(m.Signer, "client", m.Client, m.Agreement); err != nil {
		return err
	}
	return field.Text("reason", m.Reason, 1, MaxNote)
}

// ValidateBasic checks the addresses, the id, the reason and the claimed share.
func (m *MsgReject) ValidateBasic() error {
	if err := check(m.Signer, "client", m.Client, m.Agreement); err != nil {
		return err
	}
	if err := field.Text("reason", m.Reason, 1, MaxNote); err != nil {
		return err
	}
	return field.Range("claimed_bps", uint64(m.ClaimedBps), 0, BPS-1)
}

// ValidateBasic checks the addresses and the id.
func (m *MsgConcede) ValidateBasic() error {
	return check(m.Signer, "provider", m.Provider, m.Agreement)
}

// ValidateBasic checks the addresses, the id, the claimed share and the reason.
func (m *MsgContest) ValidateBasic() error {
	if err := check(m.Signer, "agent", m.Agent, m.Agreement); err != nil {
		return err
	}
	if err := field.Range("claimed_bps", uint64(m.ClaimedBps), 0, BPS-1); err != nil {
		return err
	}
	return field.Text("reason", m.Reason, 0, MaxNote)
}

// ValidateBasic checks the addresses, the id and the share.
func (m *MsgProposeSplit) ValidateBasic() error {
	return checkShare(m.Signer, m.Agent, m.Agreement, m.Bps)
}

// ValidateBasic checks the addresses, the id and the share.
func (m *MsgAcceptSplit) ValidateBasic() error {
	return checkShare(m.Signer, m.Agent, m.Agreement, m.Bps)
}

// ValidateBasic checks the addresses, the id and the terms.
func (m *MsgAmend) ValidateBasic() error {
	if err := check(m.Signer, "agent", m.Agent, m.Agreement); err != nil {
		return err
	}
	return m.Terms.Validate()
}

// ValidateBasic checks the addresses, the id and the share.
func (m *MsgCancel) ValidateBasic() error {
	return checkShare(m.Signer, m.Agent, m.Agreement, m.Bps)
}

// ValidateBasic checks the addresses and the id.
func (m *MsgTerminate) ValidateBasic() error {
	return check(m.Signer, "client", m.Client, m.Agreement)
}

// ValidateBasic checks the addresses and the id.
func (m *MsgResign) ValidateBasic() error {
	return check(m.Signer, "provider", m.Provider, m.Agreement)
}

// ValidateBasic checks the sender, the id, the milestone, the rating and the salt.
func (m *MsgRevealRating) ValidateBasic() error {
	if err := checkSender(m.Sender, m.Agreement); err != nil {
		return err
	}
	if err := field.Range("milestone", uint64(m.Milestone), 0, MaxMilestones-1); err != nil {
		return err
	}
	if err := field.Range("rating", uint64(m.Rating), 0, MaxRating); err != nil {
		return err
	}
	return field.Bytes("salt", m.Salt, SaltLen)
}

// ValidateBasic checks the sender and the id.
func (m *MsgRetry) ValidateBasic() error { return checkSender(m.Sender, m.Agreement) }

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func check(signer, role, agent, agreement string) error {
	if _, err := field.Address("signer", signer); err != nil {
		return err
	}
	if _, err := field.Address(role, agent); err != nil {
		return err
	}
	_, err := ParseID("agreement", agreement)
	return err
}

func checkSender(sender, agreement string) error {
	if _, err := field.Address("sender", sender); err != nil {
		return err
	}
	_, err := ParseID("agreement", agreement)
	return err
}

func checkShare(signer, agent, agreement string, bps uint32) error {
	if err := check(signer, "agent", agent, agreement); err != nil {
		return err
	}
	return field.Range("bps", uint64(bps), 0, BPS)
}
