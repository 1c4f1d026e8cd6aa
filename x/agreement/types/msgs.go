package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

var (
	_ sdk.HasValidateBasic = (*MsgSubmit)(nil)
	_ sdk.HasValidateBasic = (*MsgAccept)(nil)
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
	return m.Submission().validate("")
}

// Submission returns the delivered work as the agreement keeps it, without its time.
func (m *MsgSubmit) Submission() Submission {
	return Submission{Uri: m.Uri, Sha256: m.Sha256, Bytes: m.Bytes, Note: m.Note, RatingCommitment: m.RatingCommitment}
}

func (s Submission) validate(prefix string) error {
	if err := field.Text(prefix+"uri", s.Uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes(prefix+"sha256", s.Sha256, HashLen); err != nil {
		return err
	}
	if err := field.Text(prefix+"note", s.Note, 0, MaxNote); err != nil {
		return err
	}
	return field.OptionalBytes(prefix+"rating_commitment", s.RatingCommitment, HashLen)
}

// ValidateBasic checks the addresses, the id and the rating.
func (m *MsgAccept) ValidateBasic() error {
	if err := check(m.Signer, "client", m.Client, m.Agreement); err != nil {
		return err
	}
	return field.Range("rating", uint64(m.Rating), 0, MaxRating)
}

// ValidateBasic checks the addresses and the id.
func (m *MsgTerminate) ValidateBasic() error {
	return check(m.Signer, "client", m.Client, m.Agreement)
}

// ValidateBasic checks the addresses and the id.
func (m *MsgResign) ValidateBasic() error {
	return check(m.Signer, "provider", m.Provider, m.Agreement)
}

// ValidateBasic checks the sender, the id, the rating and the salt.
func (m *MsgRevealRating) ValidateBasic() error {
	if err := checkSender(m.Sender, m.Agreement); err != nil {
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
