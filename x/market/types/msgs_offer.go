package types

import (
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

var (
	_ sdk.HasValidateBasic = (*MsgMakeOffer)(nil)
	_ sdk.HasValidateBasic = (*MsgCounterOffer)(nil)
	_ sdk.HasValidateBasic = (*MsgAcceptOffer)(nil)
	_ sdk.HasValidateBasic = (*MsgRejectOffer)(nil)
)

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgMakeOffer) ValidateBasic() error {
	if err := addresses("maker", m.Signer, m.Maker); err != nil {
		return err
	}
	if err := validateRound(m.Terms, m.ExpiresMs, m.Note); err != nil {
		return err
	}
	return ValidateAbout(m.About)
}

// ValidateBasic checks every field against its bounds; the errors name the field.
func (m *MsgCounterOffer) ValidateBasic() error {
	if err := addresses("maker", m.Signer, m.Maker); err != nil {
		return err
	}
	if _, err := ParseOfferID("offer", m.Offer); err != nil {
		return err
	}
	if err := field.Bytes("answers", m.Answers, HashLen); err != nil {
		return err
	}
	return validateRound(m.Terms, m.ExpiresMs, m.Note)
}

// ValidateBasic checks the addresses, the form of the id and the length of the hash.
func (m *MsgAcceptOffer) ValidateBasic() error {
	if err := addresses("agent", m.Signer, m.Agent); err != nil {
		return err
	}
	if _, err := ParseOfferID("offer", m.Offer); err != nil {
		return err
	}
	return field.Bytes("accepts", m.Accepts, HashLen)
}

// ValidateBasic checks the addresses, the form of the id and the reason.
func (m *MsgRejectOffer) ValidateBasic() error {
	if err := addresses("agent", m.Signer, m.Agent); err != nil {
		return err
	}
	if _, err := ParseOfferID("offer", m.Offer); err != nil {
		return err
	}
	if !m.Reason.Known() {
		return field.ErrRange.Wrapf("reason: %d, want %d to %d", m.Reason, ReasonPriceTooLow, ReasonTermsChanged)
	}
	return nil
}

// ValidateAbout checks that about is empty or the id of a job or a service.
func ValidateAbout(about string) (err error) {
	switch {
	case about == "":
	case strings.HasPrefix(about, ServicePrefix):
		_, err = ParseServiceID("about", about)
	default:
		_, err = ParseJobID("about", about)
	}
	return err
}

func validateRound(t agreementtypes.Terms, expiresMs uint64, n Note) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if err := field.Range("expires_ms", expiresMs, 1, ^uint64(0)); err != nil {
		return err
	}
	return n.Validate()
}
