package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
)

// bpsOne is 100 %.
const bpsOne = 10_000

var (
	_ sdk.HasValidateBasic = (*MsgRetry)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks the addresses and the form of the id, of a job or of a negotiation. ErrRetry when both are named.
func (m *MsgRetry) ValidateBasic() error {
	if _, err := field.Address("sender", m.Sender); err != nil {
		return err
	}
	if m.Offer != "" {
		if m.Job != "" || m.Provider != "" {
			return ErrRetry.Wrapf("offer: %.64q, job: %.64q, provider: %.128q", m.Offer, m.Job, m.Provider)
		}
		_, err := ParseOfferID("offer", m.Offer)
		return err
	}
	if _, err := ParseJobID("job", m.Job); err != nil {
		return err
	}
	if m.Provider == "" {
		return nil
	}
	_, err := field.Address("provider", m.Provider)
	return err
}

// ValidateBasic checks the authority's address and the parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := field.Address("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

// Validate checks the length of the uri and the hash; a uri needs its hash.
func (n Note) Validate() error {
	if err := field.Text("note.uri", n.Uri, 0, MaxURI); err != nil {
		return err
	}
	if n.Uri != "" {
		return field.Bytes("note.sha256", n.Sha256, HashLen)
	}
	return field.OptionalBytes("note.sha256", n.Sha256, HashLen)
}

// OrZero reads an amount that a message may leave out.
func OrZero(v math.Int) math.Int {
	if v.IsNil() {
		return math.ZeroInt()
	}
	return v
}

func addresses(agent, signer, address string) error {
	if _, err := field.Address("signer", signer); err != nil {
		return err
	}
	_, err := field.Address(agent, address)
	return err
}
