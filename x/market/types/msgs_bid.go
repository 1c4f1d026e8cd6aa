package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/market/auction"
)

var (
	_ sdk.HasValidateBasic = (*MsgCommitBid)(nil)
	_ sdk.HasValidateBasic = (*MsgRevealBid)(nil)
	_ sdk.HasValidateBasic = (*MsgPlaceBid)(nil)
	_ sdk.HasValidateBasic = (*MsgTakeJob)(nil)
)

// ValidateBasic checks the addresses, the form of the id and the length of the commitment.
func (m *MsgCommitBid) ValidateBasic() error {
	if err := jobOf("provider", m.Signer, m.Provider, m.Job); err != nil {
		return err
	}
	return field.Bytes("commitment", m.Commitment, HashLen)
}

// ValidateBasic checks every field against its bounds. A missing pledge counts as none.
func (m *MsgRevealBid) ValidateBasic() error {
	if err := jobOf("provider", m.Signer, m.Provider, m.Job); err != nil {
		return err
	}
	if err := validateBid("price", m.Price, 1, m.DeliveryMs, m.Pledge, m.Note); err != nil {
		return err
	}
	return field.Bytes("salt", m.Salt, auction.SaltLen)
}

// ValidateBasic checks every field against its bounds. A missing pledge counts as none.
func (m *MsgPlaceBid) ValidateBasic() error {
	if err := jobOf("provider", m.Signer, m.Provider, m.Job); err != nil {
		return err
	}
	return validateBid("price", m.Price, 1, m.DeliveryMs, m.Pledge, m.Note)
}

// ValidateBasic checks every field against its bounds. A missing min_price or pledge counts as none.
func (m *MsgTakeJob) ValidateBasic() error {
	if err := jobOf("provider", m.Signer, m.Provider, m.Job); err != nil {
		return err
	}
	return validateBid("min_price", OrZero(m.MinPrice), 0, m.DeliveryMs, m.Pledge, m.Note)
}

// validateBid checks what a provider promises; least is the least price, name its field.
func validateBid(name string, price math.Int, least int64, deliveryMs uint64, pledge math.Int, note Note) error {
	if err := field.Amount(name, price, least); err != nil {
		return err
	}
	if err := field.Range("delivery_ms", deliveryMs, 1, MaxWindowMs); err != nil {
		return err
	}
	if err := field.Amount("pledge", OrZero(pledge), 0); err != nil {
		return err
	}
	return note.Validate()
}
